# python3-websockets, asked and measured as those in asked.hpp.
# python_client.py plain|tls|deflate PORT SIZE|@FILE WINDOW SECONDS
import asyncio
import json
import ssl
import sys
import time

import websockets

way, port, given, window, seconds = sys.argv[1:]
window, seconds = int(window), float(seconds)
if given.startswith("@"):
    with open(given[1:]) as file:
        payload = file.read()
else:
    payload = "x" * int(given) if int(given) < 65536 else b"x" * int(given)


def trust_anybody():  # what is measured is speed
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def main():
    secure = {"ssl": trust_anybody()} if way == "tls" else {}
    async with websockets.connect("%s://127.0.0.1:%s/" % ("wss" if secure else "ws", port), max_size=None,
                                  compression="deflate" if way == "deflate" else None, **secure) as client:
        begin = time.perf_counter() + 0.5
        end, times, cpu, sent_at = begin + seconds, [], None, []
        for _ in range(window):
            sent_at.append(time.perf_counter())
            await client.send(payload)
        index = 0
        while True:
            await client.recv()
            now = time.perf_counter()
            if now >= end:
                break
            if now >= begin:
                cpu = cpu or time.process_time()
                times.append(now - sent_at[index])
            sent_at[index] = now
            index = (index + 1) % window
            await client.send(payload)
    times.sort()
    print(json.dumps({"messages_per_second": round(len(times) / seconds), "p50_us": times[len(times) // 2] * 1e6,
                      "p99_us": times[len(times) * 99 // 100] * 1e6,
                      "cpu_ns": round((time.process_time() - cpu) * 1e9 / len(times))}))


asyncio.run(main())

// WebSocket clients of JavaScript: that of Bun, built in, or `ws` under Node; asked and measured as those in asked.hpp.
// echo_client.mjs plain|tls|deflate PORT SIZE|@FILE WINDOW SECONDS
import { readFileSync } from "node:fs";

const [way, port, given, ...numbers] = process.argv.slice(2);
const [window, seconds] = numbers.map(Number);
const payload = given.startsWith("@") ? readFileSync(given.slice(1), "utf8")
  : given < 65536 ? "x".repeat(given) : Buffer.alloc(Number(given), "x");

// Anybody is trusted: what is measured is speed.
const url = `${way === "tls" ? "wss" : "ws"}://127.0.0.1:${port}/`;
const socket = globalThis.Bun ? new WebSocket(url, { tls: { rejectUnauthorized: false }, perMessageDeflate: way === "deflate" })
  : new (await import("ws")).default(url, { rejectUnauthorized: false, perMessageDeflate: way === "deflate" });

const sentAt = new Float64Array(window);
const times = [];
let next = 0, count = 0, finished = 0, begin, end, cpu;

socket.binaryType = "arraybuffer";
socket.onerror = (event) => { console.error(String(event.message ?? event)); process.exit(1); };
socket.onopen = () => {
  begin = performance.now() + 500;
  end = begin + 1000 * seconds;
  for (let i = 0; i < window; ++i) {
    sentAt[i] = performance.now();
    socket.send(payload);
  }
};
socket.onmessage = () => {
  const now = performance.now();
  const index = next;
  next = (next + 1) % window;
  if (now >= end) {
    if (++finished === window) tell();
    return;
  }
  if (now >= begin) {
    cpu ??= process.cpuUsage();
    ++count;
    if (times.length < 2_000_000) times.push(now - sentAt[index]);
  }
  sentAt[index] = now;
  socket.send(payload);
};

function tell() {
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(100_000 * times[Math.floor(share * (times.length - 1))]) / 100;
  console.log(JSON.stringify({ messages_per_second: Math.round(count / seconds), p50_us: at(0.5), p99_us: at(0.99),
                               cpu_ns: Math.round(1000 * (user + system) / count) }));
  process.exit(0);
}

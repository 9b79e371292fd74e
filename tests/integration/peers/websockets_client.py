# A client of python3-websockets; README.md says what it does.
import asyncio
import hashlib
import json
import ssl
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

url, options, *commands = sys.argv[1:]
options = json.loads(options)
compression = options.get("compression", "none")


def say(*words):
    print(*words, flush=True)


def tell(message):
    kind = "text" if isinstance(message, str) else "binary"
    data = message.encode() if kind == "text" else message
    if len(data) > 100:
        say(kind, len(data), hashlib.sha256(data).hexdigest())
    else:
        say(kind, message if kind == "text" else data.hex())


class Protocol(websockets.WebSocketClientProtocol):
    async def pong(self, data=b""):  # called for each ping that comes
        say("ping", bytes(data).decode())
        await super().pong(data)


async def in_pieces(socket, parts):
    for i, part in enumerate(parts):
        yield part
        if i == 0:
            await socket.ping("between")


async def perform(socket, name, *rest):
    pattern = "abcdefghijklmnopqrstuvwxyz"
    if name == "ping":
        await (await socket.ping(rest[0]))
        return say("pong", rest[0])
    if name == "close":
        return await socket.close(int(rest[0]), " ".join(rest[1:]))
    if name == "text":
        await socket.send(" ".join(rest))
    elif name == "binary":
        await socket.send(bytes.fromhex("".join(rest)))
    elif name == "fragments":
        await socket.send(in_pieces(socket, rest))
    elif name == "long":
        size = int(rest[1])
        text = (pattern * (size // len(pattern) + 1))[:size]
        await socket.send(text if rest[0] == "text" else text.encode())
    tell(await socket.recv())


def extensions():
    if compression == "none":
        return []
    alone = compression == "no_takeover"
    return [ClientPerMessageDeflateFactory(server_no_context_takeover=alone, client_no_context_takeover=alone)]


async def main():
    try:
        socket = await websockets.connect(
            url,
            create_protocol=Protocol,
            compression=None,
            extensions=extensions(),
            subprotocols=options.get("protocols"),
            extra_headers=options.get("headers"),
            ssl=ssl.create_default_context(cafile=options["ca"]) if "ca" in options else None,
            max_size=64 << 20,
            ping_interval=None,
        )
    except websockets.InvalidStatusCode as refusal:
        return say("refused", refusal.status_code)
    say("open", socket.subprotocol or "")
    try:
        for command in commands:
            await perform(socket, *command.split(" "))
        async for message in socket:
            tell(message)
    except websockets.ConnectionClosed:
        pass
    await socket.wait_closed()
    say("closed", socket.close_code, socket.close_reason)


asyncio.run(main())

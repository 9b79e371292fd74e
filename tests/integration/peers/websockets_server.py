# A server of python3-websockets; README.md says what it does.
import asyncio
import http
import json
import sys

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

port = int(sys.argv[1])
options = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
compression = options.get("compression", "none")


def say(*words):
    print(*words, flush=True)


class Protocol(websockets.WebSocketServerProtocol):
    async def process_request(self, path, headers):
        if path.startswith("/refuse/"):
            return http.HTTPStatus(int(path.rsplit("/", 1)[1])), {"Retry-After": "7"}, b""

    def select_subprotocol(self, offered, available):
        return next((each for each in available or [] if each in offered), None)

    async def pong(self, data=b""):  # called for each ping that comes
        say("ping", bytes(data).decode())
        await super().pong(data)


async def in_pieces(socket, parts):
    for i, part in enumerate(parts):
        yield part
        if i == 0:
            await socket.ping("between")


async def obey(socket, command):
    name, *rest = command.split(" ")
    if name == "fragments":
        await socket.send(in_pieces(socket, rest))
    elif name == "ping":
        await (await socket.ping(rest[0]))
        await socket.send("pong " + rest[0])
    elif name == "close":
        await socket.close(int(rest[0]), " ".join(rest[1:]))
    elif name == "header":
        await socket.send(socket.request_headers.get(rest[0], "none"))


async def converse(socket):
    if socket.path == "/leave":
        return await socket.close(1001)
    if socket.path == "/cut":
        return socket.transport.abort()
    async for message in socket:
        if socket.path != "/commands":
            await socket.send(message)
        else:
            # Beside the reading, since closing waits for what comes.
            socket.task = asyncio.create_task(obey(socket, message))


async def handle(socket):
    say("open")
    try:
        await converse(socket)
    except websockets.ConnectionClosed:
        pass
    await socket.wait_closed()
    say("closed", socket.close_code, socket.close_reason)


def extensions():
    if compression == "none":
        return []
    alone = compression == "no_takeover"
    return [ServerPerMessageDeflateFactory(server_no_context_takeover=alone, client_no_context_takeover=alone)]


async def main():
    server = await websockets.serve(
        handle,
        "127.0.0.1",
        port,
        create_protocol=Protocol,
        compression=None,
        extensions=extensions(),
        subprotocols=options.get("protocols"),
        max_size=64 << 20,
        write_limit=64 << 20,
        ping_interval=None,
    )
    say("listening", server.sockets[0].getsockname()[1])
    await asyncio.Future()


asyncio.run(main())

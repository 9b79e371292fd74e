# python3-websockets: at / it echoes, at /all it sends what it gets to everybody. Prints its port.
import asyncio

import websockets

everybody = set()


async def serve(connection, path):
    if path != "/all":
        async for message in connection:
            await connection.send(message)
        return
    everybody.add(connection)
    try:
        async for message in connection:
            websockets.broadcast(everybody, message)
    finally:
        everybody.remove(connection)


async def main():
    async with websockets.serve(serve, "127.0.0.1", 0, compression=None, max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())

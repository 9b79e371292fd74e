# A member of a room in thirty lines over python3-websockets: member.py URL NAME ROOM. Prints what is said there; lines of
# standard input are said. It speaks vafast.v1 (docs/hub-protocol.md) and comes back without a gap.
import asyncio, json, sys, threading, time
import websockets

url, name, room = sys.argv[1:]
position = {}
outbox = asyncio.Queue()
count = 0

def frame_of(**members):  # begins with {"$":" and no white space
    return json.dumps(members, separators=(",", ":"))

async def talk(socket):
    await socket.send(frame_of(**{"$": "hello"}, id=0, token=name, rooms=[{"room": room, **position}]))
    async def say():
        global count
        while True:
            text = await outbox.get()
            count += 1
            data = {"type": "chat_message", "user": name, "message": text, "timestamp": int(time.time() * 1000)}
            await socket.send(frame_of(**{"$": "publish"}, id=count, key=f"{name}-{count}", to={"rooms": [room]},
                                       data=data))
    async for text in socket:
        frame = json.loads(text)
        if frame.get("$") == "ok" and frame["id"] == 0:
            state = frame["rooms"][room]
            if not state.get("recovered"):
                position.update(epoch=state["epoch"], offset=state["offset"])
            print("* in", room, flush=True)
            talking = asyncio.create_task(say())
        elif frame.get("$") == "publication" and frame["room"] == room and frame["offset"] > position["offset"]:
            position["offset"] = frame["offset"]
            print(f'{frame.get("from", "the hub")}: {frame["data"]["message"]}', flush=True)

async def main():
    loop = asyncio.get_running_loop()
    threading.Thread(daemon=True, target=lambda: [
        loop.call_soon_threadsafe(outbox.put_nowait, line.strip()) for line in sys.stdin]).start()
    async for socket in websockets.connect(url, subprotocols=["vafast.v1"]):
        try:
            await talk(socket)
        except websockets.ConnectionClosed:
            pass

asyncio.run(main())

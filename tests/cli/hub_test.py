#!/usr/bin/env python3
"""`vafast serve` as a hub, met by other people's WebSocket client. The command's path is the first argument."""

import asyncio
import base64
import hmac
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import websockets

COMMAND = sys.argv.pop(1) if len(sys.argv) > 1 else "vafast"
PATIENCE = 30  # seconds: a test that fails should not hang
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


class Served:
    def __init__(self, *words):
        self.process = subprocess.Popen([COMMAND, "serve", "--listen", "127.0.0.1:0", *words], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=ENVIRONMENT)
        line = self.process.stdout.readline().decode()
        assert line.startswith("listening on ws"), line + self.process.stderr.read().decode()
        self.url = line[len("listening on "):].strip()

    def page(self, path):
        with urllib.request.urlopen("http" + self.url[2:-3] + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=PATIENCE)


def encoded(part):
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def token_of(secret, header=None, **claims):
    """A JSON Web Token by hand: what `vafast token` would not make."""
    parts = ".".join(encoded(json.dumps(each).encode()) for each in (header or {"alg": "HS256"}, claims))
    return parts + "." + encoded(hmac.digest(secret, parts.encode(), "sha256"))


class Member:
    """A client of vafast.v1 in the few lines that it takes."""

    def __init__(self, url, **hello):
        self.url, self.hello = url, {"$": "hello", "id": 1, **hello}

    async def __aenter__(self):
        self.socket = await websockets.connect(self.url, subprotocols=["vafast.v1"], open_timeout=PATIENCE)
        assert self.socket.subprotocol == "vafast.v1"
        await self.send(self.hello)
        self.welcome = await self.next()
        return self

    async def __aexit__(self, *ignored):
        await self.socket.close()

    async def send(self, frame):
        await self.socket.send(json.dumps(frame, separators=(",", ":")))

    async def next(self):
        return json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))

    async def publish(self, room, data, **more):
        await self.send({"$": "publish", **more, "to": {"rooms": [room]}, "data": data})


class Hub(unittest.IsolatedAsyncioTestCase):
    async def test_is_a_room_for_several_and_echoes_what_is_not_for_the_room(self):
        with Served() as served:
            async with Member(served.url, rooms=[{"room": "general"}]) as one:
                async with Member(served.url, rooms=[{"room": "general"}]) as two:
                    self.assertEqual(await one.next(),
                                     {"$": "join", "room": "general", "user": two.welcome["user"]})
                    await two.publish("general", {"text": "hi"}, id=5, key="k")
                    self.assertEqual((await two.next())["rooms"]["general"]["offset"], 1)
                    expected = {"$": "publication", "room": "general", "offset": 1, "from": two.welcome["user"],
                                "data": {"text": "hi"}}
                    self.assertEqual(await two.next(), expected)
                    self.assertEqual(await one.next(), expected)
                    await two.socket.send("to myself")
                    self.assertEqual(await two.socket.recv(), "to myself")
                self.assertEqual((await one.next())["$"], "leave")

    async def test_gives_back_what_was_missed_to_the_same_guest(self):
        with Served() as served:
            async with Member(served.url, rooms=[{"room": "a"}]) as one:
                session, user, at = one.welcome["session"], one.welcome["user"], one.welcome["rooms"]["a"]
            async with Member(served.url) as other:
                for number in range(20):
                    await other.publish("a", number)
                await other.publish("a", 20, id=2)
                await other.next()
            async with Member(served.url, session=session, rooms=[{"room": "a", **at}]) as one:
                self.assertEqual(one.welcome["user"], user)
                self.assertTrue(one.welcome["rooms"]["a"]["recovered"])
                self.assertEqual([(await one.next())["data"] for _ in range(21)], list(range(21)))

    async def test_has_a_chat_in_which_nobody_speaks_in_anothers_name(self):
        with Served() as served:
            chat = served.url.removesuffix("/ws") + "/chat"
            async with Member(chat, token="alice", rooms=[{"room": "general"}]) as alice:
                async with Member(chat, token="eve", rooms=[{"room": "general"}]) as eve:
                    self.assertEqual(await alice.next(), {"$": "join", "room": "general", "user": "eve"})
                    self.assertEqual(await alice.next(),
                                     {"type": "user_joined", "user": {"name": "eve"}, "room": "general"})
                    await eve.send({"type": "chat_message", "room": "general", "user": "bob", "from": "bob",
                                    "message": "I am Bob", "timestamp": 1})
                    said = {"type": "chat_message", "user": "eve", "message": "I am Bob", "timestamp": 1}
                    self.assertEqual(await alice.next(), {"$": "publication", "room": "general", "offset": 1,
                                                          "from": "eve", "data": said})
                    await eve.send({"type": "typing_start", "room": "general", "user": {"name": "bob"}})
                    self.assertEqual(await alice.next(),
                                     {"type": "typing_start", "user": {"name": "eve"}, "room": "general"})
                    await eve.send({"type": "user_left", "user": {"name": "alice"}})
                    while (answer := await eve.next()).get("type") != "error":
                        pass
                    self.assertIn("user_left", answer["reason"])
                    await eve.send({"type": "typing_start", "room": "elsewhere"})
                    self.assertEqual((await eve.next())["reason"], "Join the room elsewhere before you speak there.")

    async def test_says_goodbye_on_sigterm(self):
        with Served("--reconnect-rate", "0.1") as served:
            async with Member(served.url) as one, Member(served.url) as two:
                served.process.send_signal(signal.SIGTERM)
                for each in (one, two):
                    self.assertEqual(await each.next(), {"$": "goodbye", "after": [500, 20500]})
                    with self.assertRaises(websockets.ConnectionClosed) as end:
                        await each.socket.recv()
                    self.assertEqual(end.exception.rcvd.code, 4001)
            _, told = served.process.communicate(timeout=PATIENCE)
            self.assertIn(b"closing 2 connections;", told)
            self.assertEqual(served.process.returncode, 0)

    async def test_lets_in_only_who_has_a_token(self):
        secret, other = b"a secret of thirty-two bytes, or more", b"another secret of thirty-two bytes or so"
        now = int(time.time())
        alice = {"sub": "alice", "aud": "chat", "exp": now + 3600}
        good = token_of(secret, **alice)
        head, claims, signature = good.split(".")
        bad = {
            "none": "",
            "garbage": "x",
            "of another key": token_of(other, **alice),
            "with a changed name": ".".join((head, encoded(json.dumps({**alice, "sub": "admin"}).encode()), signature)),
            "without its signature": head + "." + claims + ".",
            "that says it needs no signature": encoded(b'{"alg":"none"}') + "." + claims + ".",
            "signed, that says it needs no signature": token_of(secret, {"alg": "none"}, **alice),
            "for somebody else": token_of(secret, **{**alice, "aud": "shop"}),
            "for nobody": token_of(secret, sub="alice", exp=now + 3600),
            "expired": token_of(secret, **{**alice, "exp": now - 3600}),
            "that never ends": token_of(secret, sub="alice", aud="chat"),
            "of the future": token_of(secret, **alice, nbf=now + 3600),
        }
        with tempfile.NamedTemporaryFile() as file:
            file.write(secret + b"\n")
            file.flush()
            made = subprocess.run([COMMAND, "token", "--secret-file", file.name, "--user", "alice", "--audience", "chat"],
                                  check=True, capture_output=True, env=ENVIRONMENT).stdout.decode().strip()
            with Served("--token-secret-file", file.name, "--token-audience", "chat") as served:
                for token in (good, made):
                    async with Member(served.url, token=token) as member:
                        self.assertEqual(member.welcome["user"], "alice")
                        self.assertIn(member.welcome["expires"], range(3500, 3601))
                    async with websockets.connect(served.url, extra_headers={"Authorization": "Bearer " + token}):
                        pass
                for name, token in bad.items():
                    with self.subTest("a token " + name):
                        async with Member(served.url, token=token) as eve:
                            self.assertEqual(eve.welcome["code"], "expired", eve.welcome)
                            with self.assertRaises(websockets.ConnectionClosed) as end:
                                await eve.socket.recv()
                            self.assertEqual(end.exception.rcvd.code, 4500)
                        with self.assertRaises(websockets.InvalidStatusCode) as refused:
                            await websockets.connect(served.url, extra_headers={"Authorization": "Bearer " + token})
                        self.assertEqual(refused.exception.status_code, 401)
                async with Member(served.url, token=good) as member:
                    for name, token in {**bad, "of another user": token_of(secret, **{**alice, "sub": "bob"})}.items():
                        await member.send({"$": "token", "id": 2, "token": token})
                        self.assertIn((await member.next()).get("code"), ("expired", "denied"), name)
                    await member.publish("a", 1, id=3)
                    self.assertEqual((await member.next())["id"], 3)

    async def test_refuses_pages_of_other_sites(self):
        with Served("--origin", "https://chat.example") as served:
            async with websockets.connect(served.url, origin="https://chat.example"):
                pass
            for origin in ("https://evil.example", "https://chat.example.evil.example", "http://chat.example", "null"):
                for protocols in (None, ["vafast.v1"]):
                    with self.assertRaises(websockets.InvalidStatusCode) as refused:
                        await websockets.connect(served.url, origin=origin, subprotocols=protocols)
                    self.assertEqual(refused.exception.status_code, 403, origin)

    async def test_takes_its_options_from_a_file_and_the_command_line_goes_before(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write('listen = ["127.0.0.1:1"]\nmax-publication = 10\nmax-rooms-per-connection = 1\n'
                       'compression = true\nhistory-age = "1h"\nrequest-rate = 2.5\n')
            file.flush()
            with Served("--config", file.name, "--max-rooms-per-connection", "2") as served:
                async with Member(served.url, rooms=[{"room": room} for room in "abc"]) as one:
                    answers = one.welcome["rooms"]
                    self.assertEqual(sum("error" in answers[room] for room in "abc"), 1)
                    await one.publish("a", "x" * 9, id=2)
                    self.assertEqual((await one.next())["code"], "too_big")
                self.assertIn("vafast_connections_opened_total 1\n", served.page("/metrics"))

    async def test_says_what_is_wrong_in_its_file(self):
        def complaint(content):
            with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
                file.write(content)
                file.flush()
                end = subprocess.run([COMMAND, "serve", "--config", file.name], capture_output=True, timeout=PATIENCE,
                                     env=ENVIRONMENT)
            self.assertEqual(end.returncode, 2)
            return end.stderr.decode()

        self.assertIn('line 2: there is no option "colour"', complaint('\ncolour = "red"\n'))
        self.assertIn("line 1: ", complaint("listen = \n"))
        self.assertIn('"soon" is not a time', complaint('history-age = "soon"\n'))
        self.assertIn("a text, a number", complaint("[listen]\na = 1\n"))
        self.assertIn("a text, a number", complaint("max-rooms = 1979-05-27\n"))
        end = subprocess.run([COMMAND, "serve", "--config", "/none.toml"], capture_output=True, timeout=PATIENCE)
        self.assertEqual(end.returncode, 2)
        self.assertIn(b"/none.toml", end.stderr)


if __name__ == "__main__":
    unittest.main()

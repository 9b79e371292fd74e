#!/usr/bin/env python3
"""`vafast connect --trace`, `vafast trace` and `vafast replay`. The command's path is the first argument."""

import json
import os
import pty
import re
import subprocess
import tempfile
import unittest

from command_test import CANNOT_LISTEN, COMMAND, ENVIRONMENT, LOST, PATIENCE, UNREACHABLE, USAGE, Served, run, start
from server import Server, close_frame, frame

# What a client in two rooms says to a hub that also echoes.
SAID = b"""hello
/to general {"type":"chat","message":"Hello"}
/who general
/to nowhere psst
/history general 5
bye
"""
# What is always new is no part of a comparison.
ALWAYS_NEW = ("time", "url", "local_address", "remote_address")


def events(output):
    """The events of `connect --json`, without what is always new."""
    found = [json.loads(line) for line in output.decode().splitlines()]
    for event in found:
        for name in ALWAYS_NEW:
            event.pop(name, None)
    return found


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.trace = os.path.join(self.folder.name, "session.trace")

    def tearDown(self):
        self.folder.cleanup()

    def record(self, url, *words, given=SAID, wait="50ms"):
        return run("connect", url, "--trace", self.trace, "--json", "--wait", wait, *words, given=given)

    def lines(self):
        with open(self.trace) as file:
            return file.readlines()

    def write(self, *lines):
        with open(self.trace, "w") as file:
            file.writelines(lines)


class Replay(Folder):
    def replayed(self, *words, given=SAID, speed="max", wait="50ms"):
        """What `connect` tells about the replayed server; how the replay ended."""
        with start("replay", self.trace, "--listen", "0", "--speed", speed) as server:
            try:
                url = server.stdout.readline().decode()[len("listening on "):].strip()
                told = run("connect", url, "--json", "--wait", wait, *words, given=given)
                _, errors = server.communicate(timeout=PATIENCE)
            finally:
                server.kill()
        return events(told.stdout), server.returncode, errors

    def test_gives_a_client_the_same_events(self):
        for words in (("--join", "general"), ("--join", "general", "--compression")):
            with Served("--compression") as hub:
                live = self.record(hub.url, *words)
            self.assertIn(b"room_message", live.stdout)
            self.assertIn(b'"history"', live.stdout)
            for speed in ("max", "1"):
                again, status, errors = self.replayed(*words, speed=speed)
                self.assertEqual(again, events(live.stdout), errors)
                self.assertEqual(status, 0, errors)

    def test_gives_the_same_events_over_reconnections_pings_and_fragments(self):
        def first(peer):
            peer.accept(frame(0x89, b"are you there?") + frame(0x01, b"hel") + frame(0x00, b"l") + frame(0x80, b"o")
                        + frame(0x82, bytes(range(256))))
            peer.read_frame()  # the pong
            peer.send(close_frame(1012, b"restart"))
            peer.read_frame()

        def second(peer):
            peer.accept(frame(0x81, b"back"))
            peer.send(frame(0x81, b"\xff"))  # which breaks the protocol
            peer.read_frame()

        words = ("--reconnect", "--reconnect-delay", "1ms", "--close-timeout", "100ms")
        with Server(first, second) as server:
            live = self.record(server.url, *words, given=b"", wait="30s")
        again, _, errors = self.replayed(*words, given=b"", wait="30s")
        names = [event["event"] for event in events(live.stdout)]
        for name in ("open", "message", "close", "reconnect", "reconnect_success", "error"):
            self.assertIn(name, names)
        for told in (again, live_events := events(live.stdout)):
            for event in told:
                event.pop("delay_ms", None)  # left to chance
        self.assertEqual(again, live_events, errors)

    def test_gives_the_same_refusal(self):
        def refuse(peer):
            peer.read_request()
            peer.send(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy")

        with Server(refuse) as server:
            live = self.record(server.url, given=b"")
        again, status, errors = self.replayed(given=b"")
        self.assertEqual(again, events(live.stdout), errors)
        self.assertIn(503, [event.get("http_status") for event in again])

    def test_plays_the_clients_side_to_a_server(self):
        with Served() as hub:
            self.record(hub.url, "--join", "general")
            played = run("replay", self.trace, "--to", hub.url, "--speed", "max")
            self.assertEqual(played.returncode, 0, played.stderr)
            with start("connect", hub.url, "--json", "--wait", "50ms") as late:
                told, _ = late.communicate(b"/history general 50\n", timeout=PATIENCE)
        history = [event for event in events(told) if event["event"] == "history"][0]
        self.assertEqual([message["data"] for message in history["messages"]],
                         2 * [{"type": "chat", "message": "Hello"}])  # the second guest's is another, with the same key

    def test_plays_with_a_token_of_now(self):
        secret = os.path.join(self.folder.name, "secret")
        with open(secret, "w") as file:
            file.write("a secret of thirty-two bytes, or more")

        def token(user):
            return run("token", "--secret-file", secret, "--user", user).stdout.decode().strip()

        with Served("--token-secret-file", secret) as hub:
            self.record(hub.url, "--join", "general", "--token", token("alice"))
            self.assertNotIn("eyJ", "".join(self.lines()))
            played = run("replay", self.trace, "--to", hub.url, "--speed", "max", "--token", token("bob"))
            self.assertEqual(played.returncode, 0, played.stderr)
            without = run("replay", self.trace, "--to", hub.url, "--speed", "max", "--wait", "50ms")
            self.assertEqual(without.returncode, LOST, without.stderr)

    def test_says_that_the_other_side_was_silent(self):
        with Served() as hub:
            self.record(hub.url)

        def silent(peer):
            peer.accept()
            peer.read_frame()

        with Server(silent) as server:
            played = run("replay", self.trace, "--to", server.url, "--speed", "max", "--wait", "20ms")
        self.assertEqual(played.returncode, LOST)
        self.assertIn(b"0 received; in the trace", played.stderr)

    def test_says_what_cannot_be_played(self):
        with Served() as hub:
            self.record(hub.url)
        self.assertEqual(run("replay", self.trace).returncode, USAGE)
        self.assertIn(b"--listen PORT", run("replay", self.trace).stderr)
        self.assertEqual(run("replay", self.trace, "--to", "http://127.0.0.1/").returncode, USAGE)
        self.assertEqual(run("replay", self.trace, "--listen", "0", "--speed", "fast").returncode, USAGE)
        self.assertEqual(run("replay", self.trace, "--to", "ws://127.0.0.1:1/").returncode, UNREACHABLE)
        with Served() as hub:
            self.assertEqual(run("replay", self.trace, "--listen", str(hub.port)).returncode, CANNOT_LISTEN)
        self.write(*self.lines()[:1])
        self.assertIn(b"as far as a handshake", run("replay", self.trace, "--listen", "0").stderr)


class Trace(Folder):
    def test_prints_the_frames_taken_apart(self):
        with Served("--compression") as hub:
            self.record(hub.url, "--join", "general", "--compression", given=SAID + b"x" * 500 + b"\n")
        text = run("trace", self.trace).stdout.decode()
        for expected in (r"^a trace of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$",
                         r"^#1 connect to ws://127\.0\.0\.1:\d+/ws$",
                         r"^ +0\.\d{6}  connected from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+$",
                         r"^ +0\.\d{6}  > GET /ws HTTP/1\.1$",
                         r"^ +< Vafast-Hub: v1$",
                         r"> text fin masked, \d+ bytes; hub: hello \d+ for general$",
                         r"> text fin rsv1 masked, \d+ bytes \(\d+ inflated\); hub: publish \d+ to general$",
                         r"< text fin.*; hub: publication 1 in general from guest",
                         r"< text fin.*; hub: ok \d+$",
                         r"> close fin masked, 2 bytes; 1000 normal$",
                         r"ended by the server$"):
            self.assertRegex(text, re.compile(expected, re.M))

    def test_shows_so_much_of_a_payload_as_is_asked_for(self):
        with Served() as hub:
            self.record(hub.url, given=b"y" * 3000 + b"\n")
        self.assertIn(b"y" * 1024 + " … and 1976 bytes more".encode(), run("trace", self.trace).stdout)
        self.assertIn(b" " + b"y" * 3000 + b"\n", run("trace", self.trace, "--payload", "1M").stdout)

    def test_reads_standard_input_and_is_coloured_on_a_terminal_only(self):
        with Served() as hub:
            self.record(hub.url)
        with open(self.trace, "rb") as file:
            text = run("trace", "-", given=file.read()).stdout
        self.assertNotIn(b"\033", text)
        self.assertIn(b"1000 normal", text)
        master, slave = pty.openpty()
        subprocess.run([COMMAND, "trace", self.trace], stdout=slave, env={**ENVIRONMENT, "NO_COLOR": ""},
                       timeout=PATIENCE)
        os.close(slave)
        shown = os.read(master, 4096)
        os.close(master)
        self.assertIn(b"\033[32m", shown)

    def test_lets_nothing_steer_the_terminal(self):
        def evil(peer):
            peer.accept(frame(0x81, b"\x1b[2J") + close_frame(1000, b"\x1b[31m"), headers=b"X-Evil: a\tb\r\n")
            peer.read_frame()

        with Server(evil) as server:
            self.record(server.url, given=b"")
        text = run("trace", self.trace).stdout
        self.assertNotIn(b"\x1b", text)
        self.assertIn(rb"\x1b[2J", text)

    def test_says_where_a_trace_is_cut_or_wrong_after_what_is_right(self):
        with Served() as hub:
            self.record(hub.url)
        lines = self.lines()
        self.write(*lines[:5], lines[5][:20])
        cut = run("trace", self.trace)
        self.assertEqual(cut.returncode, USAGE)
        self.assertIn(b"GET /ws", cut.stdout)
        self.assertIn(b"Line 6 is cut off", cut.stderr)
        self.write(*lines[:3], "garbage\n", *lines[3:])
        self.assertIn(b"Line 4 is no record of a trace", run("trace", self.trace).stderr)
        self.write("not a trace\n")
        self.assertIn(b"Line 1 is no record", run("trace", self.trace).stderr)
        self.write()
        self.assertIn(b"The trace is empty", run("trace", self.trace).stderr)
        for wrong in (os.path.join(self.folder.name, "none"), self.folder.name):
            result = run("trace", wrong)
            self.assertEqual(result.returncode, USAGE)
            self.assertIn(b"cannot be read", result.stderr)

    def test_refuses_to_write_where_it_cannot(self):
        result = run("connect", "ws://127.0.0.1:1/", "--trace", "/nowhere/a.trace")
        self.assertEqual(result.returncode, USAGE)
        self.assertIn(b"/nowhere/a.trace: No such file or directory", result.stderr)


class Secrets(Folder):
    def test_are_in_nothing_that_verbose_or_a_trace_says(self):
        def repeat(peer):
            peer.read_request()
            heard = b" ".join(peer.header(name) for name in (b"Authorization", b"Cookie", b"X-Api-Key"))
            peer.unread = peer.request + b"\r\n\r\n" + peer.unread
            peer.accept(frame(0x81, b"-") + close_frame(4500, heard), headers=b"X-Heard: " + heard + b"\r\n")
            peer.read_frame()

        with Server(repeat) as server:
            url = server.url.replace("ws://", "ws://ann:planted-password@") + "?token=planted-query"
            told = run("connect", url, "--verbose", "--trace", self.trace, "--token", "planted-token", "--header",
                       "Cookie: a=planted-cookie", "--header", "X-Api-Key: planted-key", "--close-timeout", "100ms")
        self.assertIn("X-Heard", "".join(self.lines()))
        self.assertIn(b"performance ", told.stderr)
        self.assertIn(b"4500", told.stderr)
        printed = run("trace", self.trace)
        for said in (told.stdout, told.stderr, printed.stdout, "".join(self.lines()).encode()):
            self.assertNotIn(b"planted-", said)

    def test_verbose_tells_json_events_too(self):
        with Served() as hub:
            told = run("connect", hub.url, "-v", "--json", "--wait", "50ms", given=b"hello\n")
        kinds = {event["type"] for event in events(told.stdout) if event["event"] == "debug"}
        self.assertEqual(kinds, {"message", "event", "performance"})


if __name__ == "__main__":
    unittest.main(verbosity=1)

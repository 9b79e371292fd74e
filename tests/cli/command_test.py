#!/usr/bin/env python3
"""The command vafast, as its users meet it. Its path is the first argument."""

import base64
import hmac
import json
import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from server import PATIENCE, Server, close_frame, frame

COMMAND = sys.argv.pop(1) if len(sys.argv) > 1 else "vafast"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

USAGE, UNREACHABLE, UNTRUSTED, REFUSED, LOST, CANNOT_LISTEN = 2, 3, 4, 5, 6, 7


def run(*words, given=b"", environment=ENVIRONMENT):
    return subprocess.run([COMMAND, *words], input=given, capture_output=True, timeout=PATIENCE, env=environment)


def start(*words, **more):
    # Unbuffered: communicate() does not see what an earlier readline() read ahead.
    return subprocess.Popen([COMMAND, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=ENVIRONMENT, bufsize=0, **more)


class Served:
    """A running `vafast serve` on any free port."""

    def __init__(self, *words, port=0):
        self.process = start("serve", "--listen", "127.0.0.1:%d" % port, *words)
        line = self.process.stdout.readline().decode()
        assert line.startswith("listening on ws"), line + self.process.stderr.read().decode()
        self.url = line[len("listening on "):].strip()
        self.port = int(re.search(r":(\d+)/ws$", self.url).group(1))

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors.decode()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Help(unittest.TestCase):
    def test_every_option_has_an_example_that_names_it(self):
        for verb, least in (("connect", 8), ("serve", 8), ("token", 6), ("trace", 1), ("replay", 8), ("bench echo", 8),
                            ("bench fanout", 8), ("bench connect", 8)):
            text = run(*verb.split(), "--help").stdout.decode()
            options = re.findall(r"^  ((?:-\w,)?--[a-z-]+)[^\n]*\n(.*?)(?=^  (?:-|\w)|^\w|\Z)", text, re.M | re.S)
            self.assertGreaterEqual(len(options), least)
            for names, rest in options:
                if "--help" in names:
                    continue
                example = re.search(r"Example: (.*)", rest)
                self.assertIsNotNone(example, verb + " " + names)
                self.assertTrue(any(name in example.group(1) for name in names.split(",")), names)

    def test_tells_the_exit_statuses_and_the_version(self):
        for words in ([], ["connect"], ["serve"], ["token"], ["trace"], ["replay"], ["bench", "echo"]):
            self.assertIn(b"Exit status:", run(*words, "--help").stdout)
        self.assertRegex(run("--version").stdout.decode(), r"^vafast \d+\.\d+\.\d+\n$")


class Token(unittest.TestCase):
    SECRET = "a secret of thirty-two bytes, or more"

    @staticmethod
    def part(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def read(self, token, secret=SECRET):
        """The header and the claims of a token that the secret has signed."""
        header, claims, signature = token.decode().rstrip("\n").split(".")
        signed = hmac.digest(secret.encode(), (header + "." + claims).encode(), "sha256")
        self.assertEqual(self.part(signature), signed)
        return json.loads(self.part(header)), json.loads(self.part(claims))

    def test_is_signed_with_the_secret_of_a_file_less_its_line_end(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.SECRET + "\n")
            file.flush()
            made = run("token", "--secret-file", file.name, "--user", "alice", "--expires", "1h")
        self.assertEqual(made.stderr, b"")
        header, claims = self.read(made.stdout)
        self.assertEqual(header, {"alg": "HS256", "typ": "JWT"})
        self.assertEqual(claims["sub"], "alice")
        self.assertEqual(claims["exp"] - claims["iat"], 3600)

    def test_is_signed_with_the_secret_of_the_environment_and_has_the_claims_that_were_asked_for(self):
        environment = {**ENVIRONMENT, "VAFAST_TOKEN_SECRET": self.SECRET}
        made = run("token", "--user", "bob", "--issuer", "us", "--audience", "chat", "--key-id", "k1", "--claim",
                   "admin=true", "--claim", "name=Bob", "--claim", 'zip="01234"', environment=environment)
        header, claims = self.read(made.stdout)
        self.assertEqual(header["kid"], "k1")
        self.assertEqual([claims[name] for name in ("sub", "iss", "aud", "admin", "name", "zip")],
                         ["bob", "us", "chat", True, "Bob", "01234"])

    def test_names_what_is_missing_or_wrong_and_shows_no_secret(self):
        short = {**ENVIRONMENT, "VAFAST_TOKEN_SECRET": "hunter2"}
        for sentence, words, environment in (
            (b"--user is required", ["--secret-file", "x"], ENVIRONMENT),
            (b"--secret-file, --key-file", ["--user", "a"], ENVIRONMENT),
            (b"/none cannot be read", ["--user", "a", "--secret-file", "/none"], ENVIRONMENT),
            (b"7 bytes", ["--user", "a"], short),
            (b"NAME=VALUE", ["--user", "a", "--claim", "admin"], short),
            (b"neither a public key", ["--user", "a", "--key-file", __file__], ENVIRONMENT),
        ):
            result = run("token", *words, environment=environment)
            self.assertEqual(result.returncode, USAGE)
            self.assertIn(sentence, result.stderr)
            self.assertNotIn(b"hunter2", result.stderr)
            self.assertEqual(result.stdout, b"")


class Errors(unittest.TestCase):
    def expect(self, status, sentence, *words, given=b""):
        result = run(*words, given=given)
        errors = result.stderr.decode()
        self.assertEqual(result.returncode, status, errors)
        self.assertRegex(errors, sentence)
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertTrue(errors.startswith("vafast: "), errors)
        self.assertEqual(result.stdout, b"")

    def test_usage_is_2_and_names_what_is_wrong(self):
        self.expect(USAGE, "vafast connect URL", )
        self.expect(USAGE, "URL is required", "connect")
        self.expect(USAGE, "--nonsense", "connect", "--nonsense", "ws://localhost")
        self.expect(USAGE, '"soon" is not a time', "connect", "--wait", "soon", "ws://localhost")
        self.expect(USAGE, '"big" is not a size', "serve", "--max-message", "big")
        self.expect(USAGE, "--tls-key", "serve", "--tls-cert", "x.pem")
        self.expect(USAGE, "cannot be read", "serve", "--tls-cert", "/none.pem", "--tls-key", "/none.pem")
        self.expect(USAGE, "ws:// or wss://", "connect", "http://localhost")
        self.expect(USAGE, "A B", "connect", "-H", "A B: c", "ws://localhost")
        self.expect(USAGE, "Name: value", "connect", "-H", "nonsense", "ws://localhost")
        self.expect(USAGE, "/none.pem", "connect", "--ca", "/none.pem", "wss://localhost")

    def test_an_unreachable_server_is_3(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.expect(UNREACHABLE, "refused", "connect", "ws://127.0.0.1:%d/" % port)
        self.expect(UNREACHABLE, "nowhere.invalid", "connect", "ws://nowhere.invalid/")

    def test_a_server_that_does_not_answer_is_3(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = "ws://127.0.0.1:%d/" % silent.getsockname()[1]
            self.expect(UNREACHABLE, "did not answer .* 50 ms", "connect", "--timeout", "50ms", url)

    def test_a_refused_handshake_is_5(self):
        with Served() as server:
            self.expect(REFUSED, "404", "connect", server.url + "x")

    def test_an_answer_that_lies_is_5(self):
        def lie(peer):
            peer.read_request()
            peer.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      b"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")

        with Server(lie) as server:
            self.expect(REFUSED, "Sec-WebSocket-Accept", "connect", server.url)

    def test_an_address_in_use_is_7_and_the_sentence_says_what_to_do(self):
        with Served() as server:
            self.expect(CANNOT_LISTEN, "another program uses this port; end that program", "serve", "--listen",
                        "127.0.0.1:%d" % server.port)
        self.expect(CANNOT_LISTEN, "like 127.0.0.1:3000", "serve", "--listen", "nonsense")

    def test_are_coloured_on_a_terminal_only(self):
        ours, theirs = os.openpty()
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            with os.fdopen(theirs, "wb") as its_end:
                subprocess.run([COMMAND, "connect", "http://x"], stderr=its_end, env={**ENVIRONMENT, "NO_COLOR": ""})
                self.assertIn(b"\x1b[31mvafast: ", terminal.read(1000))
                subprocess.run([COMMAND, "connect", "http://x"], stderr=its_end, env={**ENVIRONMENT, "NO_COLOR": "1"})
                self.assertNotIn(b"\x1b", terminal.read(1000))


class Serving(unittest.TestCase):
    def test_answers_health(self):
        with Served() as server:
            with urllib.request.urlopen("http://127.0.0.1:%d/health" % server.port, timeout=PATIENCE) as answer:
                self.assertEqual(json.load(answer), {"status": "ok", "connections": 0})

    def test_listens_on_several_addresses(self):
        process = start("serve", "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0")
        urls = [process.stdout.readline().decode().split()[-1] for _ in range(2)]
        for url in urls:
            self.assertEqual(run("connect", url, "--wait", "50ms", given=b"hello\n").stdout, b"hello\n")
        process.terminate()
        process.communicate()
        self.assertEqual(process.returncode, 0)

    def test_ends_gracefully_on_both_signals(self):
        for each in (signal.SIGTERM, signal.SIGINT):
            with Served() as server:
                client = start("connect", server.url)
                self.assertIn(b"connected", client.stderr.readline())
                status, errors = server.stop(each)
                self.assertEqual(status, 0, errors)
                self.assertIn("closing 1 connection;", errors)
                _, told = client.communicate(timeout=PATIENCE)
                self.assertIn(b"closed with 4001: The hub is draining", told)
                self.assertEqual(client.returncode, 0)

    def test_ends_at_once_on_a_second_signal(self):
        with Served("--stop-timeout", "1h") as server:
            with socket.create_connection(("127.0.0.1", server.port)) as silent:
                silent.sendall(b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                self.assertIn(b" 101 ", silent.recv(1000))
                server.process.terminate()
                self.assertIn(b"stopping", server.process.stderr.readline())
                status, _ = server.stop()
                self.assertEqual(status, 128 + signal.SIGTERM)

    def test_agrees_on_protocol_and_compression(self):
        with Served("--protocol", "b", "--compression") as server:
            told = run("connect", server.url, "--protocol", "a", "--protocol", "b", "--compression", "--wait", "50ms",
                       given=b"x" * 1000 + b"\n")
            self.assertIn(b", b, permessage-deflate", told.stderr)
            self.assertEqual(told.stdout, b"x" * 1000 + b"\n")


class Conversations(unittest.TestCase):
    def test_lines_come_back_as_lines(self):
        given = "one\nzwei ü\n\n  spaces \nlast without an end".encode()
        with Served() as server:
            result = run("connect", server.url, "--wait", "100ms", given=given)
        self.assertEqual(result.stdout, given + b"\n")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stderr.decode(), r"^connected to ws://127\.0\.0\.1:\d+/ws, vafast\.v1\nclosed with 1000\n$")

    def test_many_lines_keep_their_order(self):
        given = b"".join(b"%d\n" % i for i in range(50000))
        with Served() as server:
            self.assertEqual(run("connect", server.url, given=given).stdout, given)

    def test_a_line_is_answered_at_once_in_a_pipe(self):
        with Served() as server:
            client = start("connect", server.url)
            for word in (b"one\n", b"two\n"):
                client.stdin.write(word)
                client.stdin.flush()
                self.assertEqual(client.stdout.readline(), word)
            client.communicate(timeout=PATIENCE)

    def test_binary_as_hex_or_base64(self):
        with Served() as server:
            hexadecimal = run("connect", server.url, "--wait", "50ms", "--binary", "hex", given=b"00FF 10\n\n")
            self.assertEqual(hexadecimal.stdout, b"00ff10\n\n")
            data = base64.b64encode(bytes(range(256))) + b"\n"
            encoded = run("connect", server.url, "--wait", "50ms", "--binary", "base64", given=data)
            self.assertEqual(encoded.stdout, data)

    def test_lines_that_cannot_be_sent_are_named_and_the_status_is_2(self):
        with Served() as server:
            text = run("connect", server.url, "--wait", "50ms", given=b"fine\n\xff\nfine, too\n")
            self.assertEqual((text.returncode, text.stdout), (USAGE, b"fine\nfine, too\n"))
            self.assertIn(b"Line 2 is not sent: it is not UTF-8", text.stderr)
            odd = run("connect", server.url, "--wait", "50ms", "--binary", "hex", given=b"0\n")
            self.assertIn(b"Line 1 is not sent: it is not hex", odd.stderr)

    def test_json_tells_each_event(self):
        with Served() as server:
            result = run("connect", server.url, "--json", "--wait", "50ms", given=b'{"a":1}\n')
        events = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([event["event"] for event in events], ["open", "message", "close"])
        self.assertEqual(events[0]["url"], server.url)
        self.assertEqual(events[1]["text"], '{"a":1}')
        self.assertEqual((events[2]["code"], events[2]["was_clean"]), (1000, True))
        self.assertEqual(result.stderr, b"")

    def test_headers_and_protocols_reach_the_server(self):
        def look(peer):
            peer.accept(headers=b"Sec-WebSocket-Protocol: two\r\n")
            self.assertEqual(peer.header(b"X-One"), b"1: 2")
            self.assertEqual(peer.header(b"Origin"), b"https://example.org")
            self.assertEqual(peer.header(b"Sec-WebSocket-Protocol").replace(b" ", b""), b"one,two,vafast.v1")
            peer.close()

        with Server(look) as server:
            result = run("connect", server.url, "-H", "X-One: 1: 2", "-H", "Origin: https://example.org", "--protocol",
                         "one", "--protocol", "two")
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_lost_connection_is_6(self):
        with Server(lambda peer: peer.accept()) as server:
            client = start("connect", server.url)
            _, told = client.communicate(timeout=PATIENCE)
            self.assertEqual(client.returncode, LOST, told)
            self.assertIn(b"without a close frame", told)

    def test_a_server_that_breaks_the_rules_is_6(self):
        def reserved(peer):
            peer.accept(followed_by=frame(0xf1, b"x"))
            self.assertEqual(peer.read_frame()[1][:2], struct.pack("!H", 1002))

        with Server(reserved) as server:
            client = start("connect", server.url)
            _, told = client.communicate(timeout=PATIENCE)
            self.assertEqual(client.returncode, LOST, told)
            self.assertEqual(told.decode().count("\n"), 2, told)

    def test_a_close_that_says_an_error_is_6_and_tells_the_code(self):
        def refuse(peer):
            peer.accept(followed_by=close_frame(1008, b"not you"))
            peer.read_frame()

        with Server(refuse) as server:
            client = start("connect", server.url)
            _, told = client.communicate(timeout=PATIENCE)
            self.assertEqual(client.returncode, LOST)
            self.assertIn(b"closed with 1008: not you", told)

    def test_what_a_server_says_cannot_write_on_a_terminal(self):
        def shout(peer):
            peer.accept(followed_by=frame(0x81, b"\x1b[2Jhello") + close_frame(1000, b"\x1b[2J"))
            peer.read_frame()

        ours, theirs = os.openpty()
        with os.fdopen(ours, "rb", buffering=0) as terminal, Server(shout) as server:
            with os.fdopen(theirs, "wb") as its_end:
                client = subprocess.Popen([COMMAND, "connect", server.url], stdin=subprocess.PIPE, stdout=its_end,
                                          stderr=its_end, env={**ENVIRONMENT, "NO_COLOR": "1"})
                client.communicate(timeout=PATIENCE)
                seen = terminal.read(10000)
        self.assertIn(b"\\x1b[2Jhello", seen)
        self.assertNotIn(b"\x1b", seen)

    def test_reads_its_input_only_as_fast_as_the_server_does(self):
        def sluggish(peer):
            peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            peer.accept()
            self.written = 0
            line = b"x" * 999 + b"\n"
            with selectors.DefaultSelector() as writable:
                writable.register(client.stdin, selectors.EVENT_WRITE)
                while writable.select(0.5) and self.written < 256 << 20:  # until the command takes no more
                    self.written += os.write(client.stdin.fileno(), line * 4)
            client.stdin.close()
            for _ in range(self.written // 1000):
                self.assertEqual(len(peer.read_frame()[1]), 999)
            peer.close()

        with Server(sluggish) as server:
            client = start("connect", server.url)
            with client.stdout, client.stderr:
                self.assertEqual(client.wait(PATIENCE), 0)
        self.assertLess(self.written, 64 << 20)

    def test_a_signal_closes_the_connection_properly(self):
        def expect_close(peer):
            peer.accept()
            first, payload = peer.read_frame()
            self.assertEqual((first, payload[:2]), (0x88, struct.pack("!H", 1001)))
            peer.send(close_frame(1001))

        with Server(expect_close) as server:
            client = start("connect", server.url)
            self.assertIn(b"connected", client.stderr.readline())
            client.send_signal(signal.SIGINT)
            client.communicate(timeout=PATIENCE)
            self.assertEqual(client.returncode, 128 + signal.SIGINT)

    def test_an_unreachable_proxy_is_3_and_no_proxy_goes_around_it(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = "http://127.0.0.1:%d" % taken.getsockname()[1]
        with Served() as server:
            environment = {**ENVIRONMENT, "http_proxy": nobody}
            words = ["connect", server.url, "--wait", "50ms"]
            self.assertEqual(run(*words, environment=environment).returncode, UNREACHABLE)
            self.assertEqual(run(*words, "--proxy", nobody).returncode, UNREACHABLE)
            self.assertEqual(run(*words, "--no-proxy", environment=environment).returncode, 0)


class Rooms(unittest.TestCase):
    def test_two_clients_talk_in_a_room_and_see_who_is_there_and_what_was_said(self):
        with Served() as server:
            listening = start("connect", server.url, "--join", "general")
            self.assertRegex(listening.stderr.readline(), rb"^connected to .*, vafast\.v1")
            self.assertEqual(listening.stderr.readline(), b"joined general\n")
            said = run("connect", server.url, "--join", "general",
                       given=b'/to general {"n": 1}\n/to general hello there\n/all to all\n')
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertRegex(said.stdout.decode(),
                             r'^\[general\] \S+: \{"n":\s?1\}\n\[general\] \S+: hello there\n\S+: to all\n$')
            self.assertRegex(listening.stdout.readline(), rb'^\[general\] \S+: \{"n":\s?1\}\n$')
            self.assertRegex(listening.stdout.readline(), rb"^\[general\] \S+: hello there\n$")
            self.assertRegex(listening.stdout.readline(), rb"^\S+: to all\n$")
            asked = run("connect", server.url, given=b"/who general\n/history general 1\n/leave general\n")
            self.assertRegex(asked.stdout.decode(), r"^general: \S+\n\[general\] \S+: hello there\n$")
            _, told = listening.communicate(timeout=PATIENCE)
            self.assertRegex(told, rb"\S+ joined general\n\S+ left general\n")

    def test_json_tells_what_happens_in_rooms(self):
        with Served() as server:
            told = run("connect", server.url, "--json", "--join", "general", given=b"/to general [1]\n/who general\n")
        events = {event["event"]: event for event in map(json.loads, told.stdout.splitlines())}
        self.assertEqual(events["room_joined"]["room"], "general")
        self.assertEqual(events["room_message"]["data"], [1])
        self.assertEqual(events["room_message"]["offset"], 1)
        self.assertEqual(events["present"]["users"], [events["room_message"]["from"]])

    def test_two_slashes_send_one_and_a_command_that_is_none_is_named(self):
        with Served() as server:
            told = run("connect", server.url, given=b"//slash\n/dance\n/to general\n/history general many\n/join @me\n")
        self.assertEqual(told.stdout, b"/slash\n")
        self.assertEqual(told.returncode, USAGE)
        for sentence in (b"there is no /dance", b"it has to look like /to ROOM MESSAGE",
                         b"it has to look like /history ROOM N", b"not the name of a room"):
            self.assertIn(sentence, told.stderr)

    def test_a_server_that_is_no_hub_is_5_for_rooms(self):
        def serve(peer):
            peer.accept()
            peer.read(8)  # the client's close frame
            peer.send(close_frame(1000))
        with Server(serve) as server:
            told = run("connect", server.url, "--join", "general", "--wait", "50ms", given=b"")
        self.assertIn(b"does not speak vafast.v1", told.stderr)
        self.assertEqual(told.returncode, REFUSED)

    def test_a_token_comes_from_the_environment_or_a_file_and_is_never_shown(self):
        def look(peer):
            peer.accept()
            self.assertEqual(peer.header(b"Authorization"), b"Bearer s3cr3t")
            peer.read(1)
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"s3cr3t\n")
            file.flush()
            for words, more in (((), {"VAFAST_TOKEN": "s3cr3t"}), (("--token-file", file.name), {}),
                                (("--token", "s3cr3t"), {})):
                with Server(look) as server:
                    told = run("connect", server.url, "--json", "--wait", "50ms", *words,
                               environment=ENVIRONMENT | more)
                self.assertNotIn(b"s3cr3t", told.stdout + told.stderr)


class Reconnecting(unittest.TestCase):
    def test_comes_back_and_sends_the_lines_that_waited(self):
        def cut(peer):
            peer.accept()

        def stay(peer):
            peer.accept()
            self.assertEqual(peer.read_frame(), (0x81, b"later"))
            peer.close()

        with Server(cut, stay) as server:
            client = start("connect", server.url, "--reconnect", "--reconnect-delay", "1ms")
            told = b""
            while b"reconnecting" not in told:
                told += client.stderr.readline()
            client.stdin.write(b"later\n")
            client.stdin.flush()
            told += client.communicate(timeout=PATIENCE)[1]
            self.assertEqual(client.returncode, 0, told)
            self.assertIn(b"without a close frame", told)
            self.assertIn(b"back after 1 attempt\n", told)

    def test_gives_up_after_the_attempts_it_was_allowed(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            url = "ws://127.0.0.1:%d/" % taken.getsockname()[1]
        result = run("connect", url, "--reconnect", "--reconnect-attempts", "2", "--reconnect-delay", "1ms", "--json")
        events = [json.loads(line)["event"] for line in result.stdout.splitlines()]
        self.assertEqual(events, ["error", "reconnect", "error", "reconnect", "error", "reconnect_failed", "close"])
        self.assertEqual(result.returncode, UNREACHABLE)


class Echoing(unittest.TestCase):
    def echo(self, script, *words):
        with Server(script) as server:
            result = run("connect", server.url, "--echo", *words)
        return result

    def expect_echo(self, script, *words):
        result = self.echo(script, *words)
        self.assertEqual((result.returncode, result.stdout), (0, b""), result.stderr)

    def test_sends_back_text_as_text_and_binary_as_binary(self):
        def ask(peer):
            peer.accept()
            peer.send(frame(0x81, "ü".encode()) + frame(0x82, b"\0\xff") + frame(0x81) + frame(0x82, b"{}"))
            self.assertEqual(peer.read_frame(), (0x81, "ü".encode()))
            self.assertEqual(peer.read_frame(), (0x82, b"\0\xff"))
            self.assertEqual(peer.read_frame(), (0x81, b""))
            self.assertEqual(peer.read_frame(), (0x82, b"{}"))
            peer.close()

        self.expect_echo(ask)

    def test_answers_frames_that_come_with_the_handshake(self):
        def eager(peer):
            peer.accept(followed_by=frame(0x81, b"early") + frame(0x89, b"ping"))
            self.assertEqual(sorted([peer.read_frame(), peer.read_frame()]), [(0x81, b"early"), (0x8a, b"ping")])
            peer.close()

        self.expect_echo(eager)

    def test_sends_16_mib_back(self):
        large = os.urandom(16 << 20)

        def ask(peer):
            peer.accept()
            peer.send(frame(0x82, large))
            first, payload = peer.read_frame()
            self.assertEqual(first, 0x82)
            self.assertTrue(payload == large)
            peer.close()

        self.expect_echo(ask)

    def test_joins_65537_fragments(self):
        def ask(peer):
            peer.accept()
            peer.send(frame(0x01, b"a") + frame(0x00, b"b") * 65535 + frame(0x80, b"c"))
            self.assertEqual(peer.read_frame(), (0x81, b"a" + b"b" * 65535 + b"c"))
            peer.close()

        self.expect_echo(ask)

    def test_ends_well_where_the_server_cuts_tcp_right_after_the_closing_handshake(self):
        def cut(peer):
            peer.accept(followed_by=close_frame(1000))
            self.assertEqual(peer.read_frame(), (0x88, struct.pack("!H", 1000)))
            peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.connection.close()

        self.expect_echo(cut)

    def test_says_6_where_the_server_just_goes(self):
        self.assertEqual(self.echo(lambda peer: peer.accept()).returncode, LOST)

    def test_speaks_compression_with_our_own_server(self):
        with Served("--compression") as server:
            self.assertEqual(run("connect", server.url, "--compression", "--wait", "50ms", given=b"a" * 500 + b"\n")
                             .stdout, b"a" * 500 + b"\n")


class Benchmarks(unittest.TestCase):
    def measure(self, *words):
        done = run("bench", *words, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, b"")
        return json.loads(done.stdout)

    def test_echo_tells_how_many_messages_came_back_and_how_soon(self):
        with Served() as server:
            for words in (["--window", "1"], ["--window", "64", "--connections", "3"], ["--rate", "500"], ["--binary"]):
                result = self.measure("echo", server.url, "--seconds", "200ms", *words)
                self.assertGreater(result["messages"], 0, words)
                self.assertAlmostEqual(result["messages_per_second"], result["messages"] / result["seconds"], delta=1)
                self.assertLessEqual(0, result["p50_us"])
                self.assertLessEqual(result["p50_us"], result["p99_us"])
                self.assertLessEqual(result["p99_us"], result["max_us"])
                self.assertGreater(result["cpu_ns"], 0)

    def test_echo_sends_what_a_file_holds(self):
        def echo_once(peer):
            peer.accept()
            self.assertEqual(peer.read_frame(), (0x81, b'{"a": 1}'))
            peer.connection.close()

        with tempfile.NamedTemporaryFile() as file, Server(echo_once) as server:
            file.write(b'{"a": 1}')
            file.flush()
            run("bench", "echo", server.url, "--payload", file.name)
            self.assertEqual(run("bench", "echo", server.url, "--payload", file.name, "--size", "3").returncode, USAGE)

    def test_connect_makes_as_many_connections_as_it_was_asked_for(self):
        with Served() as server:
            for words in ([], ["--hold"]):
                result = self.measure("connect", server.url, "--connections", "50", "--concurrency", "8", *words)
                self.assertEqual(result["connections"], 50)

    def test_fanout_reaches_all_members_of_a_room(self):
        with Served() as server:
            for rooms in ("1", "3"):
                result = self.measure("fanout", server.url, "--members", "20", "--window", "4", "--seconds", "200ms",
                                      "--rooms", rooms)
                self.assertGreater(result["deliveries"], 0)

    def test_a_server_that_does_not_echo_is_5_and_one_that_cannot_be_reached_3(self):
        def answer_otherwise(peer):
            peer.accept(followed_by=frame(0x81, b"something else"))
            while peer.read_frame()[0] != 0x88:
                pass

        with Server(answer_otherwise) as server:
            done = run("bench", "echo", server.url)
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn(b"The server does not echo: 64 bytes were sent, 14 came back.", done.stderr)
        self.assertEqual(run("bench", "echo", "ws://127.0.0.1:1/").returncode, UNREACHABLE)

    def test_says_what_it_can_measure(self):
        done = run("bench")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(b"vafast bench echo URL", done.stderr)


class Secured(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.certificate = os.path.join(cls.folder.name, "cert.pem")
        cls.key = os.path.join(cls.folder.name, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=vafast test", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                        "-keyout", cls.key, "-out", cls.certificate], check=True, capture_output=True)
        cls.server = Served("--tls-cert", cls.certificate, "--tls-key", cls.key)

    @classmethod
    def tearDownClass(cls):
        status, errors = cls.server.stop()
        assert status == 0, errors
        cls.folder.cleanup()

    def test_speaks_tls_with_a_certificate_that_is_trusted(self):
        self.assertTrue(self.server.url.startswith("wss://"))
        result = run("connect", self.server.url, "--ca", self.certificate, "--wait", "50ms", given=b"secret\n")
        self.assertEqual((result.returncode, result.stdout), (0, b"secret\n"), result.stderr)
        self.assertIn(b"TLSv1.3", result.stderr)

    def test_large_messages_pass_both_ways_at_once(self):
        given = b"".join(os.urandom(256 << 10).hex().encode() + b"\n" for _ in range(32))
        result = run("connect", self.server.url, "--ca", self.certificate, given=given)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout == given)

    def test_a_certificate_of_nobody_is_4(self):
        result = run("connect", self.server.url)
        self.assertEqual(result.returncode, UNTRUSTED)
        self.assertEqual(result.stderr.count(b"\n"), 1, result.stderr)
        self.assertIn(b"self-signed", result.stderr)

    def test_a_certificate_for_another_name_is_4(self):
        result = run("connect", self.server.url, "--ca", self.certificate, "--server-name", "example.org")
        self.assertEqual(result.returncode, UNTRUSTED)
        self.assertIn(b"example.org", result.stderr)

    def test_insecure_accepts_any_and_warns(self):
        result = run("connect", self.server.url, "--insecure", "--wait", "50ms", given=b"hello\n")
        self.assertEqual((result.returncode, result.stdout), (0, b"hello\n"))
        self.assertIn(b"--insecure: the certificate is not checked", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)

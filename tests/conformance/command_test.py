#!/usr/bin/env python3
"""Conformance of the command, both roles: `vafast serve` and `vafast connect --echo`, over TCP. Modelled on what the
public suites try, and written against RFC 6455 and 7692 alone: nothing here shares code with what it tests.

    command_test.py PATH-OF-VAFAST [PART-OF-A-NAME]

Each case is tried with both roles. It says what we send, and what has to come back: the messages and the pongs, each in
order, and the code of the close frame. Nothing else may come, and TCP has to end. The last line counts."""

import base64
import concurrent.futures
import dataclasses
import hashlib
import os
import re
import select
import socket
import struct
import subprocess
import sys
import zlib

from command_cases import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, all_cases

PATIENCE = 30  # seconds: a case that fails should not hang
LOST = 6  # the exit status after a server that broke the rules


def xored(data, key):
    whole = (key * (len(data) // 4 + 1))[:len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(data), "big")


def to_wire(frame, masked):
    length = len(frame.payload) if frame.announced is None else frame.announced
    wide = frame.wide if frame.wide is not None else 0 if length < 126 else 2 if length < 65536 else 8
    masked = masked != frame.wrong_mask
    head = bytes([(0x80 if frame.fin else 0) | frame.reserved << 4 | frame.op,
                  (0x80 if masked else 0) | {0: length, 2: 126, 8: 127}[wide]])
    if wide:
        head += length.to_bytes(wide, "big")
    if not masked:
        return head + frame.payload
    key = os.urandom(4)
    return head + key + xored(frame.payload, key)


class Compression:
    """One direction of permessage-deflate."""

    def __init__(self, bits, forgets):
        self.bits, self.forgets = bits, forgets
        self.restart()

    def restart(self):
        self.deflater = zlib.compressobj(6, zlib.DEFLATED, -self.bits)
        self.inflater = zlib.decompressobj(-self.bits)

    def deflate(self, data):
        out = self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        if self.forgets:
            self.restart()
        return out[:-4]

    def inflate(self, data):
        out = self.inflater.decompress(data + b"\0\0\xff\xff")
        if self.forgets:
            self.restart()
        return out


class Peer:
    """The other end of a connection, which plays a case and judges."""

    def __init__(self, connection, is_client, case):
        self.connection, self.is_client, self.case = connection, is_client, case
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread, self.at = bytearray(), 0
        self.ours = self.theirs = None

    # ---- the handshake

    def read_header(self):
        while b"\r\n\r\n" not in self.unread:
            more = self.connection.recv(65536)
            assert more, "TCP ended in the handshake: %r" % self.unread
            self.unread += more
        header = self.take(self.unread.index(b"\r\n\r\n"))
        self.take(4)
        found = re.search(rb"^Sec-WebSocket-Extensions: *permessage-deflate *(.*?)\r?$", header, re.I | re.M)
        return header, found and found.group(1).decode()

    def agree(self, parameters):
        """What both sides compress with, from the server's answer."""
        named = dict((each.strip() + "=").split("=")[:2] for each in parameters.split(";") if each.strip())
        side = {who: Compression(int(named.get(who + "_max_window_bits") or 15), who + "_no_context_takeover" in named)
                for who in ("client", "server")}
        us, them = ("client", "server") if self.is_client else ("server", "client")
        self.ours, self.theirs = side[us], side[them]

    def shake_hands(self, frames):
        first = frames() if self.case.with_handshake else b""
        extensions = ""
        if self.case.parameters is not None:
            extensions = "Sec-WebSocket-Extensions: permessage-deflate%s\r\n" % self.case.parameters
        if self.is_client:
            key = base64.b64encode(os.urandom(16)).decode()
            self.connection.sendall(("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n" %
                                     (key, extensions)).encode() + first)
            header, answer = self.read_header()
            assert header.startswith(b"HTTP/1.1 101 ") and self.accept(key.encode()) in header, header
            assert (answer is not None) == (self.case.parameters is not None), header
            for wish in re.findall(r"server_\w+", self.case.parameters or ""):
                assert wish in answer, "%s was asked for; the answer is %s" % (wish, answer)
        else:
            header, offer = self.read_header()
            key = re.search(rb"^Sec-WebSocket-Key: *(\S+)", header, re.I | re.M).group(1)
            assert (offer is not None) == (self.case.parameters is not None), header
            answer = self.case.parameters
            self.connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    b"Sec-WebSocket-Accept: %s\r\n%s\r\n" %
                                    (self.accept(key), extensions.encode()) + first)
        if answer is not None:
            self.agree(answer)
        if not self.case.with_handshake:
            self.send(frames())

    @staticmethod
    def accept(key):
        return base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())

    # ---- frames

    def wire(self):
        out = []
        for frame in self.case.frames:
            if self.case.compressed and frame.op in (TEXT, BINARY) and frame.fin:
                frame = dataclasses.replace(frame, payload=self.ours.deflate(frame.payload), reserved=4)
            out.append(to_wire(frame, self.is_client))
        return b"".join(out)

    def send(self, data):
        """Reads what comes meanwhile: a peer that echoes may wait for us."""
        step = self.case.chop or 1 << 18
        left = memoryview(data)
        self.connection.setblocking(False)
        try:
            while left:
                readable, writable, _ = select.select([self.connection], [self.connection], [], PATIENCE)
                if writable:
                    left = left[self.connection.send(left[:step]):]
                if readable:
                    more = self.connection.recv(1 << 20)
                    if not more:
                        break
                    self.unread += more
        except ConnectionError:
            pass  # it saw enough; what it said is still to be read
        self.connection.settimeout(PATIENCE)

    def take(self, count):
        while len(self.unread) - self.at < count:
            more = self.connection.recv(1 << 20)
            if not more:
                raise EOFError("TCP ended early")
            if self.at > 1 << 20:
                del self.unread[:self.at]
                self.at = 0
            self.unread += more
        self.at += count
        return bytes(self.unread[self.at - count:self.at])

    def next_frame(self):
        first, second = self.take(2)
        assert bool(second & 0x80) != self.is_client, "only clients mask"
        length = second & 0x7f
        if length > 125:
            wide = 2 if length == 126 else 8
            length = int.from_bytes(self.take(wide), "big")
            assert length >= {2: 126, 8: 65536}[wide], "a length in more bytes than it needs"
        key = self.take(4) if second & 0x80 else None
        payload = self.take(length)
        op, reserved = first & 0x0f, first >> 4 & 7
        assert reserved == 0 or (reserved == 4 and self.theirs and op in (TEXT, BINARY)), "reserved bits %d" % reserved
        return op, bool(first & 0x80), reserved == 4, xored(payload, key) if key else payload

    def listen(self, messages, pongs):
        """The next message, pong or close frame."""
        parts, message, compressed = [], None, False
        while True:
            op, fin, marked, payload = self.next_frame()
            if op == PONG:
                pongs.append(payload)
                return None
            if op == CLOSE:
                return payload
            if op == PING:  # a heartbeat, where the machine is slow
                continue
            assert op in (CONTINUATION, TEXT, BINARY) and (op == CONTINUATION) == (message is not None), op
            if message is None:
                message, compressed = op, marked
            parts.append(payload)
            if fin:
                whole = b"".join(parts)
                messages.append((message, self.theirs.inflate(whole) if compressed else whole))
                return None

    # ---- the case

    def play(self):
        case, messages, pongs, closed = self.case, [], [], None
        self.shake_hands(self.wire)
        while closed is None and (case.close is not None or len(messages) < len(case.messages) or
                                  len(pongs) < len(case.pongs)):
            closed = self.listen(messages, pongs)
        if closed is None:
            self.send(to_wire(Frame(CLOSE, b"\x03\xe8"), self.is_client))
            while closed is None:
                closed = self.listen(messages, pongs)
        wanted = 1000 if case.close is None else case.close
        code = struct.unpack("!H", closed[:2])[0] if closed else 1005
        assert code == wanted, "closed with %d (%s) instead of %d" % (code, closed[2:].decode(), wanted)
        assert messages == list(case.messages), "came back: %s" % shown(messages)
        assert pongs == list(case.pongs), "pongs: %s" % shown(pongs)
        assert len(self.unread) == self.at, "something follows the close frame"
        if self.is_client and not case.cut:  # a server ends TCP first (RFC 6455 section 7.1.1)
            assert not self.connection.recv(1), "something follows the close frame"
        self.connection.close()


def shown(values):
    return repr(values)[:200] + " (%d)" % len(values)


# ---- both roles

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def start(*words):
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=ENVIRONMENT)


def with_server(port, case):
    Peer(socket.create_connection(("127.0.0.1", port), PATIENCE), True, case).play()


def with_client(command, case):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        url = "ws://127.0.0.1:%d/" % listener.getsockname()[1]
        compression = ["--compression"] if case.parameters is not None else []
        process = start(command, "connect", url, "--echo", *compression)
        try:
            Peer(listener.accept()[0], False, case).play()
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            process.wait()
    offered = [each.payload for each in case.frames if each.op == CLOSE]
    ours = case.close is None or case.close == 1005 or any(
        each.startswith(struct.pack("!H", case.close)) for each in offered)
    assert process.returncode == (0 if ours else LOST), "exit status %d: %s" % (process.returncode, errors.decode())


def judge(play, subject, role, case):
    try:
        play(subject, case)
        return None
    except Exception as wrong:  # whatever it was, the case failed
        chop = " in pieces of %d" % case.chop if case.chop else ""
        return "%s: %s%s: %s %s" % (role, case.name, chop, type(wrong).__name__, str(wrong)[:300])


def main():
    command, part = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    cases = [case for case in all_cases() if part in case.name]
    server = start(command, "serve", "--listen", "127.0.0.1:0", "--compression")
    port = int(re.search(rb":(\d+)/", server.stdout.readline()).group(1))
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        tried = [workers.submit(judge, with_server, port, "server", case) for case in cases]
        tried += [workers.submit(judge, with_client, command, "client", case) for case in cases]
        faults = [fault for fault in (each.result() for each in tried) if fault]
    server.terminate()
    if server.wait(PATIENCE) != 0:
        faults.append("the server ended with %d: %s" % (server.returncode, server.stderr.read().decode()))
    for fault in faults:
        print(fault)
    print("%d passed, %d failed" % (len(tried) - len(faults), len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

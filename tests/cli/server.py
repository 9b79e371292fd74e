"""A WebSocket server that does exactly what a test tells it, byte by byte, on a thread of its own."""

import base64
import hashlib
import socket
import struct
import threading

PATIENCE = 30  # seconds: a test that fails should not hang


def frame(first_byte, payload=b""):
    """A frame without a mask, as servers send them."""
    size = len(payload)
    if size < 126:
        head = bytes([first_byte, size])
    elif size < 65536:
        head = bytes([first_byte, 126]) + struct.pack("!H", size)
    else:
        head = bytes([first_byte, 127]) + struct.pack("!Q", size)
    return head + payload


def close_frame(code, reason=b""):
    return frame(0x88, struct.pack("!H", code) + reason)


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection):
        connection.settimeout(PATIENCE)
        self.connection = connection
        self.unread = b""
        self.request = b""

    def read(self, count):
        while len(self.unread) < count:
            more = self.connection.recv(1 << 20)
            if not more:
                raise EOFError("the client ended TCP")
            self.unread += more
        taken, self.unread = self.unread[:count], self.unread[count:]
        return taken

    def read_request(self):
        while b"\r\n\r\n" not in self.unread:
            more = self.connection.recv(65536)
            if not more:
                raise EOFError("the client ended TCP")
            self.unread += more
        self.request, _, self.unread = self.unread.partition(b"\r\n\r\n")

    def header(self, name):
        for line in self.request.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return None

    def accept(self, followed_by=b"", headers=b""):
        """Answers the handshake; `followed_by` goes out in the same segment."""
        self.read_request()
        key = self.header(b"Sec-WebSocket-Key")
        digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        self.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n" + headers + b"\r\n" + followed_by)

    def send(self, data):
        self.connection.sendall(data)

    def read_frame(self):
        """The first byte and the unmasked payload."""
        first, second = self.read(2)
        assert second & 0x80, "the client did not mask"
        size = second & 0x7f
        if size == 126:
            size, = struct.unpack("!H", self.read(2))
        elif size == 127:
            size, = struct.unpack("!Q", self.read(8))
        key = self.read(4)
        payload = self.read(size)
        whole = key * (size // 4 + 1)
        return first, (int.from_bytes(payload, "big") ^ int.from_bytes(whole[:size], "big")).to_bytes(size, "big")

    def close(self):
        """The closing handshake, begun here; TCP ends at once."""
        self.send(close_frame(1000))
        first, payload = self.read_frame()
        assert first == 0x88 and payload == struct.pack("!H", 1000), (first, payload)
        self.connection.close()


class Server:
    """Serves each connection with the next of `scripts`, functions of a Peer. Leaving the block joins, and raises what
    a script raised."""

    def __init__(self, *scripts):
        self.scripts = scripts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(PATIENCE)
        self.url = "ws://127.0.0.1:%d/path" % self.listener.getsockname()[1]
        self.failure = None
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        try:
            for script in self.scripts:
                connection, _ = self.listener.accept()
                with connection:
                    script(Peer(connection))
        except Exception as failure:  # raised again by who waits for us
            self.failure = failure

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, value, trace):
        self.thread.join(PATIENCE)
        self.listener.close()
        if kind is None and self.failure:
            raise self.failure

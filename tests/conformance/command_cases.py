"""What a peer may send, rightly or wrongly, and what has to come back (RFC 6455 and 7692). For command_test.py."""

import codecs
import dataclasses
import itertools
import os
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PROTOCOL_ERROR, INVALID, TOO_BIG = 1002, 1007, 1009


@dataclasses.dataclass
class Frame:
    op: int
    payload: bytes = b""
    fin: bool = True
    reserved: int = 0
    announced: int = None  # the length, where it is not the payload's: the rest never comes
    wide: int = None  # bytes of the length, where it is not the shortest
    wrong_mask: bool = False


@dataclasses.dataclass
class Case:
    name: str
    frames: list
    messages: list = ()  # (opcode, payload), as they come back
    pongs: list = ()
    close: int = None  # the code that has to come; None: we close, with 1000
    chop: int = None  # bytes of a piece; None: all at once
    parameters: str = None  # of permessage-deflate: what we offer, or answer
    compressed: bool = False  # we compress what we send
    with_handshake: bool = False  # the frames come in the segment of the handshake
    cut: bool = False  # we end TCP when the close frame is there


def text(payload, **more):
    return Frame(TEXT, payload if isinstance(payload, bytes) else payload.encode(), **more)


def close(code, reason=b""):
    return Frame(CLOSE, struct.pack("!H", code) + reason)


def fragments(op, payload, size):
    pieces = [payload[at:at + size] for at in range(0, len(payload), size)] or [b""]
    return [Frame(op if i == 0 else CONTINUATION, piece, fin=i == len(pieces) - 1) for i, piece in enumerate(pieces)]


def framing():
    for op, size in itertools.product((TEXT, BINARY), (0, 1, 125, 126, 127, 128, 65535, 65536, 65537)):
        payload = b"*" * size if op == TEXT else bytes(range(256)) * (size // 256) + bytes(size % 256)
        for chop in (None, 1) if size < 200 else (None, 997):
            yield Case("framing op=%d size=%d" % (op, size), [Frame(op, payload)], [(op, payload)], chop=chop)
    for wide, size in ((2, 125), (8, 125), (8, 65535)):
        yield Case("length of %d in %d bytes" % (size, wide), [Frame(BINARY, bytes(size), wide=wide)],
                   close=PROTOCOL_ERROR)
    yield Case("length beyond 2^63", [Frame(BINARY, b"", announced=1 << 63)], close=PROTOCOL_ERROR)
    yield Case("length beyond the limit", [Frame(BINARY, b"", announced=1 << 40)], close=TOO_BIG)
    yield Case("wrong mask", [text("a", wrong_mask=True)], close=PROTOCOL_ERROR)
    yield Case("in the segment of the handshake", [text("a"), Frame(PING, b"p"), text("b")],
               [(TEXT, b"a"), (TEXT, b"b")], [b"p"], with_handshake=True)
    yield Case("close in the segment of the handshake", [text("a"), close(1000)], [(TEXT, b"a")], close=1000,
               with_handshake=True)


def controls():
    for chop in (None, 1):
        for payload in (b"", b"Hello", bytes(range(125)), b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"*" * 125):
            yield Case("ping of %d" % len(payload), [Frame(PING, payload)], pongs=[payload], chop=chop)
        ten = [b"payload-%d" % i for i in range(10)]
        yield Case("ten pings", [Frame(PING, each) for each in ten], pongs=ten, chop=chop)
        yield Case("pong unasked", [Frame(PONG), Frame(PONG, b"x"), Frame(PING, b"p")], pongs=[b"p"], chop=chop)
        for op in (CLOSE, PING, PONG):
            large = Frame(op, b"\x03\xe8" + b"*" * 124)
            yield Case("control %d of 126" % op, [large], close=PROTOCOL_ERROR, chop=chop)
            yield Case("control %d fragmented" % op, [Frame(op, b"\x03\xe8", fin=False), Frame(CONTINUATION, b"x")],
                       close=PROTOCOL_ERROR, chop=chop)


def reserved():
    echo = [(TEXT, b"ok")]
    for bits in range(1, 8):
        for op in (TEXT, BINARY, PING, PONG, CLOSE):
            bad = Frame(op, b"\x03\xe8", reserved=bits)
            yield Case("reserved %d op=%d" % (bits, op), [bad], close=PROTOCOL_ERROR)
        for chop in (None, 1):
            yield Case("reserved %d between" % bits, [text("ok"), text("bad", reserved=bits), Frame(PING)], echo,
                       close=PROTOCOL_ERROR, chop=chop)
    for op in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        for payload in (b"", b"payload"):
            yield Case("opcode %d" % op, [Frame(op, payload)], close=PROTOCOL_ERROR)
        for chop in (None, 1):
            yield Case("opcode %d between" % op, [text("ok"), Frame(op, b"x"), Frame(PING)], echo,
                       close=PROTOCOL_ERROR, chop=chop)
        yield Case("opcode %d in a message" % op, [text("a", fin=False), Frame(op, b"x")], close=PROTOCOL_ERROR)


def fragmentation():
    first, last = text("one", fin=False), Frame(CONTINUATION, b"two")
    middle, ping = Frame(CONTINUATION, b"-", fin=False), Frame(PING, b"p")
    for chop in (None, 1):
        yield Case("two fragments", [first, last], [(TEXT, b"onetwo")], chop=chop)
        yield Case("ping between", [first, ping, last], [(TEXT, b"onetwo")], [b"p"], chop=chop)
        yield Case("pings between", [first, ping, middle, ping, middle, ping, last], [(TEXT, b"one--two")], [b"p"] * 3,
                   chop=chop)
        yield Case("pong between", [first, Frame(PONG, b"x"), last], [(TEXT, b"onetwo")], chop=chop)
        yield Case("close between", [first, close(1000), last], close=1000, chop=chop)
        yield Case("empty fragments", [text("", fin=False), Frame(CONTINUATION, fin=False), Frame(CONTINUATION)],
                   [(TEXT, b"")], chop=chop)
        yield Case("two messages", [first, last, first, middle, last], [(TEXT, b"onetwo"), (TEXT, b"one-two")],
                   chop=chop)
        for fin in (True, False):
            alone = Frame(CONTINUATION, b"alone", fin=fin)
            yield Case("continuation of nothing", [alone, text("a")], close=PROTOCOL_ERROR, chop=chop)
            yield Case("continuation after the end", [first, last, alone], [(TEXT, b"onetwo")], close=PROTOCOL_ERROR,
                       chop=chop)
            for op in (TEXT, BINARY):
                yield Case("message in a message", [first, Frame(op, b"x", fin=fin)], close=PROTOCOL_ERROR, chop=chop)


def scalars():
    edges = (0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfdd0, 0xfffd, 0xffff, 0x10000, 0x3ffff, 0x10ffff)
    planes = (plane << 16 | low for plane in range(0, 17, 3) for low in (0xfffe, 0xffff))
    return [chr(each).encode() for each in (*edges, *planes)] + ["κόσμε".encode(), "Hello-µ@ßöäüàá-UTF-8!!".encode()]


WRONG_TEXT = [bytes.fromhex(each) for each in (
    "80", "bf", "80bf", "80bf80", "80bf80bf80bf", "c0", "c1", "c0af", "c1bf", "c080", "c3", "c328", "c3c3", "e0",
    "e08080", "e080af", "e09fbf", "e28228", "e28228a1", "e2a1", "eda080", "edaebf", "edb080", "edbebf", "edbfbf",
    "eda080edb080", "eda080edbfbf", "edafbfedb080", "ef", "efbf", "f0", "f0288cbc", "f0808080", "f08080af", "f08fbfbf",
    "f09028bc", "f09f98", "f0288c28", "f48fbf", "f4908080", "f4bfbfbf", "f5808080", "f7bfbfbf", "f888808080",
    "f888808080", "f880808080af", "fbbfbfbfbf", "fc8480808080", "fdbfbfbfbfbf", "fe", "ff", "fefeffff",
    "cebae1bdb9cf83cebcceb5eda080656469746564", "cebae1bdb9cf83cebcceb5f4908080656469746564",
    "c0c1c2c3c4", "e0e1e2e3", "f0f1f2f3f4f5f6f7", "f8f9fafb", "20e020e120", "20f020f120")]


def first_wrong(data):
    """How many bytes have to come until no continuation can be valid; None where only the end is wrong."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for i in range(len(data)):
        try:
            decoder.decode(data[i:i + 1])
        except UnicodeDecodeError:
            return i + 1
    return None


def utf8():
    for each in scalars():
        name = "text " + each[:8].hex()
        yield Case(name, [text(each)], [(TEXT, each)])
        yield Case(name + " octet by octet", fragments(TEXT, each, 1), [(TEXT, each)], chop=1)
    for bad in WRONG_TEXT:
        for before in (b"", b"fine "):
            data = before + bad
            name = "wrong text " + data[:12].hex()
            wrong = first_wrong(data)
            seen = data if wrong is None else data[:wrong]
            yield Case(name, [text(data)], close=INVALID)
            # What follows the wrong byte never comes: it has to be noticed without.
            announced = len(data) if wrong is None else len(data) + 100
            yield Case(name + " in a frame that stops", [text(seen, announced=announced)], close=INVALID, chop=1)
            cut = fragments(TEXT, seen, 1)
            cut[-1].fin = wrong is None
            yield Case(name + " octet by octet", cut, close=INVALID)
    long = "κόσμε".encode() * 1000
    yield Case("wrong text late", [text(long + b"\xff", announced=1 << 20)], close=INVALID)
    yield Case("binary is no text", [Frame(BINARY, b"\xff\xfe\x80")], [(BINARY, b"\xff\xfe\x80")])


def closing():
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999):
        yield Case("close %d" % code, [close(code)], close=code)
        yield Case("close %d with a reason" % code, [text("a"), close(code, b"bye")], [(TEXT, b"a")], close=code, chop=1)
    for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535):
        yield Case("close %d" % code, [close(code)], close=PROTOCOL_ERROR)
        yield Case("close %d with a reason" % code, [close(code, b"bye")], close=PROTOCOL_ERROR)
    yield Case("close without a code", [Frame(CLOSE)], close=1005)
    yield Case("close with half a code", [Frame(CLOSE, b"\x03")], close=PROTOCOL_ERROR)
    yield Case("close with the longest reason", [close(1000, b"*" * 123)], close=1000)
    yield Case("close with text", [close(1000, "κόσμε".encode())], close=1000)
    yield Case("close with wrong text", [close(1000, b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80")], close=INVALID)
    yield Case("close with text cut off", [close(1000, b"\xe2\x82")], close=INVALID)
    for after in (text("late"), Frame(PING, b"late"), close(1001), Frame(3)):
        yield Case("op=%d after the close frame" % after.op, [close(1000), after], close=1000)
    yield Case("message, then close", [text("*" * 300000), close(1000)], [(TEXT, b"*" * 300000)], close=1000)
    for code in (1000, 3000):
        yield Case("TCP cut after closing with %d" % code, [text("a"), close(code)], [(TEXT, b"a")], close=code,
                   cut=True)


def large():
    for op, exponent in itertools.product((TEXT, BINARY), (16, 18, 20, 22, 23, 24)):
        payload = b"*" * (1 << exponent)
        yield Case("2^%d bytes op=%d" % (exponent, op), [Frame(op, payload)], [(op, payload)])
    payload = b"*" * (4 << 20)
    for size in (64, 256, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20):
        yield Case("4 MiB in fragments of %d" % size, fragments(BINARY, payload, size), [(BINARY, payload)])
    for chop in (64, 128, 256, 512, 1024, 2048):
        yield Case("1 MiB in chops of %d" % chop, [text(b"*" * (1 << 20))], [(TEXT, b"*" * (1 << 20))], chop=chop)
    for size in (0, 16, 64, 256, 1024, 4096, 16384, 65536):
        yield Case("1000 messages of %d" % size, [Frame(BINARY, b"*" * size)] * 1000, [(BINARY, b"*" * size)] * 1000)
    odd = b"*" * 65537
    yield Case("65537 fragments", fragments(TEXT, odd, 1), [(TEXT, odd)])


def deflate():
    names = ("client_no_context_takeover", "server_no_context_takeover")
    flags = ["".join("; " + each for each in chosen) for count in range(3)
             for chosen in itertools.combinations(names, count)]
    bits = ("", "; client_max_window_bits=%d", "; server_max_window_bits=%d")
    windows = [""] + [each % size for each in bits[1:] for size in (9, 10, 12, 15)]
    windows += [bits[1] % c + bits[2] % s for c, s in ((9, 9), (9, 15), (15, 9), (12, 10))]
    some = [(b"%d: hello, hello, hello! " % i * (1 << i)) for i in range(1, 14)] + [b"", b"short"]
    noise = [os.urandom(size) for size in (100, 1000, 40000)]
    sent = [Frame(TEXT, each) for each in some] + [Frame(BINARY, each) for each in noise * 2]
    back = [(each.op, each.payload) for each in sent]
    for parameters in (flag + window for flag in flags for window in windows):
        yield Case("deflate" + parameters, sent, back, parameters=parameters, compressed=True)
        yield Case("deflate, but sent plain" + parameters, sent[:5], back[:5], parameters=parameters)
    hello = b"\xf2\x48\xcd\xc9\xc9\x07\x00"
    with_deflate = {"parameters": ""}
    yield Case("deflated fragments", [text(hello[:3], fin=False, reserved=4), Frame(PING, b"p"),
                                      Frame(CONTINUATION, hello[3:])], [(TEXT, b"Hello")], [b"p"], **with_deflate)
    yield Case("deflate: continuation marked", [text(hello[:3], fin=False, reserved=4),
                                                Frame(CONTINUATION, hello[3:], reserved=4)], close=PROTOCOL_ERROR,
               **with_deflate)
    yield Case("deflate: ping marked", [Frame(PING, b"p", reserved=4)], close=PROTOCOL_ERROR, **with_deflate)
    for bits in (1, 2, 3, 5, 6, 7):
        yield Case("deflate: reserved %d" % bits, [text(hello, reserved=bits)], close=PROTOCOL_ERROR, **with_deflate)
    yield Case("deflate: noise", [Frame(BINARY, b"\xff" * 20, reserved=4)], close=INVALID, **with_deflate)
    yield Case("deflate: wrong text", [text(b"fine \xff" + b"x" * 100)], close=INVALID, compressed=True, **with_deflate)
    yield Case("deflate: bomb", [Frame(BINARY, bytes(65 << 20))], close=TOO_BIG, compressed=True, **with_deflate)


def all_cases():
    return [case for section in (framing, controls, reserved, fragmentation, utf8, closing, large, deflate)
            for case in section()]

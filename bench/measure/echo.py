"""Clients beside clients, with the same server: Bun's. Plain TCP is the limit."""

import os
import subprocess

from measure.build import BUILD, NODE, PYTHON, ROOT, VAFAST, bun_in, program, run
from measure.peers import Server, best, medians
from measure.table import Table, at_least, at_most

RATE = "messages_per_second"
COLUMNS = ["messages/s", "p50, µs", "p99, µs", "CPU, ns a message"]
BUN_SERVER, ECHO_CLIENT = "bun_server.mjs", "echo_client.mjs"


def peers_of(folder, way, port, payload, window, seconds):
    """The commands of the clients that can do this."""
    words = [way, port, payload, str(window), str(seconds)]
    script = os.path.join(folder, ECHO_CLIENT)
    commands = {"Boost.Beast": [program("beast_client"), *words]}
    if way != "deflate":  # these do not offer it, or not without a build of their own
        commands["websocketpp"] = [program("websocketpp_client"), *words]
        commands["libwebsockets"] = [program("libwebsockets_client"), *words]
        commands["Qt"] = [program("qt_client"), *words]
    commands["Bun"] = [bun_in(folder), script, *words]
    commands["ws on Node"] = [NODE, script, *words]
    commands["python3-websockets"] = [PYTHON, os.path.join(ROOT, "bench/network/python_client.py"), *words]
    return commands


def ours(url, payload, window, seconds, *more):
    what = ["--payload", payload[1:]] if payload.startswith("@") else ["--size", payload]
    if what[0] == "--size" and int(payload) >= 65536:
        what.append("--binary")
    return [VAFAST, "bench", "echo", url, "--json", *what, "--window", str(window), "--seconds", str(seconds), *more]


def compare(key, title, folder, way, payload, window, pace, chart="messages/s"):
    """Fills a table; gives it with what was found."""
    seconds, rounds = pace
    certificate = make_certificate() if way == "tls" else ()
    options = {"plain": [], "tls": ["--tls", *certificate], "deflate": ["--deflate"]}[way]
    more = {"plain": [], "tls": ["--ca", certificate[0]] if certificate else [], "deflate": ["--compression"]}[way]
    with Server(program("tcp_echo")) as tcp, Server(bun_in(folder), os.path.join(folder, BUN_SERVER), *options) as web:
        commands = {"vafast": ours(web.url(secure=way == "tls"), payload, window, seconds, *more),
                    **peers_of(folder, way, web.port, payload, window, seconds)}
        if way != "deflate":  # no TLS either: nothing over TLS can be ahead of it
            commands["plain TCP"] = [program("tcp_client"), way, tcp.port, payload, str(window), str(seconds)]
        found = medians(rounds, commands)
    table = Table(key, title, COLUMNS, chart)
    for name, each in sorted(found.items(), key=lambda one: one[1]["p50_us"] if window == 1 else -one[1][RATE]):
        table.add(name, each[RATE], each["p50_us"], each["p99_us"], each["cpu_ns"])
    return table, found


def make_certificate():
    """For 127.0.0.1, in the build folder."""
    files = [os.path.join(BUILD, "bench", name) for name in ("certificate.pem", "key.pem")]
    if not os.path.exists(files[0]):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1],
            stderr=subprocess.DEVNULL)
    return files


def make_payload():
    """4 KiB of JSON: the orders of the message benchmarks."""
    file = os.path.join(BUILD, "bench/orders.json")
    orders = ['{"id":"o-%d","customer":"customer %d","items":[%s],"created":%d}' % (
        n * 7919, n, ",".join('{"id":"item-%d","title":"article number %d","price":%.2f,"in_stock":%s}' % (
            i * n % 991, i * 31 % 97, i * n * 0.37, "true" if i % 3 else "false") for i in range(1, 8)),
        1700000000000 + n * 86399) for n in range(1, 9)]
    with open(file, "w") as out:
        out.write(("[" + ",".join(orders) + "]")[:4096])
    return "@" + file


def plain(folder, pace):
    table, found = compare("echo-64", "echo, 64 bytes, 64 outstanding", folder, "plain", "64", 64, pace)
    rate, tcp = found["vafast"][RATE], found["plain TCP"]
    table.goals = [at_least("messages/s, of the best peer", rate / best(found, RATE), 10),
                   at_least("of plain TCP", rate / tcp[RATE], 0.5)]
    yield table

    table, found = compare("echo-1", "echo, 64 bytes, one at a time", folder, "plain", "64", 1, pace, "p50, µs")
    for figure, name in (("p50_us", "p50"), ("p99_us", "p99")):
        mine, limit = found["vafast"][figure], found["plain TCP"][figure]
        table.goals += [at_most(name + ", of the best peer", mine / best(found, figure, most=False), 1),
                        at_most(name + ", of plain TCP", mine / limit, 1.1)]
    yield table

    table, found = compare("echo-1m", "echo, 1 MiB, 4 outstanding", folder, "plain", str(1 << 20), 4, pace)
    table.goals = [at_least("messages/s, of plain TCP", found["vafast"][RATE] / found["plain TCP"][RATE], 0.8)]
    yield table


def secure(folder, pace):
    table, found = compare("tls-64", "echo over TLS 1.3, 64 bytes, 64 outstanding", folder, "tls", "64", 64, pace)
    table.goals = [at_least("messages/s, of the best peer", found["vafast"][RATE] / best(found, RATE), 10)]
    yield table
    table, found = compare("tls-1", "echo over TLS 1.3, 64 bytes, one at a time", folder, "tls", "64", 1, pace, "p50, µs")
    table.goals = [at_most(name + ", of the best peer", found["vafast"][figure] / best(found, figure, most=False), 1)
                   for figure, name in (("p50_us", "p50"), ("p99_us", "p99"))]
    yield table


def compressed(folder, pace):
    table, found = compare("deflate", "echo, 4 KiB of JSON, permessage-deflate, 64 outstanding", folder, "deflate",
                           make_payload(), 64, pace)
    table.goals = [at_least("messages/s, of the best peer", found["vafast"][RATE] / best(found, RATE), 1),
                   at_most("CPU a message, of the best peer",
                           found["vafast"]["cpu_ns"] / best(found, "cpu_ns", most=False), 1)]
    yield table


def one_way(folder, pace):
    """The server sends as fast as the client reads."""
    seconds, rounds = pace
    with Server(program("one_way_server"), "32") as web:
        words = ["plain", web.port, "32", "0", str(seconds)]
        found = medians(rounds, {name: [program(which), *words] for name, which in (
            ("vafast", "vafast_receive"), ("websocketpp", "websocketpp_client"), ("libwebsockets", "libwebsockets_client"),
            ("Boost.Beast", "beast_client"), ("Qt", "qt_client"))})
    table = Table("receive", "receive, 32 bytes", ["CPU, ns a message", "messages/s"], "CPU, ns a message")
    for name, each in sorted(found.items(), key=lambda one: one[1]["cpu_ns"]):
        table.add(name, each["cpu_ns"], each[RATE])
    table.goals = [at_most("CPU, ns a message", found["vafast"]["cpu_ns"], 40)]
    yield table

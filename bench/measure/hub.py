"""Our hub beside other servers, with the same client: ours."""

import json
import os
import signal
import subprocess

from measure import chart
from measure.build import NODE, PYTHON, ROOT, VAFAST, bun_in, program
from measure.echo import BUN_SERVER, make_certificate
from measure.peers import BOTH, CLIENT_CORE, SERVER_CORE, Server, best, measure_once, medians
from measure.table import Table, at_least, short

# A hub that refuses nobody for being fast.
FREE = ["--publish-rate", "1000000", "--request-rate", "1000000", "--max-connections-per-user", "0",
        "--max-rooms-per-connection", "1000"]
DELIVERIES, ACCEPTED = "deliveries_per_second", "connections_per_second"


def serve(*more, threads=1, cores=SERVER_CORE, listen="127.0.0.1:0"):
    return Server(VAFAST, "serve", "--listen", listen, "--threads", str(threads), *FREE, *more, cores=cores)


def ours(url, members, window, seconds, *more):
    return [VAFAST, "bench", "fanout", url, "--members", str(members), "--window", str(window), "--seconds", str(seconds),
            "--json", "--timeout", "30s", *more]


def fanout(folder, pace):
    seconds, rounds = pace
    for members in (1000, 10000) if rounds > 1 else (1000,):
        columns = ["deliveries/s, 1 outstanding", "p50, µs", "deliveries/s, 16 outstanding", "p50 then, µs"]
        table = Table("fanout-%d" % members, "fan-out, 64 bytes, %s members" % short(members), columns, columns[2])
        found = {window: fanout_once(folder, members, window, seconds, min(rounds, 3)) for window in (1, 16)}
        for name in found[1]:
            table.add(name, *[found[window][name][figure] for window in (1, 16) for figure in (DELIVERIES, "p50_us")])
        for window in (1, 16):
            mine = found[window]["vafast"][DELIVERIES]
            table.goals += [at_least("%d outstanding, of %s" % (window, peer), mine / found[window][peer][DELIVERIES], 1)
                            for peer in ("Bun", "Socket.IO")]
        yield table


def fanout_once(folder, members, window, seconds, rounds):
    """Each server runs for its turn only: one that still closes its connections would take time from the next."""
    def peer(*command):
        return lambda: Server(*command), lambda web: ours(web.url("/all"), members, window, seconds, "--plain")

    def socketio(web):
        return [program("socketio_fanout"), web.port, str(members), str(window), str(seconds)]

    turns = {
        "vafast": (serve, lambda hub: ours(hub.url("/ws"), members, window, seconds)),
        "Bun": peer(bun_in(folder), os.path.join(folder, BUN_SERVER)),
        "ws on Node": peer(NODE, os.path.join(folder, "ws_server.mjs")),
        "Socket.IO": (lambda: Server(NODE, os.path.join(folder, "socketio_server.mjs")), socketio),
    }
    if members <= 1000:  # with 10,000 it loses connections, and writes a line about each
        turns["python3-websockets"] = peer(PYTHON, os.path.join(ROOT, "bench/network/python_server.py"))

    def measure(start, client):
        with start() as server:
            return measure_once(client(server))

    return medians(rounds, {name: lambda turn=turn: measure(*turn) for name, turn in turns.items()})


def two_threads(folder, pace):
    """On two cores, which the client shares: less than the goal may be all that there is."""
    seconds, rounds = pace
    with serve(cores=BOTH) as one, serve(threads=2, cores=BOTH) as two:
        found = medians(rounds, {name: ours(each.url("/ws"), 1000, 16, seconds)
                                 for name, each in (("one thread", one), ("two threads", two))}, BOTH)
    table = Table("hub-threads", "fan-out, 1,000 members, 16 outstanding", ["deliveries/s"])
    for name, each in found.items():
        table.add("the hub with " + name, each[DELIVERIES])
    table.goals = [at_least("two threads, of one", found["two threads"][DELIVERIES] / found["one thread"][DELIVERIES], 1.7)]
    yield table


def rooms(folder, pace):
    """A hundred members are in more and more rooms, to which publications go in turn."""
    counts = (1, 10, 100, 1000)
    with serve() as hub:
        found = {count: measure_once(ours(hub.url("/ws"), 100, 16, pace[0], "--rooms", str(count), "--room", "r%d" % count))
                 for count in counts}
    table = Table("rooms", "fan-out, 100 members, 16 outstanding, each in", ["deliveries/s"])
    for count, each in found.items():
        table.add("%s room%s" % (short(count), "s" if count > 1 else ""), each[DELIVERIES])
    table.drawing = chart.lines("deliveries/s", "rooms of each connection",
                                {"vafast": [(count, each[DELIVERIES]) for count, each in found.items()]})
    table.goals = [at_least("deliveries/s with 1,000 rooms, of one room", found[1000][DELIVERIES] / found[1][DELIVERIES], 0.8)]
    yield table


def accepted(folder, pace):
    rounds = min(pace[1], 3)
    certificate, key = make_certificate()
    table = Table("accepted", "connections accepted a second", ["plain", "TLS"], "plain")
    found = {}
    for secure in (False, True):
        tls = ["--tls", certificate, key] if secure else []
        ours_tls = ["--tls-cert", certificate, "--tls-key", key] if secure else []
        count = "500" if rounds == 1 else "2000" if secure else "5000"
        words = ["--connections", count, "--json", "--timeout", "30s", *(["--ca", certificate] if secure else [])]
        with serve(*ours_tls) as hub, Server(bun_in(folder), os.path.join(folder, BUN_SERVER), *tls) as bun, \
                Server(NODE, os.path.join(folder, "ws_server.mjs"), *tls) as node:
            found[secure] = medians(rounds, {name: [VAFAST, "bench", "connect", url, *words] for name, url in (
                ("vafast", hub.url("/ws", secure)), ("Bun", bun.url("/", secure)), ("ws on Node", node.url("/", secure)))})
    for name in found[False]:
        table.add(name, found[False][name][ACCEPTED], found[True][name][ACCEPTED])
    table.goals = [at_least("%s, of the best peer" % name, found[secure]["vafast"][ACCEPTED] / best(found[secure], ACCEPTED), 1)
                   for name, secure in (("plain", False), ("TLS", True))]
    yield table


def restart(folder, pace):
    """The hub ends as its user ends it, and is there again at the same place."""
    count = 1000 if pace[1] == 1 else 10000
    with serve() as first:
        port = first.port
        members = subprocess.Popen(["taskset", "-c", CLIENT_CORE, program("vafast_recover"), first.url("/ws"), str(count)],
                                   stdout=subprocess.PIPE, text=True)
        members.stdout.readline()
        first.process.send_signal(signal.SIGTERM)
        first.process.wait()
        with serve(listen="127.0.0.1:" + port):
            found = json.loads(members.stdout.readline())
        members.wait()
    table = Table("restart", "a restart of the hub with %s members" % short(count), ["seconds from the first loss on"])
    table.add("half of them are back", found["half_s"])
    table.add("all of them are back", found["all_s"])
    yield table

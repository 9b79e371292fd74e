"""Our client beside itself: threads, connections, memory."""

import os
import re
import subprocess

from measure import chart
from measure.build import PYTHON, ROOT, VAFAST, bun_in, program
from measure.echo import BUN_SERVER, RATE, ours
from measure.hub import serve
from measure.peers import BOTH, Server, measure_once, medians
from measure.table import Table, at_least, at_most, short


def threads(folder, pace):
    seconds, rounds = pace
    with Server(program("one_way_server"), cores=BOTH) as sink:
        found = medians(rounds, {name: [program("vafast_send"), sink.port, str(count), "64", str(seconds)]
                                 for name, count in (("one thread", 1), ("four threads", 4))}, BOTH)
    table = Table("threads", "send, 64 bytes, into one client", ["messages/s"])
    for name, each in found.items():
        table.add("from " + name, each[RATE])
    table.goals = [at_least("four threads, of one", found["four threads"][RATE] / found["one thread"][RATE], 0.7)]
    yield table


def connections(folder, pace):
    seconds, rounds = pace
    with Server(bun_in(folder), os.path.join(folder, BUN_SERVER)) as web:
        found = medians(rounds, {name: ours(web.url(), "64", 64, seconds, "--connections", count)
                                 for name, count in (("one connection", "1"), ("500 connections", "500"))})
    table = Table("connections", "echo, 64 bytes, 64 outstanding on each connection", ["messages/s", "CPU, ns a message"])
    for name, each in found.items():
        table.add(name, each[RATE], each["cpu_ns"])
    table.goals = [at_least("500 connections, of one", found["500 connections"][RATE] / found["one connection"][RATE], 0.9)]
    yield table


def growth(folder, pace):
    """Sixteen messages on their way on each of more and more connections."""
    counts = (1, 10, 100, 1000, 10000)
    table = Table("growth", "echo, 64 bytes, 16 outstanding on each of", ["messages/s", "CPU, ns a message"])
    with serve() as hub:
        found = {count: measure_once(ours(hub.url("/ws"), "64", 16, pace[0], "--connections", str(count), "--timeout", "30s"))
                 for count in counts}
    for count, each in found.items():
        table.add("%s connection%s" % (short(count), "s" if count > 1 else ""), each[RATE], each["cpu_ns"])
    table.drawing = chart.lines("CPU of the client, ns a message", "connections",
                                {"vafast": [(count, each["cpu_ns"]) for count, each in found.items()]})
    table.goals = [at_most("CPU a message with 10,000 connections, of one with ten",
                           found[10000]["cpu_ns"] / found[10]["cpu_ns"], 1.5)]
    yield table


def idle(folder, pace):
    count = 2000 if pace[1] == 1 else 10000
    with serve("--heartbeat-interval", "0") as hub:
        mine = measure_once([program("vafast_idle"), hub.url("/ws"), str(count)])["bytes_per_connection"]
    said = subprocess.run([PYTHON, os.path.join(ROOT, "scripts/bench-idle"), str(count), VAFAST], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    hubs = [float(number) for number in re.findall(r"(\d+) bytes for each", said)]
    table = Table("idle", "an idle connection", ["bytes of memory of our own"])
    for name, size in (("client", mine), ("hub, plain", hubs[0]), ("hub, said hello", hubs[1])):
        table.add(name, size)
        table.goals.append(at_most(name, size, 1024))
    yield table

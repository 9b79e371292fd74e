"""Decoding and encoding structs, beside other libraries: CPU time, in one run."""

import json
import os
import re
import subprocess

from measure.build import NODE, bun_in, install_packages, program, run
from measure.table import Table, at_most

ACTS = {"chat/decode": "chat, 89 bytes, decode", "chat/encode": "chat, encode", "nested/decode": "order, 1.4 KB, decode",
        "nested/encode": "order, encode"}
# What is at most so much of what.
GOALS = {
    ("chat/decode", "simdjson"): 0.45, ("nested/decode", "simdjson"): 0.75,
    ("chat/encode", "boost_json"): 0.17, ("nested/encode", "boost_json"): 0.24,
    ("chat/decode", "bun typebox"): 0.28, ("nested/decode", "bun typebox"): 0.28,
    ("chat/encode", "bun typebox"): 0.28, ("nested/encode", "bun typebox"): 0.28,
}


def make_module_of_typebox(folder):
    # Without its types, the module of TypeBox is one of JavaScript.
    with open(os.path.join(folder, "messages.ts")) as source:
        text = source.read().replace("type Static, ", "")
    with open(os.path.join(folder, "messages.mjs"), "w") as module:
        module.write(re.sub(r"^export type .*\n", "", text, flags=re.MULTILINE))


def measure_cpp():
    """In many short turns, as what else the machine does comes in bursts."""
    said = run(program("codec_bench"), "--benchmark_format=json", "--benchmark_repetitions=20",
               "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.02", stdout=subprocess.PIPE).stdout
    return [(each["run_name"], each["cpu_time"]) for each in json.loads(said)["benchmarks"]
            if each["run_type"] == "iteration"]


def measure_javascript(folder, runtime, command):
    said = run(command, os.path.join(folder, "node_bench.mjs"), folder, stdout=subprocess.PIPE, text=True).stdout
    for line in said.splitlines():
        name, nanoseconds = line.split()
        what, act, library = name.split("/")
        yield "%s/%s/%s %s" % (what, act, runtime, library), float(nanoseconds)


def codec(ignored, pace):
    folder = install_packages("message")
    make_module_of_typebox(folder)
    run(program("codec_bench"), "--write", folder)
    found = {}
    for _ in range(pace[1]):
        for turn in (measure_cpp(), measure_javascript(folder, "node", NODE), measure_javascript(folder, "bun", bun_in(folder))):
            for name, nanoseconds in turn:
                found.setdefault(name, []).append(nanoseconds)
    # A core that a neighbour outside this machine shares takes twice as long, for seconds at a time, and any of the
    # libraries may be the one that runs then. The least of many turns is of the core alone.
    times = {name: min(each) for name, each in found.items()}
    table = Table("message", "bytes to a struct that was checked, and back, ns", list(ACTS.values()))
    libraries = sorted({name.rsplit("/", 1)[1] for name in times}, key=lambda library: times["chat/decode/" + library])
    for library in libraries:
        table.add(library, *[times.get(act + "/" + library) for act in ACTS])
    table.goals = [at_most("%s, of %s" % (ACTS[act], library),
                           times[act + "/vafast"] / times[act + "/" + library], goal)
                   for (act, library), goal in GOALS.items()]
    yield table

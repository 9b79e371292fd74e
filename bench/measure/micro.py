"""The library piece by piece: how long it takes, and how many instructions."""

import json
import os
import subprocess
import sys

from measure.build import ROOT, build, program, run
from measure.table import Table

sys.path.insert(0, os.path.join(ROOT, "bench/micro"))
import count  # noqa: E402

STORED = os.path.join(ROOT, "bench/micro/instructions.txt")


def compiler():
    """That of the preset, as CMake names it."""
    return "GNU " + run("g++", "-dumpfullversion", stdout=subprocess.PIPE, text=True).stdout.strip()


def update():
    build("micro_count")
    count.write_stored(STORED, count.conditions(compiler()), count.count(program("micro_count")))


def pieces(ignored, pace):
    said = run(program("micro_bench"), "--benchmark_format=json", "--benchmark_repetitions=%d" % pace[1],
               "--benchmark_min_time=%s" % (0.2 if pace[1] > 1 else 0.02), stdout=subprocess.PIPE).stdout
    times = {}
    for each in json.loads(said)["benchmarks"]:
        if each.get("aggregate_name", "median") == "median":
            times[each["run_name"]] = (1e9 / each["items_per_second"], each.get("bytes_per_second"))
    table = Table("micro", "a piece at a time", ["of", "ns for each", "GB/s", "instructions for each"])
    for name, unit, instructions in count.count(program("micro_count")):
        nanoseconds, speed = times[name]
        table.add(name, unit, nanoseconds, speed and speed / 1e9, instructions)
    yield table

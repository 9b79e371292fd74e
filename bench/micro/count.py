#!/usr/bin/env python3
"""count.py PROGRAM STORED COMPILER [--update]: does any piece of work take more instructions than it did?

Runs micro_count under callgrind, which gives the same numbers every time, prints for each piece of work how many
instructions a unit of it takes, and fails where that is more than 5 % above what the file STORED says. Numbers of another
compiler (COMPILER names ours), C library, valgrind or kind of processor say nothing: then nothing is compared, and the
exit status is 77. With --update, writes STORED instead.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

MOST_GROWTH = 0.05
NOT_COMPARED = 77
# Nothing of the surroundings may move the stack or choose other code; names are bound before anything is counted, and
# memory that was freed is found at once, wherever it lies.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LD_BIND_NOW": "1", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=10000"}


def conditions(compiler):
    """What the numbers depend on besides our code. Valgrind shows every processor with AVX2 as the same one."""
    valgrind = subprocess.run(["valgrind", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    with open("/proc/cpuinfo") as processor:
        vectors = "AVX2" if " avx2" in processor.read() else "no AVX2"
    return ", ".join([compiler, os.confstr("CS_GNU_LIBC_VERSION"), valgrind, vectors])


def count(program):
    """For each piece of work: its name, its unit, and instructions for each of them."""
    with tempfile.TemporaryDirectory() as scratch:
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=" + os.path.join(scratch, "out"),
             os.path.abspath(program)], cwd=scratch, env=ENVIRONMENT, capture_output=True, text=True)
        if said.returncode != 0:
            sys.exit(said.stderr)
        instructions = {}
        for file in glob.glob(os.path.join(scratch, "out.*")):
            with open(file) as dump:
                text = dump.read()
            name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.MULTILINE).group(1)
            instructions[name] = int(re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE).group(1))
    lines = [line.split("\t") for line in said.stdout.splitlines()]
    return [(name, unit, instructions[name] / int(units)) for name, unit, units in lines]


def read_stored(file):
    """The conditions, and instructions by name."""
    with open(file) as stored:
        lines = [line.rstrip("\n") for line in stored if not line.startswith("#")]
    return lines[0], {name: float(number) for name, unit, number in (line.split("\t") for line in lines[1:])}


def write_stored(file, under, counted):
    with open(file, "w") as stored:
        stored.write("# Instructions for each unit of work; written by `scripts/bench micro --update`, a test compares.\n")
        stored.write(under + "\n")
        stored.writelines("%s\t%s\t%.1f\n" % each for each in counted)


def compare(counted, stored):
    """Prints the table. How many grew too much, or are not the pieces that are stored."""
    wrong = 0
    print("%-34s%14s%14s%10s" % ("", "instructions", "stored", ""))
    for name, unit, number in counted:
        before = stored.get(name)
        growth = number / before - 1 if before else 0
        too_much = not before or growth > MOST_GROWTH
        wrong += too_much
        print("%-34s%14.1f%14s%9.1f%%%s" % (name, number, before or "", round(100 * growth, 1) + 0.0, "  <- too much" if too_much else ""))
    gone = set(stored) - {name for name, unit, number in counted}
    for name in gone:
        print("%s is stored, and done no more" % name)
    return wrong + len(gone)


def main():
    program, file, compiler = sys.argv[1:4]
    under = conditions(compiler)
    counted = count(program)
    if "--update" in sys.argv:
        return write_stored(file, under, counted)
    stored_under, stored = read_stored(file)
    if stored_under != under:
        print("Not compared: the numbers are those of %s; this is %s." % (stored_under, under))
        sys.exit(NOT_COMPARED)
    wrong = compare(counted, stored)
    if wrong:
        sys.exit("%d of %d take more than %d %% more than before. Where there is a good reason, `scripts/bench micro "
                 "--update` writes down the new numbers." % (wrong, len(counted), 100 * MOST_GROWTH))


if __name__ == "__main__":
    main()

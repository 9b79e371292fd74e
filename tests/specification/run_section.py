"""run_section.py COMMAND PROGRAM EXPECTED: starts `vafast serve`, runs the program with its URL, compares what it prints
with a file. In the file, … stands for what differs from run to run."""

import difflib
import os
import re
import subprocess
import sys

PATIENCE = 30  # seconds


def is_expected(line, expected):
    return re.fullmatch(".*".join(re.escape(part) for part in expected.split("…")), line) is not None


def main(command, program, expected):
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    server = subprocess.Popen([command, "serve", "--listen", "127.0.0.1:0", "--protocol", "chat"],
                              stdout=subprocess.PIPE, text=True, env=environment)
    try:
        url = re.search(r"ws://[^/]+", server.stdout.readline()).group()
        done = subprocess.run([program, url], capture_output=True, text=True, timeout=PATIENCE, env=environment)
    finally:
        server.terminate()
        server.wait(PATIENCE)
    printed = done.stdout.replace(url, "ws://localhost:3000").splitlines()
    with open(expected) as file:
        wanted = file.read().splitlines()
    if done.returncode != 0:
        sys.exit("The program ended with %d: %s" % (done.returncode, done.stderr))
    if len(printed) != len(wanted) or not all(map(is_expected, printed, wanted)):
        sys.exit("\n".join(difflib.unified_diff(wanted, printed, "expected", "printed", lineterm="")))


main(*sys.argv[1:])

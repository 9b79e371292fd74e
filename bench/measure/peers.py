"""Servers and clients in turns: the server on one core, the client on the other."""

import json
import re
import statistics
import subprocess

from measure.build import run

SERVER_CORE, CLIENT_CORE, BOTH = "1", "0", "0,1"


class Server:
    """Runs while its block does; the last word of its first line is its port, or a URL that has one."""

    def __init__(self, *command, cores=SERVER_CORE):
        self.process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=subprocess.PIPE, text=True)
        self.port = re.search(r"(\d+)(/\w*)?\s*$", self.process.stdout.readline()).group(1)

    def url(self, path="/", secure=False):
        return "%s://127.0.0.1:%s%s" % ("wss" if secure else "ws", self.port, path)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.kill()
        self.process.wait()


def measure_once(command, cores=CLIENT_CORE):
    return json.loads(run("taskset", "-c", cores, *command, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def medians(rounds, clients, cores=CLIENT_CORE):
    """Runs the clients, commands or functions that measure, in turns; gives for each the median of each figure."""
    results = {name: [] for name in clients}
    for _ in range(rounds):
        for name, command in clients.items():
            results[name].append(command() if callable(command) else measure_once(command, cores))
    return {name: {figure: statistics.median(one[figure] for one in all_of_it)
                   for figure in all_of_it[0] if isinstance(all_of_it[0][figure], (int, float))}
            for name, all_of_it in results.items()}


def best(found, figure, ours="vafast", limit="plain TCP", most=True):
    """Of the peers."""
    others = [each[figure] for name, each in found.items() if not name.startswith((ours, limit))]
    return max(others) if most else min(others)

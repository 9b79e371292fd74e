"""What our headers and each type of message cost the compiler: scripts/bench-compile, as a table."""

import os
import re
import subprocess

from measure.build import ROOT
from measure.table import Table, at_most


def headers(ignored, pace):
    said = subprocess.run([os.path.join(ROOT, "scripts/bench-compile")], check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "ROUNDS": str(pace[1])}).stdout
    table = Table("compile", "compiling, ms of user time", ["here"])
    for line in said.splitlines()[1:]:
        name, number, goal = re.match(r"(.*?)\s+([\d.]+)(?:\s+\(goal: at most ([\d.]+)\))?$", line).groups()
        table.add("`%s`" % name.replace("> <", ">` `<") if name.startswith("<") else name, float(number))
        if goal:
            table.goals.append(at_most(name, float(number), float(goal)))
    yield table

"""Puts tables and charts into docs/benchmarks.md, each between its two markers; what stands around them stays."""

import datetime
import os
import platform
import re
import subprocess

from measure import chart
from measure.build import ROOT

PAGE = os.path.join(ROOT, "docs/benchmarks.md")
IMAGES = os.path.join(ROOT, "docs/images")


def conditions():
    """When, of what, and where."""
    commit = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    with open("/proc/cpuinfo") as info:
        processors = re.findall(r"^model name\s*: (.*)$", info.read(), re.MULTILINE)
    return "%s, commit `%s`: %d × %s, Linux %s" % (datetime.date.today(), commit.strip(), len(processors), processors[0],
                                                  platform.release().split("-")[0])


def drawing(table):
    if table.drawing:
        return table.drawing
    return chart.bars("%s: %s" % (table.title, table.chart), table.column(table.chart)) if table.chart else None


def block(table):
    lines = table.markdown()
    picture = drawing(table)
    if picture:
        name = "bench-%s.svg" % table.key
        with open(os.path.join(IMAGES, name), "w") as file:
            file.write(picture)
        lines = ["![%s](images/%s)" % (table.title, name), ""] + lines
    return "\n".join(lines + ["", "*%s*" % conditions()])


def markers(key):
    return tuple("<!-- %s %s: scripts/bench --write -->" % (word, key) for word in ("begin", "end"))


def require_places(keys):
    """Before anything is measured for a page that has no place for it."""
    with open(PAGE) as file:
        page = file.read()
    for key in keys:
        for marker in markers(key):
            if marker not in page:
                raise SystemExit("docs/benchmarks.md lacks %s" % marker)


def write(table):
    begin, end = markers(table.key)
    with open(PAGE) as file:
        page = file.read()
    before, rest = page.split(begin)
    with open(PAGE, "w") as file:
        file.write(before + begin + "\n" + block(table) + "\n" + end + rest.split(end)[1])

"""What is measured, built: our programs and the peers' packages, in the folder of the preset release."""

import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build/release")
PROGRAMS = os.path.join(BUILD, "bin")
VAFAST = os.path.join(PROGRAMS, "vafast")


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def build(*targets):
    run("cmake", "--preset", "release", "-DVAFAST_BENCHMARKS=ON", cwd=ROOT, stdout=subprocess.DEVNULL)
    run("cmake", "--build", "--preset", "release", "--target", *targets, cwd=ROOT)


def program(name):
    return os.path.join(PROGRAMS, name)


def install_packages(room):
    """What npm has, and our programs of JavaScript: in the build folder. Gives the folder."""
    into = os.path.join(BUILD, "bench", room)
    source = os.path.join(ROOT, "bench", room)
    os.makedirs(into, exist_ok=True)
    lock = os.path.join(into, "package-lock.json")
    installed = open(lock).read() if os.path.exists(lock) and os.path.isdir(os.path.join(into, "node_modules")) else ""
    for name in os.listdir(source):
        if name.endswith((".json", ".mjs")):
            shutil.copy(os.path.join(source, name), into)
    if installed != open(lock).read():
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=into)
    return into


def bun_in(folder):
    return os.path.join(folder, "node_modules/@oven/bun-linux-x64/bin/bun")


NODE = shutil.which("node")
PYTHON = "/usr/bin/python3"  # Debian's own, for which python3-websockets is installed

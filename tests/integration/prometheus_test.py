"""prometheus_test.py VAFAST PROMETHEUS: the example writes what Prometheus reads, and what it says is true."""

import os
import re
import subprocess
import sys
import tempfile

PATIENCE = 60
LINE = re.compile(r"# HELP (?P<name>[a-z_]+) [^\n]+\n# TYPE (?P=name) (?P<type>counter|gauge)\n(?P=name) (?P<value>\S+)\n")


def read(text):
    figures, end = {}, 0
    for match in LINE.finditer(text):
        assert match.start() == end, "not the text format: " + text[end:match.start()]
        assert (match["type"] == "counter") == match["name"].endswith("_total"), match["name"]
        figures[match["name"].removeprefix("vafast_client_")] = float(match["value"])
        end = match.end()
    assert end == len(text), "not the text format: " + text[end:]
    return figures


def main():
    hub = subprocess.Popen([sys.argv[1], "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True)
    try:
        url = re.search(r"ws://127\.0\.0\.1:\d+", next(line for line in hub.stdout if "ws://" in line))[0] + "/ws"
        with tempfile.TemporaryDirectory() as directory:
            file = os.path.join(directory, "vafast.prom")
            subprocess.run([sys.argv[2], url, file], input="hello\nworld!\n", text=True, timeout=PATIENCE, check=True)
            with open(file) as written:
                figures = read(written.read())
            assert os.listdir(directory) == ["vafast.prom"]
    finally:
        hub.kill()
        hub.wait()
    print(figures)
    assert len(figures) >= 13
    assert figures["messages_sent_total"] == 3, "hello of the protocol, and two lines"
    assert figures["bytes_sent_total"] > 11 and figures["bytes_received_total"] > 0
    assert figures["queue_size"] == figures["send_buffer_bytes"] == figures["uptime_seconds"] == 0


main()

"""deployment_test.py VAFAST nginx|caddy: the hub behind what docs/guide/10-deployment.md shows, with other ports,
another name, and a certificate made here."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

COMMAND, PROXY = sys.argv[1:]
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 60
REFUSED = 5  # the exit status


def read(*path):
    with open(os.path.join(SOURCE, *path)) as file:
        return file.read()


def replaced(text, by):
    for old, new in by.items():
        assert text.count(old) == 1, "once in the configuration: " + old
        text = text.replace(old, new)
    return text


class Program:
    """A process whose output is read line by line, and which is gone when the block ends."""

    def __init__(self, *words, **more):
        self.words = words
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, **more)
        self.said = ""
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.start()

    def wait_for(self, what):
        """The rest of the first line with it; fails where the program ends before."""
        for line in self.process.stdout:
            self.said += line
            if what in line:
                return line[line.index(what) + len(what):].strip()
        raise EOFError("%s ended without \"%s\":\n%s" % (" ".join(self.words), what, self.said))

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        self.process.stdout.read()
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.watchdog.cancel()
        self.process.kill()
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_nginx(directory, port, hub):
    letsencrypt = "/etc/letsencrypt/live/hub.example.org/"
    site = replaced(read("examples/deploy/nginx.conf"), {
        "127.0.0.1:3000": hub,
        "listen 443": "listen 127.0.0.1:%d" % port,
        "server_name hub.example.org": "server_name localhost",
        letsencrypt + "fullchain.pem": "certificate.pem",
        letsencrypt + "privkey.pem": "key.pem",
        "websockets 100": "websockets 2",
    })
    temporary = " ".join("%s_temp_path t;" % each for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(os.path.join(directory, "nginx.conf"), "w") as file:
        file.write("daemon off; master_process off; pid nginx.pid; error_log stderr notice; events {}\n"
                   "http { access_log off; %s\n%s\n}\n" % (temporary, site))
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    program = Program(nginx, "-e", "stderr", "-p", directory, "-c", "nginx.conf")
    program.wait_for("getrlimit")  # which it says once it listens
    return program


def start_caddy(directory, port, hub):
    site = replaced(read("examples/deploy/Caddyfile"), {
        "127.0.0.1:3000": hub,
        "hub.example.org {": "localhost:%d {\n\tbind 127.0.0.1\n\ttls certificate.pem key.pem" % port,
    })
    with open(os.path.join(directory, "Caddyfile"), "w") as file:
        file.write("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site)
    program = Program(shutil.which("caddy"), "run", "--config", "Caddyfile", cwd=directory,
                      env={"HOME": directory, "PATH": os.environ["PATH"]})
    program.wait_for("serving initial configuration")
    return program


def start_proxy(directory, hub):
    """The program, and its port: one that was free a moment ago, and is tried anew where somebody took it since."""
    while True:
        port = free_port()
        try:
            return {"nginx": start_nginx, "caddy": start_caddy}[PROXY](directory, port, hub), port
        except EOFError as ended:
            if "address already in use" not in str(ended).lower():
                raise


def start_hub(port=0):
    hub = Program(COMMAND, "serve", "--listen", "127.0.0.1:%d" % port, "--origin", "https://app.example.org")
    return hub, hub.wait_for("listening on ws://").removesuffix("/ws")


class Site:
    """What is seen from outside."""

    def __init__(self, port, certificate):
        self.authority, self.certificate = "localhost:%d" % port, certificate

    def connect(self, *more):
        return (COMMAND, "connect", "wss://%s/ws" % self.authority, "--ca", self.certificate, "--no-proxy", *more)

    def status_of_connecting(self, *more):
        done = subprocess.run(self.connect(*more), input="Hello\n", capture_output=True, text=True, timeout=PATIENCE)
        assert (done.stdout == "Hello\n") == (done.returncode == 0), done
        return done.returncode, done.stderr

    def status_of(self, path):
        trusting = ssl.create_default_context(cafile=self.certificate)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                             urllib.request.HTTPSHandler(context=trusting))
        try:
            return opener.open("https://%s%s" % (self.authority, path), timeout=PATIENCE).status
        except urllib.error.HTTPError as refusal:
            return refusal.code


def lets_in_whom_it_should(site):
    assert site.status_of_connecting()[0] == 0
    assert site.status_of_connecting("-H", "Origin: https://" + site.authority)[0] == 0, "a page of this host"
    assert site.status_of_connecting("-H", "Origin: https://app.example.org")[0] == 0, "a page of the origin"
    status, why = site.status_of_connecting("-H", "Origin: https://elsewhere.example")
    assert status == REFUSED and "403" in why, why


def hides_what_is_not_for_everybody(site):
    assert [site.status_of(path) for path in ("/metrics", "/operator", "/health", "/")] == [404] * 4


def counts_the_connections_of_an_address(site):
    with Program(*site.connect("--echo", "--json")) as one, Program(*site.connect("--echo", "--json")) as two:
        one.wait_for('"open"')
        two.wait_for('"open"')
        status, why = site.status_of_connecting()
        assert status == REFUSED and "429" in why, why
        one.end()
        two.end()


def comes_back_when_the_hub_does(site, hub, hub_port):
    with Program(*site.connect("--reconnect", "--reconnect-delay", "10ms", "--json")) as client:
        client.wait_for('"open"')
        client.write("before")
        client.wait_for("before")
        assert hub.end() == 0
        client.wait_for("502")
        again, _ = start_hub(hub_port)
        with again:
            client.wait_for('"open"')
            client.write("after")
            client.wait_for("after")
            client.process.stdin.close()
            assert client.process.wait(PATIENCE) == 0


def main():
    name = {"nginx": "nginx.conf", "caddy": "Caddyfile"}[PROXY]
    assert read("examples/deploy", name) + "```\n" in read("docs/guide/10-deployment.md"), "the page shows the file"
    with tempfile.TemporaryDirectory() as directory:
        certificate = os.path.join(directory, "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-out", certificate, "-keyout", os.path.join(directory, "key.pem")],
                       check=True, capture_output=True)
        hub, at = start_hub()
        proxy, port = start_proxy(directory, at)
        site = Site(port, certificate)
        with hub, proxy:
            lets_in_whom_it_should(site)
            hides_what_is_not_for_everybody(site)
            if PROXY == "nginx":
                counts_the_connections_of_an_address(site)
            comes_back_when_the_hub_does(site, hub, int(at.rsplit(":", 1)[1]))


main()

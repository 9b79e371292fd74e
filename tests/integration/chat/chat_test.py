"""One room, three kinds of client: the C++ chat in a terminal, the page in Chromium, and thirty lines of Python.

chat_test.py VAFAST CHAT PEERS: runs them against `vafast serve`, restarts it under them, and asks
that all have seen the same, once, in the same order.
"""
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import unittest

vafast, chat, peers = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
patience = 60


class Program:
    """A program whose lines are kept, and waited for."""

    def __init__(self, *command, env=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                                        env={**os.environ, **(env or {})})
        self.lines = []
        self.fresh = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.fresh.put(line.rstrip('\n'))
        self.fresh.put(None)  # it has ended

    def say(self, text):
        self.process.stdin.write(text + '\n')
        self.process.stdin.flush()

    def next(self):
        line = self.fresh.get(timeout=patience)
        if line is None:
            raise AssertionError(f'{self.process.args} ended; it had said {self.lines}')
        self.lines.append(line)
        return line

    def wait_for(self, text):
        while not any(text in line for line in self.lines):
            try:
                self.next()
            except queue.Empty:
                raise AssertionError(f'{self.process.args[0]} did not say "{text}", but {self.lines}') from None

    def end(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended
        self.process.terminate()
        self.process.wait(patience)
        self.process.stdout.close()


class Page(Program):
    """The page, driven by commands."""

    def __init__(self, url):
        super().__init__('node', os.path.join(peers, 'page_driver.mjs'), url)

    def act(self, act, **given):
        self.say(json.dumps({'act': act, **given}))
        answer = json.loads(self.next())
        if 'error' in answer:
            raise AssertionError(f'{act} {given}: {answer["error"]}')
        return answer['result']

    def wait_for_message(self, text):
        self.act('wait_for', selector='#messages li', text=text)


def start_server(port=0):
    server = Program(vafast, 'serve', '--listen', f'127.0.0.1:{port}', '--reconnect-rate', '100')
    server.wait_for('listening on')
    server.port = re.search(r':(\d+)/', server.lines[-1]).group(1)
    return server


class Chat(unittest.TestCase):
    def setUp(self):
        self.programs = []

    def tearDown(self):
        for program in reversed(self.programs):
            program.end()

    def start(self, program):
        self.programs.append(program)
        return program

    def test_everybody_sees_the_same_in_the_same_order_also_after_a_restart(self):
        server = self.start(start_server())
        port = server.port
        terminal = self.start(Program(chat, 'carl', f'ws://127.0.0.1:{port}'))
        terminal.wait_for('* connected')
        python = self.start(Program('/usr/bin/python3', os.path.join(here, 'member.py'), f'ws://127.0.0.1:{port}/ws',
                                    'paula', 'general'))
        python.wait_for('* in general')
        page = self.start(Page(f'http://127.0.0.1:{port}/'))
        page.act('enter', name='bea')

        said = []

        def everybody_hears(who, text):
            said.append(text)
            who(text)
            terminal.wait_for(text)
            python.wait_for(text)
            page.wait_for_message(text)

        everybody_hears(terminal.say, 'Hello from the terminal')
        everybody_hears(python.say, 'Hello from Python')
        terminal.wait_for('paula: Hello from Python')
        everybody_hears(lambda text: page.act('say', text=text), 'Hello from the page')
        self.assertEqual(sorted(user.split(' ')[0] for user in page.act('users')), ['bea', 'carl', 'paula'])
        page.act('type', text='I am ty')
        terminal.wait_for('bea is typing')

        # The hub goes down and loses its history: everybody comes back, and is told so where something may be missing.
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(patience)
        page.act('wait_for', selector='#state:not([data-state=open])', text='')
        server = self.start(start_server(port))
        page.act('wait_for', selector='#state[data-state=open]', text='')
        python.lines.clear()
        python.wait_for('* in general')
        terminal.lines.clear()
        terminal.wait_for('* connected')
        everybody_hears(terminal.say, 'Still here')
        everybody_hears(lambda text: page.act('say', text=text), 'So am I')

        self.assertEqual(page.act('messages'), said)
        self.assertEqual(page.act('width', window=390), 390)  # a phone's
        page.act('goto', path='/operator')
        page.act('wait_for', selector='#state[data-state=open]', text='')
        self.assertEqual(page.act('width', window=390), 390)
        self.assertEqual(page.act('problems'), [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])

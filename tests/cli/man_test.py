#!/usr/bin/env python3
"""man_test.py VAFAST DIRECTORY: the manual in the directory says what --help says, and nothing of it is wrong roff."""

import os
import re
import subprocess
import sys
import unittest

COMMAND, DIRECTORY = sys.argv.pop(1), sys.argv.pop(1)


def run(*words, **environment):
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **environment})
    return done.stdout, done.stderr, done.returncode


def help_of(*words):
    return run(COMMAND, *words, "--help")[0]


def verbs_in(text):
    found = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.M)
    return re.findall(r"^  (\w+)", found[1], re.M) if found else []


def page_of(*words):
    return os.path.join(DIRECTORY, "-".join(("vafast",) + words) + ".1")


def shown(page):
    """As a reader sees it, on a terminal so wide that no line is broken."""
    text, _, _ = run("man", "--local-file", page, MANWIDTH="10000", LC_ALL="C.UTF-8")
    return text


def bare(text):
    """Its words, without what is only layout."""
    return re.sub(r"\s+", " ", text.replace("`", ""))


VERBS = verbs_in(help_of())


class Manual(unittest.TestCase):
    def test_there_is_a_page_for_the_command_and_for_each_verb_and_no_other(self):
        self.assertGreaterEqual(len(VERBS), 6)
        self.assertEqual(sorted(os.listdir(DIRECTORY)), sorted(os.path.basename(page_of(*each)) for each in
                                                               [()] + [(verb,) for verb in VERBS]))

    def test_a_page_has_every_option_with_all_that_its_help_says(self):
        for verb in [()] + [(verb,) for verb in VERBS]:
            page = bare(shown(page_of(*verb)))
            within = [verb] + [verb + (each,) for each in verbs_in(help_of(*verb)) if verb]
            for words in within:
                entries = re.findall(r"^  (-\S+)([^\n]*)\n?((?:^ {28}.*\n)*)", help_of(*words), re.M)
                self.assertGreaterEqual(len(entries), 1)
                for names, rest, more in entries:
                    for name in re.findall(r"--?[\w-]+", names):
                        self.assertRegex(page, r"(?<![\w-])%s(?![\w-])" % name)
                    meaning = re.sub(r"^ ?\S.*?(  +|$)", "", rest) if re.match(r" ?\S", rest) else rest
                    for line in (meaning + "\n" + more).splitlines():
                        self.assertIn(bare(line.strip()), page, names)

    def test_a_page_has_what_stands_below_the_options(self):
        for verb in [()] + [(verb,) for verb in VERBS if not verbs_in(help_of(verb))]:
            page = bare(shown(page_of(*verb)))
            help_text = help_of(*verb)
            for line in re.split(r"\n\n", help_text)[-1].splitlines()[1:]:  # the exit statuses
                self.assertIn(bare(line.strip()), page)
            self.assertIn("EXIT STATUS", page)

    def test_groff_and_mandoc_have_nothing_to_complain_about(self):
        for verb in [()] + [(verb,) for verb in VERBS]:
            page = page_of(*verb)
            _, complaints, status = run("man", "--warnings", "--local-file", "-Tutf8", "-Z", page, MANWIDTH="80",
                                        LC_ALL="C.UTF-8")
            self.assertEqual((complaints, status), ("", 0))
            self.assertEqual(run("mandoc", "-Tlint", "-Wwarning", page), ("", "", 0))

    def test_whatis_tells_what_a_page_is_about(self):
        for verb in [()] + [(verb,) for verb in VERBS]:
            name = os.path.basename(page_of(*verb))[:-2]
            self.assertRegex(run("lexgrog", page_of(*verb))[0], r': "%s - \w.{10,70}[^.]"\n' % name)


unittest.main()

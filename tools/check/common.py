# SPDX-License-Identifier: Apache-2.0
"""What the checks share: finding files, blanking comments and strings, reporting.

A check is a script with a function `check(root)` that gives a list of problems as text
("file:line: what is wrong"), and a list of cases, each a planted tree and a word that
must occur in what `check` says of it. `main` runs either; exit 1 when something is wrong.
"""

import os
import re
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
C_FAMILY = (".c", ".h", ".cc", ".def", ".inc")


def files(root, folders, endings):
    """Paths relative to `root` of the files under `folders`, sorted."""
    found = []
    for folder in folders:
        for where, dirs, names in os.walk(os.path.join(root, folder)):
            dirs[:] = sorted(d for d in dirs if not d.startswith((".", "__")))
            for name in names:
                if name.endswith(endings):
                    found.append(os.path.relpath(os.path.join(where, name), root))
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def blank(text, keep_strings=False):
    """`text` of C with comments (and the inside of strings) blanked, lines kept."""
    def cover(m):
        s = m.group()
        if s[0] == "/":
            return re.sub(r"[^\n]", " ", s)
        return s if keep_strings else s[0] + " " * (len(s) - 2) + s[-1]
    return _NOISE.sub(cover, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class Tree:
    """A throw-away source tree for self-tests."""

    def __init__(self, contents):
        self.dir = tempfile.TemporaryDirectory()
        for path, text in contents.items():
            full = os.path.join(self.dir.name, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as f:
                f.write(text)

    def __enter__(self):
        return self.dir.name

    def __exit__(self, *_):
        self.dir.cleanup()


def run_self_test(check, cases):
    """Each case: (files, word). The word must occur in a problem; None: no problem at all."""
    bad = 0
    for contents, word in cases:
        with Tree(contents) as root:
            problems = check(root)
        good = any(word in p for p in problems) if word else not problems
        if not good:
            bad += 1
            print(f"self-test: expected {word or 'no problem'} for {contents}, got {problems}")
    print(f"self-test: {len(cases) - bad} of {len(cases)} planted cases seen")
    return 1 if bad else 0


def main(check, cases):
    if "--self-test" in sys.argv[1:]:
        sys.exit(run_self_test(check, cases))
    problems = check(ROOT)
    for p in problems:
        print(p)
    print(f"{os.path.basename(sys.argv[0])}: {len(problems)} problems")
    sys.exit(1 if problems else 0)

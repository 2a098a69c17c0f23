#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The texts of data/taxonomy.tsv: every field that pages list has one, a plain sentence in one
line that no other field has, not even with one letter changed. The fields that the file's
`# stated:` lines name have the words of public pages, which need not be sentences. Needs
$PEN_ROOT; prints TAP."""
import collections
import itertools
import os
import re
import sys

ROOT = os.environ.get("PEN_ROOT", ".")
MARK = "# stated: "
WORDS_MIN, WORDS_MAX = 3, 14
failed = []

Field = collections.namedtuple("Field", "name type array page text")


def check(name, bad):
    """A TAP line for a rule, and a diagnostic for each field that breaks it."""
    print("not ok" if bad else "ok", "-", name)
    for what in bad:
        print("#  ", what)
    if bad:
        failed.append(name)


def read():
    path = os.path.join(ROOT, "data", "taxonomy.tsv")
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    stated = {name for line in lines if line.startswith(MARK) for name in line[len(MARK):].split()}
    return [line for line in lines[:-1] if not line.startswith("#")], stated


def sentence(text):
    words = len(text.split())
    return re.fullmatch(r"[A-Z0-9][^`]*[a-zA-Z0-9)]\.", text) and WORDS_MIN <= words <= WORDS_MAX


def clean(text):
    """Printable ASCII in single spaces, nothing that ends a table's cell, no word twice in a row."""
    return (re.fullmatch(r"[ -{}~]*", text) and "  " not in text and text == text.strip()
            and not re.search(r"\b(\w+) \1\b", text, re.IGNORECASE))


def one_edit(a, b):
    """Whether one letter added, dropped or changed, or two swapped, make a of b."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    head = len(os.path.commonprefix([a, b]))
    a, b = a[head:], b[head:]
    tail = len(os.path.commonprefix([a[::-1], b[::-1]]))
    a, b = a[:len(a) - tail], b[:len(b) - tail]
    return max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1])


def typo(a, b):
    """Whether one word looks like the other misspelt; letters and numbers of names may differ."""
    return min(len(a), len(b)) > 3 and (a + b).isalpha() and a != b + "s" and b != a + "s" and one_edit(a, b)


def near(texts):
    """Pairs of texts that are the same but for case, or but for one word that is misspelt."""
    frames = collections.defaultdict(set)
    for text in texts:
        words = text.lower().rstrip(".").split()
        frames[tuple(words)].add(text)
        for i, word in enumerate(words):
            frames[(*words[:i], None, *words[i + 1:])].add((word, text))
    for frame, members in frames.items():
        for a, b in itertools.combinations(sorted(members), 2):
            if None not in frame:
                yield "%s / %s" % (a, b)
            elif typo(a[0], b[0]):
                yield "%s / %s" % (a[1], b[1])


def main():
    rows, stated = read()
    print("1..8")
    check("every line has five columns", [r for r in rows if r.count("\t") != 4])
    fields = [Field(*r.split("\t")) for r in rows if r.count("\t") == 4]
    names = [f.name for f in fields]
    check("the names are sorted, each once", [a for a, b in zip(names, names[1:]) if a >= b])
    check("every stated name is a page's field", sorted(stated - {f.name for f in fields if f.page}))
    check("every page's field has a text", [f.name for f in fields if f.page and not f.text])
    texts = [f for f in fields if f.text]
    check("texts are one clean line", [f for f in texts if not clean(f.text)])
    ours = [f for f in texts if f.name not in stated]
    check("our texts are short sentences", [f for f in ours if not sentence(f.text)])
    count = collections.Counter(f.text for f in texts)
    check("no two fields have one text", [f for f in texts if count[f.text] > 1])
    check("no two texts differ only by a typo", sorted(set(near(count))))
    return 1 if failed else 0


sys.exit(main())

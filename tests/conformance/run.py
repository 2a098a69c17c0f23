#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tests of the public formats, run from a checkout of them: none that passed may fail.
ratchet.tsv has how many pass of each format (format, passed, all; counts only), known.md why
some do not. The checkout is the argument or $PENSTOCK_CORPUS; without one this exits 77, which
is a skipped test. The commit and the clock that the counts belong to are in ratchet.tsv.

  run.py CORPUS           compares; 1 when anything fell or a format does not load
  run.py --write CORPUS   writes the counts of now
  run.py --load CORPUS    measures instead how long each format takes to load, and the memory"""

import argparse
import collections
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
RATCHET = os.path.join(HERE, "ratchet.tsv")
ROOT = os.environ.get("PEN_ROOT") or os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("PEN_BUILD") or os.path.join(ROOT, "build/release")
NOW = "2026-02-20T00:00:00Z"
HEAD = """\
# How many tests of each public format pass: format, passed, all. Written by run.py --write.
# Corpus: SEKOIA-IO/intake-formats at b8f64fe1; clock: %s
""" % NOW


def penstock(*args, codes=(0,)):
    """The objects that the program writes, a line each."""
    done = subprocess.run([os.path.join(BUILD, "penstock"), *args], capture_output=True,
                          timeout=600, check=False)
    if done.returncode not in codes:
        sys.exit(f"penstock {args[0]}: exit code {done.returncode}: "
                 f"{done.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def formats(corpus):
    """Those of the corpus, but for the skeleton of new ones, whose names are placeholders."""
    found = penstock("formats", "--formats", corpus, "--json")
    return [f for f in found if "{{" not in f["format"]]


def count(corpus):
    """{format: [passed, all]}, formats without tests included."""
    counts = collections.defaultdict(lambda: [0, 0])
    for f in formats(corpus):
        counts[f["format"]] = [0, 0]
    for test in penstock("test", "--json", "--now", NOW, corpus, codes=(0, 1)):
        if "test" in test:
            mine = counts[test["test"].split("/tests/")[0]]
            mine[0] += test["passed"]
            mine[1] += 1
    return counts


def read():
    counts = {}
    with open(RATCHET, encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                name, passed, total = line.rstrip("\n").split("\t")
                counts[name] = [int(passed), int(total)]
    return counts


def write(counts):
    with open(RATCHET, "w", encoding="utf-8") as f:
        f.write(HEAD)
        for name in sorted(counts):
            f.write("%s\t%d\t%d\n" % (name, *counts[name]))


def compare(old, new):
    """Says what rose and what fell; how many formats fell."""
    fell = 0
    for name in sorted({*old, *new}):
        before, now = old.get(name), new.get(name)
        if now is None:
            print(f"FELL {name}: the format is gone")
            fell += 1
        elif before is None:
            print(f"new  {name}: {now[0]} of {now[1]}")
        elif now[0] < before[0]:
            print(f"FELL {name}: {now[0]} of {now[1]}, was {before[0]} of {before[1]}")
            fell += 1
        elif now != before:
            print(f"rose {name}: {now[0]} of {now[1]}, was {before[0]} of {before[1]}")
    return fell


def measure(corpus):
    program = os.path.join(BUILD, "load")
    if not os.path.exists(program):
        sys.exit(f"{program} is not there (ninja -C {BUILD} load)")
    return subprocess.run([program, *(f["folder"] for f in formats(corpus))],
                          check=False).returncode


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    p.add_argument("corpus", nargs="?", default=os.environ.get("PENSTOCK_CORPUS"))
    p.add_argument("--write", action="store_true")
    p.add_argument("--load", action="store_true")
    args = p.parse_args()
    if not args.corpus:
        print("skipped: no corpus is given (an argument, or PENSTOCK_CORPUS)")
        return 77
    if args.load:
        return measure(args.corpus)
    broken = [f["format"] for f in formats(args.corpus) if not f["loads"]]
    for name in broken:
        print(f"BROKEN {name} does not load")
    start = time.monotonic()
    counts = count(args.corpus)
    took = time.monotonic() - start
    fell = 0 if args.write else compare(read(), counts)
    if args.write:
        write(counts)
    print("%d formats, %d do not load; %d of %d tests pass; %d formats fell; %.1f s" % (
        len(counts), len(broken), sum(c[0] for c in counts.values()),
        sum(c[1] for c in counts.values()), fell, took))
    return 1 if fell or broken else 0


sys.exit(main())

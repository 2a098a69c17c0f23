#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""codec/dsv.h against Python's csv.reader over splitlines.   usage: dsv_diff.py DRIVER [COUNT]"""
import csv
import random
import sys

from codec_pipe import ask, compare, encode

PIECES = ["a", "bc", " ", '"', '"', '""', ",", ",", ";", "\t", "|", "\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1e", "\x1f",
          "\x85", "\u2028", "\u2029", "\u202a", "\u00a0", "é", "\u00b6", "¦", "1.2.3.4"]
DELIMITERS = [",", ",", ",", ";", "\t", " ", "|", "¶", "a"]


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    rng = random.Random(4)
    requests = []
    for _ in range(count):
        d = rng.choice(DELIMITERS)
        pieces = PIECES + [d] * 8
        requests.append((d, "".join(rng.choice(pieces) for _ in range(rng.randrange(1, 20)))))
    want = [[encode(f) for f in next(csv.reader(t.splitlines(), delimiter=d))] for d, t in requests]
    bad = compare("first record as csv.reader gives it", requests, ask(driver, "dsv", requests), want)
    print("1..1")
    return bad


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random dates through the driver (dates.c) and through Python's datetime and dateutil.

usage: dates.py DRIVER [COUNT] [SEED]      prints each difference; exit 1 when there is one
"""
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import date_reference as reference  # noqa: E402
import date_shapes as shapes  # noqa: E402

NOWS = [1781524800, 1781524800, 1798761599, 1709164800, 1580428800]  # 2026-06-15 first


def main():
    driver = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    cases = [shapes.case(r) + (r.choice(NOWS),) for _ in range(count)]
    lines = "".join("\t".join([reference.escape(x) for x in c[:3]] + [str(c[3])]) + "\n" for c in cases)
    got = subprocess.run([driver], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
    bad = dates = 0
    for case, ours in zip(cases, got):
        theirs = reference.answer(*case)
        dates += theirs != "FAIL"
        if ours != theirs:
            bad += 1
            print("%r ours %s theirs %s" % (case, ours, theirs))
    print("%d cases, %d of them dates, %d differences" % (count, dates, bad))
    sys.exit(bad > 0)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/codec/date_reference.tsv: text, format, zone, seconds of now, and the date
that Python's datetime and python3-dateutil make of them, or FAIL.

usage: gen_dates.py OUT.tsv
"""
import random
import sys

import date_reference as reference
import date_shapes as shapes

NOW = 1781524800  # 2026-06-15T12:00:00Z
COUNT = 400


def main():
    r = random.Random(20260615)
    rows, failures = [], 0
    while len(rows) < COUNT:
        text, form, zone = shapes.case(r)
        expected = reference.answer(text, form, zone, NOW)
        failures += expected == "FAIL"
        if expected == "FAIL" and failures > COUNT // 4:
            continue
        rows.append([reference.escape(c) for c in (text, form, zone)] + [str(NOW), expected])
    with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
        for row in rows:
            out.write("\t".join(row) + "\n")


main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shared library exports what include/penstock.h declares with PEN_API, no more and no
less. Usage: check_exports.py LIBPENSTOCK_SO"""

import os
import re
import subprocess
import sys

from common import ROOT, blank, read

HEADER = "include/penstock.h"


def declared(text):
    """Names of the functions that a header declares with PEN_API."""
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", "", blank(text), flags=re.M)
    code = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", code, flags=re.S)
    names = set()
    for statement in re.findall(r"\bPEN_API\b([^;{]*)[;{]", code):
        m = re.search(r"([A-Za-z_]\w*)\s*\(", statement)
        if m:
            names.add(m.group(1))
    return names


def exported(listing):
    """Names of what `nm -D --defined-only` lists, but for the linker's own."""
    names = {line.split()[-1].split("@")[0] for line in listing.splitlines() if line.strip()}
    return names - {"_init", "_fini", "_edata", "_end", "__bss_start"}


def compare(header, listing):
    want, have = declared(header), exported(listing)
    problems = [f"{HEADER}: {name} is declared and not exported" for name in sorted(want - have)]
    problems += [f"{name} is exported and not in {HEADER}" for name in sorted(have - want)]
    return problems if want else [f"{HEADER}: declares no PEN_API function"]


_HEADER = ("#define PEN_API __attribute__((visibility(\"default\")))\n"
           "PEN_API int pen_open(const char *path); // PEN_API int pen_old(void);\n"
           "PEN_API\npen_plan *pen_load(void (*log)(void *, int), void *ctx);\n"
           "PEN_API void pen_say(const char *f, ...) __attribute__((format(printf, 1, 2)));\n")
_NM = "00 T pen_open\n00 T pen_load@@PEN_1\n00 T pen_say\n00 B __bss_start\n"


def self_test():
    cases = [(_HEADER, _NM, None), (_HEADER, _NM + "00 T pen_extra\n", "pen_extra is exported"),
             (_HEADER, "00 T pen_open\n00 T pen_say\n", "pen_load is declared"),
             ("int x;\n", "", "declares no")]
    bad = 0
    for header, listing, word in cases:
        problems = compare(header, listing)
        if any(word in p for p in problems) if word else not problems:
            continue
        bad += 1
        print(f"self-test: expected {word or 'no problem'}, got {problems}")
    print(f"self-test: {len(cases) - bad} of {len(cases)} planted cases seen")
    return 1 if bad else 0


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    if len(sys.argv) != 2 or not os.path.exists(sys.argv[1]):
        print("usage: check_exports.py LIBPENSTOCK_SO (a library that exists)")
        return 2
    listing = subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]], check=True,
                             capture_output=True, text=True).stdout
    problems = compare(read(ROOT, HEADER), listing)
    for p in problems:
        print(p)
    print(f"check_exports.py: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

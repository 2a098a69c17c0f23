#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The library has no state of its own: no symbol of libpenstock.a lies in writable memory.
Usage: check_globals.py LIBPENSTOCK_A (of a build without sanitizers)"""

import os
import re
import subprocess
import sys

# Written once by the loader and read-only from then on: tables of pointers, and the C++
# compiler's own reference to its exception handler.
RELOCATED = re.compile(r"^\.(data\.rel\.ro|tm_clone_table|data\.rel\.local\.DW\.ref\.)")
WRITABLE = re.compile(r"^\.(data|bss|tdata|tbss)(\.|$)|^\*COM\*$")


def writable(listing):
    """(object, symbol, section) of each object in writable memory, from `objdump -t`."""
    where = "?"
    for line in listing.splitlines():
        if line.endswith(("elf64-x86-64", "elf64-littleaarch64")):
            where = line.split(":")[0]
        m = re.match(r"^[0-9a-f]+ .{7} (\S+)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$", line)
        if not m or m.group(3) == m.group(1) or int(m.group(2), 16) == 0:
            continue
        section = m.group(1)
        if WRITABLE.match(section) and not RELOCATED.match(section):
            yield where, m.group(3), section


def problems_of(listing):
    return [f"{obj}: {name} is a mutable global ({section})"
            for obj, name, section in writable(listing)]


_LISTING = """a.c.o:     file format elf64-x86-64
0000000000000000 l    d  .bss\t0000000000000000 .bss
0000000000000000 l     O .data.rel.ro.local\t0000000000000010 texts
0000000000000000 l     O .rodata\t0000000000000010 digits
0000000000000000 g     F .text\t0000000000000010 .hidden pen_num_i64
"""


def self_test():
    planted = _LISTING + "0000000000000000 l     O .bss\t0000000000000004 counter\n"
    common = _LISTING + "0000000000000004       O *COM*\t0000000000000004 shared\n"
    seen = [problems_of(_LISTING) == [], "counter" in str(problems_of(planted)),
            "shared" in str(problems_of(common))]
    print(f"self-test: {sum(seen)} of {len(seen)} planted cases seen")
    return 0 if all(seen) else 1


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    if len(sys.argv) != 2 or not os.path.exists(sys.argv[1]):
        print("usage: check_globals.py LIBPENSTOCK_A (a library that exists)")
        return 2
    listing = subprocess.run(["objdump", "-t", sys.argv[1]], check=True, capture_output=True,
                             text=True).stdout
    problems = problems_of(listing)
    for p in problems:
        print(p)
    print(f"check_globals.py: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

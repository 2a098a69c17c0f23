#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the integration pages of `penstock docs --template current` with published ones.

usage: pages.py OURS THEIRS [-v]

Both folders hold UUID.md. The description column of the field table is left out: those
texts are our own. A page that was published from another version of its format than ours
shows other samples; the second column counts only the pages whose samples agree.
"""
import os
import re
import sys

PARTS = ("sources", "kinds", "samples", "fields", "rest")
STARTS = (("kinds", "\nIn details, "), ("samples", "\n### Transformed "),
          ("fields", "\n### Extracted "), ("rest", "\nFor more information "))
ROW = re.compile(r"^\|`([^`\n]*)` \| `([^`\n]*)` \|", re.M)


def split(page):
    """The parts of a page; a part that is not there is empty."""
    parts, name, begin = dict.fromkeys(PARTS, ""), "sources", 0
    for following, mark in STARTS:
        at = page.find(mark, begin)
        if at >= 0:
            parts[name], name, begin = page[begin:at], following, at
    parts[name] = page[begin:]
    rows = list(ROW.finditer(parts["fields"]))
    if rows:
        text = parts["fields"]
        end = re.search(r"\n*\Z", text).start()
        parts["fields"] = (text[:rows[0].start()]
                           + "\n".join(" ".join(r.groups()) for r in rows) + text[end:])
    return parts


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
        return split(f.read())


def first_difference(a, b):
    a, b = a.split("\n"), b.split("\n")
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return f"{x[:100]!r} but published {y[:100]!r}"
    return f"{len(a)} lines but published {len(b)}"


def main(argv):
    verbose = "-v" in argv
    folders = [a for a in argv if a != "-v"]
    if len(folders) != 2:
        sys.exit(__doc__)
    ours, theirs = ({n for n in os.listdir(f) if n.endswith(".md")} for f in folders)
    both = sorted(ours & theirs)
    equal = {p: [0, 0] for p in (*PARTS, "whole page")}
    current = 0
    for name in both:
        a, b = (read(f, name) for f in folders)
        same = {p: a[p] == b[p] for p in PARTS}
        same["whole page"] = all(same.values())
        current += same["samples"]
        for part, good in same.items():
            equal[part][0] += good
            equal[part][1] += good and same["samples"]
            if verbose and not good and part in PARTS:
                print(f"{name} {part}: {first_difference(a[part], b[part])}")
    print(f"pages in both: {len(both)}, with the same samples: {current}")
    for part, (n, m) in equal.items():
        print(f"{part:<12} {n:>4} of {len(both)}, {m:>4} of {current} with the same samples")


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Includes obey the floors: a room includes floors below it and, on its own floor, rooms to
its left. The command line reaches the engine through penstock.h alone."""

import os
import re

from common import blank, files, line_of, main, read

# From the ground up; within a floor from left to right.
FLOORS = [
    ["base"],
    ["codec", "regex"],
    ["event", "lang"],
    ["stage", "format"],
    ["plan", "lint"],
    ["source", "sink", "spool", "store"],
    ["serve"],
    ["cli"],
]
FLOOR = {room: i for i, floor in enumerate(FLOORS) for room in floor}
ENGINE = {room for floor in FLOORS[1:5] for room in floor}
# base shares types with the public header; the floor that implements it and those above use it.
PUBLIC_HEADER = {"base"} | {room for floor in FLOORS[4:] for room in floor}

# Rooms that see less than the floors would let them.
ONLY = {"cli": {"cli", "serve"}, "serve": set(FLOOR) - ENGINE - {"cli"}}


def may_include(room, other):
    if room == other:
        return True
    if room in ONLY:
        return other in ONLY[room]
    a, b = FLOOR[room], FLOOR[other]
    if a == b:
        return FLOORS[a].index(other) < FLOORS[a].index(room)
    return b < a


def judge(room, name):
    """What is wrong with `#include "name"` in `room`, or None."""
    if name == "penstock.h":
        return None if room in PUBLIC_HEADER else f"src/{room} does not include penstock.h"
    other = name.split("/")[0]
    if "/" not in name or ".." in name:
        return f'"{name}" must be written from the source root ("room/name.h")'
    if other not in FLOOR:
        return f'"{name}": no such room (see FLOORS in check_floors.py)'
    if not may_include(room, other):
        return f"src/{room} may not include src/{other} (floors)"
    return None


def check_file(root, path):
    room = path.split(os.sep)[1]
    text = blank(read(root, path), keep_strings=True)
    found = [(line_of(text, m.start()), m.group(1)) for m in
             re.finditer(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', text, re.M)]
    if room not in FLOOR:
        return [f"{path}:1: no such room (see FLOORS in check_floors.py)"]
    problems = [f"{path}:{n}: {why}" for n, name in found if (why := judge(room, name))]
    stem, ext = os.path.splitext(path)
    own = os.path.relpath(stem + ".h", "src")
    first = re.search(r'^[ \t]*#[ \t]*include[ \t]+["<]([^">]+)', text, re.M)
    if ext == ".c" and os.path.exists(os.path.join(root, "src", own)):
        if not first or first.group(1) != own:
            problems.append(f'{path}:1: its first include must be its own header "{own}"')
    return problems


def check(root):
    problems = []
    for path in files(root, ["src"], (".c", ".h", ".cc", ".def")):
        problems += check_file(root, path)
    return problems


CASES = [
    ({"src/base/a.c": '#include "base/a.h"\n', "src/base/a.h": ""}, None),
    ({"src/lang/a.c": '#include "event/value.h"\n#include "base/a.h"\n'}, None),
    ({"src/cli/a.c": '#include "penstock.h"\n#include "serve/a.h"\n'}, None),
    ({"src/plan/a.c": '#include "penstock.h"\n'}, None),
    ({"src/base/a.c": '// #include "plan/a.h"\n'}, None),
    ({"src/base/a.c": '#include "event/value.h"\n'}, "may not include src/event"),
    ({"src/event/a.c": '#include "lang/a.h"\n'}, "may not include src/lang"),
    ({"src/codec/a.c": '#include "regex/regex.h"\n'}, "may not include src/regex"),
    ({"src/cli/a.c": '#include "plan/plan.h"\n'}, "may not include src/plan"),
    ({"src/cli/a.c": '#include "base/str.h"\n'}, "may not include src/base"),
    ({"src/serve/a.c": '#include "lang/a.h"\n'}, "may not include src/lang"),
    ({"src/base/a.c": '#include "str.h"\n'}, "source root"),
    ({"src/base/a.c": '#include "../base/str.h"\n'}, "source root"),
    ({"src/lang/a.c": '#include "penstock.h"\n'}, "does not include penstock.h"),
    ({"src/base/a.h": '#include "penstock.h"\n'}, None),
    ({"src/attic/a.c": ""}, "no such room"),
    ({"src/base/a.c": '#include <stdio.h>\n#include "base/a.h"\n', "src/base/a.h": ""},
     "own header"),
]

if __name__ == "__main__":
    main(check, CASES)

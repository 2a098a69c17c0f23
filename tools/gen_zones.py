#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the time zone table (src/codec/zone_data.h) as C, from compiled tzdata files.

usage: gen_zones.py ZONEINFO_DIR OUT.c

Every name of the tree is kept (posix/, right/ and what depends on the machine left out),
equal zones once. A zone keeps the changes of offset from 1901 to 2037 that its rule for the
future (the POSIX string at the file's end) does not give anyway. What is announced for
later years one by one (Morocco's Ramadan) is left out: then the rule alone holds.
"""
import calendar
import datetime
import os
import re
import struct
import sys

SKIPPED = {"posix", "right", "localtime", "posixrules", "Factory"}
OLDEST = -2**31
LAST_YEAR = 2037
EPOCH = datetime.datetime(1970, 1, 1)
NEWEST = int((datetime.datetime(LAST_YEAR + 1, 1, 1) - EPOCH).total_seconds())


def names_of(root):
    for folder, folders, files in os.walk(root):
        inside = os.path.relpath(folder, root)
        folders[:] = [f for f in folders if not (inside == "." and f in SKIPPED)]
        for f in files:
            name = f if inside == "." else inside + "/" + f
            with open(os.path.join(folder, f), "rb") as file:
                if name not in SKIPPED and file.read(4) == b"TZif":
                    yield name


def block(data, at, wide):
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", data[at + 20:at + 44])
    size = 8 if wide else 4
    at += 44
    when = struct.unpack(">%d%s" % (times, "q" if wide else "l"), data[at:at + times * size])
    at += times * size
    kinds = data[at:at + times]
    at += times
    infos = [struct.unpack(">lBB", data[at + 6 * i:at + 6 * i + 6]) for i in range(types)]
    at += 6 * types + chars + leap * (size + 4) + isstd + isut
    return when, kinds, infos, at


def read_zone(path):
    """First offset, [(utc, offset)], footer."""
    with open(path, "rb") as f:
        data = f.read()
    _, _, _, at = block(data, 0, False)
    when, kinds, infos, at = block(data, at, True)
    footer = data[at:].strip(b"\n").decode()
    standard = [i for i in infos if not i[1]] or infos
    first = standard[0][0]
    return first, [(w, infos[k][0]) for w, k in zip(when, kinds)], footer


def seconds(text, default):
    if not text:
        return default
    sign = -1 if text[0] == "-" else 1
    parts = [int(p) for p in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def rule_of(text):
    day, _, time = text.partition("/")
    m = re.fullmatch(r"M(\d+)\.(\d)\.(\d)", day)
    if not m:
        raise SystemExit("gen_zones: a rule that is not of the M form: " + text)
    return tuple(int(g) for g in m.groups()) + (seconds(time, 7200),)


def footer_of(text):
    """(standard, summer, begin, end), the last three None without summer time."""
    name = r"(?:<[^>]*>|[A-Za-z]+)"
    m = re.fullmatch(r"%s([-+\d:]+)(?:%s([-+\d:]+)?,([^,]+),([^,]+))?" % (name, name), text)
    if not m:
        raise SystemExit("gen_zones: unknown rule " + text)
    standard = -seconds(m.group(1), 0)
    if not m.group(3):
        return standard, None, None, None
    summer = -seconds(m.group(2), 0) if m.group(2) else standard + 3600
    return standard, summer, rule_of(m.group(3)), rule_of(m.group(4))


def wall_of(rule, year):
    month, week, weekday, second = rule
    days = [d for d in range(1, calendar.monthrange(year, month)[1] + 1)
            if (datetime.date(year, month, d).weekday() + 1) % 7 == weekday]
    day = days[-1] if week == 5 else days[week - 1]
    return int((datetime.datetime(year, month, day) - EPOCH).total_seconds()) + second


def by_rules(footer, year):
    standard, summer, begin, end = footer
    return sorted([(wall_of(begin, year) - standard, summer), (wall_of(end, year) - summer, standard)])


def compact(first, changes, footer):
    """[(wall, offset)] without what the rules give."""
    old = [c for c in changes if c[0] < OLDEST]
    before = old[-1][1] if old else first
    changes = [c for c in changes if OLDEST <= c[0] < NEWEST]
    if old:
        changes.insert(0, (OLDEST, before))
    if footer[1] is not None:
        year = 1970 + changes[-1][0] // 31556952 + 1
        while year <= LAST_YEAR:
            changes += by_rules(footer, year)
            year += 1
        while len(changes) > 1 and predicted(changes[-2:], footer):
            changes.pop()
    out, last = [], first
    for utc, offset in changes:
        starts_rules = footer[1] is not None and (utc, offset) == changes[-1]
        if offset != last or starts_rules:
            out.append((max(utc + last, OLDEST), offset))
        last = offset
    return first, out


def predicted(pair, footer):
    """Whether the rules give the second change, and already held after the first."""
    (before, held), (utc, offset) = pair
    year = (EPOCH + datetime.timedelta(seconds=utc)).year
    all_changes = by_rules(footer, year - 1) + by_rules(footer, year) + by_rules(footer, year + 1)
    earlier = [c for c in all_changes if c[0] < utc]
    return (utc, offset) in all_changes and earlier[-1][1] == held and earlier[-1][0] <= before


def check(zone, footer):
    walls = [w for w, _ in zone[1]]
    if walls != sorted(set(walls)):
        raise SystemExit("gen_zones: changes by wall clock out of order")
    if footer[1] is None and zone[1] and footer[0] != zone[1][-1][1]:
        raise SystemExit("gen_zones: the rule does not continue the changes")


def rule_text(rule):
    return "{%d, %d, %d, %d}" % (rule[3], rule[0], rule[1], rule[2]) if rule else "{0}"


def write(out, names, zones, bodies):
    out.write("// Made by tools/gen_zones.py from the system's tzdata. Do not edit.\n")
    out.write('#include "codec/zone_data.h"\n\n')
    for i, (zone, _) in enumerate(bodies):
        rows = "".join("    {%d, %d},\n" % c for c in zone[1])
        if rows:
            out.write("static const pen_zone_change changes_%d[] = {\n%s};\n" % (i, rows))
    out.write("\nconst pen_zone_data pen_zone_table[] = {\n")
    for i, (zone, footer) in enumerate(bodies):
        standard, summer, begin, end = footer
        out.write("    {%s, %d, %d, %d, %d, %d, %s, %s},\n" % (
            "changes_%d" % i if zone[1] else "0", len(zone[1]), begin is not None, zone[0],
            standard, summer or 0, rule_text(begin), rule_text(end)))
    out.write("};\n\nconst pen_zone_name pen_zone_index[] = {\n")
    for name in names:
        out.write('    {"%s", %d, %d},\n' % (name, len(name), zones[name]))
    out.write("};\n\nconst uint16_t pen_zone_index_count = %d;\n" % len(names))


def main():
    root, target = sys.argv[1:]
    names = sorted(names_of(root), key=lambda n: n.encode())
    bodies, seen, zones = [], {}, {}
    for name in names:
        first, changes, text = read_zone(os.path.join(root, name))
        footer = footer_of(text)
        zone = compact(first, changes, footer)
        check(zone, footer)
        key = repr((zone, footer))
        if key not in seen:
            seen[key] = len(bodies)
            bodies.append((zone, footer))
        zones[name] = seen[key]
    with open(target, "w") as out:
        write(out, names, zones, bodies)


main()

#!/usr/bin/env python3
"""data/taxonomy.tsv → a const C table sorted by name: gen_taxonomy.py IN OUT"""
import sys

CLASSES = {
    "TEXT": ["keyword", "wildcard", "constant_keyword", "match_only_text", "text"],
    "LONG": ["long", "number"], "FLOAT": ["float", "scaled_float"], "BOOLEAN": ["boolean"], "IP": ["ip"],
    "DATE": ["ecs-date", "datetime"], "ARRAY": ["array"], "OPEN": ["object", "flattened", "geo_point"], "DICT": ["dict"],
}
CLASS = {name: c for c, names in CLASSES.items() for name in names}


def lit(s):
    return '{"%s", %d}' % (s.replace("\\", "\\\\").replace('"', '\\"'), len(s.encode()))


def pen_hash(path):
    """The function of that name in src/base/map.c."""
    text, factor, top = path.encode(), 0x9E3779B97F4A7C15, (1 << 64) - 1
    h = len(text) * factor & top
    whole = len(text) // 8 * 8
    for i in range(0, whole, 8):
        h = (h ^ int.from_bytes(text[i:i + 8], "little")) * factor & top
        h ^= h >> 32
    h = (h ^ int.from_bytes(text[whole:], "little")) * factor & top
    h = (h ^ h >> 32) * factor & top
    return h >> 32


def paths_of(names):
    """{path: (first field whose name begins with it, is a field, is a parent)}"""
    paths = {}
    for i, name in enumerate(names):
        parts = name.split(".")
        for n in range(1, len(parts) + 1):
            path = ".".join(parts[:n])
            first, field, parent = paths.get(path, (i, False, False))
            paths[path] = (i if n == len(parts) else first, field or n == len(parts),
                           parent or n < len(parts))
    return paths


def write_places(out, names):
    """Names and their prefixes as an open-addressed table, never more than half full."""
    paths = paths_of(names)
    size = 1
    while size < 2 * len(paths):
        size *= 2
    places = [None] * size
    for path in sorted(paths):
        at = pen_hash(path) % size
        while places[at]:
            at = (at + 1) % size
        places[at] = path
    out.write("const pen_core_place pen_core_places[] = {\n")
    for path in places:
        first, field, parent = paths[path] if path else (0, False, False)
        out.write("    {%d, %d, %d, %d},\n" % (first, len(path.encode()) if path else 0,
                                              field, parent))
    out.write("};\nconst uint32_t pen_core_place_count = %d;\n" % size)


def main():
    rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8") if not line.startswith("#")]
    rows.sort(key=lambda r: r[0].encode())
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write('// Made by tools/gen_taxonomy.py from data/taxonomy.tsv; do not edit.\n#include "event/taxonomy.h"\n\n')
        out.write("const pen_field pen_core_fields[] = {\n")
        for name, kind, array, page, text in rows:
            out.write("    {%s, %s, %s, PEN_TYPE_%s, %s, %s, false},\n" % (
                lit(name), lit(kind), lit(text), CLASS.get(kind, "PASS"),
                "true" if array else "false", "true" if page else "false"))
        out.write("};\nconst uint32_t pen_core_field_count = %d;\n" % len(rows))
        write_places(out, [row[0] for row in rows])


main()

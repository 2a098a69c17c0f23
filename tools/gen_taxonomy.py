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


main()

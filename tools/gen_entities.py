#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Python's html.entities → a const C table sorted by name: gen_entities.py OUT

Names stand without `&`, and with their `;` where HTML asks for it.
"""
import html.entities
import sys


def lit(text):
    raw = text.encode()
    return '{"%s", %d}' % ("".join("\\%03o" % b if b < 32 or b > 126 or b in b'"\\?' else chr(b) for b in raw), len(raw))


def main():
    rows = sorted(html.entities.html5.items(), key=lambda r: r[0].encode())
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write('// Made by tools/gen_entities.py; do not edit.\n#include "lang/entities.h"\n\nconst pen_entity pen_entities[] = {\n')
        out.writelines("    {%s, %s},\n" % (lit(name), lit(text)) for name, text in rows)
        out.write("};\nconst uint32_t pen_entity_count = %d;\n" % len(rows))


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""data/grok/*.tsv -> a C table of the built-in grok patterns, sorted by name.

Usage: gen_grok.py OUT.c FILE.tsv...
A line is NAME<tab>expression; @name<tab>text makes a macro, used as <<name arg arg>> with
#1, #2 and #3 in its text. A macro may use macros written before it, in any of the files.
"""
import re
import sys

LONGEST = 4095  # what C promises for one string literal
DEPTH = 20


def expand(text, macros, depth=0):
    if depth > DEPTH:
        raise SystemExit("macros nest too deeply in: " + text)

    def one(m):
        name, *args = m.group(1).split(" ")
        if name not in macros:
            raise SystemExit("unknown macro: " + m.group(0))
        body = macros[name]
        for i in (1, 2, 3):
            body = body.replace("#%d" % i, args[i - 1] if i <= len(args) else "")
        return expand(body, macros, depth + 1)

    return re.sub(r"<<([a-z]\w*(?: [^<>]+)?)>>", one, text)


def read(paths):
    macros, patterns = {}, {}
    for path in paths:
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            name, tab, text = line.partition("\t")
            if not tab or name in patterns:
                raise SystemExit("%s:%d: no tab, or a name used twice" % (path, number))
            if name.startswith("@"):
                macros[name[1:]] = text
            else:
                patterns[name] = expand(text, macros)
    return patterns


def literal(text):
    out = ""
    for b in text.encode("utf-8"):
        c = chr(b)
        if c in '"\\':
            out += "\\" + c
        elif c == "?":
            out += "\\?"  # no trigraphs
        elif 32 <= b < 127:
            out += c
        else:
            out += "\\%03o" % b
    return '"%s"' % out


def main(out, paths):
    patterns = read(paths)
    rows = []
    for name in sorted(patterns):
        size = len(patterns[name].encode("utf-8"))
        if size > LONGEST:
            raise SystemExit("%s: %d bytes are too long" % (name, size))
        rows.append("    {{%s, %d}, {%s, %d}},\n"
                    % (literal(name), len(name), literal(patterns[name]), size))
    with open(out, "w", encoding="ascii") as f:
        f.write("// Made by tools/gen_grok.py from data/grok; do not edit.\n"
                '#include "regex/grok_patterns.h"\n\n'
                "const pen_grok_pattern pen_grok_builtins[] = {\n" + "".join(rows) +
                "};\nconst size_t pen_grok_builtin_count = %d;\n" % len(rows))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

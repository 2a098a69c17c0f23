#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the table of public suffixes (src/codec/domain_table.h) as C.

usage: gen_suffixes.py public_suffix_list.dat out.c

Only the ICANN section. A rule with other than ASCII letters is entered in both forms,
Unicode and xn--.
"""
import sys

RULE, WILD, EXCEPTION, DEEPER = 1, 2, 4, 8


def idna(name):
    """The xn-- form of a name, or None when it has none."""
    try:
        return ".".join(label.encode("idna").decode() for label in name.split("."))
    except UnicodeError:
        return None


def read_rules(path):
    """-> {suffix: flags}"""
    rules = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if "===BEGIN PRIVATE" in line:
                break
            line = line.strip()
            if not line or line.startswith("//"):
                continue
            rule = line.split()[0]
            flag = RULE
            if rule.startswith("*."):
                rule, flag = rule[2:], WILD
            elif rule.startswith("!"):
                rule, flag = rule[1:], EXCEPTION
            if "*" in rule or "!" in rule:
                sys.exit("a rule of a kind that the table cannot hold: " + line)
            for form in {rule.lower(), idna(rule.lower())} - {None}:
                rules[form] = rules.get(form, 0) | flag
    return rules


def add_tails(rules):
    """Each tail of a rule is an entry, marked as having deeper ones."""
    for rule in list(rules):
        at = rule.find(".")
        while at >= 0:
            tail = rule[at + 1:]
            rules[tail] = rules.get(tail, 0) | DEEPER
            at = rule.find(".", at + 1)


def place(data):
    h = 0x811C9DC5
    for byte in reversed(data):
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h ^ h >> 15


def build(rules):
    """-> (places, text): places hold (offset, length, flags) or None."""
    size = 1
    while size < 2 * len(rules):
        size *= 2
    places = [None] * size
    text = bytearray()
    for rule in sorted(rules):
        data = rule.encode()
        if len(data) > 250:
            sys.exit("a rule is too long: " + rule)
        at = place(data) % size
        while places[at]:
            at = (at + 1) % size
        # A rule that ends a text written before shares its bytes.
        offset = text.find(data)
        if offset < 0:
            offset = len(text)
            text += data
        places[at] = (offset, len(data), rules[rule])
    return places, bytes(text)


def write(out, places, text):
    out.write("// Made by tools/gen_suffixes.py from the public suffix list (MPL 2.0,\n"
              "// publicsuffix.org); do not edit.\n"
              '#include "codec/domain_table.h"\n\n')
    out.write("const uint32_t pen_suffix_mask = %du;\n\n" % (len(places) - 1))
    out.write("const char pen_suffix_text[] = {\n")
    for i in range(0, len(text), 24):
        out.write("".join("%d," % (b if b < 128 else b - 256) for b in text[i:i + 24]) + "\n")
    out.write("};\n\nconst pen_suffix pen_suffix_table[] = {\n")
    for i in range(0, len(places), 6):
        out.write("".join("{%d,%d,%d}," % (p or (0, 0, 0)) for p in places[i:i + 6]) + "\n")
    out.write("};\n")


def main():
    rules = read_rules(sys.argv[1])
    if len(rules) < 1000 or "com" not in rules:
        sys.exit("this is no public suffix list: " + sys.argv[1])
    add_tails(rules)
    places, text = build(rules)
    with open(sys.argv[2], "w", encoding="ascii") as out:
        write(out, places, text)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""uap-core's regexes.yaml -> C tables of user-agent rules.

Usage: gen_ua.py OUT.c REGEXES.yaml
Each rule keeps its expression and gets three helpers. A program for our own matcher (ua_program.py).
Texts of which it needs some (ua_atoms.py). And for RE2 a looser expression, in which long counted
repetitions (slow in RE2) are unbounded and each in a group of its own, so that the matcher can see
whether the bound was kept.
"""
import re
import sys

import yaml

import ua_atoms
import ua_program

LISTS = (("user_agent_parsers", "family_replacement", "v%d_replacement"),
         ("os_parsers", "os_replacement", "os_v%d_replacement"),
         ("device_parsers", "device_replacement", None))
GRAM_BITS = 15      # PEN_UA_GRAM_BITS
HASH = 0x9E3779B1   # PEN_UA_HASH
ROW = 264           # PEN_UA_ROW: values of a byte, the end of the text, and padding
NONE = 0xFFFF       # PEN_UA_NONE

TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?[^:)]*:|.", re.S)
COUNT = re.compile(r"\{([01]),(\d{2,})\}(\??)")
LOOP = re.compile(r"[*+]|\{\d+,?\d*\}")


def tokens(regex):
    at, out = 0, []
    while at < len(regex):
        m = COUNT.match(regex, at) or TOKEN.match(regex, at)
        out.append(m.group(0))
        at = m.end()
    return out


def in_loops(toks, regex):
    """For each token whether it stands inside a group that repeats."""
    opened, spans, at = [], [], 0
    for i, t in enumerate(toks):
        at += len(t)
        if t.startswith("("):
            opened.append(i)
        elif t == ")":
            start = opened.pop()
            if LOOP.match(regex, at):
                spans.append((start, i))
    return [any(a < i < b for a, b in spans) for i in range(len(toks))]


def loosen(regex):
    """(looser expression, its bounded groups as (number, bound), original group -> number)"""
    toks = tokens(regex)
    loops = in_loops(toks, regex)
    out, bounds, groups, count = [], [], [], 0
    for i, t in enumerate(toks):
        after = toks[i + 1] if i + 1 < len(toks) else ""
        c = COUNT.fullmatch(after)
        if c and not loops[i] and t not in ")" and not COUNT.fullmatch(t):
            count += 1
            bounds.append((count, int(c.group(2))))
            out.append("(" + t + "*+"[int(c.group(1))] + c.group(3) + ")")
            continue
        if COUNT.fullmatch(t) and i > 0 and not loops[i - 1] and toks[i - 1] not in ")":
            continue
        if t == "(" and after != "?":
            count += 1
            groups.append(count)
        out.append(t)
    return "".join(out), bounds, groups


def wanted_groups(rule, kind, name_key, part_key):
    """Which groups the results of a rule refer to (see user_agent.c)."""
    name = rule.get(name_key)
    found = {int(d) for d in re.findall(r"\$(\d)", name or "")} - {0}
    found |= {1} if name is None else set()
    for i in range(1, {0: 4, 1: 5, 2: 1}[kind]):
        part = rule.get(part_key % i)
        found |= {int(d) for d in re.findall(r"\$(\d)", part or "")} - {0}
        found |= set() if part else {i + 1}
    return found


def gram_hash(text):
    word = text[0] | text[1] << 8 | text[2] << 16
    return (word * HASH & 0xFFFFFFFF) >> (32 - GRAM_BITS)


class Pool:
    """Things without repeats, each known by where it stands."""

    def __init__(self):
        self.items, self.places = [], {}

    def place(self, item):
        if item not in self.places:
            self.places[item] = len(self.items)
            self.items.append(item)
        return self.places[item]


class Bytes:
    """All texts in one array."""

    def __init__(self):
        self.data, self.places = bytearray(), {}

    def place(self, data):
        if data not in self.places:
            self.places[data] = len(self.data)
            self.data += data
        return self.places[data]

    def text(self, text):
        if text is None:
            return "{0, %d}" % NONE
        data = text.encode("utf-8")
        return "{%d, %d}" % (self.place(data), len(data))


class Tables:
    def __init__(self):
        self.bytes, self.classes = Bytes(), Pool()
        self.rules, self.ops, self.rows, self.targets = [], [], [], []
        self.bounds, self.sets = [], []
        self.atoms, self.always = {}, []  # atom: rules that it brings up
        self.icase = []

    def class_of(self, chars):
        return self.classes.place(frozenset(chars))

    def add_switch(self, ways):
        """A row that gives each byte the number of its way, 0 for none."""
        row = [0] * ROW
        for i, (chars, _) in enumerate(ways):
            for c in chars:
                row[c] = i + 1
        self.rows.append(row)
        at = len(self.targets)
        self.targets += [0] + [to for _, to in ways]
        return len(self.rows) - 1, at

    def add_program(self, program):
        start = len(self.ops)
        for op in program.ops:
            n, to, chars, least, most = op.n, op.to, self.class_of(op.chars), op.least, op.most
            if op.text:
                at = self.bytes.place(op.text.encode())
                least, most = at & 0xFFFF, at >> 16
            if op.name == "SWITCH":
                chars, to = self.add_switch(op.ways)
            self.ops.append("{PEN_UA_%s, %d, %d, %d, %d, %d, %d}" % (
                op.name, n, chars, self.class_of(op.follow), least, most, to))
        return start

    def add_atoms(self, regex):
        """Notes what brings the rule up; gives its other sets as (first, how many)."""
        number, sets = len(self.rules), ua_atoms.atoms_of(regex)
        if not sets:
            self.always.append(number)
        for i, texts in enumerate(sets):
            for t in texts:
                self.atoms.setdefault(t, [])
                if i == 0:
                    self.atoms[t].append(number)
        self.sets += sets[1:]
        return len(self.sets) - len(sets[1:]), len(sets[1:])

    def add(self, rule, kind, name_key, part_key):
        loose, bounds, groups = loosen(rule["regex"])
        re.compile(loose)
        icase = rule.get("regex_flag") == "i"
        parts = [rule.get(part_key % i) if part_key else None for i in (1, 2, 3, 4)]
        program = ua_program.compile_rule(rule["regex"], icase, wanted_groups(
            rule, kind, name_key, part_key))
        set_at, sets = self.add_atoms(rule["regex"])
        start = self.add_program(program) if program else 0
        texts = [rule["regex"], loose if bounds else rule["regex"], rule.get(name_key)]
        first = program.first if program else frozenset()
        lead = min(first) if len(first) == 1 and min(first) < 128 else 0
        row = (", ".join(map(self.bytes.text, texts)), ", ".join(map(self.bytes.text, parts)),
               ", ".join(map(str, (groups + [0] * 9)[:9])), int(icase), int(bool(program)),
               int(bool(program and program.anchored)), lead, self.class_of(first),
               len(self.bounds), len(bounds), set_at, sets, start)
        self.bounds += bounds
        self.rules.append("{%s, {%s}, {%s}, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d}" % row)

    def write(self, f, starts):
        f.write("// Made by tools/gen_ua.py from uap-core; do not edit.\n"
                '#include "regex/ua_rules.h"\n\n')
        self.write_atoms(f)
        array(f, "pen_ua_rule pen_ua_rules", self.rules)
        array(f, "uint16_t pen_ua_starts", starts)
        array(f, "pen_ua_bound pen_ua_bounds", ["{%d, %d}" % b for b in self.bounds])
        array(f, "pen_ua_op pen_ua_ops", self.ops)
        array(f, "uint8_t pen_ua_classes", map(braces, self.class_rows()), "[PEN_UA_ROW]")
        array(f, "uint8_t pen_ua_switches", map(braces, self.rows), "[PEN_UA_ROW]")
        array(f, "uint16_t pen_ua_targets", self.targets)
        array(f, "uint8_t pen_ua_bytes", self.bytes.data)
        f.write("_Static_assert(PEN_UA_RULES_MAX >= %d, \"rules\");\n" % len(self.rules))

    def class_rows(self):
        """Eight classes a row, a bit each."""
        sets = self.classes.items
        for i in range(0, len(sets), 8):
            yield [sum((c in s) << k for k, s in enumerate(sets[i:i + 8])) for c in range(ROW)]

    def write_atoms(self, f):
        """Atoms by the hash of their least common three bytes; at each hash the last is marked."""
        grams = {}
        for t in sorted(self.atoms):
            back = ua_atoms.rarest(t, ua_atoms.ATOM)
            grams.setdefault(gram_hash(t.encode()[back:]), []).append((t, back))
        bits, slots = [0] * (1 << GRAM_BITS >> 6), [0] * (1 << GRAM_BITS)
        rows, posts, number = [], [], {}
        for h, chain in sorted(grams.items()):
            bits[h >> 6] |= 1 << (h & 63)
            slots[h] = len(rows)
            for t, back in chain:
                number[t] = len(rows)
                rows.append("{{%s}, %d, %d, %d, %d, %d}" % (
                    ", ".join(map(str, t.encode())), len(t), back, t == chain[-1][0], len(posts), len(self.atoms[t])))
                posts += self.atoms[t]
        members, spans = [], []
        for s in self.sets:
            spans.append("{%d, %d}" % (len(members), len(s)))
            members += sorted(number[t] for t in s)
        array(f, "uint64_t pen_ua_gram_bits", map("0x{:x}u".format, bits))
        array(f, "uint16_t pen_ua_grams", slots)
        array(f, "pen_ua_atom pen_ua_atoms", rows)
        array(f, "uint16_t pen_ua_posts", posts)
        array(f, "pen_ua_set pen_ua_sets", spans)
        array(f, "uint16_t pen_ua_members", members)
        array(f, "uint16_t pen_ua_always", self.always + [NONE])
        f.write("_Static_assert(PEN_UA_ATOMS_MAX >= %d, \"atoms\");\n" % len(rows))


def braces(items):
    return "{" + ", ".join(map(str, items)) + "}"


def array(f, name, items, more=""):
    items = list(map(str, items))
    rows = [", ".join(items[i:i + 16]) for i in range(0, len(items), 16)]
    f.write("const %s[]%s = {\n    %s};\n" % (name, more, ",\n    ".join(rows)))


def main(out, path):
    with open(path, encoding="utf-8") as f:
        data = yaml.load(f, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    tables, starts = Tables(), []
    for kind, (key, name_key, part_key) in enumerate(LISTS):
        starts.append(len(tables.rules))
        for rule in data[key]:
            tables.add(rule, kind, name_key, part_key)
    starts.append(len(tables.rules))
    with open(out, "w", encoding="ascii") as f:
        tables.write(f, starts)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""uap-core's regexes.yaml -> a C table of user-agent rules.

Usage: gen_ua.py OUT.c REGEXES.yaml
Each rule keeps its expression and gets two helpers. A looser one, in which long counted
repetitions (slow in RE2) are unbounded and each in a group of its own, so that the matcher can
see whether the bound was kept. And sets of lower-case texts ("atoms"), of each of which one
must occur for the rule to match.
"""
import re
import sys
from re import _parser as parser

import yaml

ATOM = 3     # bytes, at least
STRINGS = 24  # texts in a set, at most
SETS = 3     # sets of a rule, at most
BUCKETS = 4096
LISTS = (("user_agent_parsers", "family_replacement", "v%d_replacement"),
         ("os_parsers", "os_replacement", "os_v%d_replacement"),
         ("device_parsers", "device_replacement", None))


def flush(current, sets):
    """The texts read so far become a set when all are long enough."""
    if current and min(map(len, current)) >= ATOM:
        sets.append(frozenset(current))


def members(items):
    """The characters of a small class in lower case, or None."""
    if any(str(op) != "LITERAL" for op, _ in items) or len(items) > 4:
        return None
    return {chr(v).lower() for _, v in items}


def alternatives(branches, sets):
    """Adds the union of one set of each branch; gives all texts when branches are texts."""
    read = [read_atoms(b) for b in branches]
    if all(exact is not None for exact, _ in read):
        return set().union(*(exact for exact, _ in read))
    best = []
    for exact, own in read:
        flush(exact, own)
        if not own:
            return None
        best.append(max(own, key=weight))
    sets.append(frozenset().union(*best))
    return None


def weight(texts):
    return min(map(len, texts)) * 4 - len(texts)


def read_item(op, value, sets):
    """All texts that one item can be (lower case), or None; adds what it requires."""
    if op == "LITERAL":
        return {chr(value).lower()}
    if op == "IN":
        return members(value)
    if op == "BRANCH":
        return alternatives(value[1], sets)
    if op == "SUBPATTERN":
        exact, own = read_atoms(value[3])
        sets.extend(own)
        return exact
    if op in ("MAX_REPEAT", "MIN_REPEAT"):
        exact, own = read_atoms(value[2])
        if value[0] >= 1:
            flush(exact, own)
            sets.extend(own)
        elif int(value[1]) == 1 and exact is not None:
            return exact | {""}
    return {""} if op == "AT" else None


def read_atoms(tree):
    """(all texts that the tree can be, or None; sets that it requires)"""
    current, sets, exact = {""}, [], True
    for op, value in tree:
        own = []
        texts = read_item(str(op), value, own)
        sets.extend(own)
        if texts is not None and len(current) * len(texts) <= STRINGS:
            current = {a + b for a in current for b in texts}
            continue
        exact = False
        flush(current, sets)
        current = texts if texts is not None and len(texts) <= STRINGS else {""}
    if exact:
        return current, sets
    flush(current, sets)
    return None, sets


def atoms_of(regex):
    exact, sets = read_atoms(parser.parse(regex))
    if exact is not None:
        flush(exact, sets)
    sets = [s for s in set(sets) if len(s) <= STRINGS and all(t.isascii() for t in s)]
    sets.sort(key=lambda s: (-weight(s), sorted(s)))
    return sets[:SETS]


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


def quote(text):
    if text is None:
        return "{0, 0}"
    data = text.encode("utf-8")
    body = "".join("\\" + chr(b) if chr(b) in '"\\?' else chr(b) if 32 <= b < 127
                   else "\\%03o" % b for b in data)
    return '{"%s", %d}' % (body, len(data))


def bucket(atom):
    a, b, c = atom.encode()[:3]
    return (a * 961 + b * 31 + c) % BUCKETS


class Tables:
    def __init__(self):
        self.rules, self.bounds, self.sets, self.texts = [], [], [], set()

    def add(self, rule, name_key, part_key):
        loose, bounds, groups = loosen(rule["regex"])
        re.compile(loose)
        if not bounds:
            loose = rule["regex"]
        sets = atoms_of(rule["regex"])
        for s in sets:
            self.texts |= s
        parts = [rule.get(part_key % i) if part_key else None for i in (1, 2, 3, 4)]
        row = (quote(rule["regex"]), quote(loose), quote(rule.get(name_key)),
               ", ".join(map(quote, parts)), ", ".join(map(str, (groups + [0] * 9)[:9])),
               len(self.bounds), len(bounds), len(self.sets), len(sets),
               int(rule.get("regex_flag") == "i"))
        self.bounds += bounds
        self.sets += sets
        self.rules.append("    {%s, %s, %s, {%s}, {%s}, %d, %d, %d, %d, %d},\n" % row)

    def write(self, f, starts):
        texts = sorted(self.texts, key=lambda t: (bucket(t), t))
        number = {t: i for i, t in enumerate(texts)}
        begin = [0] * (BUCKETS + 1)
        for t in texts:
            begin[bucket(t) + 1] += 1
        for i in range(BUCKETS):
            begin[i + 1] += begin[i]
        members, spans = [], []
        for s in self.sets:
            spans.append("{%d, %d}" % (len(members), len(s)))
            members += sorted(number[t] for t in s)
        f.write("// Made by tools/gen_ua.py from uap-core; do not edit.\n"
                '#include "regex/ua_rules.h"\n\n')
        f.write("const pen_ua_rule pen_ua_rules[] = {\n" + "".join(self.rules) + "};\n")
        f.write("const uint16_t pen_ua_starts[4] = {%s};\n" % ", ".join(map(str, starts)))
        f.write("const pen_ua_bound pen_ua_bounds[] = {%s};\n"
                % wrap(["{%d, %d}" % b for b in self.bounds]))
        f.write("const pen_ua_set pen_ua_sets[] = {%s};\n" % wrap(spans))
        f.write("const uint16_t pen_ua_members[] = {%s};\n" % wrap(map(str, members)))
        f.write("const pen_str pen_ua_atoms[] = {%s};\n" % wrap(map(quote, texts)))
        f.write("const uint16_t pen_ua_buckets[] = {%s};\n" % wrap(map(str, begin)))
        f.write("_Static_assert(PEN_UA_ATOMS_MAX >= %d, \"atoms\");\n" % len(texts))
        f.write("_Static_assert(PEN_UA_RULES_MAX >= %d, \"rules\");\n" % len(self.rules))


def wrap(items):
    items = list(items)
    rows = [", ".join(items[i:i + 10]) for i in range(0, len(items), 10)]
    return "\n    " + ",\n    ".join(rows)


def main(out, path):
    with open(path, encoding="utf-8") as f:
        data = yaml.load(f, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    tables, starts = Tables(), []
    for key, name_key, part_key in LISTS:
        starts.append(len(tables.rules))
        for rule in data[key]:
            tables.add(rule, name_key, part_key)
    starts.append(len(tables.rules))
    with open(out, "w", encoding="ascii") as f:
        tables.write(f, starts)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

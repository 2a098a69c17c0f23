#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""codec/domain.h against the rules of the list, tried one by one.

usage: domain_diff.py DRIVER [COUNT]   (the list: $PSL or Debian's)
"""
import ipaddress
import os
import random
import re
import sys

from codec_pipe import ask, compare, encode

LIST = os.environ.get("PSL", "/usr/share/publicsuffix/public_suffix_list.dat")
LABELS = ["www", "a", "b-c", "Example", "EXAMPLE", "", "*", "!www", "x" * 63, "y" * 300, "é", "İt", "ΑΣ", "xn--p1ai", "1", "com", "local"]


def idna(rule):
    return ".".join(x if x == "*" else x.encode("idna").decode() for x in rule.split("."))


def read_rules():
    rules = set()
    for line in open(LIST, encoding="utf-8"):
        if "===BEGIN PRIVATE" in line:
            return rules
        line = line.strip()
        if line and not line.startswith("//"):
            rule = line.split()[0]
            rules |= {rule, ("!" if rule[0] == "!" else "") + idna(rule.lstrip("!"))}
    return rules


def host(name):
    name = re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//", "", name)
    name = re.split("[/?#]", name)[0].rpartition("@")[2].partition(":")[0]
    return name.strip().rstrip(".")


def suffix_at(labels, rules):
    """The number of the label where the suffix starts, or None."""
    low = [x.lower() for x in labels]
    for i in range(max(0, len(low) - 8), len(low)):
        if "!" + ".".join(low[i:]) in rules:
            return i + 1
        if ".".join(low[i:]) in rules or ".".join(["*"] + low[i + 1:]) in rules:
            return i
    return None


def expected(name, rules):
    try:
        ipaddress.ip_address(name)
        return ["!", "1"]
    except ValueError:
        pass
    labels = host(name).split(".")
    at = suffix_at(labels, rules)
    if at is None:
        parts = [labels[:-1], [], []]
    elif at == 0:
        parts = [[], [], labels]
    else:
        parts = [labels[:at - 1], labels[at - 1:], labels[at:]]
    return [encode(".".join(p)) for p in parts]


def make(rng, rules):
    rule = rng.choice(rules).lstrip("!").replace("*", rng.choice(LABELS))
    if rng.random() < 0.3:
        rule = rule.upper()
    if rng.random() < 0.2:
        rule = ".".join(rule.split(".")[1:])
    name = ".".join([rng.choice(LABELS) for _ in range(rng.randrange(4))] + [rule])
    if rng.random() < 0.2:
        name = rng.choice(["//", "http://", "ftp://u:p@", "u@", " ", "\u00a0", "h2+x.y-z://", "1://", "::"]) + name
    if rng.random() < 0.2:
        name += rng.choice(["/p", "?q", "#f", ":80", ".", "..", " ", "/a@b", "@x.com", "\u3000"])
    return name


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    rules, rng = read_rules(), random.Random(3)
    ordered = sorted(rules)
    names = [(r.lstrip("!").replace("*", "w"),) for r in ordered]
    names += [("x." + n[0],) for n in names] + [("10.0.0.1",), ("::1",), ("",), (".",)]
    names += [(make(rng, ordered),) for _ in range(count)]
    bad = compare("names cut at the public suffix", names, ask(driver, "domain", names),
                  [expected(n[0], rules) for n in names])
    print("1..1")
    return bad


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""codec/ip.h and codec/mac.h against Python's ipaddress.   usage: ip_diff.py DRIVER [COUNT]"""
import ipaddress
import random
import re
import sys

from codec_pipe import ask, compare, encode

PIECES = ["1", "0", "00", "12", "255", "256", "01", "1.2.3.4", "::", ":", ".", "ffff", "fffff", "Ab", "0:0", "fe80",
          "%", "eth0", "/", " ", "-", "g", "\u0661", "::ffff:", "10.20.30.40", "2001:db8:", "\0"]


def octet(rng):
    return str(rng.randrange(300)) if rng.random() < 0.9 else rng.choice(PIECES)


def group(rng):
    return rng.choice(["0", "0", "0", "%x" % rng.randrange(65536), "%04X" % rng.randrange(65536)])


def make(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return ".".join(octet(rng) for _ in range(rng.choice([3, 4, 4, 4, 4, 5])))
    if kind == 1:
        return "".join(rng.choice(PIECES) for _ in range(rng.randrange(8)))
    text = ":".join(group(rng) for _ in range(rng.choice([6, 7, 8, 8, 8, 9])))
    if kind >= 3 and rng.random() < 0.6:
        cut = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        text = text[:cut[0]] + "::" + text[cut[1]:]
    if rng.random() < 0.2:
        text += ":" + ".".join(octet(rng) for _ in range(4))
    if rng.random() < 0.1:
        text += "%" + rng.choice(["eth0", "", "1%2", "a/b", "x" * 64])
    return text


def canonical(text):
    """As Python 3.13 prints it; older ones print the last two groups of IPv4-mapped in hex."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ["!"]
    out = str(address)
    if address.version == 6 and address.ipv4_mapped is not None:
        zone = "%" + address.scope_id if address.scope_id else ""
        out = "::ffff:%s%s" % (address.ipv4_mapped, zone)
    return [encode(out), "1" if address.version == 4 else "0"]


def mac(text):
    digits = re.sub("[^0-9A-Fa-f]", "", text).upper()
    return [encode(":".join(digits[i:i + 2] for i in range(0, 12, 2)) if len(digits) == 12 else "")]


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    rng = random.Random(1)
    texts = [(make(rng),) for _ in range(count)]
    got = [a if a[0] != "!" else ["!"] for a in ask(driver, "ip", texts)]
    bad = compare("addresses as Python reads and prints them", texts, got, [canonical(t[0]) for t in texts])
    print("# %d of them are addresses" % sum(g != ["!"] for g in got))
    macs = [("".join(rng.choice("0123456789abcdefABCDEF:-. g") for _ in range(rng.randrange(10, 20))),)
            for _ in range(count)]
    bad |= compare("hardware addresses", macs, ask(driver, "mac", macs), [mac(m[0]) for m in macs])
    print("1..2")
    return bad


sys.exit(main())

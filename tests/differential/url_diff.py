#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""codec/url.h against Python's urllib.parse.urlsplit.   usage: url_diff.py DRIVER [COUNT]

A Python without the checks of CVE-2025-0938 accepts more of what has brackets; texts where
that shows are left out then.
"""
import random
import re
import sys
from urllib.parse import urlsplit

from codec_pipe import ask, compare, encode

PIECES = ["http", "https", "ftp", "HTTP", "c", "1a", "a+b", ":", ":", "/", "/", "//", "://", "://", "?", "#", "@", "[", "]", "[::1]",
          "[fe80::1%Eth]", "[v1.x]", "[1.2.3.4]", "host", "Host.COM", "example.co.uk", "1.2.3.4", "80", "65536", "0080", "x",
          " ", "\t", "\n", "\r", "\0", "\x1f", "é", "É", "Σ", "ΑΣ", "İ", "\u2100", "\uff0f", "\uff1a", "\u2047", "%41", "%", ";", "=",
          "&", "\\", "user", "p%40ss", "\u00a0", "\u0661"]
TEXT = ["http", "https", "ftp", "://", "://", "a", "b/c", ",", '"', "'", " ", "\t", "\u2003", "x", "s", "\x1c"]


def make(rng):
    if rng.random() < 0.5:
        return "".join(rng.choice(PIECES) for _ in range(rng.randrange(10)))
    return "".join([rng.choice(PIECES[:7]), "://", rng.choice(["", "", "u:p@", "u@", "a:b:c@", "@", "x@y@"]), rng.choice(PIECES),
                    rng.choice(["", "", "", ":", ":8080", ":x", ":65536", ":99999999999999999999999"])]
                   + [rng.choice(PIECES) for _ in range(rng.randrange(5))])


def refuses(url):
    try:
        urlsplit(url)
    except ValueError:
        return True
    return False


STRICT = refuses("http://a[::1]/")


def comparable(text):
    return STRICT or not ("[" in text or "]" in text)


def expected(text):
    try:
        u = urlsplit(text)
    except ValueError:
        return ["!"]
    try:
        port = -1 if u.port is None else u.port
    except ValueError:
        port = -2
    parts = [u.scheme, u.netloc, u.username, u.password, u.hostname, u.path, u.query, u.fragment]
    return [encode(p or "") for p in parts] + [str(port)]


def first(text):
    m = re.search(r"(?:https?|ftp)://[^\s,\"']+", text)
    return [encode(m.group(0) if m else "")]


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    rng = random.Random(2)
    texts = [(t,) for t in (make(rng) for _ in range(count)) if comparable(t)]
    got = [a if a[0] != "!" else ["!"] for a in ask(driver, "url", texts)]
    bad = compare("urlsplit", texts, got, [expected(t[0]) for t in texts])
    print("# %d of them split" % sum(g != ["!"] for g in got))
    texts = [("".join(rng.choice(TEXT) for _ in range(rng.randrange(12))),) for _ in range(count)]
    bad |= compare("first URL in a text", texts, ask(driver, "find", texts), [first(t[0]) for t in texts])
    print("1..2")
    return bad


sys.exit(main())

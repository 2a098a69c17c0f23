#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the filter urlize with Jinja2's, over random texts full of what may be a link.

    urlize_diff.py DRIVER [COUNT] [SEED]

DRIVER is the built tests/lang/template_driver.c. Needs jinja2 (3.1). COUNT is of pairs of a
text and arguments, no two of which are the same. Exits 1 when something differs.
"""
import functools
import json
import random
import subprocess
import sys

import jinja2

ENV = jinja2.Environment()

PIECES = [
    "http://", "https://", "HTTP://", "HttpS://", "http\u017f://", "htt", "www.", "WWW.", "ww\u017f.", "mailto:", "MAILTO:", "ftp://", "tel:", "x-y+z.1:/", "a", "b-c", "e_1",
    "example", "Zo\u00e9", "\u65e5\u672c", "\u0661\u0662", "xn--", "xn--p1ai", "%41", "%", "-", "_", ".", ".", ".", ".com", ".org", ".INFO", ".m\u0131l", ".int", ".\u0130nt", ".de",
    ".co", ".x", ".\u212aom", "com", "net", "1.2.3.4", "127.0.0.1", "999.1", "[::1]", "[1:2:3:4:5:6:7:8]", "[fe80::\u0661]", "[", "]", "::", "1:", "abcd", "12345", "abcdef0:", ":",
    ":80", ":65536", ":123456", ":\u0661", "/", "/a", "/p(q)", "?", "?q=1&r=2", "#f", "#", "@", "@", "@x.org", "me@", "a.b@c-d.e", "(", ")", "((", "))", "<", ">", "<<", ">>", "&lt;",
    "&gt;", "&amp;", "&", "'", '"', ",", ";", "!", ".,", ").", ">,", "&gt", "\\", "\x00", "\u200b", "\U0001f600", "x" * 62, "y" * 64, "1" * 3, "\u00b2", "e\u0301"]
BLANKS = [" ", " ", " ", "\n", "\t", "  ", "\u00a0", "\u2028", "\x1c", "\r\n", "\u3000", "\x0b", "\x85", ""]
WHOLE = ["http://example.org/a?b=c", "https://1.2.3.4:80/x", "www.example.de", "example.com", "me@example.org", "mailto:me@example.org", "(see http://a.org/x_(y))",
         "<http://a.org>", "ftp://f.org/x", "http://[::1]:8080/", "http://xn--e1afmkfd.xn--p1ai/", "tel:+33", "a.b.c.info/path,"]
LIMITS = ["none", "0", "3", "10", "-4", "25", "true", "99999999999999999999", "-99999999999999999999", "8.5", "'x'", "w", "1e9"]
WORDS = ["none", "''", "'_blank'", "'a b'", "'\"<&'", "'nofollow x'", "'noopener'", "5", "[]", "[1]", "'z \u00a0b\\ta z'", "w", "missing", "true"]
SCHEMES = ["none", "[]", "['ftp://']", "['tel:', 'ftp:']", "('ftp:', 'x-y+z.1:/', 'ftp://')", "['a']", "'tel:'", "[5]", "{'tel:': 1}", "['tel:'] | map('string')", "5", "missing",
           "['\u65e5\u672c:']", "['ftp:///']", "['http:', 'mailto:']", "w", "['a:']", "['ftp:\\n']"]


def word(r):
    if r.random() < 0.25:
        whole = r.choice(WHOLE)
        at = r.randrange(len(whole) + 1)
        return r.choice(["", "(", "<", "((", "&lt;"]) + whole[:at] + r.choice(["", "", r.choice(PIECES)]) + whole[at:] + r.choice(["", ".", ")", ">.", "),", "&gt;)", "))"])
    return "".join(r.choice(PIECES) for _ in range(r.randrange(1, 9)))


def text(r):
    return "".join(word(r) + r.choice(BLANKS) for _ in range(r.randrange(1, 5)))


def arguments(r):
    if r.random() < 0.4:
        return ""
    given = [("trim_url_limit", r.choice(LIMITS)), ("nofollow", r.choice(["true", "false", "none", "1", "w"])), ("target", r.choice(WORDS)), ("rel", r.choice(WORDS)),
             ("extra_schemes", r.choice(SCHEMES))]
    if r.random() < 0.3:
        return ", ".join(v for _, v in given[:r.randrange(1, 6)])
    return ", ".join("%s=%s" % pair for pair in given if r.random() < 0.4)


@functools.lru_cache(20000)
def compiled(template):
    return ENV.from_string(template)


def want(case):
    try:
        return compiled(case["template"]).render(case["layers"])
    except Exception:
        return None


def make(r, count):
    seen, cases = set(), []
    while len(cases) < count:
        value = text(r) if r.random() < 0.98 else r.choice([None, 5, 1.5, True, ["http://a.org"], {"www.a.org": "x@y.zz"}])
        case = {"template": "x{{ v | urlize(%s) }}" % arguments(r), "layers": {"v": value, "w": r.choice(["x", 7, None, ["ftp:"], {}, 2.0])}}
        key = json.dumps(case)
        if key not in seen:
            seen.add(key)
            cases.append(case)
    return cases


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    cases = make(random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1), count)
    feed = "".join(json.dumps(c) + "\n" for c in cases)
    done = subprocess.run([sys.argv[1]], input=feed, capture_output=True, text=True, check=True)
    bad = links = texts = 0
    for case, line in zip(cases, done.stdout.split("\n")):
        wanted, got = want(case), json.loads(line).get("result")
        links += wanted is not None and "<a href" in wanted
        texts += wanted is not None
        if got != wanted:
            bad += 1
            if bad <= 20:
                print("not ok - %s\n#  got: %r\n# want: %r" % (json.dumps(case), got, wanted))
    print("%d distinct, %d with a text, %d of these with a link, %d differ" % (len(cases), texts, links, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

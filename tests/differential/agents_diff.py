#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""User agents, as they are and mutated, by penstock and by ua-parser with the same rules.

    agents_diff.py EVENT_DRIVER [COUNT] [SEED] [UAP_CORE]

Needs Debian's python3-ua-parser and uap-core, whose test inputs (below UAP_CORE,
/usr/share/uap-core unless given) are what is mutated.
"""
import glob
import json
import random
import subprocess
import sys

try:
    import yaml
    from ua_parser import user_agent_parser
except ImportError:
    print("1..0 # SKIP no ua_parser")
    sys.exit(77)

PIECES = ["/", " ", ";", "; ", "(", ")", ".", "1", "10.2.3", "0", "-", "_", "Chrome/99.0.1.2", "Version/1.2", "Mobile", "Safari/600", "Linux",
          "Android 9", "Windows NT 10.0", "like Gecko", "bot", "compatible", "iPhone", "MSIE 7.0", "Opera", "X11", "SAMSUNG", "curl/7", "\t", "\\", "\"", "$1"]


def seeds(core):
    found = set()
    for path in glob.glob(core + "/**/*.yaml", recursive=True):
        with open(path, encoding="utf-8") as f:
            cases = (yaml.load(f, Loader=yaml.CSafeLoader) or {}).get("test_cases") or []
        found.update(c["user_agent_string"] for c in cases if isinstance(c.get("user_agent_string"), str))
    return sorted(t for t in found if t.isascii() and "\n" not in t)


def mutate(r, text, others):
    for _ in range(r.choice((1, 1, 2, 4))):
        i, k = r.randrange(len(text) + 1), r.randrange(6)
        j = min(len(text), i + r.choice((1, 1, 3, 10, 40)))
        if k == 0:
            text = text[:i] + text[j:]
        elif k == 1:
            text = text[:i] + r.choice(PIECES) + text[i:]
        elif k == 2:
            text = text[:i] + text[i:j].swapcase() + text[j:]
        elif k == 3:
            other = r.choice(others)
            text = text[:i] + other[r.randrange(len(other) + 1):]
        elif k == 4:
            text = text[:i] + "".join(c if not c.isdigit() else r.choice("0123456789") for c in text[i:j]) + text[j:]
        else:
            words = text.split(" ")
            r.shuffle(words)
            text = " ".join(words)
    return text


def joined(parts):
    """Up to the first that is missing; None when there is none."""
    out = []
    for p in parts:
        if not p:
            break
        out.append(p)
    return ".".join(out) or None


def wanted(text):
    try:
        p = user_agent_parser.Parse(text)
    except (TypeError, IndexError):  # a group that took no part
        return None
    u, o = p["user_agent"], p["os"]
    return [u["family"], joined(u[k] for k in ("major", "minor", "patch")),
            o["family"], joined(o[k] for k in ("major", "minor", "patch", "patch_minor")), p["device"]["family"]]


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    known = seeds(sys.argv[4] if len(sys.argv) > 4 else "/usr/share/uap-core")
    texts = [r.choice(known) if r.random() < .1 else mutate(r, r.choice(known), known) for _ in range(count)]
    feed = "".join((t.encode().hex() or "-") + "\n" for t in texts)
    run = subprocess.run([driver, "agent"], input=feed, stdout=subprocess.PIPE, check=True, text=True)
    bad = skipped = 0
    for text, line in zip(texts, run.stdout.split("\n")):
        want = wanted(text)
        skipped += want is None
        if want is not None and json.loads(line) != want:
            bad += 1
            if bad <= 20:
                print("# %r\n#   got %s\n#  want %s" % (text, line, json.dumps(want)))
    print("%s - as ua-parser: %d user agents of %d known, %d differ, ua-parser fails with %d" % ("not ok" if bad else "ok", count, len(known), bad, skipped))
    print("1..1")
    return 1 if bad else 0


sys.exit(main())

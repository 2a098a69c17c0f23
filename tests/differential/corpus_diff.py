#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Inputs of a repository's tests, mutated, by penstock and by a reference in Python.

    corpus_diff.py CORPUS_DRIVER REPOSITORY REFERENCE [--each N] [--seed N] [--only TEXT]

REFERENCE is a folder with modules `oracle` (Parser(definition, fields).run(input), a dict;
.warnings) and `run_corpus` (merge, diff, CONST). JSON is mutated as JSON, text as text: each
format gets N inputs. A difference that stems from a value whose text is an address in
Python's memory is counted apart: nothing can be compared there.
"""
import argparse
import glob
import json
import os
import random
import signal
import subprocess
import sys
import time

import yaml

VALUES = [None, True, False, 0, 1, -1, 1.5, 1e20, 2**63, 2**70, -2**64, "", "None", "null", "-", "0", "1", "true", "x", "é", "İß", "\u200b", "a b",
          " 10.0.0.1", "10.0.0.1", "::ffff:1.2.3.4", "2001:0db8::1", "10.0.0.300", "host.example.co.uk", "http://u:p@h.com:81/p?q#f",
          "C:\\a\\b.exe", "/a/b", "2024-01-02T03:04:05Z", "1700000000", "1700000000123", "[1, 2]", "{'a': 1}", "['x',]", "[true]", [], {}, [None],
          ["a", 1, None, {"k": "v"}], {"a": 1, "b": {"c": None}}, [[]], "4624", "4625", "\n", "\t", "\"", "\\", "%", "{{x}}", "x" * 300]
WORDS = [v for v in VALUES if isinstance(v, str)] + list("=,|\"'[]{} \t;:")


def paths(v, path=()):
    """The path of every value below v."""
    items = v.items() if isinstance(v, dict) else enumerate(v) if isinstance(v, list) else ()
    for k, x in items:
        yield path + (k,)
        yield from paths(x, path + (k,))


def at(v, path):
    for k in path:
        v = v[k]
    return v


def mutate_json(r, v, others):
    v = json.loads(json.dumps(v))
    for _ in range(r.choice((1, 1, 1, 2, 4))):
        known = list(paths(v))
        if not known:
            break
        path, op = r.choice(known), r.randrange(9)
        holder, key = at(v, path[:-1]), path[-1]
        if op < 2:
            del holder[key]
        elif op < 6:
            holder[key] = json.loads(json.dumps(r.choice(VALUES)))
        elif op == 6:
            holder[key] = json.loads(json.dumps(at(v, r.choice(known))))
        elif op == 7 and isinstance(holder[key], str):
            holder[key] = mutate_text(r, holder[key], others)
        else:
            holder[key] = r.choice([[holder[key]], {"k": holder[key]}, str(holder[key])])
    return v


def mutate_text(r, s, others):
    for _ in range(r.choice((1, 1, 2, 3))):
        op, i = r.randrange(9), r.randrange(len(s) + 1)
        j = min(len(s), i + r.choice((1, 1, 2, 5, 20)))
        if op < 2:
            s = s[:i] if op else s[i:]
        elif op < 4:
            s = s[:i] + s[j:]
        elif op < 6:
            s = s[:i] + r.choice(WORDS) + s[i:]
        elif op == 6:
            s = s[:i] + s[i:j] * 2 + s[j:]
        elif op == 7:
            words = s.split(" ")
            a, b = r.randrange(len(words)), r.randrange(len(words))
            words[a], words[b] = words[b], words[a]
            s = " ".join(words)
        else:
            s = s[:i] + r.choice(others)[i:]
    return s


def json_of(text):
    try:
        v = json.loads(text)
    except ValueError:
        return None
    return v if isinstance(v, (dict, list)) else None


def mutate(r, given, others):
    """The input with another message."""
    m = given["message"]
    start = m.find("{")
    tree = json_of(m) or (json_of(m[start:]) if start > 0 else None)
    if tree is None or r.random() < .1:
        m = mutate_text(r, m, others)
    else:
        text = json.dumps(mutate_json(r, tree, others), ensure_ascii=r.random() < .5, separators=r.choice(((",", ":"), (", ", ": "))))
        m = (m[:start] if json_of(m) is None else "") + text
        m = mutate_text(r, m, others) if r.random() < .03 else m
    return dict(given, message=m.encode("utf-8", "replace").decode())


class Engine:
    def __init__(self, driver, files, now):
        self.p = subprocess.Popen([driver] + files + [str(now)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, given):
        extra = json.dumps(given, ensure_ascii=False).encode()
        self.p.stdin.write(b"%s %s\n" % (given["message"].encode().hex().encode(), extra.hex().encode()))
        self.p.stdin.flush()
        warnings, text = self.p.stdout.readline().split(b" ", 1)
        return int(warnings), None if text == b"FAIL\n" else json.loads(text)

    def end(self):
        self.p.stdin.close()
        return self.p.wait()


def too_slow(*_):
    raise TimeoutError


class Campaign:
    def __init__(self, args):
        sys.path.insert(0, args.reference)
        import oracle
        import run_corpus
        self.oracle, self.tools, self.args = oracle, run_corpus, args
        self.counts = dict.fromkeys(("compared", "differ", "addresses", "slow", "reference fails", "engine fails"), 0)

    def reference(self, parser, given):
        """The event, or the name of a count."""
        signal.setitimer(signal.ITIMER_REAL, 3)
        try:
            v = parser.run(json.loads(json.dumps(given)))
        except TimeoutError:
            return "slow"
        except Exception:  # whatever goes wrong in the reference, there is nothing to compare
            return "reference fails"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        v = json.loads(json.dumps(v, default=str))
        v["message"] = given["message"]
        return v

    def verdict(self, want, warned, ours):
        """The name of a count, and the differences."""
        for v in (want, ours[1]):
            self.tools.merge(v, json.loads(json.dumps(self.tools.CONST)))
        found = self.tools.diff(ours[1], want)
        if not found and bool(warned) == bool(ours[0]):
            return "compared", found
        return "addresses" if any(" object at 0x" in str(f) for f in found) else "differ", found

    def one(self, name, parser, engine, given):
        want, ours = self.reference(parser, given), engine.run(given)
        kind, found = (want, []) if isinstance(want, str) else ("engine fails", []) if ours[1] is None else self.verdict(want, parser.warnings, ours)
        self.counts[kind] += 1
        if kind in ("differ", "engine fails"):
            print("# %s %s %r\n#   %s" % (name, kind, given["message"], found or "warnings"), flush=True)

    def format(self, path):
        files = [path + "/ingest/parser.yml", os.path.dirname(path) + "/_meta/fields.yml", path + "/_meta/fields.yml"]
        tests = [json.load(open(t, encoding="utf-8"))["input"] for t in sorted(glob.glob(glob.escape(path) + "/tests/*.json"))]
        if not tests:
            return
        loaded = [yaml.load(open(f, encoding="utf-8"), Loader=yaml.CSafeLoader) or {} for f in files if os.path.exists(f)]
        parser = self.oracle.Parser(loaded[0], {k: v for fields in loaded[1:] for k, v in fields.items()})
        engine = Engine(self.args.driver, files, int(time.time()))
        name, r = path[len(self.args.repository):], random.Random("%d %s" % (self.args.seed, path[len(self.args.repository):]))
        for _ in range(self.args.each):
            self.one(name, parser, engine, mutate(r, r.choice(tests), [t["message"] for t in tests]))
        if engine.end() != 0:
            sys.exit("%s: the driver failed" % name)
        print("# %s %s" % (name, self.counts), flush=True)


def main():
    p = argparse.ArgumentParser()
    for name in ("driver", "repository", "reference"):
        p.add_argument(name)
    p.add_argument("--each", type=int, default=20)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--only", default="")
    args = p.parse_args()
    signal.signal(signal.SIGALRM, too_slow)
    campaign = Campaign(args)
    for parser in sorted(glob.glob(args.repository + "/*/*/ingest/parser.yml")):
        if args.only in parser:
            campaign.format(os.path.dirname(os.path.dirname(parser)))
    bad = campaign.counts["differ"] + campaign.counts["engine fails"]
    print("%s - as the reference: %s\n1..1" % ("not ok" if bad else "ok", campaign.counts))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

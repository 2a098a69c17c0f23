#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The made-up hour of logs: the same for the same seed, and every record of it comes out of
penstock, on one thread and on two."""

import filecmp
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.environ["PEN_ROOT"]
PENSTOCK = os.path.join(os.environ["PEN_BUILD"], "penstock")
FORMATS = {"nsg": "Azure/azure-network-watcher", "vnet": "Azure/azure-network-watcher-flow-logs",
           "jizo": "SesameIT/jizo"}
failed = []


def ok(good, name):
    print("ok" if good else "not ok", "-", name)
    if not good:
        failed.append(name)


def make(folder, *options):
    maker = os.path.join(ROOT, "tools", "make_samples.py")
    subprocess.run([sys.executable, "-B", maker, "--scale", "0.02", *options, folder], check=True)


def files(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)


def same(a, b):
    ours, theirs = files(a), files(b)
    return len(ours) == len(theirs) and all(
        os.path.relpath(x, a) == os.path.relpath(y, b) and filecmp.cmp(x, y, shallow=False)
        for x, y in zip(ours, theirs))


def parse(folder, name, threads):
    errors = os.path.join(folder, name + ".errors")
    run = subprocess.run([PENSTOCK, "parse", "-f", FORMATS[name], "--formats",
                          os.path.join(ROOT, "formats"), "--threads", threads, "--errors", errors,
                          *files(os.path.join(folder, name))], stdout=subprocess.PIPE, check=True)
    with open(errors, "rb") as f:
        return run.stdout, f.read()


def check(folder, name, made):
    events, errors = parse(folder, name, "1")
    # A broken tuple gives no event; a broken syslog message gives one with its text alone.
    wanted = made["good"] + (made["broken"] if name == "jizo" else 0)
    ok(events.count(b"\n") == wanted, f"{name}: an event for each record")
    ok(errors.count(b"\n") == made["broken"], f"{name}: each broken one is reported")
    ok(parse(folder, name, "2") == (events, errors), f"{name}: the same from two threads")


def main():
    if not os.access(PENSTOCK, os.X_OK):
        return 77
    with tempfile.TemporaryDirectory() as folder:
        one, two, other = (os.path.join(folder, name) for name in ("one", "two", "other"))
        for each in (one, two, other):
            os.mkdir(each)
        make(one)
        make(two)
        make(other, "--seed", "2")
        ok(same(one, two), "the same seed makes the same logs")
        ok(not same(one, other), "another seed makes others")
        with open(os.path.join(one, "made.json"), encoding="utf-8") as f:
            made = json.load(f)
        for name in FORMATS:
            check(one, name, made[name])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

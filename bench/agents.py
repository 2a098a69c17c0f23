# SPDX-License-Identifier: Apache-2.0
"""User agents for tools/bench --agents: made-up ones as browsers and tools send them, and the test
inputs of Debian's uap-core where it is installed. No two of a list are alike."""

import glob
import os
import random
import subprocess

import lab

PROGRAM = os.path.join(lab.WORK, "agents")
COUNT = 20000
GOAL = 200000  # a second, none seen before
KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
DESKTOPS = ["Windows NT 10.0; Win64; x64", "Windows NT 6.1; WOW64", "X11; Linux x86_64",
            "Macintosh; Intel Mac OS X 10_15_7"]
PHONES = ["SM-G991B", "SM-A525F", "Pixel 7 Pro", "Redmi Note 8", "moto g(30)", "CPH2211", "K"]


def version(r, *below):
    return ".".join(str(r.randrange(b)) for b in below)


def made(r):
    chrome = f"Chrome/{r.randrange(90, 127)}.0.{version(r, 7000, 300)}"
    kind = r.randrange(20)
    if kind < 8:
        return f"Mozilla/5.0 ({r.choice(DESKTOPS)}) {KHTML} {chrome} Safari/537.36"
    if kind < 10:
        return (f"Mozilla/5.0 ({DESKTOPS[0]}) {KHTML} {chrome} Safari/537.36 "
                f"Edg/{version(r, 120, 1, 2000, 90)}")
    if kind < 13:
        return (f"Mozilla/5.0 (Linux; Android {r.randrange(7, 15)}; {r.choice(PHONES)}) {KHTML} "
                f"{chrome} Mobile Safari/537.36")
    if kind < 17:
        ios = f"{r.randrange(11, 18)}_{r.randrange(7)}_{r.randrange(5)}"
        return (f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) {KHTML} "
                f"Version/{ios.replace('_', '.')} Mobile/15E{r.randrange(999)} Safari/604.1")
    if kind < 19:
        return (f"Mozilla/5.0 ({r.choice(DESKTOPS[:3])}; rv:{r.randrange(60, 120)}.0) "
                f"Gecko/20100101 Firefox/{version(r, 120, 9)}")
    return r.choice([f"curl/{version(r, 8, 90, 50)}", f"python-requests/{version(r, 3, 90, 90)}",
                     f"Mozilla/5.0 (compatible; Googlebot/2.1; +http://a.b/{r.randrange(9999)})"])


def made_list():
    r, found = random.Random(7), set()
    while len(found) < COUNT:
        found.add(made(r))
    return sorted(found, key=lambda text: (hash_of(text), text))


def hash_of(text):
    """An order that is the same in each run and has nothing to do with the texts."""
    return random.Random(text).random()


def known_list():
    """What stands behind user_agent_string in uap-core's tests, without its quotes."""
    found = set()
    for path in glob.glob("/usr/share/uap-core/tests/*.yaml"):
        with open(path, encoding="utf-8") as f:
            found.update(line.split("user_agent_string:")[1].strip().strip("'\"")
                         for line in f if "user_agent_string:" in line)
    return sorted(found - {""}, key=hash_of)


def build(library):
    root = lab.ROOT
    done = subprocess.run(["cc", "-std=c17", "-O2", f"-I{root}/src", f"-I{root}/include", "-o",
                           PROGRAM, f"{root}/bench/agents.c", library, "-lre2", "-lstdc++", "-lm"],
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise lab.Failed("bench/agents.c: " + done.stderr.strip()[-300:])


def measure(penstock, rounds):
    """Yields (list, how many, agents a second, ns of a hit, us of making the tables)."""
    build(os.path.join(os.path.dirname(os.path.abspath(penstock)), "libpenstock.a"))
    for name, texts in (("made up", made_list()), ("uap-core's tests", known_list())):
        path = os.path.join(lab.SCRATCH, "agents.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(t + "\n" for t in texts)
        if texts:
            out = subprocess.run([PROGRAM, path, str(rounds)], stdout=subprocess.PIPE, text=True,
                                 check=True).stdout
            yield (name, len(texts), *map(float, out.split()))

# SPDX-License-Identifier: Apache-2.0
"""Instructions of an event by phase, and the ratchet over them. Counts are those of callgrind: the
same on a busy machine, and on another one with the same compiler and libraries."""

import collections
import csv
import os
import re
import subprocess

import lab

RATCHET = os.path.join(lab.ROOT, "bench/instructions.tsv")
TOLERANCE = 0.02  # a compiler's patch release moves counts by less

# What a line of callgrind_annotate belongs to, by "file:function [object]": the first that fits.
PHASES = [
    ("frame", r"src/codec/(frame|syslog_header)|src/codec/flow_log|src/plan/stream|src/cli/"),
    ("regex", r"src/regex/|libre2|re2::|\bUserAgent|user_agent"),
    ("write", r"src/event/writer|src/plan/(event|output)|src/base/buf|escape|json_dump"),
    ("scan", r"src/codec/json|src/codec/(kv|cef|leef|dsv|xml)|src/stage/|libexpat|xml_tree"
             r"|mark_|ascii_|json_load|src/base/utf8"),
    ("infer", r"src/event/infer|src/codec/(domain|url)"),
    ("coerce", r"src/event/(coerce|text_number|number)|src/codec/(date|ip|mac|zone)|src/base/num"
               r"|src/plan/(fit|normalize)"),
    ("VM", r"src/lang/|src/event/(attr|chars|value|dict|list|hash)|methods"),
    ("slots", r"src/plan/|src/event/"),
]
NAMES = [name for name, _ in PHASES] + ["rest"]
RULES = [(name, re.compile(rule)) for name, rule in PHASES]
LINE = re.compile(r"^\s*([\d,]+) \([ \d.]+%\)\s+(\S+:\S.*)$", re.MULTILINE)


def phase_of(where):
    return next((name for name, rule in RULES if rule.search(where)), "rest")


def of_run(name):
    """{phase: instructions} of the last callgrind run of that name (lab.instructions)."""
    done = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no",
                           os.path.join(lab.WORK, f"{name}.callgrind")],
                          capture_output=True, text=True, check=False)
    found = collections.Counter()
    for number, where in LINE.findall(done.stdout):
        found[phase_of(where)] += int(number.replace(",", ""))
    return found


def per_event(name, make_job, counts):
    """{phase: instructions an event, "all": their sum, "start": the rest} from two runs, of
    counts = (fewer, more) events; None without valgrind."""
    fewer, more = counts
    runs = []
    for n in counts:
        total = lab.instructions(make_job(n), name)
        if total is None:
            return None
        runs.append((total, of_run(name)))
    found = {p: (runs[1][1][p] - runs[0][1][p]) / (more - fewer) for p in NAMES}
    found["all"] = (runs[1][0] - runs[0][0]) / (more - fewer)
    found["start"] = runs[0][0] - found["all"] * fewer
    return found


# ---- ratchet ----


def recorded():
    """{case: instructions an event} as committed."""
    with open(RATCHET, encoding="utf-8", newline="") as f:
        return {row["case"]: float(row["all"]) for row in csv.DictReader(f, delimiter="\t")}


def record(measured):
    columns = ["case", "all", *NAMES]
    with open(RATCHET, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, columns, delimiter="\t", lineterminator="\n",
                             extrasaction="ignore")
        out.writeheader()
        for case in sorted(measured):
            out.writerow({"case": case, **{k: round(v) for k, v in measured[case].items()}})


def verdicts(measured):
    """(case, what to say, whether it is good) for each case; a record without a measurement, or
    the other way round, is bad."""
    before = recorded()
    for case in sorted({*before, *measured}):
        if case not in measured or case not in before:
            yield case, "is not in " + ("bench/instructions.tsv" if case in measured else
                                        "the cases of tools/bench"), False
            continue
        now, then = measured[case]["all"], before[case]
        text = f"{now:,.0f} instructions an event, {then:,.0f} recorded ({now / then - 1:+.1%})"
        yield case, text, now <= then * (1 + TOLERANCE)

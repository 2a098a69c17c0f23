# SPDX-License-Identifier: Apache-2.0
"""tools/bench --corpus: every format of a folder of formats, by bench/corpus.c. Each is fed the raw
records of its own tests in turn. What that leaves out: framing, reading and writing; and it is
kinder than traffic, because a few records that come again and again are in every cache there is,
the processor's and the engine's own (user agents are remembered)."""

import collections
import csv
import json
import math
import os
import re
import shutil
import statistics
import subprocess

import lab

GOAL, FLOOR, SLOWEST = 400000, 250000, 30000  # events per second of processor time
REPETITIONS, MILLISECONDS = 9, 20
SHOWN = 10
Row = collections.namedtuple("Row", "name records bytes written ns spread")

# Which part of the work an instruction is for, by the file under src/ that it came from; the
# first that fits. What a library does is told apart by the library.
PARTS = [("regex", r"src/regex/|libre2"), ("dates", r"src/codec/(date|zone)"),
         ("json in", r"src/codec/json|src/event/json_load"),
         ("other codecs", r"src/codec/|libexpat|src/event/xml_tree"),
         ("stages", r"src/stage/"), ("templates", r"src/lang/"),
         ("plan", r"src/plan/"), ("infer", r"src/event/infer"),
         ("dicts", r"src/event/(dict|hash)"), ("writer", r"src/event/(writer|json_dump)"),
         ("coerce", r"src/event/(coerce|text_number|number|taxonomy)"),
         ("values", r"src/(event|base)/"), ("libc", r"libc|sysdeps|string/|malloc/")]


def driver(penstock):
    """Path of bench/corpus.c's program in the build that penstock is of, built when needed."""
    build = os.path.dirname(penstock)
    done = subprocess.run(["cmake", "--build", build, "--target", "corpus"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise lab.Failed("bench/corpus.c does not build: " + done.stdout[-300:])
    return os.path.join(build, "corpus")


def folders(penstock, corpus):
    """{format: folder} of all that a folder of formats holds, but for a skeleton of new ones."""
    done = subprocess.run([penstock, "formats", "--formats", corpus, "--json"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise lab.Failed(done.stderr.strip() or f"{corpus}: no formats")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {f["format"]: f["folder"] for f in found if f["loads"] and "{{" not in f["format"]}


def rows_of(text, names):
    """What the driver wrote, as Rows."""
    rows = []
    for line in text.splitlines():
        folder, records, size, written, *ns = line.split("\t")
        ns = [float(n) for n in ns]
        rows.append(Row(names.get(folder, folder), int(records), float(size), float(written),
                        lab.middle(ns) if ns else 0, (max(ns) / min(ns)) if ns else 0))
    return rows


def measure(penstock, found, mode="time"):
    done = subprocess.run([driver(penstock), mode, str(REPETITIONS), str(MILLISECONDS),
                           *found.values()], capture_output=True, text=True, check=False)
    if done.returncode:
        raise lab.Failed(done.stderr.strip()[-300:])
    return rows_of(done.stdout, {v: k for k, v in found.items()}), done.stderr.splitlines()


def geometric(numbers):
    return math.exp(statistics.fmean(math.log(n) for n in numbers))


def keep_rows(rows):
    path = os.path.join(lab.WORK, "corpus.tsv")
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, delimiter="\t", lineterminator="\n")
        out.writerow(["format", "records", "bytes", "bytes written", "ns", "events per cpu s",
                      "slowest to fastest repetition"])
        for r in rows:
            out.writerow([r.name, r.records, f"{r.bytes:.0f}", f"{r.written:.0f}", f"{r.ns:.0f}",
                          f"{1e9 / r.ns:.0f}", f"{r.spread:.2f}"])
    return path


def corpus(bench, table):
    """Speed of each format; figures beside the goals. 1 when the mean is below the floor."""
    found = {name: folder for name, folder in
             folders(bench.args.penstock, bench.args.corpus).items() if bench.wants(name)}
    rows, left_out = measure(bench.args.penstock, found)
    rows.sort(key=lambda r: r.ns, reverse=True)
    if not rows:
        raise lab.Failed("no format was measured")
    for line in left_out:
        bench.say(line)
    shown = rows if bench.args.names else rows[:SHOWN]
    table(bench, ["slowest formats", "records", "bytes", "written", "ns/event", "events/cpu s",
                  "ns/byte"],
          [[r.name, str(r.records), f"{r.bytes:,.0f}", f"{r.written:,.0f}", f"{r.ns:,.0f}",
            f"{1e9 / r.ns:,.0f}", f"{r.ns / r.bytes:.1f}"] for r in shown])
    mean = geometric(1e9 / r.ns for r in rows)
    middle, slow = (1e9 / ns for ns in (statistics.median(r.ns for r in rows), rows[0].ns))
    bench.keep("corpus", formats=len(rows), geometric_mean=mean, median=middle, slowest=slow)
    table(bench, ["events per second of processor time", "found", "wanted"],
          [[f"geometric mean of {len(rows)} formats", f"{mean:,.0f}",
            f"{GOAL:,} (at least {FLOOR:,})"],
           ["median", f"{middle:,.0f}", ""], ["slowest", f"{slow:,.0f}", f"{SLOWEST:,}"],
           [f"formats below {SLOWEST:,}", str(sum(1e9 / r.ns < SLOWEST for r in rows)), "0"]])
    bench.say("every format: " + os.path.relpath(keep_rows(rows)))
    return 0 if mean >= FLOOR and slow >= SLOWEST else 1


# ---- instructions ----


def part_of(where):
    return next((name for name, pattern in PARTS if re.search(pattern, where)), "other")


def read_dump(path):
    """One callgrind dump: {part: instructions}, {function: instructions}, own cost only."""
    names, parts, functions = {}, collections.Counter(), collections.Counter()
    at = {"ob": "", "fl": "", "fn": ""}
    call = False
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            named = re.match(r"(c?)(ob|fl|fi|fe|fn|file)=\((\d+)\)(?: (.*))?$", line.rstrip("\n"))
            if named:
                callee, kind, number, text = named.groups()
                group = {"fi": "fl", "fe": "fl", "file": "fl"}.get(kind, kind)
                if text is not None:
                    names[group, number] = text
                if not callee:
                    at[group] = names.get((group, number), "")
                continue
            if line.startswith("calls="):
                call = True
                continue
            cost = re.match(r"[+*\-\d]\S* (\d+)$", line)
            if cost and not call:
                where = at["fl"] if "src/" in at["fl"] else at["ob"] + " " + at["fl"]
                parts[part_of(where)] += int(cost.group(1))
                functions[re.sub(r"'\d+$|\.(isra|constprop|part)\.\d+", "", at["fn"])] += int(
                    cost.group(1))
            call = False
    return parts, functions


def count(bench, found):
    """Runs the driver under callgrind, a dump for each format; [(Row, parts, functions)]."""
    if not shutil.which("valgrind"):
        raise lab.Failed("not measured: install valgrind (tools/setup bench)")
    out = os.path.join(lab.SCRATCH, "corpus.callgrind")
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=measured",
         "--dump-after=measured", f"--callgrind-out-file={out}", driver(bench.args.penstock),
         "count", "1", *found.values()], capture_output=True, text=True, check=False)
    if done.returncode:
        raise lab.Failed("valgrind: " + done.stderr[-300:])
    rows = rows_of(done.stdout, {v: k for k, v in found.items()})
    return [(row, *read_dump(f"{out}.{i}")) for i, row in enumerate(rows, 1)]


def keep_counts(counts, names):
    path = os.path.join(lab.WORK, "corpus-instructions.tsv")
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, delimiter="\t", lineterminator="\n")
        out.writerow(["format", "records", "instructions per event", *names,
                      "first functions, in hundredths"])
        for row, parts, functions in counts:
            total = sum(parts.values())
            first = " ".join(f"{fn}:{100 * n / total:.0f}"
                             for fn, n in functions.most_common(6))
            out.writerow([row.name, row.records, f"{total / row.records:.0f}",
                          *(f"{parts[n] / row.records:.0f}" for n in names), first])
    return path


def instructions(bench, table):
    """Instructions per event of each format, and what they are for: the same on a busy machine."""
    found = {name: folder for name, folder in
             folders(bench.args.penstock, bench.args.corpus).items() if bench.wants(name)}
    counts = sorted(count(bench, found), key=lambda c: -sum(c[1].values()) / c[0].records)
    names = [name for name, _ in PARTS] + ["other"]
    each = {row.name: sum(parts.values()) / row.records for row, parts, _ in counts}
    shown = counts if bench.args.names else counts[:SHOWN]
    bench.say("instructions per event, and hundredths of them by what they are for")
    table(bench, ["format", "instructions", *names],
          [[row.name, f"{each[row.name]:,.0f}",
            *(f"{100 * parts[n] / sum(parts.values()):.0f}" for n in names)]
           for row, parts, _ in shown] + [mean_row(counts, names, each)])
    functions = collections.Counter()
    for _, parts, own in counts:
        for fn, n in own.items():
            functions[fn] += 100 * n / sum(parts.values()) / len(counts)
    bench.say("functions, hundredths of a format's instructions, mean of the formats: " + ", ".join(
        f"{fn} {n:.1f}" for fn, n in functions.most_common(25)))
    bench.keep("corpus", instructions_per_event=geometric(each.values()))
    bench.say("every format: " + os.path.relpath(keep_counts(counts, names)))
    return 0


def mean_row(counts, names, each):
    """The geometric mean of the counts; of the parts the mean of their shares."""
    shares = [statistics.fmean(100 * parts[n] / sum(parts.values()) for _, parts, _ in counts)
              for n in names]
    return ["geometric mean", f"{geometric(each.values()):,.0f}", *(f"{s:.0f}" for s in shares)]

# SPDX-License-Identifier: Apache-2.0
"""tools/bench --growth: what must not grow. Processor time per event with the number of events and of
formats in memory; instructions per byte with the length of a line, for each kind of work that a
line can make (instructions, because memory for one line of 16 MiB has to come from the system
first, and that time says nothing about the work); the time that the program takes to start."""

import os

import corpora
import lab

LEVELS = {10**4: 9, 10**5: 5, 10**6: 3, 10**7: 1}  # events: rounds
PART = 10**4      # events of the file that is read again and again
FORMATS, PAIRS = 200, 5
SHORT, LONG = 1 << 20, (16 << 20) - (1 << 10)  # bytes of a line: longer than one read, the limit
SOME = 4 << 20    # bytes of short lines
FLAT, START_MS = 1.10, 15
STARTS = 21

# Name, the stage (None: templates only), the text of a line of about so many bytes.
SHAPES = {}


def shape(name, stage=None, value="parsed.message.a", options=""):
    """Registers what makes a line for a format of one stage and one field."""
    def keep(make):
        SHAPES[name] = (stage, value, options, make)
        return make
    return keep


def series(size, item):
    """item(0) item(1) … until there are `size` bytes."""
    parts, n = [], 0
    for i in range(size):
        parts.append(item(i))
        n += len(parts[-1])
        if n >= size:
            break
    return "".join(parts[:-1])


@shape("text", value="original.message")
def text(size):
    return "word " * (size // 5)


@shape("template: lower, replace, split", value="original.message.lower().replace('w', 'v')"
       ".split(' ') | length")
def template(size):
    return "Word " * (size // 5)


@shape("template: regular expression",
       value="original.message | regex_search('x+y')")
def regex_search(size):
    return "xxxx " * (size // 5)


@shape("JSON, a long text", "json.parse-json")
def json_text(size):
    return '{"a":"' + "word " * ((size - 16) // 5) + '"}'


@shape("JSON, escapes", "json.parse-json")
def json_escapes(size):
    return '{"a":"' + "\\n\\u00e9" * ((size - 16) // 8) + '"}'


@shape("JSON, members", "json.parse-json")
def json_members(size):
    return "{" + series(size - 64, lambda i: f'"member{i}":{i},') + '"a":1}'


@shape("JSON, an array", "json.parse-json")
def json_array(size):
    return '{"a":[' + series(size - 64, lambda i: f"{i},") + "0]}"


@shape("key=value", "kv.parse-kv")
def pairs(size):
    return series(size - 64, lambda i: f"key{i}=value{i} ") + "a=1"


@shape("key=value, one long value", "kv.parse-kv")
def pair(size):
    return 'a="' + "word " * ((size - 16) // 5) + '"'


@shape("CSV", "dsv.parse-dsv", options="columnnames: [a, b, c]\n        delimiter: ','")
def columns(size):
    return series(size, lambda i: f"{i},") + "0"


@shape("XML, elements", "xml.parse-xml", value="parsed.message.r.a")
def elements(size):
    return "<r>" + series(size - 64, lambda i: f"<e{i % 50}>{i}</e{i % 50}>") + "<a>1</a></r>"


@shape("XML, a long text", "xml.parse-xml", value="parsed.message.r.a")
def element(size):
    return "<r><a>" + "word &amp; " * ((size - 64) // 11) + "</a></r>"


@shape("CEF", "cef.parse-cef")
def cef(size):
    return "CEF:0|v|p|1|1|n|1|" + series(size - 64, lambda i: f"key{i}=some value ") + "a=1"


@shape("LEEF", "leef.parse-leef")
def leef(size):
    return "LEEF:1.0|v|p|1|1|" + series(size - 64, lambda i: f"key{i}=value\t") + "a=1"


@shape("grok, matches", "grok.match", options="pattern: '%{WORD:b} %{GREEDYDATA:a} end'")
def grok(size):
    return "begin " + "word " * ((size - 16) // 5) + "end"


@shape("grok, matches not", "grok.match",
       options="pattern: '%{DATA:b}=%{DATA:c},%{GREEDYDATA:a} end'")
def no_grok(size):
    return "k=v," * (size // 4)


def folder_of(name, stage, value, options):
    """A format of one stage and one field, made in the scratch folder."""
    at = os.path.join(lab.SCRATCH, "formats", "".join(c if c.isalnum() else "-" for c in name))
    os.makedirs(os.path.join(at, "ingest"), exist_ok=True)
    step = f"""  - name: parsed
    external:
      name: {stage}
      properties:
        input_field: original.message
        output_field: message
        {options}
""" if stage else ""
    with open(os.path.join(at, "ingest/parser.yml"), "w", encoding="utf-8") as f:
        f.write(f"""name: one
pipeline:
{step}  - name: event
stages:
  event:
    actions:
      - set:
          event.reason: "{{{{{value}}}}}"
""")
    return at


def per_byte(bench, make, folder, size):
    """Instructions for each byte of lines of that size, starting left out."""
    path = os.path.join(lab.SCRATCH, "lines")
    line = make(size).encode() + b"\n"
    with open(path, "wb") as f:
        for _ in range(max(1, SOME // len(line))):
            f.write(line)
    job = lab.Job([bench.args.penstock, "parse", "-f", folder, "--framing", "lines",
                   "--threads", "1", path])
    nothing = lab.Job([*job.command[:-1], os.devnull])
    counts = [lab.instructions(j, "growth") for j in (job, nothing)]
    return None if None in counts else (counts[0] - counts[1]) / os.path.getsize(path)


def lengths(bench, goals, table):
    """Each kind of work in one line of 16 MiB, and in four of 1 MiB."""
    rows = []
    for name, (stage, value, options, make) in SHAPES.items():
        folder = folder_of(name, stage, value, options)
        short, long = (per_byte(bench, make, folder, size) for size in (SHORT, LONG))
        if short is None:
            bench.say("length of a line: not measured: install valgrind (tools/setup bench)")
            return
        rows.append([name, f"{short:.1f}", f"{long:.1f}", f"{long / short:.2f}"])
        bench.keep(f"growth {name}", instructions_per_byte=short,
                   instructions_per_byte_long=long)
    table(bench, ["instructions per byte, lines of", "1 MiB", "16 MiB", "ratio"], rows)
    worst = max(rows, key=lambda r: float(r[3]))
    goals.append((f"instructions per byte, 16 MiB to 1 MiB ({worst[0]})", FLAT,
                  float(worst[3]), ""))


def events(bench, goals, table):
    path, one = lab.make_input("alerts", PART), lab.make_input("alerts", 1)
    case = ("alerts", "formats/SesameIT/jizo", "lines")
    start = lab.middle([bench.job(case, one).run().cpu for _ in range(9)])
    found = {}
    for count, rounds in LEVELS.items():
        job = bench.job(case, path)
        job.command += [path] * (count // PART - 1)
        cpu = lab.middle([job.run().cpu for _ in range(rounds)])
        found[count] = 1e9 * (cpu - start) / count
        bench.keep(f"growth {count} events", ns_per_event=found[count])
    table(bench, ["events", "ns/event"], [[f"{c:,}", f"{ns:,.0f}"] for c, ns in found.items()])
    goals.append(("time per event, 10,000,000 to 10,000", FLAT,
                  found[max(found)] / found[min(found)], ""))


def loaded(bench, goals, table):
    """Jizo alone and among others that are in memory; then an event of each in turn."""
    jizo = os.path.join(lab.ROOT, "formats/SesameIT/jizo")
    others = list(corpora.folders(bench.args.penstock, bench.args.corpus or
                                  os.path.join(lab.ROOT, "formats")).values())
    many = {jizo: jizo}
    for i in range(FORMATS - 1):  # keys only have to differ
        many[f"{i}"] = others[i % len(others)]
    alone, among, turns = [], [], []
    for _ in range(PAIRS):
        alone.append(corpora.measure(bench.args.penstock, {jizo: jizo})[0][0].ns)
        rows = corpora.measure(bench.args.penstock, many, "among")[0]
        among.append(rows[0].ns)
        turns.append(rows[-1].ns)
    # What the same mix costs when each format runs by itself.
    rows = corpora.measure(bench.args.penstock, many)[0]
    each = sum(r.ns for r in rows) / len(rows)
    table(bench, ["ns/event", "found"],
          [["Jizo, one format in memory", f"{lab.middle(alone):,.0f}"],
           [f"Jizo, {FORMATS} formats in memory", f"{lab.middle(among):,.0f}"],
           [f"{FORMATS} formats, each by itself, mean", f"{each:,.0f}"],
           [f"{FORMATS} formats, one event of each in turn", f"{lab.middle(turns):,.0f}"]])
    bench.keep("growth formats", one=lab.middle(alone), many=lab.middle(among),
               each=each, turns=lab.middle(turns))
    goals.append((f"time per event, {FORMATS} formats in memory to 1", FLAT,
                  lab.middle([m / a for m, a in zip(among, alone)]), ""))


def cold_start(bench, goals):
    job = bench.job(("alerts", "formats/SesameIT/jizo", "lines"), lab.make_input("alerts", 1))
    costs = [job.run() for _ in range(STARTS)]
    wall, cpu = (1e3 * lab.median(costs, part) for part in ("wall", "cpu"))
    bench.keep("growth start", wall_ms=wall, cpu_ms=cpu)
    goals.append(("ms to start, parse one event and end", START_MS, wall,
                  f"{cpu:.1f} ms of processor time"))


def growth(bench, table):
    """1 when a goal is missed."""
    goals = []
    cold_start(bench, goals)
    loaded(bench, goals, table)
    lengths(bench, goals, table)
    events(bench, goals, table)
    table(bench, ["goal", "at most", "found", "verdict", "remark"],
          [[name, f"{most:g}", f"{found:.2f}", "good" if found <= most else "MISSED", remark]
           for name, most, found, remark in goals])
    return 0 if all(found <= most for _, most, found, _ in goals) else 1

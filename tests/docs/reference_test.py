#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every example of docs/language and checks that no filter, test, method, stage, property
or type lacks one.

Examples are fenced blocks; the word after the fence says what is in them.

    template    `with {…}` gives the names that the lines after it may read; the other lines are
                `TEMPLATE → RESULT`
    stage       an external entry in YAML, then `>> INPUT` and `<< RESULT` (the stage's layer)
    format      `pipeline`, `stages`, … in YAML, then `>> INPUT` and `<< EVENT`
    type        `TYPE-OR-FIELD: INPUT → VALUE`

A result is JSON, or `not set`. An EVENT need not be whole: what it names must be so, and null
stands for a field that is not there. Needs $PEN_ROOT and $PEN_BUILD; prints TAP.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT, BUILD = os.environ.get("PEN_ROOT", "."), os.environ.get("PEN_BUILD", "build")
DRIVER, PENSTOCK = os.environ.get("PEN_DRIVER", BUILD + "/template_driver"), os.environ.get("PEN_CLI", BUILD + "/penstock")
PAGES = os.path.join(ROOT, "docs", "language")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import gen_reference  # noqa: E402

NOT_SET = object()
FIELD_OF = "result"


class Block:
    """One fenced block: where it is, what it is, its lines, and the headings above it."""

    def __init__(self, page, line, kind, heading):
        self.page, self.line, self.kind, self.heading, self.lines = page, line, kind, heading, []

    def where(self, offset=0):
        return "%s:%d" % (self.page, self.line + 1 + offset)


def read_blocks(page):
    blocks, block, heading = [], None, {}
    with open(os.path.join(PAGES, page), encoding="utf-8") as f:
        for number, line in enumerate(f.read().split("\n"), 1):
            if line.startswith("```"):
                block = None if block else Block(page, number, line[3:].strip(), dict(heading))
                if block:
                    blocks.append(block)
            elif block:
                block.lines.append(line)
            elif line.startswith("#"):
                level = len(line) - len(line.lstrip("#"))
                heading = {k: v for k, v in heading.items() if k < level}
                heading[level] = line.strip("# ").strip("`")
    return blocks


def expectation(text):
    text = text.strip()
    return NOT_SET if text == "not set" else json.loads(text)


def show(value):
    return "not set" if value is NOT_SET else json.dumps(value, ensure_ascii=False)


def same(a, b):
    """Equal, and of the same type all the way down (True is not 1)."""
    return a is b or (a is not NOT_SET and b is not NOT_SET and json.dumps(a) == json.dumps(b))


# ---- templates ----

def template_cases(block):
    layers = {}
    for i, line in enumerate(block.lines):
        if line.startswith("with "):
            layers = json.loads(line[5:])
        elif line.strip():
            source, _, result = line.rpartition(" → ")
            yield {"where": block.where(i), "template": source, "layers": layers, "want": expectation(result)}


def run_templates(cases):
    text = "".join(json.dumps({"template": c["template"], "layers": c["layers"]}) + "\n" for c in cases)
    out = subprocess.run([DRIVER], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    for c, line in zip(cases, out.split("\n")):
        got = json.loads(line)
        c["got"] = got["result"] if got.get("set") else NOT_SET
        yield c, same(c["got"], c["want"])


# ---- formats ----

def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def run_format(parser, fields, message):
    """The event that a made-up format makes of a message."""
    with tempfile.TemporaryDirectory() as folder:
        put(folder + "/ingest/parser.yml", parser)
        put(folder + "/_meta/manifest.yml", "uuid: 00000000-0000-0000-0000-000000000000\nname: example\nslug: example\n")
        put(folder + "/_meta/fields.yml", json.dumps({n: {"name": n, "type": t, "description": ""} for n, t in fields.items()}))
        put(folder + "/message", message)
        done = subprocess.run([PENSTOCK, "parse", "-f", folder, "--framing", "whole", folder + "/message"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return json.loads(done.stdout.decode() or "{}")


def look_up(event, name):
    for key in name.split("."):
        if not isinstance(event, dict) or key not in event:
            return NOT_SET
        event = event[key]
    return event


def rename(message):
    return message.replace("\\n", "\n").replace("\\t", "\t")


def pairs_of(block):
    """The YAML of a block and its (line, input, result) pairs."""
    yaml, pairs, message = [], [], None
    for i, line in enumerate(block.lines):
        if line.startswith(">> "):
            message = line[3:]
        elif line.startswith("<< "):
            pairs.append((i, message, expectation(line[3:])))
        else:
            yaml.append(line)
    return "\n".join(yaml), pairs


STAGE = """name: example
pipeline:
  - name: parsed
    external:
%s
  - name: show
stages:
  show:
    actions:
      - set: {%s: "{{parsed.message}}"}
"""


def run_stage(block):
    yaml, pairs = pairs_of(block)
    parser = STAGE % ("\n".join("      " + line for line in yaml.split("\n")), FIELD_OF)
    for i, message, want in pairs:
        kind = "flattened" if isinstance(want, dict) else "unchanged"
        got = look_up(run_format(parser, {FIELD_OF: kind}, rename(message)), FIELD_OF)
        yield {"where": block.where(i), "want": want, "got": got}, same(got, want)


def covers(got, want):
    if want is None:
        return got is NOT_SET
    if isinstance(want, dict) and (isinstance(got, dict) or got is NOT_SET):
        return all(covers(NOT_SET if got is NOT_SET else got.get(k, NOT_SET), v) for k, v in want.items())
    return same(got, want)


def run_whole(block):
    yaml, pairs = pairs_of(block)
    fields = {}
    if yaml.startswith("fields: "):
        first, _, yaml = yaml.partition("\n")
        fields = json.loads(first[8:])
    for i, message, want in pairs:
        got = run_format("name: example\n" + yaml + "\n", fields, rename(message))
        yield {"where": block.where(i), "want": want, "got": got}, covers(got, want)


TYPED = """name: example
pipeline:
  - name: p
    external: {name: json.parse-json}
  - name: show
stages:
  show:
    actions:
      - set: {"%s": "{{p.message.v}}"}
"""


def type_cases(block):
    for i, line in enumerate(block.lines):
        if line.strip():
            name, _, rest = line.partition(": ")
            value, _, result = rest.rpartition(" → ")
            yield {"where": block.where(i), "name": name, "value": json.loads(value), "want": expectation(result)}


def run_types(block):
    for c in type_cases(block):
        core = "." in c["name"] or "@" in c["name"]
        field = c["name"] if core else FIELD_OF
        event = run_format(TYPED % field, {} if core else {FIELD_OF: c["name"]}, json.dumps({"v": c["value"]}))
        c["got"] = look_up(event, field) if field != "@timestamp" else event.get(field, NOT_SET)
        yield c, same(c["got"], c["want"])


RUN = {"stage": run_stage, "format": run_whole, "type": run_types}


# ---- coverage ----

def text_of(blocks, page, kind):
    return "\n".join("\n".join(b.lines) for b in blocks if b.page == page and b.kind == kind)


def missing_examples(blocks):
    facts = gen_reference.read_facts(ROOT)
    filters, tests, stages = (text_of(blocks, p + ".md", k) for p, k in (("filters", "template"), ("tests", "template"), ("stages", "stage")))
    types = text_of(blocks, "types.md", "type")
    for row in facts["filters"]:
        if not any(re.search(r"\|\s*%s\b" % re.escape(n), filters) for n in [row["name"]] + row["aliases"]):
            yield "filter " + row["name"]
    for row in facts["tests"]:
        if not any(re.search(r"\bis (not )?%s(?![\w=])" % re.escape(n), tests) for n in [row["name"]] + row["aliases"]):
            yield "test " + row["name"]
    for row in facts["methods"]:
        part = "\n".join("\n".join(b.lines) for b in blocks if b.page == "methods.md" and b.heading.get(2) == row["type"])
        if "." + row["name"] + "(" not in part:
            yield "method %s.%s" % (row["type"], row["name"])
    for stage in facts["stages"]:
        part = "\n".join("\n".join(b.lines) for b in blocks if b.page == "stages.md" and b.heading.get(2) == stage["name"])
        if "name: " + stage["name"] not in part:
            yield "stage " + stage["name"]
        for option in stage["options"]:
            if not re.search(r"\b%s:" % option["name"], part):
                yield "property %s of %s" % (option["name"], stage["name"])
    for name in facts["types"]:
        if not re.search(r"^%s: " % re.escape(name), types, re.M) and name != "ecs-date":
            yield "type " + name
    if not stages:
        yield "all of stages.md"


def main():
    for needed in (DRIVER, PENSTOCK):
        if not os.access(needed, os.X_OK):
            print("1..0 # SKIP no " + needed)
            return 77
    blocks = [b for p in sorted(os.listdir(PAGES)) if p.endswith(".md") for b in read_blocks(p)]
    cases = [c for b in blocks if b.kind == "template" for c in template_cases(b)]
    results = list(run_templates(cases))
    with ThreadPoolExecutor(2) as pool:
        runs = [b for b in blocks if b.kind in RUN]
        for done in pool.map(lambda b: list(RUN[b.kind](b)), runs):
            results += done
    lines = [(good, "%s %s" % (c["where"], c.get("template", "")), "want %s, got %s" % (show(c["want"]), show(c["got"]))) for c, good in results]
    lines += [(False, "an example of " + m, "") for m in missing_examples(blocks)]
    lines.append((not gen_reference.check(ROOT), "the tables are those of the sources", "run tools/gen_reference.py"))
    for i, (good, name, detail) in enumerate(lines, 1):
        print("%sok %d - %s" % ("" if good else "not ", i, name.replace("#", "\\#")) + ("" if good else "\n# " + detail))
    print("1..%d" % len(lines))
    return 0 if all(line[0] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())

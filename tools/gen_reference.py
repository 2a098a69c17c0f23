#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of docs/language from the sources, between the marks of each page.

    gen_reference.py [--check] [ROOT]

A page has `<!-- table NAME -->` and `<!-- end -->` on lines of their own; what stands between
is replaced. With --check nothing is written; exit 1 when something would change.
"""
import os
import re
import sys

ROW = re.compile(r'^PEN_(FILTER|TEST|METHOD)(_ALIAS)?\((.*)\)$')
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
GROK = ("base", "servers", "network", "operations")


def read(root, *path):
    with open(os.path.join(root, *path), encoding="utf-8") as f:
        return f.read()


def unquote(text):
    return text.replace('\\"', '"').replace("\\\\", "\\")


def read_rows(text):
    """Rows of a .def file: name, function, least, parameters, doc; aliases with their rows."""
    rows, aliases = [], []
    for line in text.split("\n"):
        m = ROW.match(line)
        if not m:
            continue
        strings = [unquote(s) for s in TEXT.findall(m.group(3))]
        words = [w.strip() for w in TEXT.sub("", m.group(3)).split(",")]
        if m.group(2):
            aliases.append((strings[0], words[1]))
        elif m.group(1) == "METHOD":
            rows.append({"type": words[0], "name": words[1], "least": int(words[2]), "parameters": strings[0], "doc": strings[1], "aliases": []})
        else:
            least = int([w for w in words if w.isdigit()][-1])
            rows.append({"name": strings[0], "fn": words[1], "least": least, "parameters": strings[1], "doc": strings[2], "aliases": []})
    for name, fn in aliases:
        next(r for r in rows if r["fn"] == fn)["aliases"].append(name)
    return rows


def read_stages(root):
    """The stage types in the order of registry.c, with their options."""
    source = ""
    for name in sorted(os.listdir(os.path.join(root, "src", "stage"))):
        source += read(root, "src", "stage", name) if name.endswith(".c") else ""
    types = {}
    for part in re.split(r"^// SPDX.*$", source, flags=re.M):
        options = {}
        for m in re.finditer(r"pen_stage_option (\w+)\[\] = \{(.*?)\n\};", part, re.S):
            options[m.group(1)] = [
                {"name": unquote(o.group(1)), "kind": o.group(2).lower(), "required": o.group(3) == "true", "doc": unquote(o.group(4))}
                for o in re.finditer(r'\{"([^"]*)", PEN_OPTION_(\w+), (true|false),\s*"((?:[^"\\]|\\.)*)"\}', m.group(2))]
        for m in re.finditer(r"^const pen_stage_type (\w+) = \{(.*?)\n\};", part, re.S | re.M):
            fields = dict(re.findall(r"\.(\w+) = (.*?),\n", m.group(2)))
            types[m.group(1)] = {"name": fields["name"].strip('"'), "doc": unquote(fields["doc"].strip('"')),
                                 "input": fields["default_input"].strip('"'), "options": options.get(fields.get("options"), [])}
    order = re.findall(r"&(pen_stage_\w+)", read(root, "src", "stage", "registry.c"))
    return [types[name] for name in order]


def read_types(root):
    return re.findall(r'\{"([\w-]+)", PEN_TYPE_\w+\}', read(root, "src", "event", "taxonomy.c"))


def read_grok(root):
    for part in GROK:
        lines = [x for x in read(root, "data", "grok", part + ".tsv").split("\n") if x and x[0] not in "#@"]
        yield part, [x.split("\t")[0] for x in lines]


def read_facts(root):
    return {
        "filters": read_rows(read(root, "src", "lang", "filters.def")),
        "tests": read_rows(read(root, "src", "lang", "tests.def")),
        "methods": read_rows(read(root, "src", "event", "methods.def")),
        "stages": read_stages(root),
        "types": read_types(root),
        "grok": list(read_grok(root)),
    }


# ---- tables ----

def cell(text):
    return text.replace("|", "\\|")


def code(text):
    return "`%s`" % cell(text)


def signature(row):
    """`a, b=…`: what must be given, then what may be; names that a keyword can give."""
    words = row["parameters"].split()
    out = []
    for i, word in enumerate(words):
        word = "…" if word == "*" else "value" if word == "_" else word
        out.append(word if i < row["least"] or word == "…" else "[%s]" % word)
    return ", ".join(out)


def builtin_table(rows, head):
    yield "| %s | Arguments | What it gives | Also called |" % head
    yield "| --- | --- | --- | --- |"
    for r in rows:
        arguments = code(signature(r)) if r["parameters"] else ""
        yield "| %s | %s | %s | %s |" % (code(r["name"]), arguments, cell(r["doc"]), ", ".join(code(a) for a in r["aliases"]))


def method_table(rows):
    yield "| Method | Arguments | What it gives |"
    yield "| --- | --- | --- |"
    for r in rows:
        yield "| %s | %s | %s |" % (code(r["name"]), code(signature(r)) if r["parameters"] else "", cell(r["doc"]))


def stage_table(stages):
    yield "| Stage | Turns | Default input |"
    yield "| --- | --- | --- |"
    for s in stages:
        yield "| [%s](#%s) | %s | %s |" % (code(s["name"]), s["name"].replace(".", ""), cell(s["doc"]), code(s["input"]))


KINDS = {"text": "text", "template": "template", "list": "list of texts", "map": "map of texts", "flag": "true or false"}


def option_table(stage):
    if not stage["options"]:
        yield "No properties of its own."
        return
    yield "| Property | Kind | Needed | What it is |"
    yield "| --- | --- | --- | --- |"
    for o in stage["options"]:
        yield "| %s | %s | %s | %s |" % (code(o["name"]), KINDS[o["kind"]], "yes" if o["required"] else "", cell(o["doc"]))


def grok_list(names):
    return [", ".join(code(n) for n in names)]


def tables(root):
    facts = read_facts(root)
    out = {"filters": builtin_table(facts["filters"], "Filter"), "tests": builtin_table(facts["tests"], "Test"), "stages": stage_table(facts["stages"])}
    for kind in ("str", "list", "tuple", "dict", "int", "float"):
        out["methods " + kind] = method_table([r for r in facts["methods"] if r["type"] == kind])
    for stage in facts["stages"]:
        out["properties " + stage["name"]] = option_table(stage)
    for part, names in facts["grok"]:
        out["grok " + part] = grok_list(names)
    return {k: list(v) for k, v in out.items()}


def fill(text, table):
    def put(m):
        if m.group(1) not in table:
            raise SystemExit("gen_reference: no table is called '%s'" % m.group(1))
        return "<!-- table %s -->\n\n%s\n\n<!-- end -->" % (m.group(1), "\n".join(table[m.group(1)]))
    return re.sub(r"<!-- table ([^>]+?) -->\n.*?<!-- end -->", put, text, flags=re.S)


def check(root, write=False):
    """The pages that differ from what they should be; they are written when asked to."""
    table, changed, used = tables(root), [], set()
    folder = os.path.join(root, "docs", "language")
    for page in sorted(p for p in os.listdir(folder) if p.endswith(".md")):
        text = read(folder, page)
        used.update(re.findall(r"<!-- table ([^>]+?) -->", text))
        new = fill(text, table)
        if new != text:
            changed.append(page)
            if write:
                with open(os.path.join(folder, page), "w", encoding="utf-8") as f:
                    f.write(new)
    return changed + ["no page has the table '%s'" % t for t in sorted(set(table) - used)]


def main():
    only_check = "--check" in sys.argv[1:]
    rest = [a for a in sys.argv[1:] if a != "--check"]
    root = rest[0] if rest else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    changed = check(root, not only_check)
    lacking = [c for c in changed if c.startswith("no page")]
    for c in changed if only_check else lacking:
        print("gen_reference: %s" % c, file=sys.stderr)
    return 1 if lacking or (only_check and changed) else 0


if __name__ == "__main__":
    sys.exit(main())

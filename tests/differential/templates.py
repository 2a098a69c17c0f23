#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random templates, run by Jinja2 and by penstock; their results must be the same.

    templates.py DRIVER [--seed N] [--count N]

DRIVER is the program template_driver of the build. Needs the Python package jinja2 (3.1).
Templates are made by a grammar over a few layers, so that most of them compile and many
give a value; no template is made twice in a run. COUNT is of runs: a template that Jinja
compiles runs over four sets of layers. Results are compared as JSON, with "cannot be computed" and "undefined" alike.
"""
import argparse
import gc
import json
import random
import subprocess
import sys
import warnings

import jinja2
from jinja2 import nativetypes

LAYERS = {
    "a": {
        "s": "Hello", "t": "x,y", "n": 7, "z": 0, "neg": -3, "f": 2.5, "yes": True, "no": False,
        "nil": None, "e": "", "l": [3, 1, 2], "w": ["b", "A", "b"], "ll": [[1, 2], [3, 4]],
        "rows": [{"k": "p", "v": 1}, {"k": "q", "v": 2}, {"k": "p"}], "none": [],
        "d": {"k": "v", "m": {"i": 5}}, "u": "Zoé", "big": 123456789012345678901234567890,
    },
    "b": {"s": "plain"},
}
EACH = 4


def join(values):
    values = list(values)
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return "".join(str(v) for v in values)


class Environment(nativetypes.NativeEnvironment):
    concat = staticmethod(join)

    def getattr(self, obj, attribute):
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Template(nativetypes.NativeTemplate):
    environment_class = Environment

    def render(self, values):
        return join(self.root_render_func(self.new_context(values)))


Environment.template_class = Template
ENV = Environment()
ENV.globals.clear()


class Maker:
    """Makes one random template."""

    def __init__(self, rng):
        self.rng = rng
        self.names = []  # variables that a set or for has made

    def pick(self, *makers):
        return self.rng.choice(makers)()

    def path(self):
        keys = list(LAYERS["a"]) + ["nope", "x"]
        base = self.rng.choice(["a.%s", "a['%s']", "a.get('%s')", "a.get('%s', 5)", "a.%s", "a.%s"])
        path = base % self.rng.choice(keys)
        if self.rng.random() < 0.15:
            path += self.rng.choice([".k", ".m.i", ".m", ".nope", "['k']", ".get('k')"])
        if self.names and self.rng.random() < 0.4:
            return self.rng.choice(self.names)
        return path if self.rng.random() < 0.97 else self.rng.choice(["b", "b.s", "b.s.x", "null"])

    def literal(self):
        return self.rng.choice(["1", "0", "2", "7", "1.5", "'a'", "'x,y'", "''", "'Hello'", "true",
                                "none", "[]", "[1, 2]", "['p']", "{}", "{'k': 1}", "(1, 2)", "-1"])

    def expr(self, depth):
        if depth <= 0:
            return self.path() if self.rng.random() < 0.65 else self.literal()
        sub = lambda: self.expr(depth - 1 - self.rng.randrange(2))  # noqa: E731
        op = self.rng.choice(["+", "-", "*", "/", "//", "%", "~", "and", "or", "==", "!=", "<",
                              "<=", ">", ">=", "in", "not in", "+", "~", "or", "=="])
        return self.pick(
            lambda: "%s %s %s" % (sub(), op, sub()),
            lambda: "(%s %s %s)" % (sub(), op, sub()),
            lambda: "(%s)" % sub(),
            lambda: "not %s" % sub(),
            lambda: "-%s" % sub(),
            lambda: "%s if %s else %s" % (sub(), sub(), sub()),
            lambda: "(%s if %s)" % (sub(), sub()),
            lambda: "[%s, %s]" % (sub(), sub()),
            lambda: "{'k': %s, 'v': %s}" % (sub(), sub()),
            lambda: "(%s, %s)" % (sub(), sub()),
            lambda: "(%s)[%s]" % (sub(), self.rng.choice(["0", "-1", "9", "'k'", sub()])),
            # Not of constants: Jinja folds slices of what has none to undefined, and fails
            # with them at run time.
            lambda: "%s[%s]" % (self.path(), self.rng.choice(["1:", "::-1", ":1", ":-1", "%s:" % sub()])),
            lambda: "(%s).%s" % (sub(), self.rng.choice(["k", "v", "0", "m", "nope"])),
            lambda: "%s %s %s %s %s" % (sub(), self.rng.choice(["<", "=="]), sub(), self.rng.choice([">=", "!="]), sub()),
            lambda: "%s | %s" % (sub(), self.filter(depth)),
            lambda: "%s | %s" % (sub(), self.filter(depth)),
            lambda: "%s is %s%s" % (sub(), self.rng.choice(["", "not "]), self.test()),
            lambda: "%s.%s" % (self.path(), self.method()),
            lambda: "%s ~ %s ~ %s" % (sub(), sub(), sub()),
        )

    def filter(self, depth):
        return self.rng.choice([
            "lower", "upper", "length", "first", "last", "list", "string", "int", "float", "join('-')",
            "join", "default('d')", "default('d', true)", "int(9)", "sum", "sort", "unique | list",
            "map('string') | list", "map(attribute='k') | list", "select | list", "reject('none') | list",
            "selectattr('k', 'eq', 'p') | list", "selectattr('v') | map(attribute='v') | sum",
            "replace('l', 'L')", "trim", "capitalize", "title", "abs", "round", "batch(2) | list",
            "reverse | list", "max", "min", "items | list", "default(%s)" % self.path(),
            "replace(%s, 'q')" % self.path(), "length > %s" % self.literal()])

    def test(self):
        return self.rng.choice(["defined", "none", "string", "number", "mapping", "sequence", "odd",
                                "even", "iterable", "eq(1)", "in [1, 7, 'Hello']", "gt 2", "divisibleby 2",
                                "true", "boolean", "integer", "float", "undefined", "lower"])

    def method(self):
        return self.rng.choice(["upper()", "lower()", "split(',')", "split()", "split(',')[0]", "strip('H')",
                                "startswith('He')", "replace('l', '1')", "items() | list", "keys() | list",
                                "get('k')", "get('k', 'd')", "index(1)", "index('l')", "count('l')", "copy()",
                                "isdigit()", "title()", "join(['a', 'b'])", "endswith(('o', 'y'))"])

    def output(self):
        strip = self.rng.choice([("{{ ", " }}")] * 5 + [("{{- ", " -}}"), ("{{ ", " -}}")])
        return strip[0] + self.expr(self.rng.randrange(3)) + strip[1]

    def text(self):
        return self.rng.choice(["x", " ", "a b", "\n", "[", "]", ", ", "{# c #}"])

    def statement(self, depth):
        return self.pick(self.if_, self.for_, self.set_, self.mutate, self.with_, self.filter_, self.macro)\
            if depth > 0 else self.output()

    def body(self):
        saved = list(self.names)
        parts = [self.pick(self.output, self.output, self.text, lambda: self.statement(self.rng.randrange(2)))
                 for _ in range(self.rng.randrange(1, 3))]
        self.names = saved
        return "".join(parts)

    def if_(self):
        parts = "{% if " + self.expr(1) + " %}" + self.body()
        if self.rng.random() < 0.3:
            parts += "{% elif " + self.expr(1) + " %}" + self.body()
        if self.rng.random() < 0.5:
            parts += "{%- else -%}" + self.body()
        return parts + "{% endif %}"

    def for_(self):
        items = self.rng.choice(["a.l", "a.w", "a.ll", "a.rows", "a.none", "a.s", "a.d", "a.nope", "a.rows | map(attribute='v')"])
        cond = " if " + self.expr(1) if self.rng.random() < 0.25 else ""
        saved = list(self.names)
        self.names += ["i", "i"]
        if self.rng.random() < 0.5:
            self.names += ["loop.index", "loop.last", "loop.first", "loop.revindex", "loop.previtem"]
        body = self.body()
        self.names = saved
        other = "{% else %}" + self.body() if self.rng.random() < 0.3 else ""
        return "{% for i in " + items + cond + " %}" + body + other + "{% endfor %}"

    def set_(self):
        name = self.rng.choice(["p", "q", "r"])
        if self.rng.random() < 0.25:
            text = "{% set " + name + " %}" + self.body() + "{% endset %}"
        else:
            text = "{% set " + name + " = " + self.expr(2) + " %}"
        self.names.append(name)
        return text

    def mutate(self):
        self.names.append("g")
        return "{% set g = [] %}{% for i in a.l %}{% set _ = g.append(i" + self.rng.choice(["", " + 1", " ~ a.s"]) + ") %}{% endfor %}"

    def with_(self):
        value = self.expr(1)
        self.names.append("h")
        body = self.body()
        self.names.remove("h")
        return "{% with h = " + value + " %}" + body + "{% endwith %}"

    def filter_(self):
        return "{% filter " + self.rng.choice(["upper", "length", "replace('a', 'b')"]) + " %}" + self.body() + "{% endfilter %}"

    def macro(self):
        saved = self.names
        self.names = ["u", "v"]
        body = self.pick(self.output, lambda: self.output() + self.text())
        self.names = saved
        return "{% macro m(u, v=2) %}" + body + "{% endmacro %}{{ m(" + self.rng.choice(["1", "a.s", "a.l, 3", "v=a.n, u=1", ""]) + ") }}"

    def template(self):
        kind = self.rng.random()
        if kind < 0.5:
            return "{{ " + self.expr(self.rng.randrange(1, 4)) + " }}"
        return "".join(self.pick(self.output, self.text, lambda: self.statement(1), lambda: self.statement(1))
                       for _ in range(self.rng.randrange(1, 4)))


def plain(v):
    """As penstock prints it; ValueError for what has no JSON."""
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, dict):
        return {str(k): plain(x) for k, x in v.items()}
    if v is None or isinstance(v, (bool, int, float, str)):
        return v
    raise ValueError("no JSON: %r" % type(v))


def compiled(text):
    """What Jinja makes of a template; None when it refuses it, the text when it is none."""
    if "{{" not in text and "{%" not in text:
        return text
    try:
        return ENV.from_string(text)
    except Exception:  # whatever it is, the value cannot be computed
        return None


def wanted(template, given):
    if template is None or isinstance(template, str):
        return template
    try:
        v = template.render(json.loads(json.dumps(given)))
    except Exception:
        return None
    return None if isinstance(v, jinja2.Undefined) else plain(v)


def as_literal(v):
    import ast
    if isinstance(v, str) and v.strip()[:1] in ("[", "{") and v.strip()[-1:] in ("]", "}"):
        try:
            r = ast.literal_eval(v.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return v
        return plain(r) if isinstance(r, (list, dict)) else v
    return v


def layers(rng):
    """The layers, in two of three cases with some values under other names."""
    a = dict(LAYERS["a"])
    if rng.random() < 0.67:
        for _ in range(rng.randrange(1, 6)):
            a[rng.choice(list(a))] = rng.choice(list(LAYERS["a"].values()))
    return {"a": a, "b": rng.choice([LAYERS["b"], LAYERS["b"], "text", 5, None, [1, "x"]])}


def case(text, template, given):
    """(text, layers, wanted), or None where the value has no JSON."""
    try:
        want = as_literal(wanted(template, given))
        return None if "object at 0x" in json.dumps(want) else (text, given, want)
    except (ValueError, RecursionError):
        return None


def make(rng, count, seen):
    """`count` cases; each template that is not in `seen` yet is run over four sets of layers."""
    cases = []
    while len(cases) < count:
        text = Maker(rng).template()
        if hash(text) not in seen:
            seen.add(hash(text))
            template = compiled(text)
            made = [case(text, template, layers(rng)) for _ in range(1 if template is None else EACH)]
            cases += [c for c in made if c]
    return cases


def run(driver, cases, room):
    """Prints at most `room` differences; how many there are."""
    feed = "".join(json.dumps({"template": t, "layers": given}) + "\n" for t, given, _ in cases)
    done = subprocess.run([driver], input=feed, capture_output=True, text=True, check=True)
    bad = 0
    for (t, given, want), line in zip(cases, done.stdout.split("\n")):
        got = json.loads(line).get("result")
        if json.dumps(got) != json.dumps(want):
            bad += 1
            if bad <= room:
                print("not ok - %r\n# with: %s\n#  got: %s\n# want: %s" % (t, json.dumps(given), json.dumps(got), json.dumps(want)), flush=True)
    return bad


def main():
    p = argparse.ArgumentParser()
    p.add_argument("driver")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--count", type=int, default=20000)
    args = p.parse_args()
    warnings.simplefilter("ignore", SyntaxWarning)
    gc.freeze()
    gc.set_threshold(50000, 20, 50)
    rng, seen = random.Random(args.seed), set()
    total = given = bad = 0
    while total < args.count:
        cases = make(rng, min(20000, args.count - total), seen)
        bad += run(args.driver, cases, 40 - bad)
        total += len(cases)
        given += sum(1 for case in cases if case[2] is not None)
        if args.count > 20000:
            print("# %d templates, %d runs, %d with a value, %d differ" % (len(seen), total, given, bad), flush=True)
    print("%d templates, %d runs, %d with a value, %d differ" % (len(seen), total, given, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random templates, run by Jinja2 and by penstock; their results must be the same.

    templates.py DRIVER [--seed N] [--count N] [--each N] [--seen FILE] [--save FILE]
    templates.py DRIVER --load FILE

DRIVER is the program template_driver of the build. Needs the Python package jinja2 (3.1).
template_maker.py makes the templates. COUNT is of templates, no two of which are the same; one
that Jinja compiles runs over EACH sets of layers (4). FILE keeps the hashes of what was made, so
that runs with other seeds make none of them again. What was saved, templates and what Jinja made
of them, can be loaded to run a changed DRIVER over it. Results are compared as JSON, with "cannot
be computed" and "undefined" alike.

These differences are rules of the language, so Jinja is made to follow them (nothing else is
excused; whatever still differs makes the exit status 1):

- nothing is marked as safe for HTML: `escape` and its like give plain text;
- a generator or reverse iterator as text is `<generator object>`, a method, a macro or the `loop` as text
  `<method object>` (Python prints addresses in memory, Jinja its own names);
- `**` gives no complex numbers: such a power cannot be computed;
- `loop` as a value is no list (in Jinja it gives the items that are left, each with itself);
- equal texts and equal numbers are the same to the test `sameas`;
- the text of a list or dict that holds itself cannot be computed;
- a template that is nothing but `{{ a.dotted.path }}` has no name behind a number;
- a member of a dict comes before the method of that name.
"""
import argparse
import functools
import gc
import hashlib
import json
import pickle
import random
import re
import resource
import struct
import subprocess
import sys
import types
import warnings

import jinja2
import markupsafe
from jinja2 import nativetypes, nodes, runtime

from template_maker import LAYERS, Maker

CHUNK = 10000
MEMORY = 1 << 30
# A template that is nothing but a dotted path, in which a name follows a number.
NUMBERED = re.compile(r"\{\{\s*\w+(\.\w+)*\.\d+\.[A-Za-z_]\w*(\.\w+)*\s*\}\}")
# The text of a list or dict that holds itself.
ENDLESS = re.compile(r"\[\.\.\.\]|\{\.\.\.\}")
WORDS = {"True": "true", "False": "false", "None": "null"}  # as keys in JSON


def join(values):
    values = list(values)
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return "".join(str(v) for v in values)


class Generator:
    """An iterator whose text is no address."""

    def __init__(self, iterator):
        self.iterator = iterator

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.iterator)

    def __repr__(self):
        return "<generator object>"


class Method:
    """A method whose text is no address."""

    def __init__(self, method):
        self.method = method

    def __call__(self, *args, **keywords):
        return self.method(*args, **keywords)

    def __repr__(self):
        return "<method object>"


def shown(v):
    """A value as it is held, with a text that is no address."""
    if isinstance(v, (types.GeneratorType, type(reversed([])), type(reversed({})), type(reversed({}.items())))):
        return Generator(v)
    return Method(v) if isinstance(v, (types.BuiltinMethodType, types.MethodType)) else v


def power(x, y):
    v = x ** y
    if isinstance(v, complex):
        raise TypeError("complex numbers")
    return v


class CodeGenerator(nativetypes.NativeCodeGenerator):
    def visit_Pow(self, node, frame):
        self.write("environment.power(")
        self.visit(node.left, frame)
        self.write(", ")
        self.visit(node.right, frame)
        self.write(")")


class Environment(nativetypes.NativeEnvironment):
    code_generator_class = CodeGenerator
    concat = staticmethod(join)
    power = staticmethod(power)

    def getattr(self, obj, attribute):
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return shown(super().getattr(obj, attribute))

    def getitem(self, obj, argument):
        return shown(super().getitem(obj, argument))


nodes._binop_to_func["**"] = power
def begin(loop):
    """Only the loop itself goes over a loop: as a value it is no list."""
    if hasattr(loop, "begun"):
        raise TypeError("a loop is no list")
    loop.begun = True
    return loop


runtime.LoopContext.__iter__ = begin
del runtime.LoopContext.__len__
runtime.LoopContext.__repr__ = runtime.Macro.__repr__ = lambda self: "<method object>"


class Template(nativetypes.NativeTemplate):
    environment_class = Environment

    def render(self, values):
        return join(self.root_render_func(self.new_context(values)))


Environment.template_class = Template
ENV = Environment()
ENV.globals.clear()


def unmarked(function):
    """A filter that gives plain text instead of text marked as safe."""
    @functools.wraps(function)
    def filtered(*args, **keywords):
        v = function(*args, **keywords)
        return str(v) if isinstance(v, markupsafe.Markup) else v
    return filtered


def held(function):
    """A filter whose generators have a text that is no address."""
    @functools.wraps(function)
    def filtered(*args, **keywords):
        return shown(function(*args, **keywords))
    return filtered


for lazy in ("batch", "items", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "unique"):
    ENV.filters[lazy] = held(ENV.filters[lazy])
ENV.filters["attr"] = held(ENV.filters["attr"])
def same_value(x, y):
    """The test sameas, but that texts and numbers have no identity beside their value."""
    return type(x) is type(y) and x == y if isinstance(x, (str, int, float)) else x is y


ENV.tests["sameas"] = same_value
for marking in ("e", "escape", "forceescape", "safe", "tojson"):
    ENV.filters[marking] = unmarked(ENV.filters[marking])


def plain(v):
    """As penstock prints it; ValueError for what has no JSON."""
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, dict):
        if any(isinstance(k, (tuple, jinja2.Undefined)) for k in v):
            raise ValueError("no JSON: a key that is a list or undefined")
        return {k if isinstance(k, str) else WORDS.get(str(k), str(k)): plain(x) for k, x in v.items()}
    if v is None or isinstance(v, (bool, int, float, str)):
        return v
    raise ValueError("no JSON: %r" % type(v))


def compiled(text):
    """What Jinja makes of a template; None when it refuses it, the text when it is none."""
    if "{{" not in text and "{%" not in text:
        return text
    if NUMBERED.fullmatch(text):
        return None
    try:
        return ENV.from_string(text)
    except Exception:  # whatever it is, the value cannot be computed
        return None


def wanted(template, given):
    if template is None or isinstance(template, str):
        return template
    try:
        v = template.render(json.loads(given))
    except Exception:
        return None
    if isinstance(v, str) and ENDLESS.search(v) and not ENDLESS.search(given):
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
    """The layers as JSON, in two of three cases with some values under other names."""
    a = dict(LAYERS["a"])
    if rng.random() < 0.67:
        for _ in range(rng.randrange(1, 9)):
            a[rng.choice(list(a))] = rng.choice(list(LAYERS["a"].values()))
    return json.dumps({"a": a, "b": rng.choice([LAYERS["b"], LAYERS["b"], "text", 5, None, [1, "x"]])})


def case(text, template, given):
    """(text, layers, wanted), or None where the value has no JSON or (still) shows an address."""
    try:
        want = as_literal(wanted(template, given))
        return None if " at 0x" in json.dumps(want).lower() else (text, given, want)
    except (ValueError, RecursionError):
        return None


class Seen:
    """The templates that were made, each as eight bytes; kept in a file if one is named."""

    def __init__(self, path):
        self.made, self.file = set(), open(path, "a+b") if path else None
        if self.file:
            self.file.seek(0)
            self.made.update(n for n, in struct.iter_unpack("<Q", self.file.read()))

    def new(self, text):
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        number, = struct.unpack("<Q", digest)
        if number in self.made:
            return False
        self.made.add(number)
        if self.file:
            self.file.write(digest)
        return True


def make(rng, count, seen, each):
    """Cases of `count` templates that were not made before, each over `each` sets of layers."""
    cases, sets = [], [layers(rng) for _ in range(200)]
    while count:
        text = Maker(rng).template()
        if seen.new(text):
            count -= 1
            template = compiled(text)
            made = [case(text, template, rng.choice(sets)) for _ in range(1 if template is None else each)]
            cases += [c for c in made if c]
    return cases


def run(driver, cases, room):
    """Prints at most `room` differences; how many there are, and how many cases fell away."""
    feed = "".join('{"template":%s,"layers":%s}\n' % (json.dumps(t), given) for t, given, _ in cases)
    done = subprocess.run([driver], input=feed, capture_output=True, text=True, check=True)
    bad = away = 0
    for (t, given, want), line in zip(cases, done.stdout.split("\n")):
        got = json.loads(line).get("result")
        if json.dumps(got) == json.dumps(want):
            continue
        again = case(t, compiled(t), given)  # what was loaded may be older than a rule
        away += again is None
        if again and json.dumps(got) != json.dumps(again[2]):
            bad += 1
            if bad <= room:
                print("not ok - %r\n# with: %s\n#  got: %s\n# want: %s" % (t, given, json.dumps(got), json.dumps(want)), flush=True)
    return bad, away


def chunks(args):
    """Lists of cases, with how many templates each has: made (and saved), or loaded."""
    if args.load:
        with open(args.load, "rb") as f:
            while f.peek(1):
                cases = pickle.load(f)
                yield len({c[0] for c in cases}), cases
        return
    rng, seen, templates = random.Random(args.seed), Seen(args.seen), 0
    while templates < args.count:
        fresh = min(CHUNK, args.count - templates)
        cases = make(rng, fresh, seen, args.each)
        if args.save:
            with open(args.save, "ab") as f:
                pickle.dump(cases, f)
        templates += fresh
        yield fresh, cases


def main():
    p = argparse.ArgumentParser()
    p.add_argument("driver")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--count", type=int, default=5000)
    p.add_argument("--each", type=int, default=4)
    p.add_argument("--seen")
    p.add_argument("--save")
    p.add_argument("--load")
    args = p.parse_args()
    warnings.simplefilter("ignore", SyntaxWarning)
    # A loop over a list that its body lengthens ends here, as it does at penstock's limit.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gc.freeze()
    gc.set_threshold(5000, 5, 5)  # compiled templates are cycles
    templates = total = given = bad = 0
    for fresh, cases in chunks(args):
        differ, away = run(args.driver, cases, max(0, 40 - bad))
        bad += differ
        templates += fresh
        total += len(cases) - away
        given += sum(1 for case in cases if case[2] is not None)
        print("# %d templates, %d runs, %d with a value, %d differ" % (templates, total, given, bad), flush=True)
    print("%d templates, %d runs, %d with a value, %d differ" % (templates, total, given, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

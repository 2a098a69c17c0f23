#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the operators, filters, tests and methods of templates with Python and Jinja2.

    builtins_diff.py DRIVER [COUNT] [SEED]

DRIVER is the built tests/lang/template_driver.c. Needs jinja2. Each template is
`x{{ [expression] }}`, whose text shows the type and the value of what was computed; a
template that fails must fail on both sides. Exits 1 when something differs.
"""
import functools
import json
import random
import subprocess
import sys

import jinja2
from jinja2 import nativetypes


class Env(nativetypes.NativeEnvironment):
    """As the language has it: members of dicts before methods, no globals."""

    def getattr(self, obj, attribute):
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


ENV = Env()
ENV.globals.clear()

TEXTS = ["", "a", "abc", "ABC", "Hello World", "  pad  ", "a,b,,c", "12", "-7", " 42 ", "1_000", "3.7", "1e3", "inf", "nan",
         "0x1f", "0b101", "017", "éÀß", "ΑΣ ΟΔΟΣ", "ŉﬁ ǆ", "a\tb\nc", "x\r\ny\x0bz\u2028w", "it's", 'say "hi"', "\x00\x7f\u200b",
         "日本語", "٣٤", "½²Ⅷ", "😀a😀", "aaa", "abab", "foo bar baz qux quux corge", "<b>x &amp; y</b> <!-- c -->z",
         "a-b (c) [d]", "+5", "true", "None", "{}", "%s", "İı", "a.b", "Title Case", "tEST", "_id9", "http://x/?q=ä b"]
INTS = [0, 1, -1, 2, 3, 7, -7, 10, 255, 1000, 65536, 2**31, 2**53 + 1, 2**63 - 1, -2**63, 2**64, 10**20, -10**25 - 7]
FLOATS = [0.0, -0.0, 1.0, 1.5, -2.5, 0.1, 2.675, 1e16, 1e-5, 1e300, 123456.789, 1e22, 5e-324, 0.5, 2.0**63]


def scalar(r):
    k = r.randrange(10)
    if k < 4:
        return r.choice(TEXTS)
    if k < 6:
        return r.choice(INTS)
    if k < 8:
        return r.choice(FLOATS)
    return r.choice([None, True, False])


def value(r, depth=0):
    k = r.randrange(8)
    if k < 5 or depth > 1:
        return scalar(r)
    n = r.randrange(5)
    if k == 5:
        return [value(r, depth + 1) for _ in range(n)]
    if k == 6:
        base = r.choice([TEXTS, INTS, FLOATS, [[1], [2, 3], []], [{"k": i, "n": r.choice(TEXTS)} for i in range(4)]])
        return [r.choice(base) for _ in range(n)]
    return {r.choice(["a", "b", "k", "n", "A", "items", "c d"]): value(r, depth + 1) for _ in range(n)}


def lit(r):
    """A constant argument."""
    return r.choice(["'a'", "''", "' '", "','", "'b'", "'ab'", "0", "1", "2", "3", "-1", "5", "10", "none", "true", "1.5", "'k'", "'n'"])


METHODS = {
    "str": [("capitalize", 0, 0), ("casefold", 0, 0), ("center", 1, 2), ("count", 1, 3), ("endswith", 1, 3), ("expandtabs", 0, 1),
            ("find", 1, 3), ("index", 1, 3), ("isalnum", 0, 0), ("isalpha", 0, 0), ("isascii", 0, 0), ("isdecimal", 0, 0),
            ("isdigit", 0, 0), ("isidentifier", 0, 0), ("islower", 0, 0), ("isnumeric", 0, 0), ("isprintable", 0, 0),
            ("isspace", 0, 0), ("istitle", 0, 0), ("isupper", 0, 0), ("join", 1, 1), ("ljust", 1, 2), ("lower", 0, 0),
            ("lstrip", 0, 1), ("maketrans", 1, 3), ("partition", 1, 1), ("removeprefix", 1, 1), ("removesuffix", 1, 1), ("replace", 2, 3),
            ("rfind", 1, 3), ("rindex", 1, 3), ("rjust", 1, 2), ("rpartition", 1, 1), ("rsplit", 0, 2), ("rstrip", 0, 1),
            ("split", 0, 2), ("splitlines", 0, 0), ("startswith", 1, 3), ("strip", 0, 1), ("swapcase", 0, 0), ("title", 0, 0),
            ("translate", 1, 1), ("upper", 0, 0), ("zfill", 1, 1)],
    "list": [("append", 1, 1), ("clear", 0, 0), ("copy", 0, 0), ("count", 1, 1), ("extend", 1, 1), ("index", 1, 3),
             ("insert", 2, 2), ("pop", 0, 1), ("remove", 1, 1), ("reverse", 0, 0), ("sort", 0, 0)],
    "dict": [("clear", 0, 0), ("copy", 0, 0), ("fromkeys", 1, 2), ("get", 1, 2), ("items", 0, 0), ("keys", 0, 0), ("pop", 1, 2), ("popitem", 0, 0),
             ("setdefault", 1, 1), ("update", 1, 1), ("values", 0, 0)],
    "int": [("bit_length", 0, 0), ("bit_count", 0, 0)], "float": [("is_integer", 0, 0)] if sys.version_info >= (3, 12) else [("bit_length", 0, 0)],
}

FILTERS = ["abs", "batch(2)|list", "batch(3, 'x')|list", "batch(0)|list", "capitalize", "center(9)", "count", "default('d')", "d('d', true)",
           "dictsort", "dictsort(true)", "dictsort(false, 'value')", "dictsort(reverse=true)", "string|e|string", "filesizeformat",
           "filesizeformat(true)", "first", "float", "float(7)", "format('x', 5)", "groupby('k')", "groupby('n')", "groupby('k')|map(attribute='grouper')|list",
           "groupby('n')|map(attribute='list')|list",  "indent", "indent(2, true)",
           "indent('> ', true, true)", "int", "int(-1)", "int(base=16)", "int(base=8)", "int(0, 2)", "int(9, 0)", "items|list", "join", "join('-')",
           "join(', ', attribute='n')", "last", "length", "list", "lower", "map('upper')|list", "map('int')|list", "map(attribute='k')|list",
           "map(attribute='n', default='?')|list", "max", "min", "max(attribute='k')", "min(true)", "pprint", "reject('none')|list", "reject|list",
           "rejectattr('k')|list", "replace('a', 'X')", "replace('', '-')", "replace('a', 'b', 1)", "reverse|list", "round", "round(1)",
           "round(2, 'ceil')", "round(1, 'floor')", "round(-2)", "safe|string", "select('string')|list", "select|list", "select('gt', 2)|list",
           "selectattr('k', 'gt', 1)|list", "selectattr('n')|list", "selectattr('k', 'in', [1, 2])|list", "slice(2)|list", "slice(3, 'f')|list",
           "sort", "sort(true)", "sort(case_sensitive=true)", "sort(0)", "sort(none)", "sort(attribute='k')", "sort(attribute='n,k')", "string", "string|striptags|string",
           "sum", "sum(start=5)", "sum(attribute='k')", "title", "tojson ~ ''", "tojson(2) ~ ''", "tojson(indent=0) ~ ''", "tojson(-1) ~ ''", "trim", "trim('a ')", "truncate(9)", "truncate(9, true)",
           "truncate(8, false, '…', 0)", "unique|list", "unique(true)|list", "unique(attribute='n')|list", "upper", "urlencode", "urlize", "urlize(5, true)", "wordcount", "wordwrap", "wordwrap(6)", "wordwrap(4, false)", "wordwrap(5, true, '|')", "wordwrap(7, break_on_hyphens=false)",
           "xmlattr", "attr('upper')|string|length > 0"]

TESTS = ["boolean", "callable", "defined", "divisibleby(3)", "eq(1)", "== 'a'", "escaped", "even", "false", "filter", "float", "ge(2)", "gt 1",
         "in('abc')", "in([1, 'a'])", "integer", "iterable", "le(3)", "lower", "lt(2)", "mapping", "ne(1)", "none", "number", "odd",
         "sequence", "string", "true", "undefined", "upper", "not none"]

SPECS = ["{}", "{:>8}", "{:<8}|", "{:^9}", "{:*^9}", "{:05}", "{:+}", "{: }", "{:,}", "{:_}", "{:x}", "{:#x}", "{:X}", "{:o}", "{:b}", "{:#_b}", "{:_x}", "{:d}",
         "{:e}", "{:.3e}", "{:f}", "{:.1f}", "{:10.2f}", "{:g}", "{:.3g}", "{:.4}", "{:%}", "{:.1%}", "{:s}", "{!r}", "{!s:>6}", "{0}{0}",
         "{0[0]}", "{{}}", "{", "{:c}", "{:,.2f}", "{:<{1}}", "{:z}", "{:+z.1f}", "{:zd}", "{:010,}", "{:012_.1f}", "{:#018_x}", "{:0=9,}", "{:08,%}", "{:09_b}", "{!a}", "{!a:>9}"]
PERCENT = ["%s", "%r", "%d", "%5d", "%-5d|", "%05d", "%+d", "%x", "%#x", "%X", "%o", "%i", "%e", "%.2e", "%f", "%.1f", "%8.3f", "%g", "%G", "%c",
           "%%", "%10s", "%-10s|", "%.2s", "% d", "%.3d", "%5", "%(k)s", "%s%s", "x", "%a", "%9a"]


WRAPPED = ["ab-cd a-b-c --- x-- --y --", "it's--a dash-ed well-known-thing", "a  b \t c\n\nd-e-f-g", "-----abc-d", "zz\u00a0y-z wide日本-語 x1-2y", "long" * 9,
           "x " * 30, "co-op-er-a-tion!--yes, 'no'--\"maybe\"", "ab- -cd a--b c-- d", ""]
ENTITIES = ["&", "&amp", "&amp;", "&notit;", "&eacute;x", "&#65", "&#x41;", "&#0;", "&#128;", "&#x9f", "&#11;", "&#xd800;", "&#99999999999;", "&zzz;", "&#;", "&#x;",
            "&lt;b&gt;", "&NotEqualTilde;", "&a", "&AMP ", "<b>", "<!-- -->", " ", "&ampx", "&;", "&&amp;", "&\u00e9;", "&#xfdd0;", "&ngE", "a"]


def nested(r, depth=0):
    """Values whose reprs are long and deep."""
    k = r.randrange(6)
    if depth > 3 or k < 2:
        return r.choice(TEXTS + WRAPPED + INTS + FLOATS + [None, True])
    if k < 4:
        return [nested(r, depth + 1) for _ in range(r.randrange(6))]
    return {r.choice(["a", "bb", "key", "A", "x" * 30]): nested(r, depth + 1) for _ in range(r.randrange(5))}


def layout(r):
    """A case of the filters that lay texts out."""
    k = r.randrange(3)
    if k == 0:
        v, e = nested(r), r.choice(["v|pprint", "v|pprint", "(v, w)|pprint", "(v,)|pprint"])
    elif k == 1:
        v = " ".join(r.choice(WRAPPED) for _ in range(r.randrange(1, 4)))
        e = "v|wordwrap(%d%s)" % (r.randrange(-1, 30), r.choice(["", "", ", false", ", wrapstring='|'", ", break_on_hyphens=false", ", true, none, 1"]))
    else:
        v, e = "".join(r.choice(ENTITIES) for _ in range(r.randrange(1, 6))), "v|striptags"
    return {"template": "x{{ [%s] }}" % e, "layers": {"v": v, "w": nested(r), "m": {"v": v}}}


SPECIAL = ["(%s|groupby('k')|first).grouper", "(%s|groupby('k')|first)['list']", "[%s] in {}", "([1],) in {'a': %s}", "(1,) in {(1,): %s}",
           "'x' ~ 'abc'['a':]|default('d') ~ %s", "5[1:]|default(%s)", "'ab'[:'b']|d is defined, %s", "[1,2,3]['x':]|d('z') ~ (%s)",
           "'abc'.translate({97: %s})", "'äbc'.translate('abc'.maketrans({'b': %s}))", "'aab'.translate(''.maketrans('ab', 'xy', %s))",
           "(%s|string).translate(''.maketrans('abc,', '日b-_', ' '))", "'a1'.translate({97: none, 49: %s})", "'\\x01a'.translate(['q', %s])",
           "{}.fromkeys(%s, 0)", "{}.fromkeys(%s)|list", "'{k}-{v}'.format_map({'k': 1, 'v': %s})", "'{k}'.format_map(%s)",
           "'%%x|%%o|%%#X' %% (%s, 18446744073709551616, -99999999999999999999)"]


def expression(r):
    a, b = r.choice(["v", "w", "v.k", "v[0]", "m.v"]), r.choice(["w", "v", lit(r)])
    k = r.randrange(12)
    if k < 3:
        return "%s|%s" % (a, r.choice(FILTERS))
    if k == 3:
        return "%s is %s" % (a, r.choice(TESTS))
    if k < 6:
        kind = r.choice(["str", "str", "str", "list", "dict", "int", "float"])
        name, low, high = r.choice(METHODS[kind])
        args = [r.choice([lit(r), lit(r), "w"]) for _ in range(r.randrange(low, high + 1))]
        call = "%s.%s(%s)" % (a, name, ", ".join(args))
        return call + "|list" if name in ("items", "keys", "values") else "%s, v" % call if kind in ("list", "dict") else call
    if k < 9:
        op = r.choice(["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"])
        if op in ("*", "**"):
            return "(%s) %s %s" % (a, op, r.choice(["2", "3", "0", "-1", "-2", "1.5", "true"]))
        return "(%s) %s (%s)" % (a, op, b)
    if k == 9:
        part = lambda: r.choice(["", "0", "1", "2", "-1", "-2", "5", "-9", "none"])
        return "%s[%s:%s%s]" % (a, part(), part(), r.choice(["", "", ":1", ":2", ":-1", ":-2", ":"]))
    if k == 10 and r.random() < .3:
        return r.choice(SPECIAL) % a
    if k == 10:
        return "%s.format(%s, 9)" % (json.dumps(r.choice(SPECS)), a) if r.random() < .6 else "%s %% %s" % (json.dumps(r.choice(PERCENT)), a)
    return r.choice(["-(%s)", "+(%s)", "not (%s)", "(%s)[-1]", "(%s)[w]", "(%s)['k']", "(%s)|first|lower", "(%s).k.n"]) % a


def case(r):
    if r.random() < .1:
        return layout(r)
    v = value(r)
    t = "x{{ [%s] }}" % expression(r)
    return {"template": t, "layers": {"v": v, "w": value(r), "m": {"v": v}}}


@functools.lru_cache(None)
def compiled(text):
    return ENV.from_string(text)


def want(c):
    try:
        out = compiled(c["template"]).render(json.loads(json.dumps(c["layers"])))
    except Exception:
        return None
    return out if isinstance(out, str) else repr(out)


def usable(text):
    """Texts that show addresses, and objects we have no word for, cannot be compared."""
    return text is None or not (" at 0x" in text or "Markup(" in text or "j)" in text or "dict_" in text)


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    cases = [case(r) for _ in range(count)]
    text = "".join(json.dumps(c) + "\n" for c in cases)
    run = subprocess.run([driver], input=text.encode(), stdout=subprocess.PIPE, check=False)
    got = [json.loads(x) for x in run.stdout.decode().split("\n") if x]
    bad = 0 if run.returncode == 0 and len(got) == count else 1
    for c, g in zip(cases, got):
        w = want(c)
        if usable(w) and g.get("result") != w:
            bad += 1
            if bad <= 40:
                print("%s\n  layers %s\n  want %r\n  got  %r" % (c["template"], json.dumps({k: c["layers"][k] for k in "vw"}), w, g.get("result", g)))
    print("%d compared, %d differ, driver ended with %d" % (len(got), bad, run.returncode))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
r"""Makes random templates by a grammar over a few layers (templates.py runs them).

The grammar reaches every filter, test, operator, statement and kind of literal that the
language has, most of their arguments by position and by name, and the methods of text,
lists, dicts and numbers. Left out are what the two sides have different by rule
(docs/differential.md): `random`, names with two underscores, addresses of objects, characters
by their names (`\N{…}`), `self`, attributes of macros, macros, blocks and recursive loops
inside macros, bytes.
"""

LAYERS = {
    "a": {
        "s": "Hello", "t": "x,y", "n": 7, "z": 0, "neg": -3, "f": 2.5, "yes": True, "no": False,
        "nil": None, "e": "", "l": [3, 1, 2], "w": ["b", "A", "b"], "ll": [[1, 2], [3, 4]],
        "rows": [{"k": "p", "v": 1}, {"k": "q", "v": 2}, {"k": "p"}], "none": [],
        "d": {"k": "v", "m": {"i": 5}}, "u": "Zoé", "big": 123456789012345678901234567890,
        "pad": " a  b ", "num": "42", "hex": "0x1f", "g": -0.1, "lines": "l1\nl2\r\n  l3\n",
        "html": "<b>R&amp;D</b> \"it's\"", "url": "see http://a.org/x?q=1, (www.b.com).",
        "mixed": [1, "a", None, 2.5, True, [], "1"], "pairs": [["a", 1], ["b", 2]],
        "deep": {"x": [{"y": {"z": [1, {"w": "end"}]}}]}, "items": "key", "fmt": "%s-%s",
        "text": "the quick-brown fox (jumps) over it", "tiny": 1e-7, "path": "C:\\T\\a.exe",
    },
    "b": {"s": "plain"},
}

LITERALS = [
    "1", "0", "2", "7", "1.5", "'a'", "'x,y'", "''", "'Hello'", "true", "none", "[]", "[1, 2]", "['p']", "{}", "{'k': 1}",
    "(1, 2)", "-1", "1_000", "0x1F", "0b11", "0o17", "1e3", "2.5e-3", "1_0.2_5", "99999999999999999999", "9007199254740993", "0.1",
    "1e16", "True", "False", "None", "()", "(1,)", "[[1], [2]]", "{1: 2}", "{none: 'n', true: 't'}", "{(1, 2): 3}", "'a' 'b'", '"it\'s"',
    "'a\\nb'", "'\\x41\\u00e9'", "'\\t|'", "'\\''", "'\\\\d'", "'\\101'", "'\\q'", "'日本'", "' '", "'b'", "['b', 'a', 'B']",
    "[1, 'a', none]", "[{'k': 1}, {'k': 2}]", "{'b': 1, 'a': [2]}", "'%d'", "'{}'", "'[1]'", "'null'", "'0'", "'12'", "' 42 '", "'1.9'", "'<&>'"]

OPERATORS = ["+", "-", "*", "/", "//", "%", "~", "and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "~", "or", "=="]

# $e an expression, $t a text, $i an integer, $b a truth, $a an attribute, $x a test of items with
# its arguments, $f a filter of items with its arguments, $n a name of a layer's member.
FILTERS = [
    "abs", "attr('upper') is defined", "attr($t)", "batch($i) | list", "batch($i, $e) | list", "batch(linecount=2, fill_with='x') | list", "capitalize",
    "center($i)", "center(width=9)", "count", "d($e)", "default($e)", "default($e, $b)", "default(default_value=$e, boolean=$b)", "dictsort",
    "dictsort($b)", "dictsort($b, $y)", "dictsort($b, 'value', $b)", "dictsort(by='value')", "dictsort(reverse=$b)", "e", "escape", "forceescape",
    "filesizeformat", "filesizeformat($b)", "filesizeformat(binary=true)", "first", "last", "float", "float($e)", "float(default=1)",
    "format", "format($e)", "format($e, $e)", "format(k=$e)", "groupby($a)", "groupby($a, $e)", "groupby($a, default='z')", "groupby($a, case_sensitive=true)",
    "groupby($a) | map('last') | list", "groupby($a) | map(attribute='grouper') | list", "groupby($a) | map('first') | join('+')", "indent", "indent($i)", "indent($t)",
    "indent($i, $b)", "indent($i, $b, $b)", "indent(width=1, blank=true)", "indent(first=true)", "int", "int($e)", "int(9, 16)", "int(0, 2)", "int(base=8)", "int(-1, 0)",
    "int(default=none)", "items | list", "join", "join($t)", "join($e)", "join($t, $a)", "join(d='-')", "join(', ', attribute=$a)", "length", "list", "lower",
    "map($f) | list", "map($f) | list", "map(attribute=$a) | list", "map(attribute=$a, default=$e) | list", "map($f) | join($t)", "map($f) | first", "max", "max($b)",
    "max(attribute=$a)", "max(true, $a)", "min", "min($b)", "min(attribute=$a)", "min(case_sensitive=true)", "pprint", "reject | list", "reject($x) | list",
    "rejectattr($a) | list", "rejectattr($a, $x) | list", "replace($t, $t)", "replace($t, $e)", "replace($t, $t, $i)", "replace(old='l', new='L')", "replace($e, 'q', count=1)",
    "reverse", "reverse | list", "reverse | join", "round", "round($i)", "round($i, $r)", "round(method=$r)", "round(precision=1)", "safe", "select | list", "select($x) | list",
    "select($x) | first", "select($x) | sum", "selectattr($a) | list", "selectattr($a, $x) | list", "selectattr($a, $x) | map(attribute=$a) | list", "slice($i) | list",
    "slice($i, $e) | list", "slice(2, fill_with='f') | list", "sort", "sort($b)", "sort($b, $b)", "sort(false, false, $a)", "sort(attribute=$a)", "sort(case_sensitive=$b)",
    "sort(reverse=true, attribute=$a)", "string", "string | length", "striptags", "sum", "sum($a)", "sum($a, $e)", "sum(start=$e)", "sum(attribute=$a)", "title", "tojson",
    "tojson($i)", "tojson(indent=2)", "trim", "trim($t)", "trim(chars=$t)", "truncate", "truncate($i)", "truncate(9, $b)", "truncate(9, $b, $t)", "truncate($i, $b, $t, $i)",
    "truncate(length=5, leeway=0)", "truncate(7, end='>', killwords=true)", "unique | list", "unique($b) | list", "unique(attribute=$a) | list", "unique(false, $a) | list",
    "upper", "urlencode", "urlize", "urlize($i)", "urlize($i, $b)", "urlize(nofollow=true)", "urlize(none, $b, $t, $t)", "urlize(target=$t)", "urlize(rel=$t)",
    "urlize(trim_url_limit=5, extra_schemes=['x:', 'see'])", "wordcount", "wordwrap", "wordwrap($i)", "wordwrap($i, $b)", "wordwrap($i, $b, $t)", "wordwrap(7, $b, '|', $b)",
    "wordwrap(width=5, break_on_hyphens=false)", "xmlattr", "xmlattr($b)", "xmlattr(autospace=false)", "lower", "upper", "length", "nosuch", "default($n)", "replace($n, 'q')",
    "lower | trim", "list | sort", "string | upper", "list | length > $i"]

ITEM_FILTERS = [
    "'upper'", "'lower'", "'int'", "'string'", "'length'", "'default', 'd'", "'default', 0, true", "'replace', 'b', 'B'", "'join', '-'", "'first'", "'last'", "'list'", "'abs'", "'round', 1",
    "'title'", "'truncate', 3, true", "'int', base=16", "'trim'", "'float'", "'tojson'", "'capitalize'", "'e'", "'nosuch'", "'center', 5", "'sum'", "'indent'",
    "'urlize'", "'wordcount'", "'attr', 'x'", "attribute='0'", "attribute=0", "attribute='k', default='-'", "attribute='y.z'", "'max'"]

TESTS = [
    "defined", "none", "string", "number", "mapping", "sequence", "odd", "even", "iterable", "eq(1)", "in [1, 7, 'Hello']", "gt 2", "divisibleby 2", "true", "boolean", "integer",
    "float", "undefined", "lower", "upper", "false", "callable", "escaped", "sameas none", "sameas(true)", "sameas($e)", "eq $n", "equalto($e)", "ne($e)", "lt($e)", "lessthan 5",
    "le(3)", "ge($e)", "greaterthan(1)", "in($e)", "in 'Hello'", "in {'k': 1}", "divisibleby($i)", "divisibleby(num=3)", "filter", "test", "nosuch", "eq(other=7)", "not_there"]

ITEM_TESTS = [
    "'defined'", "'none'", "'string'", "'number'", "'odd'", "'even'", "'eq', 1", "'equalto', 'p'", "'==', 'p'", "'ne', 'p'", "'!=', 1", "'lt', 3", "'<', 2", "'>', 1", "'<=', 2", "'>=', 'a'",
    "'gt', 'a'", "'in', [1, 'p', 'b']", "'in', 'abc'", "'divisibleby', 2", "'lower'", "'upper'", "'mapping'", "'sequence'", "'iterable'", "'true'", "'false'", "'boolean'", "'integer'",
    "'float'", "'sameas', none", "'nosuch'", "'undefined'", "'divisibleby', num=3"]

METHODS = {
    "str": [
        "upper()", "lower()", "split(',')", "split()", "split(',')[0]", "strip('H')", "startswith('He')", "replace('l', '1')", "index('l')", "count('l')", "isdigit()", "title()",
        "join(['a', 'b'])", "endswith(('o', 'y'))", "capitalize()", "casefold()", "center($i)", "center(9, '*')", "count($t)", "count('l', 1, $i)", "endswith($t)", "endswith($t, $i)",
        "expandtabs($i)", "expandtabs(tabsize=2)", "find($t)", "find($t, $i, $i)", "format($e)", "format($e, $e)", "format(k=$e)", "format_map({'k': 1})", "index($t)", "isalnum()",
        "isalpha()", "isascii()", "isdecimal()", "isidentifier()", "islower()", "isnumeric()", "isprintable()", "isspace()", "istitle()", "isupper()", "join($e)", "join(a.w)", "ljust($i)",
        "ljust(8, '.')", "lstrip()", "lstrip($t)", "partition($t)", "partition(',')[2]", "removeprefix($t)", "removesuffix($t)", "replace($t, $t)", "replace($t, $t, $i)", "rfind($t)",
        "rindex($t)", "rjust($i)", "rjust(8, '0')", "rpartition($t)", "rsplit($t, $i)", "rsplit()", "rstrip()", "rstrip($t)", "split($t)", "split($t, $i)", "split(none, 1)",
        "split(sep='l')", "split(maxsplit=1)", "splitlines()", "splitlines(true)", "splitlines(keepends=true)", "startswith($t)", "startswith(('a', 'H'))", "startswith($t, $i)", "strip()",
        "strip($t)", "swapcase()", "translate({72: 'J', 108: none})", "translate(a.s.maketrans('l', 'L'))", "upper().lower()", "zfill($i)", "split(',') | last", "lower"],
    "list": [
        "index(1)", "index($e)", "index($e, $i)", "count(1)", "count($e)", "copy()", "append(9)", "pop()", "pop($i)", "insert(0, $e)", "extend($e)", "remove($e)", "reverse()", "sort()",
        "sort(reverse=true)", "clear()"],
    "dict": [
        "items() | list", "keys() | list", "values() | list", "get('k')", "get('k', 'd')", "get($t)", "get($t, $e)", "get(1)", "copy()", "items() | first", "keys() | join", "values() | list | length",
        "pop('k')", "pop('k', 1)", "pop('nope', $e)", "popitem()", "setdefault('k', 1)", "setdefault('j', $e)", "update({'j': 1})", "update(j=$e)", "update(a.pairs)", "clear()",
        "fromkeys(a.l, 0)", "get('m').i", "get('m', {}).get('i')", "items", "get"],
    "num": ["bit_length()", "bit_count()", "nope()", "x"]}

FORMATS = ["{}", "{:>8}", "{:<8}|", "{:^9}", "{:*^9}", "{:05}", "{:+}", "{:,}", "{:_}", "{:x}", "{:#x}", "{:o}", "{:b}", "{:d}", "{:e}", "{:.3e}", "{:f}", "{:.1f}", "{:10.2f}",
           "{:g}", "{:.3g}", "{:%}", "{:.1%}", "{:s}", "{!r}", "{!s:>6}", "{0}{0}", "{0[0]}", "{{}}", "{", "{:,.2f}", "{:<{1}}", "{k}", "{0.k}", "{1}", "{!a}", "{:z}", "{:z.1f}", "{:010,}", "{:08_x}", "{:0=12,.1f}", "{:+07,}"]
PERCENTS = ["%s", "%r", "%d", "%5d", "%-5d|", "%05d", "%+d", "%x", "%#x", "%o", "%i", "%e", "%.2e", "%f", "%.1f", "%8.3f", "%g", "%c", "%%", "%10s", "%-10s|", "%.2s", "% d",
            "%.3d", "%5", "%(k)s", "%s%s", "x", "%a", "%*d"]


class Maker:
    """Makes one random template."""

    depths = (1, 1, 1, 2)  # of expressions; one level more makes templates twice as long

    def __init__(self, rng):
        self.rng = rng
        self.names = []  # variables that a set or for has made
        self.macros = 0
        self.inside = False  # a macro: no other macro or block goes there

    def pick(self, *makers):
        return self.rng.choice(makers)()

    def some(self, chance):
        return self.rng.random() < chance

    # ---- expressions ----

    def name(self):
        return self.rng.choice(NAMES)

    def path(self):
        if self.names and self.some(0.4):
            return self.rng.choice(self.names)
        path = self.rng.choice(["a.%s", "a.%s", "a.%s", "a['%s']", "a.get('%s')", "a.get('%s', 5)"]) % self.name()
        if self.some(0.15):
            path += self.rng.choice([".k", ".m.i", ".m", ".nope", "['k']", ".get('k')", "[0]", "[-1]", ".0", "[0].k", ".0.k", "[1][0]", ".1.0", "['m']['i']", ".x[0].y.z[1].w", ".x.0.y"])
        return path if self.some(0.96) else self.rng.choice(["b", "b.s", "b.s.x", "null", "range(3)", "dict(a=1)", "namespace", "a", "cycler('a')", "joiner", "lipsum", "loop", "caller"])

    def text_literal(self):
        return self.rng.choice(["'a'", "''", "' '", "','", "'l'", "'b'", "'lo'", "'x'", "'He'", "'-'", "'k'", "'o'", "'é'", "'|'", "'ab'", "'\\n'", "'_blank'", "'me noopener'"])

    def whole(self):
        return self.rng.choice(["0", "1", "2", "3", "-1", "5", "10", "4", "-2", "9", "12", "80"])

    def attribute(self):
        return self.rng.choice(["'k'", "'k'", "'v'", "'k'", "0", "1", "'0'", "'y.z'", "'m.i'", "'nope'", "'k,v'", "'v,k'", "none", "'grouper'"])

    def fill(self, text):
        """A row of a table with its $ letters replaced."""
        parts = text.split("$")
        out = parts[0]
        for part in parts[1:]:
            out += self.argument(part[0]) + part[1:]
        return out

    def argument(self, letter):
        if letter == "e":
            return self.expr(0)
        return {"t": self.text_literal, "i": self.whole, "a": self.attribute, "n": lambda: "a." + self.name(),
                "b": lambda: self.rng.choice(["true", "false", "true", "false", "none", "0", "a.yes"]),
                "y": lambda: self.rng.choice(["'key'", "'value'", "'k'"]),
                "r": lambda: self.rng.choice(["'common'", "'ceil'", "'floor'", "'up'"]),
                "x": lambda: self.rng.choice(ITEM_TESTS), "f": lambda: self.rng.choice(ITEM_FILTERS)}[letter]()

    def expr(self, depth):
        if depth <= 0:
            return self.path() if self.some(0.65) else self.rng.choice(LITERALS)
        sub = lambda: self.expr(depth - 1 - self.rng.randrange(2))  # noqa: E731
        op = self.rng.choice(OPERATORS)
        return self.pick(
            lambda: "%s %s %s" % (sub(), op, sub()),
            lambda: "(%s %s %s)" % (sub(), op, sub()),
            lambda: "%s %s" % (self.rng.choice(["not", "-", "+", "not not"]), sub()),
            lambda: "%s ** 0.5" % self.rng.choice(["2", "5", "16"]) if self.some(0.1) else "(%s) ** %s" % (sub(), self.rng.choice(["2", "3", "0", "-1", "1.0", "true", "2 ** 2", "'a'"])),
            lambda: "%s if %s else %s" % (sub(), sub(), sub()),
            lambda: "(%s if %s)" % (sub(), sub()),
            lambda: "[%s, %s]" % (sub(), sub()),
            lambda: "{%s: %s, 'v': %s}" % (self.rng.choice(["'k'", "'k'", "1", sub()]), sub(), sub()),
            lambda: "(%s, %s%s)" % (sub(), sub(), self.rng.choice(["", ",", ", " + sub()])),
            lambda: "(%s)[%s]" % (sub(), self.rng.choice(["0", "-1", "9", "'k'", "1", sub()])),
            # Not of constants: Jinja folds slices of what has none to undefined, and fails
            # with them at run time.
            lambda: "%s[%s]" % (self.path(), self.slice(sub)),
            lambda: "(%s).%s" % (sub(), self.rng.choice(["k", "v", "0", "m", "nope", "1", "-1", "m.i"])),
            lambda: "%s %s %s %s %s" % (sub(), self.rng.choice(["<", "==", "!=", "<="]), sub(), self.rng.choice([">=", "!=", "in", "<"]), sub()),
            lambda: "%s | %s" % (sub(), self.fill(self.rng.choice(FILTERS))),
            lambda: "%s | %s" % (sub(), self.fill(self.rng.choice(FILTERS))),
            lambda: "(%s) | %s | %s" % (sub(), self.fill(self.rng.choice(FILTERS)), self.fill(self.rng.choice(FILTERS))),
            lambda: "(%s) | %s" % (sub(), self.fill(self.rng.choice(FILTERS))),
            lambda: "%s is %s%s" % (sub(), self.rng.choice(["", "not "]), self.fill(self.rng.choice(TESTS))),
            lambda: "%s.%s" % (self.path(), self.method()),
            lambda: "(%s).%s" % (sub(), self.method()),
            lambda: "a.%s.%s" % (self.rng.choice(STRINGS), self.method("str")),
            lambda: "'%s'.format(%s, %s)" % (self.rng.choice(FORMATS), sub(), self.whole()),
            lambda: "'%s' %s" % (self.rng.choice(PERCENTS), self.rng.choice(["%% (%s)" % sub(), "| format(%s)" % sub(), "%% (%s, %s)" % (sub(), sub()), "%% {'k': %s}" % sub()])),
            lambda: "%s ~ %s ~ %s" % (sub(), sub(), sub()),
        )

    def slice(self, sub):
        part = lambda: self.rng.choice(["", "", "0", "1", "2", "-1", "-2", "9", "none", "a.n"])  # noqa: E731
        return self.rng.choice(["1:", "::-1", ":1", ":-1", "%s:" % sub(), "%s:%s" % (part(), part()), "%s:%s:%s" % (part(), part(), self.rng.choice(["1", "2", "-1", "-2", ""]))])

    def method(self, kind=None):
        return self.fill(self.rng.choice(METHODS[kind or self.rng.choice(["str", "str", "list", "dict", "dict", "num"])]))

    # ---- text and statements ----

    def marks(self, begin="{{", end="}}"):
        left, right = self.rng.choice([("", "")] * 6 + [("-", "-"), ("", "-"), ("-", "")])
        if begin == "{%" and self.some(0.05):
            left = "+"
        if end == "%}" and self.some(0.05):
            right = "+"
        return begin + left + " ", " " + right + end

    def tag(self, text):
        left, right = self.marks("{%", "%}")
        return left + text + right

    def output(self):
        left, right = self.marks()
        return left + self.expr(self.rng.randrange(2)) + right

    def text(self):
        return self.rng.choice(["x", " ", "a b", "\n", "[", "]", ", ", "{# c #}", " \n ", "{#- {{ x }} -#} ", "{% raw %}{{ r }}{% endraw %}", " {%- raw -%} r {%- endraw %}", "\n\n",
                                "{'k': ", "}", "é", "# ", "'", "}}", "{"])

    def statement(self, depth):
        if depth <= 0:
            return self.output()
        kinds = [self.if_, self.for_ if self.inside or self.some(0.85) else self.recursive, self.set_, self.mutate, self.with_, self.filter_, self.for_, self.print_]
        return self.pick(*kinds if self.inside else kinds + [self.macro, self.block])

    def body(self):
        saved = list(self.names)
        parts = [self.pick(self.output, self.output, self.text, lambda: self.statement(self.rng.randrange(2)))
                 for _ in range(self.rng.choice([1, 1, 2]))]
        self.names = saved
        return "".join(parts)

    def if_(self):
        parts = self.tag("if " + self.expr(1)) + self.body()
        if self.some(0.3):
            parts += self.tag("elif " + self.expr(1)) + self.body()
        if self.some(0.5):
            parts += self.tag("else") + self.body()
        return parts + self.tag("endif")

    def for_(self):
        target, items, made = self.rng.choice([("i", None, ["i", "i"])] * 3 + [
            ("k, v", "a.d.items()", ["k", "v"]), ("k, v", "a.pairs", ["k", "v"]), ("k, v", "a.d | dictsort", ["k", "v"]), ("k, v", "a.rows | groupby('k')", ["k", "v"]),
            ("(x, y)", "a.ll", ["x", "y"]), ("g", "a.rows | groupby('k')", ["g.grouper", "g.list", "g"]), ("k, v", "a.d | items", ["k", "v"]), ("i", "a.l | batch(2)", ["i"]),
            ("i", "a.rows | selectattr('v')", ["i.k", "i.v"]), ("i", "a.text.split()", ["i"]), ("i, j", "a.w", ["i"]), ("n, (p, q)", "[(1, (2, 3))]", ["n", "p", "q"]),
            ("i", "a.l | sort | reverse", ["i"]), ("i", "(1, 2)", ["i"])])
        items = items or self.rng.choice(["a.l", "a.w", "a.ll", "a.rows", "a.none", "a.s", "a.d", "a.nope", "a.rows | map(attribute='v')", "a.mixed", "a.nil", "a.n", self.expr(1)])
        cond = " if " + self.expr(1) if self.some(0.25) else ""
        saved = list(self.names)
        self.names += made
        if self.some(0.5):
            self.names += ["loop." + n for n in ("index", "last", "first", "revindex", "previtem", "index0", "revindex0", "length", "nextitem", "depth", "depth0", "cycle('a', 'b')",
                                                 "cycle(1)", "changed(%s)" % made[0], "nope")]
        body = self.body()
        self.names = saved
        other = self.tag("else") + self.body() if self.some(0.3) else ""
        return self.tag("for " + target + " in " + items + cond) + body + other + self.tag("endfor")

    def recursive(self):
        items = self.rng.choice(["a.ll", "a.ll", "a.rows", "a.pairs", "[1, [2, [3, 4], 5]]", "a.mixed", "a.d | items", "a.deep.x", "a.nope", self.expr(1)])
        target, again, test = self.rng.choice([("i", "i", "i is iterable and i is not string")] * 4 + [
            ("i", "i.y.z", "i is mapping"), ("i", "i[1:]", "i is sequence and i | length > 1"), ("k, v", "v", "v is mapping"), ("i", "a.nope", "true"), ("i", "[]", "true")])
        saved, self.inside = list(self.names), True
        self.names += ["i"] if target == "i" else ["k", "v"]
        self.names += ["loop.depth", "loop.depth0", "loop.index", "loop.last", "loop.length", "loop.previtem", "loop.cycle(1, 2)"]
        call = self.rng.choice(["{{ loop(%s) if %s else '.' }}", "{%% if %s %%}<{{ loop(%s) }}>{%% endif %%}", "{%% set r = loop(%s) if %s %%}{{ r }}", "{{ loop(iterable=%s) if %s }}"])
        body = self.output() + call % ((test, again) if call.startswith("{%% if") else (again, test)) + self.body()
        self.names, self.inside = saved, False
        cond = self.rng.choice([" if i is not none", " if i != 1", " if loop"]) if target == "i" and self.some(0.2) else ""
        return self.tag("for %s in %s%s recursive" % (target, items, cond)) + body + (self.tag("else") + "none" if self.some(0.3) else "") + self.tag("endfor")

    def set_(self):
        name = self.rng.choice(["p", "q", "r"])
        if self.some(0.25):
            text = self.tag("set " + name + self.rng.choice(["", "", " | upper", " | replace('a', 'b') | trim", " | int"])) + self.body() + self.tag("endset")
        elif self.some(0.1):
            text = self.tag("set %s, y = %s" % (name, self.rng.choice(["a.pairs", "1, 2", "a.t", "a.ll", self.expr(1)])))
        else:
            text = self.tag("set " + name + " = " + self.expr(2))
        self.names.append(name)
        return text

    def mutate(self):
        if self.some(0.4):
            self.names.append("g")
            return "{% set g = [] %}{% for i in a.l %}{% set _ = g.append(i" + self.rng.choice(["", " + 1", " ~ a.s"]) + ") %}{% endfor %}"
        name, start = self.rng.choice([("g", "[]"), ("g", "[3, 1]"), ("h", "{}"), ("h", "{'k': 1}"), ("h", "a.d.copy()"), ("g", "a.l | list")])
        calls = "".join(self.tag("set _ = %s.%s" % (name, self.method("list" if name == "g" else "dict"))) for _ in range(self.rng.randrange(1, 4)))
        self.names.append(name)
        return self.tag("set %s = %s" % (name, start)) + calls + "{{ " + name + self.rng.choice(["", " | list", " | length"]) + " }}"

    def with_(self):
        value = self.expr(1)
        saved = list(self.names)
        more = ", o = " + self.expr(1) if self.some(0.3) else ""
        self.names += ["h", "o"] if more else ["h"]
        body = self.body()
        self.names = saved
        return self.tag("with h = " + value + more) + body + self.tag("endwith")

    def filter_(self):
        return self.tag("filter " + self.rng.choice(["upper", "length", "replace('a', 'b')", "trim | title", "indent(2, true)", "int", "e", self.fill(self.rng.choice(FILTERS))])) +\
            self.body() + self.tag("endfilter")

    def print_(self):
        return self.tag("print " + self.expr(1) + (", " + self.expr(0) if self.some(0.1) else ""))

    def block(self):
        self.macros += 1
        saved, self.names = self.names, []
        body = self.body()
        self.names = saved
        return self.tag("block b%d" % self.macros) + body + self.tag("endblock" + (" b%d" % self.macros if self.some(0.3) else ""))

    def macro(self):
        saved = self.names
        self.macros += 1
        m = "m%d" % self.macros
        self.names, self.inside = ["u", "v"], True
        if self.some(0.2):
            self.names = ["u", "caller()", "caller(u)"]
            body = self.output() + "{{ caller(%s) }}" % self.rng.choice(["", "u", "1"])
            self.names = saved + ["y"]
            inner = self.body()
            self.names, self.inside = saved, False
            return "{%% macro %s(u=1) %%}%s{%% endmacro %%}{%% call%s %s(%s) %%}%s{%% endcall %%}" % (
                m, body, self.rng.choice(["", "(y)", "(y=3)"]), m, self.rng.choice(["", "2", "a.s"]), inner)
        if self.some(0.3):
            self.names += self.rng.choice([["varargs"], ["kwargs"], ["varargs", "kwargs", "kwargs | list", "varargs[0]", "kwargs.x"], ["caller"]])
        body = self.pick(self.output, lambda: self.output() + self.text(), lambda: self.if_())
        self.names, self.inside = saved, False
        call = m + "(" + self.rng.choice(["1", "a.s", "a.l, 3", "v=a.n, u=1", "", "1, 2, 3", "1, x=4", self.expr(1), "*a.l", "*a.w", "1, *a.none", "**a.d",
                                             "*a.pairs[0], **a.d", "**{'v': 3}", "0, u=1", "x=1, **{'u': 2}", "*[4], v=5", "*" + self.expr(0), "**" + self.expr(0)]) + ")"
        return "{% macro " + m + "(u, v=" + self.rng.choice(["2", "2", "u", "a.s"]) + ") %}" + body + "{% endmacro %}{{ " + self.rng.choice([call, call, call, call + " | upper", call + " ~ 1"]) + " }}"

    def broken(self, text):
        """With one mistake in it."""
        at = self.rng.randrange(len(text))
        return text[:at] + self.rng.choice(["", "", "(", ")", "'", "|", " ", "}", "{", "%", "-", "a", "1", ".", ",", "\n", "[", "=", "not "]) + text[at + self.rng.randrange(2):]

    def template(self):
        if self.some(0.7):
            text = "{{ " + self.expr(self.rng.choice(self.depths)) + " }}"
        else:
            text = "".join(self.pick(self.output, self.text, lambda: self.statement(1), lambda: self.statement(1))
                           for _ in range(self.rng.randrange(1, 3)))
        return self.broken(text) if self.some(0.03) else text


NAMES = list(LAYERS["a"]) + ["nope", "x"]
STRINGS = [k for k, v in LAYERS["a"].items() if isinstance(v, str)]

# SPDX-License-Identifier: Apache-2.0
"""Which texts a regular expression needs (part of gen_ua.py).

An expression's sets: of each set one text ("atom", lower case) must occur in what the expression
matches, letters of either case alike. The set that says most, judged by user agents as they are
common, comes first.
"""
from re import _parser as parser

ATOM = 3      # bytes, at least: as many as src/regex/ua_filter.c looks at
LENGTH = 8    # bytes, at most: of a longer text the part that is least common is kept
PRODUCT = 160 # texts that a sequence may stand for
CLASS = 10    # characters of a class that are tried one by one, and how many behind a longer text
FEW = 4
UNION = 400   # texts in a set, at most
SETS = 3      # sets of a rule, at most
HITS = 7      # common user agents in which a set may be found; of more it says nothing

# What user agents are usually made of; only speed depends on it.
SAFARI = " applewebkit/537.36 (khtml, like gecko) "
COMMON = (
    "mozilla/5.0 (windows nt 10.0; win64; x64)" + SAFARI + "chrome/120.0.6099.71 safari/537.36",
    "mozilla/5.0 (windows nt 10.0; win64; x64)" + SAFARI + "chrome/120.0.0.0 safari/537.36 edg/1.0",
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7)" + SAFARI + "version/17.0 safari/605.1.15",
    "mozilla/5.0 (iphone; cpu iphone os 16_5 like mac os x)" + SAFARI + "version/16.5 mobile/15e148 "
    "safari/604.1",
    "mozilla/5.0 (linux; android 13; sm-g991b)" + SAFARI + "chrome/120.0.0.0 mobile safari/537.36",
    "mozilla/5.0 (linux; u; android 4.2.2; en-us; gt-i9100 build/jdq39)" + SAFARI + "version/4.0 "
    "mobile safari/534.30",
    "mozilla/5.0 (x11; ubuntu; linux x86_64; rv:109.0) gecko/20100101 firefox/115.0",
    "mozilla/4.0 (compatible; msie 8.0; windows nt 6.1; trident/4.0; .net clr 2.0.50727)",
    "mozilla/5.0 (windows phone 10.0; android 6.0.1; microsoft; lumia 950) iemobile/11.0",
    "mozilla/5.0 (compatible; somebot/2.1; +http://www.some.com/bot.html)",
    "opera/9.80 (j2me/midp; opera mini/7.1; u; en) presto/2.12.423 version/12.16",
)


class Texts:
    """What is known of the texts of an expression: all of them, or None when they are too many;
    what they begin with and end with (one of each set); and of which sets they hold a text."""

    def __init__(self, exact, begins=frozenset({""}), ends=frozenset({""}), sets=()):
        self.exact = exact
        self.begins = exact if exact is not None else begins
        self.ends = exact if exact is not None else ends
        self.sets = list(sets)


ANY = Texts(None)
EMPTY = Texts(frozenset({""}))


def product(one, other):
    """Every text of `one` before every text of `other`; None when they are too many, or when
    many characters would make texts longer that are long enough."""
    if min(map(len, one)) >= ATOM + 1 and len(other) > FEW and max(map(len, other)) == 1:
        return None
    if len(one) * len(other) > PRODUCT and len(one) > 1 < len(other):
        return None
    return frozenset(a + b for a in one for b in other)


def flush(texts, sets):
    """Texts become a set when all are long enough."""
    if texts and min(map(len, texts)) >= ATOM:
        sets.append(frozenset(texts))


def class_texts(items):
    """A small class of characters."""
    found = set()
    for op, value in items:
        if str(op) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            op, value = "RANGE", (ord("0"), ord("9"))
        if str(op) not in ("LITERAL", "RANGE"):
            return ANY
        low, high = value if str(op) == "RANGE" else (value, value)
        found |= {chr(v).lower() for v in range(low, high + 1)}
    return Texts(frozenset(found)) if len(found) <= CLASS else ANY


def alternatives(branches):
    read = [read_items(b) for b in branches]
    if all(t.exact is not None for t in read):
        return Texts(frozenset().union(*(t.exact for t in read)))
    best = []
    for t in read:
        if t.exact is not None:
            flush(t.exact, t.sets)
        if t.sets:
            best.append(min(t.sets, key=cost))
    sets = [frozenset().union(*best)] if len(best) == len(read) else []
    return Texts(None, frozenset().union(*(t.begins for t in read)),
                 frozenset().union(*(t.ends for t in read)), sets)


def repeated(least, most, body):
    if body.exact is not None and most <= 2:
        exact, times = frozenset(), EMPTY.exact
        for k in range(most + 1):
            exact |= times if k >= least else frozenset()
            times = product(times, body.exact)
            if times is None:
                return ANY
        return Texts(exact)
    if least == 0:
        return ANY
    if body.exact is not None:
        flush(body.exact, body.sets)
    return Texts(None, body.begins, body.ends, body.sets)


def read_item(op, value):
    if op == "LITERAL":
        return Texts(frozenset({chr(value).lower()}))
    if op == "IN":
        return class_texts(value)
    if op == "BRANCH":
        return alternatives(value[1])
    if op == "SUBPATTERN":
        return read_items(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT"):
        return repeated(int(value[0]), int(value[1]), read_items(value[2]))
    return EMPTY if op == "AT" else ANY


def read_items(items):
    """The Texts of a sequence. `run`: what ends the part read so far."""
    run, begins, sets, exact = EMPTY.exact, None, [], True
    for op, value in items:
        t = read_item(str(op), value)
        sets += t.sets
        longer = product(run, t.exact) if t.exact is not None else None
        if longer is not None:
            run = longer
            continue
        up_to = product(run, t.begins) or product(run, {b[:1] for b in t.begins}) or run
        begins = up_to if exact else begins
        flush(up_to, sets)
        run, exact = t.ends, False
    if exact:
        return Texts(run, sets=sets)
    flush(run, sets)
    return Texts(None, begins, run, sets)


def commonness(text):
    return sum(text in c for c in COMMON)


def cost(texts):
    """Less is better: how often a text of the set occurs, and how many there are."""
    hits = sum(any(t in c for t in texts) for c in COMMON)
    return hits, len(texts) - 4 * min(map(len, texts)), sorted(texts)


def rarest(text, length):
    """Where the least common part of so many bytes begins."""
    return min(range(max(1, len(text) - length + 1)),
               key=lambda i: (commonness(text[i:i + length]), i))


def shorten(texts):
    """The same set in texts that one comparison tells; without those that hold another."""
    cut = set()
    for t in texts:
        at = rarest(t, LENGTH)
        cut.add(t[at:at + LENGTH])
    return frozenset(t for t in cut if not any(o in t for o in cut - {t}))


def atoms_of(regex):
    """The sets of an expression, the most telling first; none when nothing is needed."""
    texts = read_items(parser.parse(regex))
    if texts.exact is not None:
        flush(texts.exact, texts.sets)
    good = {shorten(s) for s in texts.sets if len(s) <= UNION and all(t.isascii() for t in s)}
    good = sorted((s for s in good if cost(s)[0] <= HITS), key=cost)[:SETS]
    return good[:1] if good and cost(good[0])[0] == 0 else good

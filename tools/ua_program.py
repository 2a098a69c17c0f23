# SPDX-License-Identifier: Apache-2.0
"""Regular expressions -> programs for src/regex/ua_match.c (part of gen_ua.py).

An expression is read by Python's own reader, turned into a small tree with RE2's meaning of its
parts (ASCII classes, `$` at the very end) and written as instructions. What is not handled raises
Refused: such a rule is left to RE2. A program keeps only the groups that are asked for.
"""
import re
from re import _parser as parser

END = 256                       # stands for the end of the text in a set of first bytes; PEN_UA_END
ANYTHING = frozenset(range(END + 1))
WIDE = frozenset(range(0xC2, 0xF5))  # first bytes of characters outside ASCII
ASCII = frozenset(range(128))
DIGITS = frozenset(b"0123456789")
WORDS = DIGITS | frozenset(b"_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
BLANKS = frozenset(b"\t\n\f\r ")
CATEGORIES = {"DIGIT": DIGITS, "WORD": WORDS, "SPACE": BLANKS}
PLACES = {"AT_BEGINNING": "BEGIN", "AT_BEGINNING_STRING": "BEGIN", "AT_END": "END_OF_TEXT",
          "AT_END_STRING": "END_OF_TEXT", "AT_BOUNDARY": "WORD", "AT_NON_BOUNDARY": "INNER"}
OPS_MAX = 4000                  # of one program
SWITCH_MIN = 3                  # groups of branches that are worth a table
TEXT_MAX = 200                  # bytes of one instruction's text
INFINITE = 0xFFFF               # as PEN_UA_INFINITE


class Refused(Exception):
    """The expression has something that the matcher does not know."""


# ---- the tree: tuples with a kind first ----


def fold(chars):
    return chars | {b ^ 32 for b in chars if chr(b).isalpha()}


def category(name):
    """CATEGORY_NOT_DIGIT … -> (ASCII characters, whether all others belong to it)"""
    name = name.replace("CATEGORY_", "")
    inverted = name.startswith("NOT_")
    chars = CATEGORIES[name.replace("NOT_", "")]
    return (ASCII - chars, True) if inverted else (chars, False)


def span_of(op, value):
    lo, hi = (value, value) if op in ("LITERAL", "NOT_LITERAL") else value
    if hi > 127:
        raise Refused("a character outside ASCII")
    return frozenset(range(lo, hi + 1))


def class_of(items):
    chars, wide, inverted = frozenset(), False, False
    for op, value in items:
        op = str(op)
        if op == "NEGATE":
            inverted = True
        elif op == "CATEGORY":
            more, others = category(str(value))
            chars, wide = chars | more, wide or others
        elif op in ("LITERAL", "RANGE"):
            chars |= span_of(op, value)
        else:
            raise Refused(op)
    return chars, wide, inverted


def set_node(chars, wide, inverted, icase):
    chars = fold(chars) if icase else chars
    return ("set", ASCII - chars if inverted else chars, wide != inverted)


def node_of(op, value, icase):
    if op in ("LITERAL", "NOT_LITERAL"):
        return set_node(span_of(op, value), False, op == "NOT_LITERAL", icase)
    if op == "ANY":
        return ("set", ASCII - {10}, True)
    if op == "IN":
        return set_node(*class_of(value), icase)
    if op == "AT" and str(value) in PLACES:
        return ("at", PLACES[str(value)])
    if op == "BRANCH":
        return ("alt", [tree_of(b, icase) for b in value[1]])
    if op == "SUBPATTERN" and not value[1] and not value[2]:
        inside = tree_of(value[3], icase)
        return inside if value[0] is None else ("group", value[0], inside)
    if op in ("MAX_REPEAT", "MIN_REPEAT"):
        most = INFINITE if value[1] is parser.MAXREPEAT else int(value[1])
        body = tree_of(value[2], icase)
        body = body[1][0] if len(body[1]) == 1 else body
        if nullable(body):
            raise Refused("a repetition of what may be empty")
        return ("rep", body, int(value[0]), most, op == "MIN_REPEAT")
    raise Refused(op)


def tree_of(items, icase):
    return ("cat", [node_of(str(op), value, icase) for op, value in items])


# ---- what can come first ----


def nullable(node):
    kind = node[0]
    if kind == "cat":
        return all(map(nullable, node[1]))
    if kind == "alt":
        return any(map(nullable, node[1]))
    return kind == "at" or (kind == "rep" and node[2] == 0) or (kind == "group" and
                                                               nullable(node[2]))


def first(node, after):
    """The bytes (or END) that can stand where `node` begins, when `after` can follow it."""
    kind = node[0]
    if kind == "set":
        return node[1] | WIDE if node[2] else node[1]
    if kind == "cat":
        return firsts(node[1], after)[0]
    if kind == "alt":
        return frozenset().union(*(first(n, after) for n in node[1]))
    if kind == "group":
        return first(node[2], after)
    if kind == "rep":
        return first(node[1], frozenset()) | (after if node[2] == 0 else frozenset())
    return frozenset({END}) if node[1] == "END_OF_TEXT" else after


def firsts(nodes, after):
    """For each node of a sequence, and for what follows the last, what can come first."""
    found = [after]
    for node in reversed(nodes):
        found.append(first(node, found[-1]))
    return found[::-1]


def apart(branches, after):
    """Branches in groups that cannot begin alike, as (first bytes, branches in their order).
    Which group is looked at first makes no difference."""
    groups = []
    for i, branch in enumerate(branches):
        chars, numbers, rest = first(branch, after), [i], []
        for have, those in groups:
            if have & chars:
                chars, numbers = have | chars, those + numbers
            else:
                rest.append((have, those))
        groups = rest + [(chars, numbers)]
    return [(chars, [branches[i] for i in sorted(numbers)]) for chars, numbers in groups]


def factored(branches):
    """(the characters that all branches begin with, the branches without them)"""
    same = []
    while len(branches) > 1 and all(b[0] == "cat" and b[1] for b in branches):
        head = branches[0][1][0]
        if head[0] != "set" or any(b[1][0] != head for b in branches):
            break
        same.append(head)
        branches = [("cat", b[1][1:]) for b in branches]
    return same, branches


# ---- the instructions ----


class Op:
    """One instruction; the fields are those of pen_ua_op. Targets count from the start."""

    def __init__(self, name, n=0, **fields):
        self.name, self.n = name, n
        self.chars = fields.get("chars", frozenset())
        self.follow = fields.get("follow", frozenset())
        self.least, self.most = fields.get("least", 0), fields.get("most", 0)
        self.text, self.to = fields.get("text", ""), fields.get("to", 0)
        self.ways = []  # SWITCH: (bytes, target)


def letter(node, icase):
    """The character of a set of one, in lower case where either case does; else None."""
    if node[0] != "set" or node[2] or not node[1]:
        return None
    low = chr(max(node[1]))
    same = fold({ord(low)}) if icase else {ord(low)}
    return low if node[1] == same else None


class Program:
    def __init__(self, regex, icase, wanted):
        self.ops, self.wanted, self.icase = [], wanted, icase
        tree = tree_of(parser.parse(regex), icase)
        self.first = first(tree, ANYTHING)
        self.anchored = self.begins(tree)
        self.emit(tree, ANYTHING)
        self.add("MATCH")

    @staticmethod
    def begins(node):
        """Whether a match can only begin at the start of the text."""
        if node[0] == "cat":
            return bool(node[1]) and Program.begins(node[1][0])
        if node[0] == "alt":
            return all(map(Program.begins, node[1]))
        return Program.begins(node[2]) if node[0] == "group" else node == ("at", "BEGIN")

    def add(self, name, n=0, **fields):
        self.ops.append(Op(name, n, **fields))
        if len(self.ops) > OPS_MAX:
            raise Refused("too long")
        return self.ops[-1]

    def emit(self, node, after):
        getattr(self, "emit_" + node[0])(node, after)

    def emit_set(self, node, after):
        self.emit_cat(("cat", [node]), after)

    def emit_at(self, node, _):
        self.add(node[1])

    def emit_group(self, node, after):
        keep = node[1] in self.wanted
        if keep:
            self.add("SAVE", 2 * node[1])
        self.emit(node[2], after)
        if keep:
            self.add("SAVE", 2 * node[1] + 1)

    def emit_cat(self, node, after):
        nodes = node[1]
        follow = firsts(nodes, after)
        text = ""
        for i, n in enumerate(nodes):
            char = letter(n, self.icase)
            if char and len(text) < TEXT_MAX:
                text += char
                continue
            self.emit_text(text)
            text = char or ""
            if not char:
                self.emit_other(n, follow[i + 1])
        self.emit_text(text)

    def emit_other(self, node, after):
        if node[0] == "set":
            self.add("SET", chars=first(node, after))
        else:
            self.emit(node, after)

    def emit_text(self, text):
        if text:
            self.add("FOLDED" if self.icase else "TEXT", len(text), text=text)

    def emit_alt(self, node, after):
        same, branches = factored(node[1])
        if same:
            rest = ("alt", branches)
            self.emit(("cat", [*same, rest]), after)
        else:
            self.emit_groups(node, after)

    def emit_groups(self, node, after):
        groups = apart(node[1], after)
        if len(groups) < SWITCH_MIN:
            self.emit_branches(node, after)
            return
        switch, leave = self.add("SWITCH"), []
        for chars, branches in groups:
            switch.ways.append((chars, len(self.ops)))
            self.emit(("alt", branches), after)
            leave.append(self.add("JUMP"))
        for op in leave:
            op.to = len(self.ops)

    def emit_branches(self, node, after):
        starts = [first(n, after) for n in node[1]]
        leave = []
        for i, branch in enumerate(node[1]):
            split = None
            if i + 1 < len(node[1]):
                split = self.add("SPLIT", chars=starts[i],
                                 follow=frozenset().union(*starts[i + 1:]))
            self.emit(branch, after)
            if split:
                leave.append(self.add("JUMP"))
                split.to = len(self.ops)
        for op in leave:
            op.to = len(self.ops)

    def emit_rep(self, node, after):
        _, body, least, most, lazy = node
        if body[0] == "set":
            chars = first(body, after)
            sure = not lazy and not chars & after
            out = sorted(ASCII - chars)
            to = 1 + out[0] if len(out) == 1 and body[2] and not lazy else 0
            self.add("LAZY" if lazy else "SPAN", int(sure), chars=chars, follow=after,
                     least=least, most=most, to=to)
            return
        start = first(body, frozenset())
        for _ in range(least):
            self.emit(body, start | after)
        leave = []
        for _ in range(1 if most == INFINITE else most - least):
            top = len(self.ops)
            leave.append(self.emit_choice(start, after, lazy))
            self.emit(body, start | after)
        if most == INFINITE:
            self.add("JUMP", to=top)
        for op in leave:
            op.to = len(self.ops)

    def emit_choice(self, start, after, lazy):
        """Once more or not; gives the instruction whose target is the way out."""
        if not lazy:
            return self.add("SPLIT", chars=start, follow=after)
        split = self.add("SPLIT", chars=after, follow=start)
        leave = self.add("JUMP")
        split.to = len(self.ops)
        return leave


def compile_rule(regex, icase, wanted):
    """The Program, or None when the expression is left to RE2."""
    try:
        return Program(regex, icase, wanted)
    except (Refused, re.error):
        return None

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Ceilings: lines of a file, lines, parameters and nesting of a function."""

import os
import re

from common import blank, files, line_of, main, read

FILE_LINES = 900
FUNCTION_LINES = 60
PARAMETERS = 5
NESTING = 4

# "file" or "file:function", and why it may be larger. One that no longer is gets reported.
EXCEPTIONS = {
    "src/lang/quick.c:dispatch": "the loop of short templates, a few lines for each opcode",
    "src/lang/vm.c:dispatch": "the loop of the template machine, a few lines for each opcode",
    "src/serve/handler.c:pen_serve_handle": "libmicrohttpd calls it and says what with",
}

_TOKEN = re.compile(r"[A-Za-z_]\w*|\.\.\.|[{}();,=:]|\"|[^\s\w]")
_LOOKS_LIKE_CALL = {"return", "sizeof", "case"}


def without_preprocessor(text):
    """Directives blanked, continued lines too."""
    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.M)


def tokens_of(text):
    return [(m.group(), m.start()) for m in _TOKEN.finditer(text)]


def opening(tokens, close):
    """Index of the '(' that belongs to the ')' at `close`, -1 when there is none."""
    depth = 0
    for i in range(close, -1, -1):
        depth += (tokens[i][0] == ")") - (tokens[i][0] == "(")
        if depth == 0:
            return i
    return -1


def closing(tokens, brace):
    depth = 0
    for i in range(brace, len(tokens)):
        depth += (tokens[i][0] == "{") - (tokens[i][0] == "}")
        if depth == 0:
            return i
    return len(tokens) - 1


def is_word(token):
    return re.match(r"[A-Za-z_]", token) is not None


def parameters(tokens, first, last):
    """How many parameters stand between the parentheses; '...' does not count."""
    inside = [t for t, _ in tokens[first + 1:last]]
    if inside in ([], ["void"]):
        return 0
    depth, count = 0, 1
    for t in inside:
        depth += (t in "([{") - (t in ")]}")
        count += t == "," and depth == 0
    return count - ("..." in inside)


def opens_block(tokens, i):
    """Whether the '{' at `i` inside a function starts statements, not an initialiser."""
    before = tokens[i - 1][0]
    if before == ")":
        start = opening(tokens, i - 1)
        word = tokens[start - 1][0] if start > 0 else ""
        return is_word(word) and word not in _LOOKS_LIKE_CALL
    return before in ("else", "do", ";", "{", "}", ":")


def nesting(tokens, brace, end):
    """Deepest nesting of blocks in the body between two braces."""
    stack, deepest = [True], 0
    for i in range(brace + 1, end):
        t = tokens[i][0]
        if t == "{":
            stack.append(stack[-1] and opens_block(tokens, i))
            deepest = max(deepest, sum(stack) - 1)
        elif t == "}":
            stack.pop()
    return deepest


def functions(text):
    """(name, first line, lines, parameters, nesting) of each function in `text`."""
    code = without_preprocessor(blank(text))
    tokens = tokens_of(code)
    i = 0
    while i < len(tokens):
        if tokens[i][0] != "{":
            i += 1
            continue
        head = opening(tokens, i - 1) if i and tokens[i - 1][0] == ")" else -1
        if head > 0 and is_word(tokens[head - 1][0]):
            end = closing(tokens, i)
            name, at = tokens[head - 1]
            first, last = line_of(code, at), line_of(code, tokens[end][1])
            yield (name, first, last - first + 1, parameters(tokens, head, i - 1),
                   nesting(tokens, i, end))
            i = end + 1
        elif i and tokens[i - 1][0] == '"' or i > 1 and "namespace" in (
                tokens[i - 1][0], tokens[i - 2][0]):
            i += 1  # extern "C" { or namespace x {: look inside
        else:
            i = closing(tokens, i) + 1


def measure(path, text):
    """(key, place, problem) of everything over a ceiling."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield path, f"{path}:1", f"{lines} lines, at most {FILE_LINES}"
    for name, line, length, params, depth in functions(text):
        key, place = f"{path}:{name}", f"{path}:{line}"
        if length > FUNCTION_LINES:
            yield key, place, f"{name} has {length} lines, at most {FUNCTION_LINES}"
        if params > PARAMETERS:
            yield key, place, f"{name} has {params} parameters, at most {PARAMETERS}"
        if depth > NESTING:
            yield key, place, f"{name} is nested {depth} deep, at most {NESTING}"


def check(root):
    problems, used = [], set()
    for path in files(root, ["src", "include", "tests", "fuzz"], (".c", ".h", ".cc")):
        for key, place, why in measure(path, read(root, path)):
            if key in EXCEPTIONS:
                used.add(key)
            else:
                problems.append(f"{place}: {why}")
    return problems + [f"{key}: is no exception any more (check_ceilings.py)"
                       for key in sorted(set(EXCEPTIONS) - used)
                       if os.path.exists(os.path.join(root, key.split(":")[0]))]


_DEEP = "void f(void)\n{\n" + "if (a) {\n" * 5 + "}\n" * 5 + "}\n"
_FLAT = ("int f(int a, char *b, ...)\n{\n    pen_str s = {a, {b}};\n"
         "    if (a) {\n        g((pen_str){b, 1});\n    } else if (b) {\n        a++;\n    }\n"
         "    return (pen_str){\"}\", '{'};\n}\n")
CASES = [
    ({"src/base/a.c": _FLAT * 3}, None),
    ({"src/base/a.c": "int x;\n" * 901}, "901 lines"),
    ({"src/base/a.c": "void f(void)\n{\n" + "x();\n" * 58 + "}\n"}, "f has 61 lines"),
    ({"src/base/a.c": "void f(void)\n{\n" + "x();\n" * 57 + "}\n"}, None),
    ({"src/base/a.c": "void f(int a, int b, int c, int (*d)(int, int), int e)\n{\n}\n"}, None),
    ({"src/base/a.c": "void f(int a, int b, int c, int d, int e, int g)\n{\n}\n"}, "6 param"),
    ({"tests/base/a.c": _DEEP}, "nested 5 deep"),
    ({"src/base/a.cc": 'extern "C" {\nnamespace {\n' + _DEEP + "}\n}\n"}, "nested 5 deep"),
    ({"src/base/a.c": _DEEP.replace("if (a)", "EACH(a)")}, "nested 5 deep"),
]

if __name__ == "__main__":
    main(check, CASES)

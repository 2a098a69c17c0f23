#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Functions that have no place here, licence lines, and marks of unfinished work."""

import re

from common import C_FAMILY, blank, files, line_of, main, read

EVERYWHERE = """strcpy strcat stpcpy sprintf vsprintf strtok atoi atol atoll atof strtol strtoul
strtoll strtoull sscanf vsscanf fscanf scanf localtime gmtime asctime ctime gets alloca setjmp
longjmp tmpnam mktemp system popen""".split()

# The library only (the floors below files and clocks): no files, clocks, threads, no death,
# nothing that depends on the locale, memory only through base/alloc.h (qsort takes some too).
LIBRARY_ROOMS = "base codec regex event lang stage format plan lint".split()
LIBRARY = """abort exit _exit assert printf fprintf vprintf vfprintf puts fputs putchar fopen
fdopen fread fwrite fgets getline clock_gettime gettimeofday getenv setlocale strtod strtof
strtold rand srand random tolower toupper strcasecmp strncasecmp qsort""".split()
HEADERS = """unistd fcntl time signal dirent poll netdb pthread threads locale ctype assert
setjmp sys/\\w+ arpa/\\w+ netinet/\\w+""".split()
MEMORY = "malloc calloc realloc free strdup strndup asprintf".split()
MEMORY_HOME = "src/base/alloc.c"

CODE = ["src", "include", "tests", "fuzz"]
ALL_TEXT = CODE + ["tools", "cmake", "bench", "packaging"]
MARKS = ["TO" "DO", "FIX" "ME", "X" "XX"]


def called(names):
    # Not a member, not part of a longer name.
    return re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")


_EVERYWHERE, _LIBRARY, _MEMORY = called(EVERYWHERE), called(LIBRARY), called(MEMORY)
_HEADER = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<(" + "|".join(HEADERS) + r")\.h>", re.M)
_ASSERT = re.compile(r"(?<![\w.>])assert\s*\((.*)\);")
_SIDE_EFFECT = re.compile(r"\+\+|--|[^=!<>]=[^=]")


def is_library(path):
    parts = path.split("/")
    return parts[0] == "src" and parts[1] in LIBRARY_ROOMS


def banned(path, code):
    rules = [(_EVERYWHERE, "is banned")]
    if is_library(path):
        rules.append((_LIBRARY, "has no place in the library"))
        rules.append((_HEADER, "is a header that has no place in the library"))
        if path != MEMORY_HOME and not path.endswith(".cc"):
            rules.append((_MEMORY, "bypasses base/alloc.h"))
    for pattern, why in rules:
        for m in pattern.finditer(code):
            yield m.start(), f"{m.group(1)} {why}"
    for m in _ASSERT.finditer(code):
        if _SIDE_EFFECT.search(m.group(1)):
            yield m.start(), "an assert with a side effect"
    for m in re.finditer(r"^[ \t]*#[ \t]*if[ \t]+0\b", code, re.M):
        yield m.start(), "code behind #if 0"


def check_code(root, path):
    text = read(root, path)
    problems = [f"{path}:{line_of(text, at)}: {why}" for at, why in banned(path, blank(text))]
    if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.splitlines()[:2]):
        problems.append(f"{path}:1: no SPDX line")
    return problems


def check_marks(root, path):
    text = read(root, path)
    return [f"{path}:{line_of(text, m.start())}: {m.group()}: finish it or leave it out"
            for m in re.finditer(r"\b(" + "|".join(MARKS) + r")\b", text)]


def check(root):
    problems = []
    for path in files(root, CODE, C_FAMILY):
        problems += check_code(root, path)
    for path in files(root, ALL_TEXT, C_FAMILY + (".py", ".sh", ".cmake", ".txt")):
        problems += check_marks(root, path)
    return problems


_L = "// SPDX-License-Identifier: Apache-2.0\n"
CASES = [
    ({"src/base/a.c": _L + "// strcpy(a, b)\nconst char *s = \"gets(\"; my_atoi(x); a.free(x);\n"},
     None),
    ({"src/base/alloc.c": _L + "void *f(void) { return malloc(1); }\n"}, None),
    ({"fuzz/a.c": _L + "void f(void) { abort(); }\n"}, None),
    ({"src/cli/a.c": _L + "void f(void) { printf(\"x\"); free(p); }\n"}, None),
    ({"src/base/a.c": _L + "void f(void) { strcpy (a, b); }\n"}, "a.c:2: strcpy is banned"),
    ({"tests/a.c": _L + "int x = atoi(s);\n"}, "atoi is banned"),
    ({"src/lang/a.c": _L + "void f(void) { printf(\"x\"); }\n"}, "printf has no place"),
    ({"src/lang/a.c": _L + "void f(void) { free(p); }\n"}, "bypasses"),
    ({"src/lang/a.c": _L + "void f(void) { abort(); }\n"}, "abort has no place"),
    ({"src/lang/a.c": _L + "#include <unistd.h>\n"}, "unistd is a header"),
    ({"src/lang/a.c": _L + "#include <sys/socket.h>\n"}, "sys/socket is a header"),
    ({"src/cli/a.c": _L + "#include <sys/socket.h>\n"}, None),
    ({"src/lang/a.c": _L + "static int read(int x);\n"}, None),
    ({"src/cli/a.c": _L + "void f(void) { assert(x++ < 3); }\n"}, "side effect"),
    ({"src/cli/a.c": _L + "void f(void) { assert(x == 3); }\n"}, None),
    ({"src/base/a.c": _L + "# if 0\n#endif\n"}, "#if 0"),
    ({"src/base/a.h": "int x;\n"}, "no SPDX line"),
    ({"src/base/a.h": _L + "// TO" "DO later\n"}, "finish it"),
    ({"tools/a.py": "# FIX" "ME\n"}, "finish it"),
]

if __name__ == "__main__":
    main(check, CASES)

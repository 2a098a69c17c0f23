#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Documents name only what exists: files, functions and macros in backquotes, and the targets
of links."""

import glob
import os
import re

from common import C_FAMILY, files, line_of, main, read

# A bare name with one of these endings must be the name of some file of ours.
OUR_ENDINGS = (".c", ".h", ".cc", ".def", ".py", ".sh", ".md", ".cmake")
NOT_OURS = ("build/", "/", "~", "http:", "https:", "mailto:", "#")
SOURCES = ["src", "include", "tests", "fuzz"]


class Tree:
    """What there is to be named."""

    def __init__(self, root):
        self.root = root
        code = files(root, SOURCES, C_FAMILY + (".cmake",))
        self.words = set(re.findall(r"\b(?:pen|PEN|fail|tap)_\w+", "\n".join(
            read(root, p) for p in code)))
        self.names = {n for _, dirs, names in os.walk(root)
                      if not self.hide(dirs) for n in names}

    @staticmethod
    def hide(dirs):
        dirs[:] = [d for d in dirs if d not in ("build", ".git", "node_modules")]

    def has_path(self, path, doc):
        for base in ("", "src", os.path.dirname(doc)):
            full = os.path.join(self.root, base, path)
            if os.path.exists(full) or glob.glob(full):
                return True
        return False


def names_a_path(word):
    if not re.fullmatch(r"[\w.*/+-]+", word) or word.startswith(NOT_OURS):
        return False
    if word.startswith(("./", ".")) and len(word) > 2:
        return True
    return "/" in word and re.match(r"(src|include|tests|fuzz|tools|cmake|docs|data|formats|"
                                    r"bench|packaging|web|\.ci)/", word) is not None


def problem_with(word, doc, tree):
    """What is wrong with the backquoted `word`, or None."""
    word = re.sub(r":\d+$", "", word)
    function = re.fullmatch(r"(pen_\w+|PEN_\w+)(\(\))?", word)
    if function and not word.endswith("_"):
        return None if function.group(1) in tree.words else f"`{word}` is in no source"
    if names_a_path(word):
        return None if tree.has_path(word, doc) else f"`{word}` does not exist"
    if re.fullmatch(r"\w[\w.-]+", word) and word.endswith(OUR_ENDINGS) and word not in tree.names:
        return f"no file is called `{word}`"
    return None


def check_doc(root, doc, tree):
    text = read(root, doc)
    prose = re.sub(r"^```.*?^```", lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                   flags=re.M | re.S)
    problems = []
    for m in re.finditer(r"`([^`\n]+)`", prose):
        why = problem_with(m.group(1), doc, tree)
        if why:
            problems.append(f"{doc}:{line_of(prose, m.start())}: {why}")
    for m in re.finditer(r"\]\(([^)\s]+)\)", prose):
        target = m.group(1).split("#")[0]
        if target and not target.startswith(NOT_OURS) and not tree.has_path(target, doc):
            problems.append(f"{doc}:{line_of(prose, m.start())}: link to {target}, which does "
                            "not exist")
    return problems


def check(root):
    tree = Tree(root)
    docs = [n for n in sorted(os.listdir(root)) if n.endswith(".md")]
    docs += files(root, ["docs", "tests", "fuzz", "tools", "bench", "packaging"], (".md",))
    problems = []
    for doc in docs:
        problems += check_doc(root, doc, tree)
    return problems


_CODE = {"src/base/str.h": "size_t pen_str_chr(void);\n#define PEN_LIT(x) x\n"}
CASES = [
    ({**_CODE, "README.md": "`src/base/str.h` `base/str.h` `str.h` `pen_str_chr()` `PEN_LIT` "
      "[x](src/base/str.h) `src/base/*.h` `build/release/penstock` `parser.yml` `a/b` "
      "`penstock parse -f F`\n"}, None),
    ({**_CODE, "README.md": "```\n`src/none.c`\n```\n"}, None),
    ({**_CODE, "README.md": "x\n`src/base/gone.h`\n"}, "README.md:2: `src/base/gone.h` does"),
    ({**_CODE, "README.md": "`gone.c`\n"}, "no file is called"),
    ({**_CODE, "README.md": "`./gone`\n"}, "does not exist"),
    ({**_CODE, "README.md": "`pen_gone()`\n"}, "in no source"),
    ({**_CODE, "README.md": "`PEN_GONE`\n"}, "in no source"),
    ({**_CODE, "docs/a.md": "[x](gone.md)\n"}, "link to gone.md"),
]

if __name__ == "__main__":
    main(check, CASES)

// SPDX-License-Identifier: Apache-2.0
// "did you mean": the name at the least distance (letters inserted, deleted, replaced, or
// neighbours swapped: Damerau and Levenshtein's, restricted), close enough for its length.
#include "lint/lint.h"

#include <stdio.h>

enum { LONGEST = 64 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// LONGEST * 2 for what is too long or differs too much in length to be near.
static unsigned distance(pen_str a, pen_str b)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    if (a.n > LONGEST || b.n > LONGEST) {
        return LONGEST * 2;
    }
    for (unsigned j = 0; j <= b.n; j++) {
        last[j] = j;
    }
    for (unsigned i = 1; i <= a.n; i++) {
        row[0] = i;
        for (unsigned j = 1; j <= b.n; j++) {
            unsigned same = a.p[i - 1] == b.p[j - 1] ? 0 : 1;
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + same);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        unsigned *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b.n];
}

// Letters alone, in lower case: `inputField`, `ignore-values` are near to their names.
static pen_str plain(pen_str s, char *to)
{
    pen_str out = {to, 0};
    for (size_t i = 0; i < s.n && out.n < LONGEST; i++) {
        if (s.p[i] != '_' && s.p[i] != '-' && s.p[i] != ' ') {
            to[out.n++] = pen_to_lower(s.p[i]);
        }
    }
    return out;
}

pen_lint_near pen_lint_near_to(const pen_lint *l, pen_str wanted)
{
    unsigned allowed = wanted.n < 4 ? 1 : wanted.n < 8 ? 2 : 3;
    return (pen_lint_near){wanted, PEN_EMPTY, pen_lint_full(l) ? 0 : allowed + 1};
}

void pen_lint_offer(pen_lint_near *n, pen_str name)
{
    char a[LONGEST], b[LONGEST];
    size_t gap = name.n > n->wanted.n ? name.n - n->wanted.n : n->wanted.n - name.n;
    if (n->distance == 0 || gap > 6 || pen_str_eq(name, n->wanted)) {
        return;
    }
    unsigned d = distance(plain(n->wanted, a), plain(name, b));
    unsigned spelt = d < n->distance ? distance(n->wanted, name) : d;
    d = d == 0 && spelt ? 1 : d; // only `_`, `-` and case differ
    if (d < n->distance && d < name.n) {
        n->best = name;
        n->distance = d;
    }
}

const char *pen_lint_mean_or(const pen_lint_near *n, const char *otherwise, pen_lint_hint *to)
{
    if (n->best.n) {
        (void)snprintf(to->text, sizeof to->text, " (did you mean '%.*s'?)", PEN_FMT(n->best));
    } else {
        (void)snprintf(to->text, sizeof to->text, "%s%s%s", *otherwise ? " (" : "", otherwise,
                       *otherwise ? ")" : "");
    }
    return to->text;
}

const char *pen_lint_mean(const pen_lint_near *n, pen_lint_hint *to)
{
    return pen_lint_mean_or(n, "", to);
}

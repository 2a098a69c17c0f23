// SPDX-License-Identifier: Apache-2.0
// The face over RE2: anchors, groups, flags, errors, the dialect that formats rely on.
#include "regex/regex.h"

#include "tap.h"

#include <stdlib.h>

#define S(lit)                                                                             \
    {                                                                                      \
        lit, sizeof(lit) - 1                                                               \
    }

static const struct {
    const char *name, *pattern;
    pen_str text;
    pen_anchor anchor;
    unsigned flags;
    pen_status want;
} matches[] = {
    {"found anywhere", "b+", S("abbc"), PEN_ANCHOR_NONE, 0, PEN_OK},
    {"not at the start", "b+", S("abbc"), PEN_ANCHOR_START, 0, PEN_NOMATCH},
    {"at the start", "a", S("abbc"), PEN_ANCHOR_START, 0, PEN_OK},
    {"not all of it", "ab", S("abbc"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {"all of it", "ab+c", S("abbc"), PEN_ANCHOR_BOTH, 0, PEN_OK},
    {"case counts", "ABC", S("abc"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {"either case", "ABC", S("abc"), PEN_ANCHOR_BOTH, PEN_REGEX_ICASE, PEN_OK},
    {"compiled later", "a.c", S("abc"), PEN_ANCHOR_BOTH, PEN_REGEX_LATER, PEN_OK},
    {"\\s is not a vertical tab", "\\s", S("\v"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {"[[:space:]] is one", "[[:space:]]", S("\v"), PEN_ANCHOR_BOTH, 0, PEN_OK},
    {". is not a newline", ".", S("\n"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {". is one character", "^.$", S("\xC3\xA9"), PEN_ANCHOR_BOTH, 0, PEN_OK},
    {". is no stray byte", ".", S("\xE9"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {"\\w is ASCII", "\\w", S("\xC3\xA9"), PEN_ANCHOR_BOTH, 0, PEN_NOMATCH},
    {"$ is the very end", "a$", S("a\n"), PEN_ANCHOR_START, 0, PEN_NOMATCH},
    {"NUL is text", "a.b", S("a\0b"), PEN_ANCHOR_BOTH, 0, PEN_OK},
    {"the empty text", "", {NULL, 0}, PEN_ANCHOR_BOTH, 0, PEN_OK},
};

static const struct {
    const char *name, *pattern;
    pen_status want;
} refused[] = {
    {"look-ahead", "a(?=b)", PEN_E_SYNTAX},
    {"an atomic group", "(?>a)", PEN_E_SYNTAX},
    {"(?<n>", "(?<n>a)", PEN_E_SYNTAX},
    {"a back reference", "(a)\\1", PEN_E_SYNTAX},
    {"a count above 1000", "a{1001}", PEN_E_SYNTAX},
    {"an open parenthesis", "(a", PEN_E_SYNTAX},
    {"invalid UTF-8", "\xE9", PEN_E_SYNTAX},
    {"too large", "((\\pL{100}){100}){10}", PEN_E_SYNTAX},
};

static void check_matches(void)
{
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
        pen_regex *re;
        pen_status s =
            pen_regex_new(pen_str_c(matches[i].pattern), matches[i].flags, &re, NULL);
        if (s == PEN_OK) {
            s = pen_regex_match(re, matches[i].text, matches[i].anchor, NULL, 0);
        }
        ok(s == matches[i].want, matches[i].name);
        pen_regex_free(re);
    }
}

static void check_refused(void)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        pen_regex *re;
        pen_buf why;
        pen_buf_init(&why, NULL, 1000);
        pen_status s = pen_regex_new(pen_str_c(refused[i].pattern), 0, &re, &why);
        ok(s == refused[i].want && !re && why.n > 0, refused[i].name);
        pen_buf_free(&why);
    }
}

static void check_groups(void)
{
    pen_regex *re;
    pen_str g[5];
    ok(pen_regex_new(PEN_LIT("(a)|(?P<x>b)(c*)"), 0, &re, NULL) == PEN_OK, "three groups");
    ok(pen_regex_groups(re) == 3, "are counted");
    ok(pen_regex_match(re, PEN_LIT("-b"), PEN_ANCHOR_NONE, g, 5) == PEN_OK, "found");
    is_str(g[0], "b", "the whole match");
    ok(g[1].p == NULL, "no part: NULL");
    is_str(g[2], "b", "a named one has a number");
    ok(g[3].p != NULL && g[3].n == 0, "empty: not NULL");
    ok(g[4].p == NULL, "more asked for than there are");
    pen_regex_free(re);
    pen_regex_free(NULL);
    ok(pen_regex_new(PEN_LIT("(a"), PEN_REGEX_LATER, &re, NULL) == PEN_OK,
       "not yet compiled");
    ok(pen_regex_match(re, PEN_LIT("a"), PEN_ANCHOR_NONE, NULL, 0) == PEN_E_SYNTAX,
       "a bad one compiled later says so");
    pen_regex_free(re);
}

int main(void)
{
    check_matches();
    check_refused();
    check_groups();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// The face over RE2: anchors, groups, flags, errors, the dialect that formats rely on.
#include "regex/direct.h"
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

// Yes or no, at the start or anywhere: what a loop at an end, an option, a literal or an
// assertion makes of it.
static const char *const asked[] = {
    "",          "b",          "abc",       "^b",        "b$",        "^$",
    "x*",        ".*b",        "(?:ab)*c",  "a|bc",      "^a|c$",     "\\bb",
    "\\Bb",      ".*failed.*", "b.*?c",     "[^b]+$",    "(a)?(b)",   "b+b",
    "^(?:b|a)c", "\xC3\xA9",   "[^a]{2}$",  "(?i)ABC",   "a{2,}",     "^\\s*\\{.*\\}\\s*$",
    "\n",        ".",          "(?s:.)$",   "ab(?:c|d)", "(?:|a)bc$", "c\\b",
};

static const pen_str asked_of[] = {
    S(""),       S("abc"),     S("b"),        S("aab bc"),     S("login failed\n"),
    S("\xC3\xA9"), S("a\xE9""b"),  S(" {\"a\":1} "), S("{a\nb}"),     S("aaaaaaaaab"),
    S("\n"),     S("ababc"),   S("x abd"),
};

static void ask(const char *pattern, pen_direct_task task, pen_anchor anchor)
{
    pen_arena a;
    pen_direct *d;
    pen_regex *re;
    const char *why;
    pen_direct_source source = {.pattern = pen_str_c(pattern), .task = task};
    pen_arena_init(&a, NULL, 1 << 24);
    bool good = pen_direct_new(&a, &source, &d, &why) == PEN_OK &&
                pen_regex_new(source.pattern, 0, &re, NULL) == PEN_OK;
    for (size_t i = 0; good && i < sizeof asked_of / sizeof *asked_of; i++) {
        pen_status s = pen_direct_test(d, asked_of[i]);
        good = s == pen_regex_match(re, asked_of[i], anchor, NULL, 0) ||
               (s == PEN_E_BUDGET && pen_str_starts(source.pattern, PEN_LIT("(?i)")));
    }
    ok(good && pen_direct_groups(d) == 0, pattern);
    if (good) {
        pen_regex_free(re);
    }
    pen_arena_free(&a);
}

static void check_asked(void)
{
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        ask(asked[i], PEN_DIRECT_HEAD, PEN_ANCHOR_START);
        ask(asked[i], PEN_DIRECT_ANYWHERE, PEN_ANCHOR_NONE);
    }
}

// Beginnings add up: a search that reads the rest again and again gives up.
static void check_asked_budget(void)
{
    enum { LONG = 200000 };
    pen_arena a;
    pen_direct *d;
    const char *why;
    char *text = malloc(LONG);
    pen_direct_source source = {.pattern = PEN_LIT("a[a-z ]*1"), .task = PEN_DIRECT_ANYWHERE};
    pen_arena_init(&a, NULL, 1 << 24);
    if (ok(text && pen_direct_new(&a, &source, &d, &why) == PEN_OK, "built")) {
        memset(text, 'a', LONG);
        ok(pen_direct_test(d, pen_str_of(text, LONG)) == PEN_E_BUDGET, "it gives up");
    }
    pen_arena_free(&a);
    free(text);
}

int main(void)
{
    check_asked();
    check_asked_budget();
    check_matches();
    check_refused();
    check_groups();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// The direct matcher against RE2. The first byte says how: 0-127 builds an expression from
// a small grammar, driven by the input's bytes; otherwise the input holds one, up to a
// newline. The rest is the text. Both must agree on match and groups, and on whether there
// is a match at the start of the text, and anywhere.
#include "regex/direct.h"
#include "regex/regex.h"

#include "base/buf.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define GROUPS 64

typedef struct source {
    const uint8_t *p;
    size_t n;
} source;

static unsigned take(source *s)
{
    if (s->n == 0) {
        return 0;
    }
    s->n--;
    return *s->p++;
}

static void grow(source *s, pen_buf *out, unsigned depth)
{
    static const char *const leaves[] = {
        "a",        "b",      ",",      " ",      "ab",   ".",         ".*?",   ".*",
        "\\w+",     "\\b",    "\\d+",   "[^,]*",  "\\S+", "\\s*",      "[a-c]", "[^a]+?",
        "\xC3\xA9", "a??",    "b{1,3}", "\\W",    "$",    "^",         "1",     "\\B",
        "[^ ]",     "(?i:A)", "a{2}?",  ".{0,2}", "b*?",  "[0-9a]{2,}"};
    static const char *const tails[] = {"",  "",   "",   "?",     "*",
                                        "+", "??", "*?", "{1,2}", "{2}"};
    unsigned items = 1 + take(s) % 4;
    for (unsigned i = 0; i < items && out->n < 300; i++) {
        unsigned c = take(s);
        if (c < 160 || depth == 4) {
            pen_buf_add(out, pen_str_c(leaves[c % (sizeof leaves / sizeof *leaves)]));
            continue;
        }
        pen_buf_add(out, pen_str_c(c % 2 ? "(" : "(?:"));
        grow(s, out, depth + 1);
        if (c > 200) {
            pen_buf_byte(out, '|');
            grow(s, out, depth + 1);
        }
        pen_buf_byte(out, ')');
        pen_buf_add(out, pen_str_c(tails[take(s) % (sizeof tails / sizeof *tails)]));
    }
}

static void given(source *s, pen_buf *out)
{
    while (s->n > 0 && *s->p != '\n') {
        pen_buf_byte(out, (char)take(s));
    }
    (void)take(s);
}

// A mark after each parenthesis, with numbers that say nothing of the text there.
static void mark(pen_str pattern, pen_buf *out)
{
    for (size_t i = 0; i < pattern.n; i++) {
        bool plain = i + 2 >= pattern.n || memcmp(pattern.p + i, "(?:", 3) != 0;
        if (pattern.p[i] == '(') {
            uint32_t at = (uint32_t)(i + (plain ? 1 : 3));
            pen_direct_mark m = {at,
                                 at < pattern.n ? (unsigned char)pattern.p[at] & 3u : 0};
            pen_buf_add(out, pen_str_of((const char *)&m, sizeof m));
        }
    }
}

static pen_status build(pen_arena *a, pen_str pattern, pen_direct_task task,
                        pen_direct **out)
{
    pen_buf marks;
    const char *why;
    pen_buf_init(&marks, NULL, 100000);
    mark(pattern, &marks);
    pen_direct_source from = {.pattern = pattern, .task = task};
    if (marks.n) {
        from.marks = (const pen_direct_mark *)(const void *)marks.p;
        from.mark_count = marks.n / sizeof *from.marks;
    }
    pen_status s = pen_direct_new(a, &from, out, &why);
    pen_buf_free(&marks);
    return s;
}

static void compare(const pen_direct *d, const pen_regex *re, pen_str text)
{
    pen_str ours[GROUPS + 1], theirs[GROUPS + 1];
    size_t n = pen_direct_groups(d);
    if (n > GROUPS) {
        return;
    }
    if (pen_regex_groups(re) != n) {
        abort();
    }
    pen_status a = pen_direct_run(d, text, ours);
    pen_status b = pen_regex_match(re, text, PEN_ANCHOR_BOTH, theirs, n + 1);
    if (a == PEN_E_BUDGET) {
        return;
    }
    if (a != b) {
        abort();
    }
    for (size_t i = 0; a == PEN_OK && i < n; i++) {
        if (!ours[i].p != !theirs[i + 1].p ||
            (ours[i].p && (ours[i].p != theirs[i + 1].p || ours[i].n != theirs[i + 1].n))) {
            abort();
        }
    }
}

// The programs that say only yes or no.
static void ask(pen_arena *arena, pen_str pattern, const pen_regex *re, pen_str text)
{
    static const pen_direct_task tasks[] = {PEN_DIRECT_HEAD, PEN_DIRECT_ANYWHERE};
    static const pen_anchor anchors[] = {PEN_ANCHOR_START, PEN_ANCHOR_NONE};
    for (size_t i = 0; i < 2; i++) {
        pen_direct *d;
        if (build(arena, pattern, tasks[i], &d) != PEN_OK) {
            continue; // what was left out unfolds into fewer steps, never into more
        }
        pen_status ours = pen_direct_test(d, text);
        if (ours != PEN_E_BUDGET && ours != pen_regex_match(re, text, anchors[i], NULL, 0)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source s = {data, size};
    pen_arena arena;
    pen_buf pattern;
    pen_direct *d;
    pen_arena_init(&arena, NULL, 64 << 20);
    pen_buf_init(&pattern, NULL, 2000);
    if (take(&s) < 128) {
        grow(&s, &pattern, 0);
    } else {
        given(&s, &pattern);
    }
    if (!pattern.failed && build(&arena, pen_buf_str(&pattern), PEN_DIRECT_WHOLE, &d) == PEN_OK) {
        pen_regex *re;
        char *text = malloc(s.n ? s.n : 1); // exact size: an over-read is seen
        pen_status made = pen_regex_new(pen_buf_str(&pattern), 0, &re, NULL);
        if (made == PEN_E_SYNTAX || !text) {
            abort(); // the direct reader promised that RE2 takes it
        }
        if (s.n > 0) {
            memcpy(text, s.p, s.n);
        }
        if (made == PEN_OK) {
            compare(d, re, pen_str_of(text, s.n));
            ask(&arena, pen_buf_str(&pattern), re, pen_str_of(text, s.n));
        }
        pen_regex_free(re);
        free(text);
    }
    pen_buf_free(&pattern);
    pen_arena_free(&arena);
    return 0;
}

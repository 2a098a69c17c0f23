// SPDX-License-Identifier: Apache-2.0
#include "regex/grok.h"

#include "base/limits.h"
#include "base/num.h"
#include "regex/direct.h"
#include "regex/grok_expand.h"
#include "regex/regex.h"

// Groups kept on the stack of a run; a pattern with more goes to the heap, through RE2.
#define GROUPS_MAX 2048

// Digits of a typed value that is written with underscores.
#define NUMBER_MAX 64

struct pen_grok {
    pen_grok_text text;
    pen_direct *direct; // or NULL
    pen_regex *re;
    const char *tier;
};

// ---- compiling ----

static const char *tier_text(pen_arena *a, const char *head, const char *why)
{
    char text[160];
    size_t n = 0;
    const char *parts[] = {head, why};
    for (size_t i = 0; i < 2; i++) {
        for (const char *p = parts[i]; p && *p && n < sizeof text; p++) {
            text[n++] = *p;
        }
    }
    pen_str kept;
    return pen_arena_str(a, pen_str_of(text, n), &kept) == PEN_OK ? kept.p : head;
}

static void say_bad(const pen_grok_source *source, pen_diags *diags, const pen_buf *why)
{
    pen_str p = source->pattern;
    pen_str w = pen_buf_str(why);
    pen_diag_add(diags, PEN_SEV_ERROR, source->at, "grok",
                 "not a valid grok pattern: %.*s (in: %.*s)", PEN_FMT(w),
                 (int)(p.n > 200 ? 200 : p.n), p.p ? p.p : "");
}

static pen_status compile(pen_arena *a, const pen_grok_source *source, pen_diags *diags,
                          pen_grok *g, const pen_buf *marks)
{
    const char *why = NULL;
    pen_direct_source direct = {.pattern = g->text.expression,
                                .marks = (const pen_direct_mark *)(const void *)marks->p,
                                .mark_count = marks->n / sizeof(pen_direct_mark)};
    pen_status s = pen_direct_new(a, &direct, &g->direct, &why);
    if (s == PEN_OK) {
        g->tier = pen_direct_kind_of(g->direct) == PEN_DIRECT_SURE
                      ? "direct: the next byte decides every choice"
                      : "direct, then RE2: tries choices in order, within bounds";
        return pen_regex_new(g->text.expression, PEN_REGEX_LATER, &g->re, NULL);
    }
    if (s != PEN_NOMATCH) {
        return s;
    }
    g->tier = tier_text(a, "RE2: the expression ", why);
    pen_buf error;
    pen_buf_init(&error, a->alloc, 1024);
    s = pen_regex_new(g->text.expression, 0, &g->re, &error);
    if (s != PEN_OK) {
        say_bad(source, diags, &error);
    }
    pen_buf_free(&error);
    return s;
}

pen_status pen_grok_new(pen_arena *arena, const pen_grok_source *source, pen_diags *diags,
                        pen_grok **out)
{
    *out = NULL;
    pen_grok *g = PEN_NEW(arena, pen_grok);
    if (!g) {
        return PEN_E_NOMEM;
    }
    pen_buf marks;
    pen_buf_init(&marks, arena->alloc, PEN_GROK_TEXT_MAX * sizeof(pen_direct_mark));
    pen_status s = pen_grok_expand(arena, source, diags, &g->text, &marks);
    if (s == PEN_OK && g->text.group_count >= GROUPS_MAX) {
        pen_diag_add(diags, PEN_SEV_ERROR, source->at, "grok",
                     "the grok pattern has more than %d groups", GROUPS_MAX - 1);
        s = PEN_E_LIMIT;
    }
    if (s == PEN_OK) {
        s = compile(arena, source, diags, g, &marks);
    }
    pen_buf_free(&marks);
    *out = s == PEN_OK ? g : NULL;
    return s;
}

void pen_grok_free(pen_grok *g)
{
    if (g) {
        pen_regex_free(g->re);
        g->re = NULL;
    }
}

const pen_grok_key *pen_grok_keys(const pen_grok *g, size_t *count)
{
    *count = g->text.key_count;
    return g->text.keys;
}

const char *pen_grok_tier(const pen_grok *g)
{
    return g->tier;
}

pen_str pen_grok_expression(const pen_grok *g)
{
    return g->text.expression;
}

// ---- typed values ----

// Python allows one underscore between digits: copies without them. False when they stand
// elsewhere or there are too many digits for `to`.
static bool drop_underscores(pen_str s, char *to, size_t room, pen_str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '_') {
            bool between = i > 0 && i + 1 < s.n && pen_is_digit(s.p[i - 1]) &&
                           pen_is_digit(s.p[i + 1]);
            if (!between) {
                return false;
            }
            continue;
        }
        if (n == room) {
            return false;
        }
        to[n++] = s.p[i];
    }
    *out = pen_str_of(to, n);
    return true;
}

// Blanks around and underscores within gone; PEN_E_SYNTAX for the latter in wrong places.
static pen_status tidy(pen_str *s, char *room)
{
    *s = pen_str_trim(*s);
    if (pen_str_chr(*s, '_', 0) != PEN_NPOS && !drop_underscores(*s, room, NUMBER_MAX, s)) {
        return PEN_E_SYNTAX;
    }
    return PEN_OK;
}

// An integer outside 64 bits keeps its digits, as a slice without leading zeros or plus.
static pen_status big(pen_str s, pen_value *v)
{
    bool negative = s.p[0] == '-';
    size_t i = negative || s.p[0] == '+';
    size_t digits = i;
    while (digits < s.n && s.p[digits] == '0') {
        digits++;
    }
    if (negative && digits > i) {
        return PEN_E_RANGE;
    }
    s = pen_str_from(s, negative ? 0 : digits);
    *v = pen_v_span(PEN_T_BIG, s.p, s.n);
    return PEN_OK;
}

static pen_status to_int(pen_value *v)
{
    char room[NUMBER_MAX];
    int64_t i;
    pen_str s = pen_value_str(*v);
    PEN_TRY(tidy(&s, room));
    pen_status st = pen_num_i64(s, &i);
    if (st == PEN_E_RANGE && s.p != room) {
        return big(s, v);
    }
    if (st == PEN_OK) {
        *v = pen_v_int(i);
    }
    return st;
}

// "inf", "infinity", "nan" in any case, with a sign, as Python's float() reads them.
static bool special(pen_str s, double *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    s = pen_str_from(s, negative || (s.n > 0 && s.p[0] == '+'));
    bool nan = pen_str_ieq(s, PEN_LIT("nan"));
    bool inf = pen_str_ieq(s, PEN_LIT("inf")) || pen_str_ieq(s, PEN_LIT("infinity"));
    pen_str big_text = PEN_LIT("1e999");
    double huge = 0;
    if ((!nan && !inf) || pen_num_f64(big_text, &huge) != PEN_OK) {
        return false;
    }
    *out = nan ? huge - huge : negative ? -huge : huge;
    return true;
}

static pen_status to_float(pen_value *v)
{
    char room[NUMBER_MAX];
    double f;
    pen_str s = pen_value_str(*v);
    PEN_TRY(tidy(&s, room));
    if (!special(s, &f)) {
        PEN_TRY(pen_num_f64(s, &f));
    }
    *v = pen_v_float(f);
    return PEN_OK;
}

// ---- running ----

static pen_status give(const pen_grok *g, const pen_str *groups, pen_value *out)
{
    const pen_grok_text *t = &g->text;
    for (uint32_t k = 0; k < t->key_count; k++) {
        out[k] = t->keys[k].wanted ? pen_v_none() : pen_v_undef();
    }
    for (uint32_t i = 0; i < t->group_count; i++) {
        if (groups[i].p) {
            out[t->groups[i]] = pen_v_str(groups[i]);
        }
    }
    for (uint32_t k = 0; k < t->key_count; k++) {
        if (t->keys[k].type == PEN_GROK_TEXT || out[k].tag != PEN_T_STR) {
            continue;
        }
        PEN_TRY(t->keys[k].type == PEN_GROK_INT ? to_int(&out[k]) : to_float(&out[k]));
    }
    return PEN_OK;
}

pen_status pen_grok_run_re2(const pen_grok *g, pen_str text, pen_value *out)
{
    pen_str groups[GROUPS_MAX + 1];
    size_t n = g->text.group_count ? g->text.group_count + 1u : 0;
    PEN_TRY(pen_regex_match(g->re, text, PEN_ANCHOR_BOTH, groups, n));
    return give(g, groups + 1, out);
}

pen_status pen_grok_run(const pen_grok *g, pen_str text, pen_value *out)
{
    pen_str groups[GROUPS_MAX];
    if (!g->direct) {
        return pen_grok_run_re2(g, text, out);
    }
    pen_status s = pen_direct_run(g->direct, text, groups);
    if (s == PEN_E_BUDGET) {
        return pen_grok_run_re2(g, text, out);
    }
    return s == PEN_OK ? give(g, groups, out) : s;
}

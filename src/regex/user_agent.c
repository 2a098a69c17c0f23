// SPDX-License-Identifier: Apache-2.0
#include "regex/user_agent.h"

#include "regex/regex.h"
#include "regex/ua_filter.h"
#include "regex/ua_match.h"

#include <stdatomic.h>

// Text that one result may have; the longest of uap-core's replacements has 50 bytes.
#define RESULT_MAX 4096

// Groups of a looser expression, the whole match included; the generated ones have < 20.
#define GROUPS_MAX 32

// What RE2 is asked with, made when first needed.
typedef _Atomic(pen_regex *) lazy_regex;

struct pen_user_agents {
    const pen_alloc *alloc;
    lazy_regex *loose; // one each for all rules
    lazy_regex *exact; // the same
};

// A rule that matched: its groups as the rule numbers them, from 1.
typedef struct hit {
    const pen_ua_rule *rule; // NULL: none
    pen_str groups[PEN_UA_GROUPS];
} hit;

// ---- making ----

static size_t count(void)
{
    return pen_ua_starts[3];
}

static size_t room(void)
{
    return 2 * count() * sizeof(lazy_regex);
}

pen_user_agents *pen_user_agents_new(const pen_alloc *alloc)
{
    const pen_alloc *a = alloc ? alloc : pen_alloc_default();
    pen_user_agents *u = pen_alloc_get(a, sizeof *u + room());
    if (!u) {
        return NULL;
    }
    u->alloc = a;
    u->loose = (lazy_regex *)(u + 1);
    u->exact = u->loose + count();
    for (size_t i = 0; i < 2 * count(); i++) {
        atomic_init(&u->loose[i], NULL);
    }
    return u;
}

void pen_user_agents_free(pen_user_agents *u)
{
    if (!u) {
        return;
    }
    for (size_t i = 0; i < 2 * count(); i++) {
        pen_regex_free(atomic_load_explicit(&u->loose[i], memory_order_relaxed));
    }
    pen_alloc_free(u->alloc, u, sizeof *u + room());
}

// ---- asking RE2 ----

// The expression in `slot`, made now when it is not there yet; of two threads that make it
// at a time one throws its own away.
static pen_status made(lazy_regex *slot, pen_str pattern, bool icase, pen_regex **out)
{
    unsigned flags = PEN_REGEX_LATER | (icase ? (unsigned)PEN_REGEX_ICASE : 0u);
    pen_regex *there = atomic_load_explicit(slot, memory_order_acquire);
    *out = there;
    if (there) {
        return PEN_OK;
    }
    PEN_TRY(pen_regex_new(pattern, flags, out, NULL));
    if (!atomic_compare_exchange_strong(slot, &there, *out)) {
        pen_regex_free(*out);
        *out = there;
    }
    return PEN_OK;
}

static bool within_bounds(const pen_ua_rule *r, const pen_str *groups)
{
    for (unsigned i = 0; i < r->bound_count; i++) {
        const pen_ua_bound *b = &pen_ua_bounds[r->bound + i];
        if (groups[b->group].n > b->max) { // bytes: more than enough characters fit
            return false;
        }
    }
    return true;
}

// As try_rule below, by the rule's own expression.
static pen_status ask_exact(const pen_user_agents *u, size_t i, pen_str text, pen_str *groups)
{
    const pen_ua_rule *r = &pen_ua_rules[i];
    pen_regex *re;
    PEN_TRY(made(&u->exact[i], pen_ua_str(r->regex), r->icase, &re));
    return pen_regex_match(re, text, PEN_ANCHOR_NONE, groups, PEN_UA_GROUPS);
}

// The same by the looser one, which RE2 is fast with.
static pen_status ask(const pen_user_agents *u, size_t i, pen_str text, pen_str *groups)
{
    const pen_ua_rule *r = &pen_ua_rules[i];
    pen_str loose[GROUPS_MAX];
    pen_regex *re;
    PEN_TRY(made(&u->loose[i], pen_ua_str(r->loose), r->icase, &re));
    PEN_TRY(pen_regex_match(re, text, PEN_ANCHOR_NONE, NULL, 0));
    PEN_TRY(pen_regex_match(re, text, PEN_ANCHOR_NONE, loose, GROUPS_MAX));
    if (!within_bounds(r, loose)) {
        return ask_exact(u, i, text, groups);
    }
    for (size_t k = 1; k < PEN_UA_GROUPS; k++) {
        groups[k] = r->groups[k - 1] ? loose[r->groups[k - 1]] : PEN_EMPTY;
    }
    return PEN_OK;
}

// ---- trying rules ----

// PEN_OK when rule `i` is found in `text`: its groups, from 1.
static pen_status try_rule(const pen_user_agents *u, size_t i, pen_str text,
                           const pen_ua_found *f, pen_str *groups)
{
    const pen_ua_rule *r = &pen_ua_rules[i];
    if (r->has_program && !(f->folds && r->icase)) {
        pen_status s = pen_ua_match(r, text, f->ascii, groups);
        if (s != PEN_E_BUDGET) {
            return s;
        }
    }
    return ask(u, i, text, groups);
}

// The first rule of list `list` found in `text`; h->rule NULL when there is none. `f` NULL:
// the slow way.
static pen_status first_rule(const pen_user_agents *u, int list, pen_str text,
                             const pen_ua_found *f, hit *h)
{
    size_t i = pen_ua_starts[list], end = pen_ua_starts[list + 1];
    h->rule = NULL;
    for (i = f ? pen_ua_next(f, i, end) : i; i < end;
         i = f ? pen_ua_next(f, i + 1, end) : i + 1) {
        pen_status s = f ? try_rule(u, i, text, f, h->groups)
                         : ask_exact(u, i, text, h->groups);
        if (s != PEN_NOMATCH) {
            h->rule = &pen_ua_rules[i];
            return s;
        }
    }
    return PEN_OK;
}

// ---- results ----

static pen_str none_if_empty(pen_str s)
{
    return s.n ? s : PEN_EMPTY;
}

// `size` bytes for one result.
static pen_status make(pen_arena *arena, size_t size, char **to)
{
    if (size > RESULT_MAX) {
        return PEN_E_LIMIT;
    }
    *to = pen_arena_get(arena, size);
    return *to ? PEN_OK : PEN_E_NOMEM;
}

static size_t add(char *to, size_t at, pen_str s)
{
    if (to && s.n) {
        memcpy(to + at, s.p, s.n);
    }
    return at + s.n;
}

// The template with $1 … $`last` replaced by groups, at `to` unless that is NULL; gives its
// length.
static size_t fill(char *to, pen_str template, const hit *h, char last)
{
    size_t n = 0;
    for (size_t i = 0; i < template.n; i++) {
        char next = i + 1 < template.n ? template.p[i + 1] : 0;
        bool group = template.p[i] == '$' && next >= '1' && next <= last;
        n = add(to, n, group ? h->groups[next - '0'] : pen_str_of(template.p + i, 1));
        i += group;
    }
    return n;
}

static pen_status filled(pen_arena *arena, const hit *h, pen_str template, char last,
                         pen_str *out)
{
    char *to;
    PEN_TRY(make(arena, fill(NULL, template, h, last), &to));
    *out = pen_str_of(to, fill(to, template, h, last));
    return PEN_OK;
}

// A replacement, filled and trimmed; or group `k` when there is none.
static pen_status field(pen_arena *arena, const hit *h, pen_str template, size_t k,
                        pen_str *out)
{
    *out = none_if_empty(template.p ? template : h->groups[k]);
    if (!template.p || pen_str_chr(template, '$', 0) == PEN_NPOS) {
        return PEN_OK;
    }
    PEN_TRY(filled(arena, h, template, '9', out));
    *out = none_if_empty(pen_str_trim(*out));
    return PEN_OK;
}

// Parts up to the first empty one, with points between; nothing when there are none.
static pen_status join(pen_arena *arena, const pen_str *parts, size_t n, pen_str *out)
{
    size_t count = 0, size = 0, at = 0;
    char *to;
    *out = PEN_EMPTY;
    for (; count < n && parts[count].n; count++) {
        size += parts[count].n + 1;
    }
    if (count == 0) {
        return PEN_OK;
    }
    PEN_TRY(make(arena, size - 1, &to));
    for (size_t i = 0; i < count; i++) {
        at = i ? add(to, at, PEN_LIT(".")) : at;
        at = add(to, at, parts[i]);
    }
    *out = pen_str_of(to, at);
    return PEN_OK;
}

static pen_status browser(pen_arena *arena, const hit *h, pen_user_agent *out)
{
    pen_str name = pen_ua_str(h->rule->name), parts[3];
    out->name = name.p ? name : none_if_empty(h->groups[1]);
    if (name.p && pen_str_find(name, PEN_LIT("$1"), 0) != PEN_NPOS) {
        PEN_TRY(filled(arena, h, name, '1', &out->name));
    }
    for (size_t i = 0; i < 3; i++) {
        pen_str given = pen_ua_str(h->rule->parts[i]);
        parts[i] = given.n ? given : h->groups[i + 2];
    }
    return join(arena, parts, 3, &out->version);
}

static pen_status system_of(pen_arena *arena, const hit *h, pen_user_agent *out)
{
    pen_str parts[4];
    PEN_TRY(field(arena, h, pen_ua_str(h->rule->name), 1, &out->os_name));
    for (size_t i = 0; i < 4; i++) {
        PEN_TRY(field(arena, h, pen_ua_str(h->rule->parts[i]), i + 2, &parts[i]));
    }
    return join(arena, parts, 4, &out->os_version);
}

static pen_status find(const pen_user_agents *u, pen_arena *arena, pen_str text,
                       const pen_ua_found *f, pen_user_agent *out)
{
    hit h;
    pen_str other = PEN_LIT("Other");
    *out = (pen_user_agent){.name = other, .os_name = other, .device = other};
    PEN_TRY(first_rule(u, 0, text, f, &h));
    if (h.rule) {
        PEN_TRY(browser(arena, &h, out));
    }
    PEN_TRY(first_rule(u, 1, text, f, &h));
    if (h.rule) {
        PEN_TRY(system_of(arena, &h, out));
    }
    PEN_TRY(first_rule(u, 2, text, f, &h));
    return h.rule ? field(arena, &h, pen_ua_str(h.rule->name), 1, &out->device) : PEN_OK;
}

pen_status pen_user_agents_find(const pen_user_agents *u, pen_arena *arena, pen_str text,
                                pen_user_agent *out)
{
    pen_ua_found f;
    pen_ua_filter(text, &f);
    return find(u, arena, text, &f, out);
}

pen_status pen_user_agents_find_slow(const pen_user_agents *u, pen_arena *arena, pen_str text,
                                     pen_user_agent *out)
{
    return find(u, arena, text, NULL, out);
}

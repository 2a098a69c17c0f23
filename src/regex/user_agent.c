// SPDX-License-Identifier: Apache-2.0
#include "regex/user_agent.h"

#include "base/buf.h"
#include "base/map.h"
#include "regex/regex.h"
#include "regex/ua_rules.h"

// Text that one result may have; the longest of uap-core's replacements has 50 bytes.
#define RESULT_MAX 4096

// Groups of a looser expression, the whole match included; the generated ones have < 20.
#define GROUPS_MAX 32

struct pen_user_agents {
    const pen_alloc *alloc;
    size_t count;
    pen_regex *loose[PEN_UA_RULES_MAX];
    pen_regex *exact[PEN_UA_RULES_MAX]; // where `loose` differs, else NULL
};

// Which atoms occur in a text.
typedef struct found {
    uint64_t atoms[PEN_UA_ATOMS_MAX / 64];
    bool ascii;
} found;

// A rule that matched: its groups as the rule numbers them, from 1.
typedef struct hit {
    const pen_ua_rule *rule; // NULL: none
    pen_str groups[10];
} hit;

// ---- making ----

static pen_status compile_rule(pen_user_agents *u, size_t i)
{
    const pen_ua_rule *r = &pen_ua_rules[i];
    unsigned flags = PEN_REGEX_LATER | (r->icase ? (unsigned)PEN_REGEX_ICASE : 0u);
    PEN_TRY(pen_regex_new(r->loose, flags, &u->loose[i], NULL));
    return r->bound_count ? pen_regex_new(r->regex, flags, &u->exact[i], NULL) : PEN_OK;
}

pen_user_agents *pen_user_agents_new(const pen_alloc *alloc)
{
    const pen_alloc *a = alloc ? alloc : pen_alloc_default();
    pen_user_agents *u = pen_alloc_get(a, sizeof *u);
    if (!u) {
        return NULL;
    }
    memset(u, 0, sizeof *u);
    u->alloc = a;
    u->count = pen_ua_starts[3];
    for (size_t i = 0; i < u->count; i++) {
        if (compile_rule(u, i) != PEN_OK) {
            pen_user_agents_free(u);
            return NULL;
        }
    }
    return u;
}

void pen_user_agents_free(pen_user_agents *u)
{
    if (!u) {
        return;
    }
    for (size_t i = 0; i < u->count; i++) {
        pen_regex_free(u->loose[i]);
        pen_regex_free(u->exact[i]);
    }
    pen_alloc_free(u->alloc, u, sizeof *u);
}

// ---- which rules are worth trying ----

static bool occurs(pen_str text, size_t at, pen_str atom)
{
    if (text.n - at < atom.n) {
        return false;
    }
    for (size_t i = 0; i < atom.n; i++) {
        if (pen_to_lower(text.p[at + i]) != atom.p[i]) {
            return false;
        }
    }
    return true;
}

// The same hash of three bytes as in tools/gen_ua.py.
static unsigned bucket(const char *p)
{
    unsigned a = (unsigned char)pen_to_lower(p[0]), b = (unsigned char)pen_to_lower(p[1]);
    unsigned c = (unsigned char)pen_to_lower(p[2]);
    return (a * 961 + b * 31 + c) % PEN_UA_BUCKETS;
}

static void find_atoms(pen_str text, found *f)
{
    memset(f, 0, sizeof *f);
    f->ascii = true;
    for (size_t i = 0; i < text.n; i++) {
        f->ascii = f->ascii && (unsigned char)text.p[i] < 128;
    }
    for (size_t at = 0; at + 3 <= text.n; at++) {
        unsigned b = bucket(text.p + at);
        for (unsigned i = pen_ua_buckets[b]; i < pen_ua_buckets[b + 1]; i++) {
            if (occurs(text, at, pen_ua_atoms[i])) {
                f->atoms[i / 64] |= (uint64_t)1 << (i % 64);
            }
        }
    }
}

static bool any_member(const pen_ua_set *s, const found *f)
{
    for (unsigned i = s->member; i < (unsigned)s->member + s->count; i++) {
        unsigned m = pen_ua_members[i];
        if ((f->atoms[m / 64] >> (m % 64)) & 1) {
            return true;
        }
    }
    return false;
}

// A few letters beyond ASCII fold into it, so such texts are not filtered for rules that
// take either case.
static bool possible(const pen_ua_rule *r, const found *f)
{
    if (r->icase && !f->ascii) {
        return true;
    }
    for (unsigned i = 0; i < r->set_count; i++) {
        if (!any_member(&pen_ua_sets[r->set + i], f)) {
            return false;
        }
    }
    return true;
}

// ---- trying a rule ----

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

// PEN_OK and *h when rule `i` is found in `text`.
static pen_status try_rule(const pen_user_agents *u, size_t i, pen_str text, hit *h)
{
    const pen_ua_rule *r = &pen_ua_rules[i];
    pen_str groups[GROUPS_MAX];
    PEN_TRY(pen_regex_match(u->loose[i], text, PEN_ANCHOR_NONE, NULL, 0));
    PEN_TRY(pen_regex_match(u->loose[i], text, PEN_ANCHOR_NONE, groups, GROUPS_MAX));
    h->rule = r;
    if (!within_bounds(r, groups)) {
        pen_status s = pen_regex_match(u->exact[i], text, PEN_ANCHOR_NONE, h->groups, 10);
        h->rule = s == PEN_OK ? r : NULL;
        return s;
    }
    for (size_t k = 1; k < 10; k++) {
        unsigned g = r->groups[k - 1];
        h->groups[k] = g ? groups[g] : PEN_EMPTY;
    }
    return PEN_OK;
}

// The first rule of list `list` found in `text`; h->rule NULL when there is none.
static pen_status first_rule(const pen_user_agents *u, int list, pen_str text,
                             const found *f, hit *h)
{
    h->rule = NULL;
    for (size_t i = pen_ua_starts[list]; i < pen_ua_starts[list + 1]; i++) {
        if (!possible(&pen_ua_rules[i], f)) {
            continue;
        }
        pen_status s = try_rule(u, i, text, h);
        if (s != PEN_NOMATCH) {
            return s;
        }
    }
    return PEN_OK;
}

// ---- results ----

static pen_status keep(pen_arena *arena, pen_buf *b, pen_str *out)
{
    pen_status s = b->failed;
    if (s == PEN_OK) {
        s = pen_arena_str(arena, pen_buf_str(b), out);
    }
    pen_buf_free(b);
    return s;
}

static pen_str none_if_empty(pen_str s)
{
    return s.n ? s : PEN_EMPTY;
}

// The template with $1 … $`last` replaced by groups.
static void fill(pen_buf *b, pen_str template, const hit *h, char last)
{
    for (size_t i = 0; i < template.n; i++) {
        char next = i + 1 < template.n ? template.p[i + 1] : 0;
        if (template.p[i] == '$' && next >= '1' && next <= last) {
            pen_buf_add(b, h->groups[next - '0']);
            i++;
        } else {
            pen_buf_byte(b, template.p[i]);
        }
    }
}

// A replacement, filled and trimmed; or group `k` when there is none.
static pen_status field(pen_arena *arena, const hit *h, pen_str template, size_t k,
                        pen_str *out)
{
    *out = none_if_empty(template.p ? template : h->groups[k]);
    if (!template.p || pen_str_chr(template, '$', 0) == PEN_NPOS) {
        return PEN_OK;
    }
    pen_buf b;
    pen_buf_init(&b, arena->alloc, RESULT_MAX);
    fill(&b, template, h, '9');
    PEN_TRY(keep(arena, &b, out));
    *out = none_if_empty(pen_str_trim(*out));
    return PEN_OK;
}

// Parts up to the first empty one, with points between; nothing when there are none.
static pen_status join(pen_arena *arena, const pen_str *parts, size_t n, pen_str *out)
{
    pen_buf b;
    pen_buf_init(&b, arena->alloc, RESULT_MAX);
    for (size_t i = 0; i < n && parts[i].n; i++) {
        if (i > 0) {
            pen_buf_byte(&b, '.');
        }
        pen_buf_add(&b, parts[i]);
    }
    PEN_TRY(keep(arena, &b, out));
    *out = none_if_empty(*out);
    return PEN_OK;
}

static pen_status browser(pen_arena *arena, const hit *h, pen_user_agent *out)
{
    const pen_ua_rule *r = h->rule;
    pen_str parts[3];
    out->name = r->name.p ? r->name : none_if_empty(h->groups[1]);
    if (r->name.p && pen_str_find(r->name, PEN_LIT("$1"), 0) != PEN_NPOS) {
        pen_buf b;
        pen_buf_init(&b, arena->alloc, RESULT_MAX);
        fill(&b, r->name, h, '1');
        PEN_TRY(keep(arena, &b, &out->name));
    }
    for (size_t i = 0; i < 3; i++) {
        parts[i] = r->parts[i].n ? r->parts[i] : h->groups[i + 2];
    }
    return join(arena, parts, 3, &out->version);
}

static pen_status system_of(pen_arena *arena, const hit *h, pen_user_agent *out)
{
    const pen_ua_rule *r = h->rule;
    pen_str parts[4];
    PEN_TRY(field(arena, h, r->name, 1, &out->os_name));
    for (size_t i = 0; i < 4; i++) {
        PEN_TRY(field(arena, h, r->parts[i], i + 2, &parts[i]));
    }
    return join(arena, parts, 4, &out->os_version);
}

pen_status pen_user_agents_find(const pen_user_agents *u, pen_arena *arena, pen_str text,
                                pen_user_agent *out)
{
    found f;
    hit h;
    pen_str other = PEN_LIT("Other");
    *out = (pen_user_agent){.name = other, .os_name = other, .device = other};
    find_atoms(text, &f);
    PEN_TRY(first_rule(u, 0, text, &f, &h));
    if (h.rule) {
        PEN_TRY(browser(arena, &h, out));
    }
    PEN_TRY(first_rule(u, 1, text, &f, &h));
    if (h.rule) {
        PEN_TRY(system_of(arena, &h, out));
    }
    PEN_TRY(first_rule(u, 2, text, &f, &h));
    return h.rule ? field(arena, &h, h.rule->name, 1, &out->device) : PEN_OK;
}

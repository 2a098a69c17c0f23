// SPDX-License-Identifier: Apache-2.0
// Two passes. The first replaces every %{…} by (?P<key>…), as text, from the outside in.
// The second walks over the whole expression and decides which parenthesis captures: plain
// ones never do, named ones do when their key is wanted.
#include "regex/grok_expand.h"

#include "base/limits.h"
#include "base/map.h"
#include "regex/direct.h"

typedef struct expander {
    pen_arena *arena;
    const pen_grok_source *source;
    pen_diags *diags;
    pen_buf text; // after the first pass
    pen_buf expression;
    pen_map types; // key → pen_grok_type, what its last typed reference says
    pen_map keys;  // key → its number
    pen_grok_text *out;
    uint32_t key_room, group_room;
    pen_arena work;
    pen_map names;  // name → its number in `named`
    pen_str *named; // texts of the patterns that were found
    uint32_t name_room;
    pen_buf begins; // pen_direct_mark: where in `text` a named pattern's parenthesis is
    size_t passed;  // of them, in the second pass
    pen_buf *marks; // or NULL
} expander;

typedef struct reference {
    pen_str name, key, type;
    size_t length;
} reference;

static bool is_name(char c)
{
    return pen_is_alpha(c) || pen_is_digit(c) || c == '_';
}

static bool is_key(char c)
{
    return is_name(c) || c == '-' || c == '.' || c == '@';
}

static pen_str take(pen_str s, size_t at, bool (*good)(char))
{
    size_t n = 0;
    while (at + n < s.n && good(s.p[at + n])) {
        n++;
    }
    return pen_str_of(s.p + at, n);
}

// %{NAME}, %{NAME:key}, %{NAME:key:type} at `at`; false for anything else, which then is
// plain text.
static bool read_reference(pen_str s, size_t at, reference *r)
{
    size_t i = at + 2;
    if (!pen_str_starts(pen_str_from(s, at), PEN_LIT("%{"))) {
        return false;
    }
    *r = (reference){.name = take(s, i, is_name)};
    i += r->name.n;
    if (i < s.n && s.p[i] == ':') {
        r->key = take(s, i + 1, is_key);
        i += 1 + r->key.n;
        if (r->key.n > 0 && i < s.n && s.p[i] == ':') {
            r->type = take(s, i + 1, is_name);
            i += 1 + r->type.n;
        }
        if (r->key.n == 0) {
            return false;
        }
    }
    r->length = i + 1 - at;
    r->key = r->key.n ? r->key : r->name;
    return r->name.n > 0 && i < s.n && s.p[i] == '}';
}

bool pen_grok_builtin(pen_str name, pen_str *out)
{
    size_t lo = 0, hi = pen_grok_builtin_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = pen_str_cmp(name, pen_grok_builtins[mid].name);
        if (c == 0) {
            *out = pen_grok_builtins[mid].text;
            return true;
        }
        *(c < 0 ? &hi : &lo) = c < 0 ? mid : mid + 1;
    }
    return false;
}

// The text of a pattern: the last one of that name among the author's, else the built-in.
static bool find(const expander *x, pen_str name, pen_str *out)
{
    for (size_t i = x->source->custom_count; i > 0; i--) {
        if (pen_str_eq(x->source->custom[i - 1].name, name)) {
            *out = x->source->custom[i - 1].text;
            return true;
        }
    }
    return pen_grok_builtin(name, out);
}

static pen_status note_type(expander *x, const reference *r)
{
    if (pen_str_eq(r->type, PEN_LIT("int"))) {
        return pen_map_put(&x->types, r->key, PEN_GROK_INT);
    }
    if (pen_str_eq(r->type, PEN_LIT("float"))) {
        return pen_map_put(&x->types, r->key, PEN_GROK_FLOAT);
    }
    return r->type.n ? pen_map_put(&x->types, r->key, PEN_GROK_TEXT) : PEN_OK;
}

static void *grown(pen_arena *a, const void *old, uint32_t count, uint32_t *room,
                   size_t size)
{
    *room = *room ? *room * 2 : 16;
    void *p = pen_arena_zero(a, *room, size);
    if (p && count) {
        memcpy(p, old, count * size);
    }
    return p;
}

static pen_status add_mark(pen_buf *to, size_t at, uint32_t id)
{
    pen_direct_mark m = {(uint32_t)at, id};
    pen_buf_add(to, pen_str_of((const char *)&m, sizeof m));
    return to->failed;
}

// The number of a named pattern among those found so far. PEN_E_SYNTAX: there is none.
static pen_status lookup(expander *x, pen_str name, uint32_t *id)
{
    pen_str text;
    if (pen_map_get(&x->names, name, id)) {
        return PEN_OK;
    }
    if (!find(x, name, &text)) {
        pen_diag_add(x->diags, PEN_SEV_ERROR, x->source->at, "grok",
                     "unknown grok pattern %%{%.*s}", PEN_FMT(name));
        return PEN_E_SYNTAX;
    }
    *id = x->names.count;
    if (*id == x->name_room) {
        x->named = grown(&x->work, x->named, *id, &x->name_room, sizeof text);
        if (!x->named) {
            return PEN_E_NOMEM;
        }
    }
    x->named[*id] = text;
    return pen_map_put(&x->names, name, *id);
}

// A parenthesis of the text, at `at`, ends the expression: marks it when it is that of a
// named pattern.
static pen_status note_mark(expander *x, size_t at)
{
    pen_direct_mark m;
    for (; x->passed < x->begins.n; x->passed += sizeof m) {
        memcpy(&m, x->begins.p + x->passed, sizeof m);
        if (m.at >= at) {
            return m.at == at ? add_mark(x->marks, x->expression.n, m.id) : PEN_OK;
        }
    }
    return PEN_OK;
}

static pen_status replace(expander *x, pen_str s, unsigned depth);

static pen_status replace_one(expander *x, const reference *r, unsigned depth)
{
    uint32_t id;
    PEN_TRY(lookup(x, r->name, &id));
    if (depth == PEN_GROK_DEPTH_MAX) {
        pen_diag_add(
            x->diags, PEN_SEV_ERROR, x->source->at, "grok",
            "the grok pattern %%{%.*s} contains itself, or patterns are nested more "
            "than %d deep",
            PEN_FMT(r->name), PEN_GROK_DEPTH_MAX);
        return PEN_E_SYNTAX;
    }
    PEN_TRY(note_type(x, r));
    PEN_TRY(x->marks ? add_mark(&x->begins, x->text.n, id) : PEN_OK);
    PEN_BUF_LIT(&x->text, "(?P<");
    pen_buf_add(&x->text, r->key);
    PEN_BUF_LIT(&x->text, ">");
    PEN_TRY(replace(x, x->named[id], depth + 1));
    PEN_BUF_LIT(&x->text, ")");
    return x->text.failed;
}

static pen_status replace(expander *x, pen_str s, unsigned depth)
{
    size_t from = 0;
    for (size_t at = pen_str_chr(s, '%', 0); at != PEN_NPOS; at = pen_str_chr(s, '%', at)) {
        reference r;
        if (!read_reference(s, at, &r)) {
            at++;
            continue;
        }
        pen_buf_add(&x->text, pen_str_of(s.p + from, at - from));
        PEN_TRY(replace_one(x, &r, depth));
        at += r.length;
        from = at;
    }
    pen_buf_add(&x->text, pen_str_from(s, from));
    return x->text.failed;
}

// ---- the second pass ----

static pen_status add_key(expander *x, pen_str name, uint32_t *out)
{
    pen_grok_text *t = x->out;
    uint32_t type = PEN_GROK_TEXT;
    if (t->key_count == x->key_room) {
        t->keys = grown(x->arena, t->keys, t->key_count, &x->key_room, sizeof *t->keys);
        if (!t->keys) {
            return PEN_E_NOMEM;
        }
    }
    pen_grok_key *k = &t->keys[t->key_count];
    PEN_TRY(pen_arena_str(x->arena, name, &k->name));
    (void)pen_map_get(&x->types, name, &type);
    k->type = (pen_grok_type)type;
    k->wanted = !x->source->wanted || x->source->wanted(x->source->ctx, k->name);
    *out = t->key_count++;
    return pen_map_put(&x->keys, name, *out);
}

static pen_status add_group(expander *x, uint32_t key)
{
    pen_grok_text *t = x->out;
    if (t->group_count == x->group_room) {
        t->groups =
            grown(x->arena, t->groups, t->group_count, &x->group_room, sizeof *t->groups);
        if (!t->groups) {
            return PEN_E_NOMEM;
        }
    }
    t->groups[t->group_count++] = key;
    return PEN_OK;
}

static pen_status open_named(expander *x, pen_str name)
{
    uint32_t key;
    if (!pen_map_get(&x->keys, name, &key)) {
        PEN_TRY(add_key(x, name, &key));
    }
    if (!x->out->keys[key].wanted) {
        PEN_BUF_LIT(&x->expression, "(?:");
        return PEN_OK;
    }
    PEN_BUF_LIT(&x->expression, "(");
    return add_group(x, key);
}

// A parenthesis at `*at` outside a class: moves past what it replaces.
static pen_status open_group(expander *x, pen_str s, size_t *at)
{
    if (pen_str_starts(pen_str_from(s, *at), PEN_LIT("(?P<"))) {
        pen_str name = take(s, *at + 4, is_key);
        size_t end = *at + 4 + name.n;
        if (name.n > 0 && end < s.n && s.p[end] == '>') {
            PEN_TRY(open_named(x, name));
            PEN_TRY(x->marks ? note_mark(x, *at) : PEN_OK);
            *at = end + 1;
            return PEN_OK;
        }
    }
    bool plain = *at + 1 >= s.n || s.p[*at + 1] != '?';
    pen_buf_add(&x->expression, plain ? PEN_LIT("(?:") : PEN_LIT("("));
    *at += 1;
    return PEN_OK;
}

// Past the bracketed class that begins at `at`; the end of the text when it has no end.
static size_t skip_class(pen_str s, size_t at)
{
    size_t i = at + 1;
    i += i < s.n && s.p[i] == '^';
    i += i < s.n && s.p[i] == ']';
    while (i < s.n && s.p[i] != ']') {
        if (s.p[i] == '[' && i + 1 < s.n && s.p[i + 1] == ':') {
            size_t end = pen_str_find(s, PEN_LIT(":]"), i + 2);
            i = end == PEN_NPOS ? i + 1 : end + 2;
        } else {
            i += s.p[i] == '\\' ? 2 : 1;
        }
    }
    return i < s.n ? i + 1 : s.n;
}

// Past the item at `at` that is copied as it is: an escape (\Q…\E as one), a class, a byte.
static size_t skip_item(pen_str s, size_t at)
{
    if (s.p[at] == '[') {
        return skip_class(s, at);
    }
    if (s.p[at] != '\\') {
        return at + 1;
    }
    if (at + 1 < s.n && s.p[at + 1] == 'Q') {
        size_t end = pen_str_find(s, PEN_LIT("\\E"), at + 2);
        return end == PEN_NPOS ? s.n : end + 2;
    }
    return at + 2 < s.n ? at + 2 : s.n;
}

static pen_status number_groups(expander *x)
{
    pen_str s = pen_buf_str(&x->text);
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        while (at < s.n && s.p[at] != '(') {
            at = skip_item(s, at);
        }
        pen_buf_add(&x->expression, pen_str_of(s.p + from, at - from));
        if (at < s.n) {
            PEN_TRY(open_group(x, s, &at));
        }
    }
    PEN_TRY(x->expression.failed);
    return pen_arena_str(x->arena, pen_buf_str(&x->expression), &x->out->expression);
}

static pen_status expand(expander *x)
{
    PEN_TRY(replace(x, x->source->pattern, 0));
    PEN_TRY(number_groups(x));
    return x->marks ? x->marks->failed : PEN_OK;
}

pen_status pen_grok_expand(pen_arena *arena, const pen_grok_source *source,
                           pen_diags *diags, pen_grok_text *out, pen_buf *marks)
{
    *out = (pen_grok_text){0};
    expander x = {
        .arena = arena, .source = source, .diags = diags, .out = out, .marks = marks};
    pen_arena_init(&x.work, arena->alloc, PEN_PLAN_BYTES_MAX);
    pen_buf_init(&x.text, arena->alloc, PEN_GROK_TEXT_MAX);
    pen_buf_init(&x.expression, arena->alloc, PEN_GROK_TEXT_MAX);
    pen_buf_init(&x.begins, arena->alloc, PEN_GROK_TEXT_MAX * sizeof(pen_direct_mark));
    pen_map_init(&x.types, &x.work);
    pen_map_init(&x.keys, &x.work);
    pen_map_init(&x.names, &x.work);
    pen_status s = expand(&x);
    if (s == PEN_E_LIMIT) {
        pen_diag_add(diags, PEN_SEV_ERROR, source->at, "grok",
                     "the grok pattern is longer than %u bytes when expanded",
                     PEN_GROK_TEXT_MAX);
    }
    pen_buf_free(&x.text);
    pen_buf_free(&x.expression);
    pen_buf_free(&x.begins);
    pen_arena_free(&x.work);
    return s;
}

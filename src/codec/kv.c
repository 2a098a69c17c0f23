// SPDX-License-Identifier: Apache-2.0
#include "codec/kv.h"

#include "base/limits.h"
#include "base/ublank.h"
#include "codec/kv_marks.h"

// A match, or none. `from` and `valid` remember for which searches the answer holds: any
// that starts in [from, start] finds the same, so that no stretch of text is searched twice
// and the whole stays linear.
typedef struct match {
    size_t from, start, end;
    bool valid, found;
} match;

// The last closing quote looked for, by kind of quote.
typedef struct closing {
    size_t from, end; // end: one past the quote, PEN_NPOS when there is none
    bool valid;
    bool alone; // what stands_alone said of that end, and the separator it gave
    match sep;
} closing;

// A cursor over one stretch of pairs.
typedef struct scan {
    const pen_kv_options *o;
    const pen_kv_visitor *v;
    pen_str text;
    match item;      // from the current token
    match ahead[2];  // from behind a quoted value, by kind of quote
    match value;     // the value separator of the token behind a quoted value
    size_t value_to; // where that token ends
    closing quote[2];
    pen_str key;
    size_t start;    // of the value of `key`
    size_t last_end; // where that value ends so far
    bool has_key;
} scan;

static match find(const pen_kv_sep *sep, pen_str text, size_t from)
{
    match m = {.from = from, .valid = true};
    m.found = pen_kv_sep_find(sep, text, from, &m.start, &m.end);
    return m;
}

static bool covers(const match *m, size_t from)
{
    return m->valid && from >= m->from && (!m->found || from <= m->start);
}

static const match *find_cached(const pen_kv_sep *sep, pen_str text, size_t from,
                                match *cache)
{
    if (!covers(cache, from)) {
        *cache = find(sep, text, from);
    }
    return cache;
}

pen_str pen_kv_value(pen_str v)
{
    if (v.n >= 2 && v.p[0] == v.p[v.n - 1] && (v.p[0] == '"' || v.p[0] == '\'')) {
        return pen_ublank_rtrim((pen_str){v.p + 1, v.n - 2});
    }
    return pen_ublank_trim(v);
}

// A value without quotes stops at the end of its line.
static pen_str one_line(pen_str v)
{
    if (v.n && (v.p[0] == '"' || v.p[0] == '\'')) {
        return v;
    }
    v = pen_ublank_ltrim(v);
    return pen_str_head(v, pen_str_chr(v, '\n', 0));
}

pen_str pen_kv_raw_value(pen_str raw)
{
    return pen_kv_value(one_line(raw));
}

static pen_status flush(scan *s)
{
    if (!s->has_key) {
        return PEN_OK;
    }
    pen_str raw = {s->text.p + s->start, s->last_end - s->start};
    return s->v->pair(s->v->ctx, s->key, pen_v_str(pen_kv_raw_value(raw)));
}

// The position of the next `q` at or after `i`; backslashes take the next character along.
static size_t next_quote(pen_str text, size_t i, char q)
{
    for (;; i += 2) {
        while (i < text.n && text.p[i] != q && text.p[i] != '\\') {
            i++;
        }
        if (i >= text.n) {
            return PEN_NPOS;
        }
        if (text.p[i] == q) {
            return i;
        }
    }
}

// One past the quote that closes the one at `from`, PEN_NPOS when there is none. `known` is
// an earlier answer for the same kind of quote. Where `from` lies inside what that search
// read, it took this quote for escaped and went on right behind it, as we would: the answer
// is the same, and the text is not read again.
static size_t close_quote(pen_str text, size_t from, const closing *known)
{
    if (known->valid && from > known->from && from < known->end - 1) {
        return known->end;
    }
    size_t at = next_quote(text, from + 1, text.p[from]);
    return at == PEN_NPOS ? at : at + 1;
}

// Whether a new pair starts at `pos`, behind a quoted value and its separator. What was
// found is kept for when the scan comes there.
static bool pair_at(scan *s, size_t pos, match *ahead)
{
    const match *next = find_cached(&s->o->item_sep, s->text, pos, ahead);
    s->value_to = next->found ? next->start : s->text.n;
    s->value = find(&s->o->value_sep, pen_str_head(s->text, s->value_to), pos);
    if (!s->value.found || s->value.start == pos) {
        return false;
    }
    s->item = *next;
    return true;
}

// Whether the quoted text that ends at `end` is the whole value: the text ends there, or
// one item separator and then directly a new pair follow. *sep is that separator.
static bool stands_alone(scan *s, size_t end, match *ahead, match *sep)
{
    *sep = (match){0};
    if (end == s->text.n) {
        return true;
    }
    const match *m = covers(&s->item, end)
                         ? &s->item
                         : find_cached(&s->o->item_sep, s->text, end, ahead);
    if (!m->found || m->start != end) {
        return false;
    }
    *sep = *m;
    return sep->end == s->text.n || pair_at(s, sep->end, ahead);
}

// A pair starts at s->start: when its value is a quoted text that stands alone, *sep is
// what ends it, and one past the quote is given; else 0.
static size_t quoted_value(scan *s, match *sep)
{
    char c = s->start < s->text.n ? s->text.p[s->start] : '\0';
    if (c != '"' && c != '\'') {
        return 0;
    }
    closing *known = &s->quote[c == '"'];
    size_t end = close_quote(s->text, s->start, known);
    if (!known->valid || end != known->end) {
        *known = (closing){.end = end, .valid = true};
        known->alone =
            end != PEN_NPOS && stands_alone(s, end, &s->ahead[c == '"'], &known->sep);
    }
    known->from = s->start;
    *sep = known->sep;
    return known->alone ? end : 0;
}

// The token at `pos` begins a pair when it holds a value separator, not at its start.
static pen_status token(scan *s, size_t pos, match *sep)
{
    size_t end = sep->found ? sep->start : s->text.n;
    match value = s->value;
    if (!value.valid || value.from != pos || s->value_to != end) {
        value = find(&s->o->value_sep, pen_str_head(s->text, end), pos);
    }
    bool pair = value.found && value.start > pos;
    if (pair) {
        PEN_TRY(flush(s));
        s->has_key = true;
        s->key = pen_ublank_trim((pen_str){s->text.p + pos, value.start - pos});
        s->start = value.end;
        match after;
        size_t quoted = quoted_value(s, &after);
        if (quoted) {
            *sep = after;
            end = quoted;
        }
    }
    if (pair || s->o->item_sep.blanks) {
        s->last_end = end;
    }
    return PEN_OK;
}

static pen_status pairs(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v)
{
    pen_kv_progress done = {.pos = 0};
    if (pen_kv_marks_fit(o, text)) {
        PEN_TRY(pen_kv_marked(o, text, v, &done));
    }
    scan s = {.o = o, .v = v, .text = text};
    s.key = done.key;
    s.start = done.start;
    s.last_end = done.last_end;
    s.has_key = done.has_key;
    size_t pos = done.pos;
    while (pos < text.n) {
        match sep = *find_cached(&o->item_sep, text, pos, &s.item);
        sep.found = sep.found && sep.end > sep.start; // an empty match cuts nothing
        PEN_TRY(token(&s, pos, &sep));
        pos = sep.found ? sep.end : text.n;
    }
    return flush(&s);
}

// ---- groups ----

// Length of the name of a block whose "[" is before s.p[at], with the blanks before and
// after it skipped: *next is where the block goes on.
static pen_str block_name(pen_str s, size_t at, size_t *next)
{
    size_t k;
    *next = at;
    while (at < s.n && (k = pen_ublank_at(s, at)) > 0) {
        at += k;
    }
    size_t start = at;
    while (at < s.n && s.p[at] != '=' && s.p[at] != '[' && s.p[at] != ']' &&
           pen_ublank_at(s, at) == 0) {
        at++;
    }
    if (at == start || (at < s.n && s.p[at] == '=')) {
        return PEN_EMPTY; // no name: a pair, or nothing
    }
    pen_str name = {s.p + start, at - start};
    while (at < s.n && (k = pen_ublank_at(s, at)) > 0) {
        at += k;
    }
    *next = at;
    return name;
}

// Where the pairs that start at `at` end: at a bracket outside double quotes, or the end.
static size_t plain_end(pen_str s, size_t at, bool nested)
{
    while (at < s.n && s.p[at] != '[' && !(s.p[at] == ']' && nested)) {
        size_t close = s.p[at] == '"' ? pen_str_chr(s, '"', at + 1) : at;
        at = close == PEN_NPOS ? s.n : close + 1;
    }
    return at;
}

static pen_status grouped(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v)
{
    unsigned depth = 0;
    for (size_t at = 0; at < text.n;) {
        size_t end = plain_end(text, at, depth > 0);
        PEN_TRY(pairs(o, (pen_str){text.p + at, end - at}, v));
        if (end == text.n) {
            break;
        }
        at = end + 1;
        if (text.p[end] == ']') {
            depth--;
            PEN_TRY(v->end(v->ctx));
            continue;
        }
        if (depth == PEN_KV_DEPTH_MAX) {
            return PEN_E_DEPTH;
        }
        depth++;
        PEN_TRY(v->begin(v->ctx, block_name(text, end + 1, &at)));
    }
    for (; depth > 0; depth--) { // blocks that the text leaves open
        PEN_TRY(v->end(v->ctx));
    }
    return PEN_OK;
}

pen_status pen_kv_parse(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v)
{
    return o->groups ? grouped(o, text, v) : pairs(o, pen_ublank_trim(text), v);
}

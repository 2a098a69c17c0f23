// SPDX-License-Identifier: Apache-2.0
#include "codec/kv_marks.h"

#include "base/scan_simd.h"
#include "base/ublank.h"

// The text and its marks.
typedef struct marked {
    const pen_kv_options *o;
    const pen_kv_visitor *v;
    pen_str text;
    bool single;          // every mark of an item separator is all of one
    pen_scan_kinds kinds; // equal: the value separator; member: what may start an item's
} marked;

// A token: from `at` to the separator behind it, which ends at `next` (all text.n at the end).
// `eq` is the first value separator at or after `at`.
typedef struct token {
    size_t at, eq, end, next;
} token;

// The end of the item separator that starts at a mark, PEN_NPOS when none does.
static inline size_t item_end(const marked *m, size_t at)
{
    return m->single ? at + 1 : pen_kv_sep_end(&m->o->item_sep, m->text, at);
}

// `eq` is a value separator that is the first one from some earlier place on, or 0: what is
// not there is looked for once.
static inline token token_at(const marked *m, size_t at, size_t eq)
{
    const size_t n = m->text.n;
    token t = {.at = at, .end = at};
    do {
        t.end = pen_scan_next(m->kinds.member, t.end, n);
        t.next = t.end < n ? item_end(m, t.end) : n;
        t.end += t.next == PEN_NPOS;
    } while (t.next == PEN_NPOS);
    t.eq = eq >= at && eq ? eq : pen_scan_next(m->kinds.equal, at, n);
    return t;
}

static bool is_pair(const token *t)
{
    return t->eq < t->end && t->eq > t->at;
}

// Whether a stretch has no byte that JSON escapes.
static bool clean(const marked *m, size_t from, size_t to)
{
    return pen_scan_next(m->kinds.special, from, to) >= to;
}

static inline bool visible(char c)
{
    return c > ' ' && (unsigned char)c < 0x80;
}

static inline pen_str right_trim(pen_str s)
{
    return s.n && visible(s.p[s.n - 1]) ? s : pen_ublank_rtrim(s);
}

static inline pen_str trim(pen_str s)
{
    return s.n && visible(s.p[0]) && visible(s.p[s.n - 1]) ? s : pen_ublank_trim(s);
}

// pen_kv_value of text without '"'.
static inline pen_str clean_value(pen_str s)
{
    return s.n && s.p[0] == '\'' ? pen_kv_value(s) : trim(s);
}

static pen_status flush(const marked *m, const pen_kv_progress *p)
{
    if (!p->has_key) {
        return PEN_OK;
    }
    pen_str raw = {m->text.p + p->start, p->last_end - p->start};
    bool quoted = raw.n >= 2 && raw.p[0] == '"' && raw.p[raw.n - 1] == '"';
    if (!clean(m, p->start + quoted, p->last_end - quoted)) {
        return m->v->pair(m->v->ctx, p->key, pen_v_str(pen_kv_raw_value(raw)));
    }
    // Without control characters there are no ends of lines either.
    pen_value v = pen_v_str(quoted ? right_trim((pen_str){raw.p + 1, raw.n - 2})
                                   : clean_value(raw));
    v.flags = PEN_F_CLEAN;
    return m->v->pair(m->v->ctx, p->key, v);
}

// One past the quote that closes the one at `from`; 0 when none does.
static size_t closing(const marked *m, size_t from)
{
    const size_t n = m->text.n;
    for (size_t at = from + 1;;) {
        at = pen_scan_next(m->kinds.special, at, n);
        if (at == n) {
            return 0;
        }
        if (m->text.p[at] == '"') {
            return at + 1;
        }
        at += m->text.p[at] == '\\' ? 2 : 1;
    }
}

// The pair of token `t` has a quoted value: *end is one past it and *next the token behind it.
// False when it has not, or something else follows.
static bool quoted_value(const marked *m, const token *t, size_t *end, token *next)
{
    const size_t n = m->text.n;
    *end = m->text.p[t->eq + 1] == '"' ? closing(m, t->eq + 1) : 0;
    if (*end == 0) {
        return false;
    }
    *next = (token){n, n, n, n};
    if (*end == n) {
        return true;
    }
    bool mark = m->kinds.member[*end / 64] >> (*end % 64) & 1;
    size_t behind = mark ? item_end(m, *end) : PEN_NPOS;
    if (behind == PEN_NPOS) {
        return false;
    }
    *next = token_at(m, behind, t->eq);
    return behind == n || is_pair(next);
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

// Finds where the value of token *t ends, if it has one, and the token behind it. False when
// that is for the general scan to say.
static bool look_ahead(const marked *m, const token *t, size_t *end, token *next)
{
    if (is_pair(t) && t->eq + 1 < m->text.n && is_quote(m->text.p[t->eq + 1])) {
        return quoted_value(m, t, end, next);
    }
    *end = t->end;
    *next = token_at(m, t->next, t->eq);
    return true;
}

static bool one_byte(const pen_kv_sep *sep)
{
    return sep->kind == PEN_KV_BYTE ||
           (sep->kind == PEN_KV_SEQUENCE && sep->n == 1 && !sep->again && !sep->optional);
}

pen_status pen_kv_marked(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v,
                         pen_kv_progress *out)
{
    marked m; // not zeroed: the marks are large
    m.o = o;
    m.v = v;
    m.text = text;
    m.single = one_byte(&o->item_sep);
    (void)o->scan->kinds(&m.kinds, text.p, text.n, o->value_sep.literal.p[0],
                         &o->item_sep.first);
    token next, t = token_at(&m, 0, 0);
    size_t end;
    *out = (pen_kv_progress){.pos = 0};
    for (; t.at < text.n && look_ahead(&m, &t, &end, &next); t = next) {
        bool pair = is_pair(&t);
        if (pair) {
            PEN_TRY(flush(&m, out));
            out->has_key = true;
            out->key = trim((pen_str){text.p + t.at, t.eq - t.at});
            out->start = t.eq + 1;
        }
        out->last_end = pair || o->item_sep.blanks ? end : out->last_end;
        out->pos = next.at;
    }
    return PEN_OK;
}

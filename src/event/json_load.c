// SPDX-License-Identifier: Apache-2.0
// JSON text into values: lazy spans one at a time, or a whole tree. The grammar is
// codec/json.h's; nothing here recurses.
#include "base/limits.h"
#include "base/num.h"
#include "base/scan.h"
#include "codec/json_lex.h"
#include "event/value.h"

static pen_status force_string(pen_arena *a, pen_value *v)
{
    char *to = pen_arena_get(a, (size_t)v->n + 1);
    size_t n = 0;
    if (!to) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_json_unescape(pen_value_str(*v), to, &n));
    *v = pen_v_str(pen_str_of(to, n));
    return PEN_OK;
}

// JSON has no leading zeros, so a text that does not fit is canonical already.
static pen_status force_int(pen_value *v)
{
    int64_t i = 0;
    pen_status s = pen_num_i64(pen_value_str(*v), &i);
    if (s == PEN_OK) {
        *v = pen_v_int(i);
    } else if (s == PEN_E_RANGE) {
        v->tag = PEN_T_BIG;
    } else {
        return s;
    }
    return PEN_OK;
}

static pen_status force_scalar(pen_arena *a, pen_value *v)
{
    double f = 0;
    if (v->tag == PEN_T_RAWSTR) {
        return force_string(a, v);
    }
    if (v->tag == PEN_T_RAWINT) {
        return force_int(v);
    }
    if (v->tag == PEN_T_RAWNUM) {
        PEN_TRY(pen_num_f64(pen_value_str(*v), &f));
        *v = pen_v_float(f);
    }
    return PEN_OK;
}

// A container that is open, with the key that its next value gets. `seen` has a bit for each
// key that an object may have: a key whose bit is not set is surely new.
typedef struct box {
    pen_value box, key;
    uint64_t seen[4];
} box;

// Containers that are open, the innermost last.
typedef struct reader {
    pen_arena *a;
    const pen_scan *scan;
    pen_str text;
    const char *p, *end;
    uint32_t depth;
    pen_value root;
    box open[PEN_JSON_DEPTH_MAX];
} reader;

// What the lexers of the codec say of a text that must be whole.
static pen_status lexed(reader *r, pen_status s, size_t at, pen_value *v)
{
    r->p = r->text.p + at;
    return s == PEN_OK ? force_scalar(r->a, v) : s == PEN_MORE ? PEN_E_SYNTAX : s;
}

// A string; its opening quote is here.
static inline pen_status read_string(reader *r, pen_value *v)
{
    const char *s = r->p + 1;
    size_t left = (size_t)(r->end - s), n = r->scan->special(s, left);
    if (n < left && s[n] == '"') {
        *v = (pen_value){PEN_T_STR, PEN_F_CLEAN, 0, (uint32_t)n, {s}};
        r->p = s + n + 1;
        return PEN_OK;
    }
    size_t at = (size_t)(r->p - r->text.p);
    pen_status st = pen_json_lex_string(r->scan, r->text, &at, v);
    return lexed(r, st, at, v);
}

// A short integer is read here, every other scalar by the codec.
static inline pen_status read_scalar(reader *r, pen_value *v)
{
    enum { DIGITS_MAX = 18 };
    const char *p = r->p;
    int64_t i = 0;
    while (p < r->end && pen_is_digit(*p) && p - r->p < DIGITS_MAX) {
        i = i * 10 + (*p++ - '0');
    }
    bool over = p == r->p || p == r->end || (*r->p == '0' && p - r->p > 1);
    if (!over && (*p == ',' || *p == '}' || *p == ']' || *p == ' ' || *p == '\n')) {
        *v = pen_v_int(i);
        r->p = p;
        return PEN_OK;
    }
    size_t at = (size_t)(r->p - r->text.p);
    pen_status st = pen_json_lex_scalar(r->text, &at, v);
    return lexed(r, st, at, v);
}

// Marks a key as seen; true when it surely was not before.
static bool first_sight(box *b, pen_value key)
{
    const unsigned char *p = (const unsigned char *)key.u.p;
    uint32_t h = key.n * 37u + (key.n ? p[0] * 5u + p[key.n / 2] * 11u + p[key.n - 1] * 3u : 0);
    uint64_t bit = (uint64_t)1 << (h % 64), *word = &b->seen[h / 64 % 4];
    bool first = !(*word & bit);
    *word |= bit;
    return first;
}

static inline pen_status put_value(reader *r, pen_value v)
{
    if (r->depth == 0) {
        r->root = v;
        return PEN_OK;
    }
    box *b = &r->open[r->depth - 1];
    if (b->box.tag == PEN_T_LIST) {
        return pen_list_push(r->a, b->box.u.list, v);
    }
    return first_sight(b, b->key) ? pen_dict_append(r->a, b->box.u.dict, b->key, v)
                                  : pen_dict_put(r->a, b->box.u.dict, b->key, v);
}

static pen_status open_box(reader *r, bool dict)
{
    if (r->depth == PEN_JSON_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    pen_value v = dict ? pen_v_dict(pen_dict_new(r->a, 0)) : pen_v_list(pen_list_new(r->a, 0));
    if (!v.u.p) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(put_value(r, v));
    r->open[r->depth++] = (box){.box = v};
    r->p++;
    return PEN_OK;
}

// Moves to the next byte that is not blank and gives it, or -1 at the end.
static inline int look(reader *r)
{
    if (r->p < r->end && (unsigned char)*r->p <= ' ') {
        r->p = pen_json_blanks(r->p, r->end);
    }
    return r->p < r->end ? (unsigned char)*r->p : -1;
}

// A key and the colon after it.
static pen_status read_key(reader *r)
{
    if (look(r) != '"') {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(read_string(r, &r->open[r->depth - 1].key));
    if (look(r) != ':') {
        return PEN_E_SYNTAX;
    }
    r->p++;
    return PEN_OK;
}

// After a value: closes what ends here. PEN_END at the end of the text, PEN_OK when another
// value comes.
static pen_status read_on(reader *r)
{
    for (;;) {
        int c = look(r);
        if (r->depth == 0) {
            return c < 0 ? PEN_END : PEN_E_SYNTAX;
        }
        bool dict = r->open[r->depth - 1].box.tag == PEN_T_DICT;
        if (c == ',') {
            r->p++;
            return dict ? read_key(r) : PEN_OK;
        }
        if (c != (dict ? '}' : ']')) {
            return PEN_E_SYNTAX;
        }
        r->depth--;
        r->p++;
    }
}

// One value, or the beginning of a container that is not empty: *more, its first comes next.
static pen_status read_value(reader *r, bool *more)
{
    pen_value v;
    int c = look(r);
    *more = false;
    if (c == '{' || c == '[') {
        PEN_TRY(open_box(r, c == '{'));
        *more = look(r) != (c == '{' ? '}' : ']');
        return *more && c == '{' ? read_key(r) : PEN_OK;
    }
    PEN_TRY(c == '"' ? read_string(r, &v) : read_scalar(r, &v));
    return put_value(r, v);
}

pen_status pen_json_load(pen_arena *a, pen_str text, pen_value *out)
{
    if (text.n == 0 || text.n > UINT32_MAX) { // without bytes there may be no pointer
        return text.n ? PEN_E_LIMIT : PEN_E_SYNTAX;
    }
    reader r; // large; only what is below `depth` is ever read
    r.a = a;
    r.scan = pen_scan_best();
    r.text = text;
    r.p = text.p;
    r.end = text.p + text.n;
    r.depth = 0;
    r.root = pen_v_undef();
    for (;;) {
        bool more;
        PEN_TRY(read_value(&r, &more));
        if (more) {
            continue;
        }
        pen_status s = read_on(&r);
        if (s == PEN_END) {
            *out = r.root;
            return PEN_OK;
        }
        PEN_TRY(s);
    }
}

pen_status pen_value_force(pen_arena *a, pen_value *v)
{
    if (v->tag != PEN_T_RAWOBJ && v->tag != PEN_T_RAWARR) {
        return force_scalar(a, v);
    }
    return pen_json_load(a, pen_value_str(*v), v);
}

// SPDX-License-Identifier: Apache-2.0
// json.dumps: texts of values for to_json, tojson, textual fields and the docs page.
#include "base/limits.h"
#include "base/num.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "event/value.h"

#include <math.h>

typedef struct dump {
    pen_buf *out;
    unsigned style, depth;
} dump;

static void put_u(pen_buf *out, uint32_t unit)
{
    static const char hex[] = "0123456789abcdef";
    char six[6] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15],
                   hex[unit & 15]};
    pen_buf_add(out, pen_str_of(six, sizeof six));
}

// A character outside ASCII as one or two UTF-16 units.
static void put_wide(pen_buf *out, uint32_t cp)
{
    if (cp >= 0x10000) {
        put_u(out, 0xd800 + ((cp - 0x10000) >> 10));
        cp = 0xdc00 + ((cp - 0x10000) & 0x3ff);
    }
    put_u(out, cp);
}

// The short escape of a character, 0 when it has none.
static char short_escape(unsigned char c)
{
    static const char from[] = "\"\\\n\r\t\f\b", to[] = "\"\\nrtfb";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : 0;
}

// In which styles a byte does not stand for itself.
enum { ALWAYS = 1, ASCII = PEN_JSON_ASCII, HTML = PEN_JSON_HTML };

#define ROW16(x) x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x
static const unsigned char escaped[256] = {
    ROW16(ALWAYS), ROW16(ALWAYS), // below the blank
    0, 0, ALWAYS, 0, 0, 0, HTML, HTML, 0, 0, 0, 0, 0, 0, 0, 0, // " & '
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HTML, 0, HTML, 0,      // < >
    ROW16(0),
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ALWAYS, 0, 0, 0, // the backslash
    ROW16(0),
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ASCII,
    ROW16(ASCII), ROW16(ASCII), ROW16(ASCII), ROW16(ASCII),
    ROW16(ASCII), ROW16(ASCII), ROW16(ASCII), ROW16(ASCII),
};
#undef ROW16

_Static_assert((ALWAYS & (ASCII | HTML)) == 0, "bits of their own");

static void put_special(pen_str s, size_t *at, pen_buf *out)
{
    uint32_t cp = pen_utf8_next(s, at);
    char e = cp < 0x80 ? short_escape((unsigned char)cp) : 0;
    if (e) {
        pen_buf_byte(out, '\\');
        pen_buf_byte(out, e);
    } else {
        put_wide(out, cp);
    }
}

static void put_string(pen_str s, unsigned style, pen_buf *out)
{
    unsigned wanted = ALWAYS | (style & (ASCII | HTML));
    pen_buf_byte(out, '"');
    for (size_t at = 0; at < s.n && out->failed == PEN_OK;) {
        size_t done = at;
        while (at < s.n && !(escaped[(unsigned char)s.p[at]] & wanted)) {
            at++;
        }
        pen_buf_add(out, pen_str_of(s.p + done, at - done));
        if (at < s.n) {
            put_special(s, &at, out);
        }
    }
    pen_buf_byte(out, '"');
}

static void put_float(double f, pen_buf *out)
{
    char text[32];
    if (isnan(f)) {
        PEN_BUF_LIT(out, "NaN");
    } else if (isinf(f)) {
        pen_buf_add(out, f > 0 ? PEN_LIT("Infinity") : PEN_LIT("-Infinity"));
    } else {
        pen_buf_add(out, pen_str_of(text, pen_num_put_f64(text, f)));
    }
}

// None, booleans and numbers, alike as values and (in quotes) as keys.
static pen_status put_word(pen_value v, pen_buf *out)
{
    switch (v.tag) {
    case PEN_T_NONE:
        PEN_BUF_LIT(out, "null");
        return out->failed;
    case PEN_T_BOOL:
        pen_buf_add(out, v.u.i ? PEN_LIT("true") : PEN_LIT("false"));
        return out->failed;
    case PEN_T_INT:
        pen_buf_i64(out, v.u.i);
        return out->failed;
    case PEN_T_BIG:
        pen_buf_add(out, pen_value_str(v));
        return out->failed;
    case PEN_T_FLOAT:
        put_float(v.u.f, out);
        return out->failed;
    default:
        return PEN_E_TYPE;
    }
}

static pen_status put_at(dump *d, pen_value v);

static void put_line(dump *d)
{
    pen_buf_byte(d->out, '\n');
    pen_buf_fill(d->out, ' ', (size_t)d->depth * (d->style / PEN_JSON_WIDTH));
}

// Before an item: the comma, and a new line when indented.
static void put_gap(dump *d, bool first)
{
    if (!first) {
        pen_buf_byte(d->out, ',');
    }
    if (d->style & PEN_JSON_LINES) {
        put_line(d);
    } else if (!first && (d->style & PEN_JSON_SPACED)) {
        pen_buf_byte(d->out, ' ');
    }
}

static void put_close(dump *d, char c, bool empty)
{
    d->depth--;
    if (!empty && (d->style & PEN_JSON_LINES)) {
        put_line(d);
    }
    pen_buf_byte(d->out, c);
}

static pen_status put_list(dump *d, const pen_list *l)
{
    pen_buf_byte(d->out, '[');
    d->depth++;
    for (uint32_t i = 0; i < l->n && d->out->failed == PEN_OK; i++) {
        put_gap(d, i == 0);
        PEN_TRY(put_at(d, l->items[i]));
    }
    put_close(d, ']', l->n == 0);
    return d->out->failed;
}

static pen_status put_pair(dump *d, const pen_pair *p, bool first)
{
    put_gap(d, first);
    if (p->key.tag == PEN_T_STR) {
        put_string(pen_value_str(p->key), d->style, d->out);
    } else {
        pen_buf_byte(d->out, '"');
        PEN_TRY(put_word(p->key, d->out));
        pen_buf_byte(d->out, '"');
    }
    pen_buf_byte(d->out, ':');
    if (d->style & (PEN_JSON_SPACED | PEN_JSON_LINES)) {
        pen_buf_byte(d->out, ' ');
    }
    return put_at(d, p->value);
}

// Python refuses to sort texts with numbers.
static pen_status key_less(void *ctx, uint32_t b, uint32_t a, int *less)
{
    const pen_dict *p = ctx;
    int order = 0;
    bool unordered = false;
    PEN_TRY(pen_value_cmp(p->pairs[b].key, p->pairs[a].key, &order, &unordered));
    *less = order < 0;
    return PEN_OK;
}

static pen_status put_pairs(dump *d, pen_dict *p, uint32_t *order)
{
    for (uint32_t i = 0; i < p->n; i++) {
        order[i] = i;
    }
    PEN_TRY(pen_sort(order, order + p->n, p->n, key_less, p));
    for (uint32_t i = 0; i < p->n && d->out->failed == PEN_OK; i++) {
        PEN_TRY(put_pair(d, &p->pairs[order[i]], i == 0));
    }
    return d->out->failed;
}

static pen_status put_sorted(dump *d, pen_dict *p)
{
    enum { FEW = 32 }; // of real objects, nearly all: no memory is taken for them
    uint32_t few[FEW * 2];
    if (p->n <= FEW) {
        return put_pairs(d, p, few);
    }
    size_t size = (size_t)p->n * 2 * sizeof(uint32_t);
    uint32_t *order = pen_alloc_get(d->out->alloc, size);
    if (!order) {
        return PEN_E_NOMEM;
    }
    pen_status s = put_pairs(d, p, order);
    pen_alloc_free(d->out->alloc, order, size);
    return s;
}

static pen_status put_dict(dump *d, pen_dict *p)
{
    pen_buf_byte(d->out, '{');
    d->depth++;
    if ((d->style & PEN_JSON_SORTED) && p->n > 1) {
        PEN_TRY(put_sorted(d, p));
    } else {
        for (uint32_t i = 0; i < p->n && d->out->failed == PEN_OK; i++) {
            PEN_TRY(put_pair(d, &p->pairs[i], i == 0));
        }
    }
    put_close(d, '}', p->n == 0);
    return d->out->failed;
}

static pen_status put_at(dump *d, pen_value v)
{
    if (v.tag == PEN_T_STR) {
        if ((v.flags & PEN_F_CLEAN) && !(d->style & (PEN_JSON_ASCII | PEN_JSON_HTML))) {
            pen_buf_byte(d->out, '"');
            pen_buf_add(d->out, pen_value_str(v));
            pen_buf_byte(d->out, '"');
        } else {
            put_string(pen_value_str(v), d->style, d->out);
        }
        return d->out->failed;
    }
    if (v.tag != PEN_T_DICT && v.tag != PEN_T_LIST && v.tag != PEN_T_TUPLE) {
        return put_word(v, d->out);
    }
    if (d->depth >= PEN_VALUE_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    return v.tag == PEN_T_DICT ? put_dict(d, v.u.dict) : put_list(d, v.u.list);
}

pen_status pen_json_dump(pen_value v, unsigned style, pen_buf *out)
{
    dump d = {out, style, 0};
    return put_at(&d, v);
}

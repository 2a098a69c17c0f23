// SPDX-License-Identifier: Apache-2.0
#include "codec/dsv.h"

#include "base/scan_simd.h"
#include "base/utf8.h"

// Length of the line break (str.splitlines: \n \r \r\n \v \f \x1c-\x1e U+0085 U+2028 U+2029)
// at s.p[at], 0 when there is none.
static size_t line_break(pen_str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    if (p[0] == '\r') {
        return left > 1 && p[1] == '\n' ? 2 : 1;
    }
    if ((p[0] >= '\n' && p[0] <= '\f') || (p[0] >= 0x1c && p[0] <= 0x1e)) {
        return 1;
    }
    if (p[0] == 0xc2 && left > 1) {
        return p[1] == 0x85 ? 2 : 0;
    }
    return p[0] == 0xe2 && left > 2 && p[1] == 0x80 && (p[2] & 0xfe) == 0xa8 ? 3 : 0;
}

pen_status pen_dsv_options_init(pen_dsv_options *out, pen_str delimiter)
{
    *out = (pen_dsv_options){.delimiter = delimiter, .scan = pen_scan_best()};
    size_t at = 0;
    if (delimiter.n == 0 || pen_utf8_valid(delimiter) != delimiter.n) {
        return PEN_E_USAGE;
    }
    (void)pen_utf8_next(delimiter, &at);
    if (at != delimiter.n || delimiter.p[0] == '"' || line_break(delimiter, 0)) {
        return PEN_E_USAGE;
    }
    const pen_str breaks = PEN_LIT("\n\v\f\r\x1c\x1d\x1e\xc2\xe2");
    for (size_t i = 0; i < breaks.n; i++) {
        out->stop[(unsigned char)breaks.p[i]] = 1;
    }
    out->stop[(unsigned char)delimiter.p[0]] = 1;
    return PEN_OK;
}

// What stands at `at`, where a field may end.
typedef enum field_end { FIELD_GOES_ON, FIELD_DELIMITER, FIELD_RECORD } field_end;

static inline field_end end_at(const pen_dsv_options *o, pen_str s, size_t at)
{
    if (at == s.n) {
        return FIELD_RECORD;
    }
    if (s.p[at] == o->delimiter.p[0] &&
        (o->delimiter.n == 1 || pen_str_starts(pen_str_from(s, at), o->delimiter))) {
        return FIELD_DELIMITER;
    }
    return line_break(s, at) ? FIELD_RECORD : FIELD_GOES_ON;
}

// Moves to the end of a field (or of the rest of one) that is not quoted.
static inline field_end bare(const pen_dsv_options *o, pen_str s, size_t *at)
{
    size_t i = *at;
    for (;; i++) {
        while (i < s.n && !o->stop[(unsigned char)s.p[i]]) {
            i++;
        }
        field_end e = end_at(o, s, i);
        if (e != FIELD_GOES_ON) {
            *at = i;
            return e;
        }
    }
}

// A field whose opening quote is at s.p[*at]. `to` has room for the rest of the text.
static field_end quoted(const pen_dsv_options *o, pen_str s, size_t *at, pen_str *field,
                        char *to)
{
    size_t n = 0, i = *at + 1;
    while (i < s.n) {
        size_t skip = line_break(s, i);
        if (skip) {
            i += skip;
        } else if (s.p[i] != '"') {
            to[n++] = s.p[i++];
        } else if (i + 1 < s.n && s.p[i + 1] == '"') {
            to[n++] = '"';
            i += 2;
        } else {
            i++;
            break;
        }
    }
    *at = i;
    field_end e = bare(o, s, at); // what follows the closing quote belongs to the field
    memcpy(to + n, s.p + i, *at - i);
    *field = (pen_str){to, n + (*at - i)};
    return e;
}

// The common quoted field: no quote and no line break before the closing quote, which ends
// the field. False when it is not so simple.
static bool quoted_slice(const pen_dsv_options *o, pen_str s, size_t at, pen_str *field)
{
    size_t i = at + 1;
    while (i < s.n && s.p[i] != '"') {
        if (o->stop[(unsigned char)s.p[i]] && line_break(s, i)) {
            return false;
        }
        i++;
    }
    *field = (pen_str){s.p + at + 1, i - at - 1};
    return i < s.n && end_at(o, s, i + 1) != FIELD_GOES_ON;
}

pen_status pen_dsv_split(const pen_dsv_options *o, pen_arena *a, pen_str text,
                         pen_dsv_row *row)
{
    field_end e = FIELD_DELIMITER;
    char *scratch = NULL; // for all quoted fields that change: no larger than the text
    size_t at = 0;
    row->n = 0;
    if (text.n == 0 || line_break(text, 0)) {
        return PEN_OK;
    }
    while (e == FIELD_DELIMITER && row->n < row->room) {
        pen_str *field = &row->columns[row->n++];
        if (at == text.n || text.p[at] != '"') {
            size_t start = at;
            e = bare(o, text, &at);
            *field = (pen_str){text.p + start, at - start};
        } else if (quoted_slice(o, text, at, field)) {
            at += field->n + 2;
            e = end_at(o, text, at);
        } else {
            scratch = scratch ? scratch : pen_arena_get(a, text.n - at);
            if (!scratch) {
                return PEN_E_NOMEM;
            }
            e = quoted(o, text, &at, field, scratch);
            scratch += field->n;
        }
        at += o->delimiter.n;
    }
    return PEN_OK;
}

// ---- straight to slots ----

// Column after column; `to` and `stop` are those of pen_dsv_slots, as long as there are more.
typedef struct dsv_filling {
    pen_value *slots;
    const uint32_t *to, *stop;
    const char *start; // of the column
    uint8_t flags;
} dsv_filling;

static inline void fill_one(dsv_filling *f, const char *end)
{
    pen_value *slot = &f->slots[*f->to];
    if (*f->to++) {
        slot->tag = PEN_T_STR;
        slot->flags = f->flags;
        slot->aux = 0;
        slot->n = (uint32_t)(end - f->start);
        slot->u.p = f->start;
    }
}

bool pen_dsv_fill(const pen_dsv_options *o, pen_str text, const pen_dsv_slots *out)
{
    dsv_filling f = {out->slots, out->to, out->to + out->n, text.p, out->flags};
    if (text.n == 0 || o->delimiter.n != 1) {
        return false;
    }
    for (size_t at = 0; at < text.n && f.to < f.stop; at += 64) {
        pen_scan_cut cut = o->scan->cut(text.p + at, text.n - at, o->delimiter.p[0]);
        if (cut.other) {
            return false;
        }
        for (uint64_t m = cut.ends; m && f.to < f.stop; m &= m - 1) {
            const char *end = text.p + at + pen_scan_first(m);
            fill_one(&f, end);
            f.start = end + 1;
        }
    }
    if (f.to < f.stop) {
        fill_one(&f, text.p + text.n);
    }
    for (; f.to < f.stop; f.to++) {
        if (*f.to) {
            f.slots[*f.to] = pen_v_none();
        }
    }
    return true;
}

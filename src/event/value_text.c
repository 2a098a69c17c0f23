// SPDX-License-Identifier: Apache-2.0
// str() and repr() of values.
#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "event/value.h"

static void put_hex(pen_buf *out, char kind, uint32_t cp, unsigned digits)
{
    static const char hex[] = "0123456789abcdef";
    char *to = pen_buf_need(out, digits + 2);
    if (!to) {
        return;
    }
    to[0] = '\\';
    to[1] = kind;
    for (unsigned i = 0; i < digits; i++) {
        to[2 + i] = hex[cp >> (4 * (digits - 1 - i)) & 15];
    }
    out->n += digits + 2;
}

static void put_unprintable(pen_buf *out, uint32_t cp)
{
    if (cp == '\n') {
        PEN_BUF_LIT(out, "\\n");
    } else if (cp == '\r') {
        PEN_BUF_LIT(out, "\\r");
    } else if (cp == '\t') {
        PEN_BUF_LIT(out, "\\t");
    } else if (cp < 0x100) {
        put_hex(out, 'x', cp, 2);
    } else if (cp < 0x10000) {
        put_hex(out, 'u', cp, 4);
    } else {
        put_hex(out, 'U', cp, 8);
    }
}

static void put_quoted(pen_str s, pen_buf *out)
{
    bool twice = pen_str_chr(s, '\'', 0) != PEN_NPOS && pen_str_chr(s, '"', 0) == PEN_NPOS;
    char quote = twice ? '"' : '\'';
    pen_buf_byte(out, quote);
    size_t done = 0;
    for (size_t at = 0; at < s.n && out->failed == PEN_OK;) {
        size_t start = at;
        uint32_t cp = pen_utf8_next(s, &at);
        bool escape = cp == '\\' || cp == (uint32_t)(unsigned char)quote;
        if (!escape && pen_char_printable(cp)) {
            continue;
        }
        pen_buf_add(out, pen_str_of(s.p + done, start - done));
        if (escape) {
            pen_buf_byte(out, '\\');
            pen_buf_byte(out, (char)cp);
        } else {
            put_unprintable(out, cp);
        }
        done = at;
    }
    pen_buf_add(out, pen_str_from(s, done));
    pen_buf_byte(out, quote);
}

static void put_scalar(pen_value v, bool quoted, pen_buf *out)
{
    char number[32];
    switch (v.tag) {
    case PEN_T_UNDEF:
        if (quoted) {
            PEN_BUF_LIT(out, "Undefined");
        }
        break;
    case PEN_T_NONE:
        PEN_BUF_LIT(out, "None");
        break;
    case PEN_T_BOOL:
        pen_buf_add(out, v.u.i ? PEN_LIT("True") : PEN_LIT("False"));
        break;
    case PEN_T_INT:
        pen_buf_i64(out, v.u.i);
        break;
    case PEN_T_FLOAT:
        pen_buf_add(out, pen_str_of(number, pen_num_put_f64(number, v.u.f)));
        break;
    case PEN_T_BIG:
        pen_buf_add(out, pen_value_str(v));
        break;
    case PEN_T_STR:
        if (quoted) {
            put_quoted(pen_value_str(v), out);
        } else {
            pen_buf_add(out, pen_value_str(v));
        }
        break;
    default: // an iterator, a method: Python prints an address, we do not
        pen_buf_byte(out, '<');
        pen_buf_add(out, pen_str_c(pen_value_type(v)));
        PEN_BUF_LIT(out, " object>");
    }
}

static pen_status put_at(pen_value v, unsigned depth, bool quoted, pen_buf *out);

static pen_status put_items(const pen_list *l, unsigned depth, pen_buf *out)
{
    for (uint32_t i = 0; i < l->n && out->failed == PEN_OK; i++) {
        if (i) {
            PEN_BUF_LIT(out, ", ");
        }
        PEN_TRY(put_at(l->items[i], depth + 1, true, out));
    }
    return out->failed;
}

static pen_status put_list(pen_value v, unsigned depth, pen_buf *out)
{
    bool tuple = v.tag == PEN_T_TUPLE;
    pen_buf_byte(out, tuple ? '(' : '[');
    PEN_TRY(put_items(v.u.list, depth, out));
    if (tuple && v.u.list->n == 1) {
        pen_buf_byte(out, ',');
    }
    pen_buf_byte(out, tuple ? ')' : ']');
    return out->failed;
}

static pen_status put_view(pen_value v, unsigned depth, pen_buf *out)
{
    pen_buf_add(out, pen_str_c(pen_value_type(v)));
    PEN_BUF_LIT(out, "([");
    PEN_TRY(put_items(v.u.list, depth, out));
    PEN_BUF_LIT(out, "])");
    return out->failed;
}

static pen_status put_dict(const pen_dict *d, unsigned depth, pen_buf *out)
{
    pen_buf_byte(out, '{');
    for (uint32_t i = 0; i < d->n && out->failed == PEN_OK; i++) {
        if (i) {
            PEN_BUF_LIT(out, ", ");
        }
        PEN_TRY(put_at(d->pairs[i].key, depth + 1, true, out));
        PEN_BUF_LIT(out, ": ");
        PEN_TRY(put_at(d->pairs[i].value, depth + 1, true, out));
    }
    pen_buf_byte(out, '}');
    return out->failed;
}

static pen_status put_at(pen_value v, unsigned depth, bool quoted, pen_buf *out)
{
    bool list = v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE;
    if (!list && v.tag != PEN_T_DICT && v.tag != PEN_T_VIEW) {
        put_scalar(v, quoted, out);
        return out->failed;
    }
    if (depth >= PEN_VALUE_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    if (list) {
        return put_list(v, depth, out);
    }
    return v.tag == PEN_T_DICT ? put_dict(v.u.dict, depth, out) : put_view(v, depth, out);
}

pen_status pen_value_text(pen_value v, pen_buf *out)
{
    return put_at(v, 0, false, out);
}

pen_status pen_value_repr(pen_value v, pen_buf *out)
{
    return put_at(v, 0, true, out);
}

void pen_value_put_ascii(pen_str repr, pen_buf *out)
{
    for (size_t at = 0; at < repr.n && out->failed == PEN_OK;) {
        uint32_t cp = pen_utf8_next(repr, &at);
        if (cp < 0x80) {
            pen_buf_byte(out, (char)cp);
        } else {
            put_unprintable(out, cp);
        }
    }
}

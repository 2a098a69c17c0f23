// SPDX-License-Identifier: Apache-2.0
// Values as JSON, for the writer of events.
#include "base/num.h"
#include "base/order.h"
#include "event/writer_copy.h"
#include "event/writer_parts.h"

// ---- texts ----

// Escaped in pieces, so that a long text does not need six times its length at once.
enum { PIECE = 16 * 1024 };

static void put_long(const pen_scan *scan, pen_str s, pen_buf *out)
{
    pen_buf_byte(out, '"');
    while (s.n) {
        pen_str piece = pen_str_head(s, PIECE);
        char *to = pen_buf_need(out, PEN_SCAN_ESCAPE_ROOM(piece.n));
        if (!to) {
            return;
        }
        out->n += scan->escape(to, piece.p, piece.n);
        s = pen_str_from(s, piece.n);
    }
    pen_buf_byte(out, '"');
}

void pen_writer_text(const pen_scan *scan, pen_str s, pen_buf *out)
{
    if (s.n > PIECE) {
        put_long(scan, s, out);
        return;
    }
    char *to = pen_buf_need(out, PEN_SCAN_ESCAPE_ROOM(s.n) + 2);
    if (to) {
        to[0] = '"';
        size_t n = scan->escape(to + 1, s.p, s.n);
        to[n + 1] = '"';
        out->n += n + 2;
    }
}

// Text that needs no escapes, or that is escaped already.
static void put_quoted(pen_str s, pen_buf *out)
{
    char *to = pen_buf_need(out, s.n + 2);
    if (to) {
        to[0] = '"';
        pen_writer_copy(to + 1, s.p, s.n);
        to[s.n + 1] = '"';
        out->n += s.n + 2;
    }
}

// The same after a comma.
static inline void put_next(pen_str s, pen_buf *out)
{
    char *to = pen_buf_need(out, s.n + 3);
    if (to) {
        to[0] = ',';
        to[1] = '"';
        pen_writer_copy(to + 2, s.p, s.n);
        to[s.n + 2] = '"';
        out->n += s.n + 3;
    }
}

bool pen_writer_has_control(pen_str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t found = 0;
    for (; s.n >= 8; s = pen_str_from(s, 8)) {
        uint64_t eight;
        memcpy(&eight, s.p, 8);
        // A byte below 0x20 borrows and had no top bit. What a borrow spoils lies next to one.
        found |= (eight - ones * 0x20) & ~eight;
    }
    bool few = false;
    for (size_t i = 0; i < s.n; i++) {
        few |= (unsigned char)s.p[i] < 0x20;
    }
    return few || (found & ones * 0x80) != 0;
}

// ---- anything ----

// Keys that have no order among them (texts and numbers) stay as they are; what JSON cannot
// hold (a template can put it into a list) is null.
pen_status pen_writer_other(pen_value v, pen_arena *scratch, pen_buf *out)
{
    static const unsigned styles[] = {PEN_JSON_COMPACT | PEN_JSON_SORTED, PEN_JSON_COMPACT};
    size_t mark = out->n;
    PEN_TRY(pen_value_force(scratch, &v));
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        pen_status s = pen_json_dump(v, styles[i], out);
        if (s != PEN_E_TYPE) {
            return s;
        }
        out->n = mark;
    }
    PEN_BUF_LIT(out, "null");
    return out->failed;
}

static void put_int(int64_t i, pen_buf *out)
{
    char *to = pen_buf_need(out, PEN_WRITER_INT);
    if (to) {
        out->n += pen_num_put_i64(to, i);
    }
}

static bool is_scalar(pen_value v)
{
    return v.tag == PEN_T_STR || v.tag == PEN_T_INT;
}

static void put_scalar(const pen_scan *scan, pen_value v, pen_buf *out)
{
    if (v.tag == PEN_T_INT) {
        put_int(v.u.i, out);
    } else if (v.flags & PEN_F_CLEAN) {
        put_quoted(pen_value_str(v), out);
    } else {
        pen_writer_text(scan, pen_value_str(v), out);
    }
}

// ---- containers ----
// Each item brings a comma; that of the first becomes the bracket.

static void put_close(pen_buf *out, size_t start, const char brackets[2], bool empty)
{
    pen_buf_byte(out, brackets[1]);
    if (empty) {
        pen_buf_byte(out, brackets[1]);
    }
    if (out->failed == PEN_OK) {
        out->p[start] = brackets[0];
    }
}

// A few members, all of them texts and integers under text keys: the commonest dict.
enum { FEW = 12 };

static bool is_flat(pen_value v)
{
    if (v.tag != PEN_T_DICT || v.u.dict->n > FEW) {
        return false;
    }
    for (uint32_t i = 0; i < v.u.dict->n; i++) {
        const pen_pair *p = &v.u.dict->pairs[i];
        if (p->key.tag != PEN_T_STR || !is_scalar(p->value)) {
            return false;
        }
    }
    return true;
}

// The members in order of their keys, which few insertions make.
static void put_flat(const pen_scan *scan, const pen_dict *d, pen_buf *out)
{
    const pen_pair *order[FEW];
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t at = i;
        for (; at > 0 && pen_str_cmp(pen_value_str(order[at - 1]->key),
                                     pen_value_str(d->pairs[i].key)) > 0;
             at--) {
            order[at] = order[at - 1];
        }
        order[at] = &d->pairs[i];
    }
    size_t start = out->n;
    for (uint32_t i = 0; i < d->n; i++) {
        pen_buf_byte(out, ',');
        pen_writer_text(scan, pen_value_str(order[i]->key), out);
        pen_buf_byte(out, ':');
        put_scalar(scan, order[i]->value, out);
    }
    put_close(out, start, "{}", d->n == 0);
}

// A list: its own text when it has one, else item by item.
static pen_status put_list(const pen_scan *scan, const pen_list *l, pen_arena *scratch,
                           pen_buf *out)
{
    if (l->json) {
        pen_buf_add(out, pen_str_of(l->json, l->json_n));
        return out->failed;
    }
    size_t start = out->n;
    for (uint32_t i = 0; i < l->n; i++) {
        pen_value v = l->items[i];
        if (v.tag == PEN_T_STR && v.flags & PEN_F_CLEAN) {
            put_next(pen_value_str(v), out);
            continue;
        }
        pen_buf_byte(out, ',');
        if (is_scalar(v)) {
            put_scalar(scan, v, out);
        } else if (is_flat(v)) {
            put_flat(scan, v.u.dict, out);
        } else {
            PEN_TRY(pen_writer_other(v, scratch, out));
        }
    }
    put_close(out, start, "[]", l->n == 0);
    return out->failed;
}

static pen_status put_escaped(pen_value v, pen_arena *scratch, pen_buf *out)
{
    if (!(v.flags & PEN_F_CLEAN) && pen_writer_has_control(pen_value_str(v))) {
        return pen_writer_other(v, scratch, out);
    }
    put_quoted(pen_value_str(v), out);
    return out->failed;
}

pen_status pen_writer_value(const pen_scan *scan, pen_value v, pen_arena *scratch, pen_buf *out)
{
    switch (v.tag) {
    case PEN_T_STR:
        if (!(v.flags & PEN_F_CLEAN)) {
            pen_writer_text(scan, pen_value_str(v), out);
            return out->failed;
        }
        put_quoted(pen_value_str(v), out);
        return out->failed;
    case PEN_T_INT:
        put_int(v.u.i, out);
        return out->failed;
    case PEN_T_RAWSTR:
        return put_escaped(v, scratch, out);
    case PEN_T_RAWINT:
        pen_buf_add(out, pen_value_str(v));
        return out->failed;
    case PEN_T_LIST:
        return put_list(scan, v.u.list, scratch, out);
    default:
        return pen_writer_other(v, scratch, out);
    }
}

pen_status pen_write_value(pen_value v, pen_arena *scratch, pen_buf *out)
{
    return pen_writer_value(pen_scan_best(), v, scratch, out);
}

// ---- members without a node ----

static int in_order(const void *a, const void *b, bool top)
{
    const pen_pair *x = *(const pen_pair *const *)a, *y = *(const pen_pair *const *)b;
    int order = pen_writer_order(pen_writer_member_key(x), pen_writer_member_key(y), top);
    return order ? order : (x > y) - (x < y);
}

static int at_top(const void *a, const void *b)
{
    return in_order(a, b, true);
}

static int below(const void *a, const void *b)
{
    return in_order(a, b, false);
}

pen_status pen_writer_sorted(const pen_dict *rest, bool top, pen_arena *scratch,
                             const pen_pair ***out)
{
    const pen_pair **m = PEN_NEW_N(scratch, const pen_pair *, rest->n);
    *out = m;
    if (!m) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < rest->n; i++) {
        m[i] = &rest->pairs[i];
    }
    pen_order(m, rest->n, sizeof *m, top ? at_top : below);
    return PEN_OK;
}

// That of a number is written like one, in quotes.
pen_status pen_writer_key(const pen_scan *scan, const pen_pair *m, pen_arena *scratch,
                          pen_buf *out)
{
    if (m->key.tag == PEN_T_STR) {
        pen_writer_text(scan, pen_value_str(m->key), out);
    } else {
        pen_buf_byte(out, '"');
        PEN_TRY(pen_writer_other(m->key, scratch, out));
        pen_buf_byte(out, '"');
    }
    pen_buf_byte(out, ':');
    return out->failed;
}

// SPDX-License-Identifier: Apache-2.0
// The slow twin of writer.c: each object gathers its members, sorts them and writes one after
// the other. What a value looks like is left to pen_json_dump, but for lazy text that is
// copied as it came.
#include "base/order.h"
#include "event/writer_parts.h"

typedef struct plain {
    const pen_layout *layout;
    const pen_value *slots;
    pen_arena *scratch;
    pen_buf *out;
} plain;

// A member: an item of the layout, or a pair.
typedef struct member {
    pen_str key;
    const pen_pair *pair; // NULL: an item
    const pen_layout_item *item;
} member;

static pen_status write_object(const plain *p, const pen_layout_item *it,
                               const pen_layout_item *end, pen_value object);

// ---- values ----

static pen_status write_list(const plain *p, const pen_list *l)
{
    pen_buf_byte(p->out, '[');
    for (uint32_t i = 0; i < l->n; i++) {
        if (i > 0) {
            pen_buf_byte(p->out, ',');
        }
        PEN_TRY(pen_writer_other(l->items[i], p->scratch, p->out));
    }
    pen_buf_byte(p->out, ']');
    return p->out->failed;
}

static pen_status write_value(const plain *p, pen_value v)
{
    if (v.tag == PEN_T_LIST) {
        return write_list(p, v.u.list);
    }
    bool escaped = v.tag == PEN_T_RAWSTR && !pen_writer_has_control(pen_value_str(v));
    if (!escaped && v.tag != PEN_T_RAWINT) {
        return pen_writer_other(v, p->scratch, p->out);
    }
    const char *quote = escaped ? "\"" : "";
    pen_buf_add(p->out, pen_str_c(quote));
    pen_buf_add(p->out, pen_value_str(v));
    pen_buf_add(p->out, pen_str_c(quote));
    return p->out->failed;
}

// ---- members ----

// Of two with the same key an item comes first, and a pair that stands before the other.
static int in_order(const member *a, const member *b, bool top)
{
    int order = pen_writer_order(a->key, b->key, top);
    uintptr_t x = (uintptr_t)a->pair, y = (uintptr_t)b->pair;
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

// The members of an object that are written, in order, and one that is neither pair nor item.
static pen_status gather(const plain *p, const pen_layout_item *it, const pen_layout_item *end,
                         const pen_dict *rest, member **out)
{
    bool top = it == p->layout->items;
    size_t n = 0, most = (size_t)(end - it) + (rest ? rest->n : 0) + 1;
    member *m = PEN_NEW_N(p->scratch, member, most);
    *out = m;
    if (!m) {
        return PEN_E_NOMEM;
    }
    for (; it < end; it = it->next) {
        if (pen_writer_shown(p->slots, it)) {
            m[n++] = (member){p->layout->nodes->v[it->node].key, NULL, it};
        }
    }
    for (uint32_t i = 0; rest && i < rest->n; i++) {
        m[n++] = (member){pen_writer_member_key(&rest->pairs[i]), &rest->pairs[i], NULL};
    }
    pen_order(m, n, sizeof *m, top ? at_top : below);
    return PEN_OK;
}

static pen_status write_member(const plain *p, const member *m)
{
    const pen_scan *scan = pen_scan_scalar();
    if (m->pair) {
        PEN_TRY(pen_writer_key(scan, m->pair, p->scratch, p->out));
        return write_value(p, m->pair->value);
    }
    pen_writer_text(scan, m->key, p->out);
    pen_buf_byte(p->out, ':');
    pen_value v = p->slots[m->item->node];
    return v.tag == PEN_T_OBJ ? write_object(p, m->item + 1, m->item->next, v)
                              : write_value(p, v);
}

// Recursion over the static tree.
static pen_status write_object(const plain *p, const pen_layout_item *it,
                               const pen_layout_item *end, pen_value object)
{
    member *m;
    PEN_TRY(gather(p, it, end, pen_writer_rest(&object), &m));
    pen_buf_byte(p->out, '{');
    for (uint32_t i = 0; m[i].pair || m[i].item; i++) {
        if (i > 0) {
            pen_buf_byte(p->out, ',');
        }
        PEN_TRY(write_member(p, &m[i]));
    }
    pen_buf_byte(p->out, '}');
    return p->out->failed;
}

pen_status pen_layout_write_plain(const pen_layout *l, const pen_value *slots,
                                  pen_arena *scratch, pen_buf *out)
{
    size_t start = out->n;
    plain p = {l, slots, scratch, out};
    pen_status s = write_object(&p, l->items, l->items + l->n, slots[l->top]);
    if (s != PEN_OK) {
        out->n = start;
    }
    return s;
}

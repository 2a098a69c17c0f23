// SPDX-License-Identifier: Apache-2.0
#include "event/writer.h"

#include "base/num.h"
#include "event/writer_copy.h"
#include "event/writer_parts.h"

// Bytes that may be written after what counts: a key's copy, braces.
enum { SLACK = 2 * PEN_WRITER_COPY };

_Static_assert(PEN_WRITER_INT <= PEN_WRITER_COPY, "an integer is a value of usual length");

typedef struct writing {
    const pen_layout *layout;
    const pen_value *slots;
    pen_arena *scratch;
    pen_buf *out;
} writing;

// ---- fragments; `o` is where they go, what they give is behind them ----

// Room for the items [from, to) and `extra` bytes; NULL when there is none.
static inline char *need(const writing *w, const pen_layout_item *from,
                         const pen_layout_item *to, size_t extra)
{
    return pen_buf_need(w->out, extra + from->room - to->room + SLACK);
}

static inline void written_to(const writing *w, const char *o)
{
    w->out->n = (size_t)(o - w->out->p);
}

static inline char *put_key(char *o, const char *key, size_t n)
{
    memcpy(o, key, PEN_WRITER_COPY);
    if (n > PEN_WRITER_COPY) {
        memcpy(o, key, n);
    }
    return o + n;
}

// Ends n > 0 objects. A member leaves a comma behind, which goes.
static inline char *put_ends(char *o, uint32_t n)
{
    o -= o[-1] == ',';
    while (n > 8) {
        memcpy(o, "}}}}}}}}", 8);
        o += 8;
        n -= 8;
    }
    memcpy(o, "}}}}}}}}", 8);
    o[n] = ',';
    return o + n + 1;
}

static inline char *put_int(char *o, int64_t i)
{
    o += pen_num_put_i64(o, i);
    *o = ',';
    return o + 1;
}

// A value of usual length that needs nothing but copying, and a comma; NULL for any other.
static inline char *put_short(char *o, const pen_value *v)
{
    const char *p = v->u.p;
    size_t n = v->n, quote = 0;
    if (v->flags & PEN_F_CLEAN && (v->tag == PEN_T_STR || v->tag == PEN_T_RAWSTR)) {
        *o++ = '"';
        quote = 1;
    } else if (v->tag == PEN_T_LIST && v->u.list->json) {
        p = v->u.list->json;
        n = v->u.list->json_n;
    } else if (v->tag != PEN_T_RAWINT) {
        return v->tag == PEN_T_INT ? put_int(o, v->u.i) : NULL;
    }
    if (n > PEN_WRITER_COPY) {
        return NULL;
    }
    pen_writer_copy_short(o, p, n);
    o += n;
    *o = '"';
    o += quote;
    *o = ',';
    return o + 1;
}

// ---- objects ----

static pen_status write_span(const writing *w, const pen_layout_item *it,
                             const pen_layout_item *end);

// The next item from `it` on that is written.
static const pen_layout_item *shown_from(const writing *w, const pen_layout_item *it,
                                         const pen_layout_item *end)
{
    while (it < end && !pen_writer_shown(w->slots, it)) {
        it = it->next;
    }
    return it;
}

static pen_status write_member(const writing *w, const pen_pair *m)
{
    const pen_scan *scan = w->layout->scan;
    PEN_TRY(pen_writer_key(scan, m, w->scratch, w->out));
    PEN_TRY(pen_writer_value(scan, m->value, w->scratch, w->out));
    pen_buf_byte(w->out, ',');
    return w->out->failed;
}

// Items and members that have no node, merged by key.
static pen_status write_merged(const writing *w, const pen_layout_item *it,
                               const pen_layout_item *end, const pen_dict *rest)
{
    bool top = it == w->layout->items;
    const pen_pair **m;
    uint32_t i = 0;
    PEN_TRY(pen_writer_sorted(rest, top, w->scratch, &m));
    it = shown_from(w, it, end);
    while (it < end || i < rest->n) {
        bool item = i == rest->n;
        if (it < end && i < rest->n) {
            pen_str key = w->layout->nodes->v[it->node].key;
            item = pen_writer_order(pen_writer_member_key(m[i]), key, top) >= 0;
        }
        if (item) {
            PEN_TRY(write_span(w, it, it->next));
            it = shown_from(w, it->next, end);
        } else {
            PEN_TRY(write_member(w, m[i++]));
        }
    }
    return PEN_OK;
}

// The members of an object that may have some without a node, and its braces.
static pen_status write_object(const writing *w, const pen_layout_item *it,
                               const pen_layout_item *end, const pen_dict *rest)
{
    pen_buf *out = w->out;
    pen_buf_byte(out, '{');
    PEN_TRY(out->failed);
    PEN_TRY(rest ? write_merged(w, it, end, rest) : write_span(w, it, end));
    out->n -= out->p[out->n - 1] == ',';
    pen_buf_byte(out, '}');
    return out->failed;
}

// A value that is more than a copy.
static pen_status write_other(const writing *w, const pen_layout_item *it)
{
    pen_value v = w->slots[it->node];
    return v.tag == PEN_T_OBJ ? write_object(w, it + 1, it->next, v.u.dict)
                              : pen_writer_value(w->layout->scan, v, w->scratch, w->out);
}

// Items whose object has no other members, a comma after each. Room is asked for once and
// then only after values that are longer than usual; `o` runs ahead of out->n.
static pen_status write_span(const writing *w, const pen_layout_item *it,
                             const pen_layout_item *end)
{
    const pen_value *slots = w->slots;
    uint32_t base = it->depth, depth = base;
    char *o = need(w, it, end, 0);
    if (!o) {
        return w->out->failed;
    }
    while (it < end) {
        const pen_value *v = &slots[it->node];
        if (v->tag == PEN_T_UNDEF || (it->spare && !pen_writer_shown(slots, it))) {
            it = it->next;
            continue;
        }
        if (depth != it->depth) {
            o = put_ends(o, depth - it->depth);
            depth = it->depth;
        }
        if (v->tag == PEN_T_OBJ && !pen_writer_rest(v)) {
            o = put_key(o, it->key, it->key_n + 1); // and its brace
            depth++;
            it++;
            continue;
        }
        o = put_key(o, it->key, it->key_n);
        char *behind = put_short(o, v);
        if (!behind) {
            written_to(w, o);
            PEN_TRY(write_other(w, it));
            behind = need(w, it->next, end, depth - base);
            if (!behind) {
                return w->out->failed;
            }
            *behind++ = ',';
        }
        o = behind;
        it = it->next;
    }
    written_to(w, depth == base ? o : put_ends(o, depth - base));
    return PEN_OK;
}

// ---- events ----

pen_status pen_layout_write(const pen_layout *l, const pen_value *slots, pen_arena *scratch,
                            pen_buf *out)
{
    PEN_TRY(out->failed);
    size_t start = out->n;
    writing w = {l, slots, scratch, out};
    pen_status s = write_object(&w, l->items, l->items + l->n, pen_writer_rest(&slots[l->top]));
    if (s == PEN_E_LIMIT && out->failed == s) { // for want of the room that was guessed
        out->n = start;
        out->failed = PEN_OK;
        s = pen_layout_write_plain(l, slots, scratch, out);
    }
    if (s != PEN_OK) {
        out->n = start;
    }
    return s;
}

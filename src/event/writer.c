// SPDX-License-Identifier: Apache-2.0
#include "event/writer.h"

#include "base/limits.h"
#include "base/order.h"
#include "base/scan.h"

// What is copied of a key without looking at its length; the layout's text has as much
// after its end.
enum { KEY_COPY = 32 };

// ---- texts ----

// Escaped in pieces, so that a long text does not need six times its length at once.
enum { PIECE = 16 * 1024 };

static void put_text(const pen_scan *scan, pen_str s, pen_buf *out)
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

// ---- layout ----

// Rank of the three keys that lead, at the top level only.
static unsigned rank(pen_str key, bool top)
{
    static const pen_str leads[] = {{"message", 7}, {"event", 5}, {"@timestamp", 10}};
    for (unsigned i = 0; top && i < 3; i++) {
        if (pen_str_eq(key, leads[i])) {
            return i;
        }
    }
    return 3;
}

static int key_order(pen_str a, pen_str b, bool top)
{
    unsigned ra = rank(a, top), rb = rank(b, top);
    return ra != rb ? (ra < rb ? -1 : 1) : pen_str_cmp(a, b);
}

// The child of `parent` that follows `after` (0: the first) in output order, 0 at the end.
// Quadratic in the number of siblings, once per load.
static uint32_t next_child(const pen_nodes *t, uint32_t parent, uint32_t after, bool top)
{
    uint32_t best = 0;
    for (uint32_t c = t->v[parent].first; c; c = t->v[c].next) {
        bool later = !after || key_order(t->v[c].key, t->v[after].key, top) > 0;
        if (later && (!best || key_order(t->v[c].key, t->v[best].key, top) < 0)) {
            best = c;
        }
    }
    return best;
}

static void add_item(pen_layout *l, pen_buf *text, uint32_t node)
{
    pen_layout_item *it = &l->items[l->n++];
    it->node = node;
    it->key_at = (uint32_t)text->n;
    pen_buf_byte(text, ',');
    put_text(pen_scan_best(), l->nodes->v[node].key, text);
    pen_buf_byte(text, ':');
    it->key_n = (uint32_t)text->n - it->key_at;
}

// Recursion over the static tree, whose depth the length of a path bounds.
static void add_children(pen_layout *l, pen_buf *text, uint32_t parent, bool top)
{
    for (uint32_t c = next_child(l->nodes, parent, 0, top); c;
         c = next_child(l->nodes, parent, c, top)) {
        uint32_t at = l->n;
        add_item(l, text, c);
        add_children(l, text, c, false);
        l->items[at].skip = l->n;
    }
}

pen_status pen_layout_init(pen_layout *l, pen_arena *arena, const pen_nodes *nodes, uint32_t top)
{
    *l = (pen_layout){.nodes = nodes};
    l->items = PEN_NEW_N(arena, pen_layout_item, nodes->v[top].end - top);
    if (!l->items) {
        return PEN_E_NOMEM;
    }
    pen_buf text;
    pen_buf_init(&text, arena->alloc, PEN_NODES_TEXT_MAX);
    add_children(l, &text, top, true);
    pen_str kept = PEN_EMPTY;
    pen_buf_fill(&text, ' ', KEY_COPY);
    pen_status s = text.failed;
    if (s == PEN_OK) {
        s = pen_arena_str(arena, pen_buf_str(&text), &kept);
    }
    l->text = (char *)(uintptr_t)kept.p;
    pen_buf_free(&text);
    return s;
}

// ---- values ----

// Text that needs no escapes, or that is escaped already.
static void put_quoted(pen_str s, pen_buf *out)
{
    char *to = pen_buf_need(out, s.n + 2);
    if (to) {
        to[0] = '"';
        if (s.n) {
            memcpy(to + 1, s.p, s.n);
        }
        to[s.n + 1] = '"';
        out->n += s.n + 2;
    }
}

// Whether a text in JSON's own escapes also holds bytes that JSON wants escaped.
static bool has_control(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20) {
            return true;
        }
    }
    return false;
}

// Keys that have no order among them (texts and numbers) stay as they are; what JSON cannot
// hold (a template can put it into a list) is null.
static pen_status put_other(pen_value v, pen_arena *scratch, pen_buf *out)
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

// A few members, all of them texts and integers under text keys: the commonest dict.
enum { FEW = 12 };

static bool is_flat(pen_value v)
{
    if (v.tag != PEN_T_DICT || v.u.dict->n > FEW) {
        return false;
    }
    for (uint32_t i = 0; i < v.u.dict->n; i++) {
        const pen_pair *p = &v.u.dict->pairs[i];
        bool scalar = p->value.tag == PEN_T_STR || p->value.tag == PEN_T_INT;
        if (p->key.tag != PEN_T_STR || !scalar) {
            return false;
        }
    }
    return true;
}

static void put_scalar(const pen_scan *scan, pen_value v, pen_buf *out)
{
    if (v.tag == PEN_T_INT) {
        pen_buf_i64(out, v.u.i);
    } else if (v.flags & PEN_F_CLEAN) {
        put_quoted(pen_value_str(v), out);
    } else {
        put_text(scan, pen_value_str(v), out);
    }
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
    pen_buf_byte(out, '{');
    for (uint32_t i = 0; i < d->n; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        put_text(scan, pen_value_str(order[i]->key), out);
        pen_buf_byte(out, ':');
        put_scalar(scan, order[i]->value, out);
    }
    pen_buf_byte(out, '}');
}

// A list: its own text when it has one, else item by item.
static pen_status put_list(const pen_scan *scan, const pen_list *l, pen_arena *scratch,
                           pen_buf *out)
{
    if (l->json) {
        pen_buf_add(out, pen_str_of(l->json, l->json_n));
        return out->failed;
    }
    pen_buf_byte(out, '[');
    for (uint32_t i = 0; i < l->n; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        pen_value v = l->items[i];
        if (v.tag == PEN_T_STR || v.tag == PEN_T_INT) {
            put_scalar(scan, v, out);
        } else if (is_flat(v)) {
            put_flat(scan, v.u.dict, out);
        } else {
            PEN_TRY(put_other(v, scratch, out));
        }
    }
    pen_buf_byte(out, ']');
    return out->failed;
}

static pen_status put_value(const pen_scan *scan, pen_value v, pen_arena *scratch, pen_buf *out)
{
    switch (v.tag) {
    case PEN_T_STR:
    case PEN_T_INT:
        put_scalar(scan, v, out);
        return out->failed;
    case PEN_T_RAWSTR:
        if (!(v.flags & PEN_F_CLEAN) && has_control(pen_value_str(v))) {
            return put_other(v, scratch, out);
        }
        put_quoted(pen_value_str(v), out);
        return out->failed;
    case PEN_T_RAWINT:
        pen_buf_add(out, pen_value_str(v));
        return out->failed;
    case PEN_T_LIST:
        return put_list(scan, v.u.list, scratch, out);
    default:
        return put_other(v, scratch, out);
    }
}

pen_status pen_write_value(pen_value v, pen_arena *scratch, pen_buf *out)
{
    return put_value(pen_scan_best(), v, scratch, out);
}

// ---- events ----

typedef struct pen_writing {
    const pen_scan *scan;
    const pen_layout *layout;
    const pen_value *slots;
    pen_arena *scratch;
    pen_buf *out;
} pen_writing;

static pen_status write_items(const pen_writing *w, uint32_t from, uint32_t to,
                              const pen_dict *rest);

// An object: its items, with the members that have no node merged in by key.
static pen_status write_object(const pen_writing *w, uint32_t at)
{
    const pen_layout_item *it = &w->layout->items[at];
    const pen_dict *rest = w->slots[it->node].u.dict;
    pen_buf_byte(w->out, '{');
    PEN_TRY(write_items(w, at + 1, it->skip, rest));
    pen_buf_byte(w->out, '}');
    return w->out->failed;
}

static bool after_brace(const pen_buf *out)
{
    return out->n && out->p[out->n - 1] == '{';
}

// The key of an item, into room for it and KEY_COPY more; gives what is behind it. No comma
// stands before the first member.
static inline char *copy_key(const pen_layout *l, const pen_layout_item *it, bool first, char *to)
{
    const char *from = l->text + it->key_at + first;
    size_t n = it->key_n - first;
    memcpy(to, from, KEY_COPY);
    if (n > KEY_COPY) {
        memcpy(to, from, n);
    }
    return to + n;
}

// A member's key; that of a number is written like one, in quotes, and comes first.
static pen_str member_key(const pen_pair *m)
{
    return m->key.tag == PEN_T_STR ? pen_value_str(m->key) : PEN_EMPTY;
}

static int by_key(const void *a, const void *b)
{
    return pen_str_cmp(member_key(a), member_key(b));
}

static pen_status sorted_members(const pen_writing *w, const pen_dict *rest, pen_pair **out)
{
    *out = pen_arena_get(w->scratch, rest->n * sizeof **out);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    memcpy(*out, rest->pairs, rest->n * sizeof **out);
    pen_order(*out, rest->n, sizeof **out, by_key);
    return PEN_OK;
}

static pen_status write_member(const pen_writing *w, const pen_pair *m)
{
    if (!after_brace(w->out)) {
        pen_buf_byte(w->out, ',');
    }
    if (m->key.tag == PEN_T_STR) {
        put_text(w->scan, pen_value_str(m->key), w->out);
    } else {
        pen_buf_byte(w->out, '"');
        PEN_TRY(put_other(m->key, w->scratch, w->out));
        pen_buf_byte(w->out, '"');
    }
    pen_buf_byte(w->out, ':');
    return put_value(w->scan, m->value, w->scratch, w->out);
}

static pen_status write_item(const pen_writing *w, uint32_t at)
{
    const pen_layout_item *it = &w->layout->items[at];
    pen_value v = w->slots[it->node];
    char *to = pen_buf_need(w->out, it->key_n + KEY_COPY);
    if (!to) {
        return w->out->failed;
    }
    to = copy_key(w->layout, it, after_brace(w->out), to);
    w->out->n = (size_t)(to - w->out->p);
    return v.tag == PEN_T_OBJ ? write_object(w, at)
                              : put_value(w->scan, v, w->scratch, w->out);
}

// The commonest values are clean text and integers as they stand.
static inline bool plain(pen_value v)
{
    bool text = v.tag == PEN_T_STR || v.tag == PEN_T_RAWSTR;
    return v.tag == PEN_T_RAWINT || (text && v.n && (v.flags & PEN_F_CLEAN));
}

// Items of an object that has no other members, the plain ones copied without a call. `o`
// runs ahead of out->n, which is set right before anything else writes.
static pen_status write_run(const pen_writing *w, uint32_t from, uint32_t to)
{
    pen_buf *out = w->out;
    char *o = out->p + out->n;
    for (uint32_t i = from; i < to; i = w->layout->items[i].skip) {
        const pen_layout_item *it = &w->layout->items[i];
        pen_value v = w->slots[it->node];
        if (v.tag == PEN_T_UNDEF) {
            continue;
        }
        out->n = (size_t)(o - out->p);
        if (plain(v)) {
            size_t quote = v.tag != PEN_T_RAWINT;
            o = pen_buf_need(out, it->key_n + KEY_COPY + (size_t)v.n + 2);
            if (!o) {
                return out->failed;
            }
            o = copy_key(w->layout, it, o[-1] == '{', o);
            o[0] = '"';
            memcpy(o + quote, v.u.p, v.n);
            o[v.n + quote] = '"';
            o += v.n + 2 * quote;
            continue;
        }
        PEN_TRY(write_item(w, i));
        o = out->p + out->n;
    }
    out->n = (size_t)(o - out->p);
    return out->failed;
}

// The same with members that have no node, merged in by key.
static pen_status write_merged(const pen_writing *w, uint32_t from, uint32_t to,
                               const pen_dict *rest)
{
    pen_pair *members;
    uint32_t m = 0;
    PEN_TRY(sorted_members(w, rest, &members));
    for (uint32_t i = from; i < to; i = w->layout->items[i].skip) {
        const pen_layout_item *it = &w->layout->items[i];
        if (w->slots[it->node].tag == PEN_T_UNDEF) {
            continue;
        }
        pen_str key = w->layout->nodes->v[it->node].key;
        for (; m < rest->n && key_order(member_key(&members[m]), key, from == 0) < 0; m++) {
            PEN_TRY(write_member(w, &members[m]));
        }
        PEN_TRY(write_item(w, i));
    }
    for (; m < rest->n; m++) {
        PEN_TRY(write_member(w, &members[m]));
    }
    return PEN_OK;
}

static pen_status write_items(const pen_writing *w, uint32_t from, uint32_t to,
                              const pen_dict *rest)
{
    return rest && rest->n ? write_merged(w, from, to, rest) : write_run(w, from, to);
}

pen_status pen_layout_write(const pen_layout *l, const pen_value *slots, pen_arena *scratch,
                            pen_buf *out)
{
    size_t start = out->n;
    uint32_t top = l->n ? l->nodes->v[l->items[0].node].parent : 0;
    const pen_dict *rest = l->n && slots[top].tag == PEN_T_OBJ ? slots[top].u.dict : NULL;
    pen_writing w = {pen_scan_best(), l, slots, scratch, out};
    pen_buf_byte(out, '{');
    pen_status s = out->failed == PEN_OK ? write_items(&w, 0, l->n, rest) : out->failed;
    pen_buf_byte(out, '}');
    s = s == PEN_OK ? out->failed : s;
    if (s != PEN_OK) {
        out->n = start;
    }
    return s;
}

// SPDX-License-Identifier: Apache-2.0
// What the files of event/writer.h share: the order of keys, values, members without a node.
// Nothing here keeps memory; what is made on the way lies in the scratch arena.
#ifndef PEN_EVENT_WRITER_PARTS_H
#define PEN_EVENT_WRITER_PARTS_H

#include "event/writer.h"

// Bytes of a key, and of a value that stands in an item's room, that are copied without
// looking at lengths: the layout's text has as much after its end.
#define PEN_WRITER_COPY 32u

// Decimal digits of an integer and its sign.
#define PEN_WRITER_INT 20u

// What an item takes beside its key and its value: quotes or braces, a comma.
#define PEN_WRITER_ITEM (PEN_WRITER_COPY + 4u)

// Order of two keys: message, event, @timestamp lead at the top.
int pen_writer_order(pen_str a, pen_str b, bool top);

// ---- values ----

// Quotes around what `scan` escapes.
void pen_writer_text(const pen_scan *scan, pen_str s, pen_buf *out);

// Whether a text in JSON's own escapes also holds bytes that JSON wants escaped.
bool pen_writer_has_control(pen_str s);

// Any value, by way of pen_json_dump; null for what JSON cannot hold.
pen_status pen_writer_other(pen_value v, pen_arena *scratch, pen_buf *out) PEN_MUST;

// Any value but PEN_T_OBJ, the usual kinds quickly.
pen_status pen_writer_value(const pen_scan *scan, pen_value v, pen_arena *scratch,
                            pen_buf *out) PEN_MUST;

// ---- members of an object that have no node ----

// The key of a member: text, or empty for one that is a number and is written like one.
static inline pen_str pen_writer_member_key(const pen_pair *m)
{
    return m->key.tag == PEN_T_STR ? pen_value_str(m->key) : PEN_EMPTY;
}

// The members of a dict in order, in the arena; equal keys as they stand in the dict.
pen_status pen_writer_sorted(const pen_dict *rest, bool top, pen_arena *scratch,
                             const pen_pair ***out) PEN_MUST;

// A member's key in quotes and a colon.
pen_status pen_writer_key(const pen_scan *scan, const pen_pair *m, pen_arena *scratch,
                          pen_buf *out) PEN_MUST;

// The members of an object that have no node, NULL: none.
static inline const pen_dict *pen_writer_rest(const pen_value *v)
{
    return v->tag == PEN_T_OBJ && v->u.dict && v->u.dict->n ? v->u.dict : NULL;
}

// Whether an item is written at all: not a spare object whose items are all undefined.
static inline bool pen_writer_shown(const pen_value *slots, const pen_layout_item *it)
{
    const pen_value *v = &slots[it->node];
    if (!it->spare || v->tag != PEN_T_OBJ || pen_writer_rest(v)) {
        return v->tag != PEN_T_UNDEF;
    }
    const pen_layout_item *in = it + 1, *end = it->next;
    while (in < end && slots[in->node].tag == PEN_T_UNDEF) {
        in = in->next;
    }
    return in < end;
}

#endif

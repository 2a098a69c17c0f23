// SPDX-License-Identifier: Apache-2.0
// Writing an event as one line of JSON. Key order, nesting and the quoted key names are laid
// out when the format is loaded; writing is copying fragments and values.
//
//   items (in output order)       slots
//   ,"message":   skip 1          STR   → escaped
//   ,"event":     skip 5          OBJ   → {
//   ,"action":    skip 3            STR → copied
//   …                             UNDEF → jump over the whole subtree
//
// Order: message, event, @timestamp, then the other top-level keys sorted; inside objects
// sorted. Members without a node (PEN_T_OBJ with a dict) are merged in where they belong.
#ifndef PEN_EVENT_WRITER_H
#define PEN_EVENT_WRITER_H

#include "event/node.h"

typedef struct pen_layout_item {
    uint32_t node;
    uint32_t skip; // the item after this one's subtree
    uint32_t key_at, key_n; // `,"name":` in the layout's text
} pen_layout_item;

typedef struct pen_layout {
    const pen_nodes *nodes;
    pen_layout_item *items;
    uint32_t n;
    char *text;
} pen_layout;

// Lays out the object tree below `top`. The nodes must have their final numbers.
pen_status pen_layout_init(pen_layout *l, pen_arena *arena, const pen_nodes *nodes,
                           uint32_t top) PEN_MUST;

// Appends the event in `slots` without a line feed; whole or not at all. PEN_E_TYPE for a
// value that JSON cannot hold, PEN_E_LIMIT, PEN_E_NOMEM. `scratch` is for forcing lazy
// containers.
pen_status pen_layout_write(const pen_layout *l, const pen_value *slots, pen_arena *scratch,
                            pen_buf *out) PEN_MUST;

// Appends one value as JSON, objects with sorted keys; lazy values too.
pen_status pen_write_value(pen_value v, pen_arena *scratch, pen_buf *out) PEN_MUST;

#endif

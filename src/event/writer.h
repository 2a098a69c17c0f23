// SPDX-License-Identifier: Apache-2.0
// Writing an event as one line of JSON. Key order, nesting and the quoted key names are laid
// out when the format is loaded; writing is copying fragments and values in one pass over the
// items. Braces follow from how the depth changes between items that are there.
//
//   items (in output order)       slots
//   "message":   depth 0          STR   → escaped
//   "event":     depth 0          OBJ   → {
//   "action":    depth 1            STR → copied
//   …                               UNDEF → jump over the whole subtree
//
// Order: message, event, @timestamp, then the other top-level keys sorted; inside objects
// sorted. Members without a node (PEN_T_OBJ with a dict) are merged in where they belong.
//
// Two writers give the same bytes: pen_layout_write asks for room once and copies blindly;
// pen_layout_write_plain goes member by member, and is what an output too small for the first
// one's guess of room falls back to.
#ifndef PEN_EVENT_WRITER_H
#define PEN_EVENT_WRITER_H

#include "base/scan.h"
#include "event/node.h"

typedef struct pen_layout_item {
    const char *key; // `"name":{`, and PEN_WRITER_COPY bytes that may be read
    const struct pen_layout_item *next; // the one after this one's subtree
    uint32_t key_n;  // without the brace, which only objects have
    uint32_t node;
    uint32_t room;  // what this item and all after it take, values of usual length counted
    uint16_t depth; // below the top
    bool spare;     // an object that is not written when nothing is in it
} pen_layout_item;

typedef struct pen_layout {
    const pen_nodes *nodes;
    const pen_scan *scan;
    pen_layout_item *items; // n, and one that ends them
    uint32_t n;
    uint32_t top; // the node whose members are written
} pen_layout;

// What a layout leaves out: some nodes with all below them, and one object (0: none) when it
// has no members.
typedef struct pen_layout_omit {
    const uint32_t *nodes;
    uint32_t n;
    uint32_t spare;
} pen_layout_omit;

// Lays out the object tree below `top`. The nodes must have their final numbers. PEN_E_NOMEM,
// PEN_E_LIMIT.
pen_status pen_layout_init(pen_layout *l, pen_arena *arena, const pen_nodes *nodes,
                           uint32_t top, const pen_layout_omit *omit) PEN_MUST;

// Appends the event in `slots` without a line feed; whole or not at all. What JSON cannot
// hold is null. PEN_E_LIMIT, PEN_E_NOMEM. `scratch` is for forcing lazy containers.
pen_status pen_layout_write(const pen_layout *l, const pen_value *slots, pen_arena *scratch,
                            pen_buf *out) PEN_MUST;

// The same bytes by the slow way.
pen_status pen_layout_write_plain(const pen_layout *l, const pen_value *slots,
                                  pen_arena *scratch, pen_buf *out) PEN_MUST;

// Appends one value as JSON, objects with sorted keys; lazy values too.
pen_status pen_write_value(pen_value v, pen_arena *scratch, pen_buf *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Character references of HTML. The table of names is made at build time by
// tools/gen_entities.py from Python's html.entities; it is const and sorted by bytes. Nothing
// here allocates or owns memory.
#ifndef PEN_LANG_ENTITIES_H
#define PEN_LANG_ENTITIES_H

#include "base/buf.h"

typedef struct pen_entity {
    pen_str name; // `amp;`, and `amp` where HTML lets the semicolon go
    pen_str text;
} pen_entity;

extern const pen_entity pen_entities[];
extern const uint32_t pen_entity_count;

// Appends the text with its references resolved, as Python's html.unescape does; what is no
// reference stays as it is.
void pen_entities_put(pen_str s, pen_buf *out);

#endif

// SPDX-License-Identifier: Apache-2.0
// A value becomes its field's type, or is left out with a warning. Scalars are coerced when
// they are set; lists, and what dicts brought along, when the event is complete.
//
// Lazy scalars (PEN_T_RAWSTR, PEN_T_RAWINT, PEN_T_RAWNUM) pass through unchanged where their
// text already is what the type prints: nothing is decoded to be encoded again.
#ifndef PEN_EVENT_COERCE_H
#define PEN_EVENT_COERCE_H

#include "event/taxonomy.h"
#include "event/value.h"

typedef struct pen_coerce {
    pen_arena *arena; // of the event: new texts live there
    int64_t now_s;    // for dates without a year
    pen_buf *scratch; // of the worker, so that no text is built in fresh memory
} pen_coerce;

// One scalar. PEN_E_TYPE when it cannot be that type. Lists and dicts come back as they are.
pen_status pen_coerce_scalar(const pen_coerce *c, pen_type type, pen_value in,
                             pen_value *out) PEN_MUST;

// A list item by item (None in a list of text is "null"); a dict in a text field becomes
// JSON text; other values as pen_coerce_scalar. Types without a conversion give the value.
pen_status pen_coerce_value(const pen_coerce *c, pen_type type, pen_value in,
                            pen_value *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Smart descriptions: one sentence a person can read, chosen by what the event holds.
#ifndef PEN_PLAN_SMART_H
#define PEN_PLAN_SMART_H

#include "plan/plan.h"

typedef struct pen_smart pen_smart;

// Reads smart-descriptions.json; an empty text gives NULL. Errors are located in `diags`.
pen_status pen_smart_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                          pen_smart **out) PEN_MUST;

// Appends the sentence of the description whose conditions all hold and are most (the first
// of equals), among those whose placeholders can all be filled. PEN_NOMATCH: none.
pen_status pen_smart_write(const pen_smart *s, pen_worker *w, pen_buf *out) PEN_MUST;

#endif

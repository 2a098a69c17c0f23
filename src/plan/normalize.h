// SPDX-License-Identifier: Apache-2.0
// Taxonomy applied to containers by name: dicts and lists that came as values, whose members
// are not known while loading. The slow twin of finish.c's walk over nodes.
#ifndef PEN_PLAN_NORMALIZE_H
#define PEN_PLAN_NORMALIZE_H

#include "plan/plan.h"

typedef struct pen_normal {
    pen_str path;
    bool open_above; // what holds it keeps any children
    bool top;
    bool explicit_set; // set itself: kept even when it ends up empty
} pen_normal;

// Prunes and coerces *v in place (containers are changed, so they must be the event's own);
// *keep is false when nothing is left of it.
pen_status pen_normalize(pen_worker *w, const pen_normal *at, pen_value *v,
                         bool *keep) PEN_MUST;

// The same for the members of an object at `path` (empty: the event itself).
pen_status pen_normalize_members(pen_worker *w, pen_str path, pen_dict *d, bool open) PEN_MUST;

#endif

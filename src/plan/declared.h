// SPDX-License-Identifier: Apache-2.0
// A format's actions held against its taxonomy: what they name that is not declared, and
// what is declared that they do not name.
#ifndef PEN_PLAN_DECLARED_H
#define PEN_PLAN_DECLARED_H

#include "plan/plan.h"

typedef struct pen_declared {
    pen_str *missing; // fields that a set or a mapping names and neither taxonomy has, nor
                      // has a field below
    uint32_t nmissing;
    pen_str *unused; // the format's own fields that none names, nor names what holds them
    uint32_t nunused;
} pen_declared;

// Both lists sorted, without duplicates, in the arena; the names are the format's.
pen_status pen_declared_check(const pen_format *f, pen_arena *a, pen_declared *out) PEN_MUST;

#endif

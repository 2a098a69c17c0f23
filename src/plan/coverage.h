// SPDX-License-Identifier: Apache-2.0
// What a set of events reached of a format: how often each pipeline entry and each action
// ran, was kept from it by its filter, had nothing to read, did not parse, and how often
// each entry of a dictionary was chosen. The counts live in the caller's arena.
#ifndef PEN_PLAN_COVERAGE_H
#define PEN_PLAN_COVERAGE_H

#include "plan/trace.h"

#include "base/buf.h"

typedef struct pen_covered_action {
    uint32_t run, filtered;
    uint32_t *chosen; // of a translate: one for each entry of its dictionary
    uint32_t fallback;
} pen_covered_action;

typedef struct pen_covered_step {
    uint32_t run, filtered;
    uint32_t skipped, failed; // of an external stage; both count as run, too
    pen_covered_action *actions;
} pen_covered_step;

typedef struct pen_coverage {
    struct pen_trace trace; // give it to the worker
    const pen_format *format;
    pen_covered_step *steps;
    pen_covered_action *current; // the one that runs
    uint32_t events; // the caller counts them
} pen_coverage;

// All counts zero.
pen_status pen_coverage_init(pen_coverage *c, const pen_format *f, pen_arena *a) PEN_MUST;

// Appends the counts as a JSON object: {"events", "entries": {"total", "run"}, "actions":
// {"total", "run"}, "pipeline": [one object an entry]}.
pen_status pen_coverage_json(const pen_coverage *c, pen_buf *out) PEN_MUST;

#endif

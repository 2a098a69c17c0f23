// SPDX-License-Identifier: Apache-2.0
// What `explain` and the count of coverage hear while a plan runs. A worker without a trace
// pays one test of a pointer where a call would be.
#ifndef PEN_PLAN_TRACE_H
#define PEN_PLAN_TRACE_H

#include "plan/plan.h"

typedef enum pen_trace_kind {
    PEN_TRACE_STEP_FILTERED,   // the entry's filter is not true
    PEN_TRACE_STAGE_SKIPPED,   // no input
    PEN_TRACE_STAGE_FAILED,    // the input does not parse
    PEN_TRACE_STAGE_DONE,      // the slots of the output are filled
    PEN_TRACE_ACTIONS,         // a stage of actions begins
    PEN_TRACE_ACTION_FILTERED, // an action's filter is not true
    PEN_TRACE_ACTION_RUN,      // or the action runs
    PEN_TRACE_SET,             // `value` went to `field`
    PEN_TRACE_NOT_SET,         // nothing to set, or an ignored value
    PEN_TRACE_REFUSED,         // `value` does not fit the type of `field`
    PEN_TRACE_DELETED,
    PEN_TRACE_CHOSEN // `value`: which entry of the dictionary gives `field`, -1 the fallback
} pen_trace_kind;

typedef struct pen_trace_event {
    pen_trace_kind kind;
    const pen_step *step;     // of step events
    const pen_action *action; // of PEN_TRACE_ACTION_…
    pen_str field;
    pen_value value; // may be lazy
} pen_trace_event;

struct pen_trace {
    void (*on)(void *ctx, pen_worker *w, const pen_trace_event *e);
    void *ctx;
};

static inline void pen_trace_on(pen_worker *w, pen_trace_event e)
{
    if (w->trace) {
        w->trace->on(w->trace->ctx, w, &e);
    }
}

#endif

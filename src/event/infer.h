// SPDX-License-Identifier: Apache-2.0
// Fields that follow from fields that are set: related.*, *.address, url.*, user_agent.*,
// dns.*, host.name, file.name, event.outcome, Windows logon events.
//
// Which rules can ever apply is decided while the format is loaded: a rule none of whose
// sources some action can set is not in the program, and costs nothing.
#ifndef PEN_EVENT_INFER_H
#define PEN_EVENT_INFER_H

#include "event/node.h"

typedef struct pen_infer pen_infer;

typedef struct pen_infer_env {
    pen_arena *arena; // of the plan
    const pen_alloc *alloc;
    pen_nodes *nodes; // gets nodes for what rules read and write, below `final`
    uint32_t final;
    // Whether some action can set this field: itself, or an object that holds it.
    bool (*reach)(void *ctx, pen_str field);
    void *ctx;
} pen_infer_env;

// Picks the rules; before the nodes are numbered. PEN_E_NOMEM, PEN_E_LIMIT.
pen_status pen_infer_build(const pen_infer_env *env, pen_infer **out) PEN_MUST;
void pen_infer_renumber(pen_infer *f, const uint32_t *renumber);

// Gives back what lies outside the arena (compiled user-agent rules). `f` may be NULL.
void pen_infer_free(pen_infer *f);

// Appends a line for each rule in the program: what it reads and what it writes.
void pen_infer_describe(const pen_infer *f, pen_buf *out);

// What one worker keeps between events (a memo of user agents), and the run's surroundings.
typedef struct pen_infer_state {
    const pen_nodes *nodes;
    pen_value *slots;
    pen_arena *arena; // of the event
    void *memo;
    const pen_alloc *alloc;
    bool slow; // nothing may take a short way: for tests, which compare
} pen_infer_state;

pen_status pen_infer_state_init(pen_infer_state *s, const pen_infer *f,
                                const pen_alloc *alloc) PEN_MUST;
void pen_infer_state_free(pen_infer_state *s);

// Applies the rules to the slots of `final`, in the order of the language's specification.
// Lists that it makes for related.* are sorted.
pen_status pen_infer_run(const pen_infer *f, pen_infer_state *s) PEN_MUST;

#endif

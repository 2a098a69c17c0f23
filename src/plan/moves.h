// SPDX-License-Identifier: Apache-2.0
// The sets of an action as a table: where a value comes from, where it goes, what it has to
// be. A set that is a plain reference or a constant, on a field of a scalar type, is done
// here in a few steps; every other one, and every value that is not one of the commonest,
// takes the general way (run_actions.c), which gives the same. Made while loading, in the
// plan's arena; constant from then on.
#ifndef PEN_PLAN_MOVES_H
#define PEN_PLAN_MOVES_H

#include "plan/plan.h"

// Fills a->moves, one for each of a->sets, once those are ready. PEN_E_NOMEM.
pen_status pen_moves_build(const pen_format *f, pen_action *a) PEN_MUST;

// Whether a constant can be put at a target with nothing to do at the end of the event.
bool pen_moves_settled(const pen_format *f, const pen_target *to, pen_value v);

// Puts a final value at a node that has none below it; `parent` is the node's.
static inline void pen_move_put(pen_worker *w, uint32_t node, uint32_t parent,
                                const pen_value *v)
{
    if (w->slots[parent].tag != PEN_T_OBJ) {
        pen_node_raise(&w->format->nodes, w->slots, node);
    }
    w->slots[node] = *v;
}

// Does the moves from number `i` on. Gives the number of the first that must take the general
// way, with which nothing was done; the number of moves when none is left.
uint32_t pen_moves_run(pen_worker *w, const pen_action *a, uint32_t i);

// Sets a value that was computed, when it is one of the commonest; false when nothing was
// done.
bool pen_move_value(pen_worker *w, const pen_move *m, const pen_value *from);

#endif

// SPDX-License-Identifier: Apache-2.0
// The machine that runs templates, one per worker. Its stack and its output list are got
// once and kept; everything that a run makes lies in the arena of the event. A run reads
// slots (event/node.h), and changes them only where a template calls a changing method
// on what it did not make itself (pen_template.mutates).
//
// Every instruction and every item that a builtin touches costs a step; the budget is the
// caller's (`steps` counts down over all templates of one event).
#ifndef PEN_LANG_VM_H
#define PEN_LANG_VM_H

#include "base/arena.h"
#include "base/buf.h"
#include "event/node.h"
#include "event/value.h"

typedef struct pen_vm {
    pen_arena *arena;       // event lifetime: results and temporary values
    const pen_nodes *nodes; // the format's names
    pen_value *slots;       // one value a node, the worker's
    uint64_t steps;         // steps that are left
    int64_t now_s;          // the clock, seconds since 1970 (dates without a year)
    pen_value *stack;       // locals, then operands
    pen_value *out;         // what templates have put out and nobody has joined yet
    uint32_t out_n, out_room;
    struct pen_regex_cache *regexes; // lang/regex_cache.h; pen_vm_free frees it
    pen_buf text; // scratch: append, copy what you want, set n back to where it was
    const pen_alloc *alloc;
    bool slow; // every template takes the long way: for tests, which compare
} pen_vm;

// A machine over `nodes` and `slots` (both may be NULL for templates that read no name);
// memory from `alloc` (NULL: malloc). PEN_E_NOMEM. The caller sets `arena`, `steps` and
// `now_s` before a run.
pen_status pen_vm_init(pen_vm *vm, const pen_alloc *alloc, const pen_nodes *nodes,
                       pen_value *slots) PEN_MUST;
void pen_vm_free(pen_vm *vm);

// Takes `n` steps off the budget; PEN_E_BUDGET when there are not as many left.
static inline pen_status pen_vm_spend(pen_vm *vm, uint64_t n)
{
    if (vm->steps < n) {
        vm->steps = 0;
        return PEN_E_BUDGET;
    }
    vm->steps -= n;
    return PEN_OK;
}

// What was appended to vm->text since `mark`, copied into the arena as a text value; the
// buffer goes back to `mark`. Its failure (PEN_E_LIMIT, PEN_E_NOMEM) when there was one.
pen_status pen_vm_take(pen_vm *vm, size_t mark, pen_value *out) PEN_MUST;

#endif

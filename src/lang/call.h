// SPDX-License-Identifier: Apache-2.0
// How the machine and its builtins (filters, tests, methods) meet. A builtin is a row of a
// table in builtins.c: a name, a function, flags. It gets its operands evaluated and never
// lazy, puts new values into the event's arena (call->vm->arena), and takes a step per item
// it touches (pen_vm_spend). It keeps no pointer to the call.
#ifndef PEN_LANG_CALL_H
#define PEN_LANG_CALL_H

#include "lang/vm.h"

typedef struct pen_call {
    pen_vm *vm;
    const pen_value
        *args;      // args[0] is the operand of a filter or test, a method's receiver
    uint32_t nargs; // that one included: at least 1
    uint32_t nkw;
    const pen_str *kw;       // names of the keyword arguments
    const pen_value *kwargs; // and their values
    const struct pen_direct *pattern; // of the only argument (PEN_BUILTIN_MATCH), or NULL
} pen_call;

// PEN_OK with *out (never lazy), or why it cannot be computed: PEN_E_EVAL, PEN_E_TYPE,
// PEN_E_RANGE, PEN_E_UNDEFINED, PEN_E_UNKNOWN; PEN_E_BUDGET, PEN_E_LIMIT, PEN_E_DEPTH,
// PEN_E_NOMEM when the machine must stop.
typedef pen_status (*pen_builtin_fn)(const pen_call *c, pen_value *out);

enum {
    PEN_BUILTIN_CONTEXT = 1, // Jinja gives it the context (map, select, …): never folded
    PEN_BUILTIN_MATCH = 2,   // its argument is an expression, compiled with the template
    PEN_BUILTIN_SEARCH = 4,  // when it is constant: for the start of a text, or anywhere
};

typedef struct pen_builtin {
    pen_str name;
    pen_builtin_fn fn;
    unsigned flags;
} pen_builtin;

// The builtin of a name, or NULL.
const pen_builtin *pen_filter_find(pen_str name);
const pen_builtin *pen_test_find(pen_str name);

// Kinds of values that have methods, and one for those that have none.
enum { PEN_METHOD_KINDS = 7 };

// Looks a method's name up for each kind; for pen_method_call, while compiling.
void pen_method_rows(pen_str name, uint8_t rows[PEN_METHOD_KINDS]);

// Calls `args[0].name(args[1] …)`; `rows` is of that name. A dict that has a key of that name: PEN_E_EVAL (keys are
// not callable); undefined receiver: PEN_E_UNDEFINED; no such method: PEN_E_UNKNOWN.
pen_status pen_method_call(const pen_call *c, pen_str name, const uint8_t *rows,
                           pen_value *out) PEN_MUST;

#endif

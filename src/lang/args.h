// SPDX-License-Identifier: Apache-2.0
// Arguments by position and by keyword, matched against the parameters of a builtin. A row
// of a table (filters.def, tests.def, event/methods.def) says how many are needed and what
// they are called.
#ifndef PEN_LANG_ARGS_H
#define PEN_LANG_ARGS_H

#include "lang/call.h"

enum { PEN_ARGS_MAX = 8 };

typedef struct pen_args {
    pen_vm *vm;
    const pen_call *call; // for rows that take any number of arguments
    pen_value v[PEN_ARGS_MAX]; // [0] is the operand; undefined where nothing was given
    bool has[PEN_ARGS_MAX];
} pen_args;

typedef pen_status pen_bound_fn(const pen_args *a, pen_value *out);

// Matches the arguments of `c` and calls `fn`. `parameters`: names separated by a blank, `_`
// for one without a name, a last `*` for any more. PEN_E_TYPE when they do not match or
// fewer than `least` are given.
pen_status pen_args_call(const pen_call *c, unsigned least, const char *parameters,
                         pen_bound_fn *fn, pen_value *out) PEN_MUST;

// Argument i as an integer or a truth, `absent` when it was not given. PEN_E_TYPE for what
// is none (PEN_E_RANGE for a long one).
pen_status pen_arg_int(const pen_args *a, unsigned i, int64_t absent, int64_t *out) PEN_MUST;

static inline bool pen_arg_truth(const pen_args *a, unsigned i, bool absent)
{
    return a->has[i] ? pen_value_truth(a->v[i]) : absent;
}

// Argument i was given and is not None.
static inline bool pen_arg_some(const pen_args *a, unsigned i)
{
    return a->has[i] && a->v[i].tag != PEN_T_NONE;
}

#endif

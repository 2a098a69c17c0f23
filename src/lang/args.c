// SPDX-License-Identifier: Apache-2.0
#include "lang/args.h"

typedef struct parameter_names {
    pen_str v[PEN_ARGS_MAX];
    unsigned n; // parameters, the operand included
    bool more;  // ended in `*`
} parameter_names;

static void split_names(const char *p, parameter_names *out)
{
    out->n = 1;
    out->more = false;
    while (*p) {
        const char *end = p;
        while (*end && *end != ' ') {
            end++;
        }
        if (*p == '*') {
            out->more = true;
        } else if (out->n < PEN_ARGS_MAX) {
            out->v[out->n++] = pen_str_of(p, (size_t)(end - p));
        }
        p = *end ? end + 1 : end;
    }
}

static pen_status put_keyword(const parameter_names *names, pen_args *a, pen_str name, pen_value v)
{
    for (unsigned i = 1; i < names->n; i++) {
        if (pen_str_eq(names->v[i], name) && name.p[0] != '_') {
            if (a->has[i]) {
                return PEN_E_TYPE;
            }
            a->v[i] = v;
            a->has[i] = true;
            return PEN_OK;
        }
    }
    return names->more ? PEN_OK : PEN_E_TYPE;
}

pen_status pen_args_call(const pen_call *c, unsigned least, const char *parameters,
                         pen_bound_fn *fn, pen_value *out)
{
    parameter_names names;
    pen_args a = {.vm = c->vm, .call = c};
    if (c->nargs == 1 && c->nkw == 0) { // nothing to be matched
        a.v[0] = c->args[0];
        a.has[0] = true;
        return least ? PEN_E_TYPE : fn(&a, out);
    }
    split_names(parameters, &names);
    if (c->nargs > names.n && !names.more) {
        return PEN_E_TYPE;
    }
    for (unsigned i = 0; i < c->nargs && i < names.n; i++) {
        a.v[i] = c->args[i];
        a.has[i] = true;
    }
    for (uint32_t i = 0; i < c->nkw; i++) {
        PEN_TRY(put_keyword(&names, &a, c->kw[i], c->kwargs[i]));
    }
    for (unsigned i = 1; i <= least; i++) {
        if (!a.has[i]) {
            return PEN_E_TYPE;
        }
    }
    return fn(&a, out);
}

pen_status pen_arg_int(const pen_args *a, unsigned i, int64_t absent, int64_t *out)
{
    *out = absent;
    if (!a->has[i]) {
        return PEN_OK;
    }
    pen_value v = a->v[i];
    if (v.tag == PEN_T_BIG) {
        return PEN_E_RANGE;
    }
    *out = v.u.i;
    return v.tag == PEN_T_INT || v.tag == PEN_T_BOOL ? PEN_OK : PEN_E_TYPE;
}

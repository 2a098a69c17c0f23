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

// How many parameters there are, the operand included, when none is given by its name.
static unsigned count_names(const char *p, bool *more)
{
    unsigned n = *p && *p != '*' ? 2 : 1;
    *more = *p == '*';
    for (; *p; p++) {
        if (*p == ' ') {
            *more = p[1] == '*';
            n += *more ? 0 : 1;
        }
    }
    return n;
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

// Binds what stands by its position; the others are not given.
static void bind_places(const pen_call *c, unsigned most, pen_args *a)
{
    a->vm = c->vm;
    a->call = c;
    memset(a->has, 0, sizeof a->has);
    for (unsigned i = 0; i < PEN_ARGS_MAX; i++) {
        a->v[i] = pen_v_undef();
    }
    for (unsigned i = 0; i < c->nargs && i < most; i++) {
        a->v[i] = c->args[i];
        a->has[i] = true;
    }
}

pen_status pen_args_call(const pen_call *c, unsigned least, const char *parameters,
                         pen_bound_fn *fn, pen_value *out)
{
    parameter_names names;
    pen_args a;
    if (c->nargs == least + 1 && c->nkw == 0) { // all that is needed: nothing to be matched
        bind_places(c, PEN_ARGS_MAX, &a);
        return fn(&a, out);
    }
    if (c->nkw == 0) {
        names.n = count_names(parameters, &names.more);
    } else {
        split_names(parameters, &names);
    }
    if (c->nargs > names.n && !names.more) {
        return PEN_E_TYPE;
    }
    bind_places(c, names.n, &a);
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

// SPDX-License-Identifier: Apache-2.0
// map, select, reject, selectattr, rejectattr: filters and tests by name, over each item.
// Jinja's are generators; these compute all items at once and give an iterator.
#include "lang/builtins.h"
#include "lang/ops.h"

// A builtin and its arguments; args[0] is set anew for each item.
typedef struct each {
    const pen_builtin *fn; // NULL: by truth, or the item itself
    pen_call call;
    pen_value args[PEN_ARGS_MAX];
    pen_path path;
} each;

// The builtin that argument `at` of the outer call names, with the arguments after it.
static pen_status prepare(const pen_call *c, uint32_t at,
                          const pen_builtin *(*find)(pen_str), each *e)
{
    e->call = *c;
    if (at >= c->nargs) {
        e->fn = NULL;
        return PEN_OK;
    }
    e->fn = c->args[at].tag == PEN_T_STR ? find(pen_value_str(c->args[at])) : NULL;
    e->call.nargs = c->nargs - at;
    if (!e->fn || e->call.nargs > PEN_ARGS_MAX) {
        return PEN_E_UNKNOWN;
    }
    memcpy(e->args, c->args + at, e->call.nargs * sizeof *e->args);
    e->call.args = e->args;
    return PEN_OK;
}

static pen_status apply(each *e, pen_value item, pen_value *out)
{
    if (!e->fn) {
        *out = item;
        return PEN_OK;
    }
    PEN_TRY(pen_vm_spend(e->call.vm, 1));
    e->args[0] = item;
    return e->fn->fn(&e->call, out);
}

static pen_status new_iter(pen_vm *vm, pen_value *out)
{
    pen_list *l = pen_list_new(vm->arena, 0);
    *out = (pen_value){.tag = PEN_T_ITER, .u.list = l};
    return l ? PEN_OK : PEN_E_NOMEM;
}

// map(attribute=…, default=…)
static pen_status prepare_attribute(const pen_call *c, each *e)
{
    bool have = false;
    pen_value absent = pen_v_none();
    for (uint32_t i = 0; i < c->nkw; i++) {
        if (pen_str_eq(c->kw[i], PEN_LIT("attribute"))) {
            PEN_TRY(pen_path_parse(c->kwargs[i], &e->path));
            have = true;
        } else if (pen_str_eq(c->kw[i], PEN_LIT("default"))) {
            absent = c->kwargs[i];
        } else {
            return PEN_E_TYPE;
        }
    }
    e->path.absent = absent.tag == PEN_T_NONE ? pen_v_undef() : absent;
    return have ? PEN_OK : PEN_E_TYPE;
}

pen_status pen_filter_map(const pen_args *a, pen_value *out)
{
    each e = {.fn = NULL};
    pen_list *l;
    pen_value v;
    PEN_TRY(new_iter(a->vm, out));
    if (!pen_value_truth(a->v[0])) {
        return PEN_OK;
    }
    if (a->call->nargs > 1) {
        PEN_TRY(prepare(a->call, 1, pen_filter_find, &e));
    } else {
        PEN_TRY(prepare_attribute(a->call, &e));
    }
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(pen_path_get(a->vm, &e.path, l->items[i], &v));
        PEN_TRY(apply(&e, v, &v));
        PEN_TRY(pen_list_push(a->vm->arena, out->u.list, v));
    }
    return PEN_OK;
}

// Keeps the items whose value has the truth that is wanted.
static pen_status choose(const pen_args *a, each *e, bool want, pen_value *out)
{
    pen_list *l;
    pen_value v;
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(pen_path_get(a->vm, &e->path, l->items[i], &v));
        PEN_TRY(apply(e, v, &v));
        if (pen_value_truth(v) == want) {
            PEN_TRY(pen_list_push(a->vm->arena, out->u.list, l->items[i]));
        }
    }
    return PEN_OK;
}

static pen_status choose_items(const pen_args *a, bool want, pen_value *out)
{
    each e = {.fn = NULL};
    PEN_TRY(new_iter(a->vm, out));
    if (!pen_value_truth(a->v[0])) {
        return PEN_OK;
    }
    PEN_TRY(prepare(a->call, 1, pen_test_find, &e));
    return choose(a, &e, want, out);
}

static pen_status choose_by_attribute(const pen_args *a, bool want, pen_value *out)
{
    each e = {.fn = NULL};
    PEN_TRY(new_iter(a->vm, out));
    if (!pen_value_truth(a->v[0])) {
        return PEN_OK;
    }
    PEN_TRY(pen_path_parse(a->v[1], &e.path));
    PEN_TRY(prepare(a->call, 2, pen_test_find, &e));
    return choose(a, &e, want, out);
}

pen_status pen_filter_select(const pen_args *a, pen_value *out)
{
    return choose_items(a, true, out);
}

pen_status pen_filter_reject(const pen_args *a, pen_value *out)
{
    return choose_items(a, false, out);
}

pen_status pen_filter_selectattr(const pen_args *a, pen_value *out)
{
    return choose_by_attribute(a, true, out);
}

pen_status pen_filter_rejectattr(const pen_args *a, pen_value *out)
{
    return choose_by_attribute(a, false, out);
}

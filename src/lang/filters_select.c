// SPDX-License-Identifier: Apache-2.0
// map, select, reject, selectattr, rejectattr: filters and tests by name, over each item.
// Jinja's are generators; these compute all items at once and give an iterator, at whose
// end waits what failed.
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

static pen_status map_items(const pen_args *a, pen_list *to)
{
    each e = {.fn = NULL};
    pen_list *l;
    pen_value v;
    pen_status end;
    PEN_TRY(a->call->nargs > 1 ? prepare(a->call, 1, pen_filter_find, &e)
                               : prepare_attribute(a->call, &e));
    PEN_TRY(pen_items_until(a->vm, a->v[0], &l, &end));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(pen_path_get(a->vm, &e.path, l->items[i], &v));
        PEN_TRY(apply(&e, v, &v));
        PEN_TRY(pen_list_push(a->vm->arena, to, v));
    }
    return end;
}

pen_status pen_filter_map(const pen_args *a, pen_value *out)
{
    PEN_TRY(new_iter(a->vm, out));
    bool any = pen_value_truth(a->v[0]);
    return any ? pen_iter_ends(map_items(a, out->u.list), out) : PEN_OK;
}

// How select and its like differ.
typedef struct choice {
    bool attribute, want;
} choice;

// Keeps the items whose value has the truth that is wanted.
static pen_status choose_items(const pen_args *a, choice kind, pen_list *to)
{
    each e = {.fn = NULL};
    pen_list *l;
    pen_value v;
    pen_status end;
    PEN_TRY(kind.attribute ? pen_path_parse(a->v[1], &e.path) : PEN_OK);
    PEN_TRY(prepare(a->call, 1 + kind.attribute, pen_test_find, &e));
    PEN_TRY(pen_items_until(a->vm, a->v[0], &l, &end));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(pen_path_get(a->vm, &e.path, l->items[i], &v));
        PEN_TRY(apply(&e, v, &v));
        if (pen_value_truth(v) == kind.want) {
            PEN_TRY(pen_list_push(a->vm->arena, to, l->items[i]));
        }
    }
    return end;
}

static pen_status choose(const pen_args *a, choice kind, pen_value *out)
{
    PEN_TRY(new_iter(a->vm, out));
    bool any = pen_value_truth(a->v[0]);
    return any ? pen_iter_ends(choose_items(a, kind, out->u.list), out) : PEN_OK;
}

pen_status pen_filter_select(const pen_args *a, pen_value *out)
{
    return choose(a, (choice){.attribute = false, .want = true}, out);
}

pen_status pen_filter_reject(const pen_args *a, pen_value *out)
{
    return choose(a, (choice){.attribute = false, .want = false}, out);
}

pen_status pen_filter_selectattr(const pen_args *a, pen_value *out)
{
    return choose(a, (choice){.attribute = true, .want = true}, out);
}

pen_status pen_filter_rejectattr(const pen_args *a, pen_value *out)
{
    return choose(a, (choice){.attribute = true, .want = false}, out);
}

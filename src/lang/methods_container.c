// SPDX-License-Identifier: Apache-2.0
// Methods of lists, tuples and dicts. Those that change their receiver refuse a frozen one
// (base/value.h): the machine copies constants before they get here.
#include "event/hash.h"
#include "lang/builtins.h"
#include "lang/ops.h"

static pen_status changeable(const pen_args *a)
{
    return a->v[0].flags & PEN_F_FROZEN ? PEN_E_EVAL : PEN_OK;
}

static pen_list *items(const pen_args *a)
{
    return a->v[0].u.list;
}

static pen_dict *members(const pen_args *a)
{
    return a->v[0].u.dict;
}

// ---- lists ----

pen_status pen_list_method_append(const pen_args *a, pen_value *out)
{
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    return pen_list_push(a->vm->arena, items(a), a->v[1]);
}

pen_status pen_list_method_clear(const pen_args *a, pen_value *out)
{
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    *items(a) = (pen_list){.n = 0}; // loops may still run over the items there were
    return PEN_OK;
}

pen_status pen_list_method_copy(const pen_args *a, pen_value *out)
{
    return pen_call_one(a->vm, pen_filter_list, a->v[0], out);
}

pen_status pen_list_method_extend(const pen_args *a, pen_value *out)
{
    pen_list *more;
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    PEN_TRY(pen_items(a->vm, a->v[1], &more));
    uint32_t n = more->n; // the list may be extended by itself
    for (uint32_t i = 0; i < n; i++) {
        PEN_TRY(pen_list_push(a->vm->arena, items(a), more->items[i]));
    }
    return PEN_OK;
}

// An index argument, from the end when negative, moved into [0, n].
static pen_status clamped(const pen_args *a, unsigned i, int64_t absent, int64_t *out)
{
    int64_t n = items(a)->n;
    PEN_TRY(pen_arg_int(a, i, absent, out));
    *out = *out < 0 ? *out + n : *out;
    *out = *out < 0 ? 0 : *out > n ? n : *out;
    return PEN_OK;
}

pen_status pen_list_method_index(const pen_args *a, pen_value *out)
{
    int64_t from = 0, to = 0;
    PEN_TRY(clamped(a, 2, 0, &from));
    PEN_TRY(clamped(a, 3, items(a)->n, &to));
    PEN_TRY(pen_vm_spend(a->vm, items(a)->n));
    for (int64_t i = from; i < to; i++) {
        if (pen_value_eq(items(a)->items[i], a->v[1])) {
            *out = pen_v_int(i);
            return PEN_OK;
        }
    }
    return PEN_E_EVAL;
}

pen_status pen_list_method_count(const pen_args *a, pen_value *out)
{
    int64_t n = 0;
    PEN_TRY(pen_vm_spend(a->vm, items(a)->n));
    for (uint32_t i = 0; i < items(a)->n; i++) {
        n += pen_value_eq(items(a)->items[i], a->v[1]);
    }
    *out = pen_v_int(n);
    return PEN_OK;
}

pen_status pen_tuple_method_index(const pen_args *a, pen_value *out)
{
    return pen_list_method_index(a, out);
}

pen_status pen_tuple_method_count(const pen_args *a, pen_value *out)
{
    return pen_list_method_count(a, out);
}

pen_status pen_list_method_insert(const pen_args *a, pen_value *out)
{
    int64_t at = 0;
    pen_list *l = items(a);
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    PEN_TRY(clamped(a, 1, 0, &at));
    PEN_TRY(pen_vm_spend(a->vm, l->n));
    PEN_TRY(pen_list_push(a->vm->arena, l, pen_v_none()));
    memmove(l->items + at + 1, l->items + at, (l->n - 1 - (size_t)at) * sizeof *l->items);
    l->items[at] = a->v[2];
    return PEN_OK;
}

static void take_out(pen_list *l, size_t at)
{
    memmove(l->items + at, l->items + at + 1, (l->n - at - 1) * sizeof *l->items);
    l->n--;
}

pen_status pen_list_method_pop(const pen_args *a, pen_value *out)
{
    int64_t at = -1;
    pen_list *l = items(a);
    PEN_TRY(changeable(a));
    PEN_TRY(pen_arg_int(a, 1, -1, &at));
    at = at < 0 ? at + l->n : at;
    if (at < 0 || at >= l->n) {
        return PEN_E_RANGE;
    }
    PEN_TRY(pen_vm_spend(a->vm, l->n - (uint64_t)at));
    *out = l->items[at];
    take_out(l, (size_t)at);
    return PEN_OK;
}

pen_status pen_list_method_remove(const pen_args *a, pen_value *out)
{
    PEN_TRY(changeable(a));
    PEN_TRY(pen_vm_spend(a->vm, items(a)->n));
    for (uint32_t i = 0; i < items(a)->n; i++) {
        if (pen_value_eq(items(a)->items[i], a->v[1])) {
            take_out(items(a), i);
            *out = pen_v_none();
            return PEN_OK;
        }
    }
    return PEN_E_EVAL;
}

pen_status pen_list_method_reverse(const pen_args *a, pen_value *out)
{
    pen_list *l = items(a);
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    PEN_TRY(pen_vm_spend(a->vm, l->n));
    for (uint32_t i = 0; i < l->n / 2; i++) {
        pen_value v = l->items[i];
        l->items[i] = l->items[l->n - 1 - i];
        l->items[l->n - 1 - i] = v;
    }
    return PEN_OK;
}

pen_status pen_list_method_sort(const pen_args *a, pen_value *out)
{
    pen_list *l = items(a), *sorted;
    *out = pen_v_none();
    bool reverse;
    PEN_TRY(changeable(a));
    PEN_TRY(pen_arg_reverse(a, 1, &reverse));
    PEN_TRY(pen_sort_by(a->vm, l, l->items, reverse, &sorted));
    if (l->n) {
        memcpy(l->items, sorted->items, l->n * sizeof *l->items);
    }
    return PEN_OK;
}

// ---- dicts ----

static bool hashable(pen_value v)
{
    uint64_t hash;
    return v.tag == PEN_T_STR || pen_value_hash(v, 0, &hash);
}

pen_status pen_dict_method_get(const pen_args *a, pen_value *out)
{
    const pen_value *v = pen_dict_get(members(a), a->v[1]);
    *out = v ? *v : a->has[2] ? a->v[2] : pen_v_none();
    return hashable(a->v[1]) ? PEN_OK : PEN_E_TYPE;
}

pen_status pen_dict_method_clear(const pen_args *a, pen_value *out)
{
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    *members(a) = (pen_dict){.n = 0};
    return PEN_OK;
}

static pen_status put_all(pen_vm *vm, pen_dict *to, const pen_dict *from)
{
    uint32_t n = from->n;
    PEN_TRY(pen_vm_spend(vm, n));
    for (uint32_t i = 0; i < n; i++) {
        PEN_TRY(pen_dict_put(vm->arena, to, from->pairs[i].key, from->pairs[i].value));
    }
    return PEN_OK;
}

pen_status pen_dict_method_copy(const pen_args *a, pen_value *out)
{
    pen_dict *d = pen_dict_new(a->vm->arena, members(a)->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    *out = pen_v_dict(d);
    return put_all(a->vm, d, members(a));
}

static pen_status push_member(pen_vm *vm, pen_list *to, const pen_pair *p, unsigned kind)
{
    if (kind != PEN_VIEW_ITEMS) {
        return pen_list_push(vm->arena, to, kind == PEN_VIEW_KEYS ? p->key : p->value);
    }
    pen_list *pair = pen_list_new(vm->arena, 2);
    if (!pair) {
        return PEN_E_NOMEM;
    }
    pair->items[0] = p->key;
    pair->items[1] = p->value;
    pair->n = 2;
    return pen_list_push(vm->arena, to, (pen_value){.tag = PEN_T_TUPLE, .u.list = pair});
}

static pen_status view(const pen_args *a, unsigned kind, pen_value *out)
{
    const pen_dict *d = members(a);
    PEN_TRY(pen_vm_spend(a->vm, d->n));
    pen_list *l = pen_list_new(a->vm->arena, d->n);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        PEN_TRY(push_member(a->vm, l, &d->pairs[i], kind));
    }
    *out = (pen_value){.tag = PEN_T_VIEW, .aux = (uint16_t)kind, .u.list = l};
    return PEN_OK;
}

pen_status pen_dict_method_items(const pen_args *a, pen_value *out)
{
    return view(a, PEN_VIEW_ITEMS, out);
}

pen_status pen_dict_method_keys(const pen_args *a, pen_value *out)
{
    return view(a, PEN_VIEW_KEYS, out);
}

pen_status pen_dict_method_values(const pen_args *a, pen_value *out)
{
    return view(a, PEN_VIEW_VALUES, out);
}

pen_status pen_dict_method_pop(const pen_args *a, pen_value *out)
{
    const pen_value *v = pen_dict_get(members(a), a->v[1]);
    PEN_TRY(changeable(a));
    if (!v) {
        *out = a->v[2];
        return !hashable(a->v[1]) ? PEN_E_TYPE : a->has[2] ? PEN_OK : PEN_E_EVAL;
    }
    *out = *v;
    PEN_TRY(pen_vm_spend(a->vm, members(a)->n));
    (void)pen_dict_remove(members(a), a->v[1]);
    return PEN_OK;
}

pen_status pen_dict_method_popitem(const pen_args *a, pen_value *out)
{
    pen_dict *d = members(a);
    PEN_TRY(changeable(a));
    if (d->n == 0) {
        return PEN_E_EVAL;
    }
    pen_list *one = pen_list_new(a->vm->arena, 1);
    if (!one) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_vm_spend(a->vm, d->n));
    pen_pair last = d->pairs[d->n - 1];
    PEN_TRY(push_member(a->vm, one, &last, PEN_VIEW_ITEMS));
    *out = one->items[0];
    (void)pen_dict_remove(d, last.key);
    return PEN_OK;
}

pen_status pen_dict_method_setdefault(const pen_args *a, pen_value *out)
{
    const pen_value *v = pen_dict_get(members(a), a->v[1]);
    PEN_TRY(changeable(a));
    if (v) {
        *out = *v;
        return PEN_OK;
    }
    *out = a->has[2] ? a->v[2] : pen_v_none();
    return pen_dict_put(a->vm->arena, members(a), a->v[1], *out);
}

pen_status pen_dict_method_fromkeys(const pen_args *a, pen_value *out)
{
    pen_list *keys;
    PEN_TRY(pen_items(a->vm, a->v[1], &keys));
    pen_dict *d = pen_dict_new(a->vm->arena, keys->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < keys->n; i++) {
        PEN_TRY(pen_dict_put(a->vm->arena, d, keys->items[i],
                             a->has[2] ? a->v[2] : pen_v_none()));
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

static pen_status update_pairs(pen_vm *vm, pen_dict *to, pen_value from)
{
    pen_list *pairs, *pair;
    PEN_TRY(pen_items(vm, from, &pairs));
    for (uint32_t i = 0; i < pairs->n; i++) {
        PEN_TRY(pen_items(vm, pairs->items[i], &pair));
        if (pair->n != 2) {
            return PEN_E_TYPE;
        }
        PEN_TRY(pen_dict_put(vm->arena, to, pair->items[0], pair->items[1]));
    }
    return PEN_OK;
}

pen_status pen_dict_method_update(const pen_args *a, pen_value *out)
{
    const pen_call *c = a->call;
    *out = pen_v_none();
    PEN_TRY(changeable(a));
    if (c->nargs > 2) {
        return PEN_E_TYPE;
    }
    if (a->has[1] && a->v[1].tag == PEN_T_DICT) {
        PEN_TRY(put_all(a->vm, members(a), a->v[1].u.dict));
    } else if (a->has[1]) {
        PEN_TRY(update_pairs(a->vm, members(a), a->v[1]));
    }
    for (uint32_t i = 0; i < c->nkw; i++) {
        PEN_TRY(pen_dict_put_str(a->vm->arena, members(a), c->kw[i], c->kwargs[i]));
    }
    return PEN_OK;
}

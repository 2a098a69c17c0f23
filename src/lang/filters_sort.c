// SPDX-License-Identifier: Apache-2.0
// Filters that order items or find equal ones: sort, dictsort, groupby, unique, min, max.
#include "base/sort.h"
#include "lang/builtins.h"
#include "lang/casing.h"
#include "lang/ops.h"

// ---- stable sort ----

typedef struct sorting {
    pen_vm *vm;
    const pen_value *keys;
    bool reverse;
    bool boxed; // the keys count as lists of one, so equal ones are never compared
} sorting;

// Python keeps the order of equal items even when it sorts in reverse.
static pen_status key_less(void *ctx, uint32_t b, uint32_t a, int *less)
{
    sorting *s = ctx;
    bool holds = false;
    PEN_TRY(pen_vm_spend(s->vm, 1));
    if (s->boxed && pen_value_eq(s->keys[a], s->keys[b])) {
        *less = 0;
        return PEN_OK;
    }
    PEN_TRY(s->reverse ? pen_value_less(s->keys[a], s->keys[b], '<', &holds)
                       : pen_value_less(s->keys[b], s->keys[a], '<', &holds));
    *less = holds;
    return PEN_OK;
}

static pen_status sort_items(sorting *s, const pen_list *items, pen_list **out)
{
    pen_vm *vm = s->vm;
    uint32_t n = items->n;
    uint32_t *order = pen_arena_get(vm->arena, (size_t)n * 2 * sizeof *order);
    *out = pen_list_new(vm->arena, n);
    if (!order || !*out) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        order[i] = i;
    }
    PEN_TRY(pen_sort(order, order + n, n, key_less, s));
    for (uint32_t i = 0; i < n; i++) {
        (*out)->items[(*out)->n++] = items->items[order[i]];
    }
    return PEN_OK;
}

pen_status pen_sort_by(pen_vm *vm, const pen_list *items, const pen_value *keys, bool reverse,
                       pen_list **out)
{
    sorting s = {vm, keys, reverse, false};
    return sort_items(&s, items, out);
}

pen_status pen_arg_reverse(const pen_args *a, unsigned i, bool *out)
{
    int64_t n = 0;
    PEN_TRY(pen_arg_int(a, i, 0, &n));
    *out = n != 0;
    return n >= INT32_MIN && n <= INT32_MAX ? PEN_OK : PEN_E_RANGE;
}

// ---- keys ----

static pen_status key_of(pen_vm *vm, const pen_path *path, bool exact, pen_value item,
                         pen_value *out)
{
    PEN_TRY(pen_path_get(vm, path, item, out));
    return exact ? PEN_OK : pen_case_key(vm, *out, out);
}

static pen_status keys_of(pen_vm *vm, const pen_list *l, const pen_path *path, bool exact,
                          pen_value **out)
{
    *out = pen_arena_get(vm->arena, (size_t)l->n * sizeof **out);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(key_of(vm, path, exact, l->items[i], &(*out)[i]));
    }
    return PEN_OK;
}

// sort(attribute="a,b"): one tuple a key.
typedef struct paths {
    pen_path v[4];
    uint32_t n;
} paths;

static pen_status paths_parse(pen_value attribute, paths *out)
{
    out->n = 0;
    pen_str rest = attribute.tag == PEN_T_STR ? pen_value_str(attribute) : PEN_EMPTY;
    for (;;) {
        size_t comma = pen_str_chr(rest, ',', 0);
        bool one = attribute.tag != PEN_T_STR || comma == PEN_NPOS;
        pen_value part = one ? attribute : pen_v_str(pen_str_head(rest, comma));
        if (one && attribute.tag == PEN_T_STR) {
            part = pen_v_str(rest);
        }
        if (out->n == sizeof out->v / sizeof *out->v) {
            return PEN_E_LIMIT;
        }
        PEN_TRY(pen_path_parse(part, &out->v[out->n++]));
        if (one) {
            return PEN_OK;
        }
        rest = pen_str_from(rest, comma + 1);
    }
}

static pen_status multi_key(pen_vm *vm, const paths *p, bool exact, pen_value item,
                            pen_value *out)
{
    if (p->n == 1) {
        return key_of(vm, &p->v[0], exact, item, out);
    }
    pen_list *l = pen_list_new(vm->arena, p->n);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (l->n = 0; l->n < p->n; l->n++) {
        PEN_TRY(key_of(vm, &p->v[l->n], exact, item, &l->items[l->n]));
    }
    *out = pen_v_list(l);
    return PEN_OK;
}

pen_status pen_filter_sort(const pen_args *a, pen_value *out)
{
    paths p;
    pen_list *l, *sorted;
    bool exact = pen_arg_truth(a, 2, false), reverse;
    PEN_TRY(pen_arg_reverse(a, 1, &reverse));
    PEN_TRY(paths_parse(a->has[3] ? a->v[3] : pen_v_none(), &p));
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    pen_value *keys = pen_arena_get(a->vm->arena, (size_t)l->n * sizeof *keys);
    if (!keys) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(multi_key(a->vm, &p, exact, l->items[i], &keys[i]));
    }
    sorting s = {a->vm, keys, reverse, true};
    PEN_TRY(sort_items(&s, l, &sorted));
    *out = pen_v_list(sorted);
    return PEN_OK;
}

pen_status pen_filter_dictsort(const pen_args *a, pen_value *out)
{
    pen_value view;
    pen_value *keys;
    pen_list *sorted;
    bool reverse;
    pen_path by = {.parts = {pen_v_int(0)}, .n = 1};
    if (a->v[0].tag != PEN_T_DICT) {
        return a->v[0].tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    if (a->has[2]) {
        pen_str name = a->v[2].tag == PEN_T_STR ? pen_value_str(a->v[2]) : PEN_EMPTY;
        by.parts[0] = pen_v_int(pen_str_eq(name, PEN_LIT("value")));
        if (!by.parts[0].u.i && !pen_str_eq(name, PEN_LIT("key"))) {
            return PEN_E_EVAL;
        }
    }
    PEN_TRY(pen_call_one(a->vm, pen_dict_method_items, a->v[0], &view));
    PEN_TRY(keys_of(a->vm, view.u.list, &by, pen_arg_truth(a, 1, false), &keys));
    PEN_TRY(pen_arg_reverse(a, 3, &reverse));
    PEN_TRY(pen_sort_by(a->vm, view.u.list, keys, reverse, &sorted));
    *out = pen_v_list(sorted);
    return PEN_OK;
}

// ---- groupby ----

static pen_status push_group(pen_vm *vm, pen_list *groups, pen_value key, pen_list **members)
{
    pen_list *pair = pen_list_new(vm->arena, 2);
    *members = pen_list_new(vm->arena, 0);
    if (!pair || !*members) {
        return PEN_E_NOMEM;
    }
    pair->items[0] = key;
    pair->items[1] = pen_v_list(*members);
    pair->n = 2;
    const pen_value group = {.tag = PEN_T_TUPLE, .aux = PEN_TUPLE_GROUP, .u.list = pair};
    return pen_list_push(vm->arena, groups, group);
}

// Neighbours with equal keys of a sorted list.
static pen_status group(const pen_args *a, const pen_path *path, const pen_list *sorted,
                        pen_list *groups)
{
    pen_list *members = NULL;
    pen_value key, before = pen_v_undef(), shown;
    for (uint32_t i = 0; i < sorted->n; i++) {
        PEN_TRY(key_of(a->vm, path, pen_arg_truth(a, 3, false), sorted->items[i], &key));
        if (!members || !pen_value_eq(key, before)) {
            PEN_TRY(pen_path_get(a->vm, path, sorted->items[i], &shown));
            PEN_TRY(push_group(a->vm, groups, shown, &members));
        }
        before = key;
        PEN_TRY(pen_list_push(a->vm->arena, members, sorted->items[i]));
    }
    return PEN_OK;
}

pen_status pen_filter_groupby(const pen_args *a, pen_value *out)
{
    pen_path path = {.n = 0};
    pen_list *l, *sorted, *groups;
    pen_value *keys;
    PEN_TRY(pen_path_parse(a->v[1], &path));
    path.absent = pen_arg_some(a, 2) ? a->v[2] : pen_v_undef();
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    PEN_TRY(keys_of(a->vm, l, &path, pen_arg_truth(a, 3, false), &keys));
    PEN_TRY(pen_sort_by(a->vm, l, keys, false, &sorted));
    groups = pen_list_new(a->vm->arena, 0);
    if (!groups) {
        return PEN_E_NOMEM;
    }
    *out = pen_v_list(groups);
    return group(a, &path, sorted, groups);
}

// ---- unique, min, max ----

// The first item of each key, up to the first that fails.
static pen_status keep_first(const pen_args *a, const pen_list *l, pen_dict *seen,
                             pen_list *kept)
{
    pen_path path = {.n = 0};
    pen_value key;
    PEN_TRY(pen_path_parse(a->has[2] ? a->v[2] : pen_v_none(), &path));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(key_of(a->vm, &path, pen_arg_truth(a, 1, false), l->items[i], &key));
        uint32_t before = seen->n;
        PEN_TRY(pen_dict_put(a->vm->arena, seen, key, pen_v_none()));
        if (seen->n > before) {
            PEN_TRY(pen_list_push(a->vm->arena, kept, l->items[i]));
        }
    }
    return PEN_OK;
}

pen_status pen_filter_unique(const pen_args *a, pen_value *out)
{
    pen_list *l, *kept = pen_list_new(a->vm->arena, 0);
    pen_dict *seen = pen_dict_new(a->vm->arena, 0);
    pen_status end;
    if (!kept || !seen) {
        return PEN_E_NOMEM;
    }
    *out = (pen_value){.tag = PEN_T_ITER, .u.list = kept};
    PEN_TRY(pen_items_until(a->vm, a->v[0], &l, &end));
    pen_status st = keep_first(a, l, seen, kept);
    return pen_iter_ends(st == PEN_OK ? end : st, out);
}

// The first of the extreme items.
static pen_status extreme(const pen_args *a, char better, pen_value *out)
{
    pen_path path = {.n = 0};
    pen_list *l;
    pen_value best = pen_v_undef(), key;
    bool exact = pen_arg_truth(a, 1, false), wins = false;
    *out = pen_v_undef();
    PEN_TRY(pen_path_parse(a->has[2] ? a->v[2] : pen_v_none(), &path));
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(key_of(a->vm, &path, exact, l->items[i], &key));
        wins = i == 0;
        if (i) {
            PEN_TRY(pen_value_less(key, best, better, &wins));
        }
        if (wins) {
            best = key;
            *out = l->items[i];
        }
    }
    return PEN_OK;
}

pen_status pen_filter_max(const pen_args *a, pen_value *out)
{
    return extreme(a, '>', out);
}

pen_status pen_filter_min(const pen_args *a, pen_value *out)
{
    return extreme(a, '<', out);
}

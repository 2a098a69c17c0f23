// SPDX-License-Identifier: Apache-2.0
#include "lang/ops.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "event/hash.h"
#include "event/number.h"
#include "lang/number_ops.h"
#include "lang/percent.h"
#include "lang/text.h"

// Why an operator cannot be applied to these two.
static pen_status refuse(pen_value a, pen_value b)
{
    return a.tag == PEN_T_UNDEF || b.tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
}

static bool numbers(pen_value a, pen_value b)
{
    return pen_value_is_number(a) && pen_value_is_number(b);
}

static pen_status join_texts(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    size_t n = (size_t)a.n + b.n;
    if (n > PEN_TEXT_MAX) {
        return PEN_E_LIMIT;
    }
    PEN_TRY(pen_spend_bytes(vm, n));
    char *to = pen_arena_get(vm->arena, n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    if (a.n) {
        memcpy(to, a.u.p, a.n);
    }
    if (b.n) {
        memcpy(to + a.n, b.u.p, b.n);
    }
    *out = pen_v_str(pen_str_of(to, n));
    out->flags = a.flags & b.flags & PEN_F_CLEAN;
    return PEN_OK;
}

static pen_status add_items(pen_arena *a, pen_list *to, const pen_list *from)
{
    for (uint32_t i = 0; i < from->n; i++) {
        PEN_TRY(pen_list_push(a, to, from->items[i]));
    }
    return PEN_OK;
}

static pen_status join_lists(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    uint64_t n = (uint64_t)a.u.list->n + b.u.list->n;
    PEN_TRY(pen_vm_spend(vm, 1 + n));
    pen_list *l = n <= UINT32_MAX ? pen_list_new(vm->arena, (uint32_t)n) : NULL;
    if (!l) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(add_items(vm->arena, l, a.u.list));
    PEN_TRY(add_items(vm->arena, l, b.u.list));
    *out = (pen_value){.tag = a.tag, .u.list = l};
    return PEN_OK;
}

pen_status pen_op_add(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    if (numbers(a, b)) {
        return pen_number_op(vm, '+', a, b, out);
    }
    if (a.tag != b.tag) {
        return refuse(a, b);
    }
    if (a.tag == PEN_T_STR) {
        return join_texts(vm, a, b, out);
    }
    return a.tag == PEN_T_LIST || a.tag == PEN_T_TUPLE ? join_lists(vm, a, b, out)
                                                       : refuse(a, b);
}

pen_status pen_op_sub(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    return numbers(a, b) ? pen_number_op(vm, '-', a, b, out) : refuse(a, b);
}

// ---- * ----

static pen_status repeat_text(pen_vm *vm, pen_value text, uint64_t times, pen_value *out)
{
    if (text.n && times > PEN_TEXT_MAX / text.n) {
        return PEN_E_LIMIT;
    }
    size_t n = text.n ? text.n * (size_t)times : 0;
    PEN_TRY(pen_spend_bytes(vm, n));
    char *to = pen_arena_get(vm->arena, n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    for (size_t at = 0; at < n; at += text.n) {
        memcpy(to + at, text.u.p, text.n);
    }
    *out = pen_v_str(pen_str_of(to, n));
    out->flags = text.flags & PEN_F_CLEAN;
    return PEN_OK;
}

static pen_status repeat_list(pen_vm *vm, pen_value v, uint64_t times, pen_value *out)
{
    uint32_t n = v.u.list->n;
    if (n && times > PEN_STEPS_MAX / n) {
        return PEN_E_LIMIT;
    }
    uint32_t all = n ? (uint32_t)(n * times) : 0;
    PEN_TRY(pen_vm_spend(vm, 1 + (uint64_t)all));
    pen_list *l = pen_list_new(vm->arena, all);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < all; i += n) {
        PEN_TRY(add_items(vm->arena, l, v.u.list));
    }
    *out = (pen_value){.tag = v.tag, .u.list = l};
    return PEN_OK;
}

static bool is_sequence(pen_value v)
{
    return v.tag == PEN_T_STR || v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE;
}

static pen_status repeat(pen_vm *vm, pen_value v, pen_value count, pen_value *out)
{
    if (count.tag != PEN_T_INT && count.tag != PEN_T_BOOL) {
        return count.tag == PEN_T_BIG ? PEN_E_RANGE : refuse(v, count);
    }
    uint64_t times = count.u.i > 0 ? (uint64_t)count.u.i : 0;
    return v.tag == PEN_T_STR ? repeat_text(vm, v, times, out) : repeat_list(vm, v, times, out);
}

pen_status pen_op_mul(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    if (numbers(a, b)) {
        return pen_number_op(vm, '*', a, b, out);
    }
    if (is_sequence(a)) {
        return repeat(vm, a, b, out);
    }
    return is_sequence(b) ? repeat(vm, b, a, out) : refuse(a, b);
}

pen_status pen_op_div(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    return numbers(a, b) ? pen_number_op(vm, '/', a, b, out) : refuse(a, b);
}

pen_status pen_op_floordiv(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    return numbers(a, b) ? pen_number_op(vm, '|', a, b, out) : refuse(a, b);
}

pen_status pen_op_mod(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    if (a.tag == PEN_T_STR) {
        return pen_percent(vm, pen_value_str(a), b, out);
    }
    return numbers(a, b) ? pen_number_op(vm, '%', a, b, out) : refuse(a, b);
}

pen_status pen_op_pow(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    return numbers(a, b) ? pen_number_pow(vm, a, b, out) : refuse(a, b);
}

pen_status pen_op_neg(pen_vm *vm, pen_value a, pen_value *out)
{
    return pen_value_is_number(a) ? pen_number_neg(vm, a, out) : refuse(a, a);
}

pen_status pen_op_pos(pen_vm *vm, pen_value a, pen_value *out)
{
    (void)vm;
    *out = a.tag == PEN_T_BOOL ? pen_v_int(a.u.i) : a;
    return pen_value_is_number(a) ? PEN_OK : refuse(a, a);
}

// ---- texts ----

pen_status pen_op_text(pen_vm *vm, pen_value v, pen_value *out)
{
    if (v.tag == PEN_T_STR) {
        *out = v;
        return PEN_OK;
    }
    return pen_op_concat(vm, &v, 1, out);
}

pen_status pen_op_concat(pen_vm *vm, const pen_value *v, uint32_t n, pen_value *out)
{
    size_t mark = vm->text.n;
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < n && s == PEN_OK; i++) {
        s = pen_value_text(v[i], &vm->text);
    }
    return pen_text_end(vm, mark, s, out);
}

pen_status pen_op_length(pen_value v, int64_t *out)
{
    switch (v.tag) {
    case PEN_T_UNDEF:
        *out = 0;
        return PEN_OK;
    case PEN_T_STR:
        *out = (int64_t)pen_utf8_count(pen_value_str(v));
        return PEN_OK;
    case PEN_T_LIST:
    case PEN_T_TUPLE:
    case PEN_T_VIEW:
        *out = v.u.list->n;
        return PEN_OK;
    case PEN_T_DICT:
        *out = v.u.dict->n;
        return PEN_OK;
    default:
        return PEN_E_TYPE;
    }
}

// ---- in ----

static pen_status list_contains(pen_vm *vm, pen_value item, const pen_list *l, bool *out)
{
    PEN_TRY(pen_vm_spend(vm, l->n));
    for (uint32_t i = 0; i < l->n && !*out; i++) {
        *out = pen_value_eq(l->items[i], item);
    }
    return PEN_OK;
}

static pen_status text_contains(pen_vm *vm, pen_value item, pen_value box, bool *out)
{
    if (item.tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_spend_bytes(vm, box.n));
    *out = pen_str_find(pen_value_str(box), pen_value_str(item), 0) != PEN_NPOS;
    return PEN_OK;
}

// Looking into an iterator uses it up to the item found.
static pen_status iter_contains(pen_vm *vm, pen_value item, pen_value iter, bool *out)
{
    pen_value v;
    while (!*out && pen_iter_next(iter.u.list, &v)) {
        PEN_TRY(pen_vm_spend(vm, 1));
        *out = pen_value_eq(v, item);
    }
    return *out ? PEN_OK : (pen_status)iter.aux;
}

static pen_status dict_contains(pen_value item, const pen_dict *d, bool *out)
{
    uint64_t hash;
    bool box = item.tag == PEN_T_LIST || item.tag == PEN_T_TUPLE || item.tag == PEN_T_DICT;
    if (box && !pen_value_hash(item, 0, &hash)) {
        return PEN_E_TYPE; // Python asks for the hash even of an empty dict
    }
    *out = pen_dict_get(d, item) != NULL;
    return PEN_OK;
}

pen_status pen_op_contains(pen_vm *vm, pen_value item, pen_value box, bool *out)
{
    *out = false;
    switch (box.tag) {
    case PEN_T_UNDEF:
        return PEN_OK;
    case PEN_T_STR:
        return text_contains(vm, item, box, out);
    case PEN_T_LIST:
    case PEN_T_TUPLE:
    case PEN_T_VIEW:
        return list_contains(vm, item, box.u.list, out);
    case PEN_T_ITER:
        return iter_contains(vm, item, box, out);
    case PEN_T_DICT:
        return dict_contains(item, box.u.dict, out);
    default:
        return PEN_E_TYPE;
    }
}

pen_status pen_op_fresh(pen_vm *vm, pen_value v, pen_value *out)
{
    PEN_TRY(pen_vm_spend(vm, v.tag == PEN_T_DICT ? v.u.dict->n : v.u.list->n));
    PEN_TRY(pen_value_copy(vm->arena, v, out));
    out->flags = 0;
    return PEN_OK;
}

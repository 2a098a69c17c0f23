// SPDX-License-Identifier: Apache-2.0
// Filters on lists that neither choose nor sort.
#include "base/utf8.h"
#include "lang/builtins.h"
#include "lang/ops.h"
#include "lang/text.h"

pen_status pen_filter_attr(const pen_args *a, pen_value *out)
{
    pen_value name;
    PEN_TRY(pen_op_text(a->vm, a->v[1], &name));
    if (a->v[0].tag != PEN_T_DICT) {
        return pen_op_getattr(a->vm, a->v[0], pen_value_str(name), out);
    }
    pen_dict none = {0}; // an empty dict has the methods and no members
    return pen_op_getattr(a->vm, pen_v_dict(&none), pen_value_str(name), out);
}

pen_status pen_filter_default_value(const pen_args *a, pen_value *out)
{
    bool want = a->v[0].tag == PEN_T_UNDEF ||
                (pen_arg_truth(a, 2, false) && !pen_value_truth(a->v[0]));
    *out = !want ? a->v[0] : a->has[1] ? a->v[1] : pen_v_str(PEN_LIT(""));
    return PEN_OK;
}

pen_status pen_filter_length(const pen_args *a, pen_value *out)
{
    int64_t n = 0;
    PEN_TRY(pen_op_length(a->v[0], &n));
    *out = pen_v_int(n);
    return a->v[0].tag == PEN_T_STR ? pen_spend_bytes(a->vm, a->v[0].n) : PEN_OK;
}

// The first or last character of a text.
static pen_value end_of_text(pen_str s, bool last)
{
    size_t from = 0, to = 0;
    if (last) {
        from = to = s.n;
        while (from > 0 && ((unsigned char)s.p[--from] & 0xc0) == 0x80) {
        }
    } else if (s.n) {
        (void)pen_utf8_next(s, &to);
    }
    return to > from ? pen_v_str(pen_str_of(s.p + from, to - from)) : pen_v_undef();
}

pen_status pen_filter_first(const pen_args *a, pen_value *out)
{
    pen_value v = a->v[0], iter;
    *out = pen_v_undef();
    if (v.tag == PEN_T_STR) {
        *out = end_of_text(pen_value_str(v), false);
        return PEN_OK;
    }
    if (v.tag == PEN_T_DICT) {
        *out = v.u.dict->n ? v.u.dict->pairs[0].key : *out;
        return PEN_OK;
    }
    if (v.tag == PEN_T_ITER) {
        return pen_iter_next(v.u.list, out) ? PEN_OK : (pen_status)v.aux;
    }
    PEN_TRY(pen_op_iter(a->vm, v, &iter));
    (void)pen_iter_next(iter.u.list, out);
    return PEN_OK;
}

pen_status pen_filter_last(const pen_args *a, pen_value *out)
{
    pen_value v = a->v[0];
    *out = pen_v_undef();
    switch (v.tag) {
    case PEN_T_UNDEF:
        return PEN_OK;
    case PEN_T_STR:
        *out = end_of_text(pen_value_str(v), true);
        return PEN_OK;
    case PEN_T_DICT:
        *out = v.u.dict->n ? v.u.dict->pairs[v.u.dict->n - 1].key : *out;
        return PEN_OK;
    case PEN_T_LIST:
    case PEN_T_TUPLE:
    case PEN_T_VIEW:
        *out = v.u.list->n ? v.u.list->items[v.u.list->n - 1] : *out;
        return PEN_OK;
    default:
        return PEN_E_TYPE;
    }
}

static pen_status new_list(pen_vm *vm, uint32_t room, pen_list **out)
{
    *out = pen_list_new(vm->arena, room);
    return *out ? PEN_OK : PEN_E_NOMEM;
}

static pen_value of_list(pen_tag tag, pen_list *l)
{
    return (pen_value){.tag = (uint8_t)tag, .u.list = l};
}

pen_status pen_filter_list(const pen_args *a, pen_value *out)
{
    pen_list *from, *to;
    PEN_TRY(pen_items(a->vm, a->v[0], &from));
    PEN_TRY(new_list(a->vm, from->n, &to));
    if (from->n) {
        memcpy(to->items, from->items, from->n * sizeof *to->items);
    }
    to->n = from->n;
    *out = of_list(PEN_T_LIST, to);
    return PEN_OK;
}

pen_status pen_filter_items(const pen_args *a, pen_value *out)
{
    pen_value items = pen_v_undef();
    bool dict = a->v[0].tag == PEN_T_DICT;
    if (dict) {
        PEN_TRY(pen_call_one(a->vm, pen_dict_method_items, a->v[0], &items));
    }
    PEN_TRY(pen_op_iter(a->vm, items, out));
    return pen_iter_ends(dict || a->v[0].tag == PEN_T_UNDEF ? PEN_OK : PEN_E_TYPE, out);
}

pen_status pen_filter_join(const pen_args *a, pen_value *out)
{
    pen_value between = pen_v_str(PEN_LIT("")), item;
    pen_path path = {.n = 0};
    pen_list *l;
    if (a->has[1]) {
        PEN_TRY(pen_op_text(a->vm, a->v[1], &between));
    }
    PEN_TRY(pen_path_parse(a->has[2] ? a->v[2] : pen_v_none(), &path));
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    size_t mark = a->vm->text.n;
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < l->n && s == PEN_OK; i++) {
        if (i) {
            pen_buf_add(&a->vm->text, pen_value_str(between));
        }
        s = pen_path_get(a->vm, &path, l->items[i], &item);
        s = s == PEN_OK ? pen_value_text(item, &a->vm->text) : s;
    }
    return pen_text_end(a->vm, mark, s, out);
}

static pen_status reversed(pen_vm *vm, const pen_list *from, pen_list **out)
{
    PEN_TRY(new_list(vm, from->n, out));
    for (uint32_t i = from->n; i-- > 0;) {
        (*out)->items[(*out)->n++] = from->items[i];
    }
    return PEN_OK;
}

// A text is turned round as text, an iterator gives a list, the rest an iterator.
pen_status pen_filter_reverse(const pen_args *a, pen_value *out)
{
    pen_list *from, *to;
    if (a->v[0].tag == PEN_T_STR) {
        const pen_value back[3] = {pen_v_none(), pen_v_none(), pen_v_int(-1)};
        return pen_op_slice(a->vm, a->v[0], back, out);
    }
    PEN_TRY(pen_items(a->vm, a->v[0], &from));
    PEN_TRY(reversed(a->vm, from, &to));
    *out = of_list(a->v[0].tag == PEN_T_ITER ? PEN_T_LIST : PEN_T_ITER, to);
    return PEN_OK;
}

// Items [from, from + n) and then `extra` fill values as one more list in `to`.
static pen_status push_part(pen_vm *vm, pen_list *to, const pen_value *from, uint32_t n,
                            const pen_list *fill)
{
    pen_list *part;
    PEN_TRY(pen_vm_spend(vm, fill->n));
    PEN_TRY(new_list(vm, n + fill->n, &part));
    for (uint32_t i = 0; i < n; i++) {
        part->items[part->n++] = from[i];
    }
    for (uint32_t i = 0; i < fill->n; i++) {
        part->items[part->n++] = fill->items[0];
    }
    return pen_list_push(vm->arena, to, of_list(PEN_T_LIST, part));
}

pen_status pen_filter_batch(const pen_args *a, pen_value *out)
{
    int64_t size = 0;
    pen_list *from, *to;
    pen_status end;
    PEN_TRY(pen_arg_int(a, 1, 0, &size));
    PEN_TRY(pen_items_until(a->vm, a->v[0], &from, &end));
    PEN_TRY(new_list(a->vm, 0, &to));
    pen_value fill_value = a->v[2];
    pen_list fill = {.items = &fill_value};
    if (size == 0 && from->n) { // Jinja: an empty list, then one of everything
        PEN_TRY(push_part(a->vm, to, from->items, 0, &fill));
    }
    uint32_t step = size <= 0 || size > (int64_t)from->n ? from->n : (uint32_t)size;
    for (uint32_t at = 0; at < from->n; at += step) {
        uint32_t n = from->n - at < step ? from->n - at : step;
        if (end != PEN_OK && from->n - at <= step) {
            break; // it waits for an item more
        }
        bool lacks = pen_arg_some(a, 2) && size > (int64_t)n;
        if (lacks && size - n > (int64_t)a->vm->steps) {
            return PEN_E_BUDGET;
        }
        fill.n = lacks ? (uint32_t)(size - n) : 0;
        PEN_TRY(push_part(a->vm, to, from->items + at, n, &fill));
    }
    *out = of_list(PEN_T_ITER, to);
    return pen_iter_ends(end, out);
}

pen_status pen_filter_slice(const pen_args *a, pen_value *out)
{
    int64_t slices = 0;
    pen_list *from, *to;
    pen_status end;
    PEN_TRY(pen_arg_int(a, 1, 0, &slices));
    PEN_TRY(pen_items_until(a->vm, a->v[0], &from, &end));
    PEN_TRY(new_list(a->vm, 0, &to));
    *out = of_list(PEN_T_ITER, to);
    if (end != PEN_OK || slices == 0) {
        return pen_iter_ends(end == PEN_OK ? PEN_E_RANGE : end, out);
    }
    PEN_TRY(pen_vm_spend(a->vm, slices > 0 ? (uint64_t)slices : 0));
    uint32_t each = slices > 0 ? (uint32_t)(from->n / slices) : 0, at = 0;
    uint32_t longer = slices > 0 ? (uint32_t)(from->n % slices) : 0;
    pen_value fill_value = a->v[2];
    for (int64_t i = 0; i < slices; i++) {
        uint32_t n = each + (i < (int64_t)longer);
        pen_list fill = {.items = &fill_value};
        fill.n = pen_arg_some(a, 2) && i >= (int64_t)longer;
        PEN_TRY(push_part(a->vm, to, n ? from->items + at : NULL, n, &fill));
        at += n;
    }
    return PEN_OK;
}

// Lists are joined into one new list; + would copy the sum again for each item.
static pen_status sum_lists(pen_vm *vm, pen_list *sum, pen_value item)
{
    PEN_TRY(pen_vm_spend(vm, item.u.list->n));
    for (uint32_t i = 0; i < item.u.list->n; i++) {
        PEN_TRY(pen_list_push(vm->arena, sum, item.u.list->items[i]));
    }
    return PEN_OK;
}

static pen_status add_item(pen_vm *vm, pen_value item, pen_value *sum)
{
    bool list = sum->tag == PEN_T_LIST || sum->tag == PEN_T_TUPLE;
    if (list && item.tag == sum->tag) {
        return sum_lists(vm, sum->u.list, item);
    }
    return pen_op_add(vm, *sum, item, sum);
}

pen_status pen_filter_sum(const pen_args *a, pen_value *out)
{
    pen_path path = {.n = 0};
    pen_list *l, *copy;
    pen_value sum = a->has[2] ? a->v[2] : pen_v_int(0), item;
    if (sum.tag == PEN_T_STR) {
        return PEN_E_TYPE;
    }
    if (sum.tag == PEN_T_LIST || sum.tag == PEN_T_TUPLE) {
        PEN_TRY(new_list(a->vm, 0, &copy));
        PEN_TRY(sum_lists(a->vm, copy, sum));
        sum.u.list = copy;
        sum.flags = 0;
    }
    PEN_TRY(pen_path_parse(a->has[1] ? a->v[1] : pen_v_none(), &path));
    PEN_TRY(pen_items(a->vm, a->v[0], &l));
    for (uint32_t i = 0; i < l->n; i++) {
        PEN_TRY(pen_path_get(a->vm, &path, l->items[i], &item));
        PEN_TRY(add_item(a->vm, item, &sum));
    }
    *out = sum;
    return PEN_OK;
}

pen_status pen_filter_random(const pen_args *a, pen_value *out)
{
    (void)a;
    (void)out;
    return PEN_E_EVAL;
}

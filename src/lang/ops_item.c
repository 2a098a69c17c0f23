// SPDX-License-Identifier: Apache-2.0
// Items, attributes, slices, iteration.
#include "base/utf8.h"
#include "event/attr.h"
#include "lang/ops.h"
#include "lang/text.h"

// Where a text has character `i` (from the end when negative): a slice of one character, or
// undefined.
static pen_status text_item(pen_vm *vm, pen_value box, int64_t i, pen_value *out)
{
    pen_str s = pen_value_str(box);
    PEN_TRY(pen_spend_bytes(vm, s.n));
    i = i < 0 ? i + (int64_t)pen_utf8_count(s) : i;
    size_t at = i < 0 || (uint64_t)i >= s.n ? s.n : pen_utf8_offset(s, (size_t)i);
    if (at < s.n) {
        size_t start = at;
        (void)pen_utf8_next(s, &at);
        *out = pen_v_str(pen_str_of(s.p + start, at - start));
    }
    return PEN_OK;
}

static pen_value list_item(const pen_list *l, int64_t i)
{
    i = i < 0 ? i + l->n : i;
    return i >= 0 && i < l->n ? l->items[i] : pen_v_undef();
}

static pen_value attribute(pen_value box, pen_str name)
{
    if (box.tag == PEN_T_TUPLE && box.aux == PEN_TUPLE_GROUP) {
        if (pen_str_eq(name, PEN_LIT("grouper"))) {
            return box.u.list->items[0];
        }
        if (pen_str_eq(name, PEN_LIT("list"))) {
            return box.u.list->items[1];
        }
    }
    return pen_attr_of(box, name);
}

static bool dict_member(pen_value box, pen_value key, pen_value *out)
{
    const pen_value *v = box.tag == PEN_T_DICT ? pen_dict_get(box.u.dict, key) : NULL;
    *out = v ? *v : pen_v_undef();
    return v != NULL;
}

pen_status pen_op_getitem(pen_vm *vm, pen_value box, pen_value key, pen_value *out)
{
    if (box.tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    if (dict_member(box, key, out)) {
        return PEN_OK;
    }
    if (key.tag == PEN_T_STR) {
        *out = attribute(box, pen_value_str(key));
    } else if (key.tag == PEN_T_INT || key.tag == PEN_T_BOOL) {
        if (box.tag == PEN_T_STR) {
            return text_item(vm, box, key.u.i, out);
        }
        if (box.tag == PEN_T_LIST || box.tag == PEN_T_TUPLE) {
            *out = list_item(box.u.list, key.u.i);
        }
    }
    return PEN_OK;
}

pen_status pen_op_getattr(pen_vm *vm, pen_value box, pen_str name, pen_value *out)
{
    return pen_op_getitem(vm, box, pen_v_str(name), out);
}

// ---- slices ----

typedef struct range {
    int64_t from, step;
    uint64_t count;
} range;

// One bound of a slice, moved into [low, high] as Python's slice.indices does.
static int64_t bound(int64_t v, int64_t length, int64_t low, int64_t high)
{
    if (v < 0) {
        v = v < -length ? low : v + length;
    }
    return v < low ? low : v > high ? high : v;
}

// A part as a number; false when it is neither None nor an integer.
static bool part_value(pen_value v, int64_t absent, int64_t *out, bool *given)
{
    *given = v.tag == PEN_T_INT || v.tag == PEN_T_BOOL || v.tag == PEN_T_BIG;
    *out = *given ? v.u.i : absent;
    if (v.tag == PEN_T_BIG) {
        *out = v.u.p[0] == '-' ? -INT64_MAX : INT64_MAX;
    }
    return *given || v.tag == PEN_T_NONE;
}

static pen_status resolve(const pen_value part[3], int64_t length, range *r, bool *good)
{
    bool has_from, has_to, has_step;
    int64_t to = 0;
    *good = part_value(part[0], 0, &r->from, &has_from) && part_value(part[1], 0, &to, &has_to) &&
            part_value(part[2], 1, &r->step, &has_step);
    if (!*good) {
        return PEN_OK;
    }
    if (r->step == 0) {
        return PEN_E_RANGE;
    }
    r->step = r->step < -INT64_MAX ? -INT64_MAX : r->step;
    bool down = r->step < 0;
    int64_t low = down ? -1 : 0, high = down ? length - 1 : length;
    r->from = has_from ? bound(r->from, length, low, high) : (down ? high : low);
    to = has_to ? bound(to, length, low, high) : (down ? low : high);
    int64_t span = down ? r->from - to : to - r->from;
    uint64_t step = down ? (uint64_t)-r->step : (uint64_t)r->step;
    r->count = span > 0 ? ((uint64_t)span - 1) / step + 1 : 0;
    return PEN_OK;
}

static pen_status slice_list(pen_vm *vm, pen_value box, const range *r, pen_value *out)
{
    PEN_TRY(pen_vm_spend(vm, 1 + r->count));
    pen_list *l = pen_list_new(vm->arena, (uint32_t)r->count);
    if (!l) {
        return PEN_E_NOMEM;
    }
    int64_t at = r->from;
    for (uint64_t i = 0; i < r->count; i++) {
        l->items[l->n++] = box.u.list->items[at];
        at = i + 1 < r->count ? at + r->step : at;
    }
    *out = (pen_value){.tag = box.tag, .u.list = l};
    return PEN_OK;
}

// Characters with a step: walks the text once, to where each wanted character starts.
static pen_status pick_characters(pen_vm *vm, pen_str s, const range *r, pen_value *out)
{
    size_t mark = vm->text.n;
    bool down = r->step < 0;
    uint64_t step = down ? (uint64_t)-r->step : (uint64_t)r->step;
    uint64_t first = down ? (uint64_t)r->from - (r->count - 1) * step : (uint64_t)r->from;
    char *to = pen_buf_need(&vm->text, s.n);
    size_t n = 0, at = pen_utf8_offset(s, (size_t)first);
    for (uint64_t i = 0; to && at < s.n && i <= (r->count - 1) * step; i++) {
        size_t start = at;
        (void)pen_utf8_next(s, &at);
        if (i % step == 0) {
            n += at - start;
            // From the back when the step is negative, so that the last comes first.
            memcpy(down ? to + s.n - n : to + n - (at - start), s.p + start, at - start);
        }
    }
    if (to && down) {
        memmove(to, to + s.n - n, n);
    }
    vm->text.n += to ? n : 0;
    return pen_text_end(vm, mark, vm->text.failed, out);
}

static pen_status slice_text(pen_vm *vm, pen_value box, const range *r, pen_value *out)
{
    pen_str s = pen_value_str(box);
    if (r->count == 0) {
        *out = pen_v_str(PEN_LIT(""));
        return PEN_OK;
    }
    if (r->step != 1) {
        return pick_characters(vm, s, r, out);
    }
    size_t from = pen_utf8_offset(s, (size_t)r->from);
    pen_str tail = pen_str_from(s, from);
    *out = pen_v_str(pen_str_head(tail, pen_utf8_offset(tail, (size_t)r->count)));
    out->flags = box.flags & PEN_F_CLEAN;
    return PEN_OK;
}

pen_status pen_op_slice(pen_vm *vm, pen_value box, const pen_value part[3], pen_value *out)
{
    if (box.tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    bool text = box.tag == PEN_T_STR;
    if (!text && box.tag != PEN_T_LIST && box.tag != PEN_T_TUPLE) {
        return PEN_E_TYPE;
    }
    int64_t length = 0;
    range r = {0};
    bool good = false;
    PEN_TRY(pen_spend_bytes(vm, text ? box.n : 0));
    PEN_TRY(pen_op_length(box, &length));
    PEN_TRY(resolve(part, length, &r, &good));
    if (!good) {
        return PEN_E_TYPE;
    }
    return text ? slice_text(vm, box, &r, out) : slice_list(vm, box, &r, out);
}

// ---- iteration ----

static pen_status characters(pen_vm *vm, pen_str s, pen_list *to)
{
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        (void)pen_utf8_next(s, &at);
        PEN_TRY(pen_vm_spend(vm, 1));
        PEN_TRY(pen_list_push(vm->arena, to, pen_v_str(pen_str_of(s.p + start, at - start))));
    }
    return PEN_OK;
}

static pen_status keys(pen_vm *vm, const pen_dict *d, pen_list *to)
{
    PEN_TRY(pen_vm_spend(vm, d->n));
    for (uint32_t i = 0; i < d->n; i++) {
        PEN_TRY(pen_list_push(vm->arena, to, d->pairs[i].key));
    }
    return PEN_OK;
}

pen_status pen_op_iter(pen_vm *vm, pen_value box, pen_value *out)
{
    *out = box;
    if (box.tag == PEN_T_ITER) {
        return (pen_status)box.aux; // whoever runs over all of it meets the failure
    }
    pen_list *l = pen_list_new(vm->arena, box.tag == PEN_T_DICT ? box.u.dict->n : 0);
    if (!l) {
        return PEN_E_NOMEM;
    }
    *out = (pen_value){.tag = PEN_T_ITER, .u.list = l};
    switch (box.tag) {
    case PEN_T_UNDEF:
        return PEN_OK;
    case PEN_T_STR:
        return characters(vm, pen_value_str(box), l);
    case PEN_T_DICT:
        return keys(vm, box.u.dict, l);
    case PEN_T_LIST:
    case PEN_T_TUPLE:
    case PEN_T_VIEW:
        *l = *box.u.list; // the items are shared, the place in them is not
        l->at = 0;
        return PEN_OK;
    default:
        return PEN_E_TYPE;
    }
}

bool pen_iter_next(pen_list *iter, pen_value *out)
{
    if (iter->at >= iter->n) {
        return false;
    }
    *out = iter->items[iter->at++];
    return true;
}

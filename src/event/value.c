// SPDX-License-Identifier: Apache-2.0
#include "event/value.h"

#include "base/limits.h"
#include "event/number.h"

static const char *const type_names[PEN_T_COUNT] = {
    [PEN_T_UNDEF] = "Undefined", [PEN_T_NONE] = "NoneType",  [PEN_T_BOOL] = "bool",
    [PEN_T_INT] = "int",         [PEN_T_BIG] = "int",        [PEN_T_FLOAT] = "float",
    [PEN_T_STR] = "str",         [PEN_T_LIST] = "list",      [PEN_T_TUPLE] = "tuple",
    [PEN_T_DICT] = "dict",       [PEN_T_ITER] = "generator", [PEN_T_VIEW] = "dict_items",
    [PEN_T_OPAQUE] = "method",   [PEN_T_RAWSTR] = "str",     [PEN_T_RAWINT] = "int",
    [PEN_T_RAWNUM] = "float",    [PEN_T_RAWOBJ] = "dict",    [PEN_T_RAWARR] = "list",
    [PEN_T_OBJ] = "dict",
};

const char *pen_value_type(pen_value v)
{
    static const char *const views[] = {"dict_items", "dict_keys", "dict_values"};
    if (v.tag == PEN_T_VIEW && v.aux < sizeof views / sizeof *views) {
        return views[v.aux];
    }
    return v.tag < PEN_T_COUNT ? type_names[v.tag] : "object";
}

static bool is_list(uint8_t tag)
{
    return tag == PEN_T_LIST || tag == PEN_T_TUPLE || tag == PEN_T_VIEW;
}

bool pen_value_truth(pen_value v)
{
    if (v.tag == PEN_T_BOOL || v.tag == PEN_T_INT) {
        return v.u.i != 0;
    }
    if (v.tag == PEN_T_STR || v.tag == PEN_T_RAWSTR) {
        return v.n != 0;
    }
    if (v.tag == PEN_T_FLOAT) {
        return v.u.f < 0 || v.u.f > 0 || v.u.f != v.u.f;
    }
    if (is_list(v.tag)) {
        return v.u.list->n != 0;
    }
    if (v.tag == PEN_T_DICT) {
        return v.u.dict->n != 0;
    }
    return v.tag != PEN_T_UNDEF && v.tag != PEN_T_NONE;
}

// What a comparison may still spend: containers can be shared many times over inside one
// another, so depth alone would not bound the work.
typedef struct spend {
    uint32_t depth, nodes;
} spend;

static bool eq_at(pen_value a, pen_value b, spend *s);

static bool eq_lists(const pen_list *a, const pen_list *b, spend *s)
{
    if (a->n != b->n) {
        return false;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (!eq_at(a->items[i], b->items[i], s)) {
            return false;
        }
    }
    return true;
}

static bool eq_dicts(const pen_dict *a, const pen_dict *b, spend *s)
{
    if (a->n != b->n) {
        return false;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        const pen_value *other = pen_dict_get(b, a->pairs[i].key);
        if (!other || !eq_at(a->pairs[i].value, *other, s)) {
            return false;
        }
    }
    return true;
}

static bool eq_containers(pen_value a, pen_value b, spend *s)
{
    if (a.u.list == b.u.list) {
        return true;
    }
    if (s->depth == 0 || s->nodes == 0) {
        return false;
    }
    s->depth--;
    bool same = a.tag == PEN_T_DICT ? eq_dicts(a.u.dict, b.u.dict, s)
                                    : eq_lists(a.u.list, b.u.list, s);
    s->depth++;
    return same;
}

static bool eq_at(pen_value a, pen_value b, spend *s)
{
    s->nodes -= s->nodes > 0;
    if (pen_value_is_number(a) && pen_value_is_number(b)) {
        bool unordered = false;
        return pen_number_cmp(a, b, &unordered) == 0 && !unordered;
    }
    if (a.tag != b.tag) {
        return false;
    }
    switch (a.tag) {
    case PEN_T_UNDEF:
    case PEN_T_NONE:
        return true;
    case PEN_T_STR:
        return pen_str_eq(pen_value_str(a), pen_value_str(b));
    case PEN_T_LIST:
    case PEN_T_TUPLE:
    case PEN_T_DICT:
        return eq_containers(a, b, s);
    default:
        return a.u.p == b.u.p && a.n == b.n;
    }
}

bool pen_value_eq(pen_value a, pen_value b)
{
    if (a.tag == PEN_T_STR || b.tag == PEN_T_STR) { // compared most; nothing else equals a text
        return a.tag == b.tag && pen_str_eq(pen_value_str(a), pen_value_str(b));
    }
    if (a.tag == PEN_T_INT && b.tag == PEN_T_INT) {
        return a.u.i == b.u.i;
    }
    spend s = {PEN_VALUE_DEPTH_MAX, PEN_VALUE_NODES_MAX};
    return eq_at(a, b, &s);
}

static pen_status cmp_at(pen_value a, pen_value b, spend *s, int *out, bool *unordered);

// The first items that differ decide; otherwise the shorter list is less.
static pen_status cmp_lists(const pen_list *a, const pen_list *b, spend *s, int *out,
                            bool *unordered)
{
    uint32_t n = a->n < b->n ? a->n : b->n;
    for (uint32_t i = 0; i < n; i++) {
        if (!eq_at(a->items[i], b->items[i], s)) {
            return cmp_at(a->items[i], b->items[i], s, out, unordered);
        }
    }
    *out = (a->n > b->n) - (a->n < b->n);
    return PEN_OK;
}

static pen_status cmp_at(pen_value a, pen_value b, spend *s, int *out, bool *unordered)
{
    if (pen_value_is_number(a) && pen_value_is_number(b)) {
        *out = pen_number_cmp(a, b, unordered);
        return PEN_OK;
    }
    if (a.tag == PEN_T_STR && b.tag == PEN_T_STR) {
        *out = pen_str_cmp(pen_value_str(a), pen_value_str(b));
        return PEN_OK;
    }
    if (a.tag != b.tag || (a.tag != PEN_T_LIST && a.tag != PEN_T_TUPLE)) {
        return PEN_E_TYPE;
    }
    if (s->depth == 0 || s->nodes == 0) {
        return PEN_E_DEPTH;
    }
    s->depth--;
    pen_status st = cmp_lists(a.u.list, b.u.list, s, out, unordered);
    s->depth++;
    return st;
}

pen_status pen_value_cmp(pen_value a, pen_value b, int *out, bool *unordered)
{
    spend s = {PEN_VALUE_DEPTH_MAX, PEN_VALUE_NODES_MAX};
    *out = 0;
    *unordered = false;
    return cmp_at(a, b, &s, out, unordered);
}

// ---- copies ----

static pen_status copy_at(pen_arena *a, pen_value v, unsigned depth, pen_value *out);

static pen_status copy_list(pen_arena *a, pen_value v, unsigned depth, pen_value *out)
{
    const pen_list *from = v.u.list;
    pen_list *to = pen_list_new(a, from->n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < from->n; i++) {
        pen_value item;
        PEN_TRY(copy_at(a, from->items[i], depth + 1, &item));
        PEN_TRY(pen_list_push(a, to, item));
    }
    *out = (pen_value){.tag = v.tag, .u.list = to};
    return PEN_OK;
}

static pen_status copy_dict(pen_arena *a, const pen_dict *from, unsigned depth,
                            pen_value *out)
{
    pen_dict *to = pen_dict_new(a, from->n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < from->n; i++) {
        pen_value value;
        PEN_TRY(copy_at(a, from->pairs[i].value, depth + 1, &value));
        PEN_TRY(pen_dict_append(a, to, from->pairs[i].key, value));
    }
    *out = pen_v_dict(to);
    return PEN_OK;
}

static pen_status copy_at(pen_arena *a, pen_value v, unsigned depth, pen_value *out)
{
    *out = v;
    if (v.tag == PEN_T_ITER || v.tag == PEN_T_VIEW || v.tag == PEN_T_OPAQUE) {
        return PEN_E_TYPE;
    }
    bool dict = v.tag == PEN_T_DICT;
    if (!dict && v.tag != PEN_T_LIST && v.tag != PEN_T_TUPLE) {
        return PEN_OK;
    }
    if (depth >= PEN_VALUE_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    return dict ? copy_dict(a, v.u.dict, depth, out) : copy_list(a, v, depth, out);
}

pen_status pen_value_copy(pen_arena *a, pen_value v, pen_value *out)
{
    return copy_at(a, v, 0, out);
}

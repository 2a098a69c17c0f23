// SPDX-License-Identifier: Apache-2.0
// The tables of filters, tests and methods, and how a name is found in them.
#include "lang/builtins.h"

#include "base/num.h"
#include "lang/ops.h"
#include "lang/template.h"

// ---- one function a row that matches the arguments ----

#define PEN_FILTER(name, fn, flags, least, parameters, doc)                                \
    static pen_status filter_##fn(const pen_call *c, pen_value *out)                       \
    {                                                                                      \
        return pen_args_call(c, least, parameters, pen_filter_##fn, out);                  \
    }
#define PEN_FILTER_ALIAS(name, fn, flags)
#include "lang/filters.def"
#undef PEN_FILTER
#undef PEN_FILTER_ALIAS

#define PEN_TEST(name, fn, least, parameters, doc)                                         \
    static pen_status test_##fn(const pen_call *c, pen_value *out)                         \
    {                                                                                      \
        return pen_args_call(c, least, parameters, pen_test_##fn, out);                    \
    }
#define PEN_TEST_ALIAS(name, fn)
#include "lang/tests.def"
#undef PEN_TEST
#undef PEN_TEST_ALIAS

static const pen_builtin filters[] = {
#define PEN_FILTER(name, fn, flags, least, parameters, doc)                                \
    {{name, sizeof name - 1}, filter_##fn, flags},
#define PEN_FILTER_ALIAS(name, fn, flags) {{name, sizeof name - 1}, filter_##fn, flags},
#include "lang/filters.def"
#undef PEN_FILTER
#undef PEN_FILTER_ALIAS
};

static const pen_builtin tests[] = {
#define PEN_TEST(name, fn, least, parameters, doc) {{name, sizeof name - 1}, test_##fn, 0},
#define PEN_TEST_ALIAS(name, fn) {{name, sizeof name - 1}, test_##fn, 0},
#include "lang/tests.def"
#undef PEN_TEST
#undef PEN_TEST_ALIAS
};

static const pen_builtin *find(const pen_builtin *rows, size_t n, pen_str name)
{
    for (size_t i = 0; i < n; i++) {
        if (pen_str_eq(rows[i].name, name)) {
            return &rows[i];
        }
    }
    return NULL;
}

const pen_builtin *pen_filter_find(pen_str name)
{
    return find(filters, sizeof filters / sizeof *filters, name);
}

const pen_builtin *pen_test_find(pen_str name)
{
    return find(tests, sizeof tests / sizeof *tests, name);
}

// ---- methods ----

enum kind { KIND_none, KIND_str, KIND_list, KIND_tuple, KIND_dict, KIND_int, KIND_float, KINDS };

_Static_assert((int)KINDS == (int)PEN_METHOD_KINDS, "a site has a row for each kind");

static const unsigned char kinds[PEN_T_COUNT] = {
    [PEN_T_BOOL] = KIND_int,    [PEN_T_INT] = KIND_int,   [PEN_T_BIG] = KIND_int,
    [PEN_T_FLOAT] = KIND_float, [PEN_T_STR] = KIND_str,   [PEN_T_LIST] = KIND_list,
    [PEN_T_TUPLE] = KIND_tuple, [PEN_T_DICT] = KIND_dict,
};

static const struct {
    unsigned char kind, n, least;
    const char *name, *parameters;
    pen_bound_fn *fn;
} methods[] = {
#define PEN_METHOD(type, name, least, parameters, doc)                                     \
    {KIND_##type, sizeof #name - 1, least, #name, parameters, pen_##type##_method_##name},
#include "event/methods.def"
#undef PEN_METHOD
};

_Static_assert(sizeof methods / sizeof *methods < UINT8_MAX, "a site keeps a row in a byte");

// The number of a row, from 1; 0 when the kind has no such method.
static uint8_t method_row(unsigned char kind, pen_str name)
{
    for (size_t i = 0; kind && i < sizeof methods / sizeof *methods; i++) {
        if (methods[i].kind == kind && methods[i].n == name.n &&
            memcmp(methods[i].name, name.p, name.n) == 0) {
            return (uint8_t)(i + 1);
        }
    }
    return 0;
}

void pen_method_rows(pen_str name, uint8_t rows[PEN_METHOD_KINDS])
{
    for (unsigned char kind = 0; kind < PEN_METHOD_KINDS; kind++) {
        rows[kind] = method_row(kind, name);
    }
}

pen_status pen_method_call(const pen_call *c, pen_str name, const uint8_t *rows, pen_value *out)
{
    pen_value self = c->args[0];
    if (self.tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    if (self.tag == PEN_T_DICT && pen_dict_get_str(self.u.dict, name)) {
        return PEN_E_EVAL;
    }
    unsigned char kind = self.tag < PEN_T_COUNT ? kinds[self.tag] : KIND_none;
    uint8_t row = c->vm->slow ? method_row(kind, name) : rows[kind];
    if (row == 0) {
        return PEN_E_UNKNOWN;
    }
    *out = pen_v_none();
    return pen_args_call(c, methods[row - 1].least, methods[row - 1].parameters,
                         methods[row - 1].fn, out);
}

// ---- what builtins share ----

// What is left of an iterator, which is used up.
static pen_status rest_of(pen_vm *vm, pen_list *from, pen_list **out)
{
    pen_list *l = PEN_NEW(vm->arena, pen_list);
    if (!l) {
        return PEN_E_NOMEM;
    }
    l->n = l->room = from->n - from->at;
    l->items = from->items ? from->items + from->at : NULL;
    from->at = from->n;
    *out = l;
    return pen_vm_spend(vm, l->n);
}

pen_status pen_items(pen_vm *vm, pen_value v, pen_list **out)
{
    if (v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE || v.tag == PEN_T_VIEW) {
        *out = v.u.list;
        return pen_vm_spend(vm, v.u.list->n);
    }
    pen_value iter;
    PEN_TRY(pen_op_iter(vm, v, &iter));
    return rest_of(vm, iter.u.list, out);
}

pen_status pen_items_until(pen_vm *vm, pen_value v, pen_list **out, pen_status *end)
{
    if (v.tag == PEN_T_ITER) {
        *end = (pen_status)v.aux;
        return rest_of(vm, v.u.list, out);
    }
    *end = pen_items(vm, v, out);
    if (*end == PEN_OK || pen_template_fatal(*end)) {
        return *end;
    }
    *out = pen_list_new(vm->arena, 0);
    return *out ? PEN_OK : PEN_E_NOMEM;
}

pen_status pen_iter_ends(pen_status s, pen_value *iter)
{
    if (pen_template_fatal(s)) {
        return s;
    }
    iter->aux = (uint16_t)s;
    return PEN_OK;
}

pen_status pen_call_one(pen_vm *vm, pen_bound_fn *fn, pen_value v, pen_value *out)
{
    pen_call c = {.vm = vm, .args = &v, .nargs = 1};
    pen_args a = {.vm = vm, .call = &c, .v = {v}, .has = {true}};
    return fn(&a, out);
}

pen_status pen_operand_text(const pen_args *a, pen_value *out)
{
    return pen_op_text(a->vm, a->v[0], out);
}

static bool all_digits(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!pen_is_digit(s.p[i])) {
            return false;
        }
    }
    return s.n > 0 && s.n < 19;
}

static int64_t digits_value(pen_str s)
{
    int64_t v = 0;
    return pen_num_i64(s, &v) == PEN_OK ? v : 0;
}

pen_status pen_path_parse(pen_value attribute, pen_path *out)
{
    out->n = 0;
    out->absent = pen_v_undef();
    if (attribute.tag == PEN_T_NONE) {
        return PEN_OK;
    }
    if (attribute.tag != PEN_T_STR) {
        out->parts[out->n++] = attribute;
        return PEN_OK;
    }
    pen_str rest = pen_value_str(attribute);
    for (;;) {
        size_t dot = pen_str_chr(rest, '.', 0);
        pen_str part = pen_str_head(rest, dot == PEN_NPOS ? rest.n : dot);
        if (out->n == sizeof out->parts / sizeof *out->parts) {
            return PEN_E_LIMIT;
        }
        out->parts[out->n++] =
            all_digits(part) ? pen_v_int(digits_value(part)) : pen_v_str(part);
        if (dot == PEN_NPOS) {
            return PEN_OK;
        }
        rest = pen_str_from(rest, dot + 1);
    }
}

pen_status pen_path_get(pen_vm *vm, const pen_path *p, pen_value item, pen_value *out)
{
    *out = item;
    for (unsigned i = 0; i < p->n; i++) {
        PEN_TRY(pen_op_getitem(vm, *out, p->parts[i], out));
        if (out->tag == PEN_T_UNDEF && p->absent.tag != PEN_T_UNDEF) {
            *out = p->absent;
        }
    }
    return PEN_OK;
}

pen_status pen_value_less(pen_value a, pen_value b, char what, bool *out)
{
    int order = 0;
    bool unordered = false;
    PEN_TRY(pen_value_cmp(a, b, &order, &unordered));
    bool holds = what == '<' ? order < 0 : what == 'l' ? order <= 0 : what == '>' ? order > 0
                                                                                 : order >= 0;
    *out = holds && !unordered;
    return PEN_OK;
}

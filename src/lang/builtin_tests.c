// SPDX-License-Identifier: Apache-2.0
// The tests of tests.def.
#include "event/hash.h"
#include "event/number.h"
#include "lang/builtins.h"
#include "lang/ops.h"

static pen_status answer(bool b, pen_value *out)
{
    *out = pen_v_bool(b);
    return PEN_OK;
}

static bool has_tag(const pen_args *a, pen_tag tag)
{
    return a->v[0].tag == tag;
}

pen_status pen_test_eq(const pen_args *a, pen_value *out)
{
    return answer(pen_value_eq(a->v[0], a->v[1]), out);
}

pen_status pen_test_ne(const pen_args *a, pen_value *out)
{
    return answer(!pen_value_eq(a->v[0], a->v[1]), out);
}

static pen_status order(const pen_args *a, char what, pen_value *out)
{
    bool holds = false;
    PEN_TRY(pen_value_less(a->v[0], a->v[1], what, &holds));
    return answer(holds, out);
}

pen_status pen_test_lt(const pen_args *a, pen_value *out)
{
    return order(a, '<', out);
}

pen_status pen_test_le(const pen_args *a, pen_value *out)
{
    return order(a, 'l', out);
}

pen_status pen_test_gt(const pen_args *a, pen_value *out)
{
    return order(a, '>', out);
}

pen_status pen_test_ge(const pen_args *a, pen_value *out)
{
    return order(a, 'g', out);
}

pen_status pen_test_boolean(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_BOOL), out);
}

// Undefined has a __call__ too, so Jinja calls it callable.
pen_status pen_test_callable(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_OPAQUE) || has_tag(a, PEN_T_UNDEF), out);
}

pen_status pen_test_defined(const pen_args *a, pen_value *out)
{
    return answer(!has_tag(a, PEN_T_UNDEF), out);
}

pen_status pen_test_undefined(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_UNDEF), out);
}

static pen_status divides(pen_vm *vm, pen_value v, pen_value by, bool *out)
{
    pen_value rest;
    PEN_TRY(pen_op_mod(vm, v, by, &rest));
    *out = pen_value_is_number(rest) && !pen_value_truth(rest);
    return PEN_OK;
}

pen_status pen_test_divisibleby(const pen_args *a, pen_value *out)
{
    bool even = false;
    PEN_TRY(divides(a->vm, a->v[0], a->v[1], &even));
    return answer(even, out);
}

pen_status pen_test_even(const pen_args *a, pen_value *out)
{
    bool even = false;
    PEN_TRY(divides(a->vm, a->v[0], pen_v_int(2), &even));
    return answer(even, out);
}

pen_status pen_test_odd(const pen_args *a, pen_value *out)
{
    pen_value rest;
    PEN_TRY(pen_op_mod(a->vm, a->v[0], pen_v_int(2), &rest));
    return answer(pen_value_eq(rest, pen_v_int(1)), out);
}

pen_status pen_test_escaped(const pen_args *a, pen_value *out)
{
    (void)a;
    return answer(false, out);
}

pen_status pen_test_is_false(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_BOOL) && !a->v[0].u.i, out);
}

pen_status pen_test_is_true(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_BOOL) && a->v[0].u.i, out);
}

// A value that cannot be a key of a dict cannot be looked up either.
static pen_status names(const pen_args *a, const pen_builtin *find(pen_str name), pen_value *out)
{
    uint64_t hash;
    bool text = has_tag(a, PEN_T_STR);
    PEN_TRY(answer(text && find(pen_value_str(a->v[0])), out));
    return text || pen_value_hash(a->v[0], 0, &hash) ? PEN_OK : PEN_E_TYPE;
}

pen_status pen_test_is_filter(const pen_args *a, pen_value *out)
{
    return names(a, pen_filter_find, out);
}

pen_status pen_test_is_test(const pen_args *a, pen_value *out)
{
    return names(a, pen_test_find, out);
}

pen_status pen_test_is_float(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_FLOAT), out);
}

pen_status pen_test_in(const pen_args *a, pen_value *out)
{
    bool in = false;
    PEN_TRY(pen_op_contains(a->vm, a->v[0], a->v[1], &in));
    return answer(in, out);
}

pen_status pen_test_integer(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_INT) || has_tag(a, PEN_T_BIG), out);
}

pen_status pen_test_iterable(const pen_args *a, pen_value *out)
{
    uint8_t t = a->v[0].tag;
    return answer(t == PEN_T_UNDEF || (t >= PEN_T_STR && t <= PEN_T_VIEW), out);
}

pen_status pen_test_mapping(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_DICT), out);
}

pen_status pen_test_none(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_NONE), out);
}

pen_status pen_test_number(const pen_args *a, pen_value *out)
{
    return answer(pen_value_is_number(a->v[0]), out);
}

// The same object: for containers the same one, for the rest the same type and value.
pen_status pen_test_sameas(const pen_args *a, pen_value *out)
{
    pen_value x = a->v[0], y = a->v[1];
    bool box = x.tag >= PEN_T_LIST;
    bool same = box ? x.u.p == y.u.p : pen_value_eq(x, y);
    return answer(x.tag == y.tag && x.tag != PEN_T_UNDEF && same, out); // each is its own
}

pen_status pen_test_sequence(const pen_args *a, pen_value *out)
{
    uint8_t t = a->v[0].tag;
    return answer(t == PEN_T_UNDEF || (t >= PEN_T_STR && t <= PEN_T_DICT), out);
}

pen_status pen_test_string(const pen_args *a, pen_value *out)
{
    return answer(has_tag(a, PEN_T_STR), out);
}

static pen_status text_is(const pen_args *a, pen_bound_fn *method, pen_value *out)
{
    pen_value text;
    PEN_TRY(pen_operand_text(a, &text));
    return pen_call_one(a->vm, method, text, out);
}

pen_status pen_test_lower(const pen_args *a, pen_value *out)
{
    return text_is(a, pen_str_method_islower, out);
}

pen_status pen_test_upper(const pen_args *a, pen_value *out)
{
    return text_is(a, pen_str_method_isupper, out);
}

// (int(v) & int(flag)) == int(flag), in two's complement.
pen_status pen_test_has_flag(const pen_args *a, pen_value *out)
{
    pen_value v, flag;
    PEN_TRY(pen_int_of(a->vm, a->v[0], &v));
    PEN_TRY(pen_int_of(a->vm, a->v[1], &flag));
    if (v.tag != PEN_T_INT || flag.tag != PEN_T_INT) {
        return PEN_E_RANGE;
    }
    uint64_t bits = (uint64_t)v.u.i & (uint64_t)flag.u.i;
    return answer(bits == (uint64_t)flag.u.i, out);
}

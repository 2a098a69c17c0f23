// SPDX-License-Identifier: Apache-2.0
// Filters that make or change numbers: int, float, abs, round, filesizeformat.
#include "base/limits.h"
#include "base/num.h"
#include "event/number.h"
#include "base/ublank.h"
#include "event/text_number.h"
#include "lang/builtins.h"
#include "lang/format_spec.h"
#include "lang/number_ops.h"
#include "lang/ops.h"
#include "lang/text.h"

#include <math.h>
#include <stdio.h>

// ---- int and float ----

pen_status pen_int_of(pen_vm *vm, pen_value v, pen_value *out)
{
    if (v.tag == PEN_T_STR) {
        PEN_TRY(pen_spend_bytes(vm, v.n));
        return pen_text_int(vm->arena, pen_value_str(v), out);
    }
    if (v.tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    if (v.tag == PEN_T_FLOAT && isnan(v.u.f)) {
        return PEN_E_SYNTAX; // ValueError; infinity is an OverflowError
    }
    return pen_value_is_number(v) ? pen_number_cut(vm, v, out) : PEN_E_TYPE;
}

pen_status pen_float_of(pen_vm *vm, pen_value v, double *out)
{
    if (v.tag == PEN_T_STR) {
        PEN_TRY(pen_spend_bytes(vm, v.n));
        return pen_text_float(vm->arena, pen_value_str(v), out);
    }
    return v.tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : pen_number_f64(v, out);
}

static unsigned digit_value(char c)
{
    if (pen_is_digit(c)) {
        return (unsigned)(c - '0');
    }
    return pen_is_alpha(c) ? (unsigned)(pen_to_lower(c) - 'a') + 10 : 99;
}

// 0x, 0o, 0b: the base that a prefix stands for, 0 for none.
static unsigned prefix_base(pen_str s)
{
    if (s.n < 2 || s.p[0] != '0') {
        return 0;
    }
    char c = pen_to_lower(s.p[1]);
    return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
}

// Takes a prefix that fits the base off, and finds the base when it is 0.
static pen_status take_prefix(pen_str *s, int64_t *base)
{
    unsigned named = prefix_base(*s);
    bool zero = *base == 0;
    if (named && (zero || *base == named)) {
        *s = pen_str_from(*s, 2);
        *base = named;
        if (s->n && s->p[0] == '_') {
            *s = pen_str_from(*s, 1);
        }
    } else if (zero) {
        *base = 10;
        for (size_t i = 1; s->n && s->p[0] == '0' && i < s->n; i++) {
            if (s->p[i] != '0' && s->p[i] != '_') {
                return PEN_E_SYNTAX; // 010 could be meant as octal
            }
        }
    }
    return PEN_OK;
}

static pen_status add_digits(pen_vm *vm, pen_str s, unsigned base, pen_value *out)
{
    bool after_digit = false;
    *out = pen_v_int(0);
    if (s.n > PEN_INT_DIGITS_MAX) {
        return PEN_E_LIMIT;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        unsigned d = digit_value(s.p[i]);
        if (d >= base) {
            return PEN_E_SYNTAX;
        }
        after_digit = true;
        PEN_TRY(pen_number_op(vm, '*', *out, pen_v_int(base), out));
        PEN_TRY(pen_number_op(vm, '+', *out, pen_v_int(d), out));
    }
    return after_digit ? PEN_OK : PEN_E_SYNTAX;
}

// int(text, base)
static pen_status int_in_base(pen_vm *vm, pen_str s, int64_t base, pen_value *out)
{
    if (base == 10) {
        return pen_text_int(vm->arena, s, out);
    }
    if (base < 0 || base == 1 || base > 36) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(pen_text_digits(vm->arena, pen_ublank_trim(s), &s));
    bool negative = s.n && s.p[0] == '-';
    if (negative || (s.n && s.p[0] == '+')) {
        s = pen_str_from(s, 1);
    }
    PEN_TRY(take_prefix(&s, &base));
    PEN_TRY(add_digits(vm, s, (unsigned)base, out));
    return negative ? pen_number_neg(vm, *out, out) : PEN_OK;
}

// Jinja gives the default for Python's ValueError and TypeError, and for nothing else.
static bool wants_default(pen_status s)
{
    return s == PEN_E_SYNTAX || s == PEN_E_TYPE;
}

pen_status pen_filter_to_int(const pen_args *a, pen_value *out)
{
    pen_value v = a->v[0];
    int64_t base = 10;
    double f = 0;
    pen_status s = pen_arg_int(a, 2, 10, &base);
    if (s == PEN_OK || v.tag != PEN_T_STR) {
        PEN_TRY(pen_spend_bytes(a->vm, v.tag == PEN_T_STR ? v.n : 0));
        s = v.tag == PEN_T_STR ? int_in_base(a->vm, pen_value_str(v), base, out)
                               : pen_int_of(a->vm, v, out);
    }
    if (!wants_default(s)) {
        return s;
    }
    s = pen_float_of(a->vm, v, &f);
    if (s == PEN_OK) {
        s = pen_int_of(a->vm, pen_v_float(f), out);
    }
    if (!wants_default(s)) {
        return s;
    }
    *out = a->has[1] ? a->v[1] : pen_v_int(0);
    return PEN_OK;
}

pen_status pen_filter_to_float(const pen_args *a, pen_value *out)
{
    double f = 0;
    pen_status s = pen_float_of(a->vm, a->v[0], &f);
    if (s == PEN_OK) {
        *out = pen_v_float(f);
    } else if (wants_default(s)) {
        *out = a->has[1] ? a->v[1] : pen_v_float(0);
        s = PEN_OK;
    }
    return s;
}

pen_status pen_filter_abs(const pen_args *a, pen_value *out)
{
    pen_value v = a->v[0];
    if (!pen_value_is_number(v)) {
        return v.tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    if (v.tag == PEN_T_FLOAT) {
        *out = pen_v_float(fabs(v.u.f));
        return PEN_OK;
    }
    bool unordered = false;
    bool negative = pen_number_cmp(v, pen_v_int(0), &unordered) < 0;
    return negative ? pen_number_neg(a->vm, v, out) : pen_op_pos(a->vm, v, out);
}

// ---- round ----

// round(v, -n) of an integer: half to even.
static pen_status round_int(pen_vm *vm, pen_value v, int64_t places, pen_value *out)
{
    pen_value unit, rest, twice;
    bool unordered = false;
    if (places >= 0) {
        return pen_op_pos(vm, v, out);
    }
    if (places < -PEN_INT_DIGITS_MAX) {
        *out = pen_v_int(0);
        return PEN_OK;
    }
    PEN_TRY(pen_number_pow(vm, pen_v_int(10), pen_v_int(-places), &unit));
    PEN_TRY(pen_number_op(vm, '%', v, unit, &rest));
    PEN_TRY(pen_number_op(vm, '-', v, rest, out));
    PEN_TRY(pen_number_op(vm, '*', rest, pen_v_int(2), &twice));
    int half = pen_number_cmp(twice, unit, &unordered);
    if (half == 0) {
        PEN_TRY(pen_number_op(vm, '|', *out, unit, &rest));
        PEN_TRY(pen_number_op(vm, '%', rest, pen_v_int(2), &rest));
        half = pen_value_truth(rest) ? 1 : -1;
    }
    return half > 0 ? pen_number_op(vm, '+', *out, unit, out) : PEN_OK;
}

// Makes a number of the C library's text of it, whatever its locale's point is.
static double read_back(char *text, int n, double otherwise)
{
    double out = otherwise;
    for (int i = 0; i < n; i++) {
        bool known = pen_is_digit(text[i]) || text[i] == '-' || text[i] == '+' || text[i] == 'e';
        text[i] = known ? text[i] : '.';
    }
    pen_status s = pen_num_f64(pen_str_of(text, n > 0 ? (size_t)n : 0), &out);
    return s == PEN_OK ? out : otherwise;
}

// The C library writes a double to any number of digits, half to even on its exact value,
// and reading that back is Python's round.
static double round_places(double f, int places)
{
    char text[700]; // 309 digits before the point, 323 behind it
    return read_back(text, snprintf(text, sizeof text, "%.*f", places, f), f);
}

// The decimal exponent of a double: the power of ten of its first digit.
static int64_t exponent_of(double f)
{
    char text[64];
    int64_t exponent = 0;
    int n = snprintf(text, sizeof text, "%.30e", f);
    pen_str s = {text, n > 0 ? (size_t)n : 0};
    size_t e = pen_str_chr(s, 'e', 0);
    pen_status st = e == PEN_NPOS ? PEN_E_SYNTAX : pen_num_i64(pen_str_from(s, e + 1), &exponent);
    return st == PEN_OK ? exponent : 0;
}

// round(f, -tens): keeps the digits before that place; just in front of the first digit
// only the question remains whether the number is more than half.
static double round_tens(double f, int64_t tens)
{
    char text[64];
    int64_t keep = exponent_of(f) - tens;
    if (keep >= 30) {
        return f;
    }
    if (keep >= 0) {
        return read_back(text, snprintf(text, sizeof text, "%.*e", (int)keep, f), f);
    }
    double half = pow(10, (double)tens) / 2;
    return copysign(keep == -1 && fabs(f) > half ? half * 2 : 0, f);
}

static pen_status round_common(pen_vm *vm, pen_value v, int64_t places, pen_value *out)
{
    if (v.tag != PEN_T_FLOAT) {
        return round_int(vm, v, places, out);
    }
    double f = v.u.f;
    if (!isfinite(f) || places > 323) {
        *out = v;
    } else if (places < -400) {
        *out = pen_v_float(copysign(0, f));
    } else if (places >= 0) {
        *out = pen_v_float(round_places(f, (int)places));
    } else {
        *out = pen_v_float(round_tens(f, -places));
    }
    return PEN_OK;
}

// ceil and floor: func(value * 10**precision) / 10**precision, as Jinja computes it.
static pen_status round_directed(pen_vm *vm, pen_value v, pen_value places, bool up,
                                 pen_value *out)
{
    pen_value power, scaled;
    double f = 0;
    PEN_TRY(pen_number_pow(vm, pen_v_int(10), places, &power));
    PEN_TRY(pen_number_op(vm, '*', v, power, &scaled));
    if (scaled.tag == PEN_T_FLOAT) {
        f = up ? ceil(scaled.u.f) : floor(scaled.u.f);
        PEN_TRY(pen_number_cut(vm, pen_v_float(f), &scaled));
    }
    return pen_number_op(vm, '/', scaled, power, out);
}

pen_status pen_filter_round(const pen_args *a, pen_value *out)
{
    pen_value v = a->v[0];
    int64_t places = 0;
    PEN_TRY(pen_arg_int(a, 1, 0, &places));
    if (!pen_value_is_number(v)) {
        return v.tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    pen_str how = PEN_LIT("common");
    if (a->has[2]) {
        how = a->v[2].tag == PEN_T_STR ? pen_value_str(a->v[2]) : PEN_EMPTY;
    }
    if (pen_str_eq(how, PEN_LIT("common"))) {
        return round_common(a->vm, v, places, out);
    }
    bool up = pen_str_eq(how, PEN_LIT("ceil"));
    if (!up && !pen_str_eq(how, PEN_LIT("floor"))) {
        return PEN_E_EVAL;
    }
    return round_directed(a->vm, v, pen_v_int(places), up, out);
}

// ---- filesizeformat ----

pen_status pen_filter_filesizeformat(const pen_args *a, pen_value *out)
{
    static const char *const units[2][8] = {
        {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"},
        {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}};
    bool binary = pen_arg_truth(a, 1, false);
    double bytes = 0, base = binary ? 1024 : 1000, unit = base;
    PEN_TRY(pen_float_of(a->vm, a->v[0], &bytes));
    size_t mark = a->vm->text.n;
    if (bytes < base) {
        bool one = bytes >= 1 && bytes <= 1;
        pen_value whole;
        PEN_TRY(pen_int_of(a->vm, pen_v_float(bytes), &whole));
        pen_status s = pen_value_text(whole, &a->vm->text);
        pen_buf_add(&a->vm->text, one ? PEN_LIT(" Byte") : PEN_LIT(" Bytes"));
        return pen_text_end(a->vm, mark, s, out);
    }
    unsigned i = 0;
    unit = base * base;
    while (i < 7 && !(bytes < unit)) {
        unit *= base;
        i++;
    }
    const pen_spec one_place = {.type = 'f', .precision = 1};
    pen_value number = pen_v_float(base * bytes / unit);
    pen_status s = pen_spec_put(number, &one_place, &a->vm->text);
    pen_buf_byte(&a->vm->text, ' ');
    pen_buf_add(&a->vm->text, pen_str_c(units[binary][i]));
    return pen_text_end(a->vm, mark, s, out);
}

// SPDX-License-Identifier: Apache-2.0
// The operators on numbers. 64-bit integers first; what leaves them goes through bigint.h.
#include "lang/number_ops.h"

#include "base/num.h"
#include "event/number.h"
#include "lang/bigint.h"

#include <math.h>
#include <stdio.h>

// Python's int / int is exact to here without thinking: 53 bits are a double.
#define EXACT_MAX ((int64_t)1 << 53)

static bool is_small(pen_value v)
{
    return v.tag == PEN_T_INT || v.tag == PEN_T_BOOL;
}

static uint64_t size_of(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

pen_status pen_number_f64(pen_value v, double *out)
{
    if (v.tag == PEN_T_FLOAT) {
        *out = v.u.f;
    } else if (is_small(v)) {
        *out = (double)v.u.i;
    } else if (v.tag == PEN_T_BIG) {
        PEN_TRY(pen_num_f64(pen_value_str(v), out));
        return isinf(*out) ? PEN_E_RANGE : PEN_OK;
    } else {
        return PEN_E_TYPE;
    }
    return PEN_OK;
}

// ---- integers ----

static bool add_small(char op, int64_t a, int64_t b, int64_t *out)
{
    if (op == '-') {
        if (b == INT64_MIN) {
            return false;
        }
        b = -b;
    }
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b)) {
        return false;
    }
    *out = a + b;
    return true;
}

static bool mul_small(int64_t a, int64_t b, int64_t *out)
{
    if (a != 0 && size_of(b) > (uint64_t)INT64_MAX / size_of(a)) {
        return false;
    }
    *out = a * b;
    return true;
}

// Rounded down; false for the one quotient that does not fit.
static bool div_small(char op, int64_t a, int64_t b, int64_t *out)
{
    if (a == INT64_MIN && b == -1) {
        return false;
    }
    int64_t q = a / b, r = a % b;
    bool down = r != 0 && (r < 0) != (b < 0);
    *out = op == '%' ? (down ? r + b : r) : (down ? q - 1 : q);
    return true;
}

static bool small_op(char op, int64_t a, int64_t b, int64_t *out)
{
    if (op == '*') {
        return mul_small(a, b, out);
    }
    return op == '+' || op == '-' ? add_small(op, a, b, out) : div_small(op, a, b, out);
}

static pen_status big_op(pen_vm *vm, char op, pen_value a, pen_value b, pen_value *out)
{
    pen_big x, y, r, rest;
    PEN_TRY(pen_big_from(vm->arena, a, &x));
    PEN_TRY(pen_big_from(vm->arena, b, &y));
    PEN_TRY(pen_vm_spend(vm, 1 + (uint64_t)x.n * y.n / 8));
    if (op == '+') {
        PEN_TRY(pen_big_add(vm->arena, &x, &y, &r));
    } else if (op == '-') {
        PEN_TRY(pen_big_sub(vm->arena, &x, &y, &r));
    } else if (op == '*') {
        PEN_TRY(pen_big_mul(vm->arena, &x, &y, &r));
    } else {
        PEN_TRY(pen_big_divmod(vm->arena, &x, &y, &r, &rest));
        r = op == '%' ? rest : r;
    }
    return pen_big_value(vm->arena, &r, out);
}

static pen_status int_op(pen_vm *vm, char op, pen_value a, pen_value b, pen_value *out)
{
    if ((op == '%' || op == '|') && is_small(b) && b.u.i == 0) {
        return PEN_E_RANGE;
    }
    int64_t small = 0;
    if (is_small(a) && is_small(b) && small_op(op, a.u.i, b.u.i, &small)) {
        *out = pen_v_int(small);
        return PEN_OK;
    }
    return big_op(vm, op, a, b, out);
}

// ---- floats ----

// Python's float // and %: fmod, moved to the sign of the divisor.
static double float_mod(double a, double b, double *quotient)
{
    double mod = fmod(a, b), div = (a - mod) / b;
    if (mod < 0 || mod > 0 || isnan(mod)) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1;
        }
    } else {
        mod = copysign(0, b);
    }
    if (div < 0 || div > 0 || isnan(div)) {
        double whole = floor(div);
        *quotient = div - whole > 0.5 ? whole + 1 : whole;
    } else {
        *quotient = copysign(0, a / b);
    }
    return mod;
}

static pen_status float_op(char op, pen_value a, pen_value b, pen_value *out)
{
    double x = 0, y = 0, quotient = 0;
    PEN_TRY(pen_number_f64(a, &x));
    PEN_TRY(pen_number_f64(b, &y));
    if (op == '+') {
        *out = pen_v_float(x + y);
    } else if (op == '-') {
        *out = pen_v_float(x - y);
    } else if (op == '*') {
        *out = pen_v_float(x * y);
    } else if (!(y < 0 || y > 0 || isnan(y))) {
        return PEN_E_RANGE; // division by zero
    } else if (op == '/') {
        *out = pen_v_float(x / y);
    } else {
        double mod = float_mod(x, y, &quotient);
        *out = pen_v_float(op == '%' ? mod : quotient);
    }
    return PEN_OK;
}

pen_status pen_number_op(pen_vm *vm, char op, pen_value a, pen_value b, pen_value *out)
{
    if (a.tag == PEN_T_FLOAT || b.tag == PEN_T_FLOAT) {
        return float_op(op, a, b, out);
    }
    return op == '/' ? pen_number_div(vm, a, b, out) : int_op(vm, op, a, b, out);
}

// ---- int / int ----

enum { QUOTIENT_DIGITS = 40, GONE_DIGITS = 400 };

static uint32_t digits_of(const pen_big *b)
{
    char top[20];
    return b->n ? (b->n - 1) * 9 + (uint32_t)pen_num_put_u64(top, b->limb[b->n - 1]) : 0;
}

// The quotient to forty digits and one more that says whether something is left: read as a
// decimal number that gives the double nearest to the true quotient.
static pen_status div_exact(pen_vm *vm, const pen_big *x, const pen_big *y, double *out)
{
    uint32_t have = digits_of(x), need = digits_of(y) + QUOTIENT_DIGITS;
    uint32_t shift = need > have ? need - have : 0;
    if (shift > GONE_DIGITS) {
        *out = 0;
        return PEN_OK;
    }
    pen_big up, q, rest;
    pen_value digits;
    PEN_TRY(pen_big_shift10(vm->arena, x, shift, &up));
    PEN_TRY(pen_big_divmod(vm->arena, &up, y, &q, &rest));
    PEN_TRY(pen_big_value(vm->arena, &q, &digits));
    size_t mark = vm->text.n;
    PEN_TRY(pen_value_text(digits, &vm->text));
    pen_buf_add(&vm->text, rest.n ? PEN_LIT("1e-") : PEN_LIT("0e-"));
    pen_buf_u64(&vm->text, (uint64_t)shift + 1);
    pen_status s = vm->text.failed;
    if (s == PEN_OK) {
        s = pen_num_f64(pen_str_of(vm->text.p + mark, vm->text.n - mark), out);
    }
    vm->text.n = mark;
    return s != PEN_OK ? s : isinf(*out) ? PEN_E_RANGE : PEN_OK;
}

pen_status pen_number_div(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    if (is_small(b) && b.u.i == 0) {
        return PEN_E_RANGE;
    }
    if (is_small(a) && is_small(b) && size_of(a.u.i) <= (uint64_t)EXACT_MAX &&
        size_of(b.u.i) <= (uint64_t)EXACT_MAX) {
        *out = pen_v_float((double)a.u.i / (double)b.u.i);
        return PEN_OK;
    }
    pen_big x, y;
    PEN_TRY(pen_big_from(vm->arena, a, &x));
    PEN_TRY(pen_big_from(vm->arena, b, &y));
    PEN_TRY(pen_vm_spend(vm, 1 + (uint64_t)x.n * (y.n + 5) / 8));
    bool negative = x.negative != y.negative;
    double f = 0;
    x.negative = y.negative = false;
    PEN_TRY(div_exact(vm, &x, &y, &f));
    *out = pen_v_float(negative ? -f : f);
    return PEN_OK;
}

// ---- powers ----

static pen_status float_pow(pen_value a, pen_value b, pen_value *out)
{
    double x = 0, y = 0;
    PEN_TRY(pen_number_f64(a, &x));
    PEN_TRY(pen_number_f64(b, &y));
    bool zero = !(x < 0 || x > 0 || isnan(x));
    if (zero && y < 0) {
        return PEN_E_RANGE;
    }
    if (x < 0 && isfinite(x) && isfinite(y) && floor(y) != y) {
        return PEN_E_TYPE; // Python goes on to complex numbers
    }
    double p = pow(x, y);
    *out = pen_v_float(p);
    return isinf(p) && isfinite(x) && isfinite(y) ? PEN_E_RANGE : PEN_OK;
}

pen_status pen_number_pow(pen_vm *vm, pen_value a, pen_value b, pen_value *out)
{
    bool unordered = false;
    if (a.tag == PEN_T_FLOAT || b.tag == PEN_T_FLOAT ||
        pen_number_cmp(b, pen_v_int(0), &unordered) < 0) {
        return float_pow(a, b, out);
    }
    pen_big x, p;
    PEN_TRY(pen_big_from(vm->arena, a, &x));
    uint64_t n = is_small(b) ? (uint64_t)b.u.i : UINT64_MAX;
    if (b.tag == PEN_T_BIG && (pen_value_str(b).p[b.n - 1] - '0') % 2 == 0) {
        n--; // only powers of 0, 1 and -1 get this far, and for them evenness is all
    }
    PEN_TRY(pen_vm_spend(vm, 1 + (uint64_t)x.n * 64));
    PEN_TRY(pen_big_pow(vm->arena, &x, n, &p));
    return pen_big_value(vm->arena, &p, out);
}

pen_status pen_number_neg(pen_vm *vm, pen_value a, pen_value *out)
{
    if (a.tag == PEN_T_FLOAT) {
        *out = pen_v_float(-a.u.f);
        return PEN_OK;
    }
    return pen_number_op(vm, '-', pen_v_int(0), a, out);
}

// A double beyond 64 bits is an integer; the C library writes all its digits.
pen_status pen_number_cut(pen_vm *vm, pen_value v, pen_value *out)
{
    *out = v.tag == PEN_T_BOOL ? pen_v_int(v.u.i) : v;
    if (v.tag != PEN_T_FLOAT) {
        return pen_value_is_number(v) ? PEN_OK : PEN_E_TYPE;
    }
    if (!isfinite(v.u.f)) {
        return PEN_E_RANGE;
    }
    if (v.u.f >= -9223372036854775808.0 && v.u.f < 9223372036854775808.0) {
        *out = pen_v_int((int64_t)v.u.f);
        return PEN_OK;
    }
    char text[320];
    pen_str digits;
    int n = snprintf(text, sizeof text, "%.0f", v.u.f);
    PEN_TRY(pen_arena_str(vm->arena, pen_str_of(text, n > 0 ? (size_t)n : 0), &digits));
    *out = pen_v_span(PEN_T_BIG, digits.p, digits.n);
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/literal_number.h"

#include "base/limits.h"
#include "base/num.h"
#include "lang/bigint.h"

enum { FEW = 6 }; // digits of base 16 or less that are taken at once

// ---- the text of a number ----

static bool is_digit_of(char c, unsigned base)
{
    int d = pen_hex_digit(c);
    return d >= 0 && (unsigned)d < base;
}

// Past digits with single underscores between them (one may stand first when `inner`);
// false when one stands elsewhere.
static bool scan_digits(pen_str s, size_t *at, unsigned base, bool inner)
{
    bool after_digit = inner;
    while (*at < s.n && (s.p[*at] == '_' || is_digit_of(s.p[*at], base))) {
        if (s.p[*at] == '_' && !after_digit) {
            return false;
        }
        after_digit = s.p[*at] != '_';
        ++*at;
    }
    return after_digit || inner;
}

// The digits from `from` to `to` without underscores.
static pen_status digits_of(pen_arena *a, pen_str s, size_t from, size_t to, pen_str *out)
{
    *out = pen_str_of(s.p + from, to - from);
    if (pen_str_chr(*out, '_', 0) == PEN_NPOS) {
        return PEN_OK;
    }
    char *copy = pen_arena_get(a, to - from);
    size_t n = 0;
    if (!copy) {
        return PEN_E_NOMEM;
    }
    for (size_t i = from; i < to; i++) {
        if (s.p[i] != '_') {
            copy[n++] = s.p[i];
        }
    }
    *out = pen_str_of(copy, n);
    return PEN_OK;
}

// ---- integers ----

static pen_status int_value(pen_arena *a, pen_str digits, bool negative, pen_value *out)
{
    pen_big big;
    while (digits.n > 1 && digits.p[0] == '0') {
        digits = pen_str_from(digits, 1); // only zeros get here with more than one
    }
    int64_t small = 0;
    if (pen_num_i64(digits, &small) == PEN_OK) {
        *out = pen_v_int(negative ? -small : small);
        return PEN_OK;
    }
    PEN_TRY(pen_big_from(a, pen_v_span(PEN_T_BIG, digits.p, digits.n), &big));
    big.negative = negative && big.n;
    return pen_big_value(a, &big, out);
}

// Digits [at, at + n) as a number; n is at most six.
static int64_t few_digits(pen_str digits, size_t at, size_t n, unsigned base)
{
    int64_t v = 0;
    for (size_t i = at; i < at + n; i++) {
        v = v * base + pen_hex_digit(digits.p[i]);
    }
    return v;
}

// The digits before `at` are in `sum` already.
static pen_status add_few(pen_arena *a, pen_str digits, size_t at, unsigned base, pen_big *sum)
{
    size_t n = digits.n - at < FEW ? digits.n - at : FEW;
    pen_big factor, more;
    int64_t power = 1;
    for (size_t i = 0; i < n; i++) {
        power *= base;
    }
    PEN_TRY(pen_big_from(a, pen_v_int(power), &factor));
    PEN_TRY(pen_big_from(a, pen_v_int(few_digits(digits, at, n, base)), &more));
    PEN_TRY(pen_big_mul(a, sum, &factor, sum));
    return pen_big_add(a, sum, &more, sum);
}

static pen_status radix_value(pen_arena *a, pen_str digits, unsigned base, bool negative,
                              pen_value *out)
{
    pen_big sum;
    if (digits.n == 0) {
        return PEN_E_SYNTAX;
    }
    if (digits.n > PEN_INT_DIGITS_MAX / 4) {
        return PEN_E_LIMIT;
    }
    PEN_TRY(pen_big_from(a, pen_v_int(0), &sum));
    for (size_t at = 0; at < digits.n; at += FEW) {
        PEN_TRY(add_few(a, digits, at, base, &sum));
    }
    sum.negative = negative && sum.n;
    return pen_big_value(a, &sum, out);
}

static unsigned radix_at(pen_str s, size_t at)
{
    if (s.n - at < 2 || s.p[at] != '0') {
        return 0;
    }
    char c = pen_to_lower(s.p[at + 1]);
    return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
}

static pen_status read_radix(pen_arena *a, pen_str s, size_t *at, bool negative, pen_value *out)
{
    unsigned base = radix_at(s, *at);
    size_t from = *at + 2;
    pen_str digits;
    *at = from;
    if (!scan_digits(s, at, base, true) || (*at > from && s.p[*at - 1] == '_')) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(digits_of(a, s, from, *at, &digits));
    return radix_value(a, digits, base, negative, out);
}

// ---- decimals ----

static bool scan_exponent(pen_str s, size_t *at)
{
    size_t here = *at + 1;
    if (here < s.n && (s.p[here] == '+' || s.p[here] == '-')) {
        here++;
    }
    if (here >= s.n || !pen_is_digit(s.p[here])) {
        return false;
    }
    *at = here;
    return scan_digits(s, at, 10, false);
}

// Past a decimal number; *whole: it has neither point nor exponent.
static bool scan_decimal(pen_str s, size_t *at, bool *whole)
{
    size_t from = *at;
    *whole = true;
    if (pen_is_digit(s.p[*at]) && !scan_digits(s, at, 10, false)) {
        return false;
    }
    size_t digits = *at - from;
    if (*at < s.n && s.p[*at] == '.') {
        *whole = false;
        ++*at;
        size_t fraction = *at;
        if (*at < s.n && pen_is_digit(s.p[*at]) && !scan_digits(s, at, 10, false)) {
            return false;
        }
        digits += *at - fraction;
    }
    if (*at < s.n && pen_to_lower(s.p[*at]) == 'e') {
        *whole = false;
        return digits && scan_exponent(s, at);
    }
    return digits > 0;
}

static bool zeros_lead(pen_str digits)
{
    bool other = false;
    for (size_t i = 0; i < digits.n; i++) {
        other = other || digits.p[i] != '0';
    }
    return digits.n > 1 && digits.p[0] == '0' && other;
}

static pen_status read_decimal(pen_arena *a, pen_str s, size_t *at, bool negative,
                               pen_value *out)
{
    size_t from = *at;
    bool whole;
    pen_str digits;
    double f = 0;
    if (!scan_decimal(s, at, &whole)) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(digits_of(a, s, from, *at, &digits));
    if (whole) {
        return zeros_lead(digits) ? PEN_E_SYNTAX : int_value(a, digits, negative, out);
    }
    PEN_TRY(pen_num_f64(digits, &f));
    *out = pen_v_float(negative ? -f : f);
    return PEN_OK;
}

pen_status pen_literal_number(pen_arena *a, pen_str s, size_t *at, bool negative,
                              pen_value *out)
{
    if (*at >= s.n || !(pen_is_digit(s.p[*at]) || s.p[*at] == '.')) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(radix_at(s, *at) ? read_radix(a, s, at, negative, out)
                             : read_decimal(a, s, at, negative, out));
    bool touches = *at < s.n && (pen_is_alpha(s.p[*at]) || s.p[*at] == '_' ||
                                 pen_is_digit(s.p[*at]) || (unsigned char)s.p[*at] >= 0x80);
    return touches ? PEN_E_SYNTAX : PEN_OK;
}

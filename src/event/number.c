// SPDX-License-Identifier: Apache-2.0
#include "event/number.h"

#include <math.h>
#include <stdio.h>

static int sign(bool less, bool more)
{
    return (int)more - (int)less;
}

static int cmp_int_float(int64_t i, double f)
{
    if (f >= 9223372036854775808.0) {
        return -1;
    }
    if (f < -9223372036854775808.0) {
        return 1;
    }
    double whole = trunc(f);
    int64_t k = (int64_t)whole;
    return i != k ? sign(i < k, i > k) : sign(f > whole, f < whole);
}

static bool negative(pen_str digits)
{
    return digits.n > 0 && digits.p[0] == '-';
}

// Canonical decimal texts: the longer one is the greater in size.
static int cmp_digits(pen_str a, pen_str b)
{
    if (negative(a) != negative(b)) {
        return negative(a) ? -1 : 1;
    }
    int c = a.n != b.n ? sign(a.n < b.n, a.n > b.n) : memcmp(a.p, b.p, a.n);
    return negative(a) ? -c : c;
}

static int cmp_big_float(pen_str big, double f)
{
    if (fabs(f) < 9223372036854775808.0) {
        return negative(big) ? -1 : 1;
    }
    if (isinf(f)) {
        return f > 0 ? -1 : 1;
    }
    char text[320]; // the largest double has 309 digits before its point
    int n = snprintf(text, sizeof text, "%.0f", f);
    return cmp_digits(big, pen_str_of(text, n > 0 ? (size_t)n : 0));
}

// Neither is a float.
static int cmp_integers(pen_value a, pen_value b)
{
    if (a.tag == PEN_T_BIG && b.tag == PEN_T_BIG) {
        return cmp_digits(pen_value_str(a), pen_value_str(b));
    }
    if (a.tag == PEN_T_BIG) {
        return negative(pen_value_str(a)) ? -1 : 1;
    }
    if (b.tag == PEN_T_BIG) {
        return negative(pen_value_str(b)) ? 1 : -1;
    }
    return sign(a.u.i < b.u.i, a.u.i > b.u.i);
}

static int cmp_with_float(pen_value a, double f)
{
    if (a.tag == PEN_T_FLOAT) {
        return sign(a.u.f < f, a.u.f > f);
    }
    return a.tag == PEN_T_BIG ? cmp_big_float(pen_value_str(a), f) : cmp_int_float(a.u.i, f);
}

int pen_number_cmp(pen_value a, pen_value b, bool *unordered)
{
    *unordered = (a.tag == PEN_T_FLOAT && isnan(a.u.f)) || (b.tag == PEN_T_FLOAT && isnan(b.u.f));
    if (*unordered) {
        return 0;
    }
    if (b.tag == PEN_T_FLOAT) {
        return cmp_with_float(a, b.u.f);
    }
    if (a.tag == PEN_T_FLOAT) {
        return -cmp_with_float(b, a.u.f);
    }
    return cmp_integers(a, b);
}

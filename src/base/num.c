// SPDX-License-Identifier: Apache-2.0
// Reading a decimal as a double: most numbers of logs have at most 53 bits and a small
// exponent, so one exact multiplication or division rounds them correctly (W. Clinger, "How
// to Read Floating Point Numbers Accurately", 1990). All others are divided exactly in
// binary, bit by bit, over integers of bounded size. strtod is not used: it depends on the
// locale, which belongs to the program around the library.
//
// Writing one: a double of at most 15 digits is found by scaling; otherwise the C library
// gives 15, 16 or 17 correctly rounded digits, and the first that read back win.
#include "base/num.h"

#include <math.h>
#include <stdio.h>

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

size_t pen_num_put_u64(char *to, uint64_t v)
{
    char digits[20];
    size_t i = sizeof digits;
    while (v >= 100) {
        i -= 2;
        memcpy(digits + i, pairs + v % 100 * 2, 2);
        v /= 100;
    }
    if (v >= 10) {
        i -= 2;
        memcpy(digits + i, pairs + v * 2, 2);
    } else {
        digits[--i] = (char)('0' + v);
    }
    memcpy(to, digits + i, sizeof digits - i);
    return sizeof digits - i;
}

size_t pen_num_put_i64(char *to, int64_t v)
{
    if (v >= 0) {
        return pen_num_put_u64(to, (uint64_t)v);
    }
    *to = '-';
    return 1 + pen_num_put_u64(to + 1, 0 - (uint64_t)v);
}

pen_status pen_num_u64(pen_str s, uint64_t *out)
{
    uint64_t v = 0;
    bool over = false;
    if (s.n == 0) {
        return PEN_E_SYNTAX;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!pen_is_digit(s.p[i])) {
            return PEN_E_SYNTAX;
        }
        uint64_t d = (uint64_t)(s.p[i] - '0');
        over = over || v > (UINT64_MAX - d) / 10;
        v = over ? 0 : v * 10 + d;
    }
    if (over) {
        return PEN_E_RANGE;
    }
    *out = v;
    return PEN_OK;
}

// Takes a leading sign off `s`; true when it is '-'.
static bool take_sign(pen_str *s)
{
    if (s->n == 0 || (s->p[0] != '-' && s->p[0] != '+')) {
        return false;
    }
    bool negative = s->p[0] == '-';
    *s = pen_str_from(*s, 1);
    return negative;
}

pen_status pen_num_i64(pen_str s, int64_t *out)
{
    uint64_t v = 0;
    bool negative = take_sign(&s);
    PEN_TRY(pen_num_u64(s, &v));
    if (v > (uint64_t)INT64_MAX + negative) {
        return PEN_E_RANGE;
    }
    // -2^63 has no positive twin: negate before the conversion, which keeps the bits.
    *out = (int64_t)(negative ? 0 - v : v);
    return PEN_OK;
}

// The parts of a decimal number: whole.frac × 10^exp.
typedef struct decimal {
    pen_str whole, frac;
    int64_t exp;
    bool negative;
} decimal;

static pen_str take_digits(pen_str *s)
{
    size_t n = 0;
    while (n < s->n && pen_is_digit(s->p[n])) {
        n++;
    }
    pen_str digits = pen_str_head(*s, n);
    *s = pen_str_from(*s, n);
    return digits;
}

// Larger exponents than this change nothing: no text has as many digits to make up for it.
#define EXPONENT_MAX INT64_C(1000000000000000)

static pen_status take_exponent(pen_str *s, int64_t *out)
{
    int64_t e = 0;
    if (s->n == 0 || pen_to_lower(s->p[0]) != 'e') {
        return PEN_OK;
    }
    *s = pen_str_from(*s, 1);
    bool negative = take_sign(s);
    pen_str digits = take_digits(s);
    if (digits.n == 0) {
        return PEN_E_SYNTAX;
    }
    for (size_t i = 0; i < digits.n && e < EXPONENT_MAX; i++) {
        e = e * 10 + (digits.p[i] - '0');
    }
    *out = negative ? -e : e;
    return PEN_OK;
}

static pen_status split(pen_str s, decimal *d)
{
    *d = (decimal){.negative = take_sign(&s)};
    d->whole = take_digits(&s);
    if (s.n && s.p[0] == '.') {
        s = pen_str_from(s, 1);
        d->frac = take_digits(&s);
    }
    if (d->whole.n + d->frac.n == 0) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(take_exponent(&s, &d->exp));
    return s.n ? PEN_E_SYNTAX : PEN_OK;
}

static pen_str without_leading_zeros(pen_str s)
{
    while (s.n && s.p[0] == '0') {
        s = pen_str_from(s, 1);
    }
    return s;
}

// Makes the digits of whole and frac one integer, times 10^exp, without useless zeros.
static void make_integer(decimal *d)
{
    while (d->frac.n && d->frac.p[d->frac.n - 1] == '0') {
        d->frac.n--;
    }
    d->exp -= (int64_t)d->frac.n;
    d->whole = without_leading_zeros(d->whole);
    if (d->whole.n == 0) {
        d->frac = without_leading_zeros(d->frac);
    }
}

// An integer of up to 3,072 bits, least significant word first. The largest that occurs
// has 2,640: 771 digits (2,562 bits) or 5^1101 (2,557), aligned to each other, doubled.
enum { BIG_WORDS = 96 };

typedef struct big {
    uint32_t w[BIG_WORDS];
    size_t n; // words in use; the top one is not 0
} big;

static void big_mul_add(big *b, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (size_t i = 0; i < b->n; i++) {
        carry += (uint64_t)b->w[i] * factor;
        b->w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && b->n < BIG_WORDS) {
        b->w[b->n++] = (uint32_t)carry;
    }
}

static void big_mul_pow5(big *b, uint64_t k)
{
    enum { STEP = 13 }; // 5^13 is the largest that fits a word
    for (; k >= STEP; k -= STEP) {
        big_mul_add(b, 1220703125u, 0);
    }
    for (; k; k--) {
        big_mul_add(b, 5, 0);
    }
}

static int big_bits(const big *b)
{
    int bits = (int)(b->n - 1) * 32;
    for (uint32_t top = b->w[b->n - 1]; top; top >>= 1) {
        bits++;
    }
    return bits;
}

static void big_shift(big *b, int by)
{
    big_mul_add(b, 1u << by % 32, 0);
    size_t words = (size_t)by / 32;
    if (words && b->n + words <= BIG_WORDS) {
        memmove(b->w + words, b->w, b->n * sizeof b->w[0]);
        memset(b->w, 0, words * sizeof b->w[0]);
        b->n += words;
    }
}

static bool big_less(const big *a, const big *b)
{
    if (a->n != b->n) {
        return a->n < b->n;
    }
    for (size_t i = a->n; i-- > 0;) {
        if (a->w[i] != b->w[i]) {
            return a->w[i] < b->w[i];
        }
    }
    return false;
}

// a -= b, which is not larger.
static void big_sub(big *a, const big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->n; i++) {
        uint64_t take = (i < b->n ? b->w[i] : 0) + borrow;
        borrow = a->w[i] < take;
        a->w[i] = (uint32_t)(a->w[i] - take);
    }
    while (a->n && a->w[a->n - 1] == 0) {
        a->n--;
    }
}

// More digits than these cannot change a double, except by whether all the others are 0:
// no number half way between two doubles has more than 767 digits.
enum { DIGITS_MAX = 770 };

static void big_push(big *b, pen_str digits)
{
    for (size_t i = 0; i < digits.n; i++) {
        big_mul_add(b, 10, (uint32_t)(digits.p[i] - '0'));
    }
}

// The digits of `d` as an integer; d->exp grows by the number of digits left out.
static void big_read(big *b, decimal *d)
{
    pen_str whole = pen_str_head(d->whole, DIGITS_MAX);
    pen_str frac = pen_str_head(d->frac, DIGITS_MAX - whole.n);
    pen_str rest = pen_str_from(d->whole, whole.n);
    pen_str rest_frac = pen_str_from(d->frac, frac.n);
    b->n = 0;
    big_push(b, whole);
    big_push(b, frac);
    d->exp += (int64_t)(rest.n + rest_frac.n);
    if (without_leading_zeros(rest).n + without_leading_zeros(rest_frac).n) {
        big_mul_add(b, 10, 1);
        d->exp--;
    }
}

static double from_bits(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

// (q + something below 1 when `more`) × 2^(exp - 63), with the top bit of q set, rounded
// half to even as a double.
static double round_to_double(uint64_t q, bool more, int exp)
{
    int drop = exp < -1022 ? 11 + (-1022 - exp) : 11;
    if (exp > 1023) {
        return HUGE_VAL;
    }
    if (drop > 64) {
        return 0.0;
    }
    uint64_t kept = drop == 64 ? 0 : q >> drop;
    uint64_t rest = drop == 64 ? q : q & ((UINT64_C(1) << drop) - 1);
    uint64_t half = UINT64_C(1) << (drop - 1);
    kept += rest > half || (rest == half && (more || (kept & 1)));
    // A carry out of the fraction goes into the exponent, as it should.
    return from_bits(exp < -1022 ? kept : ((uint64_t)(exp + 1022) << 52) + kept);
}

// num / den × 2^exp, both not zero.
static double divide(big *num, big *den, int exp)
{
    int by = big_bits(num) - big_bits(den);
    big_shift(by < 0 ? num : den, by < 0 ? -by : by);
    exp += by;
    if (big_less(num, den)) {
        big_shift(num, 1);
        exp--;
    }
    uint64_t q = 0; // now 1 <= num/den < 2: 64 bits of the quotient
    for (int i = 0; i < 64; i++) {
        bool bit = !big_less(num, den);
        q = q << 1 | bit;
        if (bit) {
            big_sub(num, den);
        }
        big_mul_add(num, 2, 0);
    }
    return round_to_double(q, num->n != 0, exp);
}

static double exactly(decimal *d)
{
    big num, den = {.w = {1}, .n = 1};
    big_read(&num, d);
    big_mul_pow5(d->exp < 0 ? &den : &num, (uint64_t)(d->exp < 0 ? -d->exp : d->exp));
    return divide(&num, &den, (int)d->exp);
}

// The powers of ten that a double holds exactly.
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool quickly(const decimal *d, double *out)
{
    char digits[19]; // fit 64 bits
    size_t n = d->whole.n + d->frac.n;
    uint64_t m = 0;
    if (n > sizeof digits || d->exp < -22 || d->exp > 22) {
        return false;
    }
    memcpy(digits, d->whole.n ? d->whole.p : digits, d->whole.n);
    memcpy(digits + d->whole.n, d->frac.n ? d->frac.p : digits, d->frac.n);
    for (size_t i = 0; i < n; i++) {
        m = m * 10 + (uint64_t)(digits[i] - '0');
    }
    if (m > UINT64_C(1) << 53) {
        return false;
    }
    *out = d->exp < 0 ? (double)m / tens[-d->exp] : (double)m * tens[d->exp];
    return true;
}

// The absolute value of what `d` says.
static double magnitude(decimal *d)
{
    double v = 0.0;
    make_integer(d);
    int64_t n = (int64_t)(d->whole.n + d->frac.n);
    if (n == 0 || quickly(d, &v)) {
        return v;
    }
    // The value is below 10^(n + exp) and at least a tenth of that.
    if (d->exp > 310 - n) {
        return HUGE_VAL;
    }
    return d->exp < -330 - n ? 0.0 : exactly(d);
}

pen_status pen_num_f64(pen_str s, double *out)
{
    decimal d;
    PEN_TRY(split(s, &d));
    double v = magnitude(&d);
    *out = d.negative ? -v : v;
    return PEN_OK;
}

// Digits d1 d2 … dn standing for d1.d2…dn × 10^exp.
typedef struct digits {
    char d[24];
    size_t n;
    int exp;
} digits;

static double read_back(const digits *x)
{
    decimal d = {.whole = {x->d, x->n}, .exp = x->exp + 1 - (int)x->n};
    return magnitude(&d);
}

// `n` correctly rounded digits of `v`. Whatever stands for the point is left out.
static void round_to(digits *x, double v, int n)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%.*e", n - 1, v);
    size_t i = 0;
    x->n = 0;
    for (; i < (size_t)len && text[i] != 'e'; i++) {
        if (pen_is_digit(text[i]) && x->n < sizeof x->d) {
            x->d[x->n++] = text[i];
        }
    }
    int64_t e = 0;
    pen_str exponent = pen_str_from(pen_str_of(text, (size_t)len), i + 1);
    x->exp = pen_num_i64(exponent, &e) == PEN_OK ? (int)e : 0;
}

// Adds one to the last digit.
static void step_up(digits *x)
{
    size_t i = x->n;
    while (i-- > 0) {
        if (x->d[i] != '9') {
            x->d[i]++;
            return;
        }
        x->d[i] = '0';
    }
    x->d[0] = '1';
    x->exp++;
}

static bool is_power_of_two(double v)
{
    int e;
    return frexp(v, &e) == 0.5;
}

// The fewest digits that read back as `v` (> 0, finite), the nearest of those.
static void shortest(digits *x, double v)
{
    // Up to 15 digits, each text has a double of its own, unless `v` is subnormal.
    int n = v < 2.2250738585072014e-308 ? 1 : 15;
    for (; n <= 17; n++) {
        round_to(x, v, n);
        if (read_back(x) == v) {
            return;
        }
        // Below a power of two the doubles are twice as dense: the nearest text may lie
        // there and belong to another, while the next above is still ours.
        step_up(x);
        if (is_power_of_two(v) && read_back(x) == v) {
            return;
        }
    }
}

// Sets `x` from an integer m × 10^-scale.
static void from_integer(digits *x, uint64_t m, int scale)
{
    x->n = pen_num_put_u64(x->d, m);
    x->exp = (int)x->n - 1 - scale;
}

// Finds up to 15 digits by scaling. The product with a power of ten is off by less
// than a third below 1e15, so that its nearest integer is the right one when there is one;
// and the division is the exact reading of Clinger again.
static bool short_decimal(digits *x, double v)
{
    if (v >= 1e15 || v < 1e-5) {
        return false;
    }
    for (int scale = 0; scale <= 20; scale++) {
        double m = floor(v * tens[scale] + 0.5);
        if (m >= 1e15) {
            return false;
        }
        if (m / tens[scale] == v) {
            from_integer(x, (uint64_t)m, scale);
            return true;
        }
    }
    return false;
}

static void drop_zeros(digits *x)
{
    while (x->n > 1 && x->d[x->n - 1] == '0') {
        x->n--;
    }
}

static size_t put(char *to, const char *from, size_t n)
{
    memcpy(to, from, n);
    return n;
}

// d.ddde±xx
static size_t put_scientific(char *to, const digits *x)
{
    size_t at = put(to, x->d, 1);
    unsigned e = (unsigned)(x->exp < 0 ? -x->exp : x->exp);
    if (x->n > 1) {
        to[at++] = '.';
        at += put(to + at, x->d + 1, x->n - 1);
    }
    at += put(to + at, x->exp < 0 ? "e-" : "e+", 2);
    if (e < 10) {
        to[at++] = '0';
    }
    return at + pen_num_put_u64(to + at, e);
}

// 0.000ddd, dd.ddd or ddd000.0, with -4 <= exp < 16
static size_t put_plain(char *to, const digits *x)
{
    if (x->exp < 0) {
        size_t at = put(to, "0.000", (size_t)(1 - x->exp));
        return at + put(to + at, x->d, x->n);
    }
    size_t whole = (size_t)x->exp + 1;
    size_t given = x->n < whole ? x->n : whole;
    size_t at = put(to, x->d, given);
    at += put(to + at, "0000000000000000", whole - given);
    to[at++] = '.';
    if (x->n <= whole) {
        to[at++] = '0';
        return at;
    }
    return at + put(to + at, x->d + whole, x->n - whole);
}

size_t pen_num_put_f64(char *to, double v)
{
    digits x = {.n = 0};
    size_t at = 0;
    if (isnan(v)) {
        return put(to, "nan", 3);
    }
    if (signbit(v)) {
        to[at++] = '-';
        v = -v;
    }
    if (isinf(v)) {
        return at + put(to + at, "inf", 3);
    }
    if (v == 0.0) {
        return at + put(to + at, "0.0", 3);
    }
    if (!short_decimal(&x, v)) {
        shortest(&x, v);
    }
    drop_zeros(&x);
    return at + (x.exp < -4 || x.exp >= 16 ? put_scientific(to + at, &x)
                                           : put_plain(to + at, &x));
}

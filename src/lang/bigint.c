// SPDX-License-Identifier: Apache-2.0
#include "lang/bigint.h"

#include "base/num.h"

enum {
    BASE = 1000000000,
    BASE_DIGITS = 9,
    LIMBS_MAX = 2 * (PEN_INT_DIGITS_MAX / BASE_DIGITS + 2), // a product before it is judged
};

static pen_status fresh(pen_arena *a, uint32_t n, pen_big *out)
{
    if (n > LIMBS_MAX) {
        return PEN_E_LIMIT;
    }
    out->limb = pen_arena_zero(a, n ? n : 1, sizeof *out->limb);
    out->n = n;
    out->negative = false;
    return out->limb ? PEN_OK : PEN_E_NOMEM;
}

static void trim(pen_big *b)
{
    while (b->n && b->limb[b->n - 1] == 0) {
        b->n--;
    }
    b->negative = b->negative && b->n;
}

static pen_status from_digits(pen_arena *a, pen_str s, pen_big *out)
{
    bool negative = s.n && s.p[0] == '-';
    s = negative ? pen_str_from(s, 1) : s;
    if (s.n > PEN_INT_DIGITS_MAX) {
        return PEN_E_LIMIT;
    }
    PEN_TRY(fresh(a, (uint32_t)((s.n + BASE_DIGITS - 1) / BASE_DIGITS), out));
    for (size_t i = 0; i < s.n; i++) {
        uint32_t *limb = &out->limb[(s.n - 1 - i) / BASE_DIGITS];
        *limb = *limb * 10 + (uint32_t)(s.p[i] - '0');
    }
    out->negative = negative;
    trim(out);
    return PEN_OK;
}

pen_status pen_big_from(pen_arena *a, pen_value v, pen_big *out)
{
    char text[24];
    if (v.tag == PEN_T_BIG) {
        return from_digits(a, pen_value_str(v), out);
    }
    if (v.tag != PEN_T_INT && v.tag != PEN_T_BOOL) {
        return PEN_E_TYPE;
    }
    return from_digits(a, pen_str_of(text, pen_num_put_i64(text, v.u.i)), out);
}

// Writes the digits of a limb, with leading zeros unless it is the highest.
static char *put_limb(char *to, uint32_t limb, bool highest)
{
    if (highest) {
        return to + pen_num_put_u64(to, limb);
    }
    for (int i = BASE_DIGITS - 1; i >= 0; i--) {
        to[i] = (char)('0' + limb % 10);
        limb /= 10;
    }
    return to + BASE_DIGITS;
}

pen_status pen_big_value(pen_arena *a, const pen_big *b, pen_value *out)
{
    char *text = pen_arena_get(a, (size_t)b->n * BASE_DIGITS + 21);
    if (!text) {
        return PEN_E_NOMEM;
    }
    char *to = text;
    if (b->negative) {
        *to++ = '-';
    }
    if (b->n == 0) {
        *to++ = '0';
    }
    for (uint32_t i = b->n; i-- > 0;) {
        to = put_limb(to, b->limb[i], i + 1 == b->n);
    }
    pen_str s = {text, (size_t)(to - text)};
    int64_t small = 0;
    if (pen_num_i64(s, &small) == PEN_OK) {
        *out = pen_v_int(small);
        return PEN_OK;
    }
    *out = pen_v_span(PEN_T_BIG, s.p, s.n);
    return s.n - b->negative > PEN_INT_DIGITS_MAX ? PEN_E_LIMIT : PEN_OK;
}

// ---- sizes (signs left out) ----

static int cmp_size(const pen_big *x, const pen_big *y)
{
    if (x->n != y->n) {
        return x->n < y->n ? -1 : 1;
    }
    for (uint32_t i = x->n; i-- > 0;) {
        if (x->limb[i] != y->limb[i]) {
            return x->limb[i] < y->limb[i] ? -1 : 1;
        }
    }
    return 0;
}

static pen_status add_size(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out)
{
    uint32_t n = (x->n > y->n ? x->n : y->n) + 1;
    pen_big result; // `out` may be one of the operands
    PEN_TRY(fresh(a, n, &result));
    uint32_t carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t sum = carry + (i < x->n ? x->limb[i] : 0) + (i < y->n ? y->limb[i] : 0);
        carry = sum >= BASE;
        result.limb[i] = carry ? sum - BASE : sum;
    }
    trim(&result);
    *out = result;
    return PEN_OK;
}

// x is not smaller than y.
static pen_status sub_size(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out)
{
    pen_big result;
    PEN_TRY(fresh(a, x->n, &result));
    uint32_t borrow = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        uint32_t take = borrow + (i < y->n ? y->limb[i] : 0);
        borrow = x->limb[i] < take;
        result.limb[i] = x->limb[i] + (borrow ? BASE : 0) - take;
    }
    trim(&result);
    *out = result;
    return PEN_OK;
}

static pen_status add_signed(pen_arena *a, const pen_big *x, const pen_big *y, bool negate,
                             pen_big *out)
{
    bool y_negative = y->negative != negate;
    bool negative = x->negative; // read before `out`, which may be x
    if (negative == y_negative) {
        PEN_TRY(add_size(a, x, y, out));
    } else if (cmp_size(x, y) >= 0) {
        PEN_TRY(sub_size(a, x, y, out));
    } else {
        PEN_TRY(sub_size(a, y, x, out));
        negative = y_negative;
    }
    out->negative = negative && out->n;
    return PEN_OK;
}

pen_status pen_big_add(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out)
{
    return add_signed(a, x, y, false, out);
}

pen_status pen_big_sub(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out)
{
    return add_signed(a, x, y, true, out);
}

// to += x * factor, `to` being long enough.
static void add_multiple(uint32_t *to, const pen_big *x, uint32_t factor)
{
    uint64_t carry = 0;
    uint32_t i = 0;
    for (; i < x->n; i++) {
        carry += to[i] + (uint64_t)x->limb[i] * factor;
        to[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    for (; carry; i++) {
        carry += to[i];
        to[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
}

pen_status pen_big_mul(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out)
{
    pen_big product;
    PEN_TRY(fresh(a, x->n + y->n, &product));
    for (uint32_t i = 0; x->n && i < y->n; i++) {
        add_multiple(product.limb + i, x, y->limb[i]);
    }
    product.negative = x->negative != y->negative;
    trim(&product);
    *out = product;
    return PEN_OK;
}

pen_status pen_big_shift10(pen_arena *a, const pen_big *x, uint32_t digits, pen_big *out)
{
    uint32_t limbs = digits / BASE_DIGITS, factor = 1;
    for (uint32_t i = 0; i < digits % BASE_DIGITS; i++) {
        factor *= 10;
    }
    pen_big shifted;
    PEN_TRY(fresh(a, x->n + limbs + 1, &shifted));
    add_multiple(shifted.limb + limbs, x, factor);
    shifted.negative = x->negative;
    trim(&shifted);
    *out = shifted;
    return PEN_OK;
}

// ---- division ----

// One limb: how often `by` goes into it, from the top down.
static void div_by_limb(const pen_big *x, uint32_t by, pen_big *quotient, pen_big *rest)
{
    uint64_t left = 0;
    for (uint32_t i = x->n; i-- > 0;) {
        left = left * BASE + x->limb[i];
        quotient->limb[i] = (uint32_t)(left / by);
        left %= by;
    }
    rest->limb[0] = (uint32_t)left;
}

// u -= v * q at its limbs [at, at + v->n]; true when that went below zero.
static bool sub_multiple(pen_big *u, const pen_big *v, uint32_t q, uint32_t at)
{
    uint64_t carry = 0;
    uint32_t borrow = 0;
    for (uint32_t i = 0; i <= v->n; i++) {
        carry += i < v->n ? (uint64_t)v->limb[i] * q : 0;
        uint32_t take = (uint32_t)(carry % BASE) + borrow;
        carry /= BASE;
        uint32_t have = u->limb[at + i];
        borrow = have < take;
        u->limb[at + i] = have + (borrow ? BASE : 0) - take;
    }
    return borrow;
}

// Undoes one multiple too many; true when that reached zero again.
static bool add_back(pen_big *u, const pen_big *v, uint32_t at)
{
    uint32_t carry = 0;
    for (uint32_t i = 0; i <= v->n; i++) {
        uint32_t sum = carry + u->limb[at + i] + (i < v->n ? v->limb[i] : 0);
        carry = sum >= BASE;
        u->limb[at + i] = carry ? sum - BASE : sum;
    }
    return carry;
}

// A quotient limb from the two highest limbs left and the highest of the divisor: at most
// two too large when that one is at least half the base (Knuth, TAOCP 4.3.1, theorem B).
static uint32_t guess(const pen_big *u, const pen_big *v, uint32_t at)
{
    uint64_t top = (uint64_t)u->limb[at + v->n] * BASE + u->limb[at + v->n - 1];
    uint64_t q = top / v->limb[v->n - 1];
    return (uint32_t)(q < BASE ? q : BASE - 1);
}

// Knuth's algorithm D; v has two limbs or more, x is not smaller. Both are scaled first.
static pen_status div_long(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *quotient,
                           pen_big *rest)
{
    uint32_t scale = BASE / (y->limb[y->n - 1] + 1);
    pen_big u, v;
    PEN_TRY(fresh(a, x->n + 1, &u));
    PEN_TRY(fresh(a, y->n + 1, &v));
    add_multiple(u.limb, x, scale);
    add_multiple(v.limb, y, scale);
    v.n = y->n;
    for (uint32_t at = x->n - y->n + 1; at-- > 0;) {
        uint32_t q = guess(&u, &v, at);
        bool below = sub_multiple(&u, &v, q, at);
        while (below) { // twice at most, says the theorem
            below = !add_back(&u, &v, at);
            q--;
        }
        quotient->limb[at] = q;
    }
    u.n = y->n;
    pen_big none;
    PEN_TRY(fresh(a, u.n, rest));
    PEN_TRY(fresh(a, 1, &none));
    div_by_limb(&u, scale, rest, &none);
    return PEN_OK;
}

// Sizes only, cut toward zero.
static pen_status div_size(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *quotient,
                           pen_big *rest)
{
    PEN_TRY(fresh(a, x->n, quotient));
    PEN_TRY(fresh(a, x->n ? x->n : 1, rest));
    if (cmp_size(x, y) < 0) {
        quotient->n = 0;
        if (x->n) {
            memcpy(rest->limb, x->limb, x->n * sizeof *x->limb);
        }
    } else if (y->n == 1) {
        div_by_limb(x, y->limb[0], quotient, rest);
    } else {
        PEN_TRY(div_long(a, x, y, quotient, rest));
    }
    trim(quotient);
    trim(rest);
    return PEN_OK;
}

pen_status pen_big_divmod(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *quotient,
                          pen_big *remainder)
{
    if (y->n == 0) {
        return PEN_E_RANGE;
    }
    pen_big q, r;
    PEN_TRY(div_size(a, x, y, &q, &r));
    if (x->negative != y->negative && r.n) { // rounded toward zero: one further down
        uint32_t one_limb = 1;
        pen_big one = {&one_limb, 1, false};
        PEN_TRY(add_size(a, &q, &one, &q));
        PEN_TRY(sub_size(a, y, &r, &r));
    }
    q.negative = x->negative != y->negative && q.n;
    r.negative = y->negative && r.n;
    *quotient = q;
    *remainder = r;
    return PEN_OK;
}

pen_status pen_big_pow(pen_arena *a, const pen_big *x, uint64_t n, pen_big *out)
{
    pen_big power = *x, result;
    PEN_TRY(fresh(a, 1, &result));
    result.limb[0] = 1;
    bool unit = x->n == 0 || (x->n == 1 && x->limb[0] == 1);
    n = unit && n > 2 ? 2 + (n & 1) : n; // powers of 0, 1 and -1 repeat
    for (; n; n >>= 1) {
        if (n & 1) {
            PEN_TRY(pen_big_mul(a, &result, &power, &result));
        }
        if (n > 1) {
            PEN_TRY(pen_big_mul(a, &power, &power, &power));
        }
    }
    *out = result;
    return PEN_OK;
}

// ---- binary ----

// words = words * 10 + digit
static void add_digit(uint32_t *words, uint32_t *n, uint32_t digit)
{
    uint64_t carry = digit;
    for (uint32_t i = 0; i < *n; i++) {
        carry += (uint64_t)words[i] * 10;
        words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) {
        words[(*n)++] = (uint32_t)carry;
    }
}

pen_status pen_big_words(pen_str digits, uint32_t words[PEN_BIG_WORDS_MAX], uint32_t *n)
{
    digits = digits.n && digits.p[0] == '-' ? pen_str_from(digits, 1) : digits;
    *n = 0;
    if (digits.n > PEN_INT_DIGITS_MAX) {
        return PEN_E_LIMIT;
    }
    for (size_t i = 0; i < digits.n; i++) {
        add_digit(words, n, (uint32_t)(digits.p[i] - '0'));
    }
    return PEN_OK;
}

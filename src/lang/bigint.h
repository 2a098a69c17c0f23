// SPDX-License-Identifier: Apache-2.0
// Integers of any length up to PEN_INT_DIGITS_MAX decimal digits, for the rare template that
// leaves 64 bits. A pen_big lies in an arena: nine decimal digits a limb, lowest first, so
// that texts (which values hold, base/value.h) need no division to read or write. All
// algorithms are the schoolbook's: at most 480 limbs meet 480.
#ifndef PEN_LANG_BIGINT_H
#define PEN_LANG_BIGINT_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/value.h"

typedef struct pen_big {
    uint32_t *limb; // [0, n), the highest is not 0
    uint32_t n;     // 0: the number is 0
    bool negative;
} pen_big;

// INT, BOOL or BIG in, PEN_E_TYPE for other values.
pen_status pen_big_from(pen_arena *a, pen_value v, pen_big *out) PEN_MUST;

// The same out: INT when it fits 64 bits, else BIG. PEN_E_LIMIT past PEN_INT_DIGITS_MAX.
pen_status pen_big_value(pen_arena *a, const pen_big *b, pen_value *out) PEN_MUST;

// x + y, x - y, x * y; PEN_E_NOMEM, PEN_E_LIMIT.
pen_status pen_big_add(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out) PEN_MUST;
pen_status pen_big_sub(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out) PEN_MUST;
pen_status pen_big_mul(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *out) PEN_MUST;

// Rounded down: x == quotient * y + remainder, the remainder has the sign of y. PEN_E_RANGE
// when y is 0.
pen_status pen_big_divmod(pen_arena *a, const pen_big *x, const pen_big *y, pen_big *quotient,
                          pen_big *remainder) PEN_MUST;

// x to the power of n.
pen_status pen_big_pow(pen_arena *a, const pen_big *x, uint64_t n, pen_big *out) PEN_MUST;

// x * 10**digits, digits >= 0.
pen_status pen_big_shift10(pen_arena *a, const pen_big *x, uint32_t digits, pen_big *out)
    PEN_MUST;

// The size of an integer in binary, from its decimal text: words of 32 bits, the lowest first,
// *n of them, the highest not 0. PEN_E_LIMIT past PEN_INT_DIGITS_MAX.
enum { PEN_BIG_WORDS_MAX = PEN_INT_DIGITS_MAX / 9 + 1 }; // nine digits take less than a word
pen_status pen_big_words(pen_str digits, uint32_t words[PEN_BIG_WORDS_MAX], uint32_t *n) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Numbers and their texts. Every conversion of digits in the engine goes through here, so
// that none can overflow. No locale, no allocation.
#ifndef PEN_BASE_NUM_H
#define PEN_BASE_NUM_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

// All of `s` as decimal digits with an optional leading '-' or '+': PEN_OK, PEN_E_SYNTAX
// when it is no such text, PEN_E_RANGE when it does not fit.
pen_status pen_num_i64(pen_str s, int64_t *out) PEN_MUST;

// All of `s` as one or more decimal digits, no sign.
pen_status pen_num_u64(pen_str s, uint64_t *out) PEN_MUST;

// All of `s` as a decimal number: digits with an optional sign, point and exponent, either
// side of the point may lack (".5", "5."). Correctly rounded. Too large gives infinity.
pen_status pen_num_f64(pen_str s, double *out) PEN_MUST;

// Writes the decimal text of `v` (at most 20 bytes); gives its length.
size_t pen_num_put_i64(char *to, int64_t v);
size_t pen_num_put_u64(char *to, uint64_t v);

// Writes a double as Python's repr does (at most 32 bytes): the fewest digits that read
// back to the same double; exponent form when the decimal exponent is < -4 or >= 16, with
// at least two exponent digits; otherwise a point and at least one digit after it; "inf",
// "-inf", "nan". Gives the length.
size_t pen_num_put_f64(char *to, double v);

#endif

// SPDX-License-Identifier: Apache-2.0
// Numbers of Python's grammar: 1_000, 0x1f, 0o17, 0b11, 1.5, .5, 5., 1e5. Allocates only
// for what has underscores or does not fit 64 bits.
#ifndef PEN_LANG_LITERAL_NUMBER_H
#define PEN_LANG_LITERAL_NUMBER_H

#include "base/arena.h"
#include "base/value.h"

// Reads the number at s.p[*at] and moves *at past it. PEN_E_SYNTAX for what is none: leading
// zeros, a stray underscore, imaginary numbers, a letter right behind it. PEN_E_LIMIT past
// PEN_INT_DIGITS_MAX digits, PEN_E_NOMEM.
pen_status pen_literal_number(pen_arena *a, pen_str s, size_t *at, bool negative,
                              pen_value *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Numbers in text as Python's int() and float() read them: blanks around, one sign, single
// underscores between digits; for floats a point, an exponent, inf, infinity, nan.
#ifndef PEN_EVENT_TEXT_NUMBER_H
#define PEN_EVENT_TEXT_NUMBER_H

#include "base/arena.h"
#include "base/value.h"

// int(text): INT, or BIG in the arena when it does not fit. PEN_E_SYNTAX when Python raises
// ValueError (also past 4,300 digits, Python's own limit).
pen_status pen_text_int(pen_arena *a, pen_str text, pen_value *out) PEN_MUST;

// float(text). PEN_E_SYNTAX when Python raises ValueError.
pen_status pen_text_float(pen_arena *a, pen_str text, double *out) PEN_MUST;

// Decimal digits of any script as ASCII ones; other characters stay. The text itself when
// it is ASCII.
pen_status pen_text_digits(pen_arena *a, pen_str s, pen_str *out) PEN_MUST;


#endif

// SPDX-License-Identifier: Apache-2.0
// Comparing numbers of different types exactly, as Python does: 2**53 + 1 is not the float
// 2.0**53. Pure functions over values.
#ifndef PEN_EVENT_NUMBER_H
#define PEN_EVENT_NUMBER_H

#include "base/value.h"

// INT, BOOL, BIG and FLOAT are numbers.
static inline bool pen_value_is_number(pen_value v)
{
    return (v.tag >= PEN_T_BOOL && v.tag <= PEN_T_FLOAT);
}

// <0, 0, >0 for two numbers; *unordered is set (and 0 given) when one is NaN.
int pen_number_cmp(pen_value a, pen_value b, bool *unordered);

#endif

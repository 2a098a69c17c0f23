// SPDX-License-Identifier: Apache-2.0
// Arithmetic of Python's int (any length), float and bool. Operands must be numbers
// (pen_value_is_number); results lie in the event's arena. Failures as in lang/ops.h.
#ifndef PEN_LANG_NUMBER_OPS_H
#define PEN_LANG_NUMBER_OPS_H

#include "lang/vm.h"

// op: '+' '-' '*' '/' '%', and '|' for //.
pen_status pen_number_op(pen_vm *vm, char op, pen_value a, pen_value b, pen_value *out) PEN_MUST;

// a / b of two integers: the double nearest to the quotient.
pen_status pen_number_div(pen_vm *vm, pen_value a, pen_value b, pen_value *out) PEN_MUST;

pen_status pen_number_pow(pen_vm *vm, pen_value a, pen_value b, pen_value *out) PEN_MUST;
pen_status pen_number_neg(pen_vm *vm, pen_value a, pen_value *out) PEN_MUST;

// The double nearest to a number; PEN_E_RANGE when there is none, PEN_E_TYPE for others.
pen_status pen_number_f64(pen_value v, double *out) PEN_MUST;

// int(v): a float cut toward zero, exactly; PEN_E_RANGE for infinities and NaN.
pen_status pen_number_cut(pen_vm *vm, pen_value v, pen_value *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Python's operators as Jinja shows them (SEMANTICS 10.2). Operands are never lazy and stay
// as they are; results are new values in vm->arena or share the operands' items. Each call
// takes steps in proportion to its work, one at least for anything that grows.
//
// Failures: PEN_E_TYPE for operands that Python refuses, PEN_E_RANGE (division by zero, a
// number too large), PEN_E_UNDEFINED (an operation on undefined), PEN_E_LIMIT (a text past
// PEN_TEXT_MAX, an integer past PEN_INT_DIGITS_MAX), PEN_E_BUDGET, PEN_E_NOMEM.
#ifndef PEN_LANG_OPS_H
#define PEN_LANG_OPS_H

#include "lang/vm.h"

typedef pen_status pen_op2(pen_vm *vm, pen_value a, pen_value b, pen_value *out);

// a + b, a - b, a * b, a / b, a // b, a % b, a ** b. `%` with a text on its left formats, as
// the filter `format` does.
PEN_MUST pen_op2 pen_op_add, pen_op_sub, pen_op_mul, pen_op_div, pen_op_floordiv, pen_op_mod,
    pen_op_pow;

// -a, +a
pen_status pen_op_neg(pen_vm *vm, pen_value a, pen_value *out) PEN_MUST;
pen_status pen_op_pos(pen_vm *vm, pen_value a, pen_value *out) PEN_MUST;

// A copy of a constant list or dict, for a template to change.
pen_status pen_op_fresh(pen_vm *vm, pen_value v, pen_value *out) PEN_MUST;

// The texts of n values, one after the other (Jinja's ~, and the joining of outputs).
pen_status pen_op_concat(pen_vm *vm, const pen_value *v, uint32_t n, pen_value *out) PEN_MUST;

// `item in box`.
pen_status pen_op_contains(pen_vm *vm, pen_value item, pen_value box, bool *out) PEN_MUST;

// box[key]: an item, a member, a character; undefined when there is none, and for keys that
// make no sense. When a text key finds no member, the method of that name (opaque).
pen_status pen_op_getitem(pen_vm *vm, pen_value box, pen_value key, pen_value *out) PEN_MUST;

// box.name: the member of a dict first, then the method (PEN_T_OPAQUE), else undefined.
pen_status pen_op_getattr(pen_vm *vm, pen_value box, pen_str name, pen_value *out) PEN_MUST;

// box[from:to:step]; None for a part that is not given. PEN_E_TYPE for what is no text, list
// or tuple and for parts that are no integers: Jinja leaves slices to Python.
pen_status pen_op_slice(pen_vm *vm, pen_value box, const pen_value part[3],
                        pen_value *out) PEN_MUST;

// What `for` runs over, as an iterator (PEN_T_ITER) of its own: items of a list, keys of a
// dict, characters of a text, nothing for undefined; what is left of an iterator, which is
// the same one and used up by it. PEN_E_TYPE for anything else.
pen_status pen_op_iter(pen_vm *vm, pen_value box, pen_value *out) PEN_MUST;

// Gives the next value of an iterator and true, false at its end.
bool pen_iter_next(pen_list *iter, pen_value *out);

// The text of a value, as str() gives it, in the arena; a text is itself.
pen_status pen_op_text(pen_vm *vm, pen_value v, pen_value *out) PEN_MUST;

// len(v): PEN_E_TYPE for what has none.
pen_status pen_op_length(pen_value v, int64_t *out) PEN_MUST;

#endif

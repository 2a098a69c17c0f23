// SPDX-License-Identifier: Apache-2.0
// Texts in another case, as Python's str methods give them: full Unicode, so a text may
// grow. Results are in the event's arena, or the text itself when nothing changes.
#ifndef PEN_LANG_CASING_H
#define PEN_LANG_CASING_H

#include "lang/vm.h"

pen_status pen_case_lower(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;
pen_status pen_case_upper(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;
pen_status pen_case_fold(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;
pen_status pen_case_swap(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;
pen_status pen_case_capitalize(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;

// str.title: each run of cased characters starts in title case.
pen_status pen_case_title(pen_vm *vm, pen_value s, pen_value *out) PEN_MUST;

// The key under which Jinja compares values without regard to case: texts in lower case,
// other values as they are.
pen_status pen_case_key(pen_vm *vm, pen_value v, pen_value *out) PEN_MUST;

#endif

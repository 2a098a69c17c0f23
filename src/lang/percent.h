// SPDX-License-Identifier: Apache-2.0
// Python's `format % values`: %s %r %a %d %i %u %o %x %X %e %E %f %F %g %G %c %%, flags
// - + blank 0 #, width, precision, `*`, `(name)`.
#ifndef PEN_LANG_PERCENT_H
#define PEN_LANG_PERCENT_H

#include "lang/vm.h"

// `values`: a tuple gives one value each, a dict its members by name, anything else is the
// only value. PEN_E_SYNTAX for a malformed format, PEN_E_TYPE for values that do not fit it
// (too few, too many, wrong type).
pen_status pen_percent(pen_vm *vm, pen_str format, pen_value values, pen_value *out) PEN_MUST;

#endif

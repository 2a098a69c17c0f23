// SPDX-License-Identifier: Apache-2.0
// The short way of templates without loops and macros, which nearly all are: a copy of their
// code in which the commonest sequences start with an instruction that does them all at once
// (`path == constant`, `path != null`, `path or …`, `path is string`, `list[0]`). It takes the
// same steps and gives the same values as the machine (vm.c), which runs everything else,
// and these too when pen_vm.slow is set. Nothing lazy is decoded only to be tested.
#ifndef PEN_LANG_QUICK_H
#define PEN_LANG_QUICK_H

#include "lang/code.h"

// Makes c->quick, or leaves it NULL when the code has something for the machine alone. The
// code is verified. PEN_E_NOMEM.
pen_status pen_quick_make(pen_code *c, pen_arena *arena) PEN_MUST;

// Runs c->quick; results as of pen_code_run.
pen_status pen_quick_run(pen_vm *vm, const pen_code *c, pen_value *out) PEN_MUST;

#endif

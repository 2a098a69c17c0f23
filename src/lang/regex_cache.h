// SPDX-License-Identifier: Apache-2.0
// The expressions that a machine has compiled for re_match and re_search: one machine, one
// thread, a fixed number of places. A pattern that meets another in its place takes it.
#ifndef PEN_LANG_REGEX_CACHE_H
#define PEN_LANG_REGEX_CACHE_H

#include "lang/vm.h"
#include "regex/regex.h"

// The expression of `pattern`, owned by the machine until another takes its place. Failures
// as of pen_regex_new; a pattern that does not compile is tried anew each time.
pen_status pen_regex_cached(pen_vm *vm, pen_str pattern, const pen_regex **out) PEN_MUST;

// Frees all of them (pen_vm_free).
void pen_regex_cache_free(pen_vm *vm);

#endif

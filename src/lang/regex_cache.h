// SPDX-License-Identifier: Apache-2.0
// The expressions that a machine has compiled with RE2 for re_match and re_search: those made
// while running, and the constant ones that the direct matcher leaves to RE2. One machine,
// one thread; so many expressions at most, after which it begins anew.
#ifndef PEN_LANG_REGEX_CACHE_H
#define PEN_LANG_REGEX_CACHE_H

#include "lang/vm.h"
#include "regex/regex.h"

// The expression of `pattern`, owned by the machine and valid until the next call. Failures
// as of pen_regex_new; that a pattern cannot be compiled is kept, too. Compiling takes `cost`
// steps (PEN_E_BUDGET).
pen_status pen_regex_cached(pen_vm *vm, pen_str pattern, uint64_t cost,
                            const pen_regex **out) PEN_MUST;

// Frees all of them (pen_vm_free).
void pen_regex_cache_free(pen_vm *vm);

#endif

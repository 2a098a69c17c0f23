// SPDX-License-Identifier: Apache-2.0
// Python literals (ast.literal_eval): what becomes of a text that looks like a list or dict
// (SEMANTICS 3 and 10.2). No names, calls or operators but a sign; sets are not taken.
#ifndef PEN_LANG_LITERAL_H
#define PEN_LANG_LITERAL_H

#include "base/arena.h"
#include "base/value.h"

// Any literal, blanks around allowed. PEN_E_SYNTAX when it is none (bytes, sets and complex
// numbers included), PEN_E_DEPTH past PEN_VALUE_DEPTH_MAX, PEN_E_NOMEM. Values lie in the
// arena; texts without escapes are slices of `text`.
pen_status pen_literal(pen_arena *a, pen_str text, pen_value *out) PEN_MUST;

// The list/dict rule: a text that starts with [ or { and ends with ] or } (blanks around
// aside) and is a literal list or dict becomes it, any other value stays. Only PEN_E_NOMEM.
pen_status pen_literal_box(pen_arena *a, pen_value *v) PEN_MUST;

#endif

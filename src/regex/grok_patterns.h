// SPDX-License-Identifier: Apache-2.0
// The built-in grok patterns: a constant table made at build time from data/grok by
// tools/gen_grok.py, sorted by name in byte order. Nothing owns it; it never changes.
#ifndef PEN_REGEX_GROK_PATTERNS_H
#define PEN_REGEX_GROK_PATTERNS_H

#include "base/str.h"

// A named pattern: built in, or the author's own.
typedef struct pen_grok_pattern {
    pen_str name, text;
} pen_grok_pattern;

extern const pen_grok_pattern pen_grok_builtins[];
extern const size_t pen_grok_builtin_count;

// The text of the built-in pattern `name` in *out, or false.
bool pen_grok_builtin(pen_str name, pen_str *out);

#endif

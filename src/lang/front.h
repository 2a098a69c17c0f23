// SPDX-License-Identifier: Apache-2.0
// What the steps of compiling one template share: where the source stands, the work arena
// (freed when the template is compiled), how messages are made.
#ifndef PEN_LANG_FRONT_H
#define PEN_LANG_FRONT_H

#include "lang/template.h"

typedef struct pen_front {
    const pen_template_env *env;
    pen_arena *work; // tokens, tree, constants on the way
    pen_str src;     // line ends made LF
    pen_loc at;      // where src starts
    unsigned depth;  // nesting that the parser is in
} pen_front;

// Adds a located message about the byte offset `at`; always gives PEN_E_SYNTAX.
pen_status pen_front_fail(const pen_front *f, size_t at, const char *kind, const char *fmt,
                          ...) __attribute__((format(printf, 4, 5)));

#endif

// SPDX-License-Identifier: Apache-2.0
#include "lang/front.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

// The place of a byte of the template, counted on from where the template starts.
static pen_loc place(const pen_front *f, size_t at)
{
    pen_str before = pen_str_head(f->src, at);
    pen_loc loc = f->at;
    size_t line = pen_str_rchr(before, '\n');
    for (size_t i = 0; i < before.n; i++) {
        loc.line += before.p[i] == '\n';
    }
    if (line != PEN_NPOS) {
        before = pen_str_from(before, line + 1);
        loc.col = 1;
    }
    loc.col += (uint32_t)pen_utf8_count(before);
    return loc;
}

pen_status pen_front_fail(const pen_front *f, size_t at, const char *kind, const char *fmt,
                          ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    pen_diag_add(f->env->diags, f->env->severity, place(f, at), kind, "%s", text);
    return PEN_E_SYNTAX;
}

// SPDX-License-Identifier: Apache-2.0
#include "base/diag.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>

void pen_diags_init(pen_diags *d, pen_arena *arena)
{
    *d = (pen_diags){.arena = arena};
}

static void count(pen_diags *d, pen_severity sev)
{
    d->errors += sev == PEN_SEV_ERROR;
    d->warnings += sev == PEN_SEV_WARNING;
}

static pen_diag *keep(pen_diags *d, pen_str text)
{
    if (d->errors + d->warnings > PEN_DIAGS_MAX) {
        return NULL;
    }
    pen_diag *m = PEN_NEW(d->arena, pen_diag);
    if (!m || pen_arena_str(d->arena, text, &m->text) != PEN_OK) {
        return NULL;
    }
    return m;
}

void pen_diag_add(pen_diags *d, pen_severity sev, pen_loc at, const char *kind,
                  const char *fmt, ...)
{
    if (!d) {
        return;
    }
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    count(d, sev);
    pen_diag *m = keep(d, pen_str_of(text, len));
    if (!m) {
        d->dropped++;
        return;
    }
    m->at = at;
    m->severity = sev;
    m->kind = kind;
    *(d->last ? &d->last->next : &d->first) = m;
    d->last = m;
}

// SPDX-License-Identifier: Apache-2.0
// Messages about definitions: where, what is wrong, what to do. Cold path only; an event
// never makes one. A list is capped, and a message that does not fit is counted.
#ifndef PEN_BASE_DIAG_H
#define PEN_BASE_DIAG_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

// A place in a text: line and column count from 1, in characters; 0 means unknown.
typedef struct pen_loc {
    pen_str file;
    uint32_t line, col;
} pen_loc;

typedef struct pen_diag {
    pen_loc at;
    pen_severity severity;
    const char *kind; // a fixed word for machines: "unknown-filter", "syntax", …
    pen_str text;     // "what is wrong (what to do)"
    struct pen_diag *next;
} pen_diag;

typedef struct pen_diags {
    pen_arena *arena; // holds the messages
    pen_diag *first, *last;
    size_t errors, warnings, dropped;
} pen_diags;

void pen_diags_init(pen_diags *d, pen_arena *arena);

// Adds one message, formatted as printf does. Never fails: without memory it is counted as
// dropped, and an error still counts as an error. `d` may be NULL: nothing is kept.
void pen_diag_add(pen_diags *d, pen_severity sev, pen_loc at, const char *kind,
                  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

// For printf's "%.*s".
#define PEN_FMT(s) (int)((s).n > 4096 ? 4096 : (s).n), ((s).p ? (s).p : "")

#endif

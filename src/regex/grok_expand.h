// SPDX-License-Identifier: Apache-2.0
// From a grok pattern to one regular expression with numbered groups (grok_expand.c). What
// it gives lies in the arena.
#ifndef PEN_REGEX_GROK_EXPAND_H
#define PEN_REGEX_GROK_EXPAND_H

#include "base/buf.h"
#include "regex/grok.h"

typedef struct pen_grok_text {
    pen_str expression; // RE2's syntax; only wanted groups capture
    pen_grok_key *keys; // in order of first occurrence
    uint32_t key_count;
    uint32_t *groups; // groups[i]: number of the key of group i + 1
    uint32_t group_count;
} pen_grok_text;

// Failures as of pen_grok_new. `marks`, which may be NULL, becomes an array of
// pen_direct_mark: where in the expression the named patterns begin.
pen_status pen_grok_expand(pen_arena *arena, const pen_grok_source *source,
                           pen_diags *diags, pen_grok_text *out, pen_buf *marks) PEN_MUST;

#endif

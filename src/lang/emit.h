// SPDX-License-Identifier: Apache-2.0
// Code in the making: growing tables in the work arena, copied into the template's arena
// when done. Constants are copied there at once.
#ifndef PEN_LANG_EMIT_H
#define PEN_LANG_EMIT_H

#include "lang/code.h"
#include "lang/front.h"

typedef struct pen_emit {
    pen_arena *work, *keep;
    pen_code code;
    uint32_t room_insns, room_consts, room_sites, room_macros;
} pen_emit;

// Empty code with macros[0], the template itself.
pen_status pen_emit_init(pen_emit *e, pen_arena *work, pen_arena *keep) PEN_MUST;

// Adds one instruction; *at (may be NULL) is its index.
pen_status pen_emit_op(pen_emit *e, pen_op op, uint32_t n, uint32_t a,
                       uint32_t *at) PEN_MUST;

// Lets the jump at `at` go to the next instruction to come.
void pen_emit_land(pen_emit *e, uint32_t at);

static inline uint32_t pen_emit_here(const pen_emit *e)
{
    return e->code.ninsns;
}

// Adds to a table; *at is the index. A constant is copied; a list or dict is then frozen.
pen_status pen_emit_const(pen_emit *e, pen_value v, uint32_t *at) PEN_MUST;
pen_status pen_emit_site(pen_emit *e, pen_site s, uint32_t *at) PEN_MUST;
pen_status pen_emit_macro(pen_emit *e, pen_macro m, uint32_t *at) PEN_MUST;

// An instruction over a new constant.
pen_status pen_emit_const_op(pen_emit *e, pen_op op, pen_value v) PEN_MUST;

// The code, wholly in `keep`.
pen_status pen_emit_finish(pen_emit *e, pen_code **out) PEN_MUST;

#endif

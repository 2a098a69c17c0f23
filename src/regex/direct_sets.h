// SPDX-License-Identifier: Apache-2.0
// Sets of bytes, between the reader and the builder of the direct matcher: each set is kept
// once and has a number; 0 is the empty one. Some hundred sets serve an expression of ten
// thousand steps, so that they are compared and united by number.
#ifndef PEN_REGEX_DIRECT_SETS_H
#define PEN_REGEX_DIRECT_SETS_H

#include "base/arena.h"
#include "base/status.h"
#include "regex/direct_index.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct pen_byteset {
    uint64_t w[4];
} pen_byteset;

static inline bool pen_byteset_has(const pen_byteset *s, unsigned char b)
{
    return (s->w[b >> 6] >> (b & 63)) & 1;
}

static inline void pen_byteset_add(pen_byteset *s, unsigned char b)
{
    s->w[b >> 6] |= (uint64_t)1 << (b & 63);
}

static inline void pen_byteset_unite(pen_byteset *to, const pen_byteset *from)
{
    for (int i = 0; i < 4; i++) {
        to->w[i] |= from->w[i];
    }
}

static inline bool pen_byteset_eq(const pen_byteset *x, const pen_byteset *y)
{
    return ((x->w[0] ^ y->w[0]) | (x->w[1] ^ y->w[1]) | (x->w[2] ^ y->w[2]) |
            (x->w[3] ^ y->w[3])) == 0;
}

static inline bool pen_byteset_common(const pen_byteset *x, const pen_byteset *y)
{
    return ((x->w[0] & y->w[0]) | (x->w[1] & y->w[1]) | (x->w[2] & y->w[2]) |
            (x->w[3] & y->w[3])) != 0;
}

// Two sets and what both hold.
typedef struct pen_sets_pair {
    uint32_t a, b, both;
} pen_sets_pair;

typedef struct pen_sets {
    pen_arena *arena;
    pen_byteset *all;
    uint32_t count, room;
    pen_dindex index; // of the sets
    pen_sets_pair *pairs;
    uint32_t pair_count, pair_room;
    pen_dindex pair_index;
} pen_sets;

// No set but the empty one. PEN_E_NOMEM.
pen_status pen_sets_init(pen_sets *s, pen_arena *arena) PEN_MUST;

// The number of a set. PEN_E_NOMEM.
pen_status pen_sets_of(pen_sets *s, const pen_byteset *set, uint32_t *out) PEN_MUST;

// The number of what the sets `a` and `b` hold together. PEN_E_NOMEM.
pen_status pen_sets_unite(pen_sets *s, uint32_t a, uint32_t b, uint32_t *out) PEN_MUST;

#endif

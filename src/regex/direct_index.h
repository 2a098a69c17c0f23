// SPDX-License-Identifier: Apache-2.0
// A hash table from hashes to numbers, for what the direct matcher's builder interns: it
// knows no keys, the caller compares. Open addressing in one array of the arena; a place
// holds the hash and the number + 1. Nothing is ever taken out.
#ifndef PEN_REGEX_DIRECT_INDEX_H
#define PEN_REGEX_DIRECT_INDEX_H

#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

#define PEN_DINDEX_NONE UINT32_MAX

typedef struct pen_dindex {
    uint64_t *places;
    uint32_t mask, used; // mask 0: nothing there yet
} pen_dindex;

// `h` with `x` mixed in (a multiplication by 2^64 / the golden ratio, folded).
static inline uint64_t pen_dindex_mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

// The next number added under the low half of `hash`, or PEN_DINDEX_NONE; *at is the
// caller's cursor, 0 to begin with.
static inline uint32_t pen_dindex_next(const pen_dindex *x, uint64_t hash, uint32_t *at)
{
    while (x->mask) {
        uint64_t place = x->places[((uint32_t)hash + *at) & x->mask];
        if (place == 0) {
            break;
        }
        ++*at;
        if ((uint32_t)(place >> 32) == (uint32_t)hash) {
            return (uint32_t)place - 1;
        }
    }
    return PEN_DINDEX_NONE;
}

// A bigger array with the old content in the arena; NULL without memory.
void *pen_dindex_grown(pen_arena *a, const void *old, uint32_t count, uint32_t room,
                       size_t size);

// Adds a number that is not there yet. PEN_E_NOMEM.
pen_status pen_dindex_add(pen_dindex *x, pen_arena *a, uint64_t hash,
                          uint32_t number) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Bump allocation with one lifetime: everything goes at once, by reset or free.
//
//   arena ─► chunk ─► chunk ─► …        (bump: [used | free])
//        └─► big ─► big ─► …            (one block each, over PEN_ARENA_BIG bytes)
//
// Reset keeps chunks (some megabytes: PEN_KEEP_BYTES), so a warm arena allocates nothing. Built with PEN_NO_ARENA each
// allocation is a block of its own, so that the address sanitizer sees every overrun.
// Not for two threads at once. Memory is not zeroed unless the function says so.
#ifndef PEN_BASE_ARENA_H
#define PEN_BASE_ARENA_H

#include "base/alloc.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

struct pen_chunk;

typedef struct pen_arena {
    char *at, *end;            // free bytes of the current chunk
    struct pen_chunk *current; // chunks before it in the list are full
    struct pen_chunk *first;
    struct pen_chunk *big;
    const pen_alloc *alloc;
    size_t held;    // bytes got from the allocator and not given back
    size_t cap;     // refuse to hold more than this (bytes)
    bool capped;    // since the last reset the cap, not the allocator, refused something
} pen_arena;

// An empty arena over `alloc` (NULL: malloc) that may hold `cap` bytes. Allocates nothing.
void pen_arena_init(pen_arena *a, const pen_alloc *alloc, size_t cap);

// Gives everything back. The arena may be used again after it.
void pen_arena_free(pen_arena *a);

// Forgets what was allocated; keeps chunks up to PEN_KEEP_BYTES, frees the rest.
void pen_arena_reset(pen_arena *a);

// The slow half of pen_arena_get.
void *pen_arena_more(pen_arena *a, size_t size);

// `size` bytes aligned to 8; NULL when out of memory or over the cap. Size 0 gives a valid
// pointer that must not be read.
static inline void *pen_arena_get(pen_arena *a, size_t size)
{
#ifndef PEN_NO_ARENA
    size_t room = (size_t)(a->end - a->at);
    if (size <= room && room - size >= 8) {
        char *p = a->at;
        a->at += (size + 7) & ~(size_t)7;
        return p;
    }
#endif
    return pen_arena_more(a, size);
}

// The same, zeroed, for `count` things of `size` bytes; NULL also when the product
// overflows.
void *pen_arena_zero(pen_arena *a, size_t count, size_t size);

// A copy of `s` in the arena, followed by a NUL that is not counted. On failure `out` is
// left empty.
pen_status pen_arena_str(pen_arena *a, pen_str s, pen_str *out) PEN_MUST;

// A pointer to one zeroed T, or NULL.
#define PEN_NEW(arena, T) ((T *)pen_arena_zero((arena), 1, sizeof(T)))
#define PEN_NEW_N(arena, T, count) ((T *)pen_arena_zero((arena), (count), sizeof(T)))

#endif

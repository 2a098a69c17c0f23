// SPDX-License-Identifier: Apache-2.0
// Where memory comes from. Everything in the library that outlives one call gets its blocks
// through a pen_alloc, so that tests can count allocations and make the n-th one fail.
#ifndef PEN_BASE_ALLOC_H
#define PEN_BASE_ALLOC_H

#include <stddef.h>

// fn(ctx, p, old, size): size 0 frees `p` and gives NULL; p NULL allocates; otherwise the
// block of `old` bytes is resized. NULL for size > 0 means out of memory, `p` untouched.
typedef struct pen_alloc {
    void *(*fn)(void *ctx, void *p, size_t old, size_t size);
    void *ctx;
} pen_alloc;

// The allocator over malloc; never NULL, shared, stateless.
const pen_alloc *pen_alloc_default(void);

static inline void *pen_alloc_get(const pen_alloc *a, size_t size)
{
    return a->fn(a->ctx, NULL, 0, size);
}

static inline void *pen_alloc_resize(const pen_alloc *a, void *p, size_t old, size_t size)
{
    return a->fn(a->ctx, p, old, size);
}

static inline void pen_alloc_free(const pen_alloc *a, void *p, size_t old)
{
    if (p) {
        (void)a->fn(a->ctx, p, old, 0);
    }
}

#endif

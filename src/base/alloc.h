// SPDX-License-Identifier: Apache-2.0
// Where memory comes from. Everything in the library that outlives one call gets its blocks
// through a pen_alloc, so that tests can count allocations and make the n-th one fail.
#ifndef PEN_BASE_ALLOC_H
#define PEN_BASE_ALLOC_H

#include "penstock.h" // pen_alloc itself

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

// SPDX-License-Identifier: Apache-2.0
#include "base/alloc.h"

#include <stdlib.h>

static void *from_malloc(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, size);
}

static const pen_alloc over_malloc = {from_malloc, NULL};

const pen_alloc *pen_alloc_default(void)
{
    return &over_malloc;
}

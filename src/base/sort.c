// SPDX-License-Identifier: Apache-2.0
#include "base/sort.h"

#include <string.h>

typedef struct run {
    const uint32_t *from;
    uint32_t *to;
    uint32_t start, middle, end;
} run;

// Merges two neighbouring sorted runs; on equality the left one goes first.
static pen_status merge(const run *r, pen_sort_less *less, void *ctx)
{
    uint32_t i = r->start, j = r->middle;
    for (uint32_t k = r->start; k < r->end; k++) {
        int right = i == r->middle;
        if (!right && j < r->end) {
            PEN_TRY(less(ctx, r->from[j], r->from[i], &right));
        }
        r->to[k] = right ? r->from[j++] : r->from[i++];
    }
    return PEN_OK;
}

pen_status pen_sort(uint32_t *order, uint32_t *scratch, uint32_t n, pen_sort_less *less,
                    void *ctx)
{
    uint32_t *from = order, *to = scratch;
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t at = 0; at < n; at += 2 * width) {
            uint64_t middle = at + width < n ? at + width : n;
            uint64_t end = at + 2 * width < n ? at + 2 * width : n;
            run r = {from, to, (uint32_t)at, (uint32_t)middle, (uint32_t)end};
            pen_status s = merge(&r, less, ctx);
            if (s != PEN_OK) {
                return s;
            }
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order && n) {
        memcpy(order, from, n * sizeof *order);
    }
    return PEN_OK;
}

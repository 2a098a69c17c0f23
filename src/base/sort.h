// SPDX-License-Identifier: Apache-2.0
// A stable merge sort of numbers (indexes of what is really sorted) with a comparison that
// may fail. n log n comparisons whatever the input; the caller lends the memory.
#ifndef PEN_BASE_SORT_H
#define PEN_BASE_SORT_H

#include "base/status.h"

#include <stdint.h>

// Whether item `b` must come before item `a` in *less; a failure ends the sort.
typedef pen_status pen_sort_less(void *ctx, uint32_t b, uint32_t a, int *less);

// Sorts order[0..n); `scratch` has n entries too. The first failure of `less` is given back,
// `order` then being some permutation.
pen_status pen_sort(uint32_t *order, uint32_t *scratch, uint32_t n, pen_sort_less *less,
                    void *ctx) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// qsort for the engine: in place and without memory of its own (the C library's takes some,
// which no event may cost), n log n comparisons whatever the input. Not stable: for items
// that differ. base/sort.h is for comparisons that may fail, and stable.
#ifndef PEN_BASE_ORDER_H
#define PEN_BASE_ORDER_H

#include <stddef.h>

// The largest item, in bytes.
#define PEN_ORDER_ITEM_MAX 64

// Sorts the `n` items of `size` bytes (at most PEN_ORDER_ITEM_MAX) at `items`; `cmp` gives
// <0, 0, >0 as for qsort.
void pen_order(void *items, size_t n, size_t size, int (*cmp)(const void *, const void *));

#endif

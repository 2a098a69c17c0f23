// SPDX-License-Identifier: Apache-2.0
// Insertion for the few items that are usual, heapsort (J. W. J. Williams, 1964) for more.
#include "base/order.h"

#include <string.h>

enum { FEW = 12 };

typedef struct order {
    char *p;
    size_t size;
    int (*cmp)(const void *, const void *);
} order;

static char *item(const order *o, size_t i)
{
    return o->p + i * o->size;
}

static void insert_all(const order *o, size_t n)
{
    char held[PEN_ORDER_ITEM_MAX];
    for (size_t i = 1; i < n; i++) {
        size_t at = i;
        while (at > 0 && o->cmp(item(o, at - 1), item(o, i)) > 0) {
            at--;
        }
        memcpy(held, item(o, i), o->size);
        memmove(item(o, at + 1), item(o, at), (i - at) * o->size);
        memcpy(item(o, at), held, o->size);
    }
}

static void swap(const order *o, size_t a, size_t b)
{
    char held[PEN_ORDER_ITEM_MAX];
    memcpy(held, item(o, a), o->size);
    memcpy(item(o, a), item(o, b), o->size);
    memcpy(item(o, b), held, o->size);
}

// Lets item `i` sink until none of its children among the first `n` is larger.
static void sink(const order *o, size_t i, size_t n)
{
    for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && o->cmp(item(o, child), item(o, child + 1)) < 0) {
            child++;
        }
        if (o->cmp(item(o, i), item(o, child)) >= 0) {
            return;
        }
        swap(o, i, child);
        i = child;
    }
}

void pen_order(void *items, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
    order o = {items, size, cmp};
    if (size == 0 || size > PEN_ORDER_ITEM_MAX || n < 2) {
        return;
    }
    if (n <= FEW) {
        insert_all(&o, n);
        return;
    }
    for (size_t i = n / 2; i-- > 0;) {
        sink(&o, i, n);
    }
    for (size_t last = n - 1; last > 0; last--) {
        swap(&o, 0, last);
        sink(&o, 0, last);
    }
}

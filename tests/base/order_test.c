// SPDX-License-Identifier: Apache-2.0
#include "base/order.h"
#include "tap.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct thing {
    uint32_t key;
    char rest[20]; // goes with the key
} thing;

static size_t compared;

static int by_key(const void *a, const void *b)
{
    const thing *x = a, *y = b;
    compared++;
    return (x->key > y->key) - (x->key < y->key);
}

// Fills in `n` keys: 0 rising, 1 falling, 2 equal, 3 mixed, 4 few different.
static void fill(thing *v, size_t n, int kind)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t keys[] = {i, (uint32_t)n - i, 7, i * 2654435761u,
                                 i * 2654435761u >> 30};
        v[i].key = keys[kind];
        (void)snprintf(v[i].rest, sizeof v[i].rest, "%u", (unsigned)v[i].key);
    }
}

static bool sorted(const thing *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char want[20];
        (void)snprintf(want, sizeof want, "%u", (unsigned)v[i].key);
        if (strcmp(want, v[i].rest) != 0 || (i && v[i - 1].key > v[i].key)) {
            return false;
        }
    }
    return true;
}

static uint64_t sum(const thing *v, size_t n)
{
    uint64_t s = 0;
    for (size_t i = 0; i < n; i++) {
        s += v[i].key;
    }
    return s;
}

int main(void)
{
    static const char *const kinds[] = {"rising", "falling", "equal", "mixed",
                                        "few different"};
    for (int kind = 0; kind < 5; kind++) {
        bool good = true;
        for (size_t n = 0; n < 200; n++) {
            thing *v = malloc(n ? n * sizeof *v : 1);
            if (!v) {
                return 1;
            }
            fill(v, n, kind);
            uint64_t before = sum(v, n);
            pen_order(v, n, sizeof *v, by_key);
            good = good && sorted(v, n) && sum(v, n) == before;
            free(v);
        }
        ok(good, kinds[kind]);
    }
    enum { MANY = 10000 };
    static thing v[MANY];
    for (int kind = 0; kind < 5; kind++) {
        fill(v, MANY, kind);
        compared = 0;
        pen_order(v, MANY, sizeof *v, by_key);
        ok(sorted(v, MANY) && compared < (size_t)MANY * 2 * 14,
           "n log n comparisons at most");
    }
    pen_order(NULL, 0, sizeof(thing), by_key);
    ok(true, "nothing to sort");
    return tap_done();
}

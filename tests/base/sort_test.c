// SPDX-License-Identifier: Apache-2.0
#include "base/sort.h"

#include "tap.h"

static pen_status by_tens(void *ctx, uint32_t b, uint32_t a, int *less)
{
    const int *v = ctx;
    *less = v[b] / 10 < v[a] / 10;
    return v[b] < 0 ? PEN_E_TYPE : PEN_OK;
}

int main(void)
{
    int v[100];
    uint32_t order[100], scratch[100];
    bool sorted = true, stable = true;
    for (uint32_t n = 0; n <= 100; n++) {
        for (uint32_t i = 0; i < n; i++) {
            v[i] = (int)(i * 7919 % 97);
            order[i] = i;
        }
        ok(pen_sort(order, scratch, n, by_tens, v) == PEN_OK, "it sorts");
        for (uint32_t i = 1; i < n; i++) {
            int before = v[order[i - 1]] / 10, here = v[order[i]] / 10;
            sorted = sorted && before <= here;
            stable = stable && (before < here || order[i - 1] < order[i]);
        }
    }
    ok(sorted, "in order");
    ok(stable, "equal ones keep their order");
    v[50] = -1;
    ok(pen_sort(order, scratch, 100, by_tens, v) == PEN_E_TYPE, "a failure ends it");
    return tap_done();
}

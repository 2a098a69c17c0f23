// SPDX-License-Identifier: Apache-2.0
// Copies of a slice in a block of exactly its size, so that the address sanitizer sees the
// first byte read past either end. The copy of an empty slice has a pointer too.
#ifndef PEN_TESTS_EXACT_H
#define PEN_TESTS_EXACT_H

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

static inline pen_str exact(pen_str s)
{
    char *p = malloc(s.n ? s.n : 1);
    if (!p) {
        printf("Bail out! no memory for the test itself\n");
        exit(1);
    }
    memcpy(p, s.n ? s.p : "", s.n);
    return (pen_str){p, s.n};
}

static inline void exact_free(pen_str s)
{
    union {
        const char *in;
        char *out;
    } p = {.in = s.p};
    free(p.out);
}

#endif

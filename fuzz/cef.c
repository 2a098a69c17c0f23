// SPDX-License-Identifier: Apache-2.0
// CEF, LEEF and dsv over the same text: they share a shape (fields, then pairs) and a hazard
// (slices of the input or of the arena). Every slice is read.
#include "codec/cef.h"
#include "codec/dsv.h"
#include "codec/leef.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void touch(size_t *sum, pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        *sum += (unsigned char)s.p[i];
    }
}

static pen_status on_pair(void *ctx, pen_str key, pen_str value)
{
    touch(ctx, key);
    touch(ctx, value);
    return PEN_OK;
}

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static void split(pen_arena *a, pen_str text, const char *delimiter, size_t *sum)
{
    enum { ROOM = 16 };
    pen_dsv_options o;
    pen_str columns[ROOM], first[1];
    pen_dsv_row row = {.columns = columns, .room = ROOM}, small = {.columns = first, .room = 1};
    check(pen_dsv_options_init(&o, pen_str_c(delimiter)) == PEN_OK);
    check(pen_dsv_split(&o, a, text, &row) == PEN_OK && row.n <= ROOM);
    check(pen_dsv_split(&o, a, text, &small) == PEN_OK && small.n == (row.n > 0));
    check(row.n == 0 || pen_str_eq(columns[0], first[0])); // room changes no field
    for (size_t i = 0; i < row.n; i++) {
        check(columns[i].n <= text.n);
        touch(sum, columns[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_arena a;
    size_t sum = 0;
    pen_str text = {(const char *)data, size};
    pen_cef_visitor v = {&sum, on_pair};
    pen_arena_init(&a, NULL, 1 << 26);
    pen_status s = pen_cef_parse(&a, text, &v);
    check(s == PEN_OK || s == PEN_E_SYNTAX || s == PEN_E_LIMIT);
    s = pen_leef_parse(&a, text, &v);
    check(s == PEN_OK || s == PEN_E_SYNTAX);
    split(&a, text, ",", &sum);
    split(&a, text, "|", &sum);
    split(&a, text, "\xc2\xb6", &sum);
    pen_arena_free(&a);
    check(sum < SIZE_MAX); // so that the reading is not optimised away
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// CEF, LEEF and dsv over the same text: they share a shape (fields, then pairs) and a hazard
// (slices of the input or of the arena). Every slice is read, and CEF read by marks is the same
// as read byte by byte.
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

static pen_status on_pair(void *ctx, pen_str key, pen_value value)
{
    touch(ctx, key);
    touch(ctx, pen_value_str(value));
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

// What CEF's pairs come to: keys and values in order.
static pen_status on_sum(void *ctx, pen_str key, pen_value value)
{
    pen_str parts[] = {key, pen_value_str(value)};
    uint64_t *sum = ctx;
    for (size_t k = 0; k < 2; k++) {
        *sum = (*sum ^ parts[k].n) * 0x100000001b3u;
        for (size_t i = 0; i < parts[k].n; i++) {
            *sum = (*sum ^ (unsigned char)parts[k].p[i]) * 0x100000001b3u;
        }
    }
    pen_str s = parts[1];
    bool claimed = value.flags & PEN_F_CLEAN;
    check(!claimed || pen_scan_scalar()->special(s.p, s.n) == s.n);
    return PEN_OK;
}

static void compare_scans(pen_arena *a, pen_str text)
{
    uint64_t plain = 0;
    pen_status s = pen_cef_parse(a, text, &(pen_cef_visitor){&plain, on_sum, NULL});
    for (unsigned k = 0; pen_scan_nth(k); k++) {
        uint64_t sum = 0;
        pen_cef_visitor v = {&sum, on_sum, pen_scan_nth(k)};
        check(pen_cef_parse(a, text, &v) == s && sum == plain);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_arena a;
    size_t sum = 0;
    pen_str text = {(const char *)data, size};
    pen_cef_visitor v = {&sum, on_pair, NULL};
    pen_arena_init(&a, NULL, 1 << 26);
    pen_status s = pen_cef_parse(&a, text, &v);
    check(s == PEN_OK || s == PEN_E_SYNTAX || s == PEN_E_LIMIT);
    compare_scans(&a, text);
    s = pen_leef_parse(&a, text, &v);
    check(s == PEN_OK || s == PEN_E_SYNTAX);
    split(&a, text, ",", &sum);
    split(&a, text, "|", &sum);
    split(&a, text, "\xc2\xb6", &sum);
    pen_arena_free(&a);
    check(sum < SIZE_MAX); // so that the reading is not optimised away
    return 0;
}

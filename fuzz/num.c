// SPDX-License-Identifier: Apache-2.0
// Numbers: what reads as a double reads as strtod reads it (C locale), and what is written
// reads back as the same bits; integers are written as they were read.
#include "base/num.h"

#include <math.h>
#include <stdlib.h>

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void check_double(pen_str s)
{
    double v = 0, again = 0;
    if (pen_num_f64(s, &v) != PEN_OK) {
        return;
    }
    char *text = malloc(s.n + 1);
    if (!text) {
        return;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    char *end = text;
    double want = strtod(text, &end);
    if (end != text + s.n || !same(v, want)) {
        abort();
    }
    free(text);
    char *to = malloc(32);
    if (to && !isinf(v)) {
        size_t n = pen_num_put_f64(to, v);
        if (pen_num_f64(pen_str_of(to, n), &again) != PEN_OK || !same(v, again)) {
            abort();
        }
    }
    free(to);
}

static void check_integers(pen_str s)
{
    char to[20];
    int64_t i = 0, again = 1;
    uint64_t u = 0;
    if (pen_num_i64(s, &i) == PEN_OK) {
        size_t n = pen_num_put_i64(to, i);
        if (pen_num_i64(pen_str_of(to, n), &again) != PEN_OK || again != i) {
            abort();
        }
    }
    if (pen_num_u64(s, &u) == PEN_OK && pen_num_i64(s, &i) == PEN_OK && (uint64_t)i != u) {
        abort();
    }
}

// The first 8 bytes as the bits of a double.
static void check_bits(const uint8_t *data, size_t size)
{
    double v, again = 0;
    char to[32];
    if (size < sizeof v) {
        return;
    }
    memcpy(&v, data, sizeof v);
    size_t n = pen_num_put_f64(to, v);
    bool number = isfinite(v);
    if ((pen_num_f64(pen_str_of(to, n), &again) == PEN_OK) != number) {
        abort();
    }
    if (number && !same(v, again)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str s = pen_str_of((const char *)data, size);
    check_double(s);
    check_integers(s);
    check_bits(data, size);
    return 0;
}

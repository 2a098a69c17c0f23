// SPDX-License-Identifier: Apache-2.0
// UTF-8: validation, stepping, counting and repair agree with each other.
#include "base/utf8.h"

#include <stdlib.h>

static void expect(bool good)
{
    if (!good) {
        abort();
    }
}

// Steps through the valid text `s` and puts it together again.
static void check_steps(pen_str s)
{
    size_t at = 0, count = 0;
    while (at < s.n) {
        char to[4];
        size_t from = at;
        expect(pen_utf8_offset(s, count) == at || count > 64);
        uint32_t cp = pen_utf8_next(s, &at);
        size_t n = pen_utf8_put(to, cp);
        expect(at <= s.n && n == at - from && memcmp(to, s.p + from, n) == 0);
        count++;
    }
    expect(pen_utf8_count(s) == count && pen_utf8_offset(s, count) == s.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str s = pen_str_of((const char *)data, size);
    pen_buf b;
    size_t good = pen_utf8_valid(s);
    expect(good <= s.n);
    check_steps(pen_str_head(s, good));
    if (good < s.n) {
        size_t at = good;
        expect(pen_utf8_next(s, &at) == 0xFFFD && at == good + 1);
    }
    pen_buf_init(&b, NULL, SIZE_MAX);
    size_t replaced = pen_utf8_repair(s, &b);
    expect(b.failed == PEN_OK && (replaced == 0) == (good == s.n));
    expect(b.n == s.n + 2 * replaced && pen_utf8_valid(pen_buf_str(&b)) == b.n);
    check_steps(pen_buf_str(&b));
    pen_buf_free(&b);
    return 0;
}

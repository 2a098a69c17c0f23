// SPDX-License-Identifier: Apache-2.0
// kv: the first byte picks separators and groups, the rest is text. What the scanner says
// must not depend on whether separators are matched by itself, by marks or by a function, keys
// must be
// slices of the input, and groups must nest.
#include "codec/kv.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct seen {
    pen_str text;
    uint64_t sum; // of everything that was said, in order
    unsigned depth;
} seen;

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static void add(seen *s, pen_str part)
{
    check(part.n == 0 || (part.p >= s->text.p && part.p + part.n <= s->text.p + s->text.n));
    s->sum = (s->sum ^ part.n) * 0x100000001b3u;
    s->sum = (s->sum ^ (part.n ? (uint64_t)(part.p - s->text.p) : 0)) * 0x100000001b3u;
}

static void check_clean(pen_value v)
{
    pen_str s = pen_value_str(v);
    bool claimed = v.flags & PEN_F_CLEAN;
    check(!claimed || pen_scan_scalar()->special(s.p, s.n) == s.n);
}

static pen_status on_pair(void *ctx, pen_str key, pen_value value)
{
    add(ctx, key);
    add(ctx, pen_value_str(value));
    check_clean(value);
    return PEN_OK;
}

static pen_status on_begin(void *ctx, pen_str name)
{
    seen *s = ctx;
    s->depth++;
    add(s, name);
    return PEN_OK;
}

static pen_status on_end(void *ctx)
{
    seen *s = ctx;
    check(s->depth-- > 0);
    s->sum++;
    return PEN_OK;
}

static bool find(const void *ctx, pen_str text, size_t from, size_t *start, size_t *end)
{
    return pen_kv_sep_find(ctx, text, from, start, end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const values[] = {"=", ":\\s", "=>", "=\\\\"};
    static const char *const items[] = {"\\s", " +", ",", ",\\s*", "\\r\\n", "[,;]", "\\|", "ab"};
    pen_arena a;
    pen_kv_sep value, item;
    if (size == 0) {
        return 0;
    }
    pen_str vs = pen_str_c(values[data[0] & 3]), is = pen_str_c(items[data[0] >> 2 & 7]);
    pen_str text = {(const char *)data + 1, size - 1};
    pen_arena_init(&a, NULL, 1 << 20);
    check(pen_kv_sep_compile(&a, vs, &value) == PEN_OK);
    check(pen_kv_sep_compile(&a, is, &item) == PEN_OK);
    pen_kv_options own = {value, item, data[0] >> 5 & 1, pen_scan_nth(data[0] >> 6 & 3)};
    pen_kv_options by_function = own; // which is never cut by marks
    by_function.value_sep = pen_kv_sep_custom(vs, find, &value);
    by_function.item_sep = pen_kv_sep_custom(is, find, &item);
    seen one = {.text = text}, two = one;
    seen three = one;
    pen_kv_visitor v = {&one, on_pair, on_begin, on_end}, w = {&two, on_pair, on_begin, on_end};
    pen_status s = pen_kv_parse(&own, text, &v);
    check(s == pen_kv_parse(&by_function, text, &w) && one.sum == two.sum);
    own.scan = NULL;
    v.ctx = &three;
    check(s == pen_kv_parse(&own, text, &v) && one.sum == three.sum);
    check(s == PEN_E_DEPTH || (s == PEN_OK && one.depth == 0));
    if (pen_kv_sep_compile(&a, text, &item) == PEN_OK) { // the text as a pattern
        (void)pen_kv_sep_find(&item, vs, 0, &(size_t){0}, &(size_t){0});
    }
    pen_arena_free(&a);
    return 0;
}

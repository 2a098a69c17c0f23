// SPDX-License-Identifier: Apache-2.0
// A visitor for tests of kv, CEF and LEEF: writes what it is told as one text,
// "key=value;" for a pair, "name{" … "}" for a group.
#ifndef PEN_TESTS_CODEC_PAIRS_H
#define PEN_TESTS_CODEC_PAIRS_H

#include "base/buf.h"
#include "base/value.h"

typedef struct pairs {
    pen_buf text;
    size_t count, stop_at; // fail with PEN_E_BUDGET at that pair (0: never)
} pairs;

static inline bool pairs_is_clean(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\') {
            return false;
        }
    }
    return true;
}

static inline pen_status pairs_pair(void *ctx, pen_str key, pen_value v)
{
    pairs *p = ctx;
    pen_str value = pen_value_str(v);
    if ((v.flags & PEN_F_CLEAN) && !pairs_is_clean(value)) {
        pen_buf_add(&p->text, PEN_LIT("not clean: "));
    }
    pen_buf_add(&p->text, key);
    pen_buf_byte(&p->text, '=');
    pen_buf_add(&p->text, value);
    pen_buf_byte(&p->text, ';');
    return ++p->count == p->stop_at ? PEN_E_BUDGET : PEN_OK;
}

static inline pen_status pairs_begin(void *ctx, pen_str name)
{
    pairs *p = ctx;
    pen_buf_add(&p->text, name);
    pen_buf_byte(&p->text, '{');
    return PEN_OK;
}

static inline pen_status pairs_end(void *ctx)
{
    pairs *p = ctx;
    pen_buf_byte(&p->text, '}');
    return PEN_OK;
}

static inline pairs pairs_new(void)
{
    pairs p = {.count = 0};
    pen_buf_init(&p.text, NULL, 64u * 1024 * 1024);
    return p;
}

#endif

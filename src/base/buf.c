// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pen_buf_init(pen_buf *b, const pen_alloc *alloc, size_t cap)
{
    *b = (pen_buf){.alloc = alloc ? alloc : pen_alloc_default(), .cap = cap};
}

void pen_buf_free(pen_buf *b)
{
    if (b->alloc) {
        pen_alloc_free(b->alloc, b->p, b->room);
        pen_buf_init(b, b->alloc, b->cap);
    }
}

void pen_buf_clear(pen_buf *b)
{
    b->n = 0;
    b->failed = PEN_OK;
}

void pen_buf_trim(pen_buf *b, size_t keep)
{
    if (b->room > keep) {
        pen_buf_free(b);
    } else {
        pen_buf_clear(b);
    }
}

static size_t grown(const pen_buf *b, size_t need)
{
    size_t room = b->room < 128 ? 128 : b->room;
    while (room < need) {
        room = room > SIZE_MAX / 2 ? need : room * 2;
    }
    return room > b->cap ? b->cap : room;
}

char *pen_buf_grow(pen_buf *b, size_t extra)
{
    if (b->failed != PEN_OK) {
        return NULL;
    }
    if (extra <= b->room - b->n) {
        return b->p + b->n;
    }
    if (extra > b->cap || b->n > b->cap - extra) {
        b->failed = PEN_E_LIMIT;
        return NULL;
    }
    size_t room = grown(b, b->n + extra);
    char *p = pen_alloc_resize(b->alloc, b->p, b->room, room);
    if (!p) {
        b->failed = PEN_E_NOMEM;
        return NULL;
    }
    b->p = p;
    b->room = room;
    return p + b->n;
}

void pen_buf_add(pen_buf *b, pen_str s)
{
    char *to = s.n ? pen_buf_need(b, s.n) : NULL;
    if (to) {
        memcpy(to, s.p, s.n);
        b->n += s.n;
    }
}

void pen_buf_byte(pen_buf *b, char c)
{
    char *to = pen_buf_need(b, 1);
    if (to) {
        *to = c;
        b->n++;
    }
}

void pen_buf_fill(pen_buf *b, char c, size_t n)
{
    char *to = n ? pen_buf_need(b, n) : NULL;
    if (to) {
        memset(to, c, n);
        b->n += n;
    }
}

void pen_buf_u64(pen_buf *b, uint64_t v)
{
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    pen_buf_add(b, pen_str_of(digits + i, sizeof digits - i));
}

void pen_buf_i64(pen_buf *b, int64_t v)
{
    if (v < 0) {
        pen_buf_byte(b, '-');
        pen_buf_u64(b, 0 - (uint64_t)v);
    } else {
        pen_buf_u64(b, (uint64_t)v);
    }
}

void pen_buf_fmt(pen_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *to = n > 0 ? pen_buf_need(b, (size_t)n + 1) : NULL;
    if (to) {
        (void)vsnprintf(to, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

// SPDX-License-Identifier: Apache-2.0
// Copying short texts without a call. Loads and stores overlap instead of looping and touch
// nothing outside [from, from + n) and [to, to + n).
#ifndef PEN_EVENT_WRITER_COPY_H
#define PEN_EVENT_WRITER_COPY_H

#include <stddef.h>
#include <string.h>

// 8 to 16, or 16 to 32 bytes, by their two ends. All is read before it is written: the
// compiler then needs no call.
static inline void pen_writer_ends8(char *to, const char *from, size_t n)
{
    char a[8], b[8];
    memcpy(a, from, 8);
    memcpy(b, from + n - 8, 8);
    memcpy(to, a, 8);
    memcpy(to + n - 8, b, 8);
}

static inline void pen_writer_ends16(char *to, const char *from, size_t n)
{
    char a[16], b[16];
    memcpy(a, from, 16);
    memcpy(b, from + n - 16, 16);
    memcpy(to, a, 16);
    memcpy(to + n - 16, b, 16);
}

static inline void pen_writer_few(char *to, const char *from, size_t n)
{
    if (n >= 4) {
        char a[4], b[4];
        memcpy(a, from, 4);
        memcpy(b, from + n - 4, 4);
        memcpy(to, a, 4);
        memcpy(to + n - 4, b, 4);
    } else if (n) {
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

// At most 32 bytes; `from` may be NULL when there are none.
static inline void pen_writer_copy_short(char *to, const char *from, size_t n)
{
    if (n >= 16) {
        pen_writer_ends16(to, from, n);
    } else if (n >= 8) {
        pen_writer_ends8(to, from, n);
    } else {
        pen_writer_few(to, from, n);
    }
}

static inline void pen_writer_copy(char *to, const char *from, size_t n)
{
    if (n <= 32) {
        pen_writer_copy_short(to, from, n);
    } else {
        memcpy(to, from, n);
    }
}

#endif

// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memrchr: bounded, and in every libc we build on
#include "base/str.h"

#include "base/scan.h"

size_t pen_str_chr(pen_str s, char c, size_t from)
{
    if (from >= s.n) {
        return PEN_NPOS;
    }
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : PEN_NPOS;
}

size_t pen_str_rchr(pen_str s, char c)
{
    const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : PEN_NPOS;
}

size_t pen_str_find(pen_str s, pen_str needle, size_t from)
{
    if (from > s.n || needle.n > s.n - from) {
        return PEN_NPOS;
    }
    if (needle.n == 0) {
        return from;
    }
    if (needle.n == 1) {
        return pen_str_chr(s, needle.p[0], from);
    }
    size_t n = s.n - from, at = pen_scan_best()->find(s.p + from, n, needle.p, needle.n);
    return at < n ? from + at : PEN_NPOS;
}

int pen_str_cmp(pen_str a, pen_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0) {
        return c;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

bool pen_str_ieq(pen_str a, pen_str b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (pen_to_lower(a.p[i]) != pen_to_lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

pen_str pen_str_trim(pen_str s)
{
    while (s.n && pen_is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && pen_is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

int pen_hex_digit(char c)
{
    if (pen_is_digit(c)) {
        return c - '0';
    }
    char l = pen_to_lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

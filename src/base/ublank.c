// SPDX-License-Identifier: Apache-2.0
#include "base/ublank.h"

static bool ascii_blank(unsigned char c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
}

static bool visible(char c)
{
    unsigned char b = (unsigned char)c;
    return b > ' ' && b < 0x80;
}

static bool two_bytes(const unsigned char *p)
{
    return p[0] == 0xc2 && (p[1] == 0x85 || p[1] == 0xa0); // U+0085, U+00A0
}

static bool three_bytes(const unsigned char *p)
{
    if (p[0] == 0xe2 && p[1] == 0x80) { // U+2000-200A, 2028, 2029, 202F
        return (p[2] >= 0x80 && p[2] <= 0x8a) || p[2] == 0xa8 || p[2] == 0xa9 || p[2] == 0xaf;
    }
    return (p[0] == 0xe1 && p[1] == 0x9a && p[2] == 0x80) || // U+1680
           (p[0] == 0xe2 && p[1] == 0x81 && p[2] == 0x9f) || // U+205F
           (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80);   // U+3000
}

size_t pen_ublank_at(pen_str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    if (p[0] < 0x80) {
        return ascii_blank(p[0]);
    }
    if (left >= 2 && two_bytes(p)) {
        return 2;
    }
    return left >= 3 && three_bytes(p) ? 3 : 0;
}

size_t pen_ublank_before(pen_str s, size_t end)
{
    if (end == 0) {
        return 0;
    }
    const unsigned char *p = (const unsigned char *)s.p + end;
    if (p[-1] < 0x80) {
        return ascii_blank(p[-1]);
    }
    if (end >= 2 && two_bytes(p - 2)) {
        return 2;
    }
    return end >= 3 && three_bytes(p - 3) ? 3 : 0;
}

pen_str pen_ublank_ltrim(pen_str s)
{
    while (s.n) {
        size_t k = pen_ublank_at(s, 0);
        if (k == 0) {
            break;
        }
        s.p += k;
        s.n -= k;
    }
    return s;
}

pen_str pen_ublank_rtrim(pen_str s)
{
    for (size_t k = pen_ublank_before(s, s.n); k; k = pen_ublank_before(s, s.n)) {
        s.n -= k;
    }
    return s;
}

pen_str pen_ublank_trim(pen_str s)
{
    // Nearly all texts begin and end with a visible ASCII character.
    if (s.n && visible(s.p[0]) && visible(s.p[s.n - 1])) {
        return s;
    }
    return pen_ublank_ltrim(pen_ublank_rtrim(s));
}

// SPDX-License-Identifier: Apache-2.0
// Texts that are a type's own text already, told in a few steps: what coercion finds most.
// Each function says yes only where src/event/coerce.c would give just that; "no" means that
// coercion must look. Inline, for the loop over the sets of an action; nothing is allocated.
#ifndef PEN_EVENT_PLAIN_H
#define PEN_EVENT_PLAIN_H

#include "base/num.h"
#include "base/value.h"

#include <string.h>

// Whether a text is nothing but text to a template's value: not empty, not "None", not the
// start of a list or dict, no blank or letter beyond ASCII in front.
static inline bool pen_plain_text(const char *p, size_t n)
{
    unsigned char c = n ? (unsigned char)p[0] : 0;
    return c > ' ' && c < 0x80 && (c | 0x20) != '{' &&
           !(c == 'N' && n == 4 && memcmp(p, "None", 4) == 0);
}

// Whether an integer that JSON allows is what the integer prints, and surely fits 64 bits.
static inline bool pen_plain_json_int(const char *p, size_t n)
{
    return n <= 18 && !(p[0] == '-' && p[1] == '0');
}

// The same of any text.
static inline bool pen_plain_int(const char *p, size_t n)
{
    size_t sign = n && p[0] == '-';
    if (n - sign == 0 || n - sign > 18 || (p[sign] == '0' && n > 1)) {
        return false;
    }
    for (size_t i = sign; i < n; i++) {
        if (!pen_is_digit(p[i])) {
            return false;
        }
    }
    return true;
}

// Past one octet without a leading zero and the byte behind it, which must be `next`; NULL
// when something else stands there. The text ends with a byte that is no digit.
static inline const char *pen_plain_octet(const char *p, char next)
{
    unsigned v = (unsigned)(p[0] - '0'), digit;
    if (v > 9) {
        return NULL;
    }
    p++;
    if (v && (digit = (unsigned)(p[0] - '0')) <= 9) {
        v = v * 10 + digit;
        p++;
        if ((digit = (unsigned)(p[0] - '0')) <= 9) {
            v = v * 10 + digit;
            p++;
        }
    }
    return v <= 255 && p[0] == next ? p + 1 : NULL;
}

// Whether a text is an IPv4 address as it is printed. The shortest ones are left to coercion.
static inline bool pen_plain_ipv4(const char *text, size_t n)
{
    char copy[16];
    if (n < 8 || n > 15) {
        return false;
    }
    memcpy(copy, text, 8);
    memcpy(copy + n - 8, text + n - 8, 8);
    copy[n] = '\0';
    const char *p = copy;
    for (int i = 0; i < 3 && p; i++) {
        p = pen_plain_octet(p, '.');
    }
    p = p ? pen_plain_octet(p, '\0') : NULL;
    return p == copy + n + 1;
}

// Whether eight bytes are digits where `shape` has 0 and else what stands in `shape`.
static inline bool pen_plain_shape(const char *p, const char *shape, const char *room)
{
    uint64_t x, s, r;
    memcpy(&x, p, 8);
    memcpy(&s, shape, 8);
    memcpy(&r, room, 8);
    x ^= s;
    return ((x | (x + r)) & 0xf0f0f0f0f0f0f0f0u) == 0;
}

#define PEN_PLAIN_PAIR(p, i) (((p)[i] - '0') * 10 + (p)[(i) + 1] - '0')

// `YYYY-MM-DDTHH:MM:SS` in a text of at least 19 bytes, of a day that is in every such
// month; a year from 1000 on.
static inline bool pen_plain_day_time(const char *p)
{
    // What is added to a byte: a digit passes up to 9, a separator only as itself.
    static const char day[] = {6, 6, 6, 6, 15, 6, 6, 15}, hour[] = {6, 6, 15, 6, 6, 15, 6, 6};
    if (!pen_plain_shape(p, "0000-00-", day) || !pen_plain_shape(p + 11, "00:00:00", hour) ||
        p[10] != 'T' || !pen_is_digit(p[8]) || !pen_is_digit(p[9])) {
        return false;
    }
    int month = PEN_PLAIN_PAIR(p, 5), of_month = PEN_PLAIN_PAIR(p, 8);
    bool date = p[0] != '0' && month >= 1 && month <= 12 && of_month >= 1 &&
                of_month <= (month == 2 ? 28 : 30);
    return date && PEN_PLAIN_PAIR(p, 11) < 24 && p[14] < '6' && p[17] < '6';
}

// Six digits of a fraction, not all 0, behind a point at `p`, which follows a digit.
static inline bool pen_plain_micros(const char *p)
{
    static const char room[] = {6, 15, 6, 6, 6, 6, 6, 6};
    return pen_plain_shape(p - 1, "0.000000", room) && memcmp(p + 1, "000000", 6) != 0;
}

// Whether a text is a date in UTC as it is printed, but that it may say +0000 for Z; *keep:
// its length without either.
static inline bool pen_plain_date(const char *p, size_t n, size_t *keep)
{
    if ((n != 20 && n != 24 && n != 27 && n != 31) || !pen_plain_day_time(p)) {
        return false;
    }
    *keep = n == 20 || n == 24 ? 19 : 26;
    if (*keep == 26 && !pen_plain_micros(p + 19)) {
        return false;
    }
    return n - *keep == 1 ? p[*keep] == 'Z' : memcmp(p + *keep, "+0000", 5) == 0;
}

#endif

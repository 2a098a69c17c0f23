// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <string.h>

#define HIGH_BITS 0x8080808080808080u
#define LOW_BITS 0x0101010101010101u

static uint64_t load8(const char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

// How many bytes at the start of `s` are ASCII; may stop early, never late.
static size_t ascii_prefix(pen_str s)
{
    size_t i = 0;
    while (s.n - i >= 16 && ((load8(s.p + i) | load8(s.p + i + 8)) & HIGH_BITS) == 0) {
        i += 16;
    }
    while (i < s.n && (unsigned char)s.p[i] < 0x80) {
        i++;
    }
    return i;
}

// For each lead byte from 0xC0: length of the sequence, and the range of its second byte
// (RFC 3629, section 4). The narrow ranges keep out overlong forms (E0, F0), surrogates
// (ED) and code points over U+10FFFF (F4).
typedef struct lead {
    uint8_t length, low, high;
} lead;

static lead lead_of(unsigned char c)
{
    static const lead odd_e[16] = {[0x0] = {3, 0xA0, 0xBF}, [0xD] = {3, 0x80, 0x9F}};
    static const lead odd_f[5] = {{4, 0x90, 0xBF},
                                  {4, 0x80, 0xBF},
                                  {4, 0x80, 0xBF},
                                  {4, 0x80, 0xBF},
                                  {4, 0x80, 0x8F}};
    if (c < 0xC2 || c > 0xF4) {
        return (lead){0, 0, 0};
    }
    if (c < 0xE0) {
        return (lead){2, 0x80, 0xBF};
    }
    if (c >= 0xF0) {
        return odd_f[c - 0xF0];
    }
    lead l = odd_e[c - 0xE0];
    return l.length ? l : (lead){3, 0x80, 0xBF};
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

// Length of the valid sequence at the start of `s` (not empty), 0 when there is none.
static size_t sequence(pen_str s)
{
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80) {
        return 1;
    }
    lead l = lead_of(c);
    if (l.length == 0 || s.n < l.length) {
        return 0;
    }
    unsigned char second = (unsigned char)s.p[1];
    if (second < l.low || second > l.high) {
        return 0;
    }
    for (size_t i = 2; i < l.length; i++) {
        if (!continues(s.p[i])) {
            return 0;
        }
    }
    return l.length;
}

// The most usual case, Latin, Greek, Cyrillic and their neighbours, without a table.
static inline bool two_bytes(pen_str s, size_t i)
{
    unsigned char c = (unsigned char)s.p[i];
    return c >= 0xC2 && c < 0xE0 && s.n - i >= 2 && continues(s.p[i + 1]);
}

size_t pen_utf8_valid(pen_str s)
{
    size_t i = 0;
    while (i < s.n) {
        i += ascii_prefix(pen_str_from(s, i));
        // Text that is not ASCII tends to go on so: no wide step before it ends.
        while (i < s.n && (unsigned char)s.p[i] >= 0x80) {
            size_t len = two_bytes(s, i) ? 2 : sequence(pen_str_from(s, i));
            if (len == 0) {
                return i;
            }
            i += len;
        }
    }
    return i;
}

size_t pen_utf8_repair(pen_str s, pen_buf *out)
{
    size_t replaced = 0;
    for (;;) {
        size_t good = pen_utf8_valid(s);
        pen_buf_add(out, pen_str_head(s, good));
        if (good == s.n) {
            return replaced;
        }
        PEN_BUF_LIT(out, "\xEF\xBF\xBD");
        replaced++;
        s = pen_str_from(s, good + 1);
    }
}

uint32_t pen_utf8_next(pen_str s, size_t *at)
{
    static const uint8_t lead_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const char *p = s.p + *at;
    size_t len = sequence(pen_str_from(s, *at));
    if (len == 0) {
        *at += 1;
        return 0xFFFD;
    }
    uint32_t cp = (unsigned char)p[0] & lead_bits[len];
    for (size_t i = 1; i < len; i++) {
        cp = cp << 6 | ((unsigned char)p[i] & 0x3Fu);
    }
    *at += len;
    return cp;
}

size_t pen_utf8_put(char *to, uint32_t cp)
{
    if (cp > 0x10FFFF) {
        cp = 0xFFFD;
    }
    if (cp < 0x80) {
        to[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        to[0] = (char)(0xC0 | cp >> 6);
        to[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        to[0] = (char)(0xE0 | cp >> 12);
        to[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        to[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | cp >> 18);
    to[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    to[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    to[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

// How many of 8 bytes start a character: those that are not 10xxxxxx.
static size_t starts_in(uint64_t w)
{
    uint64_t continuation = w >> 7 & ~w >> 6 & LOW_BITS;
    return 8 - (size_t)(continuation * LOW_BITS >> 56);
}

size_t pen_utf8_count(pen_str s)
{
    size_t i = 0, count = 0;
    for (; s.n - i >= 8; i += 8) {
        count += starts_in(load8(s.p + i));
    }
    for (; i < s.n; i++) {
        count += !continues(s.p[i]);
    }
    return count;
}

size_t pen_utf8_offset(pen_str s, size_t k)
{
    size_t i = 0;
    while (s.n - i >= 8) {
        size_t starts = starts_in(load8(s.p + i));
        if (starts > k) {
            break;
        }
        k -= starts;
        i += 8;
    }
    for (; i < s.n; i++) {
        if (!continues(s.p[i]) && k-- == 0) {
            return i;
        }
    }
    return s.n;
}

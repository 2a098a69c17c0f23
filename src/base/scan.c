// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // memmem: bounded, and in every libc we build on
#include "base/scan.h"

#include "base/scan_simd.h"

// The letter after the backslash for bytes that have a short form, 'u' for the other
// controls, 0 for what needs no escape.
static const char short_form[256] = {
    ['\0'] = 'u', [0x01] = 'u', [0x02] = 'u', [0x03] = 'u',  [0x04] = 'u', [0x05] = 'u',
    [0x06] = 'u', [0x07] = 'u', ['\b'] = 'b', ['\t'] = 't',  ['\n'] = 'n', [0x0b] = 'u',
    ['\f'] = 'f', ['\r'] = 'r', [0x0e] = 'u', [0x0f] = 'u',  [0x10] = 'u', [0x11] = 'u',
    [0x12] = 'u', [0x13] = 'u', [0x14] = 'u', [0x15] = 'u',  [0x16] = 'u', [0x17] = 'u',
    [0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u',  [0x1c] = 'u', [0x1d] = 'u',
    [0x1e] = 'u', [0x1f] = 'u', ['"'] = '"',  ['\\'] = '\\',
};

size_t pen_scan_escape_plain(char *to, const char *p, size_t n)
{
    char *start = to;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        char form = short_form[c];
        if (form) {
            *to++ = '\\';
            *to++ = form;
        } else {
            *to++ = (char)c;
        }
        if (form == 'u') {
            *to++ = '0';
            *to++ = '0';
            *to++ = (char)('0' + (c >> 4));
            *to++ = "0123456789abcdef"[c & 15];
        }
    }
    return (size_t)(to - start);
}

static size_t special_plain(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && !short_form[(unsigned char)p[i]]) {
        i++;
    }
    return i;
}

static size_t quote_plain(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && p[i] != '"' && p[i] != '\\') {
        i++;
    }
    return i;
}

static bool ascii_plain(const char *p, size_t n)
{
    unsigned char all = 0;
    for (size_t i = 0; i < n; i++) {
        all |= (unsigned char)p[i];
    }
    return all < 0x80;
}

// Byte by byte and without the block arithmetic of the others, to be a check on it.
static void mark_plain(pen_scan_marks *m, const char *p, size_t n, uint32_t at)
{
    memset(m->special, 0, (n + 63) / 64 * 8);
    m->any = 0;
    m->base = at;
    m->count = 0;
    for (size_t i = 0; i < n; i++) {
        bool slash = p[i] == '\\', escaped = m->carry;
        m->carry = slash && !escaped;
        if (p[i] == '"' && !escaped) {
            m->closes[m->count] = at + (uint32_t)i;
            m->count += m->inside != 0;
            m->inside = ~m->inside;
        }
        if (slash || ((unsigned char)p[i] < 0x20 && m->inside)) {
            m->special[i / 64] |= (uint64_t)1 << (i % 64);
            m->any |= m->special[i / 64];
        }
    }
    m->closes[m->count] = UINT32_MAX;
}

static pen_scan_cut cut_plain(const char *p, size_t n, char c)
{
    pen_scan_cut cut = {0, 0};
    for (size_t i = 0; i < n && i < 64; i++) {
        unsigned char b = (unsigned char)p[i];
        bool end = p[i] == c, other = b < 0x20 || b == '"' || b == 0xc2 || b == 0xe2;
        cut.ends |= (uint64_t)end << i;
        cut.other |= (uint64_t)(other && !end) << i;
    }
    return cut;
}

bool pen_scan_kinds_plain(pen_scan_kinds *k, const char *p, size_t n, char c,
                          const pen_scan_set *set)
{
    unsigned char all = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char b = (unsigned char)p[i];
        size_t word = i / 64, bit = i % 64;
        if (bit == 0) {
            k->equal[word] = k->member[word] = k->special[word] = 0;
        }
        bool member = b < 0x80 && set->row[b & 15] >> (b >> 4) & 1;
        k->equal[word] |= (uint64_t)(p[i] == c) << bit;
        k->member[word] |= (uint64_t)member << bit;
        k->special[word] |= (uint64_t)(short_form[b] != 0) << bit;
        all |= b;
    }
    return all < 0x80;
}

static size_t find_plain(const char *p, size_t n, const char *needle, size_t m)
{
    const char *hit = memmem(p, n, needle, m);
    return hit ? (size_t)(hit - p) : n;
}

static const pen_scan plain = {
    "scalar",    special_plain, quote_plain, pen_scan_escape_plain,
    ascii_plain, mark_plain,    cut_plain,   pen_scan_kinds_plain,
    find_plain,
};

const pen_scan *pen_scan_scalar(void)
{
    return &plain;
}

const pen_scan *pen_scan_nth(unsigned k)
{
    return k == 0 ? &plain : pen_scan_simd(k - 1);
}

const pen_scan *pen_scan_best(void)
{
    const pen_scan *best = pen_scan_simd_best();
    return best ? best : &plain;
}

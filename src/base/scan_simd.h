// SPDX-License-Identifier: Apache-2.0
// What the tables of base/scan.h share: loads that stay inside a range, and the handling of
// 64-byte blocks as bit masks (bit i stands for byte i). Also the few word-at-a-time tricks
// that hot loops elsewhere use. Compiler builtins are allowed in this file and in the
// *simd* sources only. Nothing here keeps state, allocates or reads outside [p, p + n).
#ifndef PEN_BASE_SCAN_SIMD_H
#define PEN_BASE_SCAN_SIMD_H

#include "base/scan.h"

#include <string.h>

#define PEN_SCAN_INLINE static inline __attribute__((always_inline))

// Index of the lowest bit that is set, 63 when none is.
PEN_SCAN_INLINE uint32_t pen_scan_low(uint64_t m)
{
    return (uint32_t)__builtin_ctzll(m | (uint64_t)1 << 63);
}

PEN_SCAN_INLINE uint64_t pen_scan_load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

PEN_SCAN_INLINE uint64_t pen_scan_load4(const char *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

PEN_SCAN_INLINE uint64_t pen_scan_byte(const char *p, size_t i)
{
    return (uint64_t)(unsigned char)p[i] << (8 * i);
}

// The n < 8 bytes at `p`, the first one lowest, zeros above. Loads overlap instead of
// looping.
PEN_SCAN_INLINE uint64_t pen_scan_load_short(const char *p, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n >= 4) {
        return pen_scan_load4(p) | pen_scan_load4(p + n - 4) << (8 * (n - 4));
    }
    return n ? pen_scan_byte(p, 0) | pen_scan_byte(p, n / 2) | pen_scan_byte(p, n - 1) : 0;
#else
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v |= pen_scan_byte(p, i);
    }
    return v;
#endif
}

// `p` on to the first byte that is no decimal digit, or `end`.
PEN_SCAN_INLINE const char *pen_scan_digits(const char *p, const char *end)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - p >= 8) {
        // After the exclusive or, digits are 0-9; adding 0x76 carries others past 0x7f. A
        // carry into the next byte can only spoil bytes above the first that is no digit.
        uint64_t t = pen_scan_load8(p) ^ UINT64_C(0x3030303030303030);
        uint64_t other =
            (t | (t + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
        if (other) {
            return p + (pen_scan_low(other) >> 3);
        }
        p += 8;
    }
#endif
    while (p < end && (unsigned)(*p - '0') < 10) {
        p++;
    }
    return p;
}

// The bytes that a backslash of `slashes` escapes. *carry as in pen_scan_marks. The method
// (an addition carries through a run of backslashes, its parity tells the end) is that of
// Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019.
PEN_SCAN_INLINE uint64_t pen_scan_escaped(uint64_t slashes, uint64_t *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    slashes &= ~*carry;
    uint64_t follows = slashes << 1 | *carry;
    uint64_t odd_starts = slashes & ~even & ~follows;
    uint64_t sum = odd_starts + slashes;
    *carry = sum < odd_starts;
    return (even ^ sum << 1) & follows;
}

typedef struct pen_scan_bits {
    uint64_t quotes, slashes, controls;
} pen_scan_bits;

PEN_SCAN_INLINE void pen_scan_mark_begin(pen_scan_marks *m, uint32_t at)
{
    m->any = 0;
    m->base = at;
    m->count = 0;
}

// Writes the position of the lowest bit of `m`, a block at `at`, and gives the rest.
PEN_SCAN_INLINE uint64_t pen_scan_put_low(uint32_t *to, uint64_t m, uint32_t at)
{
    *to = at + pen_scan_low(m);
    return m & (m - 1);
}

// Adds the block at offset `i` of the window. Positions are written four at a time: the
// surplus is overwritten by the next block or never looked at. Gives the escaped bytes.
PEN_SCAN_INLINE uint64_t pen_scan_mark_block(pen_scan_marks *m, pen_scan_bits b, size_t i)
{
    uint64_t special = b.slashes | b.controls;
    m->special[i / 64] = special;
    m->any |= special;
    uint64_t escaped = 0;
    if (b.slashes | m->carry) {
        escaped = pen_scan_escaped(b.slashes, &m->carry);
        b.quotes &= ~escaped;
    }
    uint32_t n = (uint32_t)__builtin_popcountll(b.quotes), at = m->base + (uint32_t)i;
    uint32_t *to = m->quotes + m->count;
    m->count += n;
    for (uint32_t k = 0; k < n; k += 4, to += 4) {
        b.quotes = pen_scan_put_low(to, b.quotes, at);
        b.quotes = pen_scan_put_low(to + 1, b.quotes, at);
        b.quotes = pen_scan_put_low(to + 2, b.quotes, at);
        b.quotes = pen_scan_put_low(to + 3, b.quotes, at);
    }
    return escaped;
}

// The same for the last block of a window, which has only n < 64 bytes.
PEN_SCAN_INLINE void pen_scan_mark_last(pen_scan_marks *m, pen_scan_bits b, size_t i,
                                        size_t n)
{
    m->carry = pen_scan_mark_block(m, b, i) >> n & 1;
}

// The last n < 64 bytes of a text as a block of their own, padded with blanks in `pad`.
PEN_SCAN_INLINE const char *pen_scan_pad(char *pad, const char *p, size_t n)
{
    memset(pad, ' ', 64);
    memcpy(pad, p, n);
    return pad;
}

// A block that ends where the window ends, moved down so that only its last `n` bytes
// remain, as if they were followed by blanks.
PEN_SCAN_INLINE pen_scan_bits pen_scan_down(pen_scan_bits b, size_t n)
{
    size_t gone = 64 - n;
    return (pen_scan_bits){b.quotes >> gone, b.slashes >> gone, b.controls >> gone};
}

// `escape` in plain C, for what a faster one leaves over.
size_t pen_scan_escape_plain(char *to, const char *p, size_t n);

// The tables that need special instructions and that this machine can run, slowest first;
// `k` from 0, NULL past the last.
const pen_scan *pen_scan_simd(unsigned k);

// The last of them, NULL when there is none.
const pen_scan *pen_scan_simd_best(void);

#endif

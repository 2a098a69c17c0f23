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

// The same for a mask that is known to have one.
PEN_SCAN_INLINE uint32_t pen_scan_first(uint64_t m)
{
    return (uint32_t)__builtin_ctzll(m);
}

// The first bit of a row of words (bit i of word k is number 64k + i) at or after `at`, `n`
// when none is before that.
PEN_SCAN_INLINE size_t pen_scan_next(const uint64_t *words, size_t at, size_t n)
{
    if (at >= n) {
        return n;
    }
    uint64_t m = words[at / 64] >> (at % 64);
    size_t k = at / 64;
    if (m) {
        at += pen_scan_first(m);
        return at < n ? at : n;
    }
    while (++k * 64 < n) {
        if (words[k]) {
            at = k * 64 + pen_scan_first(words[k]);
            return at < n ? at : n;
        }
    }
    return n;
}

// One past the last bit before `at`; 0 when there is none.
PEN_SCAN_INLINE size_t pen_scan_after_last(const uint64_t *words, size_t at)
{
    size_t k = at / 64;
    uint64_t m = at % 64 ? words[k] & (((uint64_t)1 << at % 64) - 1) : 0;
    while (!m) {
        if (k == 0) {
            return 0;
        }
        m = words[--k];
    }
    return k * 64 + 64 - (size_t)__builtin_clzll(m);
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

// How many decimal digits the eight bytes at `p` start with.
PEN_SCAN_INLINE unsigned pen_scan_digits8(const char *p)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    // After the exclusive or, digits are 0-9; adding 0x76 carries others past 0x7f. A carry
    // into the next byte can only spoil bytes above the first that is no digit.
    uint64_t t = pen_scan_load8(p) ^ UINT64_C(0x3030303030303030);
    uint64_t other =
        (t | (t + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
    return other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
#else
    unsigned n = 0;
    while (n < 8 && (unsigned)(p[n] - '0') < 10) {
        n++;
    }
    return n;
#endif
}

// `p` on to the first byte that is no decimal digit, or `end`.
PEN_SCAN_INLINE const char *pen_scan_digits(const char *p, const char *end)
{
    while (end - p >= 8) {
        unsigned n = pen_scan_digits8(p);
        p += n;
        if (n < 8) {
            return p;
        }
    }
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

// The marks of a window while they are made, kept in registers.
typedef struct pen_scan_marking {
    uint64_t any, carry, inside; // as in pen_scan_marks
    uint32_t *to;                // where the next position goes
    uint64_t *special;           // and the next word
    uint32_t at;                 // position of the next block
} pen_scan_marking;

PEN_SCAN_INLINE pen_scan_marking pen_scan_mark_begin(pen_scan_marks *m, uint32_t at)
{
    m->base = at;
    return (pen_scan_marking){
        .carry = m->carry,
        .inside = m->inside,
        .to = m->closes,
        .special = m->special,
        .at = at,
    };
}

PEN_SCAN_INLINE void pen_scan_mark_end(pen_scan_marks *m, const pen_scan_marking *k)
{
    *k->to = UINT32_MAX;
    m->count = (uint32_t)(k->to - m->closes);
    m->any = k->any;
    m->carry = k->carry;
    m->inside = k->inside;
}

// Bit i of the result: whether an odd number of the bits 0 to i of `m` are set.
PEN_SCAN_INLINE uint64_t pen_scan_parity(uint64_t m)
{
    for (unsigned shift = 1; shift < 64; shift *= 2) {
        m ^= m << shift;
    }
    return m;
}

// The quotes of a block that no backslash escapes; *escaped are the bytes that one does.
PEN_SCAN_INLINE uint64_t pen_scan_mark_quotes(pen_scan_marking *k, pen_scan_bits b,
                                              uint64_t *escaped)
{
    *escaped = 0;
    if (b.slashes | k->carry) {
        *escaped = pen_scan_escaped(b.slashes, &k->carry);
    }
    return b.quotes & ~*escaped;
}

// Where in a block strings are: their opening quotes and their insides, but not the quotes
// that close them. `parity` is that of the quotes.
PEN_SCAN_INLINE uint64_t pen_scan_mark_inside(pen_scan_marking *k, pen_scan_bits b,
                                              uint64_t parity)
{
    uint64_t inside = parity ^ k->inside;
    uint64_t special = b.slashes | (b.controls & inside);
    k->inside = (uint64_t)0 - (inside >> 63);
    *k->special++ = special;
    k->any |= special;
    return inside;
}

// Writes the position of the lowest bit of `m`, a block at `at`, and gives the rest.
PEN_SCAN_INLINE uint64_t pen_scan_put_low(uint32_t *to, uint64_t m, uint32_t at)
{
    *to = at + pen_scan_low(m);
    return m & (m - 1);
}

// Adds a block. Positions are written four at a time: the surplus is overwritten by the
// next block or never looked at. Gives the escaped bytes.
PEN_SCAN_INLINE uint64_t pen_scan_mark_block(pen_scan_marking *k, pen_scan_bits b)
{
    uint64_t escaped, quotes = pen_scan_mark_quotes(k, b, &escaped);
    uint64_t closes = quotes & ~pen_scan_mark_inside(k, b, pen_scan_parity(quotes));
    uint32_t *to = k->to;
    k->to += __builtin_popcountll(closes);
    do {
        closes = pen_scan_put_low(to, closes, k->at);
        closes = pen_scan_put_low(to + 1, closes, k->at);
        closes = pen_scan_put_low(to + 2, closes, k->at);
        closes = pen_scan_put_low(to + 3, closes, k->at);
        to += 4;
    } while (closes);
    k->at += 64;
    return escaped;
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

// `kinds` in plain C, for where a byte cannot be looked up in a register.
bool pen_scan_kinds_plain(pen_scan_kinds *k, const char *p, size_t n, char c,
                          const pen_scan_set *set);

// The tables that need special instructions and that this machine can run, slowest first;
// `k` from 0, NULL past the last.
const pen_scan *pen_scan_simd(unsigned k);

// The last of them, NULL when there is none.
const pen_scan *pen_scan_simd_best(void);

#endif

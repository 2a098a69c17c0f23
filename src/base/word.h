// SPDX-License-Identifier: Apache-2.0
// Text eight bytes at a time, for hashes: words are little-endian whatever the machine is,
// so that tables made at build time fit. Nothing is read outside of the text. Owns nothing.
#ifndef PEN_BASE_WORD_H
#define PEN_BASE_WORD_H

#include <stddef.h>
#include <stdint.h>

// The word of p[0] to p[7]. Compilers make one load of it.
static inline uint64_t pen_word_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline uint64_t pen_half_word_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24;
}

// The last n % 8 bytes of a text of `n` bytes as the low bytes of a word. Behind eight
// others they are read together with some of those; fewer as halves or bytes that overlap.
static inline uint64_t pen_word_tail(const char *p, size_t n)
{
    size_t left = n % 8;
    if (left == 0) {
        return 0; // an empty text may have no address
    }
    const char *end = p + (n - left);
    if (n > 8) {
        return pen_word_at(p + n - 8) >> (8 * (8 - left));
    }
    if (left < 4) {
        return (uint64_t)(unsigned char)end[0] |
               (uint64_t)(unsigned char)end[left / 2] << (8 * (left / 2)) |
               (uint64_t)(unsigned char)end[left - 1] << (8 * (left - 1));
    }
    return pen_half_word_at(end) | pen_half_word_at(end + left - 4) << (8 * (left - 4));
}

#endif

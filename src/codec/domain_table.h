// SPDX-License-Identifier: Apache-2.0
// The shape of the generated table of public suffixes (suffixes.c in the build folder, by
// tools/gen_suffixes.py). Each suffix is an entry under its lower-case text, as is each tail
// of one ("kobe.jp" of "!city.kobe.jp"), so that a walk from the right stops at the first
// miss. Constant data, no functions but the hash both sides share.
#ifndef PEN_CODEC_DOMAIN_TABLE_H
#define PEN_CODEC_DOMAIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum {
    PEN_SUFFIX_RULE = 1,      // a rule of its own
    PEN_SUFFIX_WILD = 2,      // "*." before it is a rule
    PEN_SUFFIX_EXCEPTION = 4, // "!" before it is a rule
    PEN_SUFFIX_DEEPER = 8,    // longer entries end in it
};

// `text` is an offset into pen_suffix_text. A free place has length 0.
typedef struct pen_suffix {
    uint32_t text;
    uint8_t length;
    uint8_t flags;
} pen_suffix;

// Open addressing, a power of two places, at most half of them taken; the place of a text is
// its hash, and the next ones after it.
extern const pen_suffix pen_suffix_table[];
extern const uint32_t pen_suffix_mask;
extern const char pen_suffix_text[];

// FNV-1a over the bytes from the last to the first, so that a walk from the right goes on
// from one label to the next.
#define PEN_SUFFIX_HASH_START 0x811c9dc5u

static inline uint32_t pen_suffix_hash(uint32_t h, unsigned char c)
{
    return (h ^ c) * 0x01000193u;
}

// From the hash to a place: FNV's low bits alone mix badly.
static inline uint32_t pen_suffix_place(uint32_t h)
{
    return h ^ h >> 15;
}

#endif

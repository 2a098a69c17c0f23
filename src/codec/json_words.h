// SPDX-License-Identifier: Apache-2.0
// How keys are compared in codec/json_tree.c and codec/json_scan.c: by length, by two words
// that hold the first eight bytes (zeros after a shorter key) and the last eight (0 for a
// key of up to eight), and by memcmp only for what lies between, so that keys of up to 16
// bytes need no call and no loop. Pure functions; no byte outside [p, end) is read.
#ifndef PEN_CODEC_JSON_WORDS_H
#define PEN_CODEC_JSON_WORDS_H

#include "base/scan_simd.h"
#include "codec/json.h"

typedef struct pen_json_words {
    uint64_t head, tail;
} pen_json_words;

// Of the key [p, p + n); `end` is that of the text it lies in.
static inline pen_json_words pen_json_words_of(const char *p, size_t n, const char *end)
{
    static const unsigned char keep[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask;
    if (n > 8) {
        return (pen_json_words){pen_scan_load8(p), pen_scan_load8(p + n - 8)};
    }
    if (end - p < 8) {
        char copy[8] = {0};
        memcpy(copy, p, n);
        return (pen_json_words){pen_scan_load8(copy), 0};
    }
    memcpy(&mask, keep + 8 - n, 8);
    return (pen_json_words){pen_scan_load8(p) & mask, 0};
}

// Where to look for a key in a table. The odd constants are those of splitmix64, which mix
// high bits well.
static inline uint32_t pen_json_words_hash(pen_json_words w)
{
    uint64_t x =
        (w.head ^ w.tail * UINT64_C(0xbf58476d1ce4e5b9)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(x >> 32);
}

static inline bool pen_json_words_match(const pen_json_node *node, pen_json_words w,
                                        pen_str key)
{
    return node->head == w.head && node->tail == w.tail && node->key.n == key.n &&
           (key.n <= 16 || memcmp(node->key.p + 8, key.p + 8, key.n - 16) == 0);
}

#endif

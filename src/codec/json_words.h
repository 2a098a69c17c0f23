// SPDX-License-Identifier: Apache-2.0
// How keys are found and compared in codec/json_tree.c and the scans: by two words, and by
// memcmp only for keys of more than PEN_JSON_WORDS_KEY bytes. The words of a short key are
// its bytes, the quote that closes it and zeros; those of a long one its first eight bytes and
// its length, and its last eight, marked so that no short key has the same. Pure functions.
#ifndef PEN_CODEC_JSON_WORDS_H
#define PEN_CODEC_JSON_WORDS_H

#include "base/scan_simd.h"
#include "codec/json.h"

// Longest short key.
#define PEN_JSON_WORDS_KEY 15u

// Bytes that are read from the start of a short key on.
#define PEN_JSON_WORDS_READ 16u

typedef struct pen_json_words {
    uint64_t head, tail;
} pen_json_words;

// Of a short key in a text, where a quote and then anything follows it.
PEN_SCAN_INLINE pen_json_words pen_json_words_short(const char *p, size_t n)
{
    // Row n keeps n + 1 bytes.
    static const unsigned char keep[16][16] = {
#define K 255
        {K},
        {K, K},
        {K, K, K},
        {K, K, K, K},
        {K, K, K, K, K},
        {K, K, K, K, K, K},
        {K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K, K, K, K, K},
        {K, K, K, K, K, K, K, K, K, K, K, K, K, K, K, K},
#undef K
    };
    pen_json_words mask;
    memcpy(&mask, keep[n], sizeof mask);
    return (pen_json_words){pen_scan_load8(p) & mask.head, pen_scan_load8(p + 8) & mask.tail};
}

// Where to look for a key in the table of the children of `node`.
PEN_SCAN_INLINE uint32_t pen_json_words_place(const pen_json_node *node, pen_json_words w)
{
    return (uint32_t)((w.head + w.tail) * node->mix >> 32) & node->mask;
}

// Whether it is the key of `node`: all of a short key, and most of a long one.
PEN_SCAN_INLINE bool pen_json_words_match(const pen_json_node *node, pen_json_words w)
{
    return ((node->head ^ w.head) | (node->tail ^ w.tail)) == 0;
}

// The child of `node`, which has some, with that key, or NULL.
const pen_json_node *pen_json_child(const pen_json_tree *t, const pen_json_node *node,
                                    pen_str key);

// The same for a short key in a text, of which PEN_JSON_WORDS_READ bytes may be read. The
// first candidate is nearly always the only one: json_tree.c looks for a `mix` that spreads
// the keys well. The root, which stands where a table is free, has the words of no key.
PEN_SCAN_INLINE const pen_json_node *
pen_json_child_short(const pen_json_tree *t, const pen_json_node *node, pen_str key)
{
    pen_json_words w = pen_json_words_short(key.p, key.n);
    const pen_json_node *found = node->table[pen_json_words_place(node, w)];
    while (!pen_json_words_match(found, w)) {
        if (!found->more) {
            return NULL;
        }
        found = t->nodes + found->more;
    }
    return found;
}

#endif

// SPDX-License-Identifier: Apache-2.0
// The tree of a regular expression, between the reader (direct_tree.c) and the builder of
// programs (direct_build.c). Nodes lie in one array in the arena and refer to each other by
// number; a set says which ASCII characters it holds and whether it holds all others.
#ifndef PEN_REGEX_DIRECT_TREE_H
#define PEN_REGEX_DIRECT_TREE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

#define PEN_TREE_NONE UINT32_MAX

typedef struct pen_byteset {
    uint64_t w[4];
} pen_byteset;

static inline bool pen_byteset_has(const pen_byteset *s, unsigned char b)
{
    return (s->w[b >> 6] >> (b & 63)) & 1;
}

static inline void pen_byteset_add(pen_byteset *s, unsigned char b)
{
    s->w[b >> 6] |= (uint64_t)1 << (b & 63);
}

typedef enum pen_tree_op {
    PEN_TREE_EMPTY,
    PEN_TREE_SET,   // one character: `set`
    PEN_TREE_CAT,   // children in order
    PEN_TREE_ALT,   // children in order of preference
    PEN_TREE_REP,   // child, min to max times
    PEN_TREE_GROUP, // child, captured as group `min`
    PEN_TREE_BEGIN, // at the start of the text
    PEN_TREE_END,   // at its end
    PEN_TREE_WORD,  // at a word boundary
    PEN_TREE_INNER, // not at one
} pen_tree_op;

// A SET holds ASCII characters in `set`, or a single byte >= 0x80 (part of a literal), or,
// with `wide`, every character outside ASCII as well.
typedef struct pen_tree_node {
    uint8_t op;
    bool lazy, wide, nullable;
    uint32_t child, last, next; // first and last child, next sibling
    uint32_t min, max;
    uint32_t copies;   // into how many copies counted repetitions unfold
    pen_byteset set;   // SET: its bytes
    pen_byteset first; // bytes that a match of the node can begin with
} pen_tree_node;

typedef struct pen_tree {
    pen_arena *arena;
    pen_tree_node *nodes;
    uint32_t count, room;
    uint32_t root;
    uint32_t groups;
    bool ascii_only; // true to RE2 only for texts without bytes >= 0x80
    const char *why; // what is not handled
} pen_tree;

// Reads `pattern`. PEN_NOMATCH (t->why says what) when it holds something that is not
// handled or that RE2 does not accept.
pen_status pen_tree_read(pen_arena *a, pen_str pattern, pen_tree *t) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// The tree of a regular expression, between the reader (direct_read.c) and the builder of
// programs (direct_build.c). Nodes, their children and the bytes of literals lie in arrays
// in the arena and refer to each other by number; a set says which ASCII characters it
// holds and whether it holds all others.
//
// Equal nodes are one node: grok patterns say the same things over and over (an address of
// version 6 holds fifty groups of hexadecimal digits), and what is one node is built once
// for each thing that follows it. A node may therefore have many parents; it never changes.
#ifndef PEN_REGEX_DIRECT_TREE_H
#define PEN_REGEX_DIRECT_TREE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "regex/direct.h"
#include "regex/direct_index.h"
#include "regex/direct_sets.h"

#include <stdint.h>

// Literals are cut into pieces of this length: what looks for one compares at most so much
// at each place.
#define PEN_TREE_LIT_MAX 64

typedef enum pen_tree_op {
    PEN_TREE_EMPTY,
    PEN_TREE_SET,   // one character: `set`
    PEN_TREE_LIT,   // bytes
    PEN_TREE_CAT,   // children in order
    PEN_TREE_ALT,   // children in order of preference
    PEN_TREE_REP,   // child, min to max times
    PEN_TREE_GROUP, // child, captured as group `min`
    PEN_TREE_BEGIN, // at the start of the text
    PEN_TREE_END,   // at its end
    PEN_TREE_WORD,  // at a word boundary
    PEN_TREE_INNER, // not at one
} pen_tree_op;

// A SET holds ASCII characters in `set` and, with `wide`, every character outside ASCII.
typedef struct pen_tree_node {
    uint8_t op;
    bool lazy, wide, nullable;
    uint32_t from, count; // children among t->kids, or bytes among t->bytes (LIT)
    uint32_t min, max;
    uint32_t copies; // into how many copies counted repetitions unfold
    uint32_t set;    // SET: its characters, of t->sets
    uint32_t first;  // bytes that a match of the node can begin with, of t->sets
} pen_tree_node;

typedef struct pen_tree {
    pen_arena *arena;
    pen_tree_node *nodes;
    uint32_t *kids;
    char *bytes;
    uint32_t count, room;
    uint32_t kid_count, kid_room;
    uint32_t byte_count, byte_room;
    pen_dindex index; // of nodes
    pen_sets sets;
    uint32_t root;
    uint32_t groups;
    bool ascii_only; // true to RE2 only for texts without bytes >= 0x80
    const char *why; // what is not handled
} pen_tree;

// The node that is as `like` (op, lazy, wide, min, max, set) with these children; what it
// can begin with follows from them. PEN_E_NOMEM.
pen_status pen_tree_node_of(pen_tree *t, pen_tree_node like, const uint32_t *kids,
                            uint32_t count, uint32_t *out) PEN_MUST;

// The node of the literal `s`, at most PEN_TREE_LIT_MAX bytes. PEN_E_NOMEM.
pen_status pen_tree_literal(pen_tree *t, pen_str s, uint32_t *out) PEN_MUST;

// Appends bytes to t->bytes; *from is where they are. PEN_E_NOMEM.
pen_status pen_tree_bytes(pen_tree *t, pen_str s, uint32_t *from) PEN_MUST;

// The byte of a SET that holds just one, or -1.
int pen_tree_only_byte(const pen_tree *t, const pen_tree_node *n);

// Reads the pattern of `source`. PEN_NOMATCH (t->why says what) when it holds something
// that is not handled or that RE2 does not accept.
pen_status pen_tree_read(pen_arena *a, const pen_direct_source *source,
                         pen_tree *t) PEN_MUST;

#endif

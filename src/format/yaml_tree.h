// SPDX-License-Identifier: Apache-2.0
// Building a tree of located nodes (format/yaml.h) piece by piece, whatever language the
// pieces were written in. Checks what holds for both YAML and JSON: keys are scalars and
// stand once, depth and number of nodes are capped.
//
// Nodes live in the arena. Nothing recurses.
#ifndef PEN_FORMAT_YAML_TREE_H
#define PEN_FORMAT_YAML_TREE_H

#include "base/limits.h"
#include "base/map.h"
#include "format/yaml.h"

// A container that is open.
typedef struct pen_yaml_frame {
    pen_yaml *node;
    pen_yaml *key; // a map's key that waits for its value
    pen_map keys;  // of a map: those seen, with their line
} pen_yaml_frame;

typedef struct pen_yaml_tree {
    pen_arena *arena;
    pen_str file; // for messages
    pen_diags *diags;
    pen_yaml_frame stack[PEN_YAML_DEPTH_MAX];
    size_t depth;
    size_t nodes;
    pen_yaml *root; // NULL as long as there is none
} pen_yaml_tree;

// An empty tree; `file` is copied. NULL without memory.
pen_yaml_tree *pen_yaml_tree_new(pen_arena *a, pen_str file, pen_diags *diags);

// Reports an error at a place of the file and gives `s` back.
pen_status pen_yaml_refuse(pen_yaml_tree *t, pen_loc at, pen_status s, const char *what) PEN_MUST;

// Adds a scalar: a key where a map waits for one. Text and value are copied as they are: the
// caller has put them into the arena.
pen_status pen_yaml_put(pen_yaml_tree *t, pen_loc at, const pen_yaml *scalar) PEN_MUST;

// Opens a map or a sequence; what follows goes into it until it is closed.
pen_status pen_yaml_open(pen_yaml_tree *t, pen_loc at, pen_yaml_kind kind) PEN_MUST;
void pen_yaml_close(pen_yaml_tree *t);

#endif

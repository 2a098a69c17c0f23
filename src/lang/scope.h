// SPDX-License-Identifier: Apache-2.0
// Which names are locals. Jinja's rule: a name that a frame sets anywhere (a `set` at top
// level or in an `if`, not in a `for`) is the frame's own in all of it; before the first
// `set` it has the value of the frame outside, or of the layer of that name; to a frame
// inside that comes first, it is the value outside if a frame there has the name. All other
// names are layers. Frames: the template, a loop's body, a with, a block set, a macro, ….
#ifndef PEN_LANG_SCOPE_H
#define PEN_LANG_SCOPE_H

#include "base/map.h"
#include "lang/ast.h"

typedef struct pen_local {
    pen_str name;
    uint32_t slot;
    bool set;     // the frame sets it: it is a local (else the frame only reads it)
    bool init;    // it may be read before it is set
    bool late;    // a frame inside may read it before it is set
    bool foreign; // it is set to something that others may hold too
} pen_local;

// Whether a method changes what it is called on, and gives None.
bool pen_scope_changes(pen_str method);

typedef struct pen_scope {
    struct pen_scope *parent;
    bool function; // of a macro: slots outside are those of the template's frame
    bool inner;    // while collecting: a frame inside was met
    pen_map index; // name → number in v
    pen_local *v;
    uint32_t n, room;
    const pen_ast *loop; // the loop whose `loop` this body sees, or NULL
    uint32_t loop_slot;
    uint32_t recurse,
        depth_slot; // of a recursive one: its macro (else 0), its depth from 0
} pen_scope;

void pen_scope_init(pen_scope *s, pen_scope *parent, pen_arena *work);

// Notes what a list of statements reads and sets in this frame.
pen_status pen_scope_collect(pen_scope *s, const pen_ast *statements) PEN_MUST;

// Notes names that are set from outside (loop targets, parameters): no first value needed.
pen_status pen_scope_param(pen_scope *s, const pen_ast *target) PEN_MUST;

// The local of a name in this frame or one around it, NULL for a layer's name. *outer is
// set when a macro's edge lies between.
pen_local *pen_scope_find(pen_scope *s, pen_str name, bool *outer);

// Whether all that the name ever is was made by this template: lists and dicts that it
// spells, constants, the None of a changing method. To change such a thing changes nothing
// that is reached in another way.
bool pen_scope_own(const pen_scope *s, pen_str name);

// Whether a frame around this one reads or sets the name.
bool pen_scope_known_outside(const pen_scope *s, pen_str name);

// The scope whose `loop` is seen from `s`, or NULL. *outer as above.
pen_scope *pen_scope_loop(pen_scope *s, bool *outer);

// Whether `name` is read anywhere in a list of statements, inner frames included.
bool pen_scope_reads(const pen_ast *statements, pen_str name);

#endif

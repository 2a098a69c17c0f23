// SPDX-License-Identifier: Apache-2.0
// Names become slots. Every path that a format's templates, stages and inferences name
// ("parsed.message.src", "final.source.ip") is a node of one static tree, made while
// the format is loaded; at run time a node is an index into the worker's array of slots.
//
//   0 root ─┬─ original ── message
//           ├─ final ─┬─ event ── kind
//           │         └─ source ── ip
//           └─ parsed ── message ─┬─ src          slots[] : one pen_value a node
//                                 └─ dst
//
// Once numbered the nodes of a subtree are neighbours: node `i` and all below it are
// [i, end), so clearing a subtree is one memset.
//
// A slot is UNDEF when nothing is there. A container whose members may have nodes of
// their own is either the value itself with the members' slots filled as well (what a stage
// extracted: it does not change any more), or PEN_T_OBJ (final and the layers of action
// stages: members are the child slots plus the dict of those without a node).
#ifndef PEN_EVENT_NODE_H
#define PEN_EVENT_NODE_H

#include "event/value.h"

#define PEN_NODE_ROOT 0u

typedef struct pen_node {
    pen_str key;
    uint32_t parent;
    uint32_t first, last, next; // children in order of creation, 0 for none
    uint32_t end;               // after pen_nodes_number: one past the subtree
    bool loaded;                // some template reads this node itself
    bool attribute;             // some value has an attribute of that name (event/attr.h)
    bool wide;                  // so many children that they are found by `places`
} pen_node;

typedef struct pen_nodes {
    pen_arena *arena;
    pen_node *v;
    uint32_t n, room;
    uint32_t *places; // once numbered: children of wide nodes, open addressing, 0 is free
    uint32_t mask;
} pen_nodes;

pen_status pen_nodes_init(pen_nodes *t, pen_arena *arena) PEN_MUST;

// The child of `parent` named `key`, made when it is not there. PEN_E_LIMIT past
// PEN_NODES_MAX or PEN_NODES_DEPTH_MAX.
pen_status pen_nodes_child(pen_nodes *t, uint32_t parent, pen_str key,
                           uint32_t *out) PEN_MUST;

// The same for a dotted path below `from`.
pen_status pen_nodes_path(pen_nodes *t, uint32_t from, pen_str path,
                          uint32_t *out) PEN_MUST;

// Looks a child up without making it; 0 when it is not there.
uint32_t pen_nodes_find(const pen_nodes *t, uint32_t parent, pen_str key);

// Renumbers in depth-first order and sets `end`. `renumber` (t->n entries) gets the new
// number of each old one.
pen_status pen_nodes_number(pen_nodes *t, uint32_t *renumber) PEN_MUST;

// ---- reading at run time; `slots` has one value a node ----

// The value of a node as a template sees it, never lazy: PEN_OK with *out (UNDEF when its
// parent exists and it does not), PEN_E_UNDEFINED when the parent is undefined itself. A
// forced value is stored back, so the second look is free.
pen_status pen_node_read(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                         pen_value *out) PEN_MUST;

// As `parent.get(key)` does: None instead of UNDEF when the parent is a dict without the
// key; PEN_E_EVAL when the parent is not a dict.
pen_status pen_node_get(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                        pen_value *out) PEN_MUST;

// ---- writing ----

// Puts a value at a node of an object tree (final, a layer of actions): everything below
// the node goes first, ancestors become objects, the members of a dict are dealt to the
// nodes that exist for them. A tree hangs directly below the root node and is an object
// already.
pen_status pen_node_assign(const pen_nodes *t, pen_value *slots, pen_arena *a,
                           uint32_t node, pen_value v) PEN_MUST;

// Deals the members of a container that a stage extracted to the slots below the node, and
// stores the container itself. Lazy values are forced where members are needed.
pen_status pen_node_deal(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                         pen_value v) PEN_MUST;

// Turns what is above a node of an object tree into objects. A tree hangs directly below
// the root node and is an object already; what is above an object is one too.
static inline void pen_node_raise(const pen_nodes *t, pen_value *slots, uint32_t node)
{
    for (uint32_t p = t->v[node].parent;
         t->v[p].parent != PEN_NODE_ROOT && slots[p].tag != PEN_T_OBJ; p = t->v[p].parent) {
        slots[p] = (pen_value){.tag = PEN_T_OBJ};
    }
}

// Undefines a node and everything below it.
static inline void pen_node_clear(const pen_nodes *t, pen_value *slots, uint32_t node)
{
    if (t->v[node].end == node + 1) {
        slots[node] = pen_v_undef();
    } else {
        memset(slots + node, 0, (t->v[node].end - node) * sizeof *slots);
    }
}

// The same where nothing lies below a node that is undefined: so it is but while a stage is
// filling its output.
static inline void pen_node_renew(const pen_nodes *t, pen_value *slots, uint32_t node)
{
    if (slots[node].tag != PEN_T_UNDEF) {
        pen_node_clear(t, slots, node);
    }
}

#endif

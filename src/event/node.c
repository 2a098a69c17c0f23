// SPDX-License-Identifier: Apache-2.0
#include "event/node.h"

#include "base/limits.h"
#include "base/map.h"
#include "event/attr.h"

pen_status pen_nodes_init(pen_nodes *t, pen_arena *arena)
{
    *t = (pen_nodes){.arena = arena, .room = 64};
    t->v = PEN_NEW_N(arena, pen_node, t->room);
    if (!t->v) {
        return PEN_E_NOMEM;
    }
    t->n = 1; // the root
    return PEN_OK;
}

// From here on a hash costs less than looking at every child.
enum { WIDE = 12 };

static uint32_t hash_of(uint32_t parent, pen_str key)
{
    return pen_hash(key) ^ parent * 0x9e3779b1u;
}

static uint32_t find_place(const pen_nodes *t, uint32_t parent, pen_str key)
{
    uint32_t at = hash_of(parent, key) & t->mask;
    uint32_t i;
    while ((i = t->places[at]) != 0 &&
           !(t->v[i].parent == parent && pen_str_eq(t->v[i].key, key))) {
        at = (at + 1) & t->mask;
    }
    return i;
}

uint32_t pen_nodes_find(const pen_nodes *t, uint32_t parent, pen_str key)
{
    if (t->v[parent].wide) {
        return find_place(t, parent, key);
    }
    uint32_t i = t->v[parent].first;
    while (i && !pen_str_eq(t->v[i].key, key)) {
        i = t->v[i].next;
    }
    return i;
}

static pen_status grow(pen_nodes *t)
{
    if (t->n >= PEN_NODES_MAX) {
        return PEN_E_LIMIT;
    }
    if (t->n < t->room) {
        return PEN_OK;
    }
    pen_node *v = PEN_NEW_N(t->arena, pen_node, (size_t)t->room * 2);
    if (!v) {
        return PEN_E_NOMEM;
    }
    memcpy(v, t->v, t->n * sizeof *v);
    t->v = v;
    t->room *= 2;
    return PEN_OK;
}

// Whether a child of `parent` would lie deeper than recursion over the tree may go.
static bool too_deep(const pen_nodes *t, uint32_t parent)
{
    unsigned depth = 0;
    for (uint32_t i = parent; i != PEN_NODE_ROOT && depth < PEN_NODES_DEPTH_MAX; depth++) {
        i = t->v[i].parent;
    }
    return depth == PEN_NODES_DEPTH_MAX;
}

pen_status pen_nodes_child(pen_nodes *t, uint32_t parent, pen_str key, uint32_t *out)
{
    *out = pen_nodes_find(t, parent, key);
    if (*out) {
        return PEN_OK;
    }
    if (too_deep(t, parent)) {
        return PEN_E_LIMIT;
    }
    PEN_TRY(grow(t));
    uint32_t id = t->n;
    pen_node *node = &t->v[id];
    PEN_TRY(pen_arena_str(t->arena, key, &node->key));
    node->parent = parent;
    node->attribute = pen_attr_is_any(key);
    pen_node *p = &t->v[parent];
    *(p->last ? &t->v[p->last].next : &p->first) = id;
    p->last = id;
    p->wide = false; // its children are numbered anew, or looked at one by one
    t->n++;
    *out = id;
    return PEN_OK;
}

pen_status pen_nodes_path(pen_nodes *t, uint32_t from, pen_str path, uint32_t *out)
{
    size_t dot;
    *out = from;
    do { // as Python splits: "a." is "a" and "", "" is ""
        dot = pen_str_chr(path, '.', 0);
        PEN_TRY(pen_nodes_child(t, *out, pen_str_head(path, dot), out));
        path = dot == PEN_NPOS ? path : pen_str_from(path, dot + 1);
    } while (dot != PEN_NPOS);
    return PEN_OK;
}

// The node that follows `i` in depth-first order, 0 after the last.
static uint32_t following(const pen_nodes *t, uint32_t i)
{
    if (t->v[i].first) {
        return t->v[i].first;
    }
    while (i && !t->v[i].next) {
        i = t->v[i].parent;
    }
    return i ? t->v[i].next : 0;
}

static uint32_t children(const pen_nodes *t, uint32_t parent)
{
    uint32_t n = 0;
    for (uint32_t c = t->v[parent].first; c; c = t->v[c].next) {
        n++;
    }
    return n;
}

static void add_places(pen_nodes *t, uint32_t parent)
{
    for (uint32_t c = t->v[parent].first; c; c = t->v[c].next) {
        uint32_t at = hash_of(parent, t->v[c].key) & t->mask;
        while (t->places[at]) {
            at = (at + 1) & t->mask;
        }
        t->places[at] = c;
    }
}

static pen_status find_by_hash(pen_nodes *t)
{
    uint32_t size = 16;
    while (size / 2 < t->n) {
        size *= 2;
    }
    t->places = PEN_NEW_N(t->arena, uint32_t, size);
    if (!t->places) {
        return PEN_E_NOMEM;
    }
    t->mask = size - 1;
    for (uint32_t i = 0; i < t->n; i++) {
        if (children(t, i) >= WIDE) {
            add_places(t, i);
            t->v[i].wide = true;
        }
    }
    return PEN_OK;
}

static uint32_t renumbered(const uint32_t *renumber, uint32_t old)
{
    return old ? renumber[old] : 0;
}

pen_status pen_nodes_number(pen_nodes *t, uint32_t *renumber)
{
    pen_node *v = PEN_NEW_N(t->arena, pen_node, t->room);
    if (!v) {
        return PEN_E_NOMEM;
    }
    uint32_t next = 0;
    renumber[0] = next++;
    for (uint32_t i = following(t, 0); i; i = following(t, i)) {
        renumber[i] = next++;
    }
    for (uint32_t i = 0; i < t->n; i++) {
        pen_node *to = &v[renumber[i]];
        *to = t->v[i];
        to->parent = renumbered(renumber, to->parent);
        to->first = renumbered(renumber, to->first);
        to->last = renumbered(renumber, to->last);
        to->next = renumbered(renumber, to->next);
    }
    t->v = v;
    for (uint32_t i = t->n; i-- > 0;) {
        uint32_t last = v[i].last;
        v[i].end = last ? v[last].end : i + 1;
    }
    return find_by_hash(t);
}

// ---- reading ----

// One event's values of the nodes, and the arena for what is made of them.
typedef struct slots_of {
    const pen_nodes *t;
    pen_value *slots;
    pen_arena *a;
} slots_of;

static pen_status materialise(const slots_of *s, uint32_t node, unsigned depth,
                              pen_value *out);

static pen_status add_member(const slots_of *s, uint32_t node, unsigned depth, pen_dict *d)
{
    pen_value v = s->slots[node];
    if (v.tag == PEN_T_UNDEF) {
        return PEN_OK;
    }
    if (v.tag == PEN_T_OBJ) {
        PEN_TRY(materialise(s, node, depth + 1, &v));
    } else {
        PEN_TRY(pen_value_force(s->a, &v));
    }
    return pen_dict_append(s->a, d, pen_v_str(s->t->v[node].key), v);
}

// An object tree as one dict: the children that are there, then the members without a node.
static pen_status materialise(const slots_of *s, uint32_t node, unsigned depth,
                              pen_value *out)
{
    if (depth > PEN_VALUE_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    pen_dict *d = pen_dict_new(s->a, 8);
    if (!d) {
        return PEN_E_NOMEM;
    }
    const pen_node *nodes = s->t->v;
    for (uint32_t c = nodes[node].first; c; c = nodes[c].next) {
        PEN_TRY(add_member(s, c, depth, d));
    }
    const pen_dict *rest = s->slots[node].u.dict;
    for (uint32_t i = 0; rest && i < rest->n; i++) {
        PEN_TRY(pen_dict_put(s->a, d, rest->pairs[i].key, rest->pairs[i].value));
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

// A slot with nothing in it: undefined below something that exists, an error below nothing.
static pen_status missing(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                          pen_value *out)
{
    *out = pen_v_undef();
    uint32_t parent = t->v[node].parent;
    if (parent == PEN_NODE_ROOT) {
        return PEN_OK;
    }
    pen_value *p = &slots[parent];
    if (p->tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    if (!t->v[node].attribute) {
        return PEN_OK;
    }
    if (p->tag == PEN_T_RAWINT || p->tag == PEN_T_RAWNUM) {
        PEN_TRY(pen_value_force(a, p));
    }
    *out = pen_attr_of(*p, t->v[node].key);
    return PEN_OK;
}

pen_status pen_node_read(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                         pen_value *out)
{
    pen_value *slot = &slots[node];
    if (slot->tag == PEN_T_UNDEF) {
        return missing(t, slots, a, node, out);
    }
    if (slot->tag == PEN_T_OBJ) {
        return materialise(&(slots_of){t, slots, a}, node, 0, out);
    }
    PEN_TRY(pen_value_force(a, slot));
    *out = *slot;
    return PEN_OK;
}

pen_status pen_node_get(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                        pen_value *out)
{
    if (slots[node].tag != PEN_T_UNDEF) {
        return pen_node_read(t, slots, a, node, out);
    }
    uint8_t tag = slots[t->v[node].parent].tag;
    *out = pen_v_none();
    bool dict = tag == PEN_T_DICT || tag == PEN_T_RAWOBJ || tag == PEN_T_OBJ;
    return dict ? PEN_OK : PEN_E_EVAL;
}

// ---- writing ----

static pen_status deal_member(const slots_of *s, uint32_t node, pen_value v, bool objects);

// Members with a node go to their slots; when `rest` is given the others go there.
static pen_status deal_dict(const slots_of *s, uint32_t node, const pen_dict *d,
                            pen_dict **rest)
{
    for (uint32_t i = 0; i < d->n; i++) {
        pen_pair *m = &d->pairs[i];
        bool text = m->key.tag == PEN_T_STR;
        uint32_t c = text ? pen_nodes_find(s->t, node, pen_value_str(m->key)) : 0;
        if (c) {
            PEN_TRY(deal_member(s, c, m->value, rest != NULL));
        } else if (rest) {
            *rest = *rest ? *rest : pen_dict_new(s->a, d->n);
            if (!*rest) {
                return PEN_E_NOMEM;
            }
            PEN_TRY(pen_dict_append(s->a, *rest, m->key, m->value));
        }
    }
    return PEN_OK;
}

// Recursion is bounded by the depth of the static tree.
static pen_status deal_member(const slots_of *s, uint32_t node, pen_value v, bool objects)
{
    if (!s->t->v[node].first) {
        s->slots[node] = v;
        return PEN_OK;
    }
    pen_node_renew(s->t, s->slots, node);
    if (v.tag != PEN_T_DICT && v.tag != PEN_T_RAWOBJ) {
        s->slots[node] = v;
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(s->a, &v));
    pen_dict *rest = NULL;
    PEN_TRY(deal_dict(s, node, v.u.dict, objects ? &rest : NULL));
    s->slots[node] = v;
    if (objects) {
        s->slots[node] = (pen_value){.tag = PEN_T_OBJ, .u.dict = rest};
    }
    return PEN_OK;
}

pen_status pen_node_deal(const pen_nodes *t, pen_value *slots, pen_arena *a, uint32_t node,
                         pen_value v)
{
    return deal_member(&(slots_of){t, slots, a}, node, v, false);
}

pen_status pen_node_assign(const pen_nodes *t, pen_value *slots, pen_arena *a,
                           uint32_t node, pen_value v)
{
    pen_node_raise(t, slots, node);
    return deal_member(&(slots_of){t, slots, a}, node, v, true);
}

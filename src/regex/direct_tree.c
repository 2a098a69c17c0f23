// SPDX-License-Identifier: Apache-2.0
#include "regex/direct_tree.h"

#include "regex/direct_prog.h"

#include <string.h>

int pen_tree_only_byte(const pen_tree *t, const pen_tree_node *n)
{
    const pen_byteset *set = &t->sets.all[n->set];
    int word = -1;
    for (int i = 0; i < 4; i++) {
        uint64_t w = set->w[i];
        if (w != 0 && (word >= 0 || (w & (w - 1)) != 0)) {
            return -1;
        }
        word = w != 0 ? i : word;
    }
    if (word < 0 || n->wide) {
        return -1;
    }
    int byte = word * 64;
    while (!pen_byteset_has(set, (unsigned char)byte)) {
        byte++;
    }
    return byte;
}

// The bytes that a set can begin with; RE2 takes these as first bytes of longer characters.
static pen_status begin_set(pen_tree *t, pen_tree_node *n)
{
    pen_byteset first = t->sets.all[n->set];
    for (unsigned c = 0xC2; n->wide && c <= 0xF4; c++) {
        pen_byteset_add(&first, (unsigned char)c);
    }
    return pen_sets_of(&t->sets, &first, &n->first);
}

// What a node can begin with, and whether it can be empty.
static pen_status settle(pen_tree *t, pen_tree_node *n, const uint32_t *kids)
{
    bool all = n->op != PEN_TREE_ALT, open = true;
    n->nullable = all && n->op != PEN_TREE_SET;
    n->copies = 1;
    for (uint32_t i = 0; i < n->count; i++) {
        const pen_tree_node *c = &t->nodes[kids[i]];
        PEN_TRY(open ? pen_sets_unite(&t->sets, n->first, c->first, &n->first) : PEN_OK);
        open = open && (!all || c->nullable);
        n->nullable = all ? n->nullable && c->nullable : n->nullable || c->nullable;
        n->copies = c->copies > n->copies ? c->copies : n->copies;
    }
    if (n->op == PEN_TREE_REP) {
        bool many = n->max != PEN_REP_INF && n->max > 1;
        n->copies *= many ? n->max : n->min > 1 ? n->min : 1;
        n->nullable |= n->min == 0;
    }
    return n->op == PEN_TREE_SET ? begin_set(t, n) : PEN_OK;
}

static uint64_t hash_of(const pen_tree_node *n, const uint32_t *kids)
{
    uint64_t h = pen_dindex_mix((uint64_t)n->min << 32 | n->max,
                                (unsigned)(n->op | n->lazy << 8 | n->wide << 9) |
                                    (uint64_t)n->count << 16);
    for (uint32_t i = 0; i < n->count; i++) {
        h = pen_dindex_mix(h, kids[i]);
    }
    return n->op == PEN_TREE_SET ? pen_dindex_mix(h, n->set) : h;
}

static bool same(const pen_tree *t, const pen_tree_node *x, const pen_tree_node *y,
                 const uint32_t *kids)
{
    return x->op == y->op && x->lazy == y->lazy && x->wide == y->wide && x->min == y->min &&
           x->max == y->max && x->count == y->count && x->set == y->set &&
           (x->count == 0 || memcmp(t->kids + x->from, kids, x->count * sizeof *kids) == 0);
}

// Room for `more` beyond `count`: at least four times what there is, of which only what is
// used costs memory.
static uint32_t more_room(uint32_t room, uint32_t count, uint32_t more)
{
    return room * 4 > count + more ? room * 4 : count + more + 64;
}

static pen_status append(pen_tree *t, const pen_tree_node *n, uint64_t hash, uint32_t *out)
{
    if (t->count == t->room) {
        t->room = more_room(t->room, t->count, 1);
        t->nodes = pen_dindex_grown(t->arena, t->nodes, t->count, t->room, sizeof *n);
        if (!t->nodes) {
            return PEN_E_NOMEM;
        }
    }
    t->nodes[t->count] = *n;
    *out = t->count++;
    return pen_dindex_add(&t->index, t->arena, hash, *out);
}

pen_status pen_tree_node_of(pen_tree *t, pen_tree_node like, const uint32_t *kids,
                            uint32_t count, uint32_t *out)
{
    like.count = count;
    uint64_t hash = hash_of(&like, kids);
    uint32_t at = 0, i;
    while ((i = pen_dindex_next(&t->index, hash, &at)) != PEN_DINDEX_NONE) {
        if (same(t, &t->nodes[i], &like, kids)) {
            *out = i;
            return PEN_OK;
        }
    }
    PEN_TRY(settle(t, &like, kids));
    if (count > t->kid_room - t->kid_count) {
        t->kid_room = more_room(t->kid_room, t->kid_count, count);
        t->kids =
            pen_dindex_grown(t->arena, t->kids, t->kid_count, t->kid_room, sizeof *kids);
        if (!t->kids) {
            return PEN_E_NOMEM;
        }
    }
    if (count) {
        memcpy(t->kids + t->kid_count, kids, count * sizeof *kids);
    }
    like.from = t->kid_count;
    t->kid_count += count;
    return append(t, &like, hash, out);
}

// The node of a literal that is there already, or PEN_DINDEX_NONE.
static uint32_t find_literal(const pen_tree *t, pen_str s, uint64_t hash)
{
    uint32_t at = 0, i;
    while ((i = pen_dindex_next(&t->index, hash, &at)) != PEN_DINDEX_NONE) {
        const pen_tree_node *n = &t->nodes[i];
        if (n->op == PEN_TREE_LIT &&
            pen_str_eq(pen_str_of(t->bytes + n->from, n->count), s)) {
            break;
        }
    }
    return i;
}

pen_status pen_tree_bytes(pen_tree *t, pen_str s, uint32_t *from)
{
    uint32_t more = (uint32_t)s.n;
    if (more > t->byte_room - t->byte_count) {
        t->byte_room = more_room(t->byte_room, t->byte_count, more);
        t->bytes = pen_dindex_grown(t->arena, t->bytes, t->byte_count, t->byte_room, 1);
        if (!t->bytes) {
            return PEN_E_NOMEM;
        }
    }
    memcpy(t->bytes + t->byte_count, s.p, s.n);
    *from = t->byte_count;
    t->byte_count += more;
    return PEN_OK;
}

pen_status pen_tree_literal(pen_tree *t, pen_str s, uint32_t *out)
{
    uint64_t hash = pen_dindex_mix(PEN_TREE_LIT, s.n);
    for (size_t i = 0; i < s.n; i++) {
        hash = pen_dindex_mix(hash, (unsigned char)s.p[i]);
    }
    *out = find_literal(t, s, hash);
    if (*out != PEN_DINDEX_NONE) {
        return PEN_OK;
    }
    pen_tree_node lit = {.op = PEN_TREE_LIT, .count = (uint32_t)s.n, .copies = 1};
    pen_byteset first = {{0}};
    pen_byteset_add(&first, (unsigned char)s.p[0]);
    PEN_TRY(pen_sets_of(&t->sets, &first, &lit.first));
    PEN_TRY(pen_tree_bytes(t, s, &lit.from));
    return append(t, &lit, hash, out);
}

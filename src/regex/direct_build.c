// SPDX-License-Identifier: Apache-2.0
// From the tree to the program, from the end to the start: when a node is built, what
// follows it is known, and so is what that can begin with.
#include "regex/direct_prog.h"

#include "base/limits.h"
#include "regex/direct_tree.h"

// A branch that can begin with so many bytes is not told by its first one; literals of so
// many bytes together are rare enough that looking for them pays; so many are looked for.
#define NEED_BREADTH 32
#define NEED_LENGTH 3
#define NEED_LENGTH_NARROW 6 // … for a branch that begins with a literal
#define NEEDS_MAX 8

// A branch in the list of what was built, where nodes of the tree are.
#define BRANCH_OF 0x80000000u

// Two sets, by number.
typedef struct table_key {
    uint32_t set, follow;
} table_key;

// What was built: the op of a node before `next`, or of a branch (BRANCH_OF + its first op)
// before its other one.
typedef struct built {
    uint32_t node, next, op;
} built;

typedef struct builder {
    pen_arena *arena;
    pen_tree *t;
    pen_dins *ops;
    uint32_t *firsts; // for each op: the set that the rest from there can begin with
    bool *ends;       // … and whether it can match nothing
    uint32_t count, room;
    uint8_t (*tables)[256];
    table_key *keys;  // what the tables were made from
    pen_dindex index; // of the tables
    uint32_t table_count, table_room;
    built *list;
    pen_dindex done; // of the list
    uint32_t list_count, list_room;
    const char *why;
    bool trying;
    bool asks; // only yes or no is wanted
} builder;

static pen_status build(builder *b, uint32_t node, uint32_t next, uint32_t *out);

static pen_status refuse(builder *b, const char *why)
{
    b->why = why;
    return PEN_NOMATCH;
}

static pen_status more_ops(builder *b)
{
    uint32_t room = b->room ? b->room * 4 : 128;
    b->ops = pen_dindex_grown(b->arena, b->ops, b->count, room, sizeof *b->ops);
    b->firsts = pen_dindex_grown(b->arena, b->firsts, b->count, room, sizeof *b->firsts);
    b->ends = pen_dindex_grown(b->arena, b->ends, b->count, room, sizeof *b->ends);
    b->room = room;
    return b->ops && b->firsts && b->ends ? PEN_OK : PEN_E_NOMEM;
}

// An instruction that goes on at `next` and for now begins as the rest does.
static pen_status add(builder *b, pen_dop op, uint32_t next, uint32_t *out)
{
    if (b->count == PEN_DIRECT_OPS_MAX) {
        return refuse(b, "unfolds into too many steps");
    }
    if (b->count == b->room) {
        PEN_TRY(more_ops(b));
    }
    uint32_t i = b->count++;
    b->ops[i] = (pen_dins){.op = (uint8_t)op, .next = next};
    if (next < i) {
        b->firsts[i] = b->firsts[next];
        b->ends[i] = b->ends[next];
    }
    *out = i;
    return PEN_OK;
}

// Four bits of a set as four bytes, the first for the lowest.
static uint32_t four(const pen_byteset *s, unsigned c)
{
    static const uint8_t spread[16][4] = {
        {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 0}, {1, 0, 1, 0},
        {0, 1, 1, 0}, {1, 1, 1, 0}, {0, 0, 0, 1}, {1, 0, 0, 1}, {0, 1, 0, 1}, {1, 1, 0, 1},
        {0, 0, 1, 1}, {1, 0, 1, 1}, {0, 1, 1, 1}, {1, 1, 1, 1}};
    uint32_t bytes;
    memcpy(&bytes, spread[s->w[c >> 6] >> (c & 63) & 15], sizeof bytes);
    return bytes;
}

static void fill_table(uint8_t *t, const pen_byteset *set, const pen_byteset *follow)
{
    for (unsigned c = 0; c < 256; c += 4) {
        uint32_t bits = four(set, c) * PEN_IN_SET | four(follow, c) * PEN_FOLLOW;
        memcpy(t + c, &bits, sizeof bits);
    }
}

static pen_status more_tables(builder *b)
{
    uint32_t room = b->table_room ? b->table_room * 4 : 16;
    b->tables =
        pen_dindex_grown(b->arena, b->tables, b->table_count, room, sizeof *b->tables);
    b->keys = pen_dindex_grown(b->arena, b->keys, b->table_count, room, sizeof *b->keys);
    b->table_room = room;
    return b->tables && b->keys ? PEN_OK : PEN_E_NOMEM;
}

static pen_status new_table(builder *b, table_key key, uint64_t hash)
{
    const pen_byteset *sets = b->t->sets.all;
    if (b->table_count == PEN_DIRECT_TABLES_MAX) {
        return refuse(b, "needs too many tables");
    }
    if (b->table_count == b->table_room) {
        PEN_TRY(more_tables(b));
    }
    b->keys[b->table_count] = key;
    fill_table(b->tables[b->table_count], &sets[key.set], &sets[key.follow]);
    return pen_dindex_add(&b->index, b->arena, hash, b->table_count++);
}

// The table with set's bytes and follow's bytes; equal ones are shared.
static pen_status table(builder *b, uint32_t set, uint32_t follow, uint16_t *out)
{
    uint64_t hash = pen_dindex_mix(set, (uint64_t)follow << 32);
    uint32_t at = 0, i;
    while ((i = pen_dindex_next(&b->index, hash, &at)) != PEN_DINDEX_NONE) {
        if (b->keys[i].set == set && b->keys[i].follow == follow) {
            *out = (uint16_t)i;
            return PEN_OK;
        }
    }
    *out = (uint16_t)b->table_count;
    return new_table(b, (table_key){set, follow}, hash);
}

static uint64_t hash_built(uint32_t node, uint32_t next)
{
    return pen_dindex_mix(node, (uint64_t)next << 32);
}

// Whether this was built before, with its op.
static bool find_built(const builder *b, uint32_t node, uint32_t next, uint32_t *op)
{
    uint32_t at = 0, i;
    uint64_t hash = hash_built(node, next);
    while ((i = pen_dindex_next(&b->done, hash, &at)) != PEN_DINDEX_NONE) {
        if (b->list[i].node == node && b->list[i].next == next) {
            *op = b->list[i].op;
            return true;
        }
    }
    return false;
}

static pen_status note_built(builder *b, uint32_t node, uint32_t next, uint32_t op)
{
    if (b->list_count == b->list_room) {
        uint32_t room = b->list_room ? b->list_room * 4 : 128;
        b->list = pen_dindex_grown(b->arena, b->list, b->list_count, room, sizeof *b->list);
        b->list_room = room;
        if (!b->list) {
            return PEN_E_NOMEM;
        }
    }
    b->list[b->list_count] = (built){node, next, op};
    return pen_dindex_add(&b->done, b->arena, hash_built(node, next), b->list_count++);
}

static const pen_tree_node *child_of(const builder *b, const pen_tree_node *n)
{
    return &b->t->nodes[b->t->kids[n->from]];
}

// Whether two sets, by number, have bytes in common.
static bool common(const builder *b, uint32_t x, uint32_t y)
{
    return pen_byteset_common(&b->t->sets.all[x], &b->t->sets.all[y]);
}

// The set `more` joins what the op can begin with.
static pen_status begin(builder *b, uint32_t op, uint32_t more)
{
    return pen_sets_unite(&b->t->sets, b->firsts[op], more, &b->firsts[op]);
}

// ---- characters ----

// A literal before another one is one literal.
static pen_status build_lit(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    const pen_dins after = b->ops[next];
    uint32_t lit = n->from, length = n->count;
    if (after.op == PEN_DOP_LIT && after.a + length <= PEN_TREE_LIT_MAX) {
        char both[PEN_TREE_LIT_MAX];
        memcpy(both, b->t->bytes + lit, length);
        memcpy(both + length, b->t->bytes + after.lit, after.a);
        length += after.a;
        next = after.next;
        PEN_TRY(pen_tree_bytes(b->t, pen_str_of(both, length), &lit));
    }
    PEN_TRY(add(b, PEN_DOP_LIT, next, out));
    b->ops[*out].lit = lit;
    b->ops[*out].a = length;
    b->firsts[*out] = n->first;
    b->ends[*out] = false;
    return PEN_OK;
}

static pen_status build_set(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    PEN_TRY(add(b, PEN_DOP_SET, next, out));
    PEN_TRY(table(b, n->first, n->first, &b->ops[*out].table));
    b->ops[*out].wide = n->wide;
    b->firsts[*out] = n->first;
    b->ends[*out] = false;
    return PEN_OK;
}

// ---- many of one set ----

static uint32_t skip_saves(const builder *b, uint32_t i)
{
    while (b->ops[i].op == PEN_DOP_SAVE) {
        i = b->ops[i].next;
    }
    return i;
}

// True when the op at `i`, groups skipped, is a loop of any length, none included, over at
// least the bytes `must`, or a match whatever follows.
static bool absorbs(const builder *b, uint32_t i, const pen_byteset *must)
{
    const pen_dins *n = &b->ops[skip_saves(b, i)];
    bool loop = n->op == PEN_DOP_SPAN || n->op == PEN_DOP_LAZY || n->op == PEN_DOP_UNTIL;
    if (n->op == PEN_DOP_HIT) {
        return true;
    }
    if (!loop || n->min != 0 || n->max != PEN_REP_INF) {
        return false;
    }
    for (unsigned c = 0; c < 256; c++) {
        if (pen_byteset_has(must, (unsigned char)c) &&
            !(b->tables[n->table][c] & PEN_IN_SET)) {
            return false;
        }
    }
    return true;
}

// A lazy loop over `set` whose rest is, groups skipped, a literal and then a loop over all
// that this one and the literal hold, may stop at the first place of the literal for good.
static bool stops_for_good(const builder *b, const pen_tree_node *set, uint32_t next)
{
    const pen_dins *n = &b->ops[skip_saves(b, next)];
    pen_byteset must = b->t->sets.all[set->first];
    if (n->op != PEN_DOP_LIT) {
        return false;
    }
    for (uint32_t i = 0; i < n->a; i++) {
        unsigned char c = (unsigned char)b->t->bytes[n->lit + i];
        if (c >= 128) {
            return false; // lies within characters; not worth the proof
        }
        pen_byteset_add(&must, c);
    }
    return absorbs(b, n->next, &must);
}

// Whether a loop may take as few characters as it can: where only yes or no is wanted, the
// order of trying is ours.
static bool is_lazy(const builder *b, const pen_tree_node *rep, uint32_t next)
{
    return rep->lazy || (b->asks && stops_for_good(b, child_of(b, rep), next));
}

// A lazy loop of any length before a literal looks for all of it.
static void expect_literal(const builder *b, pen_dins *n, uint32_t next)
{
    const pen_dins *after = &b->ops[skip_saves(b, next)];
    if (n->op == PEN_DOP_LAZY && n->max == PEN_REP_INF && after->op == PEN_DOP_LIT) {
        n->lit = after->lit;
        n->a = after->a;
    }
}

static pen_status build_span(builder *b, const pen_tree_node *rep, uint32_t next,
                             uint32_t *out)
{
    const pen_tree_node *set = child_of(b, rep);
    bool end = b->ends[next], sure = !common(b, set->first, b->firsts[next]);
    uint32_t follow = b->firsts[next];
    bool lazy = !sure && is_lazy(b, rep, next);
    PEN_TRY(add(b, lazy ? PEN_DOP_LAZY : PEN_DOP_SPAN, next, out));
    PEN_TRY(table(b, set->first, follow, &b->ops[*out].table));
    pen_dins *n = &b->ops[*out];
    n->wide = set->wide;
    n->min = rep->min;
    n->max = rep->max;
    n->end = end;
    n->sure = sure || rep->max == rep->min;
    if (rep->min == 0) {
        PEN_TRY(begin(b, *out, set->first));
    } else {
        b->firsts[*out] = set->first;
        b->ends[*out] = false;
    }
    if (n->op == PEN_DOP_LAZY && rep->min == 0 && rep->max == PEN_REP_INF &&
        stops_for_good(b, set, next)) {
        const pen_dins *lit = &b->ops[skip_saves(b, next)];
        n->op = PEN_DOP_UNTIL;
        n->lit = lit->lit;
        n->a = lit->a;
        n->sure = true;
    }
    b->trying |= !n->sure;
    expect_literal(b, n, next);
    return PEN_OK;
}

// ---- branches and loops ----

// Settles a branch: `next` or else `other`, both built.
static pen_status settle_branch(builder *b, uint32_t i, uint32_t first, bool end)
{
    pen_dins *n = &b->ops[i];
    n->end = end;
    n->other_end = b->ends[n->other];
    PEN_TRY(table(b, first, b->firsts[n->other], &n->table));
    b->trying |= common(b, first, b->firsts[n->other]) || (end && n->other_end);
    return PEN_OK;
}

static pen_status add_branch(builder *b, uint32_t next, uint32_t other, uint32_t *out)
{
    if (find_built(b, BRANCH_OF + next, other, out)) {
        return PEN_OK;
    }
    PEN_TRY(add(b, PEN_DOP_BRANCH, next, out));
    b->ops[*out].other = other;
    PEN_TRY(settle_branch(b, *out, b->firsts[next], b->ends[next]));
    PEN_TRY(begin(b, *out, b->firsts[other]));
    b->ends[*out] = b->ends[next] || b->ends[other];
    return note_built(b, BRANCH_OF + next, other, *out);
}

// The branch of a loop or an option: its body or what follows, in the order of preference.
static void orient(pen_dins *n, bool lazy, uint32_t body, uint32_t next)
{
    n->next = lazy ? next : body;
    n->other = lazy ? body : next;
}

// body*: the branch is made before its body, which comes back to it; the body is never
// empty, so what it begins with is known from the tree.
static pen_status build_star(builder *b, const pen_tree_node *rep, uint32_t next,
                             uint32_t *out)
{
    const pen_tree_node *child = child_of(b, rep);
    uint32_t body;
    PEN_TRY(add(b, PEN_DOP_BRANCH, next, out));
    uint32_t follow = b->firsts[next], first = child->first;
    bool end = b->ends[next];
    PEN_TRY(begin(b, *out, first));
    PEN_TRY(build(b, b->t->kids[rep->from], *out, &body));
    pen_dins *n = &b->ops[*out];
    orient(n, rep->lazy, body, next);
    n->end = rep->lazy && end;
    n->other_end = !rep->lazy && end;
    b->trying |= common(b, first, follow);
    return rep->lazy ? table(b, follow, first, &n->table)
                     : table(b, first, follow, &n->table);
}

static pen_status build_option(builder *b, const pen_tree_node *rep, uint32_t next,
                               uint32_t after, uint32_t *out)
{
    uint32_t body;
    PEN_TRY(build(b, b->t->kids[rep->from], after, &body));
    return rep->lazy ? add_branch(b, next, body, out) : add_branch(b, body, next, out);
}

static pen_status build_loop(builder *b, const pen_tree_node *rep, uint32_t next,
                             uint32_t *out)
{
    if (child_of(b, rep)->op == PEN_TREE_SET && rep->max != 0) {
        return build_span(b, rep, next, out);
    }
    uint32_t at = next;
    if (rep->max == PEN_REP_INF) {
        PEN_TRY(build_star(b, rep, next, &at));
    } else {
        for (uint32_t i = rep->min; i < rep->max; i++) {
            PEN_TRY(build_option(b, rep, next, at, &at));
        }
    }
    for (uint32_t i = 0; i < rep->min; i++) {
        PEN_TRY(build(b, b->t->kids[rep->from], at, &at));
    }
    *out = at;
    return PEN_OK;
}

// A loop before a match whatever follows takes no more than it must.
static pen_status build_rep(builder *b, const pen_tree_node *rep, uint32_t next,
                            uint32_t *out)
{
    pen_tree_node least = *rep;
    if (b->ops[next].op != PEN_DOP_HIT) {
        return build_loop(b, rep, next, out);
    }
    least.max = least.min;
    least.lazy = false;
    return build_loop(b, &least, next, out);
}

// Literals that a branch needs, each a byte of length and its bytes.
typedef struct needs {
    char bytes[NEEDS_MAX * (PEN_TREE_LIT_MAX + 1)];
    uint32_t n, count;
    uint32_t skip; // bytes of literals at the beginning that are not looked for
} needs;

// Adds the literals that every match of a node holds, in their order, but for single bytes.
// As deep as the tree.
static void find_needs(const pen_tree *t, uint32_t node, needs *out)
{
    const pen_tree_node *n = &t->nodes[node];
    bool inside = n->op == PEN_TREE_CAT || n->op == PEN_TREE_GROUP ||
                  (n->op == PEN_TREE_REP && n->min > 0);
    if (n->op == PEN_TREE_LIT && out->skip > 0) {
        out->skip = out->skip > n->count ? out->skip - n->count : 0;
    } else if (n->op == PEN_TREE_LIT && n->count > 1 && out->count < NEEDS_MAX) {
        out->bytes[out->n++] = (char)n->count;
        memcpy(out->bytes + out->n, t->bytes + n->from, n->count);
        out->n += n->count;
        out->count++;
    }
    for (uint32_t i = 0; inside && out->count < NEEDS_MAX && i < n->count; i++) {
        find_needs(t, t->kids[n->from + i], out);
    }
}

// How many bytes a set holds.
static unsigned breadth(const pen_byteset *s)
{
    unsigned n = 0;
    for (int i = 0; i < 4; i++) {
        for (uint64_t w = s->w[i]; w != 0; w &= w - 1) {
            n++;
        }
    }
    return n;
}

static pen_status add_need(builder *b, const needs *all, uint32_t next, uint32_t *out)
{
    PEN_TRY(add(b, PEN_DOP_NEED, next, out));
    b->ops[*out].min = all->count;
    return pen_tree_bytes(b->t, pen_str_of(all->bytes, all->n), &b->ops[*out].lit);
}

// One of many branches. One that can begin with nearly anything is entered only when the
// text still has the literals that it needs: a line that is none of a list's is so refused
// by a search for each, not by trying all. One that begins with a literal, as others may,
// goes on only when the text has the rest.
static pen_status build_choice(builder *b, uint32_t kid, uint32_t next, uint32_t *out)
{
    PEN_TRY(build(b, kid, next, out));
    const pen_dins start = b->ops[*out];
    bool narrow = start.op == PEN_DOP_LIT;
    if (!narrow && breadth(&b->t->sets.all[b->firsts[*out]]) < NEED_BREADTH) {
        return PEN_OK;
    }
    needs all;
    all.n = all.count = 0;
    all.skip = narrow ? start.a : 0;
    find_needs(b->t, kid, &all);
    if (all.n - all.count < (narrow ? NEED_LENGTH_NARROW : NEED_LENGTH)) {
        return PEN_OK;
    }
    if (!narrow) {
        return add_need(b, &all, *out, out);
    }
    uint32_t rest, begins = b->firsts[*out];
    PEN_TRY(add_need(b, &all, start.next, &rest));
    PEN_TRY(add(b, PEN_DOP_LIT, rest, out));
    b->ops[*out].lit = start.lit;
    b->ops[*out].a = start.a;
    b->firsts[*out] = begins;
    b->ends[*out] = false;
    return PEN_OK;
}

static pen_status build_alt(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    const uint32_t *kids = b->t->kids + n->from;
    uint32_t i = n->count - 1;
    PEN_TRY(build_choice(b, kids[i], next, out));
    while (i-- > 0) {
        uint32_t branch;
        PEN_TRY(build_choice(b, kids[i], next, &branch));
        PEN_TRY(add_branch(b, branch, *out, out));
    }
    return PEN_OK;
}

static pen_status build_cat(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    *out = next;
    for (uint32_t i = n->count; i > 0; i--) {
        PEN_TRY(build(b, b->t->kids[n->from + i - 1], *out, out));
    }
    return PEN_OK;
}

static pen_status build_group(builder *b, const pen_tree_node *n, uint32_t next,
                              uint32_t *out)
{
    uint32_t close, inside;
    if (b->asks) {
        return build(b, b->t->kids[n->from], next, out);
    }
    PEN_TRY(add(b, PEN_DOP_SAVE, next, &close));
    b->ops[close].a = 2 * (n->min - 1) + 1;
    PEN_TRY(build(b, b->t->kids[n->from], close, &inside));
    PEN_TRY(add(b, PEN_DOP_SAVE, inside, out));
    b->ops[*out].a = 2 * (n->min - 1);
    return PEN_OK;
}

static pen_status build_new(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    switch ((pen_tree_op)n->op) {
    case PEN_TREE_SET:
        return build_set(b, n, next, out);
    case PEN_TREE_LIT:
        return build_lit(b, n, next, out);
    case PEN_TREE_CAT:
        return build_cat(b, n, next, out);
    case PEN_TREE_ALT:
        return build_alt(b, n, next, out);
    case PEN_TREE_REP:
        return build_rep(b, n, next, out);
    case PEN_TREE_GROUP:
        return build_group(b, n, next, out);
    case PEN_TREE_BEGIN:
        return add(b, PEN_DOP_FIRST, next, out);
    case PEN_TREE_END:
        return add(b, PEN_DOP_LAST, next, out);
    case PEN_TREE_WORD:
        return add(b, PEN_DOP_WORD, next, out);
    case PEN_TREE_INNER:
        return add(b, PEN_DOP_INNER, next, out);
    case PEN_TREE_EMPTY:
        break;
    }
    *out = next;
    return PEN_OK;
}

// The op of a node before `next`. What is the same before the same is built once. The
// recursion is as deep as the tree, which the reader bounds.
static pen_status build(builder *b, uint32_t node, uint32_t next, uint32_t *out)
{
    if (find_built(b, node, next, out)) {
        return PEN_OK;
    }
    PEN_TRY(build_new(b, &b->t->nodes[node], next, out));
    return note_built(b, node, next, *out);
}

// A copy in the arena where it stays.
static void *kept(pen_arena *a, const void *p, size_t size)
{
    void *to = pen_arena_get(a, size);
    if (to && size) {
        memcpy(to, p, size);
    }
    return to;
}

static pen_status keep(const builder *b, pen_arena *a, pen_direct *d)
{
    uint8_t(*tables)[256] = kept(a, b->tables, b->table_count * sizeof *tables);
    d->ops = kept(a, b->ops, b->count * sizeof *b->ops);
    d->tables = (const uint8_t(*)[256])tables;
    d->literals = kept(a, b->t->bytes, b->t->byte_count);
    return d->ops && tables && d->literals ? PEN_OK : PEN_E_NOMEM;
}

// The tree without what a search does not need: a beginning that may be left out, for what
// follows it is found by itself.
static pen_status trim_root(pen_tree *t)
{
    const pen_tree_node *n = &t->nodes[t->root];
    bool cat = n->op == PEN_TREE_CAT;
    const uint32_t *kids = cat ? t->kids + n->from : &t->root;
    uint32_t count = cat ? n->count : 1, skip = 0;
    while (skip < count && t->nodes[kids[skip]].op == PEN_TREE_REP &&
           t->nodes[kids[skip]].min == 0) {
        skip++;
    }
    if (skip == 0) {
        return PEN_OK;
    }
    pen_tree_node rest = {.op = skip == count ? PEN_TREE_EMPTY : PEN_TREE_CAT};
    return pen_tree_node_of(t, rest, kids + skip, count - skip, &t->root);
}

// What a match ends with.
static pen_status build_end(builder *b, uint32_t *out)
{
    pen_byteset any = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    PEN_TRY(add(b, b->asks ? PEN_DOP_HIT : PEN_DOP_END, 0, out));
    b->firsts[*out] = 0;
    b->ends[*out] = true;
    return b->asks ? pen_sets_of(&b->t->sets, &any, &b->firsts[*out]) : PEN_OK;
}

static pen_status build_ops(builder *b, const pen_direct_source *source, pen_direct *d)
{
    uint32_t end;
    pen_tree *t = b->t;
    b->asks = source->task != PEN_DIRECT_WHOLE;
    PEN_TRY(source->task == PEN_DIRECT_ANYWHERE ? trim_root(t) : PEN_OK);
    PEN_TRY(build_end(b, &end));
    PEN_TRY(build(b, t->root, end, &d->start));
    d->task = source->task;
    d->groups = b->asks ? 0 : t->groups;
    d->steps_per_byte = 32 + b->count / 4;
    d->ascii_only = t->ascii_only;
    d->empty = b->ends[d->start];
    d->kind = b->trying ? PEN_DIRECT_TRYING : PEN_DIRECT_SURE;
    return table(b, b->firsts[d->start], b->firsts[d->start], &d->heads);
}

static pen_status build_all(builder *b, const pen_direct_source *source, pen_arena *a,
                            pen_direct **out)
{
    pen_tree t;
    pen_direct made = {.start = 0};
    pen_status s = pen_tree_read(b->arena, source, &t);
    b->why = t.why;
    PEN_TRY(s);
    if (t.groups > PEN_DIRECT_GROUPS_MAX) {
        return refuse(b, "has too many groups");
    }
    b->t = &t;
    PEN_TRY(build_ops(b, source, &made));
    *out = kept(a, &made, sizeof made);
    return *out ? keep(b, a, *out) : PEN_E_NOMEM;
}

pen_status pen_direct_new(pen_arena *a, const pen_direct_source *source, pen_direct **out,
                          const char **why)
{
    pen_arena work;
    pen_arena_init(&work, a->alloc, PEN_PLAN_BYTES_MAX);
    builder b = {.arena = &work};
    *out = NULL;
    pen_status s = build_all(&b, source, a, out);
    *why = b.why;
    if (s != PEN_OK) {
        *out = NULL;
    }
    pen_arena_free(&work);
    return s;
}

// SPDX-License-Identifier: Apache-2.0
// From the tree to the program, from the end to the start: when a node is built, what
// follows it is known, and so is what that can begin with.
#include "regex/direct_prog.h"

#include "base/limits.h"
#include "base/map.h"
#include "regex/direct_tree.h"

// Literals are cut into pieces of this length, so that building one stays linear.
#define LITERAL_MAX 64

// More than twice as many places as there can be tables.
#define INDEX_SIZE (4 * PEN_DIRECT_TABLES_MAX)

typedef struct table_key {
    pen_byteset set, follow;
} table_key;

typedef struct builder {
    pen_arena *arena;
    const pen_tree *t;
    pen_dins *ops;
    pen_byteset *firsts; // for each op: what the rest from there can begin with
    bool *ends;          // … and whether it can match nothing
    uint32_t count, room;
    uint8_t (*tables)[256];
    table_key *keys; // what the tables were made from
    uint32_t *index; // hash table: number of a table + 1
    uint32_t table_count, table_room;
    const char *why;
    bool trying;
} builder;

static pen_status build(builder *b, uint32_t node, uint32_t next, uint32_t *out);

static pen_status refuse(builder *b, const char *why)
{
    b->why = why;
    return PEN_NOMATCH;
}

// A bigger array with the old content; NULL without memory.
static void *grown(pen_arena *a, const void *old, uint32_t count, uint32_t room,
                   size_t size)
{
    void *p = pen_arena_zero(a, room, size);
    if (p && count) {
        memcpy(p, old, count * size);
    }
    return p;
}

static pen_status more_ops(builder *b)
{
    uint32_t room = b->room ? b->room * 2 : 64;
    b->ops = grown(b->arena, b->ops, b->count, room, sizeof *b->ops);
    b->firsts = grown(b->arena, b->firsts, b->count, room, sizeof *b->firsts);
    b->ends = grown(b->arena, b->ends, b->count, room, sizeof *b->ends);
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

// The place in the index where a table of this key is or would go.
static uint32_t *table_place(builder *b, const table_key *key)
{
    uint32_t i = pen_hash(pen_str_of((const char *)key, sizeof *key)) % INDEX_SIZE;
    while (b->index[i] && memcmp(&b->keys[b->index[i] - 1], key, sizeof *key) != 0) {
        i = (i + 1) % INDEX_SIZE;
    }
    return &b->index[i];
}

static void fill_table(uint8_t *t, const table_key *key)
{
    for (unsigned c = 0; c < 256; c++) {
        unsigned bits = pen_byteset_has(&key->set, (unsigned char)c) ? PEN_IN_SET : 0;
        bits |= pen_byteset_has(&key->follow, (unsigned char)c) ? PEN_FOLLOW : 0;
        t[c] = (uint8_t)bits;
    }
}

static pen_status more_tables(builder *b)
{
    uint32_t room = b->table_room ? b->table_room * 2 : 16;
    b->tables = grown(b->arena, b->tables, b->table_count, room, sizeof *b->tables);
    b->keys = grown(b->arena, b->keys, b->table_count, room, sizeof *b->keys);
    b->table_room = room;
    return b->tables && b->keys ? PEN_OK : PEN_E_NOMEM;
}

// The table with set's bytes and follow's bytes; equal ones are shared.
static pen_status table(builder *b, const pen_byteset *set, const pen_byteset *follow,
                        uint16_t *out)
{
    table_key key = {*set, *follow};
    uint32_t *place = table_place(b, &key);
    if (!*place) {
        if (b->table_count == PEN_DIRECT_TABLES_MAX) {
            return refuse(b, "needs too many tables");
        }
        if (b->table_count == b->table_room) {
            PEN_TRY(more_tables(b));
        }
        b->keys[b->table_count] = key;
        fill_table(b->tables[b->table_count], &key);
        *place = ++b->table_count;
    }
    *out = (uint16_t)(*place - 1);
    return PEN_OK;
}

static bool common(const pen_byteset *x, const pen_byteset *y)
{
    uint64_t both = 0;
    for (int i = 0; i < 4; i++) {
        both |= x->w[i] & y->w[i];
    }
    return both != 0;
}

static void unite(pen_byteset *to, const pen_byteset *from)
{
    for (int i = 0; i < 4; i++) {
        to->w[i] |= from->w[i];
    }
}

// The byte of a set that holds just one, or -1.
static int only_byte(const pen_tree_node *n)
{
    int word = -1;
    for (int i = 0; i < 4; i++) {
        uint64_t w = n->set.w[i];
        if (w != 0 && (word >= 0 || (w & (w - 1)) != 0)) {
            return -1;
        }
        word = w != 0 ? i : word;
    }
    if (word < 0 || n->wide) {
        return -1;
    }
    int byte = word * 64;
    while (!pen_byteset_has(&n->set, (unsigned char)byte)) {
        byte++;
    }
    return byte;
}

// ---- one character ----

// A byte before a literal makes it longer; the bytes lie before each other in the arena.
static pen_status build_byte(builder *b, int byte, uint32_t next, uint32_t *out)
{
    const pen_dins *n = &b->ops[next];
    uint32_t have = n->op == PEN_DOP_LIT && n->a < LITERAL_MAX ? n->a : 0;
    char *lit = pen_arena_get(b->arena, have + 1u);
    if (!lit) {
        return PEN_E_NOMEM;
    }
    lit[0] = (char)byte;
    if (have) {
        memcpy(lit + 1, n->lit, have);
    }
    PEN_TRY(add(b, PEN_DOP_LIT, have ? n->next : next, out));
    b->ops[*out].lit = lit;
    b->ops[*out].a = have + 1;
    return PEN_OK;
}

static pen_status build_set(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    int byte = only_byte(n);
    if (byte >= 0) {
        PEN_TRY(build_byte(b, byte, next, out));
    } else {
        PEN_TRY(add(b, PEN_DOP_SET, next, out));
        PEN_TRY(table(b, &n->first, &n->first, &b->ops[*out].table));
        b->ops[*out].wide = n->wide;
    }
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
// least the bytes `must`.
static bool absorbs(const builder *b, uint32_t i, const pen_byteset *must)
{
    const pen_dins *n = &b->ops[skip_saves(b, i)];
    bool loop = n->op == PEN_DOP_SPAN || n->op == PEN_DOP_LAZY || n->op == PEN_DOP_UNTIL;
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
    pen_byteset must = set->first;
    if (n->op != PEN_DOP_LIT) {
        return false;
    }
    for (uint32_t i = 0; i < n->a; i++) {
        if ((unsigned char)n->lit[i] >= 128) {
            return false; // lies within characters; not worth the proof
        }
        pen_byteset_add(&must, (unsigned char)n->lit[i]);
    }
    return absorbs(b, n->next, &must);
}

static pen_status build_span(builder *b, const pen_tree_node *rep, uint32_t next,
                             uint32_t *out)
{
    const pen_tree_node *set = &b->t->nodes[rep->child];
    bool end = b->ends[next], sure = !common(&set->first, &b->firsts[next]);
    pen_byteset follow = b->firsts[next];
    PEN_TRY(add(b, rep->lazy && !sure ? PEN_DOP_LAZY : PEN_DOP_SPAN, next, out));
    PEN_TRY(table(b, &set->first, &follow, &b->ops[*out].table));
    pen_dins *n = &b->ops[*out];
    n->wide = set->wide;
    n->min = rep->min;
    n->max = rep->max;
    n->end = end;
    n->sure = sure || rep->max == rep->min;
    if (rep->min == 0) {
        unite(&b->firsts[*out], &set->first);
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
    return PEN_OK;
}

// ---- branches and loops ----

// Settles a branch: `next` or else `other`, both built.
static pen_status settle_branch(builder *b, uint32_t i, const pen_byteset *first, bool end)
{
    pen_dins *n = &b->ops[i];
    n->end = end;
    n->other_end = b->ends[n->other];
    PEN_TRY(table(b, first, &b->firsts[n->other], &n->table));
    b->trying |= common(first, &b->firsts[n->other]) || (end && n->other_end);
    return PEN_OK;
}

static pen_status add_branch(builder *b, uint32_t next, uint32_t other, uint32_t *out)
{
    PEN_TRY(add(b, PEN_DOP_BRANCH, next, out));
    pen_byteset first = b->firsts[next];
    b->ops[*out].other = other;
    PEN_TRY(settle_branch(b, *out, &first, b->ends[next]));
    unite(&b->firsts[*out], &b->firsts[other]);
    b->ends[*out] = b->ends[next] || b->ends[other];
    return PEN_OK;
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
    const pen_tree_node *child = &b->t->nodes[rep->child];
    uint32_t body;
    PEN_TRY(add(b, PEN_DOP_BRANCH, next, out));
    pen_byteset follow = b->firsts[next], first = child->first;
    bool end = b->ends[next];
    unite(&b->firsts[*out], &first);
    PEN_TRY(build(b, rep->child, *out, &body));
    pen_dins *n = &b->ops[*out];
    orient(n, rep->lazy, body, next);
    n->end = rep->lazy && end;
    n->other_end = !rep->lazy && end;
    b->trying |= common(&first, &follow);
    return rep->lazy ? table(b, &follow, &first, &n->table)
                     : table(b, &first, &follow, &n->table);
}

static pen_status build_option(builder *b, const pen_tree_node *rep, uint32_t next,
                               uint32_t after, uint32_t *out)
{
    uint32_t body;
    PEN_TRY(build(b, rep->child, after, &body));
    return rep->lazy ? add_branch(b, next, body, out) : add_branch(b, body, next, out);
}

static pen_status build_rep(builder *b, const pen_tree_node *rep, uint32_t next,
                            uint32_t *out)
{
    if (b->t->nodes[rep->child].op == PEN_TREE_SET && rep->max != 0) {
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
        PEN_TRY(build(b, rep->child, at, &at));
    }
    *out = at;
    return PEN_OK;
}

static pen_status build_alt(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    uint32_t count = 0, *branches;
    for (uint32_t c = n->child; c != PEN_TREE_NONE; c = b->t->nodes[c].next) {
        count++;
    }
    branches = PEN_NEW_N(b->arena, uint32_t, count);
    if (!branches) {
        return PEN_E_NOMEM;
    }
    count = 0;
    for (uint32_t c = n->child; c != PEN_TREE_NONE; c = b->t->nodes[c].next) {
        PEN_TRY(build(b, c, next, &branches[count++]));
    }
    *out = branches[--count];
    while (count > 0) {
        PEN_TRY(add_branch(b, branches[--count], *out, out));
    }
    return PEN_OK;
}

static pen_status build_cat(builder *b, const pen_tree_node *n, uint32_t next,
                            uint32_t *out)
{
    uint32_t count = 0, *children;
    for (uint32_t c = n->child; c != PEN_TREE_NONE; c = b->t->nodes[c].next) {
        count++;
    }
    children = PEN_NEW_N(b->arena, uint32_t, count ? count : 1);
    if (!children) {
        return PEN_E_NOMEM;
    }
    count = 0;
    for (uint32_t c = n->child; c != PEN_TREE_NONE; c = b->t->nodes[c].next) {
        children[count++] = c;
    }
    *out = next;
    while (count > 0) {
        PEN_TRY(build(b, children[--count], *out, out));
    }
    return PEN_OK;
}

static pen_status build_group(builder *b, const pen_tree_node *n, uint32_t next,
                              uint32_t *out)
{
    uint32_t close, inside;
    PEN_TRY(add(b, PEN_DOP_SAVE, next, &close));
    b->ops[close].a = 2 * (n->min - 1) + 1;
    PEN_TRY(build(b, n->child, close, &inside));
    PEN_TRY(add(b, PEN_DOP_SAVE, inside, out));
    b->ops[*out].a = 2 * (n->min - 1);
    return PEN_OK;
}

// The recursion is as deep as the tree, which the reader bounds.
static pen_status build(builder *b, uint32_t node, uint32_t next, uint32_t *out)
{
    const pen_tree_node *n = &b->t->nodes[node];
    switch ((pen_tree_op)n->op) {
    case PEN_TREE_SET:
        return build_set(b, n, next, out);
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

// Copies what was built into the arena where it stays.
static pen_status keep(const builder *b, pen_arena *a, pen_direct *d)
{
    pen_dins *ops = PEN_NEW_N(a, pen_dins, b->count);
    uint8_t(*tables)[256] = pen_arena_zero(a, b->table_count + 1, sizeof *tables);
    if (!ops || !tables) {
        return PEN_E_NOMEM;
    }
    memcpy(ops, b->ops, b->count * sizeof *ops);
    if (b->table_count) {
        memcpy(tables, b->tables, b->table_count * sizeof *tables);
    }
    for (uint32_t i = 0; i < b->count; i++) {
        pen_str lit = pen_str_of(ops[i].lit, ops[i].a);
        if (ops[i].lit) {
            PEN_TRY(pen_arena_str(a, lit, &lit));
            ops[i].lit = lit.p;
        }
    }
    d->ops = ops;
    d->tables = (const uint8_t(*)[256])tables;
    return PEN_OK;
}

static pen_status build_all(builder *b, pen_str pattern, pen_arena *a, pen_direct **out)
{
    pen_tree t;
    uint32_t end, start;
    pen_status s = pen_tree_read(b->arena, pattern, &t);
    b->why = t.why;
    PEN_TRY(s);
    if (t.groups > PEN_DIRECT_GROUPS_MAX) {
        return refuse(b, "has too many groups");
    }
    b->t = &t;
    b->index = PEN_NEW_N(b->arena, uint32_t, INDEX_SIZE);
    if (!b->index) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(add(b, PEN_DOP_END, 0, &end));
    b->ends[end] = true;
    PEN_TRY(build(b, t.root, end, &start));
    pen_direct *d = PEN_NEW(a, pen_direct);
    if (!d) {
        return PEN_E_NOMEM;
    }
    d->start = start;
    d->groups = t.groups;
    d->steps_per_byte = 32 + b->count / 4;
    d->ascii_only = t.ascii_only;
    d->kind = b->trying ? PEN_DIRECT_TRYING : PEN_DIRECT_SURE;
    *out = d;
    return keep(b, a, d);
}

pen_status pen_direct_new(pen_arena *a, pen_str pattern, pen_direct **out, const char **why)
{
    pen_arena work;
    pen_arena_init(&work, a->alloc, PEN_PLAN_BYTES_MAX);
    builder b = {.arena = &work};
    *out = NULL;
    pen_status s = build_all(&b, pattern, a, out);
    *why = b.why;
    if (s != PEN_OK) {
        *out = NULL;
    }
    pen_arena_free(&work);
    return s;
}

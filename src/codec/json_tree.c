// SPDX-License-Identifier: Apache-2.0
#include "codec/json.h"

#include "codec/json_words.h"

static pen_json_words words_of(pen_str key)
{
    static const char mark[8] = {[7] = '\xff'}; // where a short key has a quote or zero
    char copy[PEN_JSON_WORDS_READ];
    if (key.n > PEN_JSON_WORDS_KEY) {
        return (pen_json_words){pen_scan_load8(key.p) ^ key.n << 32,
                                pen_scan_load8(key.p + key.n - 8) | pen_scan_load8(mark)};
    }
    memcpy(copy, key.n ? key.p : "", key.n);
    copy[key.n] = '"';
    return pen_json_words_short(copy, key.n);
}

const pen_json_node *pen_json_child(const pen_json_tree *t, const pen_json_node *node,
                                    pen_str key)
{
    pen_json_words w = words_of(key);
    const pen_json_node *found = node->table[pen_json_words_place(node, w)];
    for (;;) {
        if (pen_json_words_match(found, w) && found->n == key.n &&
            memcmp(found->key, key.p, key.n) == 0) {
            return found;
        }
        if (!found->more) {
            return NULL;
        }
        found = t->nodes + found->more;
    }
}

static pen_status add_node(pen_json_tree *t, pen_json_node node, uint32_t *id)
{
    if (t->n == t->room) {
        uint32_t room = t->room ? t->room * 2 : 16;
        pen_json_node *nodes = PEN_NEW_N(t->arena, pen_json_node, room);
        if (!nodes) {
            return PEN_E_NOMEM;
        }
        if (t->n) {
            memcpy(nodes, t->nodes, t->n * sizeof *nodes);
        }
        t->nodes = nodes;
        t->room = room;
    }
    *id = t->n;
    t->nodes[t->n++] = node;
    return PEN_OK;
}

pen_status pen_json_tree_init(pen_json_tree *t, pen_arena *a, uint32_t slot, uint32_t end)
{
    uint32_t id;
    *t = (pen_json_tree){.arena = a};
    if (end <= slot) {
        return PEN_E_USAGE;
    }
    pen_json_node root = {.n = UINT32_MAX, .slot = slot, .end = end};
    return add_node(t, root, &id);
}

// Until the tree is finished, `more` leads from the last child of a node back to the first.
pen_status pen_json_tree_add(pen_json_tree *t, uint32_t parent, pen_str key,
                             pen_json_slots range, uint32_t *id)
{
    pen_json_node node = {.slot = range.slot, .end = range.end};
    if (key.n > PEN_JSON_KEY_MAX || t->n >= PEN_NODES_MAX) {
        return PEN_E_LIMIT;
    }
    if (parent >= t->n || t->finished || range.end <= range.slot ||
        range.slot <= t->nodes[parent].slot || range.end > t->nodes[parent].end) {
        return PEN_E_USAGE;
    }
    PEN_TRY(pen_arena_str(t->arena, key, &key));
    pen_json_words w = words_of(key);
    node.key = key.p;
    node.n = (uint32_t)key.n;
    node.head = w.head;
    node.tail = w.tail;
    node.more = t->nodes[parent].last;
    PEN_TRY(add_node(t, node, id));
    t->nodes[parent].last = (uint16_t)*id;
    t->nodes[parent].children++;
    return PEN_OK;
}

// Entries in the table of a node: the power of two from four times its children on.
static uint32_t table_size(const pen_json_node *node)
{
    uint32_t size = 1;
    while (node->children && size < 4 * node->children) {
        size *= 2;
    }
    return node->children ? size : 0;
}

static uint32_t place_of(const pen_json_node *node, const pen_json_node *child)
{
    return pen_json_words_place(node, (pen_json_words){child->head, child->tail});
}

// How many children would find their place of the table taken; `taken` is scratch.
static uint32_t crowded(const pen_json_tree *t, const pen_json_node *node, bool *taken)
{
    uint32_t many = 0;
    memset(taken, 0, (size_t)node->mask + 1);
    for (uint32_t id = node->last; id; id = t->nodes[id].more) {
        bool *place = &taken[place_of(node, &t->nodes[id])];
        many += *place;
        *place = true;
    }
    return many;
}

// Chooses what the children of `node` are hashed with: of a series of numbers without
// order (multiplication modulo 2^64, the factor that of splitmix64) the first one that gives
// each child a place of its own, or else the best.
static void choose_mix(const pen_json_tree *t, pen_json_node *node, bool *taken)
{
    enum { TRIES = 64 };
    uint64_t mix = UINT64_C(0x9e3779b97f4a7c15), best = mix;
    uint32_t least = UINT32_MAX;
    for (unsigned k = 0; k < TRIES && least > 0; k++, mix *= UINT64_C(0x94d049bb133111eb)) {
        node->mix = mix;
        uint32_t many = crowded(t, node, taken);
        best = many < least ? mix : best;
        least = many < least ? many : least;
    }
    node->mix = best;
}

// Fills the table of `node`, which is `table`.
static pen_status fill_table(pen_json_tree *t, pen_json_node *node,
                             const pen_json_node **table)
{
    uint32_t id = node->last;
    for (uint32_t k = 0; k <= node->mask; k++) {
        table[k] = t->nodes;
    }
    node->table = table;
    while (id) {
        pen_json_node *child = &t->nodes[id];
        const pen_json_node **place = &table[place_of(node, child)];
        uint32_t before = child->more;
        if (pen_json_child(t, node, (pen_str){child->key, child->n})) {
            return PEN_E_USAGE;
        }
        child->more = (uint16_t)(*place - t->nodes);
        *place = child;
        id = before;
    }
    return PEN_OK;
}

pen_status pen_json_tree_finish(pen_json_tree *t)
{
    uint32_t total = 0, largest = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t size = table_size(&t->nodes[i]);
        t->nodes[i].mask = size ? size - 1 : 0;
        total += size;
        largest = size > largest ? size : largest;
    }
    t->finished = true;
    if (total == 0) {
        return PEN_OK;
    }
    bool *taken = PEN_NEW_N(t->arena, bool, largest);
    const pen_json_node **tables = PEN_NEW_N(t->arena, const pen_json_node *, total);
    if (!taken || !tables) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < t->n; i++) {
        pen_json_node *node = &t->nodes[i];
        if (node->children) {
            choose_mix(t, node, taken);
            PEN_TRY(fill_table(t, node, tables));
            tables += node->mask + 1;
        }
    }
    return PEN_OK;
}

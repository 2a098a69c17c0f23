// SPDX-License-Identifier: Apache-2.0
#include "codec/json.h"

#include "codec/json_words.h"

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
    return add_node(t, (pen_json_node){.parent = UINT32_MAX, .slot = slot, .end = end},
                    &id);
}

pen_status pen_json_tree_add(pen_json_tree *t, uint32_t parent, pen_str key,
                             pen_json_slots range, uint32_t *id)
{
    pen_json_node node = {.parent = parent, .slot = range.slot, .end = range.end};
    if (key.n > PEN_JSON_KEY_MAX || t->n >= PEN_NODES_MAX) {
        return PEN_E_LIMIT;
    }
    if (parent >= t->n || t->tables || range.end <= range.slot ||
        range.slot <= t->nodes[parent].slot || range.end > t->nodes[parent].end) {
        return PEN_E_USAGE;
    }
    PEN_TRY(pen_arena_str(t->arena, key, &node.key));
    pen_json_words w = pen_json_words_of(node.key.p, key.n, node.key.p + key.n);
    node.head = w.head;
    node.tail = w.tail;
    PEN_TRY(add_node(t, node, id));
    t->nodes[parent].children++;
    return PEN_OK;
}

// Gives every parent a stretch of t->tables: the power of two from four times its children
// on.
static uint32_t lay_out(pen_json_tree *t)
{
    uint32_t total = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        pen_json_node *node = &t->nodes[i];
        uint32_t size = 1;
        while (node->children && size < 4 * node->children) {
            size *= 2;
        }
        node->table = total;
        node->mask = size - 1;
        total += node->children ? size : 0;
    }
    return total;
}

static pen_status enter(pen_json_tree *t, uint32_t id)
{
    const pen_json_node *node = &t->nodes[id], *parent = &t->nodes[node->parent];
    pen_json_words w = {node->head, node->tail};
    uint32_t *table = t->tables + parent->table;
    uint32_t k = pen_json_words_hash(w) & parent->mask;
    for (; table[k]; k = (k + 1) & parent->mask) {
        if (pen_json_words_match(&t->nodes[table[k]], w, node->key)) {
            return PEN_E_USAGE;
        }
    }
    table[k] = id;
    return PEN_OK;
}

pen_status pen_json_tree_finish(pen_json_tree *t)
{
    uint32_t total = lay_out(t);
    t->tables = PEN_NEW_N(t->arena, uint32_t, total ? total : 1);
    if (!t->tables) {
        return PEN_E_NOMEM;
    }
    for (uint32_t id = 1; id < t->n; id++) {
        PEN_TRY(enter(t, id));
    }
    return PEN_OK;
}

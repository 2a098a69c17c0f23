// SPDX-License-Identifier: Apache-2.0
// Layouts of events, made when a format is loaded.
#include "base/limits.h"
#include "event/writer_parts.h"

// Rank of the three keys that lead, at the top level only.
static unsigned rank(pen_str key, bool top)
{
    static const pen_str leads[] = {{"message", 7}, {"event", 5}, {"@timestamp", 10}};
    for (unsigned i = 0; top && i < 3; i++) {
        if (pen_str_eq(key, leads[i])) {
            return i;
        }
    }
    return 3;
}

int pen_writer_order(pen_str a, pen_str b, bool top)
{
    unsigned ra = rank(a, top), rb = rank(b, top);
    return ra != rb ? (ra < rb ? -1 : 1) : pen_str_cmp(a, b);
}

typedef struct builder {
    pen_layout *l;
    const pen_layout_omit *omit;
    pen_buf text;
} builder;

// The child of `parent` that follows `after` (0: the first) in output order, 0 at the end.
// Quadratic in the number of siblings, once per load.
static uint32_t next_child(const pen_layout *l, uint32_t parent, uint32_t after)
{
    const pen_nodes *t = l->nodes;
    bool top = parent == l->top;
    uint32_t best = 0;
    for (uint32_t c = t->v[parent].first; c; c = t->v[c].next) {
        bool later = !after || pen_writer_order(t->v[c].key, t->v[after].key, top) > 0;
        if (later && (!best || pen_writer_order(t->v[c].key, t->v[best].key, top) < 0)) {
            best = c;
        }
    }
    return best;
}

static bool omitted(const pen_layout_omit *omit, uint32_t node)
{
    for (uint32_t i = 0; omit && i < omit->n; i++) {
        if (omit->nodes[i] == node) {
            return true;
        }
    }
    return false;
}

static void add_item(builder *b, uint32_t node, uint16_t depth)
{
    pen_layout_item *it = &b->l->items[b->l->n++];
    it->node = node;
    it->depth = depth;
    it->spare = b->omit && b->omit->spare == node;
    size_t start = b->text.n;
    pen_writer_text(b->l->scan, b->l->nodes->v[node].key, &b->text);
    pen_buf_byte(&b->text, ':');
    it->key_n = (uint32_t)(b->text.n - start);
    pen_buf_byte(&b->text, '{');
}

// Recursion over the static tree, whose depth the length of a path bounds.
static void add_children(builder *b, uint32_t parent, uint16_t depth)
{
    pen_layout *l = b->l;
    for (uint32_t c = next_child(l, parent, 0); c; c = next_child(l, parent, c)) {
        uint32_t at = l->n;
        if (omitted(b->omit, c)) {
            continue;
        }
        add_item(b, c, depth);
        add_children(b, c, (uint16_t)(depth + 1));
        l->items[at].next = &l->items[l->n];
    }
}

// Gives the items their keys, and the room they take, counted from the end.
static void settle(pen_layout *l, const char *text)
{
    for (uint32_t i = 0; i < l->n; i++) {
        l->items[i].key = text;
        text += l->items[i].key_n + 1;
    }
    for (uint32_t i = l->n; i-- > 0;) {
        l->items[i].room = l->items[i + 1].room + l->items[i].key_n + PEN_WRITER_ITEM;
    }
}

pen_status pen_layout_init(pen_layout *l, pen_arena *arena, const pen_nodes *nodes, uint32_t top,
                           const pen_layout_omit *omit)
{
    *l = (pen_layout){.nodes = nodes, .scan = pen_scan_best(), .top = top};
    l->items = PEN_NEW_N(arena, pen_layout_item, nodes->v[top].end - top);
    if (!l->items) {
        return PEN_E_NOMEM;
    }
    builder b = {.l = l, .omit = omit};
    pen_buf_init(&b.text, arena->alloc, PEN_NODES_TEXT_MAX);
    add_children(&b, top, 0);
    pen_buf_fill(&b.text, ' ', PEN_WRITER_COPY);
    pen_str kept = PEN_EMPTY;
    pen_status s = b.text.failed;
    if (s == PEN_OK) {
        s = pen_arena_str(arena, pen_buf_str(&b.text), &kept);
    }
    if (s == PEN_OK) {
        settle(l, kept.p);
    }
    pen_buf_free(&b.text);
    return s;
}

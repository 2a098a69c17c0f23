// SPDX-License-Identifier: Apache-2.0
// json.parse-json: the paths that templates read go to their slots in one pass over the
// text. A format that changes containers in place gets them as one tree instead, because
// two slots of one text would be two copies.
#include "stage/types.h"

#include "codec/json.h"

// What a worker keeps: working memory of the scanner, and where the values of a message go
// whose parts are known, for the keys of the last one.
typedef struct json_hints {
    pen_json_hints scan;
    const pen_str *keys;
    uint32_t n;
    struct {
        uint32_t value, node;
    } bound[PEN_PARTS_KEYS_MAX];
} json_hints;

typedef struct json_state {
    pen_json_tree tree;
    uint32_t node;
    bool tree_wanted; // build values, do not scan
} json_state;

// Recursion over the static tree of names.
static pen_status add_children(const pen_stage_build *b, json_state *s, uint32_t node, uint32_t id)
{
    for (uint32_t c = b->nodes->v[node].first; c; c = b->nodes->v[c].next) {
        uint32_t child;
        PEN_TRY(pen_json_tree_add(&s->tree, id, b->nodes->v[c].key,
                                  (pen_json_slots){c, b->nodes->v[c].end}, &child));
        PEN_TRY(add_children(b, s, c, child));
    }
    return PEN_OK;
}

static pen_status compile(const pen_stage_build *b, void **state)
{
    json_state *s = PEN_NEW(b->arena, json_state);
    if (!s) {
        return PEN_E_NOMEM;
    }
    s->node = b->node;
    PEN_TRY(pen_json_tree_init(&s->tree, b->arena, b->node, b->nodes->v[b->node].end));
    pen_status st = add_children(b, s, b->node, PEN_JSON_TREE_ROOT);
    s->tree_wanted = b->mutates || st == PEN_E_LIMIT; // a key that the scanner does not take
    if (st != PEN_OK && st != PEN_E_LIMIT) {
        return st;
    }
    *state = s;
    return pen_json_tree_finish(&s->tree);
}

// What is no syntax a parser could have is "does not parse"; the rest ends the event.
static pen_status outcome(pen_status s)
{
    bool bad = s == PEN_E_SYNTAX || s == PEN_E_DEPTH || s == PEN_E_LIMIT;
    return bad ? PEN_NOMATCH : s;
}

// ---- a message that its framer has read ----

static void bind(const pen_stage_run *r, const json_state *s, json_hints *h)
{
    h->keys = r->parts->keys;
    h->n = 0;
    for (uint32_t i = 0; i < r->parts->n && h->n < PEN_PARTS_KEYS_MAX; i++) {
        uint32_t node = pen_nodes_find(r->nodes, s->node, h->keys[i]);
        if (node) {
            h->bound[h->n].value = i;
            h->bound[h->n++].node = node;
        }
    }
}

// What scanning the message would give.
static void take_parts(const pen_stage_run *r, const json_state *s, json_hints *h)
{
    pen_str text = r->parts->message;
    if (h->keys != r->parts->keys) {
        bind(r, s, h);
    }
    pen_node_clear(r->nodes, r->slots, s->node);
    r->slots[s->node] = pen_v_span(PEN_T_RAWOBJ, text.p, text.n);
    for (uint32_t i = 0; i < h->n; i++) {
        r->slots[h->bound[i].node] = pen_parts_value(r->parts, h->bound[i].value);
    }
}

// Whether the input is the record's message, untouched.
static bool is_known(const pen_stage_run *r, pen_value input)
{
    return r->parts && input.u.p == r->parts->message.p && input.n == r->parts->message.n;
}

static pen_status run(const pen_stage_run *r, const void *state, pen_value input)
{
    const json_state *s = state;
    if (input.tag == PEN_T_DICT || input.tag == PEN_T_LIST) {
        return pen_node_deal(r->nodes, r->slots, r->arena, s->node, input);
    }
    if (input.tag != PEN_T_STR) {
        return PEN_NOMATCH;
    }
    if (s->tree_wanted) {
        pen_value v;
        pen_status st = pen_json_load(r->arena, pen_value_str(input), &v);
        return st != PEN_OK ? outcome(st)
                            : pen_node_deal(r->nodes, r->slots, r->arena, s->node, v);
    }
    json_hints *h = r->hints;
    if (is_known(r, input)) {
        take_parts(r, s, h);
        return PEN_OK;
    }
    if (!h->scan.scan) {
        pen_json_hints_init(&h->scan, NULL);
    }
    pen_node_renew(r->nodes, r->slots, s->node);
    return outcome(pen_json_scan(&s->tree, &h->scan, pen_value_str(input), r->slots));
}

static size_t hints_size(const void *state)
{
    (void)state;
    return sizeof(json_hints);
}

static void describe(const void *state, pen_buf *out)
{
    const json_state *s = state;
    if (s->tree_wanted) {
        PEN_BUF_LIT(out, "whole tree");
    } else {
        pen_buf_fmt(out, "one pass for %u keys", s->tree.n - 1);
    }
}

const pen_stage_type pen_stage_json = {
    .name = "json.parse-json",
    .doc = "JSON text to a dict, a list or a scalar",
    .default_input = "original.message",
    .compile = compile,
    .run = run,
    .hints_size = hints_size,
    .describe = describe,
};

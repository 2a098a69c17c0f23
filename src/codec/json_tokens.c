// SPDX-License-Identifier: Apache-2.0
// The scan of json_scan.c in the plain way, token by token: for texts that are no container
// or do not end like one, most of which are malformed, and as the measure of the fast one.
#include "codec/json.h"

#include "codec/json_lex.h"
#include "codec/json_words.h"

const pen_json_node *pen_json_raw_child(const pen_json_tree *t, pen_json_hints *h,
                                        const pen_json_node *node, pen_value raw)
{
    pen_str key = pen_value_str(raw);
    if (!node->children) {
        return NULL;
    }
    if (raw.tag == PEN_T_RAWSTR) {
        key.p = h->key;
        if (raw.n > sizeof h->key || pen_json_unescape(pen_value_str(raw), h->key, &key.n)) {
            return NULL;
        }
    }
    return pen_json_child(t, node, key);
}

typedef struct reader {
    pen_json_hints *h;
    pen_value *slots;
    pen_json_frame *top;         // innermost open container
    const pen_json_node *target; // where the next value goes, NULL: nowhere
} reader;

// The target's value, or PEN_T_UNDEF for a container that opens. What an earlier member of
// the same key left is cleared.
static void put(reader *r, pen_value v)
{
    if (r->target) {
        size_t count = r->target->end - r->target->slot;
        memset(r->slots + r->target->slot, 0, count * sizeof v);
        r->slots[r->target->slot] = v;
    }
}

static void close_frame(reader *r, const char *text, size_t end)
{
    const pen_json_frame *f = r->top--;
    if (f->node) {
        pen_tag tag = text[f->start] == '{' ? PEN_T_RAWOBJ : PEN_T_RAWARR;
        r->slots[f->node->slot] = pen_v_span(tag, text + f->start, end - f->start);
    }
}

static void take(reader *r, const pen_json_tree *t, const pen_json_iter *it,
                 pen_json_event ev, pen_value v)
{
    const pen_json_node *node = r->top->node;
    const pen_json_node *next = NULL;
    if (ev == PEN_JSON_KEY) {
        next = node ? pen_json_raw_child(t, r->h, node, v) : NULL;
    } else if (ev == PEN_JSON_VALUE) {
        put(r, v);
    } else if (ev == PEN_JSON_OBJECT || ev == PEN_JSON_ARRAY) {
        put(r, pen_v_undef());
        *++r->top = (pen_json_frame){.node = r->target, .start = (uint32_t)it->at - 1};
    } else {
        close_frame(r, it->text.p, it->at);
    }
    r->target = next;
}

pen_status pen_json_scan_tokens(const pen_json_tree *t, pen_json_hints *h, pen_str text,
                                pen_value *slots)
{
    reader r = {.h = h, .slots = slots, .top = h->frames, .target = t->nodes};
    pen_json_iter it;
    pen_json_event ev = PEN_JSON_END;
    pen_value v = pen_v_undef();
    h->frames[0] = (pen_json_frame){.node = NULL};
    pen_json_iter_init(&it, h->scan, text);
    for (;;) {
        pen_status s = pen_json_next(&it, &ev, &v);
        if (s != PEN_OK || ev == PEN_JSON_END) {
            h->error_at = s == PEN_OK ? 0 : it.at;
            return s;
        }
        take(&r, t, &it, ev, v);
    }
}

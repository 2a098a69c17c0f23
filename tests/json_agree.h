// SPDX-License-Identifier: Apache-2.0
// Whether the faces of codec/json.h tell the same of one text: the scan with a tree of a
// few keys, by tokens and with each table of base/scan.h, against the tokens, read by a slow and simple
// walk. For the tests and the fuzz target of JSON.
#ifndef PEN_TESTS_JSON_AGREE_H
#define PEN_TESTS_JSON_AGREE_H

#include "codec/json.h"

#include <stdlib.h>

enum { AGREE_SLOTS = 14, AGREE_NODES = 14 };

// One node a row: parent, key, slots. The number of a row is the number of the node.
static const struct {
    uint32_t parent;
    pen_str key;
    uint32_t slot, end;
} agree_rows[AGREE_NODES] = {
    {0, {"", 0}, 0, 14},
    {0, {"a", 1}, 1, 8},
    {1, {"b", 1}, 2, 5},
    {2, {"c", 1}, 3, 4},
    {2, {"d", 1}, 4, 5},
    {1, {"\xc3\xa9", 2}, 5, 6},
    {1, {"a key of more than sixteen", 26}, 6, 7},
    {1, {"", 0}, 7, 8},
    {0, {"b", 1}, 8, 10},
    {8, {"a", 1}, 9, 10},
    {0, {"k1234567", 8}, 10, 11},
    {0, {"k12345678", 9}, 11, 12},
    {0, {"0123456789abcdef", 16}, 12, 13},
    {0, {"a key of more thaN sixteen", 26}, 13, 14},
};

static inline pen_status agree_tree(pen_json_tree *t, pen_arena *a)
{
    PEN_TRY(pen_json_tree_init(t, a, agree_rows[0].slot, agree_rows[0].end));
    for (uint32_t i = 1; i < AGREE_NODES; i++) {
        uint32_t id;
        PEN_TRY(pen_json_tree_add(t, agree_rows[i].parent, agree_rows[i].key,
                                  (pen_json_slots){agree_rows[i].slot, agree_rows[i].end}, &id));
    }
    return pen_json_tree_finish(t);
}

// Row of the child of `node` that has the key, 0 for none.
static inline uint32_t agree_child(uint32_t node, bool known, pen_value raw)
{
    char *key = malloc(raw.n + 1u);
    size_t n = 0;
    uint32_t found = 0;
    if (key && pen_json_unescape(pen_value_str(raw), key, &n) == PEN_OK) {
        for (uint32_t i = 1; known && i < AGREE_NODES; i++) {
            bool here = agree_rows[i].parent == node;
            found = here && pen_str_eq(agree_rows[i].key, (pen_str){key, n}) ? i : found;
        }
    }
    free(key);
    return found;
}

static inline void agree_put(pen_value *slots, uint32_t row, pen_value v)
{
    memset(slots + agree_rows[row].slot, 0,
           (agree_rows[row].end - agree_rows[row].slot) * sizeof *slots);
    slots[agree_rows[row].slot] = v;
}

typedef struct agree_frame {
    uint32_t row;
    bool known; // somebody wants it
    size_t start;
} agree_frame;

// What the scan should give, from the tokens.
static inline pen_status agree_expect(pen_str text, pen_value *slots, size_t *error_at)
{
    static agree_frame stack[PEN_JSON_DEPTH_MAX + 1];
    pen_json_iter it;
    pen_json_event ev;
    pen_value v;
    uint32_t row = 0, depth = 0;
    bool known = true; // where the next value goes
    pen_json_iter_init(&it, pen_scan_scalar(), text);
    for (;;) {
        pen_status s = pen_json_next(&it, &ev, &v);
        if (s != PEN_OK || ev == PEN_JSON_END) {
            *error_at = it.at;
            return s;
        }
        if (ev == PEN_JSON_KEY) {
            agree_frame f = stack[depth - 1];
            row = agree_child(f.row, f.known, v);
            known = row != 0;
        } else if (ev == PEN_JSON_OBJECT || ev == PEN_JSON_ARRAY) {
            if (known) {
                agree_put(slots, row, pen_v_undef());
            }
            stack[depth++] = (agree_frame){row, known, it.at - 1};
            known = false;
        } else if (ev == PEN_JSON_VALUE) {
            if (known) {
                agree_put(slots, row, v);
            }
            known = false;
        } else {
            agree_frame f = stack[--depth];
            pen_tag tag = ev == PEN_JSON_OBJECT_END ? PEN_T_RAWOBJ : PEN_T_RAWARR;
            if (f.known) {
                const char *start = text.p + f.start;
                slots[agree_rows[f.row].slot] = pen_v_span(tag, start, it.at - f.start);
            }
        }
    }
}

// NULL when all agree, or what does not.
static inline const char *agree_check(const pen_json_tree *t, pen_json_hints *h,
                                      pen_str text)
{
    pen_value want[AGREE_SLOTS] = {{0}};
    size_t error_at = 0, at = 0;
    pen_status s = agree_expect(text, want, &error_at);
    for (unsigned k = 0; k == 0 || pen_scan_nth(k - 1); k++) {
        pen_value got[AGREE_SLOTS] = {{0}};
        h->by_tokens = k == 0;
        h->scan = pen_scan_nth(k == 0 ? 0 : k - 1);
        if (pen_json_scan(t, h, text, got) != s) {
            return "the scan's status";
        }
        if (s == PEN_OK && memcmp(got, want, sizeof got) != 0) {
            return "the slots";
        }
        if (s == PEN_OK ? h->error_at != 0 : h->error_at > text.n) {
            return "the place of the error";
        }
    }
    pen_status skipped = pen_json_skip(text, &at);
    if (s == PEN_OK) {
        const char *rest = text.p + at;
        for (size_t i = 0; i < text.n - at; i++) {
            if (!memchr(" \t\n\r", rest[i], 4)) {
                return "the length that skip gives";
            }
        }
        return skipped == PEN_OK ? NULL : "the status of skip";
    }
    // A value followed by other things is good for skip and an error for the rest.
    return skipped != PEN_OK || at < text.n ? NULL : "skip takes what is malformed";
}

#endif

// SPDX-License-Identifier: Apache-2.0
// pen_json_load against a slow and simple loader that is made of tokens (codec/json.h): the
// same status, the same tree. For the tests and the fuzz target of JSON.
#ifndef PEN_TESTS_JSON_TWICE_H
#define PEN_TESTS_JSON_TWICE_H

#include "base/limits.h"
#include "codec/json.h"
#include "event/value.h"

typedef struct twice {
    pen_arena *a;
    uint32_t depth;
    pen_value root, box[PEN_JSON_DEPTH_MAX], key[PEN_JSON_DEPTH_MAX];
} twice;

static inline pen_status twice_put(twice *t, pen_value v)
{
    if (t->depth == 0) {
        t->root = v;
        return PEN_OK;
    }
    pen_value box = t->box[t->depth - 1];
    return box.tag == PEN_T_DICT ? pen_dict_put(t->a, box.u.dict, t->key[t->depth - 1], v)
                                 : pen_list_push(t->a, box.u.list, v);
}

static inline pen_status twice_event(twice *t, pen_json_event ev, pen_value v)
{
    if (ev == PEN_JSON_OBJECT || ev == PEN_JSON_ARRAY) {
        v = ev == PEN_JSON_OBJECT ? pen_v_dict(pen_dict_new(t->a, 0))
                                  : pen_v_list(pen_list_new(t->a, 0));
        PEN_TRY(v.u.p ? twice_put(t, v) : PEN_E_NOMEM);
        t->box[t->depth++] = v;
        return PEN_OK;
    }
    if (ev == PEN_JSON_OBJECT_END || ev == PEN_JSON_ARRAY_END) {
        t->depth--;
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(t->a, &v));
    if (ev == PEN_JSON_KEY) {
        t->key[t->depth - 1] = v;
        return PEN_OK;
    }
    return twice_put(t, v);
}

static inline pen_status twice_load(pen_arena *a, pen_str text, pen_value *out)
{
    static twice t;
    pen_json_iter it;
    pen_json_event ev = PEN_JSON_VALUE;
    pen_value v = pen_v_undef();
    t.a = a;
    t.depth = 0;
    pen_json_iter_init(&it, NULL, text);
    for (;;) {
        PEN_TRY(pen_json_next(&it, &ev, &v));
        if (ev == PEN_JSON_END) {
            *out = t.root;
            return PEN_OK;
        }
        PEN_TRY(twice_event(&t, ev, v));
    }
}

// Whether both give the same; how it is written shows the order of keys, and NaN.
static inline bool twice_same(pen_str text)
{
    pen_arena arena;
    pen_buf x, y;
    pen_value a = pen_v_undef(), b = pen_v_undef();
    pen_arena_init(&arena, NULL, (size_t)1 << 30);
    pen_buf_init(&x, NULL, (size_t)1 << 28);
    pen_buf_init(&y, NULL, (size_t)1 << 28);
    pen_status s = pen_json_load(&arena, text, &a), t = twice_load(&arena, text, &b);
    bool same = s == t;
    if (same && s == PEN_OK) {
        same = pen_json_dump(a, PEN_JSON_COMPACT, &x) == pen_json_dump(b, PEN_JSON_COMPACT, &y) &&
               pen_str_eq(pen_buf_str(&x), pen_buf_str(&y));
    }
    pen_buf_free(&x);
    pen_buf_free(&y);
    pen_arena_free(&arena);
    return same;
}

#endif

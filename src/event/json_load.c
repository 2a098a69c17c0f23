// SPDX-License-Identifier: Apache-2.0
// JSON text into values: lazy spans one at a time, or a whole tree. The grammar is
// codec/json.h's; nothing here recurses.
#include "base/limits.h"
#include "base/num.h"
#include "codec/json.h"
#include "event/value.h"

static pen_status force_string(pen_arena *a, pen_value *v)
{
    char *to = pen_arena_get(a, (size_t)v->n + 1);
    size_t n = 0;
    if (!to) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_json_unescape(pen_value_str(*v), to, &n));
    *v = pen_v_str(pen_str_of(to, n));
    return PEN_OK;
}

// JSON has no leading zeros, so a text that does not fit is canonical already.
static pen_status force_int(pen_value *v)
{
    int64_t i = 0;
    pen_status s = pen_num_i64(pen_value_str(*v), &i);
    if (s == PEN_OK) {
        *v = pen_v_int(i);
    } else if (s == PEN_E_RANGE) {
        v->tag = PEN_T_BIG;
    } else {
        return s;
    }
    return PEN_OK;
}

static pen_status force_scalar(pen_arena *a, pen_value *v)
{
    double f = 0;
    if (v->tag == PEN_T_RAWSTR) {
        return force_string(a, v);
    }
    if (v->tag == PEN_T_RAWINT) {
        return force_int(v);
    }
    if (v->tag == PEN_T_RAWNUM) {
        PEN_TRY(pen_num_f64(pen_value_str(*v), &f));
        *v = pen_v_float(f);
    }
    return PEN_OK;
}

// Containers that are open, the innermost last, each with the key that its next value gets.
typedef struct tree {
    pen_arena *a;
    uint32_t depth;
    pen_value root;
    struct {
        pen_value box, key;
    } open[PEN_JSON_DEPTH_MAX + 1];
} tree;

static pen_status put_value(tree *t, pen_value v)
{
    if (t->depth == 0) {
        t->root = v;
        return PEN_OK;
    }
    pen_value box = t->open[t->depth - 1].box;
    return box.tag == PEN_T_DICT ? pen_dict_put(t->a, box.u.dict, t->open[t->depth - 1].key, v)
                                 : pen_list_push(t->a, box.u.list, v);
}

static pen_status open_box(tree *t, bool dict)
{
    if (t->depth > PEN_JSON_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    pen_value box = dict ? pen_v_dict(pen_dict_new(t->a, 0)) : pen_v_list(pen_list_new(t->a, 0));
    if (!box.u.p) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(put_value(t, box));
    t->open[t->depth].key = pen_v_undef();
    t->open[t->depth++].box = box;
    return PEN_OK;
}

static pen_status put_event(tree *t, pen_json_event ev, pen_value v)
{
    if (ev == PEN_JSON_OBJECT || ev == PEN_JSON_ARRAY) {
        return open_box(t, ev == PEN_JSON_OBJECT);
    }
    if (ev == PEN_JSON_OBJECT_END || ev == PEN_JSON_ARRAY_END) {
        t->depth--;
        return PEN_OK;
    }
    PEN_TRY(force_scalar(t->a, &v));
    if (ev == PEN_JSON_KEY) {
        t->open[t->depth - 1].key = v;
        return PEN_OK;
    }
    return put_value(t, v);
}

pen_status pen_json_load(pen_arena *a, pen_str text, pen_value *out)
{
    pen_json_iter it;
    pen_json_event ev = PEN_JSON_VALUE;
    pen_value v = pen_v_undef();
    tree t; // large; only what is below `depth` is ever read
    t.a = a;
    t.depth = 0;
    t.root = pen_v_undef();
    pen_json_iter_init(&it, NULL, text);
    for (;;) {
        PEN_TRY(pen_json_next(&it, &ev, &v));
        if (ev == PEN_JSON_END) {
            *out = t.root;
            return PEN_OK;
        }
        PEN_TRY(put_event(&t, ev, v));
    }
}

pen_status pen_value_force(pen_arena *a, pen_value *v)
{
    if (v->tag != PEN_T_RAWOBJ && v->tag != PEN_T_RAWARR) {
        return force_scalar(a, v);
    }
    return pen_json_load(a, pen_value_str(*v), v);
}

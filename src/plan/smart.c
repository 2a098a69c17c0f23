// SPDX-License-Identifier: Apache-2.0
#include "plan/smart.h"

typedef struct condition {
    pen_str field;
    bool has_value;
    pen_value value;
} condition;

typedef struct description {
    pen_str text;
    condition *conditions;
    uint32_t n;
} description;

struct pen_smart {
    description *all;
    uint32_t n;
};

// ---- loading ----

static pen_status refuse(pen_diags *d, pen_str file, const char *what)
{
    pen_diag_add(d, PEN_SEV_WARNING, (pen_loc){file, 0, 0}, "smart-descriptions", "%s", what);
    return PEN_OK;
}

static pen_str text_member(const pen_dict *d, const char *key)
{
    const pen_value *v = pen_dict_get_str(d, pen_str_c(key));
    return v && v->tag == PEN_T_STR ? pen_value_str(*v) : PEN_EMPTY;
}

static pen_status load_conditions(pen_arena *a, const pen_list *list, description *to)
{
    to->conditions = PEN_NEW_N(a, condition, list->n);
    if (!to->conditions) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < list->n; i++) {
        if (list->items[i].tag == PEN_T_DICT) {
            const pen_dict *d = list->items[i].u.dict;
            const pen_value *v = pen_dict_get_str(d, PEN_LIT("value"));
            condition *c = &to->conditions[to->n++];
            c->field = text_member(d, "field");
            c->has_value = v != NULL;
            c->value = v ? *v : pen_v_none();
        }
    }
    return PEN_OK;
}

static pen_status load_one(pen_arena *a, pen_value v, description *to)
{
    const pen_dict *d = v.u.dict;
    to->text = text_member(d, "value");
    const pen_value *conditions = pen_dict_get_str(d, PEN_LIT("conditions"));
    return conditions && conditions->tag == PEN_T_LIST
               ? load_conditions(a, conditions->u.list, to)
               : PEN_OK;
}

pen_status pen_smart_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                          pen_smart **out)
{
    pen_value v;
    pen_str kept;
    *out = NULL;
    if (!text.n) {
        return PEN_OK;
    }
    PEN_TRY(pen_arena_str(a, text, &kept));
    pen_status s = pen_json_load(a, kept, &v);
    if (s == PEN_E_NOMEM) {
        return s;
    }
    if (s != PEN_OK || v.tag != PEN_T_LIST) {
        return refuse(diags, file, "not a JSON list of descriptions (see the reference)");
    }
    pen_smart *smart = PEN_NEW(a, pen_smart);
    description *all = PEN_NEW_N(a, description, v.u.list->n);
    if (!smart || !all) {
        return PEN_E_NOMEM;
    }
    *smart = (pen_smart){all, 0};
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        if (v.u.list->items[i].tag == PEN_T_DICT) {
            PEN_TRY(load_one(a, v.u.list->items[i], &all[smart->n++]));
        }
    }
    *out = smart;
    return PEN_OK;
}

// ---- choosing ----

// The text of a scalar as a sentence shows it; false for what has none.
static bool put_scalar(const pen_field_value *v, pen_buf *out)
{
    switch (v->kind) {
    case PEN_VALUE_TEXT:
        pen_buf_add(out, v->text);
        return true;
    case PEN_VALUE_INT:
        pen_buf_i64(out, v->integer);
        return true;
    case PEN_VALUE_BOOL:
        pen_buf_add(out, v->boolean ? PEN_LIT("true") : PEN_LIT("false"));
        return true;
    case PEN_VALUE_FLOAT:
        return pen_value_text(pen_v_float(v->number), out) == PEN_OK;
    case PEN_VALUE_ABSENT:
    case PEN_VALUE_NULL:
    case PEN_VALUE_LIST:
    case PEN_VALUE_OBJECT:
        break;
    }
    return false;
}

// A number and its text are equal; so compare texts.
static bool same_scalar(pen_worker *w, const pen_field_value *v, pen_value want)
{
    pen_buf *b = &w->scratch;
    pen_buf_clear(b);
    if (!put_scalar(v, b)) {
        return false;
    }
    size_t cut = b->n;
    if (want.tag == PEN_T_BOOL) {
        pen_buf_add(b, want.u.i ? PEN_LIT("true") : PEN_LIT("false"));
    } else if (pen_value_text(want, b) != PEN_OK) {
        return false;
    }
    pen_str all = pen_buf_str(b);
    return b->failed == PEN_OK && pen_str_eq(pen_str_head(all, cut), pen_str_from(all, cut));
}

static bool list_holds(pen_worker *w, const pen_field_value *list, pen_value want)
{
    pen_field_value item;
    for (uint32_t i = 0; pen_event_item(w, list, i, &item) == PEN_OK; i++) {
        if (same_scalar(w, &item, want)) {
            return true;
        }
    }
    return false;
}

// A list is wanted: the same items in any order.
static bool same_list(pen_worker *w, const pen_field_value *v, const pen_list *want)
{
    bool same = v->kind == PEN_VALUE_LIST && v->items == want->n;
    for (uint32_t i = 0; same && i < want->n; i++) {
        pen_value item = want->items[i];
        same = pen_value_force(&w->arena, &item) == PEN_OK && list_holds(w, v, item);
    }
    return same;
}

static bool holds(pen_worker *w, const condition *c)
{
    pen_field_value v;
    if (pen_event_get(w, c->field, &v) != PEN_OK || v.kind == PEN_VALUE_ABSENT) {
        return false;
    }
    if (!c->has_value) {
        return true;
    }
    if (c->value.tag == PEN_T_LIST) {
        return same_list(w, &v, c->value.u.list);
    }
    return v.kind == PEN_VALUE_LIST ? list_holds(w, &v, c->value) : same_scalar(w, &v, c->value);
}

static bool all_hold(pen_worker *w, const description *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        if (!holds(w, &d->conditions[i])) {
            return false;
        }
    }
    return true;
}

// ---- writing ----

static bool put_field(pen_worker *w, pen_str field, pen_buf *out)
{
    pen_field_value v, item;
    if (pen_event_get(w, field, &v) != PEN_OK) {
        return false;
    }
    if (v.kind != PEN_VALUE_LIST) {
        return put_scalar(&v, out);
    }
    for (uint32_t i = 0; pen_event_item(w, &v, i, &item) == PEN_OK; i++) {
        if (i > 0) {
            PEN_BUF_LIT(out, ", ");
        }
        if (!put_scalar(&item, out)) {
            return false;
        }
    }
    return v.items > 0;
}

// The text with its {placeholders} filled; false, and nothing appended, when one cannot be.
static bool fill(pen_worker *w, pen_str text, pen_buf *out)
{
    size_t mark = out->n;
    while (text.n) {
        size_t open = pen_str_chr(text, '{', 0);
        size_t close = open == PEN_NPOS ? PEN_NPOS : pen_str_chr(text, '}', open);
        if (close == PEN_NPOS) {
            pen_buf_add(out, text);
            break;
        }
        pen_buf_add(out, pen_str_head(text, open));
        pen_str field = pen_str_of(text.p + open + 1, close - open - 1);
        if (!put_field(w, field, out)) {
            out->n = mark;
            return false;
        }
        text = pen_str_from(text, close + 1);
    }
    return true;
}

pen_status pen_smart_write(const pen_smart *s, pen_worker *w, pen_buf *out)
{
    size_t start = out->n;
    const description *best = NULL;
    for (uint32_t i = 0; s && i < s->n; i++) {
        const description *d = &s->all[i];
        if ((best && d->n <= best->n) || !all_hold(w, d)) {
            continue;
        }
        size_t mark = out->n;
        if (fill(w, d->text, out)) {
            best = d;
            memmove(out->p + start, out->p + mark, out->n - mark);
            out->n = start + (out->n - mark);
        }
    }
    return best ? out->failed : PEN_NOMATCH;
}

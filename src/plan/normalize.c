// SPDX-License-Identifier: Apache-2.0
#include "plan/normalize.h"

// Recursion over values is bounded: JSON and literals are read with PEN_JSON_DEPTH_MAX.

static pen_status member_path(pen_worker *w, pen_str parent, pen_value key, pen_str *out)
{
    char *to = pen_arena_get(&w->arena, parent.n + key.n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    size_t n = parent.n;
    if (n) {
        memcpy(to, parent.p, n);
        to[n++] = '.';
    }
    if (key.n) {
        memcpy(to + n, key.u.p, key.n);
    }
    *out = pen_str_of(to, n + key.n);
    return PEN_OK;
}

pen_status pen_normalize_members(pen_worker *w, pen_str path, pen_dict *d, bool open)
{
    uint32_t kept = 0;
    pen_dict *left = pen_dict_new(&w->arena, d->n);
    if (!left) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        pen_normal at = {.open_above = open, .top = path.n == 0};
        bool keep = d->pairs[i].key.tag == PEN_T_STR;
        pen_value v = d->pairs[i].value;
        if (keep) {
            PEN_TRY(member_path(w, path, d->pairs[i].key, &at.path));
            PEN_TRY(pen_value_force(&w->arena, &v));
            PEN_TRY(pen_normalize(w, &at, &v, &keep));
        }
        if (keep) {
            PEN_TRY(pen_dict_append(&w->arena, left, d->pairs[i].key, v));
            kept++;
        }
    }
    *d = *left;
    return PEN_OK;
}

static pen_status wrap(pen_worker *w, pen_value *v)
{
    pen_list *l = pen_list_new(&w->arena, 1);
    if (!l) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_list_push(&w->arena, l, *v));
    *v = pen_v_list(l);
    return PEN_OK;
}

static pen_status coerce(pen_worker *w, const pen_normal *at, pen_type type, pen_value *v,
                         bool *keep)
{
    pen_status s = pen_coerce_value(&w->coerce, type, *v, v);
    if (s != PEN_E_TYPE) {
        return s;
    }
    pen_worker_warn(w, at->path, "the value does not fit the type of the field");
    *keep = false;
    return PEN_OK;
}

// What a name means here.
typedef struct meaning {
    pen_type type;
    bool parent, open;
} meaning;

static pen_status normalize_dict(pen_worker *w, const pen_normal *at, meaning m,
                                 pen_value *v, bool *keep)
{
    if (m.type == PEN_TYPE_TEXT) {
        return coerce(w, at, m.type, v, keep);
    }
    if (m.parent || m.open) {
        PEN_TRY(pen_normalize_members(w, at->path, v->u.dict, m.open));
        if (v->u.dict->n == 0 && !at->top && !at->explicit_set) {
            *keep = false;
            return PEN_OK;
        }
    } else if (m.type == PEN_TYPE_NONE) {
        *keep = false;
        return PEN_OK;
    }
    if (m.type == PEN_TYPE_ARRAY) {
        return wrap(w, v);
    }
    bool whole = m.parent || m.open || m.type == PEN_TYPE_DICT || m.type == PEN_TYPE_PASS;
    return whole ? PEN_OK : coerce(w, at, m.type, v, keep);
}

// A list of objects below which fields are declared: each object is walked like one.
static pen_status normalize_objects(pen_worker *w, const pen_normal *at, bool open,
                                    pen_list *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        if (l->items[i].tag == PEN_T_DICT) {
            PEN_TRY(pen_normalize_members(w, at->path, l->items[i].u.dict, open));
        }
    }
    return PEN_OK;
}

static bool blank(pen_value v)
{
    return v.tag == PEN_T_NONE || (v.tag == PEN_T_STR && v.n == 0);
}

pen_status pen_normalize(pen_worker *w, const pen_normal *at, pen_value *v, bool *keep)
{
    const pen_taxonomy *t = &w->format->taxonomy;
    const pen_field *field = pen_taxonomy_find(t, at->path);
    meaning m = {field ? field->type : PEN_TYPE_NONE, pen_taxonomy_is_parent(t, at->path),
                 false};
    m.open = m.type == PEN_TYPE_OPEN || (at->open_above && !field);
    *keep = true;
    if (v->tag == PEN_T_DICT) {
        return normalize_dict(w, at, m, v, keep);
    }
    if (v->tag == PEN_T_LIST && m.parent && m.type != PEN_TYPE_TEXT &&
        m.type != PEN_TYPE_ARRAY) {
        return normalize_objects(w, at, m.open, v->u.list);
    }
    if (m.type == PEN_TYPE_NONE) {
        *keep = m.open;
        return PEN_OK;
    }
    if (blank(*v)) {
        *keep = at->open_above;
        return PEN_OK;
    }
    if (m.type == PEN_TYPE_ARRAY) {
        return v->tag == PEN_T_LIST ? PEN_OK : wrap(w, v);
    }
    return coerce(w, at, m.type, v, keep);
}

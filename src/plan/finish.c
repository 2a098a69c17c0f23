// SPDX-License-Identifier: Apache-2.0
// The end of an event: undeclared fields go, containers get their types, objects that this
// empties go too. What is known of a node's name is decided while loading; dicts that came
// as values are walked by name (normalize.c).
#include "base/limits.h"
#include "plan/normalize.h"

static pen_status finish_children(pen_worker *w, uint32_t node);

// ---- loading ----

static void describe_node(const pen_format *f, uint32_t node, pen_str path, bool open_above)
{
    pen_finish_node *n = &f->finish[node];
    const pen_field *field = pen_taxonomy_find(&f->taxonomy, path);
    n->type = (uint8_t)(field ? field->type : PEN_TYPE_NONE);
    n->parent = pen_taxonomy_is_parent(&f->taxonomy, path);
    n->open_above = open_above;
    n->open = n->type == PEN_TYPE_OPEN || (open_above && !field);
    n->top = f->nodes.v[node].parent == f->at.final;
    n->message = node == f->at.message || f->finish[f->nodes.v[node].parent].message;
}

// Recursion over the static tree.
static void describe_children(const pen_format *f, uint32_t parent, pen_buf *path)
{
    size_t mark = path->n;
    bool open = parent != f->at.final && f->finish[parent].open;
    for (uint32_t c = f->nodes.v[parent].first; c; c = f->nodes.v[c].next) {
        if (mark) {
            pen_buf_byte(path, '.');
        }
        pen_buf_add(path, f->nodes.v[c].key);
        if (path->failed == PEN_OK) {
            describe_node(f, c, pen_buf_str(path), open);
            describe_children(f, c, path);
        }
        path->n = mark;
    }
}

pen_status pen_build_finish(pen_format *f)
{
    f->finish = PEN_NEW_N(&f->arena, pen_finish_node, f->nodes.n);
    if (!f->finish) {
        return PEN_E_NOMEM;
    }
    pen_buf path;
    pen_buf_init(&path, f->alloc, PEN_PATH_MAX);
    describe_children(f, f->at.final, &path);
    pen_status s = path.failed;
    pen_buf_free(&path);
    return s;
}

// ---- running ----

static pen_status path_of(pen_worker *w, uint32_t node, pen_str *out)
{
    const pen_nodes *t = &w->format->nodes;
    uint32_t chain[PEN_VALUE_DEPTH_MAX];
    size_t n = 0;
    for (uint32_t i = node; i != w->format->at.final && n < PEN_VALUE_DEPTH_MAX;
         i = t->v[i].parent) {
        chain[n++] = i;
    }
    pen_buf_clear(&w->scratch);
    while (n > 0) {
        pen_buf_add(&w->scratch, t->v[chain[--n]].key);
        if (n > 0) {
            pen_buf_byte(&w->scratch, '.');
        }
    }
    PEN_TRY(w->scratch.failed);
    return pen_arena_str(&w->arena, pen_buf_str(&w->scratch), out);
}

static pen_status drop(pen_worker *w, uint32_t node)
{
    pen_node_clear(&w->format->nodes, w->slots, node);
    return PEN_OK;
}

static pen_status refuse(pen_worker *w, uint32_t node)
{
    pen_str path;
    PEN_TRY(path_of(w, node, &path));
    pen_worker_warn(w, path, "the value does not fit the type of the field");
    return drop(w, node);
}

// Puts a container's final value in place of what the slots below held.
static void replace(pen_worker *w, uint32_t node, pen_value v)
{
    pen_node_clear(&w->format->nodes, w->slots, node);
    w->slots[node] = v;
}

static pen_status wrap(pen_worker *w, uint32_t node, pen_value v)
{
    pen_list *l = pen_list_new(&w->arena, 1);
    if (!l) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_value_force(&w->arena, &v)); // nothing inside a container is lazy
    PEN_TRY(pen_list_push(&w->arena, l, v));
    replace(w, node, pen_v_list(l));
    return PEN_OK;
}

static pen_status coerce_at(pen_worker *w, uint32_t node, pen_value v)
{
    pen_value out;
    pen_status s = pen_coerce_value(&w->coerce, w->format->finish[node].type, v, &out);
    if (s == PEN_E_TYPE) {
        return refuse(w, node);
    }
    PEN_TRY(s);
    replace(w, node, out);
    return PEN_OK;
}

static bool is_empty_object(const pen_worker *w, uint32_t node)
{
    const pen_nodes *t = &w->format->nodes;
    const pen_dict *rest = w->slots[node].u.dict;
    for (uint32_t c = t->v[node].first; c; c = t->v[c].next) {
        if (w->slots[c].tag != PEN_T_UNDEF) {
            return false;
        }
    }
    return !rest || rest->n == 0;
}

// The members without a node. Their values may be shared with a layer or a constant: what is
// changed is a copy.
static pen_status normalize_rest(pen_worker *w, uint32_t node, bool open)
{
    pen_value rest = pen_v_dict(w->slots[node].u.dict);
    if (!rest.u.dict) {
        return PEN_OK;
    }
    pen_str path = PEN_EMPTY;
    PEN_TRY(pen_value_copy(&w->arena, rest, &rest));
    w->slots[node].u.dict = rest.u.dict;
    if (node != w->format->at.final) {
        PEN_TRY(path_of(w, node, &path));
    }
    return pen_normalize_members(w, path, rest.u.dict, open);
}

static pen_status finish_object(pen_worker *w, uint32_t node)
{
    const pen_finish_node *n = &w->format->finish[node];
    pen_value whole;
    if (n->type == PEN_TYPE_TEXT) {
        PEN_TRY(pen_node_read(&w->format->nodes, w->slots, &w->arena, node, &whole));
        return coerce_at(w, node, whole);
    }
    if (n->parent || n->open) {
        PEN_TRY(normalize_rest(w, node, n->open));
        PEN_TRY(finish_children(w, node));
        if (!n->top && !w->explicit_set[node] && is_empty_object(w, node)) {
            return drop(w, node);
        }
    } else if (n->type == PEN_TYPE_NONE) {
        return drop(w, node);
    } else if (n->type != PEN_TYPE_ARRAY && n->type != PEN_TYPE_DICT &&
               n->type != PEN_TYPE_PASS) {
        PEN_TRY(pen_node_read(&w->format->nodes, w->slots, &w->arena, node, &whole));
        return coerce_at(w, node, whole);
    }
    if (n->type == PEN_TYPE_ARRAY) {
        PEN_TRY(pen_node_read(&w->format->nodes, w->slots, &w->arena, node, &whole));
        return wrap(w, node, whole);
    }
    return PEN_OK;
}

static pen_status finish_container(pen_worker *w, uint32_t node)
{
    pen_value v = w->slots[node];
    PEN_TRY(pen_value_force(&w->arena, &v));
    pen_str path;
    PEN_TRY(path_of(w, node, &path));
    bool keep = true;
    pen_normal at = {path, w->format->finish[node].open_above,
                     w->format->finish[node].top, w->explicit_set[node] != 0};
    // The value may be shared with a layer or a constant: what is changed is a copy.
    pen_status s = pen_value_copy(&w->arena, v, &v);
    if (s == PEN_E_TYPE) {
        return refuse(w, node); // it holds a thing that only templates can hold
    }
    PEN_TRY(s);
    PEN_TRY(pen_normalize(w, &at, &v, &keep));
    if (!keep) {
        return drop(w, node);
    }
    replace(w, node, v);
    return PEN_OK;
}

static bool blank(pen_value v)
{
    return v.tag == PEN_T_NONE || (v.tag == PEN_T_STR && v.n == 0);
}

static pen_status finish_node(pen_worker *w, uint32_t node)
{
    const pen_finish_node *n = &w->format->finish[node];
    pen_value v = w->slots[node];
    if (v.flags & PEN_F_SETTLED || n->message) {
        return PEN_OK;
    }
    switch (v.tag) {
    case PEN_T_OBJ:
        return finish_object(w, node);
    case PEN_T_LIST:
    case PEN_T_DICT:
    case PEN_T_RAWOBJ:
    case PEN_T_RAWARR:
        return n->type == PEN_TYPE_NONE && !n->parent && !n->open ? drop(w, node)
                                                                  : finish_container(w, node);
    default:
        break;
    }
    if (n->type == PEN_TYPE_NONE) {
        return n->open ? PEN_OK : drop(w, node);
    }
    if (blank(v)) {
        return n->open_above ? PEN_OK : drop(w, node);
    }
    if (n->type == PEN_TYPE_ARRAY) {
        return wrap(w, node, v);
    }
    return w->dirty ? coerce_at(w, node, v) : PEN_OK; // else it was coerced when set
}

static pen_status finish_children(pen_worker *w, uint32_t node)
{
    const pen_nodes *t = &w->format->nodes;
    for (uint32_t c = t->v[node].first; c; c = t->v[c].next) {
        if (w->slots[c].tag != PEN_T_UNDEF) {
            PEN_TRY(finish_node(w, c));
        }
    }
    return PEN_OK;
}

// Objects that are left without members go, upwards; what was set itself or stands at the
// top stays.
static void prune_above(pen_worker *w, uint32_t node)
{
    const pen_nodes *t = &w->format->nodes;
    for (uint32_t i = t->v[node].parent; i != w->format->at.final; i = t->v[i].parent) {
        const pen_finish_node *n = &w->format->finish[i];
        bool known = n->parent || n->open || n->type != PEN_TYPE_NONE;
        bool kept = known && (n->top || w->explicit_set[i]);
        if (w->slots[i].tag == PEN_T_UNDEF) {
            continue; // an action deleted it with all below it
        }
        if (kept || w->slots[i].tag != PEN_T_OBJ || !is_empty_object(w, i)) {
            return;
        }
        (void)drop(w, i);
    }
}

// Only what actions left for the end: no dict was dealt into the tree, so everything else
// has its final form.
static pen_status finish_pending(pen_worker *w)
{
    for (uint32_t i = 0; i < w->npending; i++) {
        uint32_t node = w->pending[i];
        if (w->slots[node].tag != PEN_T_UNDEF) {
            PEN_TRY(finish_node(w, node));
        }
        if (w->slots[node].tag == PEN_T_UNDEF) { // now, or since an action deleted it
            prune_above(w, node);
        }
    }
    return PEN_OK;
}

pen_status pen_run_finish(pen_worker *w)
{
    if (!w->dirty && w->npending <= PEN_PENDING_MAX) {
        return finish_pending(w);
    }
    PEN_TRY(normalize_rest(w, w->format->at.final, false));
    return finish_children(w, w->format->at.final);
}

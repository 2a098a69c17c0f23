// SPDX-License-Identifier: Apache-2.0
#include "format/yaml_tree.h"

pen_yaml_tree *pen_yaml_tree_new(pen_arena *a, pen_str file, pen_diags *diags)
{
    pen_yaml_tree *t = PEN_NEW(a, pen_yaml_tree);
    if (!t || pen_arena_str(a, file, &t->file) != PEN_OK) {
        return NULL;
    }
    t->arena = a;
    t->diags = diags;
    return t;
}

pen_status pen_yaml_refuse(pen_yaml_tree *t, pen_loc at, pen_status s, const char *what)
{
    pen_diag_add(t->diags, PEN_SEV_ERROR, at, "yaml", "%s", what);
    return s;
}

static pen_status new_node(pen_yaml_tree *t, pen_loc at, pen_yaml_kind kind, pen_yaml **out)
{
    if (++t->nodes > PEN_YAML_NODES_MAX) {
        return pen_yaml_refuse(t, at, PEN_E_LIMIT,
                               "the document has too many nodes (split it)");
    }
    *out = PEN_NEW(t->arena, pen_yaml);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    (*out)->kind = kind;
    (*out)->at = at;
    return PEN_OK;
}

// A key that is text must not stand twice; 1 and "1" are two keys.
static pen_status note_key(pen_yaml_tree *t, pen_yaml_frame *f, pen_yaml *key)
{
    if (key->kind != PEN_YAML_SCALAR) {
        return pen_yaml_refuse(t, key->at, PEN_E_SYNTAX, "a key must be a scalar");
    }
    uint32_t before;
    if (key->value.tag == PEN_T_STR && pen_map_get(&f->keys, key->text, &before)) {
        pen_diag_add(t->diags, PEN_SEV_ERROR, key->at, "duplicate-key",
                     "the key '%.*s' stands twice, first at line %u (remove one)",
                     PEN_FMT(key->text), before);
        return PEN_E_SYNTAX;
    }
    f->key = key;
    return key->value.tag == PEN_T_STR ? pen_map_put(&f->keys, key->text, key->at.line) : PEN_OK;
}

static pen_status attach(pen_yaml_tree *t, pen_yaml *node)
{
    if (t->depth == 0) {
        if (t->root) {
            return pen_yaml_refuse(t, node->at, PEN_E_SYNTAX,
                                   "more than one document (keep one)");
        }
        t->root = node;
        return PEN_OK;
    }
    pen_yaml_frame *f = &t->stack[t->depth - 1];
    if (f->node->kind == PEN_YAML_MAP && !f->key) {
        return note_key(t, f, node);
    }
    node->key = f->key;
    f->key = NULL;
    *(f->node->last ? &f->node->last->next : &f->node->first) = node;
    f->node->last = node;
    f->node->n++;
    return PEN_OK;
}

pen_status pen_yaml_put(pen_yaml_tree *t, pen_loc at, const pen_yaml *scalar)
{
    pen_yaml *node;
    PEN_TRY(new_node(t, at, PEN_YAML_SCALAR, &node));
    node->plain = scalar->plain;
    node->text = scalar->text;
    node->value = scalar->value;
    return attach(t, node);
}

pen_status pen_yaml_open(pen_yaml_tree *t, pen_loc at, pen_yaml_kind kind)
{
    if (t->depth == PEN_YAML_DEPTH_MAX) {
        return pen_yaml_refuse(t, at, PEN_E_DEPTH, "nested too deeply");
    }
    pen_yaml *node;
    PEN_TRY(new_node(t, at, kind, &node));
    PEN_TRY(attach(t, node));
    pen_yaml_frame *f = &t->stack[t->depth++];
    *f = (pen_yaml_frame){.node = node};
    pen_map_init(&f->keys, t->arena);
    return PEN_OK;
}

void pen_yaml_close(pen_yaml_tree *t)
{
    t->depth--;
}

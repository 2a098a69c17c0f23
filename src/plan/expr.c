// SPDX-License-Identifier: Apache-2.0
#include "plan/expr.h"

// ---- compiling ----

static pen_status remember(pen_expr_env *env, pen_template *t)
{
    pen_expr_template *link = PEN_NEW(env->lang.arena, pen_expr_template);
    if (!link) {
        return PEN_E_NOMEM;
    }
    *link = (pen_expr_template){t, env->templates};
    env->templates = link;
    env->mutates |= t->mutates;
    return PEN_OK;
}

pen_status pen_expr_text(pen_expr_env *env, pen_str text, pen_loc at, pen_expr *out)
{
    *out = (pen_expr){.kind = PEN_EXPR_CONST, .value = pen_v_str(text), .source = text, .at = at};
    if (!pen_template_is(text)) {
        return PEN_OK;
    }
    pen_template *t;
    pen_status s = pen_template_compile(&env->lang, text, at, &t);
    if (s == PEN_E_SYNTAX) {
        out->value = pen_v_undef();
        return PEN_OK;
    }
    PEN_TRY(s);
    PEN_TRY(remember(env, t));
    out->template = t;
    out->value = t->value;
    out->node = t->node;
    out->kind = t->shape == PEN_SHAPE_CONST  ? PEN_EXPR_CONST
                : t->shape == PEN_SHAPE_NODE ? PEN_EXPR_NODE
                                             : PEN_EXPR_TEMPLATE;
    return PEN_OK;
}

static pen_status compile_items(pen_expr_env *env, const pen_yaml *y, pen_expr *out)
{
    out->items = PEN_NEW_N(env->lang.arena, pen_expr, y->n);
    out->keys = PEN_NEW_N(env->lang.arena, pen_value, y->n);
    if (!out->items || !out->keys) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *c = y->first; c; c = c->next) {
        if (c->key) {
            out->keys[out->n] = c->key->value;
        }
        PEN_TRY(pen_expr_compile(env, c, &out->items[out->n]));
        out->n++;
    }
    return PEN_OK;
}

// Recursion is bounded by PEN_YAML_DEPTH_MAX.
pen_status pen_expr_compile(pen_expr_env *env, const pen_yaml *y, pen_expr *out)
{
    *out = (pen_expr){.kind = PEN_EXPR_CONST, .at = y->at};
    if (y->kind == PEN_YAML_SCALAR) {
        if (y->value.tag == PEN_T_STR) {
            return pen_expr_text(env, y->text, y->at, out);
        }
        out->value = y->value;
        out->source = y->text;
        return PEN_OK;
    }
    out->kind = y->kind == PEN_YAML_SEQ ? PEN_EXPR_LIST : PEN_EXPR_DICT;
    return compile_items(env, y, out);
}

void pen_expr_renumber(pen_expr *e, const uint32_t *renumber)
{
    if (e->kind == PEN_EXPR_NODE) {
        e->node = renumber[e->node];
    }
    for (uint32_t i = 0; i < e->n; i++) {
        pen_expr_renumber(&e->items[i], renumber);
    }
}

void pen_expr_renumber_templates(pen_expr_env *env, const uint32_t *renumber)
{
    for (pen_expr_template *t = env->templates; t; t = t->next) {
        pen_template_renumber(t->template, renumber);
    }
}

// ---- evaluating ----

// What a plain reference gives: a slot with a value as it is; nothing there, whether
// undefined or below something undefined, is not set in either case.
static pen_status eval_node(pen_vm *vm, uint32_t node, pen_value *out)
{
    *out = vm->slots[node];
    if (out->tag != PEN_T_OBJ && out->tag != PEN_T_UNDEF) {
        return PEN_OK;
    }
    pen_status s = pen_node_read(vm->nodes, vm->slots, vm->arena, node, out);
    if (s == PEN_E_UNDEFINED) {
        *out = pen_v_undef();
        return PEN_OK;
    }
    return s;
}

static pen_status eval_template(pen_vm *vm, const pen_template *t, pen_value *out)
{
    pen_status s = pen_template_run(vm, t, out);
    if (s != PEN_OK && !pen_template_fatal(s)) {
        *out = pen_v_undef();
        return PEN_OK;
    }
    return s;
}

static bool is_empty(pen_value v)
{
    return v.tag == PEN_T_UNDEF || v.tag == PEN_T_NONE ||
           (v.tag == PEN_T_STR && (v.n == 0 || pen_str_eq(pen_value_str(v), PEN_LIT("None"))));
}

// Items that are not set or empty are dropped; a list that ends up empty is not set.
static pen_status eval_list(pen_vm *vm, const pen_expr *e, pen_value *out)
{
    pen_list *l = pen_list_new(vm->arena, e->n);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        pen_value v;
        PEN_TRY(pen_expr_eval_forced(vm, &e->items[i], &v));
        if (!is_empty(v)) {
            PEN_TRY(pen_list_push(vm->arena, l, v));
        }
    }
    *out = e->n && !l->n ? pen_v_undef() : pen_v_list(l);
    return PEN_OK;
}

static pen_status eval_dict(pen_vm *vm, const pen_expr *e, pen_value *out)
{
    pen_dict *d = pen_dict_new(vm->arena, e->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        pen_value v;
        PEN_TRY(pen_expr_eval_forced(vm, &e->items[i], &v));
        if (v.tag != PEN_T_UNDEF) {
            PEN_TRY(pen_dict_put(vm->arena, d, e->keys[i], v));
        }
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

pen_status pen_expr_eval(pen_vm *vm, const pen_expr *e, pen_value *out)
{
    switch (e->kind) {
    case PEN_EXPR_CONST:
        *out = e->value;
        return PEN_OK;
    case PEN_EXPR_NODE:
        return eval_node(vm, e->node, out);
    case PEN_EXPR_TEMPLATE:
        return eval_template(vm, e->template, out);
    case PEN_EXPR_LIST:
        return eval_list(vm, e, out);
    case PEN_EXPR_DICT:
        return eval_dict(vm, e, out);
    }
    return PEN_E_INTERNAL;
}

pen_status pen_expr_eval_forced(pen_vm *vm, const pen_expr *e, pen_value *out)
{
    PEN_TRY(pen_expr_eval(vm, e, out));
    return pen_value_force(vm->arena, out);
}

// SPDX-License-Identifier: Apache-2.0
// Actions: set, translate, delete.
#include "base/limits.h"
#include "plan/plan.h"

static bool textual(const pen_field *f)
{
    return f && f->type == PEN_TYPE_TEXT;
}

static pen_status build_target(pen_format *f, pen_str name, pen_target *to)
{
    to->name = name;
    to->field = pen_taxonomy_find(&f->taxonomy, name);
    to->textual = textual(to->field);
    return pen_nodes_path(&f->nodes, f->at.final, name, &to->node);
}

pen_status pen_link_mirrors(pen_format *f, pen_step *step)
{
    if (!f->nodes.v[step->layer].first && !f->nodes.v[step->layer].loaded) {
        return PEN_OK; // no template reads this layer
    }
    for (uint32_t k = 0; k < step->nactions; k++) {
        pen_action *a = &step->actions[k];
        for (uint32_t i = 0; i < a->nsets; i++) {
            pen_target *to = &a->sets[i].to;
            PEN_TRY(pen_nodes_path(&f->nodes, step->layer, to->name, &to->mirror));
        }
        for (uint32_t i = 0; i < a->ntranslates; i++) {
            pen_target *to = &a->translates[i].to;
            PEN_TRY(pen_nodes_path(&f->nodes, step->layer, to->name, &to->mirror));
        }
    }
    return PEN_OK;
}

// ---- set ----

static pen_status build_sets(pen_format *f, const pen_def_action *d, pen_action *a)
{
    a->sets = PEN_NEW_N(&f->arena, pen_set_op, d->set->n);
    if (!a->sets) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *y = d->set->first; y; y = y->next) {
        pen_set_op *op = &a->sets[a->nsets];
        PEN_TRY(build_target(f, y->key->text, &op->to));
        PEN_TRY(pen_expr_compile(&f->exprs, y, &op->value));
        a->nsets++;
    }
    return PEN_OK;
}

// ---- translate ----

pen_status pen_choice_number(pen_value v, pen_buf *out)
{
    double d = v.tag == PEN_T_BOOL ? (double)v.u.i : v.tag == PEN_T_FLOAT ? v.u.f : 0.5;
    if (d >= -9e15 && d <= 9e15 && d == (double)(int64_t)d) {
        v = pen_v_int((int64_t)d);
    }
    return pen_value_text(v, out);
}

typedef pen_status put_fn(pen_value v, pen_buf *out);

static pen_status add_key(pen_format *f, pen_map *to, pen_value key, put_fn *put, uint32_t i)
{
    pen_buf b;
    pen_str text;
    pen_buf_init(&b, f->alloc, PEN_YAML_BYTES_MAX);
    pen_status s = put(key, &b);
    s = s == PEN_OK ? pen_arena_str(&f->arena, pen_buf_str(&b), &text) : s;
    pen_buf_free(&b);
    return s == PEN_OK ? pen_map_put(to, text, i) : s;
}

static pen_status build_dictionary(pen_format *f, const pen_yaml *dict, pen_translate_op *op)
{
    pen_map_init(&op->texts, &f->arena);
    pen_map_init(&op->numbers, &f->arena);
    pen_map_init(&op->names, &f->arena);
    op->choices = PEN_NEW_N(&f->arena, pen_choice, dict ? dict->n : 0);
    if (!op->choices) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *y = dict ? dict->first : NULL; y; y = y->next) {
        uint32_t i = op->n++;
        pen_value key = y->key->value;
        PEN_TRY(pen_expr_compile(&f->exprs, y, &op->choices[i].value));
        op->choices[i].textual = key.tag == PEN_T_STR;
        op->choices[i].key = y->key->text;
        if (key.tag == PEN_T_STR) {
            PEN_TRY(pen_map_put(&op->texts, y->key->text, i));
        } else {
            PEN_TRY(add_key(f, &op->numbers, key, pen_choice_number, i));
            PEN_TRY(add_key(f, &op->names, key, pen_value_text, i));
        }
    }
    return PEN_OK;
}

static pen_status build_translate(pen_format *f, const pen_def_action *d, const pen_yaml *pair,
                                  pen_translate_op *op)
{
    pen_str source = pair->key->text;
    op->templated = pen_template_is(source);
    if (op->templated) {
        PEN_TRY(pen_expr_text(&f->exprs, source, pair->key->at, &op->source));
    } else {
        PEN_TRY(pen_nodes_path(&f->nodes, PEN_NODE_ROOT, source, &op->path));
        PEN_TRY(pen_nodes_path(&f->nodes, f->at.final, source, &op->in_final));
    }
    PEN_TRY(build_dictionary(f, d->dictionary, op));
    op->has_fallback = d->fallback != NULL;
    return d->fallback ? pen_expr_compile(&f->exprs, d->fallback, &op->fallback.value) : PEN_OK;
}

static pen_status build_translates(pen_format *f, const pen_def_action *d, pen_action *a)
{
    a->translates = PEN_NEW_N(&f->arena, pen_translate_op, d->mapping->n);
    if (!a->translates) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *y = d->mapping->first; y; y = y->next) {
        pen_translate_op *op = &a->translates[a->ntranslates];
        PEN_TRY(build_target(f, pen_yaml_text(y), &op->to));
        PEN_TRY(build_translate(f, d, y, op));
        a->ntranslates++;
    }
    return PEN_OK;
}

// ---- delete ----

// For a.b.c: `way` a, a.b; `gone` a.c, a.b.c. For a single name: itself.
static pen_status build_delete(pen_format *f, pen_str name, pen_delete_op *op)
{
    size_t parents = 0;
    for (size_t i = 0; i < name.n; i++) {
        parents += name.p[i] == '.';
    }
    op->name = name;
    op->way = PEN_NEW_N(&f->arena, uint32_t, parents);
    op->gone = PEN_NEW_N(&f->arena, uint32_t, parents);
    if (!op->way || !op->gone) {
        return PEN_E_NOMEM;
    }
    size_t last = pen_str_rchr(name, '.');
    pen_str leaf = last == PEN_NPOS ? name : pen_str_from(name, last + 1);
    PEN_TRY(pen_nodes_path(&f->nodes, f->at.final, name, &op->node));
    for (size_t dot = pen_str_chr(name, '.', 0); dot != PEN_NPOS;
         dot = pen_str_chr(name, '.', dot + 1)) {
        PEN_TRY(pen_nodes_path(&f->nodes, f->at.final, pen_str_head(name, dot),
                               &op->way[op->n]));
        PEN_TRY(pen_nodes_child(&f->nodes, op->way[op->n], leaf, &op->gone[op->n]));
        op->n++;
    }
    return PEN_OK;
}

static pen_status build_deletes(pen_format *f, const pen_def_action *d, pen_action *a)
{
    a->deletes = PEN_NEW_N(&f->arena, pen_delete_op, d->remove->n);
    if (!a->deletes) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *y = d->remove->first; y; y = y->next) {
        if (pen_yaml_text(y).n) {
            PEN_TRY(build_delete(f, pen_yaml_text(y), &a->deletes[a->ndeletes]));
            a->ndeletes++;
        }
    }
    return PEN_OK;
}

// ---- all of them ----

static pen_status build_action(pen_format *f, const pen_def_action *d, pen_action *a)
{
    a->at = d->at;
    a->filtered = !pen_yaml_is_null(d->filter) &&
                  !(d->filter->kind == PEN_YAML_SCALAR && d->filter->text.n == 0);
    if (a->filtered) {
        PEN_TRY(pen_expr_compile(&f->exprs, d->filter, &a->filter));
    }
    if (d->kind == PEN_ACTION_SET) {
        PEN_TRY(build_sets(f, d, a));
    } else if (d->kind == PEN_ACTION_TRANSLATE) {
        PEN_TRY(build_translates(f, d, a));
    }
    return d->remove ? build_deletes(f, d, a) : PEN_OK;
}

pen_status pen_build_actions(pen_format *f, const pen_def_entry *e, pen_step *step)
{
    uint32_t n = 0;
    for (const pen_def_action *d = e->actions; d; d = d->next) {
        n++;
    }
    step->actions = PEN_NEW_N(&f->arena, pen_action, n);
    if (!step->actions) {
        return PEN_E_NOMEM;
    }
    for (const pen_def_action *d = e->actions; d; d = d->next) {
        PEN_TRY(build_action(f, d, &step->actions[step->nactions]));
        step->nactions++;
    }
    return PEN_OK;
}

// ---- numbers ----

static void renumber_target(pen_target *to, const uint32_t *r)
{
    to->node = r[to->node];
    to->mirror = r[to->mirror];
}

static void renumber_translate(pen_translate_op *op, const uint32_t *r)
{
    renumber_target(&op->to, r);
    pen_expr_renumber(&op->source, r);
    op->path = r[op->path];
    op->in_final = r[op->in_final];
    for (uint32_t i = 0; i < op->n; i++) {
        pen_expr_renumber(&op->choices[i].value, r);
    }
    pen_expr_renumber(&op->fallback.value, r);
}

static void renumber_delete(pen_delete_op *op, const uint32_t *r)
{
    op->node = r[op->node];
    for (uint32_t i = 0; i < op->n; i++) {
        op->way[i] = r[op->way[i]];
        op->gone[i] = r[op->gone[i]];
    }
}

void pen_renumber_actions(pen_step *step, const uint32_t *r)
{
    for (uint32_t k = 0; k < step->nactions; k++) {
        pen_action *a = &step->actions[k];
        pen_expr_renumber(&a->filter, r);
        for (uint32_t i = 0; i < a->nsets; i++) {
            renumber_target(&a->sets[i].to, r);
            pen_expr_renumber(&a->sets[i].value, r);
        }
        for (uint32_t i = 0; i < a->ntranslates; i++) {
            renumber_translate(&a->translates[i], r);
        }
        for (uint32_t i = 0; i < a->ndeletes; i++) {
            renumber_delete(&a->deletes[i], r);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Constants of actions, checked and coerced once while loading.
#include "base/limits.h"
#include "base/scan.h"
#include "event/attr.h"
#include "plan/fit.h"

static bool is_const(const pen_expr *e)
{
    bool all = e->kind != PEN_EXPR_NODE && e->kind != PEN_EXPR_TEMPLATE;
    for (uint32_t i = 0; all && i < e->n; i++) {
        all = is_const(&e->items[i]);
    }
    return all;
}

// A list or dict of constants becomes one constant.
static pen_status fold(pen_format *f, pen_expr *e)
{
    if ((e->kind != PEN_EXPR_LIST && e->kind != PEN_EXPR_DICT) || !is_const(e)) {
        return PEN_OK;
    }
    pen_vm vm = {.arena = &f->arena};
    PEN_TRY(pen_expr_eval(&vm, e, &e->value));
    e->kind = PEN_EXPR_CONST;
    return PEN_OK;
}

static bool flat_list(pen_value v)
{
    if (v.tag != PEN_T_LIST) {
        return false;
    }
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        uint8_t tag = v.u.list->items[i].tag;
        if (tag == PEN_T_LIST || tag == PEN_T_DICT || tag == PEN_T_TUPLE) {
            return false;
        }
    }
    return true;
}

static pen_status render(const pen_coerce *c, pen_list *l)
{
    pen_str text;
    pen_buf_clear(c->scratch);
    PEN_TRY(pen_json_dump(pen_v_list(l), PEN_JSON_COMPACT, c->scratch));
    PEN_TRY(pen_arena_str(c->arena, pen_buf_str(c->scratch), &text));
    l->json = text.p;
    l->json_n = (uint32_t)text.n;
    return PEN_OK;
}

// A list of scalars gets its final form now and is marked, so that the end of the event
// leaves it alone.
static pen_status settle(const pen_format *f, const pen_coerce *c, const pen_target *to,
                         pen_value *v)
{
    bool leaf = to->field && !pen_taxonomy_is_parent(&f->taxonomy, to->name);
    if (!leaf || !flat_list(*v)) {
        return PEN_OK;
    }
    pen_value done;
    pen_status s = pen_coerce_value(c, to->field->type, *v, &done);
    if (s != PEN_OK || done.tag != PEN_T_LIST) {
        return s == PEN_E_NOMEM ? s : PEN_OK;
    }
    *v = done;
    v->flags |= PEN_F_FROZEN | PEN_F_SETTLED;
    return render(c, v->u.list);
}

// A constant text that JSON needs not escape is marked so.
static void mark_clean(pen_value *v)
{
    if (v->tag == PEN_T_STR && pen_scan_best()->special(v->u.p, v->n) == v->n) {
        v->flags |= PEN_F_CLEAN;
    }
}

// Dates may depend on the clock, so they stay for run time; what does not fit warns there.
static pen_status ready(pen_format *f, const pen_target *to, pen_expr *e, pen_value *out)
{
    *out = pen_v_undef();
    PEN_TRY(fold(f, e));
    bool date = to->field && to->field->type == PEN_TYPE_DATE;
    if (e->kind != PEN_EXPR_CONST || date || f->exprs.mutates) {
        return PEN_OK;
    }
    pen_buf scratch;
    pen_buf_init(&scratch, f->alloc, PEN_TEXT_MAX);
    pen_coerce c = {&f->arena, 0, &scratch};
    pen_status s = pen_fit(f, &c, to, e->value, out);
    if (s == PEN_OK) {
        mark_clean(out);
        s = settle(f, &c, to, out);
    }
    pen_buf_free(&scratch);
    if (s == PEN_E_TYPE || s == PEN_NOMATCH) {
        *out = pen_v_undef();
        s = PEN_OK;
    }
    return s;
}

// Whether an object above the field is declared as text, as an array or as a scalar, so that
// its end is not the end of its members.
static bool is_odd(const pen_format *f, pen_str name)
{
    for (size_t dot = pen_str_chr(name, '.', 0); dot != PEN_NPOS;
         dot = pen_str_chr(name, '.', dot + 1)) {
        pen_str above = pen_str_head(name, dot);
        const pen_field *field = pen_taxonomy_find(&f->taxonomy, above);
        pen_type type = field ? field->type : PEN_TYPE_OPEN;
        bool holds = type == PEN_TYPE_OPEN || pen_taxonomy_is_parent(&f->taxonomy, above);
        if (!holds || type == PEN_TYPE_TEXT || type == PEN_TYPE_ARRAY) {
            return true;
        }
    }
    return false;
}

static void ready_target(const pen_format *f, pen_target *to)
{
    to->inner = f->nodes.v[to->node].first != 0;
    to->odd = is_odd(f, to->name);
}

// A plain reference set on a field of a scalar type, nothing else to be done with it.
static bool is_direct(const pen_format *f, const pen_set_op *op)
{
    const pen_target *to = &op->to;
    return op->value.kind == PEN_EXPR_NODE && !f->exprs.mutates && !f->nignored && !to->inner &&
           !to->odd && !to->mirror && to->field && to->field->type >= PEN_TYPE_TEXT &&
           to->field->type <= PEN_TYPE_DATE;
}

// Whether no type of value has an attribute of the node's name, so that an empty slot is
// surely not set.
static bool is_no_method(const pen_format *f, uint32_t node)
{
    static const uint8_t tags[] = {PEN_T_STR,  PEN_T_LIST, PEN_T_TUPLE, PEN_T_DICT,
                                   PEN_T_INT,  PEN_T_BOOL, PEN_T_FLOAT, PEN_T_NONE,
                                   PEN_T_ITER, PEN_T_VIEW, PEN_T_BIG};
    for (size_t i = 0; i < sizeof tags; i++) {
        if (pen_attr_is_method((pen_value){.tag = tags[i]}, f->nodes.v[node].key)) {
            return false;
        }
    }
    return true;
}

static pen_status ready_set(pen_format *f, pen_set_op *op)
{
    ready_target(f, &op->to);
    pen_value v;
    PEN_TRY(ready(f, &op->to, &op->value, &v));
    op->ready = v.tag != PEN_T_UNDEF;
    op->direct = is_direct(f, op);
    op->no_method = op->direct && is_no_method(f, op->value.node);
    op->value.value = op->ready ? v : op->value.value;
    return PEN_OK;
}

static pen_status ready_translate(pen_format *f, pen_translate_op *op)
{
    ready_target(f, &op->to);
    for (uint32_t i = 0; i < op->n; i++) {
        PEN_TRY(ready(f, &op->to, &op->choices[i].value, &op->choices[i].ready));
    }
    return op->has_fallback ? ready(f, &op->to, &op->fallback.value, &op->fallback.ready)
                            : PEN_OK;
}

pen_status pen_ready_actions(pen_format *f, pen_step *step)
{
    for (uint32_t k = 0; k < step->nactions; k++) {
        pen_action *a = &step->actions[k];
        for (uint32_t i = 0; i < a->nsets; i++) {
            PEN_TRY(ready_set(f, &a->sets[i]));
        }
        for (uint32_t i = 0; i < a->ntranslates; i++) {
            PEN_TRY(ready_translate(f, &a->translates[i]));
        }
    }
    return PEN_OK;
}

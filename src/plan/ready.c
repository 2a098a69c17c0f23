// SPDX-License-Identifier: Apache-2.0
// Constants of actions, checked and coerced once while loading.
#include "base/limits.h"
#include "base/scan.h"
#include "plan/fit.h"
#include "plan/moves.h"

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

static pen_status ready_set(pen_format *f, pen_set_op *op)
{
    ready_target(f, &op->to);
    pen_value v;
    PEN_TRY(ready(f, &op->to, &op->value, &v));
    op->ready = v.tag != PEN_T_UNDEF;
    op->value.value = op->ready ? v : op->value.value;
    return PEN_OK;
}

static pen_status ready_choice(pen_format *f, const pen_target *to, pen_choice *c)
{
    PEN_TRY(ready(f, to, &c->value, &c->ready));
    c->settled = c->ready.tag != PEN_T_UNDEF && pen_moves_settled(f, to, c->ready);
    return PEN_OK;
}

static pen_status ready_translate(pen_format *f, pen_translate_op *op)
{
    ready_target(f, &op->to);
    for (uint32_t i = 0; i < op->n; i++) {
        PEN_TRY(ready_choice(f, &op->to, &op->choices[i]));
    }
    return op->has_fallback ? ready_choice(f, &op->to, &op->fallback) : PEN_OK;
}

pen_status pen_ready_actions(pen_format *f, pen_step *step)
{
    for (uint32_t k = 0; k < step->nactions; k++) {
        pen_action *a = &step->actions[k];
        PEN_TRY(pen_build_gate(f, &a->filter, &a->gate));
        for (uint32_t i = 0; i < a->nsets; i++) {
            PEN_TRY(ready_set(f, &a->sets[i]));
        }
        PEN_TRY(pen_moves_build(f, a));
        for (uint32_t i = 0; i < a->ntranslates; i++) {
            PEN_TRY(ready_translate(f, &a->translates[i]));
        }
    }
    return PEN_OK;
}

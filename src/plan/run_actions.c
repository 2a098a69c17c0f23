// SPDX-License-Identifier: Apache-2.0
#include "plan/fit.h"
#include "plan/moves.h"
#include "plan/trace.h"

// ---- set ----

// Whether the end of the event has nothing to do with a value: a scalar that was coerced
// when it was set, or a constant that is final.
static bool settled(const pen_target *to, pen_value v)
{
    bool container = v.tag == PEN_T_LIST || v.tag == PEN_T_DICT || v.tag == PEN_T_RAWOBJ ||
                     v.tag == PEN_T_RAWARR;
    if (!to->field || (v.flags & PEN_F_SETTLED)) {
        return to->field != NULL;
    }
    return to->field->type == PEN_TYPE_ARRAY ? v.tag == PEN_T_LIST : !container;
}

static void leave_for_end(pen_worker *w, const pen_target *to, pen_value v)
{
    bool dict = v.tag == PEN_T_DICT || v.tag == PEN_T_RAWOBJ;
    w->dirty |= (dict && to->inner) || to->odd;
    w->explicit_set[to->node] |= to->inner || dict;
    if (settled(to, v)) {
        return;
    }
    if (w->npending < PEN_PENDING_MAX) {
        w->pending[w->npending] = to->node;
    }
    w->npending++;
}

static pen_status assign(pen_worker *w, const pen_target *to, pen_value v)
{
    const pen_format *f = w->format;
    if (f->exprs.mutates) {
        PEN_TRY(pen_value_force(&w->arena, &v));
        PEN_TRY(pen_value_copy(&w->arena, v, &v));
    }
    leave_for_end(w, to, v);
    pen_trace_on(w, (pen_trace_event){PEN_TRACE_SET, NULL, NULL, to->name, v});
    PEN_TRY(pen_node_assign(&f->nodes, w->slots, &w->arena, to->node, v));
    return to->mirror ? pen_node_assign(&f->nodes, w->slots, &w->arena, to->mirror, v) : PEN_OK;
}

// Fits a computed value to the field and sets it, or does not.
static pen_status offer(pen_worker *w, const pen_target *to, pen_value v)
{
    pen_value fitted;
    pen_status s = pen_fit(w->format, &w->coerce, to, v, &fitted);
    switch ((int)s) {
    case PEN_OK:
        return assign(w, to, fitted);
    case PEN_NOMATCH:
        pen_trace_on(w, (pen_trace_event){PEN_TRACE_NOT_SET, NULL, NULL, to->name, v});
        return PEN_OK;
    case PEN_E_TYPE:
        pen_trace_on(w, (pen_trace_event){PEN_TRACE_REFUSED, NULL, NULL, to->name, v});
        pen_worker_warn(w, to->name, "the value does not fit the type of the field");
        return PEN_OK;
    default:
        return s;
    }
}

static pen_status run_set(pen_worker *w, const pen_set_op *op, const pen_move *quick)
{
    if (op->ready) {
        return assign(w, &op->to, op->value.value);
    }
    pen_value v;
    PEN_TRY(pen_expr_eval(&w->vm, &op->value, &v));
    if (quick && (v.tag <= PEN_T_NONE || pen_move_value(w, quick, &v))) {
        return PEN_OK; // set, or nothing that could be
    }
    return offer(w, &op->to, v);
}

// ---- translate ----

static pen_status source_value(pen_worker *w, const pen_translate_op *op, pen_value *out)
{
    if (op->templated) {
        return pen_expr_eval_forced(&w->vm, &op->source, out);
    }
    uint32_t node = w->slots[op->path].tag != PEN_T_UNDEF ? op->path : op->in_final;
    *out = w->slots[node];
    if (out->tag == PEN_T_OBJ) {
        *out = pen_v_undef();
    }
    return out->tag < PEN_T_RAWSTR ? PEN_OK : pen_value_force(&w->arena, out);
}

// A constant that is final.
static void put(pen_worker *w, const pen_target *to, const pen_value *v)
{
    const pen_node *nodes = w->format->nodes.v;
    pen_move_put(w, to->node, nodes[to->node].parent, v);
    if (to->mirror) {
        pen_move_put(w, to->mirror, nodes[to->mirror].parent, v);
    }
}

static bool look_up(const pen_translate_op *op, const pen_map *keys, pen_str text,
                    const pen_choice **out)
{
    uint32_t i;
    if (!pen_map_get(keys, text, &i)) {
        return false;
    }
    *out = &op->choices[i];
    return true;
}

// The text among the keys. A look at a few is less work than a hash; the last of equal ones
// counts.
static bool look_up_text(const pen_translate_op *op, pen_str text, const pen_choice **out)
{
    enum { FEW = 8 };
    if (op->n > FEW) {
        return look_up(op, &op->texts, text, out);
    }
    for (uint32_t i = op->n; i-- > 0;) {
        const pen_choice *c = &op->choices[i];
        if (c->textual && pen_str_eq(c->key, text)) {
            *out = c;
            return true;
        }
    }
    return false;
}

// The value is compared as itself, then as text: a number meets the text of its digits.
static pen_status choose(pen_worker *w, const pen_translate_op *op, pen_value v,
                         const pen_choice **out)
{
    pen_buf *b = &w->scratch;
    if (v.tag == PEN_T_STR) {
        (void)(look_up_text(op, pen_value_str(v), out) ||
               look_up(op, &op->names, pen_value_str(v), out));
        return PEN_OK;
    }
    if (v.tag == PEN_T_UNDEF || v.tag > PEN_T_FLOAT) {
        return PEN_OK;
    }
    pen_buf_clear(b);
    PEN_TRY(pen_choice_number(v, b));
    if (look_up(op, &op->numbers, pen_buf_str(b), out)) {
        return PEN_OK;
    }
    pen_buf_clear(b);
    PEN_TRY(pen_value_text(v, b));
    (void)look_up(op, &op->texts, pen_buf_str(b), out);
    return PEN_OK;
}

static pen_status run_translate(pen_worker *w, const pen_translate_op *op)
{
    pen_value v;
    const pen_choice *c = NULL;
    PEN_TRY(source_value(w, op, &v));
    PEN_TRY(choose(w, op, v, &c));
    if (!c && !op->has_fallback) {
        pen_trace_on(w, (pen_trace_event){PEN_TRACE_NOT_SET, NULL, NULL, op->to.name, v});
        return PEN_OK;
    }
    pen_trace_on(w, (pen_trace_event){PEN_TRACE_CHOSEN, NULL, NULL, op->to.name,
                                      pen_v_int(c ? c - op->choices : -1)});
    c = c ? c : &op->fallback;
    if (c->settled && !w->slow && !w->trace) {
        put(w, &op->to, &c->ready);
        return PEN_OK;
    }
    if (c->ready.tag != PEN_T_UNDEF) {
        return assign(w, &op->to, c->ready);
    }
    PEN_TRY(pen_expr_eval(&w->vm, &c->value, &v));
    return offer(w, &op->to, v);
}

// ---- delete ----

static bool has_members(const pen_nodes *t, const pen_value *slots, uint32_t node)
{
    const pen_dict *rest = slots[node].u.dict;
    for (uint32_t c = t->v[node].first; c; c = t->v[c].next) {
        if (slots[c].tag != PEN_T_UNDEF) {
            return true;
        }
    }
    return rest && rest->n;
}

// The last name goes from every object on the way; the walk ends at the first that is not
// there. An object that this empties stays.
static pen_status run_delete(pen_worker *w, const pen_delete_op *op)
{
    const pen_nodes *t = &w->format->nodes;
    pen_trace_on(w, (pen_trace_event){PEN_TRACE_DELETED, NULL, NULL, op->name, pen_v_undef()});
    w->explicit_set[op->node] = 0;
    if (op->n == 0) {
        pen_node_clear(t, w->slots, op->node);
    }
    for (uint32_t i = 0; i < op->n && w->slots[op->way[i]].tag == PEN_T_OBJ; i++) {
        if (w->slots[op->gone[i]].tag == PEN_T_UNDEF) {
            continue;
        }
        pen_node_clear(t, w->slots, op->gone[i]);
        w->explicit_set[op->way[i]] |= !has_members(t, w->slots, op->way[i]);
    }
    return PEN_OK;
}

// ---- all of them ----

static pen_status run_action(pen_worker *w, const pen_step *step, const pen_action *a)
{
    bool pass = true;
    if (a->filtered) {
        PEN_TRY(pen_run_gate(w, a->gate, &a->filter, &pass));
    }
    if (!pass) {
        pen_trace_on(w, (pen_trace_event){PEN_TRACE_ACTION_FILTERED, step, a, PEN_EMPTY,
                                          pen_v_undef()});
        return PEN_OK;
    }
    pen_trace_on(w, (pen_trace_event){PEN_TRACE_ACTION_RUN, step, a, PEN_EMPTY, pen_v_undef()});
    bool slow = w->slow || w->trace;
    for (uint32_t i = 0; i < a->nsets; i++) {
        i = slow ? i : pen_moves_run(w, a, i);
        if (i < a->nsets) {
            PEN_TRY(run_set(w, &a->sets[i], slow ? NULL : &a->moves[i]));
        }
    }
    for (uint32_t i = 0; i < a->ntranslates; i++) {
        PEN_TRY(run_translate(w, &a->translates[i]));
    }
    for (uint32_t i = 0; i < a->ndeletes; i++) {
        PEN_TRY(run_delete(w, &a->deletes[i]));
    }
    return PEN_OK;
}

pen_status pen_run_actions(pen_worker *w, const pen_step *step)
{
    pen_trace_on(w, (pen_trace_event){PEN_TRACE_ACTIONS, step, NULL, PEN_EMPTY, pen_v_undef()});
    if (w->slots[step->layer].tag == PEN_T_UNDEF) {
        w->slots[step->layer] = (pen_value){.tag = PEN_T_OBJ};
    }
    for (uint32_t i = 0; i < step->nactions; i++) {
        PEN_TRY(run_action(w, step, &step->actions[i]));
    }
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/gate.h"

#include "lang/code.h"

// ---- making ----

static bool take_term(const pen_nodes *nodes, const pen_code *c, uint32_t at, pen_gate_term *t)
{
    pen_insn left = c->insns[at], right = c->insns[at + 1], op = c->insns[at + 2];
    if (left.op != PEN_OP_NODE || (op.op != PEN_OP_EQ && op.op != PEN_OP_NE)) {
        return false;
    }
    *t = (pen_gate_term){.node = left.a,
                         .parent = nodes->v[left.a].parent,
                         .wanted = op.op == PEN_OP_EQ,
                         .attribute = nodes->v[left.a].attribute};
    if (right.op == PEN_OP_NODE) {
        t->kind = PEN_GATE_NOTHING;
        t->other = right.a;
        return nodes->v[right.a].parent == PEN_NODE_ROOT;
    }
    const pen_value *k = right.op == PEN_OP_CONST ? &c->consts[right.a] : NULL;
    t->kind = k && k->tag == PEN_T_NONE ? PEN_GATE_NONE : PEN_GATE_TEXT;
    t->text = k && k->tag == PEN_T_STR ? pen_value_str(*k) : PEN_EMPTY;
    return k && (k->tag == PEN_T_NONE || k->tag == PEN_T_STR);
}

// Terms of three instructions with one that joins behind each but the last; then OUT, RETURN.
static bool take_terms(const pen_nodes *nodes, const pen_code *c, pen_gate *g)
{
    uint8_t join = g->n > 1 ? c->insns[3].op : PEN_OP_OR;
    if (join != PEN_OP_OR && join != PEN_OP_AND) {
        return false;
    }
    g->any = join == PEN_OP_OR;
    for (uint32_t i = 0; i < g->n; i++) {
        uint32_t at = i * 4;
        bool last = i + 1 == g->n;
        pen_insn next = c->insns[at + 3];
        if (!take_term(nodes, c, at, &g->terms[i]) || (!last && next.op != join) ||
            (!last && next.a != at + 7) || (last && next.op != PEN_OP_OUT)) {
            return false;
        }
    }
    return c->insns[g->n * 4].op == PEN_OP_RETURN;
}

pen_status pen_gate_make(const pen_nodes *nodes, const pen_template *t, pen_arena *arena,
                         pen_gate **out)
{
    const pen_code *c = t->code;
    *out = NULL;
    if (t->shape != PEN_SHAPE_CODE || c->ninsns < 5 || c->ninsns % 4 != 1) {
        return PEN_OK;
    }
    pen_gate *g = PEN_NEW(arena, pen_gate);
    uint32_t n = c->ninsns / 4;
    if (!g || !(g->terms = PEN_NEW_N(arena, pen_gate_term, n))) {
        return PEN_E_NOMEM;
    }
    g->n = n;
    *out = take_terms(nodes, c, g) ? g : NULL;
    return PEN_OK;
}

// ---- asking ----

// Each answer of a comparison; UNKNOWN leaves it to the template, FAILS is an error there.
typedef enum outcome { DIFFERENT, SAME, UNKNOWN, FAILS } outcome;

// What comparing gives when the left side has no value.
static outcome compare_nothing(const pen_value *slots, const pen_gate_term *t)
{
    if (t->parent == PEN_NODE_ROOT) {
        return t->kind == PEN_GATE_NOTHING ? SAME : DIFFERENT;
    }
    if (slots[t->parent].tag == PEN_T_UNDEF) {
        return FAILS;
    }
    return t->attribute ? UNKNOWN : t->kind == PEN_GATE_NOTHING ? SAME : DIFFERENT;
}

static inline outcome compare_text(const pen_value *v, pen_str text)
{
    if (v->tag == PEN_T_RAWSTR) {
        return UNKNOWN;
    }
    bool same = v->tag == PEN_T_STR && v->n == text.n &&
                (text.n == 0 || memcmp(v->u.p, text.p, text.n) == 0);
    return same ? SAME : DIFFERENT;
}

static inline outcome compare(const pen_value *slots, const pen_gate_term *t)
{
    const pen_value *v = &slots[t->node];
    if (t->kind == PEN_GATE_NOTHING && slots[t->other].tag != PEN_T_UNDEF) {
        return UNKNOWN;
    }
    if (v->tag == PEN_T_UNDEF) {
        return compare_nothing(slots, t);
    }
    if (t->kind == PEN_GATE_TEXT) {
        return compare_text(v, t->text);
    }
    return t->kind == PEN_GATE_NONE && v->tag == PEN_T_NONE ? SAME : DIFFERENT;
}

pen_answer pen_gate_ask(pen_vm *vm, const pen_gate *g)
{
    if (vm->steps < 4 * (uint64_t)g->n + 1) {
        return PEN_ANSWER_ASK_VM;
    }
    bool yes = !g->any;
    uint32_t i = 0;
    for (; i < g->n && yes != g->any; i++) {
        outcome o = compare(vm->slots, &g->terms[i]);
        if (o == UNKNOWN) {
            return PEN_ANSWER_ASK_VM;
        }
        if (o == FAILS) {
            vm->steps -= 4 * i + 1;
            return PEN_ANSWER_NO;
        }
        yes = (o == SAME) == g->terms[i].wanted;
    }
    vm->steps -= 3 * i + g->n + 1; // each join runs, also where it only jumps
    return yes ? PEN_ANSWER_YES : PEN_ANSWER_NO;
}

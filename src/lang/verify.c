// SPDX-License-Identifier: Apache-2.0
#include "lang/code.h"

#include "base/limits.h"

enum { UNSEEN = -1 };

typedef struct verifier {
    const pen_code *c;
    const pen_macro *m; // the macro being looked at
    int16_t *depth;     // operands before each instruction, UNSEEN where not reached yet
    uint32_t *todo;     // instructions reached and not looked at
    uint32_t ntodo;
    int max;
} verifier;

static bool is_text(const pen_code *c, uint32_t i)
{
    return i < c->nconsts && c->consts[i].tag == PEN_T_STR;
}

static bool is_container(pen_value v)
{
    return v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE || v.tag == PEN_T_DICT;
}

static bool site_good(const pen_code *c, pen_insn i)
{
    if (i.a >= c->nsites || c->sites[i.a].nargs > PEN_STACK_MAX ||
        c->sites[i.a].nkw > PEN_STACK_MAX) {
        return false;
    }
    bool builtin = i.op == PEN_OP_FILTER || i.op == PEN_OP_TEST;
    bool call = i.op == PEN_OP_CALL;
    const pen_site *s = &c->sites[i.a];
    if ((s->spread && s->nargs < 2u - call) || (s->spread2 && s->nkw < 1)) {
        return false;
    }
    return (call || c->sites[i.a].nargs > 0) && (!builtin || c->sites[i.a].fn);
}

static bool operand_good(const verifier *v, pen_operand kind, pen_insn i, uint32_t x)
{
    const pen_code *c = v->c;
    switch (kind) {
    case PEN_OPERAND_NONE:
    case PEN_OPERAND_NODE:
        return true;
    case PEN_OPERAND_CONST:
        return x < c->nconsts && (i.op != PEN_OP_FRESH || is_container(c->consts[x]));
    case PEN_OPERAND_NAME:
        return is_text(c, x);
    case PEN_OPERAND_LOCAL:
        return x < v->m->nlocals;
    case PEN_OPERAND_OUTER:
        return x < c->macros[0].nlocals;
    case PEN_OPERAND_JUMP:
        return x < c->ninsns;
    case PEN_OPERAND_COUNT:
        return x <= PEN_TEMPLATE_MAX;
    case PEN_OPERAND_SITE:
        return site_good(c, i);
    case PEN_OPERAND_FIELD:
        return x < PEN_LOOP_COUNT;
    case PEN_OPERAND_MACRO:
        return x > 0 && x < c->nmacros;
    }
    return false;
}

// Loops use the locals after the one they name.
static bool loop_locals_good(const verifier *v, pen_insn i)
{
    static const uint8_t more[PEN_OP_COUNT] = {
        [PEN_OP_ITER] = 1,          [PEN_OP_LOOP] = 1,       [PEN_OP_CYCLE] = 1,
        [PEN_OP_CHANGED] = 2,       [PEN_OP_LOOP_OUTER] = 1, [PEN_OP_CYCLE_OUTER] = 1,
        [PEN_OP_CHANGED_OUTER] = 2,
    };
    bool outer = pen_op_infos[i.op].n == PEN_OPERAND_OUTER;
    uint32_t have = outer ? v->c->macros[0].nlocals : v->m->nlocals;
    return more[i.op] == 0 || i.n + more[i.op] < have;
}

static bool insn_good(const verifier *v, pen_insn i)
{
    if (i.op >= PEN_OP_COUNT) {
        return false;
    }
    const pen_op_info *info = &pen_op_infos[i.op];
    return operand_good(v, info->a, i, i.a) && operand_good(v, info->n, i, i.n) &&
           loop_locals_good(v, i);
}

// The instruction at `pc` can be reached with `depth` operands.
static pen_status reach(verifier *v, uint32_t pc, int depth)
{
    if (pc >= v->c->ninsns) {
        return PEN_E_INTERNAL;
    }
    if (v->depth[pc] == UNSEEN) {
        v->depth[pc] = (int16_t)depth;
        v->todo[v->ntodo++] = pc;
        return PEN_OK;
    }
    return v->depth[pc] == depth ? PEN_OK : PEN_E_INTERNAL;
}

// Operands at the target of a jump, given those before and after the instruction.
static int depth_at_target(pen_op op, int before, int after)
{
    if (op == PEN_OP_AND || op == PEN_OP_OR) {
        return before;
    }
    return op == PEN_OP_NEXT ? after - 1 : after;
}

static pen_status look(verifier *v, uint32_t pc)
{
    pen_insn i = v->c->insns[pc];
    int before = v->depth[pc];
    if (!insn_good(v, i)) {
        return PEN_E_INTERNAL;
    }
    int pops = pen_code_pops(v->c, i);
    int after = before - pops + pen_code_pushes(i);
    if (pops > before || (i.op == PEN_OP_RETURN && before != 0)) {
        return PEN_E_INTERNAL;
    }
    if (after > PEN_STACK_MAX) {
        return PEN_E_LIMIT;
    }
    v->max = after > v->max ? after : v->max;
    if (pen_op_infos[i.op].a == PEN_OPERAND_JUMP) {
        PEN_TRY(reach(v, i.a, depth_at_target((pen_op)i.op, before, after)));
    }
    bool stops = i.op == PEN_OP_RETURN || i.op == PEN_OP_JUMP;
    return stops ? PEN_OK : reach(v, pc + 1, after);
}

static pen_status verify_macro(verifier *v, pen_macro *m)
{
    uint32_t own = m->nparams + m->caller + m->kwargs + m->varargs;
    if (m->nlocals > PEN_LOCALS_MAX || own > m->nlocals) {
        return PEN_E_INTERNAL;
    }
    v->m = m;
    v->max = 0;
    PEN_TRY(reach(v, m->pc, 0));
    while (v->ntodo) {
        PEN_TRY(look(v, v->todo[--v->ntodo]));
    }
    m->nstack = (uint32_t)v->max;
    return PEN_OK;
}

pen_status pen_code_verify(pen_code *c, pen_arena *work)
{
    verifier v = {.c = c};
    v.depth = PEN_NEW_N(work, int16_t, c->ninsns);
    v.todo = PEN_NEW_N(work, uint32_t, c->ninsns);
    if (!v.depth || !v.todo) {
        return PEN_E_NOMEM;
    }
    memset(v.depth, 0xFF, c->ninsns * sizeof *v.depth);
    for (uint32_t i = 0; i < c->nmacros; i++) {
        PEN_TRY(verify_macro(&v, &c->macros[i]));
    }
    return PEN_OK;
}

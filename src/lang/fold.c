// SPDX-License-Identifier: Apache-2.0
// Constant folding, bottom up: a node whose parts are constants is compiled alone, run on
// a machine without names, and replaced by its value. It follows what Jinja computes when
// it compiles, because that decides what is output as text (SEMANTICS 10.1): no calls, no
// filters that need the context. A value without a literal form (undefined, an iterator) is
// not put in the node's place, but what is made of it is computed all the same.
#include "lang/compile.h"

#include "event/hash.h"

// Steps that one constant may cost; more is left to run time.
#define FOLD_STEPS 100000

static bool literal(pen_value v);

static bool literal_items(const pen_list *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        if (!literal(l->items[i])) {
            return false;
        }
    }
    return true;
}

// Whether a value can be written in source again: not undefined, no iterator, no method,
// no group of `groupby`.
// Recursion is bounded by the nesting of displays and of what builtins build from them.
static bool literal(pen_value v)
{
    if (v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE) {
        bool group = v.tag == PEN_T_TUPLE && v.aux == PEN_TUPLE_GROUP;
        return !group && literal_items(v.u.list);
    }
    if (v.tag == PEN_T_DICT) {
        bool good = true;
        for (uint32_t i = 0; good && i < v.u.dict->n; i++) {
            good = literal(v.u.dict->pairs[i].key) && literal(v.u.dict->pairs[i].value);
        }
        return good;
    }
    return v.tag >= PEN_T_NONE && v.tag <= PEN_T_STR;
}

static pen_status start(pen_compiler *c)
{
    if (!c->vm.stack) {
        PEN_TRY(pen_vm_init(&c->vm, c->f->work->alloc, NULL, NULL));
    }
    c->vm.arena = c->f->work;
    c->vm.steps = FOLD_STEPS;
    return PEN_OK;
}

// Runs the node alone. Its parts are constants, so that nothing outside is asked for.
static pen_status evaluate(pen_compiler *c, const pen_ast *e, pen_value *out)
{
    pen_code *code;
    pen_compiler alone = {.f = c->f, .folding = true};
    PEN_TRY(start(c));
    PEN_TRY(pen_emit_init(&alone.e, c->f->work, c->f->work));
    PEN_TRY(pen_compile_expr(&alone, e));
    PEN_TRY(pen_emit_op(&alone.e, PEN_OP_OUT, 0, 0, NULL));
    PEN_TRY(pen_emit_op(&alone.e, PEN_OP_RETURN, 0, 0, NULL));
    alone.e.code.macros[0].nlocals = alone.max_locals;
    PEN_TRY(pen_emit_finish(&alone.e, &code));
    PEN_TRY(pen_code_verify(code, c->f->work));
    return pen_code_run(&c->vm, code, out);
}

static pen_status compute(pen_compiler *c, pen_ast *e)
{
    pen_value v;
    pen_status st = evaluate(c, e, &v);
    if (st == PEN_E_NOMEM || st == PEN_E_INTERNAL) {
        return st;
    }
    if (st == PEN_E_TYPE && e->kind == PEN_AST_SLICE) {
        v = pen_v_undef(); // while it compiles Jinja looks slices up as it does items
        st = PEN_OK;
    }
    if (st == PEN_OK) {
        e->kind = literal(v) ? PEN_AST_CONST : e->kind;
        e->pure = true;
        e->value = v;
    }
    return PEN_OK;
}

static bool computed(const pen_ast *e)
{
    return !e || e->pure || e->kind == PEN_AST_CONST;
}

// The same for a part, which may be an argument with a name, an operand or a pair.
static bool part_computed(const pen_ast *e)
{
    bool wrapped = e && (!pen_ast_positional(e) || e->kind == PEN_AST_OPERAND ||
                         e->kind == PEN_AST_PAIR);
    return wrapped ? computed(e->a) && computed(e->b) : computed(e);
}

static pen_status fold_part(pen_compiler *c, pen_ast *e, bool *all)
{
    PEN_TRY(e ? pen_fold(c, e) : PEN_OK);
    *all = *all && part_computed(e);
    return PEN_OK;
}

// Folds the parts; *all is left true when they are all computed.
static pen_status fold_parts(pen_compiler *c, pen_ast *e, bool *all)
{
    PEN_TRY(fold_part(c, e->a, all));
    PEN_TRY(fold_part(c, e->b, all));
    PEN_TRY(fold_part(c, e->c, all));
    for (pen_ast *i = e->list; i; i = i->next) {
        PEN_TRY(fold_part(c, i, all));
    }
    return PEN_OK;
}

// `e` becomes `part` when that is computed.
static void become(pen_ast *e, const pen_ast *part)
{
    pen_ast *next = e->next;
    if (computed(part)) {
        *e = *part;
        e->next = next;
    }
}

// and, or, inline if: the first part decides which of the others counts.
static void choose(pen_ast *e)
{
    if (!computed(e->a)) {
        return;
    }
    bool truth = pen_value_truth(e->a->value);
    if (e->kind == PEN_AST_COND) {
        const pen_ast *chosen = truth ? e->b : e->c;
        if (chosen) {
            become(e, chosen);
        }
    } else {
        become(e, truth == (e->kind == PEN_AST_AND) ? e->b : e->a);
    }
}

// a < b < c: false as soon as the computed comparisons at its start are false.
static pen_status fold_start(pen_compiler *c, pen_ast *e)
{
    pen_ast *last = NULL;
    for (pen_ast *o = e->list; o && computed(o->a); o = o->next) {
        last = o;
    }
    if (!last || !computed(e->a)) {
        return PEN_OK;
    }
    pen_ast start = *e;
    pen_ast *rest = last->next;
    last->next = NULL;
    pen_status st = compute(c, &start);
    last->next = rest;
    if (st == PEN_OK && start.kind == PEN_AST_CONST && !pen_value_truth(start.value)) {
        become(e, &start);
    }
    return st;
}

// Whether a node over constants may be computed.
static bool computable(const pen_ast *e)
{
    const pen_builtin *fn;
    switch ((int)e->kind) {
    case PEN_AST_NAME:
    case PEN_AST_CALL:
    case PEN_AST_KWARG:
    case PEN_AST_SPREAD:
    case PEN_AST_SPREAD2:
    case PEN_AST_OPERAND:
    case PEN_AST_PAIR:
    case PEN_AST_CONST:
        return false;
    case PEN_AST_FILTER:
        fn = pen_filter_find(e->name);
        return e->a && fn && !(fn->flags & PEN_BUILTIN_CONTEXT);
    case PEN_AST_TEST:
        fn = pen_test_find(e->name);
        return fn && !(fn->flags & PEN_BUILTIN_CONTEXT);
    default:
        return true;
    }
}

// Jinja computes the displays inside of operators, calls and filters when it compiles, and
// fails for good when a constant pair at the start of a dict has a key that Python cannot
// hash.
static pen_status check_keys(pen_compiler *c, const pen_ast *e)
{
    for (const pen_ast *p = e->list; p && part_computed(p); p = p->next) {
        uint64_t hash;
        pen_value k = p->a->value;
        bool box = k.tag == PEN_T_LIST || k.tag == PEN_T_TUPLE || k.tag == PEN_T_DICT;
        if (box && !pen_value_hash(k, 0, &hash)) {
            return pen_front_fail(c->f, p->at, "template-syntax",
                                  "a list or dict cannot be a key");
        }
    }
    return PEN_OK;
}

static bool is_display(const pen_ast *e)
{
    return e->kind == PEN_AST_DICT || e->kind == PEN_AST_LIST || e->kind == PEN_AST_TUPLE ||
           e->kind == PEN_AST_PAIR || e->kind == PEN_AST_OPERAND || !pen_ast_positional(e);
}

// Recursion is bounded by the height of the expression.
pen_status pen_fold(pen_compiler *c, pen_ast *e)
{
    bool all = true, operator= !is_display(e);
    if (e->kind == PEN_AST_CONST || e->kind == PEN_AST_NAME) {
        return PEN_OK;
    }
    c->operators += operator;
    pen_status st = fold_parts(c, e, &all);
    c->operators -= operator;
    PEN_TRY(st);
    if (e->kind == PEN_AST_DICT && c->operators) {
        PEN_TRY(check_keys(c, e));
    }
    if (e->kind == PEN_AST_AND || e->kind == PEN_AST_OR || e->kind == PEN_AST_COND) {
        choose(e);
        return PEN_OK;
    }
    if (e->kind == PEN_AST_COMPARE && !all) {
        return fold_start(c, e);
    }
    return all && computable(e) ? compute(c, e) : PEN_OK;
}

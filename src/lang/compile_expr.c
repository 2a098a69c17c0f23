// SPDX-License-Identifier: Apache-2.0
// Expressions to code.
#include "lang/compile.h"

#include "base/limits.h"
#include "regex/direct.h"

static pen_status op(pen_compiler *c, pen_op o, uint32_t a)
{
    return pen_emit_op(&c->e, o, 0, a, NULL);
}

pen_status pen_compile_slot(pen_compiler *c, const pen_ast *at, uint32_t *slot)
{
    if (c->nlocals >= PEN_LOCALS_MAX) {
        return pen_front_fail(c->f, at->at, "template-limit", "too many variables");
    }
    *slot = c->nlocals++;
    c->max_locals = c->nlocals > c->max_locals ? c->nlocals : c->max_locals;
    return PEN_OK;
}

// ---- constants ----

static bool scalar(pen_value v)
{
    return v.tag != PEN_T_LIST && v.tag != PEN_T_TUPLE && v.tag != PEN_T_DICT;
}

// A constant of the plan can be shared when nothing in it can change.
static bool fixed(pen_value v)
{
    bool all = v.tag == PEN_T_TUPLE;
    for (uint32_t i = 0; all && i < v.u.list->n; i++) {
        all = scalar(v.u.list->items[i]);
    }
    return all || scalar(v);
}

static bool shallow(pen_value v)
{
    bool good = true;
    if (v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE) {
        for (uint32_t i = 0; i < v.u.list->n; i++) {
            good = good && scalar(v.u.list->items[i]);
        }
    } else if (v.tag == PEN_T_DICT) {
        for (uint32_t i = 0; i < v.u.dict->n; i++) {
            good =
                good && scalar(v.u.dict->pairs[i].key) && scalar(v.u.dict->pairs[i].value);
        }
    }
    return good;
}

// A list or dict that may be changed is new at each run.
static pen_status constant(pen_compiler *c, pen_value v)
{
    return pen_emit_const_op(&c->e, fixed(v) ? PEN_OP_CONST : PEN_OP_FRESH, v);
}

pen_status pen_compile_looked_at(pen_compiler *c, const pen_ast *e)
{
    if (e->kind == PEN_AST_CONST && shallow(e->value)) {
        return pen_emit_const_op(&c->e, PEN_OP_CONST, e->value);
    }
    return pen_compile_expr(c, e);
}

// ---- names and paths ----

static bool is_text(const pen_ast *e)
{
    return e && e->kind == PEN_AST_CONST && e->value.tag == PEN_T_STR;
}

static pen_status child(pen_compiler *c, uint32_t parent, pen_str key, uint32_t *node)
{
    const pen_names *n = c->f->env->names;
    return n->child(n->ctx, parent, key, node);
}

// Whether `e` is a free name with members by constant names.
static bool is_path(pen_compiler *c, const pen_ast *e)
{
    bool outer;
    while (e->kind == PEN_AST_ATTR || (e->kind == PEN_AST_ITEM && is_text(e->b))) {
        e = e->a;
    }
    if (e->kind != PEN_AST_NAME || pen_scope_find(c->scope, e->name, &outer)) {
        return false;
    }
    return !pen_str_eq(e->name, PEN_LIT("loop")) || !pen_scope_loop(c->scope, &outer);
}

// Recursion is bounded by the height of the expression.
static pen_status path_node(pen_compiler *c, const pen_ast *e, uint32_t *node)
{
    uint32_t parent = PEN_NODE_ROOT;
    if (e->kind != PEN_AST_NAME) {
        PEN_TRY(path_node(c, e->a, &parent));
    }
    return child(c, parent, e->kind == PEN_AST_ITEM ? pen_value_str(e->b->value) : e->name,
                 node);
}

pen_status pen_compile_path(pen_compiler *c, const pen_ast *e, uint32_t *node)
{
    *node = 0;
    return is_path(c, e) ? path_node(c, e, node) : PEN_OK;
}

static pen_status load(pen_compiler *c, pen_op o, uint32_t node)
{
    const pen_names *n = c->f->env->names;
    if (n->loaded) {
        n->loaded(n->ctx, node);
    }
    return op(c, o, node);
}

static pen_status name(pen_compiler *c, const pen_ast *e)
{
    bool outer;
    const pen_local *l = pen_scope_find(c->scope, e->name, &outer);
    if (l) {
        return op(c, outer ? PEN_OP_OUTER : PEN_OP_LOCAL, l->slot);
    }
    // `loop` as a value: there, and nothing can be done with it.
    return pen_emit_const_op(&c->e, PEN_OP_CONST, (pen_value){.tag = PEN_T_OPAQUE});
}

// ---- loop.x ----

// A loop, and whether a macro's edge lies between.
typedef struct loop_ref {
    const pen_scope *scope; // NULL: there is none
    bool outer;
} loop_ref;

// The loop when `e` is the name `loop`.
static loop_ref loop_of(pen_compiler *c, const pen_ast *e)
{
    bool outer;
    loop_ref l = {NULL, false};
    bool named = e->kind == PEN_AST_NAME && pen_str_eq(e->name, PEN_LIT("loop"));
    if (named && !pen_scope_find(c->scope, e->name, &outer)) {
        l.scope = pen_scope_loop(c->scope, &l.outer);
    }
    return l;
}

// An instruction about the state of a loop: here, or in the template's frame.
static pen_status loop_op(pen_compiler *c, loop_ref l, const pen_op ops[2], uint32_t a)
{
    return pen_emit_op(&c->e, ops[l.outer], l.scope->loop_slot, a, NULL);
}

// A recursive loop knows how deep it is; any other is the first level.
static pen_status loop_depth(pen_compiler *c, loop_ref l, int64_t more)
{
    if (!l.scope->recurse) {
        return pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_int(more));
    }
    PEN_TRY(op(c, PEN_OP_LOCAL, l.scope->depth_slot));
    PEN_TRY(pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_int(more)));
    return op(c, PEN_OP_ADD, 0);
}

static pen_status loop_field(pen_compiler *c, loop_ref l, pen_str field)
{
    if (pen_str_eq(field, PEN_LIT("depth")) || pen_str_eq(field, PEN_LIT("depth0"))) {
        return loop_depth(c, l, field.n == 5);
    }
    static const pen_op ops[] = {PEN_OP_LOOP, PEN_OP_LOOP_OUTER};
    for (uint32_t i = 0; i < PEN_LOOP_COUNT; i++) {
        if (pen_str_eq(field, pen_str_c(pen_loop_names[i]))) {
            return loop_op(c, l, ops, i);
        }
    }
    return pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_undef());
}

static pen_status expressions(pen_compiler *c, const pen_ast *list)
{
    for (; list; list = list->next) {
        PEN_TRY(pen_compile_expr(c, pen_ast_positional(list) ? list : list->a));
    }
    return PEN_OK;
}

// loop.cycle(…), loop.changed(…); anything else of a loop cannot be called.
static pen_status loop_call(pen_compiler *c, loop_ref l, const pen_ast *call)
{
    static const pen_op cycles[] = {PEN_OP_CYCLE, PEN_OP_CYCLE_OUTER};
    static const pen_op changes[] = {PEN_OP_CHANGED, PEN_OP_CHANGED_OUTER};
    uint32_t n = pen_ast_count(call->list);
    for (const pen_ast *arg = call->list; arg; arg = arg->next) {
        n = pen_ast_positional(arg) ? n : PEN_STACK_MAX + 1;
    }
    if (n > PEN_STACK_MAX) { // Python: no arguments with names; unpacking is not worth it
        return op(c, PEN_OP_FAIL, 0);
    }
    pen_str method = call->a->name;
    bool cycle = pen_str_eq(method, PEN_LIT("cycle"));
    if (!cycle && !pen_str_eq(method, PEN_LIT("changed"))) {
        return op(c, PEN_OP_FAIL, 0);
    }
    PEN_TRY(expressions(c, call->list));
    if (cycle) {
        return loop_op(c, l, cycles, n);
    }
    PEN_TRY(op(c, PEN_OP_TUPLE, n));
    return loop_op(c, l, changes, 0);
}

// ---- members ----

static pen_status attribute(pen_compiler *c, const pen_ast *e, pen_str key)
{
    loop_ref loop = loop_of(c, e->a);
    if (loop.scope) {
        return loop_field(c, loop, key);
    }
    PEN_TRY(pen_compile_looked_at(c, e->a));
    return pen_emit_const_op(&c->e, PEN_OP_ATTR, pen_v_str(key));
}

static pen_status item(pen_compiler *c, const pen_ast *e)
{
    PEN_TRY(pen_compile_looked_at(c, e->a));
    PEN_TRY(pen_compile_looked_at(c, e->b));
    return op(c, PEN_OP_ITEM, 0);
}

static pen_status member(pen_compiler *c, const pen_ast *e)
{
    uint32_t node;
    PEN_TRY(pen_compile_path(c, e, &node));
    if (node) {
        return load(c, PEN_OP_NODE, node);
    }
    if (e->kind == PEN_AST_NAME) {
        return name(c, e);
    }
    if (e->kind == PEN_AST_ATTR) {
        return attribute(c, e, e->name);
    }
    return is_text(e->b) ? attribute(c, e, pen_value_str(e->b->value)) : item(c, e);
}

static pen_status slice(pen_compiler *c, const pen_ast *e)
{
    if (c->folding && e->pure && e->value.tag == PEN_T_UNDEF) {
        return pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_undef());
    }
    PEN_TRY(pen_compile_looked_at(c, e->a));
    PEN_TRY(expressions(c, e->list));
    return op(c, PEN_OP_SLICE, 0);
}

// ---- calls ----

// Makes the site `s` one for the arguments in `list`, after s->nargs values that are on the
// stack already. With `caller` an argument of that name comes last, but for `**`.
static pen_status site_of(pen_compiler *c, const pen_ast *list, bool caller, pen_site *s)
{
    for (; list && (pen_ast_positional(list) || list->kind == PEN_AST_SPREAD);
         list = list->next) {
        s->nargs++;
        s->spread = list->kind == PEN_AST_SPREAD;
    }
    s->nkw = pen_ast_count(list) + caller;
    pen_str *kw = PEN_NEW_N(c->e.keep, pen_str, s->nkw);
    if (!kw) {
        return PEN_E_NOMEM;
    }
    s->kw = kw;
    for (; list; list = list->next) {
        s->spread2 = list->kind == PEN_AST_SPREAD2;
        if (caller && s->spread2) {
            *kw++ = PEN_LIT("caller");
        }
        PEN_TRY(pen_arena_str(c->e.keep, list->name, kw++));
    }
    if (caller && !s->spread2) {
        *kw = PEN_LIT("caller");
    }
    return PEN_OK;
}

static pen_status call_site(pen_compiler *c, pen_op o, pen_site s)
{
    uint32_t at;
    if (o == PEN_OP_METHOD) {
        pen_method_rows(s.name, s.methods);
    }
    PEN_TRY(pen_emit_site(&c->e, s, &at));
    return op(c, o, at);
}

// Methods that change what they are called on.
static bool changes(pen_str method)
{
    return pen_scope_changes(method) || pen_str_eq(method, PEN_LIT("pop")) ||
           pen_str_eq(method, PEN_LIT("popitem")) ||
           pen_str_eq(method, PEN_LIT("setdefault"));
}

static pen_status method(pen_compiler *c, const pen_ast *call, pen_str method_name)
{
    pen_site s = {.name = method_name, .nargs = 1};
    const pen_ast *on = call->a->a;
    bool mutates = changes(method_name);
    bool own = on->kind == PEN_AST_NAME && pen_scope_own(c->scope, on->name);
    c->mutates = c->mutates || (mutates && !own);
    PEN_TRY(mutates ? pen_compile_expr(c, on) : pen_compile_looked_at(c, on));
    PEN_TRY(expressions(c, call->list));
    PEN_TRY(site_of(c, call->list, false, &s));
    return call_site(c, PEN_OP_METHOD, s);
}

// path.get('key') and path.get('key', default) are nodes too. *done tells whether it was
// one of these.
static pen_status get(pen_compiler *c, const pen_ast *call, bool *done)
{
    const pen_ast *key = call->list;
    *done = is_text(key) &&
            (!key->next || (pen_ast_positional(key->next) && !key->next->next)) &&
            is_path(c, call->a->a);
    if (!*done) {
        return PEN_OK;
    }
    uint32_t node;
    PEN_TRY(path_node(c, call->a->a, &node));
    PEN_TRY(child(c, node, pen_value_str(key->value), &node));
    if (key->next) {
        PEN_TRY(pen_compile_expr(c, key->next));
    }
    return load(c, key->next ? PEN_OP_NODE_GET_OR : PEN_OP_NODE_GET, node);
}

// A call of something that is no method: only macros can be called. `caller` comes before
// what `**` unpacks, which is the last of a site.
static pen_status macro_call(pen_compiler *c, const pen_ast *call, uint32_t caller)
{
    bool outer;
    pen_site s = {.name = call->a->name};
    if (call->a->kind == PEN_AST_NAME && !pen_scope_find(c->scope, call->a->name, &outer)) {
        return op(c, PEN_OP_FAIL, 0);
    }
    PEN_TRY(pen_compile_expr(c, call->a));
    for (const pen_ast *arg = call->list; arg; arg = arg->next) {
        if (caller && arg->kind == PEN_AST_SPREAD2) {
            PEN_TRY(op(c, PEN_OP_MACRO, caller));
        }
        PEN_TRY(pen_compile_expr(c, pen_ast_positional(arg) ? arg : arg->a));
    }
    PEN_TRY(site_of(c, call->list, caller != 0, &s));
    if (caller && !s.spread2) {
        PEN_TRY(op(c, PEN_OP_MACRO, caller));
    }
    return call_site(c, PEN_OP_CALL, s);
}

// loop(items) inside a recursive loop: its body over other items, one level deeper.
static pen_status loop_again(pen_compiler *c, loop_ref l, const pen_ast *call)
{
    const pen_ast *items = call->list;
    bool named = items && items->kind == PEN_AST_KWARG &&
                 pen_str_eq(items->name, PEN_LIT("iterable"));
    bool fits = items && !items->next && (named || pen_ast_positional(items));
    if (!l.scope->recurse || !fits) {
        return op(c, PEN_OP_FAIL, 0);
    }
    PEN_TRY(op(c, PEN_OP_MACRO, l.scope->recurse));
    PEN_TRY(pen_compile_expr(c, named ? items->a : items));
    PEN_TRY(loop_depth(c, l, 1));
    return call_site(c, PEN_OP_CALL, (pen_site){.name = PEN_LIT("loop"), .nargs = 2});
}

pen_status pen_compile_call(pen_compiler *c, const pen_ast *call, uint32_t caller)
{
    const pen_ast *callee = call->a;
    bool attr = callee->kind == PEN_AST_ATTR;
    bool named = attr || (callee->kind == PEN_AST_ITEM && is_text(callee->b));
    if (!named) {
        loop_ref self = loop_of(c, callee);
        if (self.scope) { // Jinja's loops take no caller
            return caller ? op(c, PEN_OP_FAIL, 0) : loop_again(c, self, call);
        }
        return macro_call(c, call, caller);
    }
    loop_ref loop = {NULL, false};
    if (attr) {
        loop = loop_of(c, callee->a);
    }
    if (loop.scope) {
        return loop_call(c, loop, call);
    }
    pen_str method_name = attr ? callee->name : pen_value_str(callee->b->value);
    bool done = false;
    if (pen_str_eq(method_name, PEN_LIT("get"))) {
        PEN_TRY(get(c, call, &done));
    }
    return done ? PEN_OK : method(c, call, method_name);
}

// ---- filters and tests ----

static pen_status unknown(pen_compiler *c, const pen_ast *e)
{
    bool filter = e->kind == PEN_AST_FILTER;
    return pen_front_fail(c->f, e->at, filter ? "unknown-filter" : "unknown-test",
                          "there is no %s '%.*s'", filter ? "filter" : "test",
                          PEN_FMT(e->name));
}

// The program of a constant expression; none when the direct matcher does not know it.
static pen_status pattern_of(pen_compiler *c, const pen_ast *arg, pen_site *s)
{
    pen_direct *made = NULL;
    const char *why;
    unsigned how = s->fn->flags & (PEN_BUILTIN_MATCH | PEN_BUILTIN_SEARCH);
    if (!how || !is_text(arg) || arg->next) {
        return PEN_OK;
    }
    pen_direct_source source = {.pattern = pen_value_str(arg->value),
                                .task = how == PEN_BUILTIN_MATCH ? PEN_DIRECT_HEAD
                                                                 : PEN_DIRECT_ANYWHERE};
    pen_status st = pen_direct_new(c->e.keep, &source, &made, &why);
    s->pattern = made;
    return st == PEN_NOMATCH ? PEN_OK : st;
}

// The operand is on the stack.
static pen_status builtin(pen_compiler *c, const pen_ast *e)
{
    bool filter = e->kind == PEN_AST_FILTER;
    pen_site s = {.name = e->name, .nargs = 1};
    s.fn = filter ? pen_filter_find(e->name) : pen_test_find(e->name);
    PEN_TRY(pattern_of(c, e->list, &s));
    PEN_TRY(expressions(c, e->list));
    PEN_TRY(site_of(c, e->list, false, &s));
    return call_site(c, filter ? PEN_OP_FILTER : PEN_OP_TEST, s);
}

static bool known(const pen_ast *e)
{
    return e->kind == PEN_AST_FILTER ? pen_filter_find(e->name) : pen_test_find(e->name);
}

static pen_status filter_or_test(pen_compiler *c, const pen_ast *e)
{
    if (!known(e)) {
        pen_status st = unknown(c, e);
        return c->soft ? op(c, PEN_OP_FAIL, 0) : st;
    }
    PEN_TRY(pen_compile_expr(c, e->a));
    return builtin(c, e);
}

pen_status pen_compile_filters(pen_compiler *c, const pen_ast *chain)
{
    if (!chain) {
        return PEN_OK;
    }
    PEN_TRY(pen_compile_filters(c, chain->a));
    return known(chain) ? builtin(c, chain) : unknown(c, chain);
}

// ---- operators ----

static pen_status binary(pen_compiler *c, const pen_ast *e)
{
    static const struct {
        int tok;
        pen_op op;
    } ops[] = {
        {PEN_TOK_ADD, PEN_OP_ADD},           {PEN_TOK_SUB, PEN_OP_SUB},
        {PEN_TOK_MUL, PEN_OP_MUL},           {PEN_TOK_DIV, PEN_OP_DIV},
        {PEN_TOK_MOD, PEN_OP_MOD},           {PEN_TOK_POW, PEN_OP_POW},
        {PEN_TOK_FLOORDIV, PEN_OP_FLOORDIV},
    };
    PEN_TRY(pen_compile_expr(c, e->a));
    PEN_TRY(pen_compile_expr(c, e->b));
    size_t i = 0;
    while (ops[i].tok != e->op && i + 1 < sizeof ops / sizeof *ops) {
        i++;
    }
    return op(c, ops[i].op, 0);
}

static pen_op comparison(int tok)
{
    switch (tok) {
    case PEN_TOK_EQ:
        return PEN_OP_EQ;
    case PEN_TOK_NE:
        return PEN_OP_NE;
    case PEN_TOK_LT:
        return PEN_OP_LT;
    case PEN_TOK_LE:
        return PEN_OP_LE;
    case PEN_TOK_GT:
        return PEN_OP_GT;
    case PEN_TOK_GE:
        return PEN_OP_GE;
    case PEN_AST_IN:
        return PEN_OP_IN;
    default:
        return PEN_OP_NOT_IN;
    }
}

// a < b < c: `b` is kept in a local, and the first comparison that fails is the result.
// All exits land together.
static pen_status chain(pen_compiler *c, const pen_ast *e)
{
    uint32_t exits[PEN_STACK_MAX], n = 0, slot = 0, used = c->nlocals;
    PEN_TRY(pen_compile_slot(c, e, &slot));
    for (const pen_ast *o = e->list; o; o = o->next) {
        if (n == PEN_STACK_MAX) {
            return pen_front_fail(c->f, o->at, "template-limit", "too many comparisons");
        }
        PEN_TRY(pen_compile_looked_at(c, o->a));
        if (o->next) {
            PEN_TRY(op(c, PEN_OP_STORE, slot));
            PEN_TRY(op(c, PEN_OP_LOCAL, slot));
        }
        PEN_TRY(op(c, comparison(o->op), 0));
        if (o->next) {
            PEN_TRY(pen_emit_op(&c->e, PEN_OP_AND, 0, 0, &exits[n++]));
            PEN_TRY(op(c, PEN_OP_LOCAL, slot));
        }
    }
    while (n) {
        pen_emit_land(&c->e, exits[--n]);
    }
    c->nlocals = used;
    return PEN_OK;
}

static pen_status compare(pen_compiler *c, const pen_ast *e)
{
    PEN_TRY(pen_compile_looked_at(c, e->a));
    if (e->list->next) {
        return chain(c, e);
    }
    PEN_TRY(pen_compile_looked_at(c, e->list->a));
    return op(c, comparison(e->list->op), 0);
}

static pen_status short_circuit(pen_compiler *c, const pen_ast *e)
{
    uint32_t jump;
    PEN_TRY(pen_compile_expr(c, e->a));
    pen_op o = e->kind == PEN_AST_AND ? PEN_OP_AND : PEN_OP_OR;
    PEN_TRY(pen_emit_op(&c->e, o, 0, 0, &jump));
    PEN_TRY(pen_compile_expr(c, e->b));
    pen_emit_land(&c->e, jump);
    return PEN_OK;
}

static pen_status inline_if(pen_compiler *c, const pen_ast *e)
{
    uint32_t to_else, to_end;
    bool soft = c->soft;
    c->soft = true;
    PEN_TRY(pen_compile_expr(c, e->a));
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP_FALSE, 0, 0, &to_else));
    PEN_TRY(pen_compile_expr(c, e->b));
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP, 0, 0, &to_end));
    pen_emit_land(&c->e, to_else);
    PEN_TRY(e->c ? pen_compile_expr(c, e->c)
                 : pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_undef()));
    pen_emit_land(&c->e, to_end);
    c->soft = soft;
    return PEN_OK;
}

static pen_status unary(pen_compiler *c, const pen_ast *e, pen_op o)
{
    PEN_TRY(pen_compile_expr(c, e->a));
    return op(c, o, 0);
}

static pen_status display(pen_compiler *c, const pen_ast *e, pen_op o)
{
    PEN_TRY(expressions(c, e->list));
    return op(c, o, pen_ast_count(e->list));
}

static pen_status dict(pen_compiler *c, const pen_ast *e)
{
    for (const pen_ast *p = e->list; p; p = p->next) {
        PEN_TRY(pen_compile_expr(c, p->a));
        PEN_TRY(pen_compile_expr(c, p->b));
    }
    return op(c, PEN_OP_DICT, pen_ast_count(e->list));
}

// Recursion is bounded by the height of the expression.
pen_status pen_compile_expr(pen_compiler *c, const pen_ast *e)
{
    switch ((int)e->kind) {
    case PEN_AST_CONST:
        return constant(c, e->value);
    case PEN_AST_NAME:
    case PEN_AST_ATTR:
    case PEN_AST_ITEM:
        return member(c, e);
    case PEN_AST_SLICE:
        return slice(c, e);
    case PEN_AST_CALL:
        return pen_compile_call(c, e, 0);
    case PEN_AST_FILTER:
    case PEN_AST_TEST:
        return filter_or_test(c, e);
    case PEN_AST_NEG:
        return unary(c, e, PEN_OP_NEG);
    case PEN_AST_POS:
        return unary(c, e, PEN_OP_POS);
    case PEN_AST_NOT:
        return unary(c, e, PEN_OP_NOT);
    case PEN_AST_BINARY:
        return binary(c, e);
    case PEN_AST_CONCAT:
        return display(c, e, PEN_OP_CONCAT);
    case PEN_AST_COMPARE:
        return compare(c, e);
    case PEN_AST_AND:
    case PEN_AST_OR:
        return short_circuit(c, e);
    case PEN_AST_COND:
        return inline_if(c, e);
    case PEN_AST_TUPLE:
        return display(c, e, PEN_OP_TUPLE);
    case PEN_AST_LIST:
        return display(c, e, PEN_OP_LIST);
    case PEN_AST_DICT:
        return dict(c, e);
    default:
        return PEN_E_INTERNAL;
    }
}

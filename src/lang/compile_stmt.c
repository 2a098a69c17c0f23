// SPDX-License-Identifier: Apache-2.0
// Statements to code.
#include "lang/compile.h"

#include "base/limits.h"

#define NO_EXIT UINT32_MAX

static pen_status body(pen_compiler *c, pen_ast *list);

static pen_status op(pen_compiler *c, pen_op o, uint32_t a)
{
    return pen_emit_op(&c->e, o, 0, a, NULL);
}

static pen_status expr(pen_compiler *c, pen_ast *e)
{
    PEN_TRY(pen_fold(c, e));
    return pen_compile_expr(c, e);
}

static pen_status chain(pen_compiler *c, pen_ast *filters)
{
    for (pen_ast *f = filters; f; f = f->a) {
        for (pen_ast *arg = f->list; arg; arg = arg->next) {
            PEN_TRY(pen_fold(c, arg));
        }
    }
    return pen_compile_filters(c, filters);
}

// ---- output ----

// A run of constant parts is put out as one text. A part that is an empty text counts: with
// it a single value becomes text.
static pen_status constants(pen_compiler *c, pen_ast **at)
{
    pen_buf b;
    pen_buf_init(&b, c->e.work->alloc, PEN_TEXT_MAX);
    pen_status st = PEN_OK;
    pen_ast *n = *at;
    for (; st == PEN_OK && n && (n->kind == PEN_AST_DATA || n->kind == PEN_AST_CONST);
         n = n->next) {
        st = pen_value_text(n->value, &b);
        if (st == PEN_OK && n->next) {
            st = n->next->kind == PEN_AST_DATA ? PEN_OK : pen_fold(c, n->next);
        }
    }
    st = st == PEN_OK ? b.failed : st;
    if (st == PEN_OK) {
        st = pen_emit_const_op(&c->e, PEN_OP_OUT_CONST, pen_v_str(pen_buf_str(&b)));
    }
    pen_buf_free(&b);
    *at = n;
    return st;
}

static pen_status output(pen_compiler *c, pen_ast *n)
{
    for (pen_ast *e = n->list; e;) {
        PEN_TRY(e->kind == PEN_AST_DATA ? PEN_OK : pen_fold(c, e));
        if (e->kind == PEN_AST_DATA || e->kind == PEN_AST_CONST) {
            PEN_TRY(constants(c, &e));
            continue;
        }
        PEN_TRY(pen_compile_expr(c, e));
        PEN_TRY(op(c, PEN_OP_OUT, 0));
        e = e->next;
    }
    return PEN_OK;
}

// ---- frames ----

typedef struct inner {
    pen_scope scope;
    uint32_t nlocals;
    bool soft;
} inner;

static void open_frame(pen_compiler *c, inner *in)
{
    pen_scope_init(&in->scope, c->scope, c->f->work);
    in->nlocals = c->nlocals;
    in->soft = c->soft;
    c->scope = &in->scope;
    c->soft = false;
}

static void close_frame(pen_compiler *c, inner *in)
{
    c->scope = in->scope.parent;
    c->nlocals = in->nlocals;
    c->soft = in->soft;
}

// The value a local has before the frame sets it: that of the frame outside, or the layer.
static pen_status first_value(pen_compiler *c, const pen_local *l)
{
    bool outer;
    pen_scope *s = c->scope;
    pen_ast read = {.kind = PEN_AST_NAME, .name = l->name};
    const pen_local *out = pen_scope_find(s->parent, l->name, &outer);
    outer = outer || s->function;
    if (out) {
        return op(c, outer ? PEN_OP_OUTER : PEN_OP_LOCAL, out->slot);
    }
    c->scope = s->parent;
    pen_status st = pen_compile_expr(c, &read);
    c->scope = s;
    return st;
}

// What a frame inside sees of a local before it is set. A loop's body must forget the last
// round's value.
static pen_status late_value(pen_compiler *c, const pen_local *l)
{
    return pen_scope_known_outside(c->scope, l->name)
               ? first_value(c, l)
               : pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_undef());
}

// Gives slots to the names of the current frame, and first values where they are needed.
static pen_status give_slots(pen_compiler *c, const pen_ast *at)
{
    pen_scope *s = c->scope;
    for (uint32_t i = 0; i < s->n; i++) {
        pen_local *l = &s->v[i];
        if (!l->set) {
            continue;
        }
        PEN_TRY(pen_compile_slot(c, at, &l->slot));
        if (l->init || (l->late && s->parent)) {
            PEN_TRY(l->init ? first_value(c, l) : late_value(c, l));
            PEN_TRY(op(c, PEN_OP_STORE, l->slot));
        }
    }
    return PEN_OK;
}

// A list of statements as a frame of its own.
static pen_status frame(pen_compiler *c, const pen_ast *at, pen_ast *list)
{
    inner in;
    open_frame(c, &in);
    PEN_TRY(pen_scope_collect(&in.scope, list));
    PEN_TRY(give_slots(c, at));
    PEN_TRY(body(c, list));
    close_frame(c, &in);
    return PEN_OK;
}

// Pops what is on the stack into a target.
static pen_status store(pen_compiler *c, const pen_ast *target)
{
    if (target->kind == PEN_AST_NAME) {
        bool outer;
        const pen_local *l = pen_scope_find(c->scope, target->name, &outer);
        return l && !outer ? op(c, PEN_OP_STORE, l->slot) : PEN_E_INTERNAL;
    }
    PEN_TRY(op(c, PEN_OP_UNPACK, pen_ast_count(target->list)));
    for (const pen_ast *i = target->list; i; i = i->next) {
        PEN_TRY(store(c, i));
    }
    return PEN_OK;
}

// ---- set, with, filter, block ----

static pen_status set(pen_compiler *c, pen_ast *n)
{
    PEN_TRY(expr(c, n->a));
    return store(c, n->b);
}

static pen_status captured(pen_compiler *c, pen_ast *n)
{
    PEN_TRY(op(c, PEN_OP_CAPTURE, 0));
    PEN_TRY(frame(c, n, n->list));
    PEN_TRY(op(c, PEN_OP_CAPTURED, 0));
    return chain(c, n->a);
}

static pen_status capture(pen_compiler *c, pen_ast *n)
{
    PEN_TRY(captured(c, n));
    return store(c, n->b);
}

static pen_status filtered(pen_compiler *c, pen_ast *n)
{
    PEN_TRY(captured(c, n));
    return op(c, PEN_OP_OUT, 0);
}

static pen_status with(pen_compiler *c, pen_ast *n)
{
    inner in;
    open_frame(c, &in);
    for (pen_ast *s = n->else_; s; s = s->next) {
        PEN_TRY(pen_scope_param(&in.scope, s->b));
    }
    PEN_TRY(give_slots(c, n));
    for (pen_ast *s = n->else_; s; s = s->next) {
        c->scope = in.scope.parent; // values belong to the frame outside
        c->soft = in.soft;
        pen_status st = expr(c, s->a);
        c->soft = false;
        c->scope = &in.scope;
        PEN_TRY(st);
        PEN_TRY(store(c, s->b));
    }
    PEN_TRY(frame(c, n, n->list));
    close_frame(c, &in);
    return PEN_OK;
}

// A block stands where it is written. Without `scoped` it sees the template's own names.
static pen_status block(pen_compiler *c, pen_ast *n)
{
    uint32_t seen;
    if (c->in_macro) {
        return pen_front_fail(c->f, n->at, "template-unsupported",
                              "a block inside a macro is not supported");
    }
    if (pen_map_get(&c->blocks, n->name, &seen)) {
        return pen_front_fail(c->f, n->at, "template-syntax", "block '%.*s' is there twice",
                              PEN_FMT(n->name));
    }
    PEN_TRY(pen_map_put(&c->blocks, n->name, 1));
    pen_scope *here = c->scope;
    c->scope = n->op ? here : c->root;
    PEN_TRY(frame(c, n, n->list));
    c->scope = here;
    return PEN_OK;
}

// ---- if ----

// `{% if %}{% elif %}…{% else %}`: the exits of all branches land at the end. They are
// chained through their targets until then.
static pen_status branches(pen_compiler *c, pen_ast *n)
{
    uint32_t exits = NO_EXIT;
    for (bool more = true; more; n = n->else_) {
        uint32_t to_next, to_end;
        more = n->op == 1;
        PEN_TRY(expr(c, n->a));
        PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP_FALSE, 0, 0, &to_next));
        PEN_TRY(body(c, n->list));
        if (more || n->else_) {
            PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP, 0, exits, &to_end));
            exits = to_end;
        }
        pen_emit_land(&c->e, to_next);
        if (!more) {
            PEN_TRY(body(c, n->else_));
            break;
        }
    }
    while (exits != NO_EXIT) {
        uint32_t before = c->e.code.insns[exits].a;
        pen_emit_land(&c->e, exits);
        exits = before;
    }
    return PEN_OK;
}

static pen_status conditional(pen_compiler *c, pen_ast *n)
{
    bool soft = c->soft;
    c->soft = true;
    PEN_TRY(branches(c, n));
    c->soft = soft;
    return PEN_OK;
}

// ---- for ----

typedef struct loop {
    pen_ast *n;
    uint32_t slot;    // iterator, its start, what loop.changed saw
    uint32_t empty;   // a local that is false once the body has run, for `else`
    bool uses_loop;   // the body reads `loop`
    uint32_t recurse; // of a recursive loop: the macro that it is, else 0
} loop;

// The locals of the macro that a recursive loop is.
enum { ITEMS_SLOT, DEPTH_SLOT, RECURSIVE_PARAMS };

// Stores the item on the stack into the loop's target.
static pen_status item(pen_compiler *c, const loop *l)
{
    return store(c, l->n->b);
}

// Opens the frame of the target's names.
static pen_status open_target(pen_compiler *c, const loop *l, inner *in)
{
    open_frame(c, in);
    PEN_TRY(pen_scope_param(&in->scope, l->n->b));
    return give_slots(c, l->n);
}

// Pushes what a target holds: names that were unpacked as tuples.
static pen_status target_value(pen_compiler *c, const pen_ast *target)
{
    bool outer;
    if (target->kind == PEN_AST_NAME) {
        const pen_local *l = pen_scope_find(c->scope, target->name, &outer);
        return l ? op(c, PEN_OP_LOCAL, l->slot) : PEN_E_INTERNAL;
    }
    for (const pen_ast *i = target->list; i; i = i->next) {
        PEN_TRY(target_value(c, i));
    }
    return op(c, PEN_OP_TUPLE, pen_ast_count(target->list));
}

// What passes the condition goes to a list of its own first, so that `loop` knows how long
// the loop will be. As in Jinja that list has what the target took, not the items.
static pen_status prefilter(pen_compiler *c, const loop *l)
{
    inner in;
    uint32_t kept, end, top = 0;
    PEN_TRY(pen_compile_slot(c, l->n, &kept));
    PEN_TRY(open_target(c, l, &in));
    PEN_TRY(op(c, PEN_OP_LIST, 0));
    PEN_TRY(op(c, PEN_OP_STORE, kept));
    top = pen_emit_here(&c->e);
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_NEXT, l->slot, 0, &end));
    PEN_TRY(item(c, l));
    PEN_TRY(expr(c, l->n->c));
    PEN_TRY(op(c, PEN_OP_JUMP_FALSE, top));
    PEN_TRY(target_value(c, l->n->b));
    PEN_TRY(op(c, PEN_OP_APPEND, kept));
    PEN_TRY(op(c, PEN_OP_JUMP, top));
    pen_emit_land(&c->e, end);
    close_frame(c, &in);
    PEN_TRY(op(c, PEN_OP_LOCAL, kept));
    return pen_emit_op(&c->e, PEN_OP_ITER, l->slot, 0, NULL);
}

static pen_status mark_empty(pen_compiler *c, const loop *l, bool empty)
{
    if (!l->n->else_) {
        return PEN_OK;
    }
    PEN_TRY(pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_bool(empty)));
    return op(c, PEN_OP_STORE, l->empty);
}

static pen_status loop_body(pen_compiler *c, const loop *l)
{
    inner in;
    uint32_t end;
    PEN_TRY(open_target(c, l, &in));
    uint32_t top = pen_emit_here(&c->e);
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_NEXT, l->slot, 0, &end));
    PEN_TRY(item(c, l));
    if (l->n->c && !l->uses_loop) {
        PEN_TRY(expr(c, l->n->c));
        PEN_TRY(op(c, PEN_OP_JUMP_FALSE, top));
    }
    PEN_TRY(mark_empty(c, l, false));
    in.scope.loop = l->uses_loop ? l->n : NULL;
    in.scope.loop_slot = l->slot;
    in.scope.recurse = l->recurse;
    in.scope.depth_slot = DEPTH_SLOT;
    PEN_TRY(frame(c, l->n, l->n->list));
    PEN_TRY(op(c, PEN_OP_JUMP, top));
    pen_emit_land(&c->e, end);
    close_frame(c, &in);
    return PEN_OK;
}

static pen_status loop_else(pen_compiler *c, const loop *l)
{
    uint32_t end;
    if (!l->n->else_) {
        return PEN_OK;
    }
    PEN_TRY(op(c, PEN_OP_LOCAL, l->empty));
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP_FALSE, 0, 0, &end));
    PEN_TRY(frame(c, l->n, l->n->else_));
    pen_emit_land(&c->e, end);
    return PEN_OK;
}

// Pushes what a loop runs over.
static pen_status loop_items(pen_compiler *c, pen_ast *n)
{
    PEN_TRY(pen_fold(c, n->a));
    return pen_compile_looked_at(c, n->a);
}

static pen_status loop_over(pen_compiler *c, pen_ast *n, uint32_t recurse)
{
    uint32_t used = c->nlocals, more;
    loop l = {.n = n, .recurse = recurse};
    l.uses_loop = recurse || pen_scope_reads(n->list, PEN_LIT("loop"));
    PEN_TRY(pen_compile_slot(c, n, &l.slot));
    PEN_TRY(pen_compile_slot(c, n, &more));
    PEN_TRY(pen_compile_slot(c, n, &more));
    PEN_TRY(pen_compile_slot(c, n, &l.empty));
    PEN_TRY(recurse ? op(c, PEN_OP_LOCAL, ITEMS_SLOT) : loop_items(c, n));
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_ITER, l.slot, 0, NULL));
    if (l.uses_loop) {
        PEN_TRY(pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_undef()));
        PEN_TRY(op(c, PEN_OP_STORE, l.slot + 2));
    }
    if (n->c && l.uses_loop) {
        PEN_TRY(prefilter(c, &l));
    }
    PEN_TRY(mark_empty(c, &l, true));
    PEN_TRY(loop_body(c, &l));
    PEN_TRY(loop_else(c, &l));
    c->nlocals = used;
    return PEN_OK;
}

// ---- macros ----

// A name that macros have without a parameter of that name, when the body reads it.
static pen_status special(pen_compiler *c, const pen_ast *n, pen_str word, bool *has)
{
    pen_ast name = {.kind = PEN_AST_NAME, .name = word};
    bool reads = pen_scope_reads(n->list, word);
    bool needs_default = pen_str_eq(word, PEN_LIT("caller"));
    for (const pen_ast *p = n->else_; p; p = p->next) {
        if (pen_str_eq(p->name, word)) {
            return p->a || !needs_default || !reads
                       ? PEN_OK
                       : pen_front_fail(c->f, p->at, "template-syntax",
                                        "a parameter `caller` needs a default");
        }
    }
    *has = reads;
    return reads ? pen_scope_param(c->scope, &name) : PEN_OK;
}

// The parameters take the first slots, then what pen_macro says.
static pen_status parameters(pen_compiler *c, const pen_ast *n, pen_macro *m)
{
    m->nparams = pen_ast_count(n->else_);
    pen_str *names = PEN_NEW_N(c->e.keep, pen_str, m->nparams);
    if (!names) {
        return PEN_E_NOMEM;
    }
    m->params = names;
    for (const pen_ast *p = n->else_; p; p = p->next) {
        pen_ast name = {.kind = PEN_AST_NAME, .name = p->name};
        PEN_TRY(pen_arena_str(c->e.keep, p->name, names++));
        PEN_TRY(pen_scope_param(c->scope, &name));
    }
    if (c->scope->n != m->nparams) {
        return pen_front_fail(c->f, n->at, "template-syntax", "a parameter is there twice");
    }
    PEN_TRY(special(c, n, PEN_LIT("caller"), &m->caller));
    PEN_TRY(special(c, n, PEN_LIT("kwargs"), &m->kwargs));
    return special(c, n, PEN_LIT("varargs"), &m->varargs);
}

static pen_status defaults(pen_compiler *c, const pen_ast *n)
{
    uint32_t slot = 0;
    for (pen_ast *p = n->else_; p; p = p->next, slot++) {
        uint32_t given;
        PEN_TRY(pen_emit_op(&c->e, PEN_OP_DEFAULT, slot, 0, &given));
        if (p->a) {
            PEN_TRY(expr(c, p->a));
            PEN_TRY(op(c, PEN_OP_STORE, slot));
        }
        pen_emit_land(&c->e, given);
    }
    return PEN_OK;
}

static pen_status macro_body(pen_compiler *c, pen_ast *n, pen_macro *m)
{
    c->scope->function = true;
    PEN_TRY(parameters(c, n, m));
    PEN_TRY(give_slots(c, n));
    m->pc = pen_emit_here(&c->e);
    PEN_TRY(defaults(c, n));
    PEN_TRY(frame(c, n, n->list));
    return op(c, PEN_OP_RETURN, 0);
}

// The body of a recursive loop as a macro of the items and the depth.
static pen_status loop_macro(pen_compiler *c, pen_ast *n, pen_macro *m)
{
    c->scope->function = true;
    m->nparams = RECURSIVE_PARAMS;
    m->params = PEN_NEW_N(c->e.keep, pen_str, RECURSIVE_PARAMS);
    if (!m->params) {
        return PEN_E_NOMEM;
    }
    c->nlocals = c->max_locals = RECURSIVE_PARAMS;
    m->pc = pen_emit_here(&c->e);
    PEN_TRY(loop_over(c, n, c->e.code.nmacros));
    return op(c, PEN_OP_RETURN, 0);
}

// The code of a macro, which the code around jumps over. *index is its number.
static pen_status function(pen_compiler *c, pen_ast *n, uint32_t *index)
{
    pen_macro m = {.name = PEN_LIT("caller")};
    inner in;
    bool loops = n->kind == PEN_AST_FOR;
    uint32_t over, max_locals = c->max_locals;
    if (c->in_macro) {
        return pen_front_fail(
            c->f, n->at, "template-unsupported",
            "a macro, call block or recursive loop inside a macro is not supported");
    }
    if (n->kind == PEN_AST_MACRO) {
        PEN_TRY(pen_arena_str(c->e.keep, n->name, &m.name));
    }
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_JUMP, 0, 0, &over));
    open_frame(c, &in);
    c->in_macro = true;
    c->nlocals = c->max_locals = 0;
    PEN_TRY(loops ? loop_macro(c, n, &m) : macro_body(c, n, &m));
    m.nlocals = c->max_locals;
    c->in_macro = false;
    close_frame(c, &in);
    c->max_locals = max_locals;
    pen_emit_land(&c->e, over);
    return pen_emit_macro(&c->e, m, index);
}

static pen_status recursive_loop(pen_compiler *c, pen_ast *n)
{
    uint32_t index, site;
    PEN_TRY(function(c, n, &index));
    PEN_TRY(op(c, PEN_OP_MACRO, index));
    PEN_TRY(loop_items(c, n));
    PEN_TRY(pen_emit_const_op(&c->e, PEN_OP_CONST, pen_v_int(0)));
    pen_site s = {.name = PEN_LIT("loop"), .nargs = RECURSIVE_PARAMS};
    PEN_TRY(pen_emit_site(&c->e, s, &site));
    PEN_TRY(op(c, PEN_OP_CALL, site));
    return op(c, PEN_OP_OUT, 0);
}

static pen_status for_loop(pen_compiler *c, pen_ast *n)
{
    return n->op ? recursive_loop(c, n) : loop_over(c, n, 0);
}

static pen_status macro(pen_compiler *c, pen_ast *n)
{
    uint32_t index;
    pen_ast target = {.kind = PEN_AST_NAME, .name = n->name};
    PEN_TRY(function(c, n, &index));
    PEN_TRY(op(c, PEN_OP_MACRO, index));
    return store(c, &target);
}

static pen_status called(pen_compiler *c, pen_ast *n)
{
    uint32_t index;
    PEN_TRY(function(c, n, &index));
    PEN_TRY(pen_fold(c, n->a));
    PEN_TRY(pen_compile_call(c, n->a, index));
    return op(c, PEN_OP_OUT, 0);
}

// ---- all ----

static pen_status statement(pen_compiler *c, pen_ast *n)
{
    switch ((int)n->kind) {
    case PEN_AST_OUTPUT:
        return output(c, n);
    case PEN_AST_IF:
        return conditional(c, n);
    case PEN_AST_FOR:
        return for_loop(c, n);
    case PEN_AST_SET:
        return set(c, n);
    case PEN_AST_CAPTURE:
        return capture(c, n);
    case PEN_AST_WITH:
        return with(c, n);
    case PEN_AST_FILTERED:
        return filtered(c, n);
    case PEN_AST_BLOCK:
        return block(c, n);
    case PEN_AST_MACRO:
        return macro(c, n);
    case PEN_AST_CALLED:
        return called(c, n);
    default:
        return PEN_E_INTERNAL;
    }
}

static pen_status body(pen_compiler *c, pen_ast *list)
{
    for (; list; list = list->next) {
        PEN_TRY(statement(c, list));
    }
    return PEN_OK;
}

pen_status pen_compile(pen_compiler *c, pen_ast *statements)
{
    pen_scope root;
    pen_scope_init(&root, NULL, c->f->work);
    pen_map_init(&c->blocks, c->f->work);
    c->scope = c->root = &root;
    PEN_TRY(pen_scope_collect(&root, statements));
    pen_ast whole = {0};
    PEN_TRY(give_slots(c, &whole));
    PEN_TRY(body(c, statements));
    PEN_TRY(op(c, PEN_OP_RETURN, 0));
    c->e.code.macros[0].nlocals = c->max_locals;
    c->scope = c->root = NULL;
    return PEN_OK;
}

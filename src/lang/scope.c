// SPDX-License-Identifier: Apache-2.0
#include "lang/scope.h"

void pen_scope_init(pen_scope *s, pen_scope *parent, pen_arena *work)
{
    *s = (pen_scope){.parent = parent};
    pen_map_init(&s->index, work);
}

// The entry of a name, made when it is not there.
static pen_status entry(pen_scope *s, pen_str name, pen_local **out)
{
    uint32_t i;
    if (pen_map_get(&s->index, name, &i)) {
        *out = &s->v[i];
        return PEN_OK;
    }
    if (s->n == s->room) {
        uint32_t room = s->room ? s->room * 2 : 8;
        pen_local *v = PEN_NEW_N(s->index.arena, pen_local, room);
        if (!v) {
            return PEN_E_NOMEM;
        }
        if (s->n) {
            memcpy(v, s->v, s->n * sizeof *v);
        }
        s->v = v;
        s->room = room;
    }
    PEN_TRY(pen_map_put(&s->index, name, s->n));
    *out = &s->v[s->n++];
    (*out)->name = name;
    return PEN_OK;
}

static pen_status note_read(pen_scope *s, pen_str name)
{
    pen_local *l;
    PEN_TRY(entry(s, name, &l));
    l->init = l->init || !l->set;
    return PEN_OK;
}

bool pen_scope_changes(pen_str method)
{
    static const char *const names[] = {"append", "extend", "insert", "remove",
                                        "update", "clear",  "sort",   "reverse"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pen_str_eq(method, pen_str_c(names[i]))) {
            return true;
        }
    }
    return false;
}

// Whether nobody else can hold what an expression gives, or nothing can be changed in it.
static bool made_here(const pen_ast *e)
{
    return e && (e->kind == PEN_AST_LIST || e->kind == PEN_AST_DICT ||
                 e->kind == PEN_AST_CONST ||
                 (e->kind == PEN_AST_CALL && e->a->kind == PEN_AST_ATTR &&
                  pen_scope_changes(e->a->name)));
}

// `value` is NULL where it is not known.
static pen_status note_set(pen_scope *s, const pen_ast *target, const pen_ast *value,
                           bool maybe)
{
    if (target->kind != PEN_AST_NAME) {
        for (const pen_ast *i = target->list; i; i = i->next) {
            PEN_TRY(note_set(s, i, NULL, maybe));
        }
        return PEN_OK;
    }
    pen_local *l;
    PEN_TRY(entry(s, target->name, &l));
    l->foreign = l->foreign || !made_here(value);
    l->late = l->late || (s->inner && !l->set);
    l->init = l->init || (maybe && !l->set);
    l->set = true;
    return PEN_OK;
}

pen_status pen_scope_param(pen_scope *s, const pen_ast *target)
{
    return note_set(s, target, NULL, false);
}

// Recursion is bounded by the height of expressions.
static pen_status note_expr(pen_scope *s, const pen_ast *e)
{
    if (!e) {
        return PEN_OK;
    }
    if (e->kind == PEN_AST_NAME) {
        return note_read(s, e->name);
    }
    PEN_TRY(note_expr(s, e->a));
    PEN_TRY(note_expr(s, e->b));
    PEN_TRY(note_expr(s, e->c));
    for (const pen_ast *i = e->list; i; i = i->next) {
        PEN_TRY(note_expr(s, i));
    }
    return PEN_OK;
}

static pen_status note_exprs(pen_scope *s, const pen_ast *list)
{
    for (; list; list = list->next) {
        PEN_TRY(note_expr(s, list));
    }
    return PEN_OK;
}

static pen_status note_list(pen_scope *s, const pen_ast *list, bool maybe);

static pen_status note_if(pen_scope *s, const pen_ast *n)
{
    bool more;
    do {
        more = n->op == 1;
        PEN_TRY(note_expr(s, n->a));
        PEN_TRY(note_list(s, n->list, true));
        if (!more) {
            return note_list(s, n->else_, true);
        }
        n = n->else_;
    } while (more);
    return PEN_OK;
}

static pen_status note_statement(pen_scope *s, const pen_ast *n, bool maybe)
{
    s->inner = s->inner || (n->kind != PEN_AST_OUTPUT && n->kind != PEN_AST_IF &&
                            n->kind != PEN_AST_SET);
    switch ((int)n->kind) {
    case PEN_AST_OUTPUT:
        return note_exprs(s, n->list);
    case PEN_AST_IF:
        return note_if(s, n);
    case PEN_AST_FOR:
    case PEN_AST_FILTERED:
    case PEN_AST_CALLED:
        return note_expr(s, n->a);
    case PEN_AST_SET:
        PEN_TRY(note_expr(s, n->a));
        return note_set(s, n->b, n->a, maybe);
    case PEN_AST_CAPTURE:
        return note_set(s, n->b, NULL, maybe);
    case PEN_AST_WITH:
        for (const pen_ast *i = n->else_; i; i = i->next) {
            PEN_TRY(note_expr(s, i->a));
        }
        return PEN_OK;
    case PEN_AST_MACRO: {
        pen_ast name = {.kind = PEN_AST_NAME, .name = n->name};
        return note_set(s, &name, NULL, maybe);
    }
    default: // a block is a frame of its own
        return PEN_OK;
    }
}

static pen_status note_list(pen_scope *s, const pen_ast *list, bool maybe)
{
    for (; list; list = list->next) {
        PEN_TRY(note_statement(s, list, maybe));
    }
    return PEN_OK;
}

pen_status pen_scope_collect(pen_scope *s, const pen_ast *statements)
{
    return note_list(s, statements, false);
}

pen_local *pen_scope_find(pen_scope *s, pen_str name, bool *outer)
{
    *outer = false;
    for (; s; s = s->parent) {
        uint32_t i;
        if (pen_map_get(&s->index, name, &i) && s->v[i].set) {
            return &s->v[i];
        }
        *outer = *outer || s->function;
    }
    return NULL;
}

bool pen_scope_own(const pen_scope *s, pen_str name)
{
    for (; s; s = s->parent) {
        uint32_t i;
        bool set = pen_map_get(&s->index, name, &i) && s->v[i].set;
        if (set && (s->v[i].foreign || s->v[i].late)) {
            return false;
        }
        if (set && !s->v[i].init) {
            return true;
        }
        if (s->function) { // the value outside is that of the call
            return false;
        }
    }
    return false; // a layer, at least before the first set
}

bool pen_scope_known_outside(const pen_scope *s, pen_str name)
{
    uint32_t i;
    for (s = s->parent; s; s = s->parent) {
        if (pen_map_get(&s->index, name, &i)) {
            return true;
        }
    }
    return false;
}

pen_scope *pen_scope_loop(pen_scope *s, bool *outer)
{
    *outer = false;
    for (; s && !s->loop; s = s->parent) {
        *outer = *outer || s->function;
    }
    return s;
}

// Whether one node reads the name. Recursion is bounded by nesting and by the height of
// expressions; a chain of elif is walked.
static bool node_reads(const pen_ast *n, pen_str name)
{
    for (;; n = n->else_) {
        if (n->kind == PEN_AST_NAME && pen_str_eq(n->name, name)) {
            return true;
        }
        if (pen_scope_reads(n->a, name) || pen_scope_reads(n->b, name) ||
            pen_scope_reads(n->c, name) || pen_scope_reads(n->list, name)) {
            return true;
        }
        if (n->kind != PEN_AST_IF || n->op != 1) {
            return pen_scope_reads(n->else_, name);
        }
    }
}

bool pen_scope_reads(const pen_ast *statements, pen_str name)
{
    for (const pen_ast *n = statements; n; n = n->next) {
        if (node_reads(n, name)) {
            return true;
        }
    }
    return false;
}

// SPDX-License-Identifier: Apache-2.0
// The templates of a parser: where each stands, when it runs, its tree.
#include "lint/lint.h"

#include "lang/parser.h"

// ---- one template ----

static pen_status any_child(void *ctx, uint32_t parent, pen_str key, uint32_t *node)
{
    (void)ctx;
    (void)parent;
    (void)key;
    *node = 1;
    return PEN_OK;
}

// Offset of a place that counts from the start of the value.
static size_t offset_at(pen_str value, pen_loc at)
{
    size_t i = 0;
    for (uint32_t line = 1; line < at.line && i < value.n; i++) {
        line += value.p[i] == '\n';
    }
    for (uint32_t col = 1; col < at.col && i < value.n; col++) {
        i++;
        while (i < value.n && (value.p[i] & 0xc0) == 0x80) {
            i++;
        }
    }
    return i;
}

// Unknown filters and tests are looked for in the tree, all of them.
static void report(pen_lint *l, const pen_yaml *at, const pen_diag *first)
{
    for (const pen_diag *d = first; d; d = d->next) {
        if (!pen_str_starts(pen_str_c(d->kind), PEN_LIT("unknown-"))) {
            pen_diag moved = *d;
            moved.at = pen_lint_at(l, at, offset_at(at->text, d->at));
            pen_lint_take(l, &moved, PEN_LINT_TEMPLATE_SYNTAX);
        }
    }
}

typedef struct binder {
    pen_lint_visit visit;
    pen_map *names;
} binder;

static void bind_target(pen_lint *l, pen_map *names, const pen_ast *target)
{
    if (target && target->kind == PEN_AST_NAME) {
        pen_lint_fails(l, pen_map_put(names, target->name, 1));
    }
    for (const pen_ast *i = target ? target->list : NULL; i; i = i->next) {
        bind_target(l, names, i);
    }
}

static void see_binding(const pen_lint_visit *v, const pen_ast *n)
{
    pen_map *names = ((const binder *)(const void *)v)->names;
    if (n->kind == PEN_AST_SET || n->kind == PEN_AST_FOR || n->kind == PEN_AST_CAPTURE) {
        bind_target(v->l, names, n->b);
    }
    if (n->kind == PEN_AST_FOR) {
        pen_lint_fails(v->l, pen_map_put(names, PEN_LIT("loop"), 1));
    }
    if (n->kind == PEN_AST_MACRO || n->kind == PEN_AST_CALLED) {
        for (const pen_ast *p = n->else_; p; p = p->next) {
            pen_lint_fails(v->l, pen_map_put(names, p->name, 1));
        }
        static const char *const given[] = {"caller", "varargs", "kwargs"};
        for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
            pen_lint_fails(v->l, pen_map_put(names, pen_str_c(given[i]), 1));
        }
    }
    if (n->kind == PEN_AST_MACRO) {
        pen_lint_fails(v->l, pen_map_put(names, n->name, 1));
    }
}

static void bind(pen_lint *l, pen_lint_template *t)
{
    binder b = {{l, t, see_binding}, &t->locals};
    pen_map_init(&t->locals, &l->arena);
    for (const pen_ast *n = t->tree; n; n = n->next) {
        pen_lint_walk(&b.visit, n);
    }
}

// Compiles it for the messages, then parses it again for the tree.
static pen_status parse(pen_lint *l, pen_lint_template *t, pen_str text)
{
    static const pen_names names = {NULL, any_child, NULL};
    pen_diags said;
    pen_template *compiled;
    pen_tokens tokens;
    pen_ast *tree = NULL;
    pen_diags_init(&said, &l->arena);
    pen_template_env env = {&l->arena, &names, &said, PEN_SEV_ERROR};
    pen_loc start = {PEN_EMPTY, 1, 1};
    pen_status s = pen_template_compile(&env, text, start, &compiled);
    report(l, t->at, said.first);
    bool readable = s == PEN_OK || (said.first && pen_str_starts(pen_str_c(said.first->kind),
                                                                 PEN_LIT("unknown-")));
    if (!readable) {
        return s == PEN_E_NOMEM ? s : PEN_OK;
    }
    env.diags = NULL;
    pen_front *front = PEN_NEW(&l->arena, pen_front);
    if (!front) {
        return PEN_E_NOMEM;
    }
    text.n -= pen_str_ends(text, PEN_LIT("\n"));
    *front = (pen_front){.env = &env, .work = &l->arena, .src = text, .at = start};
    PEN_TRY(pen_lex(front, &tokens));
    PEN_TRY(pen_parse(front, &tokens, &tree));
    t->tree = tree;
    t->source = text;
    return PEN_OK;
}

pen_status pen_lint_template_add(pen_lint *l, const pen_lint_template *like)
{
    pen_lint_template *t = PEN_NEW(&l->arena, pen_lint_template);
    if (!t) {
        return PEN_E_NOMEM;
    }
    *t = *like;
    PEN_TRY(parse(l, t, like->at->text));
    bind(l, t);
    *(l->last ? &l->last->next : &l->templates) = t;
    l->last = t;
    return PEN_OK;
}

// ---- where templates stand ----

// Recursion is bounded by PEN_YAML_DEPTH_MAX.
static void add_value(pen_lint *l, const pen_yaml *y, pen_lint_template like)
{
    if (!y) {
        return;
    }
    if (y->kind != PEN_YAML_SCALAR) {
        for (const pen_yaml *c = y->first; c; c = c->next) {
            add_value(l, c, like);
        }
        return;
    }
    if (y->value.tag == PEN_T_STR && pen_template_is(y->text)) {
        like.at = y;
        pen_lint_fails(l, pen_lint_template_add(l, &like));
    }
}

static void add_external(pen_lint *l, const pen_yaml *external, uint32_t when)
{
    const pen_yaml *properties = pen_yaml_get(external, "properties");
    const pen_stage_type *type = pen_stage_find(pen_yaml_text(pen_yaml_get(external, "name")));
    pen_lint_template like = {.role = PEN_LINT_VALUE, .when = when};
    const pen_yaml *input = pen_lint_child(properties, "input_field", PEN_YAML_SCALAR);
    add_value(l, input, like);
    if (input && input->text.n && !pen_template_is(input->text)) {
        pen_lint_bare_path(l, input, input->text, when, false);
    }
    for (const pen_stage_option *o = type ? type->options : NULL; o && o->name; o++) {
        if (o->kind == PEN_OPTION_TEMPLATE) {
            add_value(l, pen_yaml_get(properties, o->name), like);
        }
    }
}

static void add_pipeline(pen_lint *l)
{
    const pen_yaml *list = pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
    uint32_t i = 0;
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next, i++) {
        add_value(l, pen_yaml_get(e, "filter"),
                  (pen_lint_template){.role = PEN_LINT_FILTER, .when = i});
        add_external(l, pen_yaml_get(e, "external"), i);
    }
}

static void add_mapping(pen_lint *l, const pen_yaml *mapping, pen_lint_template like)
{
    for (const pen_yaml *y = mapping ? mapping->first : NULL; y; y = y->next) {
        if (pen_template_is(y->key->text)) {
            add_value(l, y->key, like);
        } else {
            pen_lint_bare_path(l, y->key, y->key->text, like.when, true);
        }
    }
}

static void add_action(pen_lint *l, const pen_yaml *a, pen_lint_template like)
{
    like.role = PEN_LINT_FILTER;
    add_value(l, pen_yaml_get(a, "filter"), like);
    like.role = PEN_LINT_VALUE;
    add_mapping(l, pen_lint_child(a, "mapping", PEN_YAML_MAP), like);
    add_value(l, pen_lint_child(a, "dictionary", PEN_YAML_MAP), like);
    add_value(l, pen_yaml_get(a, "fallback"), like);
    const pen_yaml *set = pen_lint_child(a, "set", PEN_YAML_MAP);
    for (const pen_yaml *y = set ? set->first : NULL; y; y = y->next) {
        like.role = PEN_LINT_SET;
        like.field = y->key->text;
        add_value(l, y, like);
    }
}

// A stage that nothing runs is looked at as if it came last.
static void add_stage(pen_lint *l, const pen_yaml *stage)
{
    pen_lint_template like = {.layer = stage->key->text};
    if (!pen_lint_runs(l, stage->key->text, &like.when)) {
        like.when = UINT32_MAX;
    }
    const pen_yaml *actions = pen_lint_child(stage, "actions", PEN_YAML_SEQ);
    for (const pen_yaml *a = actions ? actions->first : NULL; a; a = a->next) {
        add_action(l, a, like);
    }
}

pen_status pen_lint_collect(pen_lint *l)
{
    add_pipeline(l);
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        add_stage(l, s);
    }
    return l->failed;
}

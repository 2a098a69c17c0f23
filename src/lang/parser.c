// SPDX-License-Identifier: Apache-2.0
#include "lang/parser.h"

// Words that end a body, NULL after the last.
typedef const char *const *stops;

static pen_status parse_body(pen_parser *p, stops ends, pen_ast **out);

static bool at_end_word(const pen_parser *p, stops ends)
{
    for (; *ends; ends++) {
        if (pen_parse_at_name(p, pen_str_c(*ends))) {
            return true;
        }
    }
    return false;
}

static pen_status parse_nothing(pen_parser *p)
{
    return pen_parse_expect(p, PEN_TOK_TAG_END);
}

// `name %}`, the current token being that name: the end of a block.
static pen_status parse_end(pen_parser *p)
{
    p->t++;
    return parse_nothing(p);
}

// A body up to `{% end %}`, which is passed.
static pen_status parse_until(pen_parser *p, const char *end, pen_ast **out)
{
    const char *const ends[] = {end, NULL};
    (void)pen_parse_skip(p, PEN_TOK_COLON);
    PEN_TRY(pen_parse_expect(p, PEN_TOK_TAG_END));
    PEN_TRY(parse_body(p, ends, out));
    return parse_end(p);
}

// ---- targets ----

static pen_status parse_target_name(pen_parser *p, pen_ast **out)
{
    if (p->t->kind != PEN_TOK_NAME) {
        return pen_parse_unexpected(p, "a name to set");
    }
    if (p->t[1].kind == PEN_TOK_DOT) {
        return pen_front_fail(p->f, p->t->at, "template-unsupported",
                              "an attribute cannot be set (there are no namespaces)");
    }
    static const char *const fixed[] = {"true", "True", "false", "False",
                                        "none", "None", NULL};
    if (at_end_word(p, fixed)) {
        return pen_parse_unexpected(p, "a name that can be set");
    }
    PEN_TRY(pen_parse_node(p, PEN_AST_NAME, out));
    (*out)->name = p->t->text;
    p->t++;
    return PEN_OK;
}

static pen_status parse_target(pen_parser *p, pen_ast **out);

static pen_status parse_target_item(pen_parser *p, pen_ast **out)
{
    if (p->t->kind != PEN_TOK_LPAREN) {
        return parse_target_name(p, out);
    }
    p->t++;
    PEN_TRY(pen_parse_enter(p));
    PEN_TRY(parse_target(p, out));
    p->f->depth--;
    return pen_parse_expect(p, PEN_TOK_RPAREN);
}

// A name, or names with commas between them.
static pen_status parse_target(pen_parser *p, pen_ast **out)
{
    pen_ast *tuple;
    pen_ast_list items = {0};
    PEN_TRY(pen_parse_node(p, PEN_AST_TUPLE, &tuple));
    bool commas = false;
    for (;;) {
        pen_ast *item;
        PEN_TRY(parse_target_item(p, &item));
        pen_ast_append(&items, item);
        if (!pen_parse_skip(p, PEN_TOK_COMMA)) {
            break;
        }
        commas = true;
        if (p->t->kind == PEN_TOK_TAG_END || p->t->kind == PEN_TOK_RPAREN ||
            pen_parse_at_name(p, PEN_LIT("in"))) {
            break; // a comma at the end
        }
    }
    tuple->list = items.first;
    *out = commas ? tuple : items.first;
    return PEN_OK;
}

// ---- statements: each starts after its name ----

static pen_status parse_set(pen_parser *p, pen_ast *n)
{
    PEN_TRY(parse_target(p, &n->b));
    if (pen_parse_skip(p, PEN_TOK_ASSIGN)) {
        PEN_TRY(pen_parse_tuple(p, true, &n->a));
        return parse_nothing(p);
    }
    n->kind = PEN_AST_CAPTURE;
    PEN_TRY(pen_parse_filters(p, false, NULL, &n->a));
    return parse_until(p, "endset", &n->list);
}

static pen_status parse_if(pen_parser *p, pen_ast *n)
{
    static const char *const ends[] = {"elif", "else", "endif", NULL};
    for (;;) {
        PEN_TRY(pen_parse_tuple(p, false, &n->a));
        (void)pen_parse_skip(p, PEN_TOK_COLON);
        PEN_TRY(pen_parse_expect(p, PEN_TOK_TAG_END));
        PEN_TRY(parse_body(p, ends, &n->list));
        if (!pen_parse_at_name(p, PEN_LIT("elif"))) {
            break;
        }
        n->op = 1;
        PEN_TRY(pen_parse_node(p, PEN_AST_IF, &n->else_));
        n = n->else_;
        p->t++;
    }
    if (pen_parse_skip_name(p, PEN_LIT("else"))) {
        return parse_until(p, "endif", &n->else_);
    }
    return parse_end(p);
}

// Jinja refuses `loop` as a target anywhere inside a loop.
static pen_status check_loop_name(pen_parser *p, const pen_ast *target)
{
    if (target->kind == PEN_AST_NAME) {
        return pen_str_eq(target->name, PEN_LIT("loop"))
                   ? pen_front_fail(p->f, target->at, "template-syntax",
                                    "`loop` cannot be set inside a loop")
                   : PEN_OK;
    }
    for (const pen_ast *i = target->list; i; i = i->next) {
        PEN_TRY(check_loop_name(p, i));
    }
    return PEN_OK;
}

static pen_status parse_for(pen_parser *p, pen_ast *n)
{
    static const char *const ends[] = {"else", "endfor", NULL};
    PEN_TRY(parse_target(p, &n->b));
    PEN_TRY(check_loop_name(p, n->b));
    if (!pen_parse_skip_name(p, PEN_LIT("in"))) {
        return pen_parse_unexpected(p, "`in`");
    }
    PEN_TRY(pen_parse_tuple(p, false, &n->a));
    if (pen_parse_skip_name(p, PEN_LIT("if"))) {
        PEN_TRY(pen_parse_expr(p, &n->c));
    }
    n->op = pen_parse_skip_name(p, PEN_LIT("recursive"));
    (void)pen_parse_skip(p, PEN_TOK_COLON);
    PEN_TRY(pen_parse_expect(p, PEN_TOK_TAG_END));
    PEN_TRY(parse_body(p, ends, &n->list));
    if (pen_parse_skip_name(p, PEN_LIT("else"))) {
        return parse_until(p, "endfor", &n->else_);
    }
    return parse_end(p);
}

static pen_status parse_with(pen_parser *p, pen_ast *n)
{
    pen_ast_list sets = {0};
    while (p->t->kind != PEN_TOK_TAG_END) {
        pen_ast *set;
        if (sets.first) {
            PEN_TRY(pen_parse_expect(p, PEN_TOK_COMMA));
        }
        PEN_TRY(pen_parse_node(p, PEN_AST_SET, &set));
        PEN_TRY(parse_target_item(p, &set->b));
        PEN_TRY(pen_parse_expect(p, PEN_TOK_ASSIGN));
        PEN_TRY(pen_parse_expr(p, &set->a));
        pen_ast_append(&sets, set);
    }
    n->else_ = sets.first;
    return parse_until(p, "endwith", &n->list);
}

static pen_status parse_filter(pen_parser *p, pen_ast *n)
{
    PEN_TRY(pen_parse_filters(p, true, NULL, &n->a));
    return parse_until(p, "endfilter", &n->list);
}

static pen_status parse_print(pen_parser *p, pen_ast *n)
{
    pen_ast_list items = {0};
    while (p->t->kind != PEN_TOK_TAG_END) {
        pen_ast *item;
        if (items.first) {
            PEN_TRY(pen_parse_expect(p, PEN_TOK_COMMA));
        }
        PEN_TRY(pen_parse_expr(p, &item));
        pen_ast_append(&items, item);
    }
    n->list = items.first;
    return parse_nothing(p);
}

static pen_status parse_block(pen_parser *p, pen_ast *n)
{
    static const char *const ends[] = {"endblock", NULL};
    if (p->t->kind != PEN_TOK_NAME) {
        return pen_parse_unexpected(p, "the block's name");
    }
    n->name = p->t->text;
    p->t++;
    n->op = pen_parse_skip_name(p, PEN_LIT("scoped"));
    PEN_TRY(parse_nothing(p));
    PEN_TRY(parse_body(p, ends, &n->list));
    p->t++;
    (void)pen_parse_skip_name(p, n->name);
    return parse_nothing(p);
}

// `(a, b=1)`
static pen_status parse_parameters(pen_parser *p, pen_ast **out)
{
    pen_ast_list params = {0};
    PEN_TRY(pen_parse_expect(p, PEN_TOK_LPAREN));
    while (p->t->kind != PEN_TOK_RPAREN) {
        pen_ast *param;
        if (params.first) {
            PEN_TRY(pen_parse_expect(p, PEN_TOK_COMMA));
        }
        PEN_TRY(parse_target_name(p, &param));
        param->kind = PEN_AST_KWARG;
        if (pen_parse_skip(p, PEN_TOK_ASSIGN)) {
            PEN_TRY(pen_parse_expr(p, &param->a));
        } else if (params.last && params.last->a) {
            return pen_front_fail(
                p->f, param->at, "template-syntax",
                "a parameter without a default follows one with a default");
        }
        pen_ast_append(&params, param);
    }
    *out = params.first;
    return pen_parse_expect(p, PEN_TOK_RPAREN);
}

static pen_status parse_macro(pen_parser *p, pen_ast *n)
{
    if (p->t->kind != PEN_TOK_NAME) {
        return pen_parse_unexpected(p, "the macro's name");
    }
    n->name = p->t->text;
    p->t++;
    PEN_TRY(parse_parameters(p, &n->else_));
    return parse_until(p, "endmacro", &n->list);
}

static pen_status parse_called(pen_parser *p, pen_ast *n)
{
    if (p->t->kind == PEN_TOK_LPAREN) {
        PEN_TRY(parse_parameters(p, &n->else_));
    }
    PEN_TRY(pen_parse_expr(p, &n->a));
    if (n->a->kind != PEN_AST_CALL) {
        return pen_front_fail(p->f, n->a->at, "template-syntax",
                              "expected the call of a macro");
    }
    return parse_until(p, "endcall", &n->list);
}

static pen_status parse_refused(pen_parser *p, pen_ast *n)
{
    pen_str name = p->t[-1].text;
    return pen_front_fail(p->f, n->at, "template-unsupported",
                          "`%.*s` is not supported (a template stands alone)",
                          PEN_FMT(name));
}

typedef struct statement {
    const char *name;
    pen_ast_kind kind;
    pen_status (*parse)(pen_parser *p, pen_ast *n);
} statement;

static const statement statements[] = {
    {"if", PEN_AST_IF, parse_if},
    {"for", PEN_AST_FOR, parse_for},
    {"set", PEN_AST_SET, parse_set},
    {"with", PEN_AST_WITH, parse_with},
    {"filter", PEN_AST_FILTERED, parse_filter},
    {"print", PEN_AST_OUTPUT, parse_print},
    {"block", PEN_AST_BLOCK, parse_block},
    {"macro", PEN_AST_MACRO, parse_macro},
    {"call", PEN_AST_CALLED, parse_called},
    {"include", PEN_AST_OUTPUT, parse_refused},
    {"import", PEN_AST_OUTPUT, parse_refused},
    {"from", PEN_AST_OUTPUT, parse_refused},
    {"extends", PEN_AST_OUTPUT, parse_refused},
    {"autoescape", PEN_AST_OUTPUT, parse_refused},
};

static pen_status parse_statement(pen_parser *p, pen_ast **out)
{
    if (p->t->kind != PEN_TOK_NAME) {
        return pen_parse_unexpected(p, "the name of a statement");
    }
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (pen_parse_at_name(p, pen_str_c(statements[i].name))) {
            PEN_TRY(pen_parse_enter(p));
            PEN_TRY(pen_parse_node(p, statements[i].kind, out));
            p->t++;
            PEN_TRY(statements[i].parse(p, *out));
            p->f->depth--;
            return PEN_OK;
        }
    }
    return pen_front_fail(p->f, p->t->at, "template-syntax",
                          "unknown or misplaced statement '%.*s'", PEN_FMT(p->t->text));
}

// ---- bodies ----

static pen_status parse_output(pen_parser *p, pen_ast_list *items)
{
    pen_ast *n;
    if (p->t->kind == PEN_TOK_DATA) {
        PEN_TRY(pen_parse_node(p, PEN_AST_DATA, &n));
        n->value = pen_v_str(p->t->text);
        p->t++;
    } else {
        p->t++;
        PEN_TRY(pen_parse_tuple(p, true, &n));
        PEN_TRY(pen_parse_expect(p, PEN_TOK_OUT_END));
    }
    pen_ast_append(items, n);
    return PEN_OK;
}

// Text and `{{ }}` side by side are one OUTPUT.
static pen_status parse_outputs(pen_parser *p, pen_ast **out)
{
    pen_ast_list items = {0};
    PEN_TRY(pen_parse_node(p, PEN_AST_OUTPUT, out));
    while (p->t->kind == PEN_TOK_DATA || p->t->kind == PEN_TOK_OUT_BEGIN) {
        PEN_TRY(parse_output(p, &items));
    }
    (*out)->list = items.first;
    return PEN_OK;
}

// Statements up to a tag that starts with one of `ends`, whose name is the current token
// then; with no ends, up to the end of the template.
static pen_status parse_body(pen_parser *p, stops ends, pen_ast **out)
{
    pen_ast_list items = {0};
    for (;;) {
        pen_ast *n;
        if (p->t->kind == PEN_TOK_END) {
            break;
        }
        if (pen_parse_skip(p, PEN_TOK_TAG_BEGIN)) {
            if (at_end_word(p, ends)) {
                break;
            }
            PEN_TRY(parse_statement(p, &n));
        } else {
            PEN_TRY(parse_outputs(p, &n));
        }
        pen_ast_append(&items, n);
    }
    if (*ends && p->t->kind == PEN_TOK_END) {
        while (ends[1]) {
            ends++;
        }
        return pen_front_fail(p->f, p->t->at, "template-syntax",
                              "the template ends before '%s'", *ends);
    }
    *out = items.first;
    return PEN_OK;
}

pen_status pen_parse(pen_front *f, const pen_tokens *tokens, pen_ast **out)
{
    static const char *const none[] = {NULL};
    pen_parser p = {.f = f, .t = tokens->v};
    return parse_body(&p, none, out);
}

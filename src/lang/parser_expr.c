// SPDX-License-Identifier: Apache-2.0
// Expressions. Loosest first:
//
//   expr    = or { "if" or [ "else" expr ] }
//   or      = and { "or" and }            and = not { "and" not }
//   not     = "not" not | compare
//   compare = sum { ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") sum }
//   sum     = concat { ("+" | "-") concat }
//   concat  = product { "~" product }
//   product = power { ("*" | "/" | "//" | "%") power }
//   power   = unary { "**" unary }
//   unary   = ("-" | "+") unary' | primary postfix, then filters and tests
#include "lang/parser.h"

#include "base/limits.h"

// ---- small things ----

pen_status pen_parse_node(pen_parser *p, pen_ast_kind kind, pen_ast **out)
{
    *out = PEN_NEW(p->f->work, pen_ast);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    (*out)->kind = kind;
    (*out)->at = p->t->at;
    return PEN_OK;
}

pen_status pen_parse_unexpected(pen_parser *p, const char *what)
{
    if (p->t->kind == PEN_TOK_NAME) {
        return pen_front_fail(p->f, p->t->at, "template-syntax",
                              "expected %s, found '%.*s'", what, PEN_FMT(p->t->text));
    }
    return pen_front_fail(p->f, p->t->at, "template-syntax", "expected %s, found %s", what,
                          pen_tok_text(p->t->kind));
}

pen_status pen_parse_expect(pen_parser *p, pen_tok kind)
{
    return pen_parse_skip(p, kind) ? PEN_OK : pen_parse_unexpected(p, pen_tok_text(kind));
}

pen_status pen_parse_enter(pen_parser *p)
{
    if (p->f->depth >= PEN_TEMPLATE_DEPTH_MAX) {
        return pen_front_fail(p->f, p->t->at, "template-limit",
                              "this is nested too deeply");
    }
    p->f->depth++;
    return PEN_OK;
}

static uint32_t higher(uint32_t height, const pen_ast *n)
{
    return n && n->height >= height ? n->height + 1 : height;
}

// Measures a node whose parts are complete. Chains (a + b + c …, a.b.c …) are trees as deep
// as they are long, so their height is capped like nesting is.
static pen_status measure(pen_parser *p, pen_ast *n)
{
    n->height = higher(higher(higher(n->height, n->a), n->b), n->c);
    for (const pen_ast *i = n->list; i; i = i->next) {
        n->height = higher(n->height, i);
    }
    return n->height <= PEN_TEMPLATE_HEIGHT_MAX
               ? PEN_OK
               : pen_front_fail(p->f, n->at, "template-limit",
                                "this expression is too long");
}

// A node of `kind` over one or two operands.
static pen_status over(pen_parser *p, pen_ast_kind kind, pen_ast *a, pen_ast *b,
                       pen_ast **out)
{
    pen_ast *n;
    PEN_TRY(pen_parse_node(p, kind, &n));
    n->at = a ? a->at : n->at;
    n->a = a;
    n->b = b;
    *out = n;
    return measure(p, n);
}

// ---- binary operators ----

static pen_status parse_unary(pen_parser *p, bool filters, pen_ast **out);

typedef pen_status (*parse_fn)(pen_parser *p, pen_ast **out);

// `level { op level }`, left to right, for the operators in `ops` (ended by END).
static pen_status left_to_right(pen_parser *p, const pen_tok *ops, parse_fn level,
                                pen_ast **out)
{
    PEN_TRY(level(p, out));
    for (;;) {
        const pen_tok *op = ops;
        while (*op != PEN_TOK_END && *op != p->t->kind) {
            op++;
        }
        if (*op == PEN_TOK_END) {
            return PEN_OK;
        }
        pen_ast *right;
        p->t++;
        PEN_TRY(level(p, &right));
        PEN_TRY(over(p, PEN_AST_BINARY, *out, right, out));
        (*out)->op = (int)*op;
    }
}

static pen_status parse_operand(pen_parser *p, pen_ast **out)
{
    return parse_unary(p, true, out);
}

static pen_status parse_power(pen_parser *p, pen_ast **out)
{
    static const pen_tok ops[] = {PEN_TOK_POW, PEN_TOK_END};
    return left_to_right(p, ops, parse_operand, out);
}

static pen_status parse_product(pen_parser *p, pen_ast **out)
{
    static const pen_tok ops[] = {PEN_TOK_MUL, PEN_TOK_DIV, PEN_TOK_FLOORDIV, PEN_TOK_MOD,
                                  PEN_TOK_END};
    return left_to_right(p, ops, parse_power, out);
}

static pen_status parse_concat(pen_parser *p, pen_ast **out)
{
    PEN_TRY(parse_product(p, out));
    if (p->t->kind != PEN_TOK_TILDE) {
        return PEN_OK;
    }
    pen_ast_list parts = {0};
    pen_ast_append(&parts, *out);
    while (pen_parse_skip(p, PEN_TOK_TILDE)) {
        pen_ast *part;
        PEN_TRY(parse_product(p, &part));
        pen_ast_append(&parts, part);
    }
    PEN_TRY(pen_parse_node(p, PEN_AST_CONCAT, out));
    (*out)->at = parts.first->at;
    (*out)->list = parts.first;
    return measure(p, *out);
}

static pen_status parse_sum(pen_parser *p, pen_ast **out)
{
    static const pen_tok ops[] = {PEN_TOK_ADD, PEN_TOK_SUB, PEN_TOK_END};
    return left_to_right(p, ops, parse_concat, out);
}

// The comparison at the current token, which is passed; -1 when there is none.
static int comparison(pen_parser *p)
{
    pen_tok k = p->t->kind;
    if (k == PEN_TOK_EQ || k == PEN_TOK_NE || k == PEN_TOK_LT || k == PEN_TOK_LE ||
        k == PEN_TOK_GT || k == PEN_TOK_GE) {
        p->t++;
        return (int)k;
    }
    if (pen_parse_skip_name(p, PEN_LIT("in"))) {
        return PEN_AST_IN;
    }
    if (pen_parse_at_name(p, PEN_LIT("not")) && p->t[1].kind == PEN_TOK_NAME &&
        pen_str_eq(p->t[1].text, PEN_LIT("in"))) {
        p->t += 2;
        return PEN_AST_NOT_IN;
    }
    return -1;
}

static pen_status parse_compare(pen_parser *p, pen_ast **out)
{
    PEN_TRY(parse_sum(p, out));
    pen_ast_list operands = {0};
    for (int op; (op = comparison(p)) >= 0;) {
        pen_ast *operand, *value;
        PEN_TRY(parse_sum(p, &value));
        PEN_TRY(over(p, PEN_AST_OPERAND, value, NULL, &operand));
        operand->op = op;
        pen_ast_append(&operands, operand);
    }
    if (operands.first) {
        PEN_TRY(over(p, PEN_AST_COMPARE, *out, NULL, out));
        (*out)->list = operands.first;
        PEN_TRY(measure(p, *out));
    }
    return PEN_OK;
}

static pen_status parse_not(pen_parser *p, pen_ast **out)
{
    const pen_token *not = p->t;
    if (!pen_parse_skip_name(p, PEN_LIT("not"))) {
        return parse_compare(p, out);
    }
    pen_ast *operand;
    PEN_TRY(pen_parse_enter(p));
    PEN_TRY(parse_not(p, &operand));
    p->f->depth--;
    PEN_TRY(over(p, PEN_AST_NOT, operand, NULL, out));
    (*out)->at = not ->at;
    return PEN_OK;
}

static pen_status parse_and(pen_parser *p, pen_ast **out)
{
    PEN_TRY(parse_not(p, out));
    while (pen_parse_skip_name(p, PEN_LIT("and"))) {
        pen_ast *right;
        PEN_TRY(parse_not(p, &right));
        PEN_TRY(over(p, PEN_AST_AND, *out, right, out));
    }
    return PEN_OK;
}

pen_status pen_parse_or(pen_parser *p, pen_ast **out)
{
    PEN_TRY(pen_parse_enter(p));
    PEN_TRY(parse_and(p, out));
    while (pen_parse_skip_name(p, PEN_LIT("or"))) {
        pen_ast *right;
        PEN_TRY(parse_and(p, &right));
        PEN_TRY(over(p, PEN_AST_OR, *out, right, out));
    }
    p->f->depth--;
    return PEN_OK;
}

pen_status pen_parse_expr(pen_parser *p, pen_ast **out)
{
    PEN_TRY(pen_parse_enter(p));
    PEN_TRY(pen_parse_or(p, out));
    while (pen_parse_skip_name(p, PEN_LIT("if"))) {
        pen_ast *test, *otherwise = NULL;
        PEN_TRY(pen_parse_or(p, &test));
        if (pen_parse_skip_name(p, PEN_LIT("else"))) {
            PEN_TRY(pen_parse_expr(p, &otherwise));
        }
        PEN_TRY(over(p, PEN_AST_COND, test, *out, out));
        (*out)->c = otherwise;
        PEN_TRY(measure(p, *out));
    }
    p->f->depth--;
    return PEN_OK;
}

// ---- displays ----

static bool at_tuple_end(const pen_parser *p)
{
    return p->t->kind == PEN_TOK_OUT_END || p->t->kind == PEN_TOK_TAG_END ||
           p->t->kind == PEN_TOK_RPAREN || pen_parse_at_name(p, PEN_LIT("recursive"));
}

// Items up to one of the tuple's ends; *commas tells a tuple of one from a plain value.
static pen_status tuple_items(pen_parser *p, bool inline_if, pen_ast_list *items,
                              bool *commas)
{
    *commas = false;
    while (!at_tuple_end(p)) {
        pen_ast *item;
        PEN_TRY(inline_if ? pen_parse_expr(p, &item) : pen_parse_or(p, &item));
        pen_ast_append(items, item);
        if (!pen_parse_skip(p, PEN_TOK_COMMA)) {
            break;
        }
        *commas = true;
    }
    return PEN_OK;
}

pen_status pen_parse_tuple(pen_parser *p, bool inline_if, pen_ast **out)
{
    bool commas;
    pen_ast *tuple;
    pen_ast_list items = {0};
    PEN_TRY(pen_parse_node(p, PEN_AST_TUPLE, &tuple));
    PEN_TRY(tuple_items(p, inline_if, &items, &commas));
    if (!items.first) {
        return pen_parse_unexpected(p, "an expression");
    }
    tuple->list = items.first;
    *out = commas ? tuple : items.first;
    return measure(p, tuple);
}

static pen_status parse_parens(pen_parser *p, pen_ast **out)
{
    p->t++;
    if (p->t->kind == PEN_TOK_RPAREN) {
        PEN_TRY(pen_parse_node(p, PEN_AST_TUPLE, out));
    } else {
        PEN_TRY(pen_parse_tuple(p, true, out));
    }
    return pen_parse_expect(p, PEN_TOK_RPAREN);
}

static pen_status parse_pair(pen_parser *p, pen_ast **out)
{
    pen_ast *key, *value;
    PEN_TRY(pen_parse_expr(p, &key));
    PEN_TRY(pen_parse_expect(p, PEN_TOK_COLON));
    PEN_TRY(pen_parse_expr(p, &value));
    return over(p, PEN_AST_PAIR, key, value, out);
}

// `[a, b]` or `{k: v}`; a comma may end it.
static pen_status parse_display(pen_parser *p, pen_tok close, pen_ast **out)
{
    bool dict = close == PEN_TOK_RBRACE;
    pen_ast_list items = {0};
    PEN_TRY(pen_parse_node(p, dict ? PEN_AST_DICT : PEN_AST_LIST, out));
    p->t++;
    while (p->t->kind != close) {
        pen_ast *item;
        if (items.first) {
            PEN_TRY(pen_parse_expect(p, PEN_TOK_COMMA));
        }
        if (p->t->kind == close) {
            break;
        }
        PEN_TRY(dict ? parse_pair(p, &item) : pen_parse_expr(p, &item));
        pen_ast_append(&items, item);
    }
    (*out)->list = items.first;
    PEN_TRY(measure(p, *out));
    return pen_parse_expect(p, close);
}

// ---- primaries ----

// Constants by name; PEN_T_UNDEF when the name is none.
static pen_value named_constant(pen_str name)
{
    if (pen_str_eq(name, PEN_LIT("true")) || pen_str_eq(name, PEN_LIT("True"))) {
        return pen_v_bool(true);
    }
    if (pen_str_eq(name, PEN_LIT("false")) || pen_str_eq(name, PEN_LIT("False"))) {
        return pen_v_bool(false);
    }
    if (pen_str_eq(name, PEN_LIT("none")) || pen_str_eq(name, PEN_LIT("None"))) {
        return pen_v_none();
    }
    return pen_v_undef();
}

static pen_status parse_name(pen_parser *p, pen_ast **out)
{
    pen_value v = named_constant(p->t->text);
    PEN_TRY(pen_parse_node(p, v.tag == PEN_T_UNDEF ? PEN_AST_NAME : PEN_AST_CONST, out));
    (*out)->value = v;
    (*out)->name = p->t->text;
    p->t++;
    return PEN_OK;
}

// Texts side by side are one.
static pen_status parse_texts(pen_parser *p, pen_ast **out)
{
    PEN_TRY(pen_parse_node(p, PEN_AST_CONST, out));
    (*out)->value = p->t->value;
    size_t n = 0;
    const pen_token *first = p->t;
    while (p->t->kind == PEN_TOK_STRING) {
        n += p->t++->value.n;
    }
    if (p->t - first == 1) {
        return PEN_OK;
    }
    char *to = pen_arena_get(p->f->work, n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    size_t at = 0;
    for (; first < p->t; first++) {
        if (first->value.n) {
            memcpy(to + at, first->value.u.p, first->value.n);
        }
        at += first->value.n;
    }
    (*out)->value = pen_v_str(pen_str_of(to, n));
    return PEN_OK;
}

static pen_status parse_number(pen_parser *p, pen_ast **out)
{
    PEN_TRY(pen_parse_node(p, PEN_AST_CONST, out));
    (*out)->value = p->t->value;
    p->t++;
    return PEN_OK;
}

static pen_status parse_primary(pen_parser *p, pen_ast **out)
{
    pen_tok k = p->t->kind;
    if (k == PEN_TOK_NAME) {
        return parse_name(p, out);
    }
    if (k == PEN_TOK_STRING) {
        return parse_texts(p, out);
    }
    if (k == PEN_TOK_INT || k == PEN_TOK_FLOAT) {
        return parse_number(p, out);
    }
    if (k == PEN_TOK_LPAREN) {
        return parse_parens(p, out);
    }
    if (k == PEN_TOK_LBRACKET) {
        return parse_display(p, PEN_TOK_RBRACKET, out);
    }
    if (k == PEN_TOK_LBRACE) {
        return parse_display(p, PEN_TOK_RBRACE, out);
    }
    return pen_parse_unexpected(p, "an expression");
}

// ---- what follows a primary ----

// Arguments being read: in the order a call wants them.
typedef struct arguments {
    pen_ast_list plain, named;
    pen_ast *spread, *spread2;
} arguments;

// `*a` or `**a`
static pen_status parse_spread(pen_parser *p, arguments *args)
{
    bool two = p->t->kind == PEN_TOK_POW;
    pen_ast **to = two ? &args->spread2 : &args->spread;
    if (args->spread2 || *to) {
        return pen_parse_unexpected(p,
                                    "no more than one of * and one of **, in that order");
    }
    PEN_TRY(pen_parse_node(p, two ? PEN_AST_SPREAD2 : PEN_AST_SPREAD, to));
    pen_ast *spread = *to;
    p->t++;
    PEN_TRY(pen_parse_expr(p, &spread->a));
    return measure(p, spread);
}

static pen_status parse_named(pen_parser *p, arguments *args)
{
    pen_ast *arg;
    PEN_TRY(pen_parse_node(p, PEN_AST_KWARG, &arg));
    arg->name = p->t->text;
    p->t += 2;
    PEN_TRY(pen_parse_expr(p, &arg->a));
    pen_ast_append(&args->named, arg);
    return measure(p, arg);
}

static pen_status parse_argument(pen_parser *p, arguments *args)
{
    if (p->t->kind == PEN_TOK_MUL || p->t->kind == PEN_TOK_POW) {
        return parse_spread(p, args);
    }
    bool named = p->t->kind == PEN_TOK_NAME && p->t[1].kind == PEN_TOK_ASSIGN;
    if (args->spread2 || (!named && (args->named.first || args->spread))) {
        return pen_parse_unexpected(p, "an argument with a name");
    }
    if (named) {
        return parse_named(p, args);
    }
    pen_ast *arg;
    PEN_TRY(pen_parse_expr(p, &arg));
    pen_ast_append(&args->plain, arg);
    return PEN_OK;
}

static pen_ast *in_order(arguments *args)
{
    pen_ast_list all = args->plain;
    if (args->spread) {
        pen_ast_append(&all, args->spread);
    }
    if (args->named.first) {
        pen_ast_append(&all, args->named.first);
        all.last = args->named.last;
    }
    if (args->spread2) {
        pen_ast_append(&all, args->spread2);
    }
    return all.first;
}

// `(a, b, *c, name=d, **e)` into the list of `owner`.
static pen_status parse_arguments(pen_parser *p, pen_ast *owner)
{
    arguments args = {0};
    PEN_TRY(pen_parse_expect(p, PEN_TOK_LPAREN));
    while (p->t->kind != PEN_TOK_RPAREN) {
        PEN_TRY(parse_argument(p, &args));
        if (p->t->kind != PEN_TOK_RPAREN) {
            PEN_TRY(pen_parse_expect(p, PEN_TOK_COMMA));
        }
    }
    owner->list = in_order(&args);
    PEN_TRY(measure(p, owner));
    return pen_parse_expect(p, PEN_TOK_RPAREN);
}

static pen_status parse_dot(pen_parser *p, pen_ast **out)
{
    p->t++;
    if (p->t->kind == PEN_TOK_NAME) {
        PEN_TRY(over(p, PEN_AST_ATTR, *out, NULL, out));
        (*out)->name = p->t->text;
        p->t++;
        return PEN_OK;
    }
    if (p->t->kind != PEN_TOK_INT) {
        return pen_parse_unexpected(p, "a name or a number");
    }
    pen_ast *index;
    PEN_TRY(parse_number(p, &index));
    return over(p, PEN_AST_ITEM, *out, index, out);
}

// One part of a slice, None when it is absent.
static pen_status parse_part(pen_parser *p, bool present, pen_ast **out)
{
    if (present && p->t->kind != PEN_TOK_COLON && p->t->kind != PEN_TOK_RBRACKET &&
        p->t->kind != PEN_TOK_COMMA) {
        return pen_parse_expr(p, out);
    }
    PEN_TRY(pen_parse_node(p, PEN_AST_CONST, out));
    (*out)->value = pen_v_none();
    return PEN_OK;
}

// What stands between brackets: an index, or the three parts of a slice.
static pen_status parse_subscript(pen_parser *p, pen_ast **out)
{
    pen_ast *start, *stop, *step;
    bool whole = p->t->kind == PEN_TOK_COLON;
    PEN_TRY(whole ? parse_part(p, false, &start) : pen_parse_expr(p, &start));
    if (p->t->kind != PEN_TOK_COLON) {
        *out = start;
        return PEN_OK;
    }
    p->t++;
    PEN_TRY(parse_part(p, true, &stop));
    PEN_TRY(parse_part(p, pen_parse_skip(p, PEN_TOK_COLON), &step));
    PEN_TRY(pen_parse_node(p, PEN_AST_SLICE, out));
    (*out)->list = start;
    start->next = stop;
    stop->next = step;
    return measure(p, *out);
}

static pen_status subscript_items(pen_parser *p, pen_ast **out)
{
    PEN_TRY(parse_subscript(p, out));
    if (p->t->kind != PEN_TOK_COMMA) {
        return PEN_OK;
    }
    if ((*out)->kind == PEN_AST_SLICE && !(*out)->a) {
        return pen_parse_unexpected(p, "the end of the slice");
    }
    pen_ast_list items = {0};
    pen_ast_append(&items, *out);
    while (pen_parse_skip(p, PEN_TOK_COMMA)) {
        PEN_TRY(pen_parse_expr(p, out));
        pen_ast_append(&items, *out);
    }
    PEN_TRY(pen_parse_node(p, PEN_AST_TUPLE, out));
    (*out)->list = items.first;
    return measure(p, *out);
}

static pen_status parse_brackets(pen_parser *p, pen_ast **out)
{
    pen_ast *index;
    p->t++;
    if (p->t->kind == PEN_TOK_RBRACKET) {
        PEN_TRY(pen_parse_node(p, PEN_AST_TUPLE, &index)); // a[]: as a[()]
    } else {
        PEN_TRY(subscript_items(p, &index));
    }
    PEN_TRY(pen_parse_expect(p, PEN_TOK_RBRACKET));
    if (index->kind == PEN_AST_SLICE && !index->a) {
        index->a = *out;
        *out = index;
        return measure(p, index);
    }
    return over(p, PEN_AST_ITEM, *out, index, out);
}

static pen_status parse_call(pen_parser *p, pen_ast **out)
{
    PEN_TRY(over(p, PEN_AST_CALL, *out, NULL, out));
    return parse_arguments(p, *out);
}

static pen_status parse_postfix(pen_parser *p, pen_ast **out)
{
    for (;;) {
        if (p->t->kind == PEN_TOK_DOT) {
            PEN_TRY(parse_dot(p, out));
        } else if (p->t->kind == PEN_TOK_LBRACKET) {
            PEN_TRY(parse_brackets(p, out));
        } else if (p->t->kind == PEN_TOK_LPAREN) {
            PEN_TRY(parse_call(p, out));
        } else {
            return PEN_OK;
        }
    }
}

// `name.name…` of a filter or test.
static pen_status parse_dotted(pen_parser *p, pen_str *out)
{
    if (p->t->kind != PEN_TOK_NAME) {
        return pen_parse_unexpected(p, "a name");
    }
    *out = p->t->text;
    p->t++;
    while (p->t->kind == PEN_TOK_DOT) {
        p->t++;
        if (p->t->kind != PEN_TOK_NAME) {
            return pen_parse_unexpected(p, "a name");
        }
        out->n = (size_t)(p->t->text.p + p->t->text.n - out->p);
        p->t++;
    }
    return PEN_OK;
}

pen_status pen_parse_filters(pen_parser *p, bool bare, pen_ast *operand, pen_ast **out)
{
    *out = operand;
    while (bare || p->t->kind == PEN_TOK_PIPE) {
        p->t += !bare;
        bare = false;
        uint32_t at = p->t->at;
        PEN_TRY(over(p, PEN_AST_FILTER, *out, NULL, out));
        (*out)->at = at;
        PEN_TRY(parse_dotted(p, &(*out)->name));
        if (p->t->kind == PEN_TOK_LPAREN) {
            PEN_TRY(parse_arguments(p, *out));
        }
    }
    return PEN_OK;
}

// Whether a test's argument without brackets follows: `4 is divisibleby 2`.
static bool at_bare_argument(const pen_parser *p)
{
    pen_tok k = p->t->kind;
    if (k == PEN_TOK_NAME) {
        return !pen_parse_at_name(p, PEN_LIT("else")) &&
               !pen_parse_at_name(p, PEN_LIT("or")) &&
               !pen_parse_at_name(p, PEN_LIT("and"));
    }
    return k == PEN_TOK_STRING || k == PEN_TOK_INT || k == PEN_TOK_FLOAT ||
           k == PEN_TOK_LBRACKET || k == PEN_TOK_LBRACE;
}

static pen_status parse_test(pen_parser *p, pen_ast **out)
{
    p->t++;
    bool negated = pen_parse_skip_name(p, PEN_LIT("not"));
    uint32_t at = p->t->at;
    PEN_TRY(over(p, PEN_AST_TEST, *out, NULL, out));
    pen_ast *test = *out;
    test->at = at;
    PEN_TRY(parse_dotted(p, &test->name));
    if (p->t->kind == PEN_TOK_LPAREN) {
        PEN_TRY(parse_arguments(p, test));
    } else if (pen_parse_at_name(p, PEN_LIT("is"))) {
        return pen_parse_unexpected(p, "no second test (write `and`)");
    } else if (at_bare_argument(p)) {
        PEN_TRY(parse_primary(p, &test->list));
        PEN_TRY(parse_postfix(p, &test->list));
        PEN_TRY(measure(p, test));
    }
    return negated ? over(p, PEN_AST_NOT, test, NULL, out) : PEN_OK;
}

// Filters, tests and calls, which may follow each other.
static pen_status parse_filters_and_tests(pen_parser *p, pen_ast **out)
{
    for (;;) {
        if (p->t->kind == PEN_TOK_PIPE) {
            PEN_TRY(pen_parse_filters(p, false, *out, out));
        } else if (pen_parse_at_name(p, PEN_LIT("is"))) {
            PEN_TRY(parse_test(p, out));
        } else if (p->t->kind == PEN_TOK_LPAREN) {
            PEN_TRY(parse_call(p, out));
        } else {
            return PEN_OK;
        }
    }
}

static pen_status parse_signed(pen_parser *p, pen_ast **out)
{
    const pen_token *sign = p->t++;
    pen_ast *operand;
    PEN_TRY(pen_parse_enter(p));
    PEN_TRY(parse_unary(p, false, &operand));
    p->f->depth--;
    pen_ast_kind kind = sign->kind == PEN_TOK_SUB ? PEN_AST_NEG : PEN_AST_POS;
    PEN_TRY(over(p, kind, operand, NULL, out));
    (*out)->at = sign->at;
    return PEN_OK;
}

static pen_status parse_unary(pen_parser *p, bool filters, pen_ast **out)
{
    bool sign = p->t->kind == PEN_TOK_SUB || p->t->kind == PEN_TOK_ADD;
    PEN_TRY(sign ? parse_signed(p, out) : parse_primary(p, out));
    PEN_TRY(parse_postfix(p, out));
    return filters ? parse_filters_and_tests(p, out) : PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// Tokens to tree: recursive descent over the grammar of Jinja2 3.1, nesting capped at
// PEN_TEMPLATE_DEPTH_MAX. Constructs that need other templates or change the escaping
// (include, import, extends, autoescape) are refused by name.
#ifndef PEN_LANG_PARSER_H
#define PEN_LANG_PARSER_H

#include "lang/ast.h"

typedef struct pen_parser {
    pen_front *f;
    const pen_token *t; // the current token; the last of all is END
} pen_parser;

// The statements of a whole template. PEN_E_SYNTAX (with a message), PEN_E_NOMEM.
pen_status pen_parse(pen_front *f, const pen_tokens *tokens, pen_ast **out) PEN_MUST;

// ---- parser_expr.c, for the parser itself ----

pen_status pen_parse_expr(pen_parser *p, pen_ast **out) PEN_MUST; // with inline if
pen_status pen_parse_or(pen_parser *p, pen_ast **out) PEN_MUST;   // without

// An expression, or a tuple when commas follow. `inline_if` false: items have none.
pen_status pen_parse_tuple(pen_parser *p, bool inline_if, pen_ast **out) PEN_MUST;

// `| name(…) | …` over `operand` (NULL: what a block captured); `bare`: the first name
// stands without `|`.
pen_status pen_parse_filters(pen_parser *p, bool bare, pen_ast *operand,
                             pen_ast **out) PEN_MUST;

// ---- small things both halves use ----

pen_status pen_parse_node(pen_parser *p, pen_ast_kind kind, pen_ast **out) PEN_MUST;
pen_status pen_parse_expect(pen_parser *p, pen_tok kind) PEN_MUST;

// PEN_E_SYNTAX with "expected what, found the current token".
pen_status pen_parse_unexpected(pen_parser *p, const char *what) PEN_MUST;

// One level deeper, PEN_E_SYNTAX when that is too deep. Leave by p->f->depth--.
pen_status pen_parse_enter(pen_parser *p) PEN_MUST;

static inline bool pen_parse_at_name(const pen_parser *p, pen_str name)
{
    return p->t->kind == PEN_TOK_NAME && pen_str_eq(p->t->text, name);
}

static inline bool pen_parse_skip(pen_parser *p, pen_tok kind)
{
    bool here = p->t->kind == kind;
    p->t += here && kind != PEN_TOK_END;
    return here;
}

static inline bool pen_parse_skip_name(pen_parser *p, pen_str name)
{
    bool here = pen_parse_at_name(p, name);
    p->t += here;
    return here;
}

#endif

// SPDX-License-Identifier: Apache-2.0
// The tree of a template. One kind of node for all, from the work arena; `at` is the byte
// offset for messages. What a, b, c, list and name hold is said beside each kind.
#ifndef PEN_LANG_AST_H
#define PEN_LANG_AST_H

#include "base/value.h"
#include "lang/lexer.h"

typedef enum pen_ast_kind {
    // expressions
    PEN_AST_CONST,   // value
    PEN_AST_NAME,    // name
    PEN_AST_ATTR,    // a.name
    PEN_AST_ITEM,    // a[b]
    PEN_AST_SLICE,   // a[list: start, stop, step], CONST None where absent
    PEN_AST_CALL,    // a(list)
    PEN_AST_SPREAD,  // *a, in a list of arguments, after those by position
    PEN_AST_KWARG,   // name=a, in a list of arguments, after those two
    PEN_AST_SPREAD2, // **a, in a list of arguments, the last one
    PEN_AST_FILTER,  // a | name(list)
    PEN_AST_TEST,    // a is name(list)
    PEN_AST_NEG,     // -a
    PEN_AST_POS,     // +a
    PEN_AST_NOT,     // not a
    PEN_AST_BINARY,  // a op b
    PEN_AST_CONCAT,  // list joined by ~
    PEN_AST_COMPARE, // a, then list of OPERAND
    PEN_AST_OPERAND, // op a
    PEN_AST_AND,     // a and b
    PEN_AST_OR,      // a or b
    PEN_AST_COND,    // b if a else c (c may be NULL)
    PEN_AST_TUPLE,   // list
    PEN_AST_LIST,    // list
    PEN_AST_DICT,    // list of PAIR
    PEN_AST_PAIR,    // a: b
    // statements
    PEN_AST_DATA,     // value, template text; inside OUTPUT
    PEN_AST_OUTPUT,   // list of expressions and DATA
    PEN_AST_IF,       // a, body list, else_ (op 1: which is the IF of an elif)
    PEN_AST_FOR,      // b: target, a: what is iterated, c: condition or NULL, list, else_;
                      // op 1: recursive
    PEN_AST_SET,      // b: target, a: value
    PEN_AST_CAPTURE,  // set block; b: target, a: FILTER chain over NULL or NULL, list: body
    PEN_AST_WITH,     // else_: list of SET, list: body
    PEN_AST_FILTERED, // filter block; a: FILTER chain over NULL, list: body
    PEN_AST_BLOCK,    // name, list: body
    PEN_AST_MACRO,    // name, else_: parameters as KWARG (a: default or NULL), list: body
    PEN_AST_CALLED,   // call block; a: CALL, else_: parameters, list: body
} pen_ast_kind;

// Comparison operators of OPERAND beside the tokens EQ NE LT LE GT GE.
enum { PEN_AST_IN = PEN_TOK_COUNT, PEN_AST_NOT_IN };

typedef struct pen_ast {
    pen_ast_kind kind;
    int op;
    uint32_t at;
    uint32_t height; // of an expression: how deep a walk goes below it
    struct pen_ast *a, *b, *c;
    struct pen_ast *list, *else_;
    struct pen_ast *next; // the sibling in a list
    pen_str name;
    pen_value value;
    bool pure; // folding: computable, to a `value` that has no literal form
} pen_ast;

// A list being built.
typedef struct pen_ast_list {
    pen_ast *first, *last;
} pen_ast_list;

static inline void pen_ast_append(pen_ast_list *l, pen_ast *n)
{
    *(l->last ? &l->last->next : &l->first) = n;
    l->last = n;
}

// Whether an argument is one value given by position.
static inline bool pen_ast_positional(const pen_ast *n)
{
    return n->kind != PEN_AST_KWARG && n->kind != PEN_AST_SPREAD &&
           n->kind != PEN_AST_SPREAD2;
}

static inline uint32_t pen_ast_count(const pen_ast *n)
{
    uint32_t count = 0;
    for (; n; n = n->next) {
        count++;
    }
    return count;
}

#endif

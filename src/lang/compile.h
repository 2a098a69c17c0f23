// SPDX-License-Identifier: Apache-2.0
// Tree to code. The two halves (expressions, statements) and the folding share this state;
// everything is in the work arena but what pen_emit keeps.
#ifndef PEN_LANG_COMPILE_H
#define PEN_LANG_COMPILE_H

#include "lang/ast.h"
#include "lang/emit.h"
#include "lang/scope.h"

typedef struct pen_compiler {
    pen_front *f;
    pen_emit e;
    pen_scope *scope;    // the innermost
    pen_scope *root;     // the template's own
    uint32_t nlocals;    // slots in use in the function being compiled
    uint32_t max_locals; // and at most
    bool soft;           // in a branch: unknown filters fail when run, not when compiled
    bool in_macro;
    unsigned operators; // that are being folded, one in another
    bool folding;       // what is compiled is only computed, by pen_fold
    bool mutates;
    pen_map blocks; // names of the blocks so far
    pen_vm vm;      // computes constants; started at the first one
} pen_compiler;

// Compiles a whole template into c->e.
pen_status pen_compile(pen_compiler *c, pen_ast *statements) PEN_MUST;

// ---- compile_expr.c ----

// Code that pushes the value of an expression, folded already.
pen_status pen_compile_expr(pen_compiler *c, const pen_ast *e) PEN_MUST;

// The same where the value is only looked at, so that a constant list need not be new.
pen_status pen_compile_looked_at(pen_compiler *c, const pen_ast *e) PEN_MUST;

// Code for a chain of filters over the value on the stack.
pen_status pen_compile_filters(pen_compiler *c, const pen_ast *chain) PEN_MUST;

// Code for a call; `caller` is the macro of a call block, 0 for none.
pen_status pen_compile_call(pen_compiler *c, const pen_ast *call, uint32_t caller) PEN_MUST;

// The node of a static path: a layer's name, then members by constant names. *node is 0
// when the expression is no such path.
pen_status pen_compile_path(pen_compiler *c, const pen_ast *e, uint32_t *node) PEN_MUST;

// A slot of the frame. PEN_E_SYNTAX with a message when there are too many.
pen_status pen_compile_slot(pen_compiler *c, const pen_ast *at, uint32_t *slot) PEN_MUST;

// ---- fold.c ----

// Computes what reads no name, in place: such nodes become CONST. What cannot be computed
// stays as it is and fails when run.
pen_status pen_fold(pen_compiler *c, pen_ast *e) PEN_MUST;

#endif

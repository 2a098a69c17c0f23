// SPDX-License-Identifier: Apache-2.0
// Values of a definition (the right-hand sides of `set`, entries of a dictionary, filters):
// YAML whose texts may be templates, compiled once. What is constant stays a constant.
#ifndef PEN_PLAN_EXPR_H
#define PEN_PLAN_EXPR_H

#include "format/yaml.h"
#include "lang/template.h"

typedef enum pen_expr_kind {
    PEN_EXPR_CONST,
    PEN_EXPR_NODE,     // one plain reference
    PEN_EXPR_TEMPLATE, // code
    PEN_EXPR_LIST,
    PEN_EXPR_DICT
} pen_expr_kind;

typedef struct pen_expr {
    pen_expr_kind kind;
    pen_value value;   // of a constant
    uint32_t node;     // of a reference
    pen_template *template;
    struct pen_expr *items; // of a list or dict
    pen_value *keys;        // of a dict
    uint32_t n;
    pen_str source; // as written, for explain
    pen_loc at;
} pen_expr;

// What compiling needs: the template environment, and a list that remembers every template,
// so that nodes can be renumbered once.
typedef struct pen_expr_env {
    pen_template_env lang;
    struct pen_expr_template *templates;
    bool mutates;
} pen_expr_env;

typedef struct pen_expr_template {
    pen_template *template;
    struct pen_expr_template *next;
} pen_expr_template;

// Compiles a YAML value. A template that does not compile gives an expression that is never
// set (a parser with a broken template still loads) and a message in the environment's
// diags. PEN_E_NOMEM, PEN_E_LIMIT, PEN_E_DEPTH.
pen_status pen_expr_compile(pen_expr_env *env, const pen_yaml *y, pen_expr *out) PEN_MUST;

// The same for one text.
pen_status pen_expr_text(pen_expr_env *env, pen_str text, pen_loc at, pen_expr *out) PEN_MUST;

// Compiled expressions hold old node numbers until this is called for each...
void pen_expr_renumber(pen_expr *e, const uint32_t *renumber);
// ...and this once.
void pen_expr_renumber_templates(pen_expr_env *env, const uint32_t *renumber);

// Computes the value. *out is UNDEF when it cannot be computed ("not set"); the status is
// then PEN_OK. A reference may give a lazy value. Other statuses end the event.
pen_status pen_expr_eval(pen_vm *vm, const pen_expr *e, pen_value *out) PEN_MUST;

// The same, never lazy.
pen_status pen_expr_eval_forced(pen_vm *vm, const pen_expr *e, pen_value *out) PEN_MUST;

#endif

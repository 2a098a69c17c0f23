// SPDX-License-Identifier: Apache-2.0
// Templates: the text of a definition compiled once, run once per event. This is the only
// header of the template compiler that other rooms need; vm.h is the machine.
//
//   source ─ lexer ─ parser ─ fold ─ compile ─ verify ─► pen_template ─ pen_template_run
//
// Compiled templates lie in env->arena and are constant from then on (pen_template_renumber
// apart), so that threads may share them. Compiling reads nothing but its arguments.
#ifndef PEN_LANG_TEMPLATE_H
#define PEN_LANG_TEMPLATE_H

#include "base/diag.h"
#include "lang/vm.h"

// How a template finds the nodes of the names it reads. `child` gives the node of `key`
// below `parent` (PEN_NODE_ROOT: a layer); `loaded` is told each node that an instruction
// reads. Both are called while compiling only.
typedef struct pen_names {
    void *ctx;
    pen_status (*child)(void *ctx, uint32_t parent, pen_str key, uint32_t *node);
    void (*loaded)(void *ctx, uint32_t node);
} pen_names;

typedef struct pen_template_env {
    pen_arena *arena;       // holds what is compiled
    const pen_names *names; // required
    pen_diags *diags;       // gets the messages; may be NULL
    pen_severity severity;  // how grave a template that does not compile is
} pen_template_env;

typedef enum pen_shape {
    PEN_SHAPE_CONST, // always `value`
    PEN_SHAPE_NODE,  // one plain reference: what pen_node_read(node) gives
    PEN_SHAPE_CODE,  // run it
} pen_shape;

struct pen_code;

typedef struct pen_template {
    pen_shape shape;
    bool mutates;    // it calls a method that changes a list or dict not made by itself
    uint32_t node;   // of PEN_SHAPE_NODE
    uint32_t guarded; // of PEN_SHAPE_CODE, 0: none; text in this node is the result:
                      // {% if a %}{{a}}{% else %}…
    pen_value value; // of PEN_SHAPE_CONST: text or None
    struct pen_code *code; // for every shape but a source that is no template (NULL)
} pen_template;

// Whether `s` is a template at all: holds "{{" or "{%".
bool pen_template_is(pen_str s);

// Compiles `source`, which stands at `at`. A text that is no template gives that text as
// PEN_SHAPE_CONST, untouched. PEN_E_SYNTAX with one message for a template that is
// malformed, names an unknown filter or test, or is past a limit; PEN_E_NOMEM; what
// names->child says. `source` must live as long as the template.
pen_status pen_template_compile(const pen_template_env *env, pen_str source, pen_loc at,
                                pen_template **out) PEN_MUST;

// Node numbers change once, after everything is compiled (pen_nodes_number).
void pen_template_renumber(pen_template *t, const uint32_t *renumber);

// Computes the value: PEN_OK with a value that is never lazy and may be UNDEF or NONE.
// PEN_E_BUDGET, PEN_E_LIMIT, PEN_E_DEPTH and PEN_E_NOMEM: the event must be given up;
// any other error: this value cannot be computed. The value lives as long as the event.
pen_status pen_template_run(pen_vm *vm, const pen_template *t, pen_value *out) PEN_MUST;

// Whether a failure of pen_template_run means "give up" rather than "not set".
bool pen_template_fatal(pen_status s);

// Appends a readable listing, one instruction a line. `nodes` gives the names of nodes.
void pen_template_dump(const pen_template *t, const pen_nodes *nodes, pen_buf *out);

#endif

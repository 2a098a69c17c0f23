// SPDX-License-Identifier: Apache-2.0
// Templates that only compare names with constants (`a.b == 'x'`, `a.b != null`, several of
// them joined by `and` or by `or`) as a list of comparisons: what most filters are. Asking
// reads slots and changes nothing but the steps that are left; where the answer needs more
// than a look (lazy text, a name that might be a method) the template must be run.
#ifndef PEN_LANG_GATE_H
#define PEN_LANG_GATE_H

#include "lang/template.h"

typedef enum pen_gate_kind {
    PEN_GATE_TEXT,   // equals a constant text
    PEN_GATE_NONE,   // is None
    PEN_GATE_NOTHING // equals a name of the root, which has no value mostly: `null`
} pen_gate_kind;

typedef struct pen_gate_term {
    uint32_t node, parent;
    pen_str text;
    uint32_t other; // the name of the root
    uint8_t kind;
    bool wanted;    // what the comparison must give
    bool attribute; // some type of value has an attribute of the node's name
} pen_gate_term;

typedef struct pen_gate {
    pen_gate_term *terms;
    uint32_t n;
    bool any; // one of the terms, else all of them
} pen_gate;

typedef enum pen_answer { PEN_ANSWER_NO, PEN_ANSWER_YES, PEN_ANSWER_ASK_VM } pen_answer;

// The gate of a template whose nodes have their numbers, NULL in *out when it is not only
// comparisons. PEN_E_NOMEM.
pen_status pen_gate_make(const pen_nodes *nodes, const pen_template *t, pen_arena *arena,
                         pen_gate **out) PEN_MUST;

// Whether the template gives true. Takes the steps that it would take.
pen_answer pen_gate_ask(pen_vm *vm, const pen_gate *g);

#endif

// SPDX-License-Identifier: Apache-2.0
// The compiled format: what src/plan's files share. Constant once built, used by any number
// of workers at a time.
//
//   definition ─ build ─► plan: steps (filter, stage | actions) over one tree of names
//                         finish (types, pruning), infer, layout
//   record × plan ─ run ─► slots of `final` ─ layout ─► JSON
#ifndef PEN_PLAN_PLAN_H
#define PEN_PLAN_PLAN_H

#include "penstock.h"

#include "codec/parts.h"
#include "event/coerce.h"
#include "event/infer.h"
#include "event/taxonomy.h"
#include "event/writer.h"
#include "format/definition.h"
#include "lang/gate.h"
#include "plan/expr.h"
#include "stage/stage.h"

// ---- actions ----

// Where a set puts its value.
typedef struct pen_target {
    pen_str name;    // the field
    uint32_t node;   // below final
    uint32_t mirror; // the same path below the action stage's layer, 0 when nobody reads it
    const pen_field *field; // NULL: not declared
    bool textual;
    bool inner; // nodes lie below it: note that it was set itself
    bool odd;   // what holds it is declared as something that holds no fields
} pen_target;

typedef struct pen_set_op {
    pen_target to;
    pen_expr value;
    bool ready; // a constant that was checked and coerced while loading
} pen_set_op;

typedef enum pen_move_kind {
    PEN_MOVE_NONE,  // the set takes the general way
    PEN_MOVE_READY, // a constant that is final
    PEN_MOVE_TEXT,  // a value, by the type of the field
    PEN_MOVE_LONG,
    PEN_MOVE_IP,
    PEN_MOVE_DATE,
    PEN_MOVE_COERCE // a type of which nothing is known here
} pen_move_kind;

// A set in short: see moves.h.
typedef struct pen_move {
    uint8_t kind;   // pen_move_kind
    uint8_t type;   // pen_type of the field
    bool eager;     // nothing lazy may stay: templates of this format change values
    bool direct;    // the value is a plain reference
    bool ignoring;  // the format has texts that it ignores
    bool no_method; // the reference ends in a name that no value has as an attribute
    uint32_t source;
    uint32_t node, parent;
    uint32_t mirror, mirror_parent; // 0: none
    pen_value ready;
} pen_move;

typedef struct pen_choice {
    pen_expr value;
    pen_value ready; // coerced for the one target, UNDEF when it must be computed
    bool settled;    // ... and final
    bool textual;    // the key is a text:
    pen_str key;
} pen_choice;

typedef struct pen_translate_op {
    pen_target to;
    pen_expr source;   // a template, or else:
    uint32_t path;     // the node of the dotted path from the root
    uint32_t in_final; // and from final
    bool templated;
    pen_map texts;   // key that is text → choice
    pen_map numbers; // other key, as pen_choice_number writes it → choice
    pen_map names;   // Python's text of such a key → choice
    pen_choice *choices;
    uint32_t n;
    pen_choice fallback;
    bool has_fallback;
} pen_translate_op;

typedef struct pen_delete_op {
    pen_str name;
    uint32_t *way;  // nodes of a, a.b, a.b.c, …
    uint32_t *gone; // of the last name in each of them
    uint32_t n;
    uint32_t node; // of the whole path
} pen_delete_op;

typedef struct pen_action {
    bool filtered;
    pen_expr filter;
    pen_gate *gate; // the filter, when it is only comparisons
    pen_set_op *sets;
    pen_move *moves; // one a set
    uint32_t nsets;
    pen_translate_op *translates;
    uint32_t ntranslates;
    pen_delete_op *deletes;
    uint32_t ndeletes;
    pen_loc at;
} pen_action;

// ---- steps ----

typedef struct pen_step {
    pen_str name;
    pen_loc at;
    bool filtered;
    pen_expr filter;
    pen_gate *gate; // the filter, when it is only comparisons
    uint32_t layer;
    // an external stage
    const pen_stage_type *type; // NULL: actions
    void *state;
    pen_expr input;
    uint32_t input_path; // tried first for an input that is no template, 0: none
    bool has_arg;
    pen_expr arg;
    uint32_t output;
    size_t hints_at; // in the worker's hints
    // actions
    pen_action *actions;
    uint32_t nactions;
} pen_step;

// ---- finish: what becomes of each node of `final` at the end ----

typedef struct pen_finish_node {
    uint8_t type;  // pen_type of the declared field, PEN_TYPE_NONE
    bool parent;   // declared fields lie below it
    bool open;     // itself or something above it keeps any children
    bool open_above;
    bool object;   // declared as a container that a dict may fill
    bool top;
    bool message; // or something below it, which the taxonomy does not touch either
} pen_finish_node;

// ---- clearing: the slots in pieces, so that those nobody filled are left alone ----

// Slots [from, to). With `gate` they begin a large subtree: nothing is in it when nothing is in
// the first of them, and the next piece is number `skip`.
typedef struct pen_piece {
    uint32_t from, to, skip;
    bool gate;
} pen_piece;

// ---- the plan ----

struct pen_format {
    pen_arena arena;
    const pen_alloc *alloc;
    pen_diags diags;
    pen_manifest manifest;
    pen_def *def;
    pen_taxonomy taxonomy;
    pen_nodes nodes;
    pen_expr_env exprs;
    pen_step *steps;
    uint32_t nsteps;
    pen_finish_node *finish; // one a node; only final's are used
    pen_piece *pieces;
    uint32_t npieces;
    pen_infer *infer;
    pen_layout layout; // of everything
    pen_layout usual;  // without event.id, sekoiaio and an `event` that holds nothing else
    pen_value *ignored;
    uint32_t nignored;
    bool ignores_texts;       // nothing but texts and None is ignored
    uint32_t ignored_longest; // of these texts
    size_t hints_bytes;
    struct {
        uint32_t original, original_message, final, message, event, event_id, sekoiaio;
    } at;
    struct pen_smart *smart; // smart descriptions, NULL: none
    const pen_yaml *fields;
    bool usable; // it was built whole
};

// ---- build ----

// Compiles f->def into f. Errors are in f->diags.
pen_status pen_plan_build(pen_format *f) PEN_MUST;

// Whether some template reads the node or what holds it (up to its layer) as a whole.
bool pen_plan_whole(const pen_nodes *t, uint32_t node);

pen_status pen_build_actions(pen_format *f, const pen_def_entry *e, pen_step *step) PEN_MUST;
pen_status pen_build_stage(pen_format *f, const pen_def_entry *e, pen_step *step) PEN_MUST;

// Appends what two numbers have in common that Python has equal: 1, 1.0 and True are "1".
pen_status pen_choice_number(pen_value v, pen_buf *out) PEN_MUST;

// Once every template is compiled: gives the targets of a step whose layer templates read
// their nodes in it.
pen_status pen_link_mirrors(pen_format *f, pen_step *step) PEN_MUST;

// After the nodes have their numbers:
void pen_renumber_actions(pen_step *step, const uint32_t *renumber);
pen_status pen_compile_stage(pen_format *f, const pen_def_entry *e, pen_step *step) PEN_MUST;
pen_status pen_ready_actions(pen_format *f, pen_step *step) PEN_MUST;
pen_status pen_build_finish(pen_format *f) PEN_MUST;

// The gate of a filter, NULL when there is none or it is not only comparisons.
pen_status pen_build_gate(pen_format *f, const pen_expr *filter, pen_gate **out) PEN_MUST;

// Nodes that one event may leave for its end before all are looked at.
#define PEN_PENDING_MAX 64u

// ---- run ----

typedef struct pen_warning {
    pen_str field;
    const char *why;
    struct pen_warning *next;
} pen_warning;

struct pen_trace;

struct pen_worker {
    const pen_format *format;
    const pen_alloc *alloc;
    pen_arena arena; // of the event
    pen_vm vm;
    pen_value *slots;
    uint8_t *explicit_set; // one a node: set itself, or emptied by a delete
    char *hints;
    pen_buf scratch;
    pen_coerce coerce;
    pen_infer_state infer;
    struct pen_trace *trace; // NULL but in explain
    bool slow;   // nothing may take a short way: for tests, which compare
    bool starved; // a short way had no memory: the event must be given up
    bool used;   // an event ran to its end: the pieces say what it may have left
    bool dirty;  // dicts were dealt into final: everything must be looked at in the end
    uint32_t *pending; // nodes of final that the end must look at otherwise
    uint32_t npending; // more than PEN_PENDING_MAX: all of them, too
    uint32_t attempted, extracted;
    pen_warning *warnings, *last_warning;
    uint32_t nwarnings;
    pen_status gave_up; // PEN_OK, or why the plan was not run to its end
    pen_parts parts; // what is known of the message, when `known`
    bool known;
    pen_buf json;  // the message repaired, when it was not UTF-8
    char id[37];   // event.id, with its NUL
    bool repaired;
};

// Runs the steps over the slots that were prepared.
void pen_run_steps(pen_worker *w);

pen_status pen_run_actions(pen_worker *w, const pen_step *step) PEN_MUST;
pen_status pen_run_finish(pen_worker *w) PEN_MUST;

// Whether a filter lets the thing run: true, or text that reads "true".
pen_status pen_run_filter(pen_worker *w, const pen_expr *filter, bool *pass) PEN_MUST;

// The same by its gate (or NULL), where that knows.
static inline pen_status pen_run_gate(pen_worker *w, const pen_gate *gate,
                                      const pen_expr *filter, bool *pass)
{
    if (gate && !w->slow) {
        pen_answer a = pen_gate_ask(&w->vm, gate);
        *pass = a == PEN_ANSWER_YES;
        if (a != PEN_ANSWER_ASK_VM) {
            return PEN_OK;
        }
    }
    return pen_run_filter(w, filter, pass);
}

// Notes that a value did not fit its field.
void pen_worker_warn(pen_worker *w, pen_str field, const char *why);

#endif

// SPDX-License-Identifier: Apache-2.0
// External stages: each type is one adapter file and one row of the table in registry.c. An
// adapter is compiled once, when the names of the format are numbered, into a constant
// state; at run time it turns an input value into the slots below its output node.
//
// What a stage extracts goes to the nodes that templates read; a dict of everything is
// built only when some template reads the output as a whole (`whole`).
//
// Who owns what: states live in the plan's arena; what holds memory of its own (regular
// expressions) is given back by `release`. Runs change nothing but slots, the event's arena
// and the stage's own hints, one set a worker.
#ifndef PEN_STAGE_STAGE_H
#define PEN_STAGE_STAGE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "codec/parts.h"
#include "event/node.h"

typedef enum pen_option_kind {
    PEN_OPTION_TEXT,     // constant text
    PEN_OPTION_TEMPLATE, // a template, evaluated before each run; at most one a type
    PEN_OPTION_LIST,     // list of texts
    PEN_OPTION_MAP,      // map of texts
    PEN_OPTION_FLAG      // true or false
} pen_option_kind;

typedef struct pen_stage_option {
    const char *name;
    pen_option_kind kind;
    bool required;
    const char *doc;
} pen_stage_option;

typedef struct pen_stage_build {
    pen_arena *arena; // of the plan
    const pen_alloc *alloc;
    const pen_nodes *nodes;
    uint32_t node;           // the output: layer.output_field
    bool whole;              // some template reads the output, or what holds it, as a whole
    bool mutates;            // some template changes containers in place: share nothing
    const pen_dict *options; // the entry's properties
    pen_diags *diags;
    pen_loc at;
} pen_stage_build;

typedef struct pen_stage_run {
    pen_arena *arena; // of the event
    const pen_nodes *nodes;
    pen_value *slots;
    int64_t now_s;
    const pen_value *arg; // the value of the template option, NULL when it has none
    void *hints;          // hints_size bytes of this worker, zeroed at its birth
    bool *empty;          // set to true when the stage worked and found nothing
    pen_buf *scratch;     // of the worker, for texts on their way into the arena
    bool slow;            // take no short way: for tests, which compare
    const pen_parts *parts; // NULL, or what is known of the record's message
} pen_stage_run;

typedef struct pen_stage_type {
    const char *name;
    const char *doc;
    const char *default_input;
    const pen_stage_option *options; // ends with a NULL name; the common ones left out
    // Checks the options and makes the state. Errors are located in b->diags.
    pen_status (*compile)(const pen_stage_build *b, void **state);
    // PEN_OK: the slots of the output and below are filled. PEN_NOMATCH: the input does not
    // parse. PEN_END: the stage has nothing to do with this input and is skipped. Other
    // statuses stop the event (no memory, budget).
    pen_status (*run)(const pen_stage_run *r, const void *state, pen_value input);
    void (*release)(void *state); // may be NULL
    // Bytes of hints that a worker keeps for this stage; may be NULL for none.
    size_t (*hints_size)(const void *state);
    // One line about how it was compiled, for `explain`; may be NULL.
    void (*describe)(const void *state, pen_buf *out);
} pen_stage_type;

// The type of that name, or NULL.
const pen_stage_type *pen_stage_find(pen_str name);

// The i-th type, NULL past the last: for listings.
const pen_stage_type *pen_stage_at(size_t i);

// ---- helpers for adapters ----

// The text of an option, empty when it is missing.
pen_str pen_stage_text(const pen_stage_build *b, const char *option);

// Whether a flag is there and true.
bool pen_stage_flag(const pen_stage_build *b, const char *option);

// The option itself, or NULL.
const pen_value *pen_stage_option_get(const pen_stage_build *b, const char *option);

// Reports what is wrong with the entry and gives PEN_E_SYNTAX.
pen_status pen_stage_refuse(const pen_stage_build *b, const char *what,
                            pen_str detail) PEN_MUST;

// The text of an input value: text as it is, other values as Python's str() gives them.
pen_status pen_stage_input_text(const pen_stage_run *r, pen_value input,
                                pen_str *out) PEN_MUST;

// ---- flat results: keys and values ----

// Where a key goes; node 0: a free place.
typedef struct pen_flat_key {
    uint64_t head, tail; // its words (flat.c)
    const char *p;
    uint32_t n, node;
} pen_flat_key;

// Where keys go: made at compile time from the children of the output node. An open-addressed
// table of mask + 1 places, a quarter of them taken, and a factor that spreads its keys well.
typedef struct pen_flat {
    uint32_t node;
    bool whole;
    uint32_t mask;
    uint64_t mix;
    pen_flat_key *keys;
} pen_flat;

pen_status pen_flat_init(pen_flat *f, const pen_stage_build *b) PEN_MUST;

// One run's collection of pairs.
typedef struct pen_flat_run {
    const pen_flat *flat;
    const pen_stage_run *run;
    pen_dict *dict; // when the whole is wanted
    uint32_t pairs;
} pen_flat_run;

// Empties the output and starts collecting; later pairs win.
pen_status pen_flat_begin(pen_flat_run *fr, const pen_flat *f,
                          const pen_stage_run *r) PEN_MUST;
pen_status pen_flat_put(pen_flat_run *fr, pen_str key, pen_value v) PEN_MUST;
void pen_flat_end(pen_flat_run *fr);

#endif

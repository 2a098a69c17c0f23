// SPDX-License-Identifier: Apache-2.0
// What the files of lint share. Lint reads the files of a format again, with their places,
// and looks for what loading accepts silently and what cannot work. It runs nothing of the
// format; everything it keeps lies in one arena that the caller frees with pen_lint_free.
//
//   files ─ read ─► trees ─ collect ─► layers, targets, templates ─ checks ─► findings
//
// Running out of memory is noted once (`failed`) and looked at in the end, so that a check
// can go on without asking at each finding.
#ifndef PEN_LINT_LINT_H
#define PEN_LINT_LINT_H

#include "lang/ast.h"
#include "plan/plan.h"

// ---- kinds ----

typedef enum pen_lint_id {
#define PEN_LINT(id, name, severity, text, example) PEN_LINT_##id,
#include "lint/kinds.def"
#undef PEN_LINT
    PEN_LINT_COUNT
} pen_lint_id;

// ---- facts ----

// What a layer is made of.
typedef struct pen_lint_layer {
    pen_str name;
    uint32_t first;  // number of the first entry that makes it
    bool actions;    // some entry of the name is an action stage: members are what it sets
    bool external;   // some entry of the name is an external stage: members are its outputs
    pen_map members; // outputs, or the fields that actions set
    pen_map texts;   // outputs whose values are texts or None, whatever is extracted
    pen_map closed;  // outputs whose keys are all known...
    pen_map keys;    // ...as output.key
} pen_lint_layer;

typedef enum pen_lint_role {
    PEN_LINT_FILTER,
    PEN_LINT_SET,
    PEN_LINT_VALUE, // an input, an option, an entry of a dictionary, …
} pen_lint_role;

// One template of the parser, in the order of the file's walk.
typedef struct pen_lint_template {
    const pen_yaml *at; // the scalar it stands in
    pen_lint_role role;
    uint32_t when;  // it runs when the entries before this number have run
    pen_str layer;  // the action stage it stands in: readable, too; or empty
    pen_str field;  // of SET
    const pen_ast *tree;
    pen_str source; // what offsets of the tree refer to
    pen_map locals; // names that it binds itself
    struct pen_lint_template *next;
} pen_lint_template;

struct pen_lint {
    pen_arena arena;
    const pen_alloc *alloc;
    const pen_format *format;
    const pen_lint_files *in;
    pen_diags findings;
    const pen_diag **sorted;
    size_t n;
    pen_status failed;
    const pen_yaml *parser, *fields, *module_fields, *manifest;
    pen_lint_layer **layers;
    uint32_t nlayers;
    pen_map layer_names; // → number in layers
    pen_map targets;     // every field that an action names → 1
    pen_map as_text;     // paths that are compared with texts or set to fields of text
    pen_lint_template *templates, *last;
};

// ---- findings (lint_find.c) ----

// Adds one, formatted as printf does: "what is wrong (what to do)".
void pen_lint_say(pen_lint *l, pen_lint_id id, pen_loc at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

// Takes over a message of the compiler under its kind; unknown kinds become `otherwise`.
void pen_lint_take(pen_lint *l, const pen_diag *d, pen_lint_id otherwise);

// Whether no more findings are kept: then neither places nor names are looked for.
bool pen_lint_full(const pen_lint *l);

// Notes a failure; gives true when there is one.
bool pen_lint_fails(pen_lint *l, pen_status s);

// Sorted by file, line, column, each once.
pen_status pen_lint_sort(pen_lint *l) PEN_MUST;

// ---- places (lint_place.c) ----

// The place of byte `offset` of a scalar's value in its file.
pen_loc pen_lint_at(const pen_lint *l, const pen_yaml *scalar, size_t offset);

// ---- names that were meant (lint_near.c) ----

// The nearest of the names offered so far.
typedef struct pen_lint_near {
    pen_str wanted, best;
    unsigned distance; // of the best; farther ones are not taken
} pen_lint_near;

pen_lint_near pen_lint_near_to(const pen_lint *l, pen_str wanted);
void pen_lint_offer(pen_lint_near *n, pen_str name);

// " (did you mean 'x'?)" or the empty text, in a buffer of the caller.
typedef struct pen_lint_hint {
    char text[160];
} pen_lint_hint;

const char *pen_lint_mean(const pen_lint_near *n, pen_lint_hint *to);

// The same with what to say when no name is near, such as "see the reference".
const char *pen_lint_mean_or(const pen_lint_near *n, const char *otherwise, pen_lint_hint *to);

// ---- collecting (lint_collect.c, lint_layers.c) ----

pen_status pen_lint_collect(pen_lint *l) PEN_MUST;
pen_status pen_lint_layers(pen_lint *l) PEN_MUST;

// The layer of a name, or NULL.
const pen_lint_layer *pen_lint_layer_find(const pen_lint *l, pen_str name);

// Parses one template and adds it; reports what is wrong with its syntax.
pen_status pen_lint_template_add(pen_lint *l, const pen_lint_template *like) PEN_MUST;

// The walk over a parser's values: what both collectors go through.
const pen_yaml *pen_lint_child(const pen_yaml *map, const char *key, pen_yaml_kind kind);

// Number of the last entry that runs the action stage of that name; false: none does.
bool pen_lint_runs(const pen_lint *l, pen_str stage, uint32_t *last);

// ---- checks ----

void pen_lint_keys(pen_lint *l);
void pen_lint_pipeline(pen_lint *l);
void pen_lint_patterns(pen_lint *l);
void pen_lint_names(pen_lint *l);
void pen_lint_builtins(pen_lint *l);
void pen_lint_logic(pen_lint *l);
void pen_lint_fields(pen_lint *l);
void pen_lint_folder(pen_lint *l);

// A dotted path that stands without braces: an input, or the source of a mapping, which is
// looked up in the event as well (`in_final`).
void pen_lint_bare_path(pen_lint *l, const pen_yaml *at, pen_str path, uint32_t when,
                        bool in_final);

// ---- expressions (lint_types.c) ----

// What an expression may give.
enum {
    PEN_LINT_BOOL = 1,
    PEN_LINT_TEXT = 2,
    PEN_LINT_NUMBER = 4,
    PEN_LINT_LIST = 8,
    PEN_LINT_DICT = 16,
    PEN_LINT_NONE = 32,
    PEN_LINT_UNDEF = 64,
    PEN_LINT_ANY = 127
};

unsigned pen_lint_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e);

// `a.b['c'].get('d')` as a.b.c.d in `to`; false when it is no path of a layer.
bool pen_lint_path(const pen_lint_template *t, const pen_ast *e, pen_buf *to);

// Frees the buffer of a path; notes when there was no memory for it.
void pen_lint_path_end(pen_lint *l, pen_buf *path);

// Whether the name is one that layers have, not a variable of the template.
bool pen_lint_free_name(const pen_lint_template *t, const pen_ast *e);

// Whether it is the idiom `null`.
bool pen_lint_is_null(const pen_lint *l, const pen_lint_template *t, const pen_ast *e);

// Calls `see` for each node below and including `n`, parents first.
typedef struct pen_lint_visit {
    pen_lint *l;
    const pen_lint_template *t;
    void (*see)(const struct pen_lint_visit *v, const pen_ast *n);
} pen_lint_visit;

void pen_lint_walk(const pen_lint_visit *v, const pen_ast *n);

#endif

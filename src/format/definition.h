// SPDX-License-Identifier: Apache-2.0
// A format's parser.yml as a structure: the pipeline's entries in order, each an external
// stage or a list of actions. Values stay YAML nodes (they carry their place); what they
// mean is the compiler's business (src/plan). Everything lives in the arena and refers to
// the YAML tree.
#ifndef PEN_FORMAT_DEFINITION_H
#define PEN_FORMAT_DEFINITION_H

#include "format/yaml.h"

typedef enum pen_action_kind {
    PEN_ACTION_NONE, // only a delete, or nothing
    PEN_ACTION_SET,
    PEN_ACTION_TRANSLATE
} pen_action_kind;

typedef struct pen_def_action {
    pen_action_kind kind;
    pen_loc at;
    const pen_yaml *filter;     // NULL: none
    const pen_yaml *set;        // map field: value
    const pen_yaml *mapping;    // map source path: field
    const pen_yaml *dictionary; // map text: value, may be NULL
    const pen_yaml *fallback;   // NULL: the key is not there
    const pen_yaml *remove;     // list of fields, may be NULL
    struct pen_def_action *next;
} pen_def_action;

typedef struct pen_def_entry {
    pen_str name;
    pen_loc at;
    const pen_yaml *filter;
    pen_str external;           // the stage type, empty for an action stage
    pen_loc external_at;
    const pen_yaml *properties; // map or NULL
    const pen_def_action *actions;
    bool known; // an action stage that has an entry in `stages`
    struct pen_def_entry *next;
} pen_def_entry;

typedef struct pen_def {
    pen_str name;
    const pen_yaml *ignored; // list of ignored values or NULL
    const pen_def_entry *entries;
    const pen_yaml *root;
} pen_def;

// Reads the tree of parser.yml. What cannot be a parser (no pipeline, an entry that is no
// map, …) is an error in `diags` with its place; unknown keys are not looked at here.
pen_status pen_def_read(pen_arena *a, const pen_yaml *root, pen_diags *diags,
                        pen_def **out) PEN_MUST;

// manifest.yml
typedef struct pen_manifest {
    pen_str uuid, name, slug, description;
    const pen_yaml *data_sources; // map name: text, or NULL
} pen_manifest;

pen_status pen_manifest_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                             pen_manifest *out) PEN_MUST;

#endif

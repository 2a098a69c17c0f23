// SPDX-License-Identifier: Apache-2.0
// YAML as a tree of located nodes, read with libyaml. Scalars resolve as in YAML 1.1
// (yes/no/on/off, octal, sexagesimal, null). What a definition has no honest use for is an
// error that names its line: aliases, tags, duplicate keys, more than one document.
//
// The tree lives in the arena. libyaml itself allocates with malloc while it reads.
#ifndef PEN_FORMAT_YAML_H
#define PEN_FORMAT_YAML_H

#include "base/diag.h"
#include "base/value.h"

typedef enum pen_yaml_kind { PEN_YAML_SCALAR, PEN_YAML_SEQ, PEN_YAML_MAP } pen_yaml_kind;

typedef struct pen_yaml {
    pen_yaml_kind kind;
    bool plain;      // a scalar without quotes
    pen_str text;    // a scalar as written
    pen_value value; // a scalar resolved: text, integer, float, boolean or None
    pen_loc at;
    struct pen_yaml *key;   // of a member of a map
    struct pen_yaml *first; // items of a sequence, values of a map
    struct pen_yaml *last;
    struct pen_yaml *next; // sibling
    uint32_t n;            // number of items
} pen_yaml;

// Reads one document. An empty text gives an empty map. Errors are in `diags`:
// PEN_E_SYNTAX, PEN_E_LIMIT, PEN_E_DEPTH, PEN_E_NOMEM.
pen_status pen_yaml_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                         pen_yaml **out) PEN_MUST;

// Reads a JSON text (codec/json.h's grammar) as such a tree: a definition that arrives over
// the network, once YAML. Strings stay text whatever they look like; numbers, booleans and
// null are what JSON says. A duplicate key is an error here too. An empty text gives an empty
// map. The text must be UTF-8. Errors as above.
pen_status pen_yaml_load_json(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                              pen_yaml **out) PEN_MUST;

// The value of a key, or NULL when it is not there or `map` is NULL or no map.
const pen_yaml *pen_yaml_get(const pen_yaml *map, const char *key);

// Whether the node is missing or null.
bool pen_yaml_is_null(const pen_yaml *y);

// The text of a scalar as Python's str() gives it for its value ("True" for yes); the empty
// slice for what is no scalar, missing or null.
pen_str pen_yaml_text(const pen_yaml *y);

#endif

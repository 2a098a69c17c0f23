// SPDX-License-Identifier: Apache-2.0
// The fields there are and the type of each: the core taxonomy (a const table made from
// data/taxonomy.tsv at build time) and what a format declares on top of it. Built while a
// format is loaded, read-only after that.
#ifndef PEN_EVENT_TAXONOMY_H
#define PEN_EVENT_TAXONOMY_H

#include "base/map.h"

// What coercion does with a field (SEMANTICS of the language: "Taxonomy"). Several declared
// types share a class; the declared name is kept for documentation.
typedef enum pen_type {
    PEN_TYPE_PASS, // declared, no conversion (integer, date, list, unknown names, …)
    PEN_TYPE_TEXT, // keyword and its relatives
    PEN_TYPE_LONG,
    PEN_TYPE_FLOAT,
    PEN_TYPE_BOOLEAN,
    PEN_TYPE_IP,
    PEN_TYPE_DATE, // ECS date, custom datetime
    PEN_TYPE_ARRAY,
    PEN_TYPE_OPEN, // object, flattened, geo_point: any children are kept
    PEN_TYPE_DICT,
    PEN_TYPE_NONE // not declared
} pen_type;

typedef struct pen_field {
    pen_str name;
    pen_str type_name;
    pen_str text; // of the integration page: `short`, else `description`
    pen_type type;
    bool array; // ECS normalises it to an array
    bool page;  // integration pages list it
    bool custom;
} pen_field;

typedef struct pen_taxonomy {
    pen_arena *arena;
    pen_field *custom;
    uint32_t n, room;
    pen_map names;   // custom field → number
    pen_map parents; // every proper prefix of a custom field
} pen_taxonomy;

// The core taxonomy, sorted by name: written by tools/gen_taxonomy.py.
extern const pen_field pen_core_fields[];
extern const uint32_t pen_core_field_count;

// The names of core fields and all prefixes of them (whole names up to a dot) by pen_hash:
// open addressing, linear, a power of two of places. A path is the first `n` bytes of the
// name of field number `first`; n 0: a free place. Written by the same program.
typedef struct pen_core_place {
    uint16_t first;
    uint8_t n;
    bool field, parent; // it is a name, it is a prefix
} pen_core_place;

extern const pen_core_place pen_core_places[];
extern const uint32_t pen_core_place_count;

void pen_taxonomy_init(pen_taxonomy *t, pen_arena *arena);

// Declares a custom field; a later one of the same name wins. `type` NULL-safe: an empty
// type name is no conversion.
pen_status pen_taxonomy_add(pen_taxonomy *t, pen_str name, pen_str type_name,
                            pen_str text) PEN_MUST;

// The field of that name, custom before core, NULL when neither has it.
const pen_field *pen_taxonomy_find(const pen_taxonomy *t, pen_str name);

// Whether some declared field lies below `path`.
bool pen_taxonomy_is_parent(const pen_taxonomy *t, pen_str path);

// The class of a declared type name.
pen_type pen_type_of(pen_str type_name);

#endif

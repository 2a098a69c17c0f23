// SPDX-License-Identifier: Apache-2.0
// fields.yml: the fields that a module or a format declares on top of the core taxonomy.
#ifndef PEN_FORMAT_FIELDS_H
#define PEN_FORMAT_FIELDS_H

#include "event/taxonomy.h"
#include "format/yaml.h"

// Adds every field of the tree to `t`: a map of fields, or a list of them. A field's name is
// its `name`, else its key.
pen_status pen_fields_read(pen_taxonomy *t, const pen_yaml *root, pen_diags *diags) PEN_MUST;

// Adds every field of the file to `t`. An empty text adds nothing. *out is the tree read (for lint), may be NULL.
pen_status pen_fields_load(pen_taxonomy *t, pen_str text, pen_str file, pen_diags *diags,
                           const pen_yaml **out) PEN_MUST;

#endif

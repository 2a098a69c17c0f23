// SPDX-License-Identifier: Apache-2.0
#include "format/fields.h"

static pen_status add_field(pen_taxonomy *t, const pen_yaml *y, pen_diags *diags)
{
    if (y->kind != PEN_YAML_MAP) {
        pen_diag_add(diags, PEN_SEV_ERROR, y->at, "fields",
                     "a field is a map with 'name', 'type' and 'description'");
        return PEN_E_SYNTAX;
    }
    pen_str name = pen_yaml_text(pen_yaml_get(y, "name"));
    pen_str shorter = pen_yaml_text(pen_yaml_get(y, "short"));
    pen_str text = shorter.n ? shorter : pen_yaml_text(pen_yaml_get(y, "description"));
    if (!name.n && !y->key) {
        pen_diag_add(diags, PEN_SEV_ERROR, y->at, "fields", "a field needs a 'name'");
        return PEN_E_SYNTAX;
    }
    return pen_taxonomy_add(t, name.n ? name : y->key->text,
                            pen_yaml_text(pen_yaml_get(y, "type")), text);
}

pen_status pen_fields_read(pen_taxonomy *t, const pen_yaml *root, pen_diags *diags)
{
    for (const pen_yaml *y = root->first; y; y = y->next) {
        PEN_TRY(add_field(t, y, diags));
    }
    return PEN_OK;
}

pen_status pen_fields_load(pen_taxonomy *t, pen_str text, pen_str file, pen_diags *diags,
                           const pen_yaml **out)
{
    pen_yaml *root;
    PEN_TRY(pen_yaml_load(t->arena, text, file, diags, &root));
    PEN_TRY(pen_fields_read(t, root, diags));
    if (out) {
        *out = root;
    }
    return PEN_OK;
}

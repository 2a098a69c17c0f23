// SPDX-License-Identifier: Apache-2.0
// The table of stage types. A new one is a file, a declaration in types.h and a row here.
#include "stage/types.h"

static const pen_stage_type *const types[] = {
    &pen_stage_json, &pen_stage_grok, &pen_stage_case_match,    &pen_stage_kv,   &pen_stage_dsv,
    &pen_stage_date, &pen_stage_xml,  &pen_stage_windows_event, &pen_stage_cef,  &pen_stage_leef,
    &pen_stage_dict,
};

const pen_stage_type *pen_stage_at(size_t i)
{
    return i < sizeof types / sizeof types[0] ? types[i] : NULL;
}

const pen_stage_type *pen_stage_find(pen_str name)
{
    for (size_t i = 0; pen_stage_at(i); i++) {
        if (pen_str_eq(name, pen_str_c(types[i]->name))) {
            return types[i];
        }
    }
    return NULL;
}

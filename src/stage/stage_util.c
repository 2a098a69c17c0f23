// SPDX-License-Identifier: Apache-2.0
#include "stage/stage.h"

const pen_value *pen_stage_option_get(const pen_stage_build *b, const char *option)
{
    const pen_value *v = pen_dict_get_str(b->options, pen_str_c(option));
    return v && v->tag != PEN_T_NONE ? v : NULL;
}

pen_str pen_stage_text(const pen_stage_build *b, const char *option)
{
    const pen_value *v = pen_stage_option_get(b, option);
    return v && v->tag == PEN_T_STR ? pen_value_str(*v) : PEN_EMPTY;
}

bool pen_stage_flag(const pen_stage_build *b, const char *option)
{
    const pen_value *v = pen_stage_option_get(b, option);
    return v && pen_value_truth(*v);
}

pen_status pen_stage_refuse(const pen_stage_build *b, const char *what, pen_str detail)
{
    pen_diag_add(b->diags, PEN_SEV_ERROR, b->at, "stage", "%s: %.*s", what, PEN_FMT(detail));
    return PEN_E_SYNTAX;
}

pen_status pen_stage_input_text(const pen_stage_run *r, pen_value input, pen_str *out)
{
    if (input.tag == PEN_T_STR) {
        *out = pen_value_str(input);
        return PEN_OK;
    }
    pen_buf_clear(r->scratch);
    PEN_TRY(pen_value_text(input, r->scratch));
    return pen_arena_str(r->arena, pen_buf_str(r->scratch), out);
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/code.h"

const pen_op_info pen_op_infos[PEN_OP_COUNT] = {
#define VARIES PEN_OP_VARIES
#define PEN_OP(name, a, n, pops, pushes, doc)                                              \
    {#name, doc, PEN_OPERAND_##a, PEN_OPERAND_##n, pops, pushes},
#include "lang/opcodes.def"
#undef PEN_OP
#undef VARIES
};

const char *const pen_loop_names[PEN_LOOP_COUNT] = {
#define PEN_LOOP_FIELD(name) #name,
    PEN_LOOP_FIELDS(PEN_LOOP_FIELD)
#undef PEN_LOOP_FIELD
};

static int site_values(const pen_code *c, pen_insn i)
{
    const pen_site *s = &c->sites[i.a];
    return (int)(s->nargs + s->nkw) + (i.op == PEN_OP_CALL);
}

int pen_code_pops(const pen_code *c, pen_insn i)
{
    const pen_op_info *info = &pen_op_infos[i.op];
    if (info->pops != PEN_OP_VARIES) {
        return info->pops;
    }
    if (info->a == PEN_OPERAND_SITE) {
        return site_values(c, i);
    }
    return (int)(i.op == PEN_OP_DICT ? i.a * 2 : i.a);
}

int pen_code_pushes(pen_insn i)
{
    int pushes = pen_op_infos[i.op].pushes;
    return pushes == PEN_OP_VARIES ? (int)i.a : pushes;
}

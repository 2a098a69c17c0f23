// SPDX-License-Identifier: Apache-2.0
// Compiled templates as text, for people and for tests.
#include "lang/code.h"
#include "lang/template.h"

#include "base/limits.h"

// The dotted path of a node.
static void put_path(const pen_nodes *nodes, uint32_t node, pen_buf *out)
{
    uint32_t path[PEN_TEMPLATE_HEIGHT_MAX];
    uint32_t n = 0;
    if (!nodes || node >= nodes->n) {
        pen_buf_fmt(out, "#%u", (unsigned)node);
        return;
    }
    for (; node && n < PEN_TEMPLATE_HEIGHT_MAX; node = nodes->v[node].parent) {
        path[n++] = node;
    }
    while (n) {
        pen_buf_add(out, nodes->v[path[--n]].key);
        if (n) {
            pen_buf_byte(out, '.');
        }
    }
}

static void put_value(pen_value v, pen_buf *out)
{
    if (v.tag == PEN_T_UNDEF || v.tag == PEN_T_OPAQUE) {
        pen_buf_add(out, v.tag == PEN_T_UNDEF ? PEN_LIT("undefined") : PEN_LIT("opaque"));
    } else if (pen_value_repr(v, out) != PEN_OK) {
        PEN_BUF_LIT(out, "…");
    }
}

// `name/arguments(keywords)`
static void put_site(const pen_site *s, pen_op op, pen_buf *out)
{
    bool operand = op != PEN_OP_CALL;
    pen_buf_add(out, s->name);
    pen_buf_fmt(out, "/%u", (unsigned)(s->nargs - operand));
    pen_buf_add(out, s->spread ? PEN_LIT("*") : PEN_EMPTY);
    for (uint32_t i = 0; i < s->nkw; i++) {
        bool all = s->spread2 && i + 1 == s->nkw;
        pen_buf_byte(out, ' ');
        pen_buf_add(out, all ? PEN_LIT("**") : s->kw[i]);
        pen_buf_add(out, all ? PEN_EMPTY : PEN_LIT("="));
    }
}

static void put_operand(const pen_code *c, pen_operand kind, pen_insn i, uint32_t x,
                        pen_buf *out)
{
    switch (kind) {
    case PEN_OPERAND_NONE:
    case PEN_OPERAND_NODE:
        return;
    case PEN_OPERAND_CONST:
        put_value(c->consts[x], out);
        return;
    case PEN_OPERAND_NAME:
        pen_buf_add(out, pen_value_str(c->consts[x]));
        return;
    case PEN_OPERAND_LOCAL:
    case PEN_OPERAND_OUTER:
        pen_buf_fmt(out, "$%u", (unsigned)x);
        return;
    case PEN_OPERAND_JUMP:
        pen_buf_fmt(out, "-> %u", (unsigned)x);
        return;
    case PEN_OPERAND_COUNT:
        pen_buf_fmt(out, "%u", (unsigned)x);
        return;
    case PEN_OPERAND_SITE:
        put_site(&c->sites[x], (pen_op)i.op, out);
        return;
    case PEN_OPERAND_FIELD:
        pen_buf_add(out, pen_str_c(pen_loop_names[x]));
        return;
    case PEN_OPERAND_MACRO:
        pen_buf_add(out, c->macros[x].name);
        return;
    }
}

static void put_insn(const pen_code *c, const pen_nodes *nodes, uint32_t pc, pen_buf *out)
{
    pen_insn i = c->insns[pc];
    const pen_op_info *info = &pen_op_infos[i.op];
    pen_buf_fmt(out, "%3u %s", (unsigned)pc, info->name);
    if (info->n != PEN_OPERAND_NONE) {
        pen_buf_byte(out, ' ');
        put_operand(c, info->n, i, i.n, out);
    }
    if (info->a != PEN_OPERAND_NONE) {
        pen_buf_byte(out, ' ');
        put_operand(c, info->a, i, i.a, out);
    }
    if (info->a == PEN_OPERAND_NODE) {
        put_path(nodes, i.a, out);
    }
    pen_buf_byte(out, '\n');
}

void pen_template_dump(const pen_template *t, const pen_nodes *nodes, pen_buf *out)
{
    switch (t->shape) {
    case PEN_SHAPE_CONST:
        PEN_BUF_LIT(out, "constant ");
        put_value(t->value, out);
        PEN_BUF_LIT(out, "\n");
        return;
    case PEN_SHAPE_NODE:
        PEN_BUF_LIT(out, "node ");
        put_path(nodes, t->node, out);
        PEN_BUF_LIT(out, "\n");
        return;
    case PEN_SHAPE_CODE:
        for (uint32_t i = 0; i < t->code->ninsns; i++) {
            put_insn(t->code, nodes, i, out);
        }
        return;
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/emit.h"

// Makes room for one more of `size` bytes in a table of `n`.
static pen_status grow(pen_arena *work, void **table, uint32_t n, uint32_t *room,
                       size_t size)
{
    if (n < *room) {
        return PEN_OK;
    }
    uint32_t more = *room ? *room * 2 : 16;
    void *p = pen_arena_zero(work, more, size);
    if (!p) {
        return PEN_E_NOMEM;
    }
    if (n) {
        memcpy(p, *table, n * size);
    }
    *table = p;
    *room = more;
    return PEN_OK;
}

pen_status pen_emit_init(pen_emit *e, pen_arena *work, pen_arena *keep)
{
    uint32_t at;
    *e = (pen_emit){.work = work, .keep = keep};
    return pen_emit_macro(e, (pen_macro){.name = PEN_LIT("template")}, &at);
}

pen_status pen_emit_op(pen_emit *e, pen_op op, uint32_t n, uint32_t a, uint32_t *at)
{
    pen_code *c = &e->code;
    void *table = c->insns;
    PEN_TRY(grow(e->work, &table, c->ninsns, &e->room_insns, sizeof *c->insns));
    c->insns = table;
    if (at) {
        *at = c->ninsns;
    }
    c->insns[c->ninsns++] = (pen_insn){.op = (uint8_t)op, .n = (uint16_t)n, .a = a};
    return PEN_OK;
}

void pen_emit_land(pen_emit *e, uint32_t at)
{
    e->code.insns[at].a = e->code.ninsns;
}

// A copy of `v` that shares nothing with the work arena or the source.
static pen_status kept(pen_arena *keep, pen_value v, pen_value *out)
{
    if (v.tag == PEN_T_STR || v.tag == PEN_T_BIG) {
        pen_str s;
        PEN_TRY(pen_arena_str(keep, pen_value_str(v), &s));
        v.u.p = s.p;
        *out = v;
        return PEN_OK;
    }
    if (v.tag != PEN_T_LIST && v.tag != PEN_T_TUPLE && v.tag != PEN_T_DICT) {
        *out = v;
        return PEN_OK;
    }
    PEN_TRY(pen_value_copy(keep, v, out));
    pen_list *l = v.tag != PEN_T_DICT ? out->u.list : NULL;
    for (uint32_t i = 0; l && i < l->n; i++) {
        PEN_TRY(kept(keep, l->items[i], &l->items[i]));
    }
    pen_dict *d = v.tag == PEN_T_DICT ? out->u.dict : NULL;
    for (uint32_t i = 0; d && i < d->n; i++) {
        PEN_TRY(kept(keep, d->pairs[i].key, &d->pairs[i].key));
        PEN_TRY(kept(keep, d->pairs[i].value, &d->pairs[i].value));
    }
    out->flags |= PEN_F_FROZEN;
    return PEN_OK;
}

pen_status pen_emit_const(pen_emit *e, pen_value v, uint32_t *at)
{
    pen_code *c = &e->code;
    void *table = c->consts;
    PEN_TRY(grow(e->work, &table, c->nconsts, &e->room_consts, sizeof *c->consts));
    c->consts = table;
    PEN_TRY(kept(e->keep, v, &c->consts[c->nconsts]));
    *at = c->nconsts++;
    return PEN_OK;
}

pen_status pen_emit_site(pen_emit *e, pen_site s, uint32_t *at)
{
    pen_code *c = &e->code;
    void *table = c->sites;
    PEN_TRY(grow(e->work, &table, c->nsites, &e->room_sites, sizeof *c->sites));
    c->sites = table;
    PEN_TRY(pen_arena_str(e->keep, s.name, &s.name));
    c->sites[c->nsites] = s;
    *at = c->nsites++;
    return PEN_OK;
}

pen_status pen_emit_macro(pen_emit *e, pen_macro m, uint32_t *at)
{
    pen_code *c = &e->code;
    void *table = c->macros;
    PEN_TRY(grow(e->work, &table, c->nmacros, &e->room_macros, sizeof *c->macros));
    c->macros = table;
    c->macros[c->nmacros] = m;
    *at = c->nmacros++;
    return PEN_OK;
}

pen_status pen_emit_const_op(pen_emit *e, pen_op op, pen_value v)
{
    uint32_t at;
    PEN_TRY(pen_emit_const(e, v, &at));
    return pen_emit_op(e, op, 0, at, NULL);
}

static void *moved(pen_arena *keep, const void *table, size_t n, size_t size)
{
    void *p = pen_arena_zero(keep, n + !n, size);
    if (p && n) {
        memcpy(p, table, n * size);
    }
    return p;
}

pen_status pen_emit_finish(pen_emit *e, pen_code **out)
{
    pen_code *c = PEN_NEW(e->keep, pen_code);
    if (!c) {
        return PEN_E_NOMEM;
    }
    *c = e->code;
    c->insns = moved(e->keep, c->insns, c->ninsns, sizeof *c->insns);
    c->consts = moved(e->keep, c->consts, c->nconsts, sizeof *c->consts);
    c->sites = moved(e->keep, c->sites, c->nsites, sizeof *c->sites);
    c->macros = moved(e->keep, c->macros, c->nmacros, sizeof *c->macros);
    *out = c;
    return c->insns && c->consts && c->sites && c->macros ? PEN_OK : PEN_E_NOMEM;
}

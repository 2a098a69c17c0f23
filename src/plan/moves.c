// SPDX-License-Identifier: Apache-2.0
#include "plan/moves.h"

#include "event/plain.h"

// ---- loading ----

static bool is_leaf(const pen_format *f, uint32_t node)
{
    return f->nodes.v[node].first == 0;
}

// Whether the end of the event leaves scalars at a target alone.
static bool keeps_scalars(const pen_format *f, const pen_target *to)
{
    if (to->inner || to->odd || (to->mirror && !is_leaf(f, to->mirror))) {
        return false;
    }
    return to->field ? to->field->type != PEN_TYPE_ARRAY : f->finish[to->node].open;
}

bool pen_moves_settled(const pen_format *f, const pen_target *to, pen_value v)
{
    bool container = v.tag == PEN_T_LIST || v.tag == PEN_T_DICT || v.tag == PEN_T_TUPLE ||
                     v.tag >= PEN_T_RAWOBJ;
    if (to->inner || to->odd || f->exprs.mutates || (to->mirror && !is_leaf(f, to->mirror))) {
        return false;
    }
    if (container) {
        bool list = to->field && to->field->type == PEN_TYPE_ARRAY && v.tag == PEN_T_LIST;
        return list || (to->field && v.tag == PEN_T_LIST && (v.flags & PEN_F_SETTLED));
    }
    return keeps_scalars(f, to);
}

static pen_move_kind kind_of(const pen_format *f, const pen_set_op *op)
{
    static const uint8_t kinds[] = {
        [PEN_TYPE_PASS] = PEN_MOVE_COERCE, [PEN_TYPE_TEXT] = PEN_MOVE_TEXT,
        [PEN_TYPE_LONG] = PEN_MOVE_LONG,   [PEN_TYPE_FLOAT] = PEN_MOVE_COERCE,
        [PEN_TYPE_BOOLEAN] = PEN_MOVE_COERCE, [PEN_TYPE_IP] = PEN_MOVE_IP,
        [PEN_TYPE_DATE] = PEN_MOVE_DATE,   [PEN_TYPE_ARRAY] = PEN_MOVE_NONE,
        [PEN_TYPE_OPEN] = PEN_MOVE_COERCE, [PEN_TYPE_DICT] = PEN_MOVE_COERCE,
    };
    if (op->ready) {
        return pen_moves_settled(f, &op->to, op->value.value) ? PEN_MOVE_READY : PEN_MOVE_NONE;
    }
    if ((f->nignored && !f->ignores_texts) || !keeps_scalars(f, &op->to)) {
        return PEN_MOVE_NONE;
    }
    return op->to.field ? kinds[op->to.field->type] : PEN_MOVE_COERCE;
}

pen_status pen_moves_build(const pen_format *f, pen_action *a)
{
    a->moves = PEN_NEW_N(f->nodes.arena, pen_move, a->nsets);
    if (!a->moves) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < a->nsets; i++) {
        const pen_set_op *op = &a->sets[i];
        const pen_target *to = &op->to;
        pen_move *m = &a->moves[i];
        m->kind = (uint8_t)kind_of(f, op);
        m->type = (uint8_t)(to->field ? to->field->type : PEN_TYPE_PASS);
        m->eager = f->exprs.mutates;
        m->ignoring = f->nignored != 0;
        m->direct = op->value.kind == PEN_EXPR_NODE;
        m->no_method = m->direct && !f->nodes.v[op->value.node].attribute;
        m->source = op->value.node;
        m->node = to->node;
        m->parent = f->nodes.v[to->node].parent;
        m->mirror = to->mirror;
        m->mirror_parent = f->nodes.v[to->mirror].parent;
        m->ready = op->ready ? op->value.value : pen_v_undef();
    }
    return PEN_OK;
}

// ---- running ----

// Whether a value is a scalar that is set whatever it is: no text that reads as something
// else, nothing that counts as not set. Lazy text is long enough not to be "None" escaped.
static bool ordinary(pen_value v)
{
    enum { NONE_ESCAPED_MAX = 24 };
    switch (v.tag) {
    case PEN_T_STR:
        return pen_plain_text(v.u.p, v.n);
    case PEN_T_RAWSTR:
        return v.n > NONE_ESCAPED_MAX && v.u.p[0] != '\\' && pen_plain_text(v.u.p, v.n);
    case PEN_T_BOOL:
    case PEN_T_INT:
    case PEN_T_FLOAT:
    case PEN_T_RAWINT:
    case PEN_T_RAWNUM:
        return true;
    default:
        return false;
    }
}

// The same through coercion, for what is rarer.
static const pen_value *general(pen_worker *w, const pen_move *m, const pen_value *from,
                                pen_value *own)
{
    *own = *from;
    pen_status s = ordinary(*from)
                       ? pen_coerce_scalar(&w->coerce, (pen_type)m->type, *from, own)
                       : PEN_NOMATCH;
    w->starved |= s == PEN_E_NOMEM;
    if (s != PEN_OK) {
        return NULL; // the general way says what is wrong
    }
    bool lazy = own->tag >= PEN_T_RAWSTR &&
                !(own->tag == PEN_T_RAWINT && pen_plain_json_int(own->u.p, own->n));
    return lazy && m->eager ? NULL : own;
}

// The text of a date in UTC; NULL when it is no such text, or there is no memory.
static const pen_value *utc(pen_worker *w, const pen_value *from, pen_value *own)
{
    size_t keep;
    if (!pen_plain_date(from->u.p, from->n, &keep)) {
        return NULL;
    }
    const char *p = from->u.p;
    if (from->n - keep > 1) {
        char *text = pen_arena_get(&w->arena, keep + 1);
        w->starved |= text == NULL;
        if (!text) {
            return NULL;
        }
        memcpy(text, p, keep);
        text[keep] = 'Z';
        p = text;
    }
    *own = (pen_value){PEN_T_STR, PEN_F_CLEAN, 0, (uint32_t)keep + 1, {p}};
    return own;
}

static const pen_value *from_text(pen_worker *w, const pen_move *m, const pen_value *from,
                                  pen_value *own)
{
    const char *p = from->u.p;
    switch (m->kind) {
    case PEN_MOVE_TEXT:
        return pen_plain_text(p, from->n) ? from : NULL;
    case PEN_MOVE_LONG:
        *own = pen_v_span(PEN_T_RAWINT, p, from->n);
        return pen_plain_int(p, from->n) ? own : NULL;
    case PEN_MOVE_IP:
        *own = (pen_value){PEN_T_STR, PEN_F_CLEAN, 0, from->n, {p}};
        return pen_plain_ipv4(p, from->n) ? own : NULL;
    case PEN_MOVE_DATE:
        return utc(w, from, own);
    default:
        return NULL;
    }
}

// What the target is to hold: the source as it is, or `own`; NULL when the value is not one
// of the commonest.
static inline const pen_value *take(pen_worker *w, const pen_move *m, const pen_value *from,
                                    pen_value *own)
{
    if (from->tag == PEN_T_STR) {
        return from_text(w, m, from, own);
    }
    if (from->tag != PEN_T_RAWINT || !pen_plain_json_int(from->u.p, from->n)) {
        return NULL;
    }
    if (m->kind == PEN_MOVE_TEXT) {
        *own = (pen_value){PEN_T_STR, PEN_F_CLEAN, 0, from->n, {from->u.p}};
        return own;
    }
    return m->kind == PEN_MOVE_LONG ? from : NULL;
}

// What is known of a value in a format that ignores some texts.
typedef enum regard { REGARDED, IGNORED, PERHAPS_IGNORED } regard;

static regard regard_of(const pen_format *f, const pen_value *v)
{
    enum { ESCAPED_MAX = 6 }; // bytes of JSON for one of text
    if (v->tag == PEN_T_RAWSTR) {
        return v->n / ESCAPED_MAX > f->ignored_longest ? REGARDED : PERHAPS_IGNORED;
    }
    for (uint32_t i = 0; v->tag == PEN_T_STR && i < f->nignored; i++) {
        const pen_value *k = &f->ignored[i];
        if (k->tag == PEN_T_STR && k->n == v->n && (v->n == 0 || memcmp(k->u.p, v->u.p, v->n) == 0)) {
            return IGNORED;
        }
    }
    return REGARDED;
}

static inline void put(pen_worker *w, const pen_move *m, const pen_value *v)
{
    pen_move_put(w, m->node, m->parent, v);
    if (m->mirror) {
        pen_move_put(w, m->mirror, m->mirror_parent, v);
    }
}

bool pen_move_value(pen_worker *w, const pen_move *m, const pen_value *from)
{
    pen_value own;
    regard r = m->ignoring ? regard_of(w->format, from) : REGARDED;
    if (r != REGARDED || m->kind <= PEN_MOVE_READY) {
        return r == IGNORED;
    }
    const pen_value *v = general(w, m, from, &own);
    if (v) {
        put(w, m, v);
    }
    return v != NULL;
}

// Whether a source has nothing to set: no value, None or an empty text.
static bool is_nothing(const pen_move *m, const pen_value *from)
{
    return from->tag <= PEN_T_NONE ? from->tag == PEN_T_NONE || m->no_method
                                   : from->tag == PEN_T_STR && from->n == 0;
}

uint32_t pen_moves_run(pen_worker *w, const pen_action *a, uint32_t i)
{
    pen_value own;
    const pen_move *end = a->moves + a->nsets;
    for (const pen_move *m = a->moves + i; m < end; m++) {
        if (m->kind == PEN_MOVE_READY) {
            put(w, m, &m->ready);
            continue;
        }
        if (m->kind == PEN_MOVE_NONE || !m->direct) {
            return (uint32_t)(m - a->moves);
        }
        const pen_value *from = &w->slots[m->source];
        if (m->ignoring) {
            regard r = regard_of(w->format, from);
            if (r == IGNORED) {
                continue;
            }
            if (r == PERHAPS_IGNORED) {
                return (uint32_t)(m - a->moves);
            }
        }
        const pen_value *v = take(w, m, from, &own);
        if (!v && is_nothing(m, from)) {
            continue;
        }
        if (!v && !(v = general(w, m, from, &own))) {
            return (uint32_t)(m - a->moves);
        }
        put(w, m, v);
    }
    return a->nsets;
}

// SPDX-License-Identifier: Apache-2.0
#include "plan/fit.h"

#include "base/ublank.h"
#include "event/text_number.h"
#include "lang/literal.h"

// A lazy text that might be "None" or begin a list needs a look at its characters.
enum { NONE_ESCAPED_MAX = 24 }; // four characters as \uXXXX

static bool bracketed(pen_str s)
{
    if (s.n == 0 || (s.p[0] != '[' && s.p[0] != '{' && !pen_is_blank(s.p[0]) &&
                     (unsigned char)s.p[0] < 0x80)) {
        return false;
    }
    s = pen_ublank_trim(s);
    return s.n && (s.p[0] == '[' || s.p[0] == '{') &&
           (s.p[s.n - 1] == ']' || s.p[s.n - 1] == '}');
}

// Text that reads as a Python list or dict becomes it.
static pen_status take_literal(pen_arena *a, pen_value *v)
{
    if (v->tag == PEN_T_RAWSTR && v->n && v->u.p[0] != '[' && v->u.p[0] != '{' &&
        v->u.p[0] != '\\' && !pen_is_blank(v->u.p[0]) && v->n > NONE_ESCAPED_MAX) {
        return PEN_OK;
    }
    if (v->tag == PEN_T_RAWSTR) {
        PEN_TRY(pen_value_force(a, v));
    }
    return v->tag == PEN_T_STR && bracketed(pen_value_str(*v)) ? pen_literal_box(a, v)
                                                               : PEN_OK;
}

static bool in_ignored(const pen_format *f, pen_value v)
{
    for (uint32_t i = 0; i < f->nignored; i++) {
        if (f->ignored[i].tag == v.tag && pen_value_eq(f->ignored[i], v)) {
            return true;
        }
    }
    return false;
}

static pen_status drop_ignored(const pen_format *f, pen_arena *a, pen_value in,
                               pen_value *out)
{
    *out = in;
    if (in.tag != PEN_T_DICT) {
        return PEN_OK;
    }
    pen_dict *d = pen_dict_new(a, in.u.dict->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < in.u.dict->n; i++) {
        pen_value v = in.u.dict->pairs[i].value;
        if (!in_ignored(f, v)) {
            PEN_TRY(drop_ignored(f, a, v, &v));
            PEN_TRY(pen_dict_append(a, d, in.u.dict->pairs[i].key, v));
        }
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

static bool not_set(pen_value v)
{
    return v.tag == PEN_T_UNDEF || v.tag == PEN_T_NONE ||
           (v.tag == PEN_T_STR &&
            (v.n == 0 || pen_str_eq(pen_value_str(v), PEN_LIT("None"))));
}

// Generators, views and methods are nothing that a field could hold.
static bool holdable(pen_value v)
{
    return v.tag != PEN_T_ITER && v.tag != PEN_T_VIEW && v.tag != PEN_T_OPAQUE;
}

pen_status pen_fit(const pen_format *f, const pen_coerce *c, const pen_target *to,
                   pen_value in, pen_value *out)
{
    PEN_TRY(take_literal(c->arena, &in));
    if (f->nignored) {
        PEN_TRY(pen_value_force(c->arena, &in));
        if (!to->textual) {
            PEN_TRY(drop_ignored(f, c->arena, in, &in));
        }
        if (in_ignored(f, in)) {
            return PEN_NOMATCH;
        }
    }
    if (not_set(in)) {
        return PEN_NOMATCH;
    }
    if (!holdable(in)) {
        return PEN_E_TYPE;
    }
    if (in.tag == PEN_T_TUPLE) {
        in.tag = PEN_T_LIST;
    }
    return pen_coerce_scalar(c, to->field ? to->field->type : PEN_TYPE_NONE, in, out);
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/percent.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "event/number.h"
#include "lang/format_spec.h"
#include "lang/number_ops.h"
#include "lang/ops.h"
#include "lang/text.h"

#include <math.h>

typedef struct percent {
    pen_vm *vm;
    pen_str format;
    size_t at;
    pen_value values;
    uint32_t used; // of a tuple, or of the single value
    bool named;    // a `(name)` was read: a dict need not be used up
} percent;

static pen_status next_value(percent *p, pen_value *out)
{
    bool tuple = p->values.tag == PEN_T_TUPLE;
    uint32_t have = tuple ? p->values.u.list->n : 1;
    if (p->used >= have) {
        return PEN_E_TYPE;
    }
    *out = tuple ? p->values.u.list->items[p->used] : p->values;
    p->used++;
    return PEN_OK;
}

static pen_status named_value(percent *p, pen_value *out)
{
    pen_str rest = pen_str_from(p->format, p->at);
    size_t end = pen_str_chr(rest, ')', 0);
    if (end == PEN_NPOS || p->values.tag != PEN_T_DICT) {
        return end == PEN_NPOS ? PEN_E_SYNTAX : PEN_E_TYPE;
    }
    const pen_value *v = pen_dict_get_str(p->values.u.dict, pen_str_head(rest, end));
    p->at += end + 1;
    p->named = true;
    if (!v) {
        return PEN_E_EVAL;
    }
    *out = *v;
    return PEN_OK;
}

static void read_flags(percent *p, pen_spec *spec)
{
    bool left = false, zero = false;
    for (; p->at < p->format.n; p->at++) {
        char c = p->format.p[p->at];
        if (c == '-') {
            left = true;
        } else if (c == '0') {
            zero = true;
        } else if (c == '#') {
            spec->alternate = true;
        } else if (c == '+' || (c == ' ' && spec->sign != '+')) {
            spec->sign = c;
        } else if (c != ' ') {
            break;
        }
    }
    spec->align = left ? '<' : zero ? '=' : '>';
    spec->fill = zero && !left ? PEN_LIT("0") : PEN_EMPTY;
}

// A number or `*`, which takes a value.
static pen_status read_number(percent *p, uint32_t *out, bool *negative)
{
    pen_value v;
    *negative = false;
    if (p->at >= p->format.n || p->format.p[p->at] != '*') {
        return pen_spec_number(p->format, &p->at, PEN_TEXT_MAX, out);
    }
    p->at++;
    PEN_TRY(next_value(p, &v));
    const int64_t most = PEN_TEXT_MAX;
    bool whole = v.tag == PEN_T_INT || v.tag == PEN_T_BOOL;
    if (!whole || v.u.i < -most || v.u.i > most) {
        return PEN_E_TYPE;
    }
    *negative = v.u.i < 0;
    *out = (uint32_t)(v.u.i < 0 ? -v.u.i : v.u.i);
    return PEN_OK;
}

static void align_left(pen_spec *spec)
{
    spec->align = '<';
    spec->fill = PEN_EMPTY;
}

static pen_status read_spec(percent *p, pen_spec *spec)
{
    bool negative;
    read_flags(p, spec);
    PEN_TRY(read_number(p, &spec->width, &negative));
    if (negative) {
        align_left(spec);
    }
    if (p->at < p->format.n && p->format.p[p->at] == '.') {
        uint32_t precision = 0;
        p->at++;
        PEN_TRY(read_number(p, &precision, &negative));
        spec->precision = negative ? 0 : (int32_t)precision;
    }
    while (p->at < p->format.n && strchr("hlL", p->format.p[p->at])) {
        p->at++; // C's sizes mean nothing here
    }
    return p->at < p->format.n ? PEN_OK : PEN_E_SYNTAX;
}

static pen_status put_text(percent *p, pen_value v, pen_spec *spec, char type)
{
    pen_value text;
    PEN_TRY(type == 's' ? pen_op_text(p->vm, v, &text)
                        : pen_text_repr(p->vm, v, type == 'a', &text));
    spec->type = 0;
    spec->sign = 0;
    spec->alternate = false;
    if (spec->align == '=') {
        spec->align = '>';
        spec->fill = PEN_EMPTY;
    }
    return pen_spec_put(text, spec, &p->vm->text);
}

// %d cuts floats; %x and %o refuse them.
static pen_status put_int(percent *p, pen_value v, pen_spec *spec, char type)
{
    bool cut = type == 'd' || type == 'i' || type == 'u';
    if (!pen_value_is_number(v) || (v.tag == PEN_T_FLOAT && !cut)) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_number_cut(p->vm, v, &v));
    spec->type = cut ? 'd' : type;
    spec->min_digits = true;
    return pen_spec_put(v, spec, &p->vm->text);
}

static pen_status put_character(percent *p, pen_value v, pen_spec *spec)
{
    spec->precision = -1;
    if (v.tag == PEN_T_STR) {
        return pen_utf8_count(pen_value_str(v)) == 1 ? put_text(p, v, spec, 's') : PEN_E_TYPE;
    }
    spec->type = 'c';
    return pen_spec_put(v, spec, &p->vm->text);
}

static pen_status put_float(percent *p, pen_value v, pen_spec *spec, char type)
{
    double f = 0;
    PEN_TRY(pen_number_f64(v, &f));
    spec->type = type;
    return pen_spec_put(pen_v_float(f), spec, &p->vm->text);
}

static pen_status put_directive(percent *p)
{
    pen_spec spec = {.precision = -1};
    pen_value v = pen_v_undef();
    if (p->at < p->format.n && p->format.p[p->at] == '%') {
        p->at++;
        pen_buf_byte(&p->vm->text, '%');
        return p->vm->text.failed;
    }
    bool have = p->at < p->format.n && p->format.p[p->at] == '(';
    if (have) {
        p->at++;
        PEN_TRY(named_value(p, &v));
    }
    PEN_TRY(read_spec(p, &spec));
    char type = p->format.p[p->at++];
    if (!have) {
        PEN_TRY(next_value(p, &v));
    }
    if (type == 's' || type == 'r' || type == 'a') {
        return put_text(p, v, &spec, type);
    }
    if (type == 'c') {
        return put_character(p, v, &spec);
    }
    if (strchr("diuoxX", type) && type) {
        return put_int(p, v, &spec, type);
    }
    return strchr("eEfFgG", type) && type ? put_float(p, v, &spec, type) : PEN_E_SYNTAX;
}

static pen_status put_all(percent *p)
{
    while (p->at < p->format.n) {
        size_t next = pen_str_chr(p->format, '%', p->at);
        size_t end = next == PEN_NPOS ? p->format.n : next;
        pen_buf_add(&p->vm->text, pen_str_of(p->format.p + p->at, end - p->at));
        p->at = end;
        if (next != PEN_NPOS) {
            p->at++;
            PEN_TRY(pen_vm_spend(p->vm, 4));
            PEN_TRY(put_directive(p));
        }
    }
    // What can be indexed may stay unused, and Python thinks that undefined can.
    bool container = p->values.tag == PEN_T_DICT || p->values.tag == PEN_T_LIST ||
                     p->values.tag == PEN_T_UNDEF;
    uint32_t want = p->values.tag == PEN_T_TUPLE ? p->values.u.list->n : container ? 0 : 1;
    return p->used >= want || p->named ? p->vm->text.failed : PEN_E_TYPE;
}

pen_status pen_percent(pen_vm *vm, pen_str format, pen_value values, pen_value *out)
{
    percent p = {.vm = vm, .format = format, .values = values};
    size_t mark = vm->text.n;
    return pen_text_end(vm, mark, put_all(&p), out);
}

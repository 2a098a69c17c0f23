// SPDX-License-Identifier: Apache-2.0
#include "event/attr.h"

enum kind { KIND_none, KIND_str, KIND_list, KIND_tuple, KIND_dict, KIND_int, KIND_float };

static const unsigned char kinds[PEN_T_COUNT] = {
    [PEN_T_BOOL] = KIND_int,    [PEN_T_INT] = KIND_int,      [PEN_T_BIG] = KIND_int,
    [PEN_T_FLOAT] = KIND_float, [PEN_T_STR] = KIND_str,      [PEN_T_LIST] = KIND_list,
    [PEN_T_TUPLE] = KIND_tuple, [PEN_T_DICT] = KIND_dict,    [PEN_T_RAWSTR] = KIND_str,
    [PEN_T_RAWINT] = KIND_int,  [PEN_T_RAWNUM] = KIND_float, [PEN_T_RAWOBJ] = KIND_dict,
    [PEN_T_RAWARR] = KIND_list, [PEN_T_OBJ] = KIND_dict,
};

static const struct {
    unsigned char kind, n;
    const char *name;
} names[] = {
#define PEN_METHOD(type, name, least, parameters, doc) {KIND_##type, sizeof #name - 1, #name},
#include "event/methods.def"
#undef PEN_METHOD
};

bool pen_attr_is_method(pen_value v, pen_str name)
{
    unsigned char kind = v.tag < PEN_T_COUNT ? kinds[v.tag] : KIND_none;
    for (size_t i = 0; kind && i < sizeof names / sizeof *names; i++) {
        if (names[i].kind == kind && names[i].n == name.n &&
            memcmp(names[i].name, name.p, name.n) == 0) {
            return true;
        }
    }
    return false;
}

// Python's numbers are complex ones too; whole ones are fractions.
static pen_value number_part(pen_value v, pen_str name)
{
    bool real = pen_str_eq(name, PEN_LIT("real"));
    bool imag = pen_str_eq(name, PEN_LIT("imag"));
    if (v.tag == PEN_T_FLOAT) {
        return real ? v : imag ? pen_v_float(0) : pen_v_undef();
    }
    v.tag = v.tag == PEN_T_BOOL ? PEN_T_INT : v.tag;
    if (real || pen_str_eq(name, PEN_LIT("numerator"))) {
        return v;
    }
    bool denominator = pen_str_eq(name, PEN_LIT("denominator"));
    return imag || denominator ? pen_v_int(denominator) : pen_v_undef();
}

pen_value pen_attr_of(pen_value v, pen_str name)
{
    if (pen_attr_is_method(v, name)) {
        return (pen_value){.tag = PEN_T_OPAQUE};
    }
    bool number = v.tag == PEN_T_BOOL || v.tag == PEN_T_INT || v.tag == PEN_T_BIG ||
                  v.tag == PEN_T_FLOAT;
    return number ? number_part(v, name) : pen_v_undef();
}

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

// The rows of methods.def, which stand together by type.
enum {
#define PEN_METHOD(type, name, least, parameters, doc) AT_##type##_##name,
#include "event/methods.def"
#undef PEN_METHOD
    AT_END
};

static const unsigned char first[] = {
    [KIND_none] = AT_str_capitalize,    [KIND_str] = AT_str_capitalize,
    [KIND_list] = AT_list_append,       [KIND_tuple] = AT_tuple_count,
    [KIND_dict] = AT_dict_clear,        [KIND_int] = AT_int_bit_count,
    [KIND_float] = AT_float_is_integer, [KIND_float + 1] = AT_END,
};

static const struct {
    unsigned char n;
    const char *name;
} names[] = {
#define PEN_METHOD(type, name, least, parameters, doc) {sizeof #name - 1, #name},
#include "event/methods.def"
#undef PEN_METHOD
};

static bool among(size_t from, size_t to, pen_str name)
{
    for (size_t i = from; i < to; i++) {
        if (names[i].n == name.n && memcmp(names[i].name, name.p, name.n) == 0) {
            return true;
        }
    }
    return false;
}

bool pen_attr_is_method(pen_value v, pen_str name)
{
    unsigned char kind = v.tag < PEN_T_COUNT ? kinds[v.tag] : KIND_none;
    return kind && among(first[kind], first[kind + 1], name);
}

bool pen_attr_is_any(pen_str name)
{
    return among(0, AT_END, name) || pen_str_eq(name, PEN_LIT("real")) ||
           pen_str_eq(name, PEN_LIT("imag")) || pen_str_eq(name, PEN_LIT("numerator")) ||
           pen_str_eq(name, PEN_LIT("denominator"));
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

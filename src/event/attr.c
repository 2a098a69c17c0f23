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

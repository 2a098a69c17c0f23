// SPDX-License-Identifier: Apache-2.0
// The layout of a value: 16 bytes, shared by every floor. Operations on values live in
// src/event and src/lang; the scanners of src/codec only fill them in.
//
// A value owns nothing. Its bytes lie in the record, in the plan or in the event's arena,
// and live until the worker takes the next event.
//
// Lazy forms (PEN_T_RAW…) are what scanners leave behind: spans of the JSON text, decoded
// only when somebody looks at them, and copied as they are when nobody does.
#ifndef PEN_BASE_VALUE_H
#define PEN_BASE_VALUE_H

#include "base/str.h"

#include <stdint.h>

typedef enum pen_tag {
    PEN_T_UNDEF = 0, // a zeroed slot is undefined
    PEN_T_NONE,
    PEN_T_BOOL,  // u.i: 0 or 1
    PEN_T_INT,   // u.i
    PEN_T_BIG,   // an integer outside int64: canonical decimal text in u.p, n
    PEN_T_FLOAT, // u.f
    PEN_T_STR,   // UTF-8 text in u.p, n
    PEN_T_LIST,  // u.list
    PEN_T_TUPLE, // u.list
    PEN_T_DICT,  // u.dict
    // Only inside the template language:
    PEN_T_ITER,   // a generator (map, select, …): u.list holds what it will give, aux how
                  // it ends: a pen_status, PEN_OK or what failed
    PEN_T_VIEW,   // dict.items(), .keys(), .values(): u.list
    PEN_T_OPAQUE, // a thing templates can hold and not use (a bound method)
    // Lazy, only in slots; pen_value_force turns each into one of the above:
    PEN_T_RAWSTR, // inside of a JSON string that has escapes: u.p, n, quotes left out
    PEN_T_RAWINT, // JSON integer text
    PEN_T_RAWNUM, // JSON number text with fraction or exponent
    PEN_T_RAWOBJ, // JSON object text, braces included, known to be well-formed
    PEN_T_RAWARR, // JSON array text, brackets included, known to be well-formed
    PEN_T_OBJ,    // the members are in the slots of the child nodes (event/node.h);
                  // u.dict: members that have no node of their own, or NULL
    PEN_T_COUNT
} pen_tag;

// flags
enum {
    PEN_F_CLEAN = 1,  // JSON writes it as it stands: a STR without quote, backslash, control; a
                      // RAWSTR without control
    PEN_F_FROZEN = 2, // a list or dict in the plan: must be copied before it is changed
    PEN_F_SETTLED = 4, // a list that has the form its field wants
};

// aux of a TUPLE
enum {
    PEN_TUPLE_GROUP = 1, // of the filter groupby: its two items are called grouper and list
};

struct pen_list;
struct pen_dict;

typedef struct pen_value {
    uint8_t tag;
    uint8_t flags;
    uint16_t aux;
    uint32_t n;
    union {
        const char *p;
        int64_t i;
        double f;
        struct pen_list *list;
        struct pen_dict *dict;
    } u;
} pen_value;

_Static_assert(sizeof(pen_value) == 16, "a value is two words");

static inline pen_str pen_value_str(pen_value v)
{
    return (pen_str){v.u.p, v.n};
}

static inline pen_value pen_v_undef(void)
{
    return (pen_value){.tag = PEN_T_UNDEF};
}

static inline pen_value pen_v_none(void)
{
    return (pen_value){.tag = PEN_T_NONE};
}

static inline pen_value pen_v_bool(bool b)
{
    return (pen_value){.tag = PEN_T_BOOL, .u.i = b};
}

static inline pen_value pen_v_int(int64_t i)
{
    return (pen_value){.tag = PEN_T_INT, .u.i = i};
}

static inline pen_value pen_v_float(double f)
{
    return (pen_value){.tag = PEN_T_FLOAT, .u.f = f};
}

// Text of at most 4 GiB - 1; records are far smaller (limits.h).
static inline pen_value pen_v_str(pen_str s)
{
    return (pen_value){.tag = PEN_T_STR, .n = (uint32_t)s.n, .u.p = s.p};
}

// A span of JSON or other text under a given tag.
static inline pen_value pen_v_span(pen_tag tag, const char *p, size_t n)
{
    return (pen_value){.tag = (uint8_t)tag, .n = (uint32_t)n, .u.p = p};
}

#endif

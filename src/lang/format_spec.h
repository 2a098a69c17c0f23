// SPDX-License-Identifier: Apache-2.0
// One value written as Python's format(value, spec) does: shared by str.format and by the
// `%` operator. Appends to a buffer of the caller's.
#ifndef PEN_LANG_FORMAT_SPEC_H
#define PEN_LANG_FORMAT_SPEC_H

#include "lang/vm.h"

enum { PEN_SPEC_NUMBER_MAX = 1000 }; // precision; a width may be as long as a text

typedef struct pen_spec {
    pen_str fill;      // one character, empty: a blank
    char align;        // < > ^ = or 0: what the type is used to
    char sign;         // + - blank or 0
    char group;        // , _ or 0
    char type;         // a presentation type or 0
    bool alternate;    // #
    bool plain_zero;   // z: what is rounded to zero has no minus
    bool min_digits;   // precision is a number of digits (`%` on integers)
    uint32_t width;
    int32_t precision; // -1: none
} pen_spec;

// Reads `[[fill]align][sign][z][#][0][width][,][.precision][type]`. PEN_E_SYNTAX, PEN_E_LIMIT.
pen_status pen_spec_parse(pen_str text, pen_spec *out) PEN_MUST;

// PEN_E_TYPE for a value whose type has no such presentation, PEN_E_SYNTAX for a spec that
// does not go with it.
pen_status pen_spec_put(pen_value v, const pen_spec *spec, pen_buf *out) PEN_MUST;

// A width or precision: digits at s[*at]; *out stays as it is when there are none.
pen_status pen_spec_number(pen_str s, size_t *at, uint32_t max, uint32_t *out) PEN_MUST;

#endif

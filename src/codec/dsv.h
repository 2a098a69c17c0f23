// SPDX-License-Identifier: Apache-2.0
// The first record of delimiter-separated text, as Python's csv.reader gives it for
// text.splitlines(): '"' quotes a field that begins with it, '""' inside is one quote, line
// breaks inside are dropped. Columns are slices of the input; only a quoted field that
// has to change lies in the caller's arena. Linear in the record.
#ifndef PEN_CODEC_DSV_H
#define PEN_CODEC_DSV_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

// Built at load, constant afterwards.
typedef struct pen_dsv_options {
    pen_str delimiter; // one character
    uint8_t stop[256]; // bytes that may end a field that is not quoted
} pen_dsv_options;

// `delimiter` must be one character and live as long as *out; PEN_E_USAGE when it is not one,
// or is a quote or a line break.
pen_status pen_dsv_options_init(pen_dsv_options *out, pen_str delimiter) PEN_MUST;

// Columns of the caller's: room for `room` of them, of which `n` are filled.
typedef struct pen_dsv_row {
    pen_str *columns;
    size_t room, n;
} pen_dsv_row;

// Fills the row with the fields of the first record; what is beyond its room is not looked
// at. An empty first line has no fields. PEN_OK or PEN_E_NOMEM.
pen_status pen_dsv_split(const pen_dsv_options *o, pen_arena *a, pen_str text,
                         pen_dsv_row *row) PEN_MUST;

#endif

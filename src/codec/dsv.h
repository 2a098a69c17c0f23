// SPDX-License-Identifier: Apache-2.0
// The first record of delimiter-separated text, as Python's csv.reader gives it for
// text.splitlines(): '"' quotes a field that begins with it, '""' inside is one quote, line
// breaks inside are dropped. Columns are slices of the input; only a quoted field that
// has to change lies in the caller's arena. Linear in the record.
#ifndef PEN_CODEC_DSV_H
#define PEN_CODEC_DSV_H

#include "base/arena.h"
#include "base/scan.h"
#include "base/str.h"
#include "base/value.h"

#include <stdint.h>

// Built at load, constant afterwards.
typedef struct pen_dsv_options {
    pen_str delimiter; // one character
    uint8_t stop[256]; // bytes that may end a field that is not quoted
    const pen_scan *scan;
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

// Where the columns go as values: column i to slots[to[i]], or nowhere when that is 0.
typedef struct pen_dsv_slots {
    pen_value *slots;
    const uint32_t *to;
    uint32_t n;
    uint8_t flags; // that each text gets
} pen_dsv_slots;

// The same for the commonest text, in one step: no quote and no line break in it, nor
// anything that might be one. Columns that the record lacks become None. False when the text
// is not so simple (it may be empty, too): then some slots may be written, and the text is
// to be split as above.
bool pen_dsv_fill(const pen_dsv_options *o, pen_str text, const pen_dsv_slots *out);

#endif

// SPDX-License-Identifier: Apache-2.0
// The two ways to split delimited text, compared: straight to slots, and column by column.
#ifndef PEN_TESTS_DSV_TWICE_H
#define PEN_TESTS_DSV_TWICE_H

#include "codec/dsv.h"

#include "exact.h"

enum { DSV_COLUMNS = 13 };

// Slot i + 1 is for column i, but every fourth goes nowhere.
static inline bool dsv_slots_agree(const pen_value *slots, const pen_dsv_row *row)
{
    bool same = slots[0].tag == PEN_T_UNDEF;
    for (uint32_t i = 0; i < DSV_COLUMNS; i++) {
        pen_value v = slots[i + 1];
        if (i % 4 == 3) {
            same = same && v.tag == PEN_T_UNDEF;
        } else if (i >= row->n) {
            same = same && v.tag == PEN_T_NONE;
        } else {
            same = same && v.tag == PEN_T_STR && v.flags == PEN_F_CLEAN &&
                   pen_str_eq(pen_value_str(v), row->columns[i]);
        }
    }
    return same;
}

// False when they differ. *filled says whether the text was simple enough for the first
// way.
static inline bool dsv_twice(const pen_dsv_options *o, pen_str in, bool *filled)
{
    pen_arena a;
    pen_str columns[DSV_COLUMNS];
    pen_value slots[DSV_COLUMNS + 1] = {{.tag = PEN_T_UNDEF}};
    uint32_t to[DSV_COLUMNS];
    pen_dsv_row row = {.columns = columns, .room = DSV_COLUMNS};
    for (uint32_t i = 0; i < DSV_COLUMNS; i++) {
        to[i] = i % 4 == 3 ? 0 : i + 1;
    }
    pen_str text = exact(in);
    pen_arena_init(&a, NULL, 1u << 30);
    bool same = pen_dsv_split(o, &a, text, &row) == PEN_OK;
    *filled = pen_dsv_fill(o, text, &(pen_dsv_slots){slots, to, DSV_COLUMNS, PEN_F_CLEAN});
    same = same && (!*filled || dsv_slots_agree(slots, &row));
    pen_arena_free(&a);
    exact_free(text);
    return same;
}

#endif

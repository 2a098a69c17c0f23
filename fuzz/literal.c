// SPDX-License-Identifier: Apache-2.0
// Python literals: what is read must have a repr that reads back to an equal value.
#include "base/limits.h"
#include "base/utf8.h"
#include "event/value.h"
#include "lang/literal.h"

#include <stdint.h>
#include <stdlib.h>

// Infinity and what it makes of a container have no literal, and neither has NaN.
static bool has_literal(pen_str repr)
{
    return pen_str_find(repr, PEN_LIT("inf"), 0) == PEN_NPOS &&
           pen_str_find(repr, PEN_LIT("nan"), 0) == PEN_NPOS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_arena arena;
    pen_buf repr;
    pen_value v, again;
    pen_arena_init(&arena, NULL, (size_t)64 << 20);
    pen_buf_init(&repr, NULL, PEN_TEXT_MAX);
    pen_str text = {(const char *)data, size};
    if (pen_literal(&arena, text, &v) == PEN_OK && pen_value_repr(v, &repr) == PEN_OK &&
        has_literal(pen_buf_str(&repr)) && pen_utf8_valid(text) == size) {
        if (pen_literal(&arena, pen_buf_str(&repr), &again) != PEN_OK ||
            !pen_value_eq(v, again)) {
            abort();
        }
    }
    pen_buf_free(&repr);
    pen_arena_free(&arena);
    return 0;
}

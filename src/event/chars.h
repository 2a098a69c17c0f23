// SPDX-License-Identifier: Apache-2.0
// Classes of characters as Python's str methods see them, over utf8proc's tables. Pure
// functions of one code point.
#ifndef PEN_EVENT_CHARS_H
#define PEN_EVENT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

// str.isprintable: not a control, format, surrogate, private or unassigned character, nor a
// separator other than the blank.
bool pen_char_printable(uint32_t cp);

// A letter (categories L*): str.isalpha.
bool pen_char_alpha(uint32_t cp);

// Blanks of str.split and str.strip (SEMANTICS 10.3).
bool pen_char_space(uint32_t cp);

// A decimal digit (category Nd): str.isdecimal. Its value in *value (may be NULL).
bool pen_char_decimal(uint32_t cp, unsigned *value);

#endif

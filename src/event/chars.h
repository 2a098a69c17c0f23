// SPDX-License-Identifier: Apache-2.0
// Classes and case of characters as Python's str methods see them, over utf8proc's tables
// and a few of the Unicode Character Database that it lacks. Pure functions of one code
// point. Lower case of texts is base/ulower.h, blanks are base/ublank.h.
#ifndef PEN_EVENT_CHARS_H
#define PEN_EVENT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

// str.isprintable: not a control, format, surrogate, private or unassigned character, nor a
// separator other than the blank.
bool pen_char_printable(uint32_t cp);

// A letter (categories L*): str.isalpha.
bool pen_char_alpha(uint32_t cp);

// A decimal digit (category Nd): str.isdecimal. Its value in *value (may be NULL).
bool pen_char_decimal(uint32_t cp, unsigned *value);

// str.isdigit: decimal digits, superscripts, circled digits and the like.
bool pen_char_digit(uint32_t cp);

// str.isnumeric: fractions, roman numbers and ideographs as well.
bool pen_char_numeric(uint32_t cp);

// str.isalnum.
bool pen_char_alnum(uint32_t cp);

bool pen_char_lower(uint32_t cp); // the property Lowercase
bool pen_char_upper(uint32_t cp); // the property Uppercase
bool pen_char_title(uint32_t cp); // category Lt

// First, and any other, character of an identifier (str.isidentifier).
bool pen_char_id_start(uint32_t cp);
bool pen_char_id_continue(uint32_t cp);

enum { PEN_CHAR_CASE_MAX = 4 };

// Full upper case, title case and case folding: at most PEN_CHAR_CASE_MAX characters into
// `to`; gives how many.
unsigned pen_char_to_upper(uint32_t cp, uint32_t *to);
unsigned pen_char_to_title(uint32_t cp, uint32_t *to);
unsigned pen_char_fold(uint32_t cp, uint32_t *to);

#endif

// SPDX-License-Identifier: Apache-2.0
// Blanks as Python's str.strip() sees them: U+0009-000D, 001C-0020, 0085, 00A0, 1680,
// 2000-200A, 2028, 2029, 202F, 205F, 3000 (str.isspace of CPython 3.13; Unicode has added
// none since 4.0). Pure functions over slices of UTF-8; what is not UTF-8 is no blank.
#ifndef PEN_BASE_UBLANK_H
#define PEN_BASE_UBLANK_H

#include "base/str.h"

// Length in bytes of the blank that starts at s.p[at] (at < s.n); 0 when there is none.
size_t pen_ublank_at(pen_str s, size_t at);

// Length in bytes of the blank that ends just before s.p[end] (end <= s.n); 0 for none.
size_t pen_ublank_before(pen_str s, size_t end);

// Without blanks at the start, at the end, at both.
pen_str pen_ublank_ltrim(pen_str s);
pen_str pen_ublank_rtrim(pen_str s);
pen_str pen_ublank_trim(pen_str s);

#endif

// SPDX-License-Identifier: Apache-2.0
// Lower case as Python's str.lower() has it: Unicode's simple mapping (utf8proc's tables)
// plus its two special cases, U+0130 and the final sigma. The result lies in the arena, or
// is the slice itself when nothing changes.
#ifndef PEN_BASE_ULOWER_H
#define PEN_BASE_ULOWER_H

#include "base/arena.h"

// `s` in lower case in *out. Bytes that are not UTF-8 stay as they are. PEN_E_NOMEM.
pen_status pen_ulower(pen_arena *a, pen_str s, pen_str *out) PEN_MUST;

#endif

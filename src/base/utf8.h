// SPDX-License-Identifier: Apache-2.0
// UTF-8: validation, stepping, repair. Pure functions over slices.
#ifndef PEN_BASE_UTF8_H
#define PEN_BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

// Length of the longest valid prefix (RFC 3629: no surrogates, no overlong forms, at most
// U+10FFFF). Equal to s.n when all of it is valid.
size_t pen_utf8_valid(pen_str s);

// Appends `s` to `out` with each byte that is part of no valid sequence replaced by
// U+FFFD. Gives the number of bytes replaced.
size_t pen_utf8_repair(pen_str s, pen_buf *out);

// Decodes the character at s.p[*at] (valid UTF-8, *at < s.n) and moves *at past it. A byte
// that is not valid gives U+FFFD and moves by one.
uint32_t pen_utf8_next(pen_str s, size_t *at);

// Writes a code point (surrogates allowed: as three bytes) into `to` (4 bytes of room);
// gives how many bytes it took.
size_t pen_utf8_put(char *to, uint32_t cp);

// Number of characters in valid UTF-8.
size_t pen_utf8_count(pen_str s);

// Byte offset of the `k`-th character (from 0), s.n when there are fewer.
size_t pen_utf8_offset(pen_str s, size_t k);

#endif

// SPDX-License-Identifier: Apache-2.0
// Small texts: numbers and times of options, names that were meant, bytes as base64. Pure.
#ifndef PEN_CLI_CLI_TEXT_H
#define PEN_CLI_CLI_TEXT_H

#include "penstock.h"

// Digits alone, at most `max`; false otherwise.
bool pen_cli_number(pen_str s, uint64_t max, uint64_t *out);

// Seconds since 1970 of `2024-05-01`, `2024-05-01T10:20:30`, `…Z`, `…+02:00` (a fraction is
// dropped; without a zone it is UTC) or of a number of seconds.
bool pen_cli_time(pen_str s, int64_t *out);

// Single letters inserted, deleted or replaced, or neighbours swapped, to come from one
// name to the other; names over 40 bytes are far from everything.
unsigned pen_cli_distance(const char *a, const char *b);

// Whether it is valid UTF-8.
bool pen_cli_is_utf8(pen_str s);

// Appends text for a terminal: each control character, also those of U+0080 to U+009F, as
// ?. The text is UTF-8.
pen_status pen_cli_put_plain(pen_output *out, pen_str s);

// Appends base64 (RFC 4648), padded.
pen_status pen_cli_base64(pen_str s, pen_output *out);

#endif

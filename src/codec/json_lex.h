// SPDX-License-Identifier: Apache-2.0
// The smallest parts of JSON, shared by the faces of codec/json.h and by nobody else.
// Each starts at s.p[*at] and moves *at past what it took; on failure *at is where it went
// wrong: PEN_MORE when the text ended too early, PEN_E_SYNTAX otherwise. Values are spans
// of `s`, which must be shorter than 4 GiB. Nothing here allocates.
#ifndef PEN_CODEC_JSON_LEX_H
#define PEN_CODEC_JSON_LEX_H

#include "base/scan.h"
#include "base/status.h"
#include "base/value.h"

// A string; *at is its opening quote.
pen_status pen_json_lex_string(const pen_scan *scan, pen_str s, size_t *at,
                               pen_value *out) PEN_MUST;

// A number or a word (true, false, null, NaN, Infinity, -Infinity).
pen_status pen_json_lex_scalar(pen_str s, size_t *at, pen_value *out) PEN_MUST;

// One escape; *at is its backslash. *unit is the character or UTF-16 unit it stands for.
pen_status pen_json_lex_escape(pen_str s, size_t *at, uint32_t *unit) PEN_MUST;

// Past blanks.
static inline const char *pen_json_blanks(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p <= ' ') {
        if (*p != ' ' && *p != '\n' && *p != '\r' && *p != '\t') {
            break;
        }
        p++;
    }
    return p;
}

#endif

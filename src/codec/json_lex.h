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
#include "codec/json.h"

// A string; *at is its opening quote.
pen_status pen_json_lex_string(const pen_scan *scan, pen_str s, size_t *at,
                               pen_value *out) PEN_MUST;

// A number or a word (true, false, null, NaN, Infinity, -Infinity).
pen_status pen_json_lex_scalar(pen_str s, size_t *at, pen_value *out) PEN_MUST;

// One escape; *at is its backslash. *unit is the character or UTF-16 unit it stands for.
pen_status pen_json_lex_escape(pen_str s, size_t *at, uint32_t *unit) PEN_MUST;

// pen_json_scan by way of pen_json_next; the text is not empty and below 4 GiB.
pen_status pen_json_scan_tokens(const pen_json_tree *t, pen_json_hints *h, pen_str text,
                                pen_value *slots) PEN_MUST;

// The child of `node` whose key `raw`, a string of either form, stands for, or NULL. One too
// long to be decoded is in no tree.
const pen_json_node *pen_json_raw_child(const pen_json_tree *t, pen_json_hints *h,
                                        const pen_json_node *node, pen_value raw);

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

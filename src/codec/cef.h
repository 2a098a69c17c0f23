// SPDX-License-Identifier: Apache-2.0
// CEF: seven header fields cut at "|", then an extension of key=value pairs. The visitor
// gets the pairs as they end up in the event: header fields under their names, then the
// extension (first occurrence of a key, empty values left out, KEYLabel names added), a later
// pair replacing an earlier one of the same key. Texts are slices of the input, or of the
// arena where a header field has escapes; the table of keys lies in the arena too.
#ifndef PEN_CODEC_CEF_H
#define PEN_CODEC_CEF_H

#include "base/arena.h"
#include "base/str.h"
#include "base/scan.h"
#include "base/value.h"

// The first status that is not PEN_OK ends the parse and is its result.
typedef struct pen_cef_visitor {
    void *ctx;
    pen_status (*pair)(void *ctx, pen_str key, pen_value value); // a text, perhaps CLEAN
    const pen_scan *scan; // to find keys with; NULL: byte by byte (for tests)
} pen_cef_visitor;

// Reads what follows "CEF:", or the whole text when it is not there. PEN_E_SYNTAX when there
// are less than seven header fields, PEN_E_NOMEM, PEN_E_LIMIT (keys chosen to collide).
pen_status pen_cef_parse(pen_arena *a, pen_str text, const pen_cef_visitor *v) PEN_MUST;

// Cuts `text` at "|" into at most `room` header fields, "\|" and "\\" resolved (the fields
// that hold them lie in the arena); *rest is what follows the last "|" used. An unfinished
// last field is lost, as in the language. Shared with LEEF.
typedef struct pen_cef_header {
    pen_str *fields;
    size_t room, n;
    pen_str rest;
} pen_cef_header;

pen_status pen_cef_split_header(pen_arena *a, pen_str text, pen_cef_header *h) PEN_MUST;

#endif

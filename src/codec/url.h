// SPDX-License-Identifier: Apache-2.0
// URLs taken apart as Python's urllib.parse.urlsplit does (3.13 with the checks of brackets
// of CVE-2025-0938): what it accepts, what it refuses, what it lower-cases. Parts are slices of the input, or of the arena where
// letters had to change or control characters were taken out. Linear in the text.
#ifndef PEN_CODEC_URL_H
#define PEN_CODEC_URL_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

enum { PEN_URL_NO_PORT = -1, PEN_URL_BAD_PORT = -2 };

typedef struct pen_url {
    pen_str scheme;             // lower case; empty: none
    pen_str netloc;             // the authority as it stands
    pen_str username, password; // empty: none, or empty
    pen_str host;               // lower case (a zone after '%' as it is), no brackets
    pen_str path, query, fragment;
    int32_t port; // 0-65535, PEN_URL_NO_PORT, PEN_URL_BAD_PORT (not a number, too large)
} pen_url;

// PEN_E_SYNTAX where urlsplit refuses (brackets, compatibility characters that turn into
// "/?#@:" in the authority), PEN_E_NOMEM. A bad port is no error here: only who reads it fails.
pen_status pen_url_split(pen_arena *a, pen_str text, pen_url *out) PEN_MUST;

// The same without the short way for the commonest URLs: for tests, which compare.
pen_status pen_url_split_slowly(pen_arena *a, pen_str text, pen_url *out) PEN_MUST;

// Whether it has a scheme and an authority (the filter is_url).
static inline bool pen_url_is(const pen_url *u)
{
    return u->scheme.n > 0 && u->netloc.n > 0;
}

// The first (?:https?|ftp)://[^\s,"']+ in `text`, empty when there is none.
pen_str pen_url_find(pen_str text);

#endif

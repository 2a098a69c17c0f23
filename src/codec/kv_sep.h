// SPDX-License-Identifier: Apache-2.0
// Separators of the kv codec. Formats give them as regular expressions; nearly all are a few
// literal characters and classes ("=", ",\s", "\s+", "\r\n"), which this matcher runs itself.
// What it does not know is matched by a function of the caller's (over a regex library, which
// this floor does not see). Built at load in the plan's arena, constant afterwards.
#ifndef PEN_CODEC_KV_SEP_H
#define PEN_CODEC_KV_SEP_H

#include "base/arena.h"
#include "base/scan.h"
#include "base/str.h"

#include <stdint.h>

// Finds the leftmost match at or after `from` in `text`: true and its bounds. `from` may be
// text.n. "^", "$" and "\b" see the whole of `text`.
typedef bool pen_kv_find_fn(const void *ctx, pen_str text, size_t from, size_t *start,
                            size_t *end);

typedef enum pen_kv_sep_kind {
    PEN_KV_BYTE,     // one byte
    PEN_KV_LITERAL,  // a fixed text
    PEN_KV_SEQUENCE, // classes of ASCII characters one after the other
    PEN_KV_CUSTOM,   // the caller's function
} pen_kv_sep_kind;

// One step of a sequence: a set of bytes. Only the last step may lack or repeat.
typedef struct pen_kv_step {
    uint64_t set[4];
} pen_kv_step;

typedef struct pen_kv_sep {
    pen_kv_sep_kind kind;
    bool blanks; // items cut here are cut at blanks: "\s", " ", "\s+", " +"
    pen_str literal;
    const pen_kv_step *steps;
    uint32_t n;           // steps
    uint8_t high;         // largest byte of the first step's set
    bool optional, again; // the last step may lack; may repeat
    pen_scan_set first;   // what a match may start with; unless PEN_KV_CUSTOM
    pen_kv_find_fn *find;
    const void *ctx;
} pen_kv_sep;

// Recognises `pattern` (RE2 syntax). PEN_NOMATCH: it is none of the simple forms; compile
// it elsewhere and use pen_kv_sep_custom. PEN_E_NOMEM.
pen_status pen_kv_sep_compile(pen_arena *a, pen_str pattern, pen_kv_sep *out) PEN_MUST;

// A separator that is plain text (an item separator that is no valid expression is taken so).
// `text` must live as long as the separator. An empty one never matches.
pen_kv_sep pen_kv_sep_literal(pen_str text);

// A separator matched by `find`. `pattern` is looked at for `blanks` only.
pen_kv_sep pen_kv_sep_custom(pen_str pattern, pen_kv_find_fn *find, const void *ctx);

// The end of the match that starts at `at` (< text.n), PEN_NPOS when there is none. Not for
// PEN_KV_CUSTOM.
size_t pen_kv_sep_end(const pen_kv_sep *sep, pen_str text, size_t at);

// The leftmost match that is not before `from` (<= text.n).
bool pen_kv_sep_find(const pen_kv_sep *sep, pen_str text, size_t from, size_t *start,
                     size_t *end);

#endif

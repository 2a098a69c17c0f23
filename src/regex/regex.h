// SPDX-License-Identifier: Apache-2.0
// The C face of RE2, the library that defines the dialect of every regular expression here:
// linear time whatever the input, leftmost-first like Perl, UTF-8, ASCII \w \d \s \b.
//
// An expression is compiled at load, owned by whoever made it, and constant afterwards:
// any number of threads may match with it. RE2 gets its memory from C++'s allocator, not
// from a pen_alloc: the expression and the automata that it builds while matching (at most
// PEN_REGEX_BYTES_MAX for each expression) are not seen by the arenas, and RE2 locks while
// such an automaton grows. No exception leaves this face.
//
// Groups have numbers only, in the order of their opening parentheses. RE2 allows a name
// twice, so names are not offered: regex/grok.h keeps its own.
#ifndef PEN_REGEX_REGEX_H
#define PEN_REGEX_REGEX_H

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pen_regex pen_regex;

enum {
    PEN_REGEX_ICASE = 1, // letters of either case alike, as (?i)
    PEN_REGEX_LATER = 2, // compile when first matched (once, whatever the threads); the
                         // pattern must be known to be right and outlive the expression
};

typedef enum pen_anchor {
    PEN_ANCHOR_NONE,  // anywhere in the text (Python's search)
    PEN_ANCHOR_START, // at its start (Python's match)
    PEN_ANCHOR_BOTH,  // all of it (Python's fullmatch)
} pen_anchor;

// Compiles `pattern`. PEN_E_SYNTAX for what RE2 does not accept, PEN_E_LIMIT when it needs
// more than PEN_REGEX_BYTES_MAX, PEN_E_NOMEM. RE2's message is appended to `why`, which may
// be NULL. *out is NULL on failure. With PEN_REGEX_LATER only PEN_E_NOMEM can happen here,
// and the rest is what the matches give.
pen_status pen_regex_new(pen_str pattern, unsigned flags, pen_regex **out,
                         pen_buf *why) PEN_MUST;

// Frees it; NULL is allowed.
void pen_regex_free(pen_regex *re);

// How many groups there are, the whole match not counted; 0 when it cannot be compiled.
size_t pen_regex_groups(const pen_regex *re);

// PEN_OK when `re` matches `text` (its leftmost-first match), else PEN_NOMATCH; PEN_E_NOMEM
// when memory is out. groups[0] becomes the whole match, groups[i] group i, for i < n; n
// may be 0 (fastest) or more than there are groups. A group that took no part has p NULL;
// one that matched nothing has p and n = 0. The slices point into `text`.
pen_status pen_regex_match(const pen_regex *re, pen_str text, pen_anchor anchor,
                           pen_str *groups, size_t n) PEN_MUST;

#ifdef __cplusplus
}
#endif

#endif

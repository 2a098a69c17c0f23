// SPDX-License-Identifier: Apache-2.0
// Text of keys and values ("a=1 b="x y" c=…") into pairs: rules 1-5 of kv.parse-kv. Keys and
// values are slices of the input, handed to a visitor as they are found; no allocation.
// Time is linear in the text, given that a custom separator's search is linear.
#ifndef PEN_CODEC_KV_H
#define PEN_CODEC_KV_H

#include "codec/kv_sep.h"

#include "base/status.h"
#include "base/value.h"

typedef struct pen_kv_options {
    pen_kv_sep value_sep, item_sep;
    bool groups;          // [name k=v …] blocks
    const pen_scan *scan; // to cut with, where the separators allow it; NULL: never (for tests)
} pen_kv_options;

// Where the pairs go. The first status that is not PEN_OK ends the parse and is its result.
// A later pair with the same key wins.
//
// begin and end are called with `groups` only, properly nested. What stands between them
// is a dictionary D of its own. At `end` it joins the enclosing dictionary P: with a name
// and P[name] a dictionary, D's keys are set in that one; with a name otherwise, P[name] is D
// when `name` is new or holds text; without a name, D's keys are set in P. (In each case a key
// of D replaces what the other had, whole.)
typedef struct pen_kv_visitor {
    void *ctx;
    pen_status (*pair)(void *ctx, pen_str key, pen_value value); // a text, perhaps CLEAN
    pen_status (*begin)(void *ctx, pen_str name); // empty: a block without a name
    pen_status (*end)(void *ctx);
} pen_kv_visitor;

// PEN_OK, PEN_E_DEPTH (groups nested deeper than PEN_KV_DEPTH_MAX), or the visitor's status.
pen_status pen_kv_parse(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v)
    PEN_MUST;

// Rule 4: what is left of the raw text of a value (used by CEF too): quotes off and blanks
// off the end, or blanks off both ends.
pen_str pen_kv_value(pen_str raw);

#endif

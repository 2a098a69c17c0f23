// SPDX-License-Identifier: Apache-2.0
// Grok: regular expressions with named patterns in them. %{NAME} stands for the pattern
// NAME and captures what it matched under NAME, %{NAME:key} under key, %{NAME:key:int} and
// %{NAME:key:float} as a number; (?P<key>…) captures as well. An author's own patterns win
// over the built-in ones. All of the text must match.
//
// A compiled grok lies in the arena it was built in, except for RE2's part, which
// pen_grok_free gives back. It is constant: any number of threads may run it. A run
// allocates nothing unless it has to ask RE2 for more than 32 groups.
#ifndef PEN_REGEX_GROK_H
#define PEN_REGEX_GROK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/status.h"
#include "base/value.h"
#include "regex/grok_patterns.h"

typedef enum pen_grok_type { PEN_GROK_TEXT, PEN_GROK_INT, PEN_GROK_FLOAT } pen_grok_type;

typedef struct pen_grok_key {
    pen_str name;
    pen_grok_type type;
    bool wanted; // false: nobody reads it, a run leaves it undefined
} pen_grok_key;

// What to compile. `wanted` says whether somebody reads a key; NULL: all are read. `at` is
// the place that messages name.
typedef struct pen_grok_source {
    pen_str pattern;
    const pen_grok_pattern *custom;
    size_t custom_count;
    bool (*wanted)(void *ctx, pen_str key);
    void *ctx;
    pen_loc at;
} pen_grok_source;

typedef struct pen_grok pen_grok;

// Compiles. PEN_E_SYNTAX (a message in `diags`, which may be NULL, names what is wrong) for
// an unknown pattern, a bad expression or one that contains itself; PEN_E_LIMIT,
// PEN_E_NOMEM. *out is NULL on failure. Nothing of `source` need outlive the call.
pen_status pen_grok_new(pen_arena *arena, const pen_grok_source *source, pen_diags *diags,
                        pen_grok **out) PEN_MUST;

// Gives RE2's part back; NULL is allowed.
void pen_grok_free(pen_grok *g);

// All keys, in the order in which they first occur in the expanded pattern.
const pen_grok_key *pen_grok_keys(const pen_grok *g, size_t *count);

// Matches all of `text`. PEN_OK: out[i] is the value of key i: a slice of `text`, a number,
// None when no group of the key took part, undefined when the key is not wanted. When
// several groups of a key took part the one that opens last in the pattern wins.
// PEN_NOMATCH; PEN_E_SYNTAX when Python's int() or float() would refuse a typed value;
// PEN_E_RANGE for a negative integer below 64 bits that is not in canonical form;
// PEN_E_LIMIT or PEN_E_NOMEM from RE2.
pen_status pen_grok_run(const pen_grok *g, pen_str text, pen_value *out) PEN_MUST;

// Which matcher runs, and why, for people: "direct: …", "direct, then RE2: …", "RE2: …".
const char *pen_grok_tier(const pen_grok *g);

// The expression that RE2 gets, for people and tests.
pen_str pen_grok_expression(const pen_grok *g);

// As pen_grok_run, by RE2 alone: the reference for tests and fuzzers.
pen_status pen_grok_run_re2(const pen_grok *g, pen_str text, pen_value *out) PEN_MUST;

#endif

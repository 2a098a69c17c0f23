// SPDX-License-Identifier: Apache-2.0
// The user-agent rules: constant tables made at build time from uap-core's data by
// tools/gen_ua.py. They never change and own nothing.
#ifndef PEN_REGEX_UA_RULES_H
#define PEN_REGEX_UA_RULES_H

#include "base/str.h"

#include <stdint.h>

#define PEN_UA_ATOMS_MAX 8192
#define PEN_UA_RULES_MAX 4096
#define PEN_UA_BUCKETS 4096

// One rule. `loose` is `regex` with its long counted repetitions unbounded, each in a group
// of its own: where these groups keep their bounds both match alike. groups[k] is the
// number in `loose` of group k + 1 of `regex`, 0 when there is none. It can only match a
// text that has, in lower case, a member of each of its sets.
typedef struct pen_ua_rule {
    pen_str regex, loose;
    pen_str name, parts[4]; // replacements; p NULL: none
    uint8_t groups[9];
    uint16_t bound, bound_count; // in pen_ua_bounds
    uint16_t set, set_count;     // in pen_ua_sets
    bool icase;
} pen_ua_rule;

typedef struct pen_ua_bound {
    uint16_t group, max;
} pen_ua_bound;

typedef struct pen_ua_set {
    uint16_t member, count; // in pen_ua_members
} pen_ua_set;

extern const pen_ua_rule pen_ua_rules[];
extern const uint16_t pen_ua_starts[4]; // where browsers, systems, devices start; the end
extern const pen_ua_bound pen_ua_bounds[];
extern const pen_ua_set pen_ua_sets[];
extern const uint16_t pen_ua_members[]; // numbers of atoms
extern const pen_str pen_ua_atoms[];    // by bucket
extern const uint16_t pen_ua_buckets[]; // PEN_UA_BUCKETS + 1: where each bucket starts

#endif

// SPDX-License-Identifier: Apache-2.0
// Which user-agent rules are worth trying on a text: one pass over it finds all texts that
// any rule of the three lists needs. A rule that is left out cannot match; one that is
// not may. Constant tables in, a few hundred bytes of the caller's out; allocates nothing.
//
// A text in which something outside ASCII is a letter of ASCII to rules that take either
// case is marked (`folds`): such rules are then never left out.
#ifndef PEN_REGEX_UA_FILTER_H
#define PEN_REGEX_UA_FILTER_H

#include "regex/ua_rules.h"

typedef struct pen_ua_found {
    uint64_t atoms[PEN_UA_ATOMS_MAX / 64]; // which occur
    uint64_t rules[PEN_UA_RULES_MAX / 64]; // which they bring up
    bool ascii; // all of the text is
    bool folds;
} pen_ua_found;

void pen_ua_filter(pen_str text, pen_ua_found *f);

// The first rule from number `from` and below `end` that is worth trying; `end` when there
// is none.
size_t pen_ua_next(const pen_ua_found *f, size_t from, size_t end);

#endif

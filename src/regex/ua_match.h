// SPDX-License-Identifier: Apache-2.0
// Runs the program of a user-agent rule: the same leftmost-first match that RE2 finds for
// its expression. Works on the text and a few KB of stack, allocates nothing, and takes
// steps in proportion to the text: beyond them it gives up.
#ifndef PEN_REGEX_UA_MATCH_H
#define PEN_REGEX_UA_MATCH_H

#include "base/status.h"
#include "regex/ua_rules.h"

#define PEN_UA_GROUPS 10

// Searches `text` (`ascii`: no byte of it is above 127) for rule `r`, which has a program. PEN_OK with groups[k] group k of its
// expression for those that its results refer to, 1 to 9, p NULL when the group took no
// part; the others are left empty. PEN_NOMATCH; PEN_E_BUDGET: ask RE2.
pen_status pen_ua_match(const pen_ua_rule *r, pen_str text, bool ascii,
                        pen_str groups[PEN_UA_GROUPS]) PEN_MUST;

#endif

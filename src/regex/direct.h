// SPDX-License-Identifier: Apache-2.0
// Our own matcher, for the expressions that grok patterns and templates are made of. It
// tries choices in the order in which Perl would, so that the first match it finds is, by
// definition, the leftmost-first match that RE2 gives; what makes it fast is that most
// choices need no trying:
//
//   - of two branches only those whose first byte is there are entered;
//   - a repetition whose characters cannot begin what follows never gives any back;
//   - `.*?` before a literal before `.*` or `.*?` stops at the first place of the literal
//     (if the rest matched after a later place, it would match after the first one too);
//   - a branch that can begin with nearly anything is entered only when the literals that it
//     needs stand in the rest of the text.
//
// An expression all of whose choices are settled so is PEN_DIRECT_SURE. The others keep a
// bounded stack of choices to undo and a step count that is linear in the text: beyond
// either the run gives up, and the caller asks RE2. Groups are numbered from 1 as RE2 does.
//
// Where only the answer yes or no is wanted, no group is kept, a loop at the end takes no
// more than it must, and a search begins only where the first byte or literal stands.
//
// A program lies in the arena it was built in, is constant, and owns nothing else.
#ifndef PEN_REGEX_DIRECT_H
#define PEN_REGEX_DIRECT_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

typedef struct pen_direct pen_direct;

typedef enum pen_direct_kind {
    PEN_DIRECT_SURE,   // no choice is ever undone
    PEN_DIRECT_TRYING, // choices may be undone, within bounds
} pen_direct_kind;

// A place in the pattern after an opening parenthesis, and a number below the count of
// marks for what is expected there: the same number, the same text up to the closing one.
typedef struct pen_direct_mark {
    uint32_t at, id;
} pen_direct_mark;

// What a program is asked: whether all of a text matches, and what the groups took; or only
// whether a match begins at its start, or anywhere.
typedef enum pen_direct_task {
    PEN_DIRECT_WHOLE,
    PEN_DIRECT_HEAD,
    PEN_DIRECT_ANYWHERE,
} pen_direct_task;

// What to build from. Marks, by rising place, save reading the same text often; whatever
// they say, the program is that of the pattern.
typedef struct pen_direct_source {
    pen_str pattern; // RE2's syntax
    const pen_direct_mark *marks;
    size_t mark_count;
    pen_direct_task task;
} pen_direct_source;

// Builds a program for the pattern, of which it keeps nothing. PEN_NOMATCH when the
// expression is not of the kind handled here, with *why saying what stands in the way;
// PEN_OK promises that RE2 accepts the expression, too. PEN_E_NOMEM.
pen_status pen_direct_new(pen_arena *a, const pen_direct_source *source, pen_direct **out,
                          const char **why) PEN_MUST;

pen_direct_kind pen_direct_kind_of(const pen_direct *d);

// How many groups there are; none where only yes or no is asked.
size_t pen_direct_groups(const pen_direct *d);

// Matches all of `text`: PEN_OK with groups[i - 1] group i (p NULL when it took no part),
// PEN_NOMATCH, or PEN_E_BUDGET for "ask RE2". `groups` has room for all of them.
pen_status pen_direct_run(const pen_direct *d, pen_str text, pen_str *groups) PEN_MUST;

// PEN_OK when there is a match as the task of the program says, PEN_NOMATCH, or PEN_E_BUDGET
// for "ask RE2". For tasks other than PEN_DIRECT_WHOLE.
pen_status pen_direct_test(const pen_direct *d, pen_str text) PEN_MUST;

#endif

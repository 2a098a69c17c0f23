// SPDX-License-Identifier: Apache-2.0
// The programs of the direct matcher, between direct_build.c and direct.c. Instructions lie
// in one array; `next` is where the run goes on. A table has 256 entries, one for each
// byte, with two bits: what a loop or a branch looks for.
#ifndef PEN_REGEX_DIRECT_PROG_H
#define PEN_REGEX_DIRECT_PROG_H

#include "regex/direct.h"

// No upper bound of a repetition.
#define PEN_REP_INF UINT32_MAX

// Programs above this size are left to RE2.
#define PEN_DIRECT_OPS_MAX 60000
#define PEN_DIRECT_TABLES_MAX 3000
#define PEN_DIRECT_GROUPS_MAX 2048

// Bits of a table.
enum {
    PEN_IN_SET = 1, // SET, SPAN: in the set; BRANCH: `next` can begin with the byte
    PEN_FOLLOW = 2, // SPAN: what follows can; BRANCH: `other` can
};

typedef enum pen_dop {
    PEN_DOP_END, // all of the text must be used up
    PEN_DOP_HIT, // a match, whatever comes after
    PEN_DOP_LIT, // `a` bytes at `lit`
    PEN_DOP_SET, // one character
    // Choices, from here …
    PEN_DOP_SPAN,   // characters, `min` to `max`, as many as can be
    PEN_DOP_LAZY,   // characters, `min` to `max`, as few as can be; `a` bytes at `lit` follow
    PEN_DOP_UNTIL,  // characters up to the first place of `a` bytes at `lit`
    PEN_DOP_BRANCH, // `next`, or else `other`
    // … to here.
    PEN_DOP_NEED, // the `min` literals at `lit`, each a byte of length and its bytes, stand
                  // from here on one after the other
    PEN_DOP_SAVE, // the place goes to slot `a`
    PEN_DOP_FIRST, // at the start of the text
    PEN_DOP_LAST,  // at its end
    PEN_DOP_WORD,
    PEN_DOP_INNER,
} pen_dop;

typedef struct pen_dins {
    uint8_t op;
    bool sure;           // SPAN: never gives anything back
    bool wide;           // SET, SPAN, LAZY, UNTIL: characters outside ASCII are in the set
    bool end, other_end; // what follows (BRANCH: `next`; `other`) may match nothing, so
                         // that the text may end here
    uint16_t table;
    uint32_t next, other;
    uint32_t min, max;
    uint32_t a;
    uint32_t lit; // in the program's literals
} pen_dins;

struct pen_direct {
    const pen_dins *ops;
    const uint8_t (*tables)[256];
    const char *literals;
    uint32_t start;
    uint32_t groups;
    uint32_t steps_per_byte; // that a run may take
    bool ascii_only;
    bool empty;     // a match may be empty
    uint16_t heads; // table: the bytes that one that is not may begin with
    pen_direct_task task;
    pen_direct_kind kind;
};

#endif

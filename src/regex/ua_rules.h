// SPDX-License-Identifier: Apache-2.0
// The user-agent rules: constant tables made at build time from uap-core's data by
// tools/gen_ua.py. They never change, own nothing and hold no pointers, so that they cost
// nothing at start and are shared by all processes.
#ifndef PEN_REGEX_UA_RULES_H
#define PEN_REGEX_UA_RULES_H

#include "base/str.h"

#include <stdint.h>

#define PEN_UA_ATOMS_MAX 8192
#define PEN_UA_RULES_MAX 4096
#define PEN_UA_NONE 0xFFFF

// Texts are looked up by the hash of three bytes of theirs.
#define PEN_UA_GRAM_BITS 15
#define PEN_UA_HASH 0x9E3779B1u

// Entries of a table by byte; the one at PEN_UA_END is for the end of the text.
#define PEN_UA_ROW 264
#define PEN_UA_END 256

// No upper bound of a repetition.
#define PEN_UA_INFINITE 0xFFFF

// A text in pen_ua_bytes; n PEN_UA_NONE: there is none.
typedef struct pen_ua_text {
    uint32_t at;
    uint16_t n;
} pen_ua_text;

// One rule. `loose` is `regex` with its long counted repetitions unbounded, each in a group
// of its own: where these groups keep their bounds both match alike. groups[k] is the
// number in `loose` of group k + 1 of `regex`, 0 when there is none.
typedef struct pen_ua_rule {
    pen_ua_text regex, loose, name;
    pen_ua_text parts[4]; // replacements, as `name`
    uint8_t groups[9];
    bool icase;
    bool has_program; // else it is left to RE2
    bool anchored;    // a match begins at the start of the text
    uint8_t lead;     // the only byte that a match can begin with, 0 when there are more
    uint16_t first;   // the class of bytes that a match can begin with
    uint16_t bound, bound_count; // in pen_ua_bounds
    uint16_t set, set_count;     // of each one text must occur: in pen_ua_sets
    uint32_t program;            // in pen_ua_ops
} pen_ua_rule;

typedef struct pen_ua_bound {
    uint16_t group, max;
} pen_ua_bound;

typedef struct pen_ua_set {
    uint16_t member, count; // in pen_ua_members
} pen_ua_set;

// A text in lower case that rules need, of 3 to 8 bytes. Those of one hash stand together.
typedef struct pen_ua_atom {
    unsigned char text[8]; // zeros behind it
    uint8_t n;
    uint8_t back; // where in it the hashed bytes stand
    bool last;    // of its hash
    uint16_t post, post_count; // the rules that it brings up: in pen_ua_posts
} pen_ua_atom;

// Instructions of a program; see ua_match.c. `set`, `follow` are classes.
enum {
    PEN_UA_TEXT,   // `n` bytes of pen_ua_bytes at least + most * 65536
    PEN_UA_FOLDED, // the same, in lower case, letters of either case alike
    PEN_UA_SET,    // one character
    PEN_UA_SPAN,   // characters, `least` to `most`, as many as can be; n: none is given back;
                   // to: 0, or 1 + the only character of ASCII that is not in the class
    PEN_UA_LAZY,   // characters, `least` to `most`, as few as can be
    PEN_UA_SPLIT,  // the next instruction where a byte of `set` is, `to` where one of `follow`
    PEN_UA_SWITCH, // by the byte that is there: row `set` of pen_ua_switches
    PEN_UA_JUMP,
    PEN_UA_SAVE, // the place goes to slot `n`
    PEN_UA_BEGIN,
    PEN_UA_END_OF_TEXT,
    PEN_UA_WORD,
    PEN_UA_INNER,
    PEN_UA_MATCH,
};

// Targets count from the start of the program.
typedef struct pen_ua_op {
    uint8_t op, n;
    uint16_t set, follow, least, most, to;
} pen_ua_op;

extern const pen_ua_rule pen_ua_rules[];
extern const uint16_t pen_ua_starts[]; // where browsers, systems, devices start; the end
extern const pen_ua_bound pen_ua_bounds[];
extern const pen_ua_op pen_ua_ops[];
extern const uint8_t pen_ua_classes[][PEN_UA_ROW]; // class k: bit k % 8 of row k / 8
extern const uint8_t pen_ua_switches[][PEN_UA_ROW]; // which way, from 1; 0: none
extern const uint16_t pen_ua_targets[]; // of a SWITCH: pen_ua_targets[to + way]
extern const uint8_t pen_ua_bytes[];

extern const uint64_t pen_ua_gram_bits[]; // by hash: whether there are atoms
extern const uint16_t pen_ua_grams[];     // by hash: the first of them
extern const pen_ua_atom pen_ua_atoms[];
extern const uint16_t pen_ua_posts[];   // numbers of rules
extern const uint16_t pen_ua_always[];  // rules that need no text; PEN_UA_NONE ends them
extern const pen_ua_set pen_ua_sets[];
extern const uint16_t pen_ua_members[]; // numbers of atoms

static inline pen_str pen_ua_str(pen_ua_text t)
{
    return t.n == PEN_UA_NONE ? PEN_EMPTY
                              : pen_str_of((const char *)pen_ua_bytes + t.at, t.n);
}

#endif

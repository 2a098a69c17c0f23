// SPDX-License-Identifier: Apache-2.0
// JSON as Python's json.loads(text, strict=False) reads it, in three faces over one strict
// grammar:
//
//   pen_json_scan   one pass over a record; what a tree of keys asks for goes to slots
//   pen_json_next   every token in turn, to build whole values
//   pen_json_skip   past one value, to cut a stream of values
//
// Blanks are space, tab, LF and CR. Control characters may stand in strings. Escapes are
// \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits, lone surrogates included.
// Numbers are -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?, NaN, Infinity, -Infinity.
// Nothing but blanks may follow the value; a byte order mark is an error. What is skipped
// is checked like the rest. Bytes from 0x80 on are not looked at: callers that need UTF-8
// repair the record before (base/utf8.h).
//
// Values are spans of the text (base/value.h), so the text must outlive them. Nothing here
// allocates but the building of a tree; nothing recurses; time is linear in the text.
#ifndef PEN_CODEC_JSON_H
#define PEN_CODEC_JSON_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/scan.h"
#include "base/status.h"
#include "base/value.h"

#include <stdint.h>

// How scalars are handed out, here and below:
//   string without a backslash  PEN_T_STR (PEN_F_CLEAN when no byte is below 0x20)
//   string with one             PEN_T_RAWSTR, see pen_json_unescape
//   integer                     PEN_T_RAWINT
//   with fraction or exponent   PEN_T_RAWNUM
//   NaN, Infinity, -Infinity    PEN_T_FLOAT
//   true, false, null           PEN_T_BOOL, PEN_T_NONE

// ---- a tree of wanted keys, built once ----

// Longest key that a tree takes, in bytes.
#define PEN_JSON_KEY_MAX 255u

#define PEN_JSON_TREE_ROOT 0u

typedef struct pen_json_node {
    uint64_t head, tail; // of the key (json_words.h)
    uint64_t mix;        // what the keys of its children are hashed with
    const struct pen_json_node *const *table; // its children, hashed; the root where free
    const char *key;
    uint32_t n;         // bytes of the key
    uint32_t slot, end; // its own slot, and one past those of everything below it
    uint32_t mask;      // entries of the table - 1
    uint16_t children;
    uint16_t more; // the next child of its parent in the same place of the table, or 0
    uint16_t last; // while the tree is built: its last child, or 0
} pen_json_node;

_Static_assert(sizeof(pen_json_node) <= 64, "a node is one cache line long");

typedef struct pen_json_tree {
    pen_arena *arena;
    pen_json_node *nodes; // [0] is the root: the whole value
    uint32_t n, room;
    bool finished;
} pen_json_tree;

// An empty tree whose root has the slots [slot, end), the whole value going to `slot`.
// Everything lives in `a`. PEN_E_NOMEM, PEN_E_USAGE when the range is empty.
pen_status pen_json_tree_init(pen_json_tree *t, pen_arena *a, uint32_t slot,
                              uint32_t end) PEN_MUST;

// Adds the member `key` (UTF-8, copied) of `parent`, with the slots of `range` inside its
// parent's; *id names it as a parent. PEN_E_LIMIT for a key over PEN_JSON_KEY_MAX or over
// PEN_NODES_MAX nodes, PEN_E_USAGE for a range that does not fit or a parent that is not.
typedef struct pen_json_slots {
    uint32_t slot, end;
} pen_json_slots;

pen_status pen_json_tree_add(pen_json_tree *t, uint32_t parent, pen_str key,
                             pen_json_slots range, uint32_t *id) PEN_MUST;

// Makes the tables; after it the tree is constant and may be shared by threads. PEN_E_USAGE
// when a parent has two children of one key.
pen_status pen_json_tree_finish(pen_json_tree *t) PEN_MUST;

// ---- demand-driven scan ----

// What a container that is open during a scan needs to be closed.
typedef struct pen_json_frame {
    const pen_json_node *node; // where it goes, NULL: nowhere
    uint32_t start;            // position of its bracket
    char close;                // the bracket that closes it
} pen_json_frame;

// A worker's working memory: some 19 KB, not for two threads at once. One serves any number
// of trees and records, and remembers nothing of them.
typedef struct pen_json_hints {
    const pen_scan *scan;
    bool by_tokens;  // take the slow way, which is the definition of right: for tests
    size_t error_at; // after a failure: offset of the byte that is wrong
    pen_json_frame frames[PEN_JSON_DEPTH_MAX + 1]; // [0]: the text itself
    char key[PEN_JSON_KEY_MAX * 6];                // a key decoded
    pen_scan_marks marks;
} pen_json_hints;

// `scan` NULL takes the fastest.
void pen_json_hints_init(pen_json_hints *h, const pen_scan *scan);

// Scans all of `text`. For every node of the tree that is met, slots[node.slot] gets the
// value: a scalar as above, an object PEN_T_RAWOBJ with its members in the slots of the
// child nodes as well, an array PEN_T_RAWARR (not descended into). The caller has cleared
// all slots of the tree; those of absent keys stay so. Of equal keys the last one counts,
// and clears what an earlier one left below it. Keys are compared decoded.
// PEN_E_SYNTAX, PEN_E_DEPTH over PEN_JSON_DEPTH_MAX, PEN_E_LIMIT from 4 GiB on; h->error_at
// is set, and slots may be partly filled.
pen_status pen_json_scan(const pen_json_tree *t, pen_json_hints *h, pen_str text,
                         pen_value *slots) PEN_MUST;

// ---- token by token ----

typedef enum pen_json_event {
    PEN_JSON_END, // after the value and its trailing blanks
    PEN_JSON_VALUE,
    PEN_JSON_KEY, // STR or RAWSTR; its value follows
    PEN_JSON_OBJECT,
    PEN_JSON_OBJECT_END,
    PEN_JSON_ARRAY,
    PEN_JSON_ARRAY_END,
} pen_json_event;

typedef struct pen_json_iter {
    const pen_scan *scan;
    pen_str text;
    size_t at;      // where the next token is looked for; after a failure, what is wrong
    uint32_t depth; // containers open
    uint8_t state;
    uint64_t objects[(PEN_JSON_DEPTH_MAX + 63) / 64]; // bit d: level d is an object
} pen_json_iter;

// `scan` NULL takes the fastest. The text stays the caller's.
void pen_json_iter_init(pen_json_iter *it, const pen_scan *scan, pen_str text);

// The next token; *v is set for VALUE and KEY. After END it stays END. PEN_E_SYNTAX,
// PEN_E_DEPTH, PEN_E_LIMIT (4 GiB): it->at says where, and calling again is useless.
pen_status pen_json_next(pen_json_iter *it, pen_json_event *ev, pen_value *v) PEN_MUST;

// Moves *at past blanks and one value, which is checked. PEN_END when only blanks are left;
// PEN_MORE when the text ends inside the value; PEN_E_SYNTAX, PEN_E_DEPTH, PEN_E_LIMIT.
// Only PEN_OK moves *at. A number that touches the end of the text counts as whole: who may
// get more text must keep it back.
pen_status pen_json_skip(pen_str text, size_t *at) PEN_MUST;

// ---- strings ----

// Decodes the inside of a JSON string into `to`, which has room for raw.n bytes and does
// not overlap; *n is what it took. Surrogate pairs become one character. A lone surrogate,
// which Python keeps and which UTF-8 cannot hold, becomes U+FFFD. PEN_E_SYNTAX for a bad
// escape (never of a RAWSTR that came from here).
pen_status pen_json_unescape(pen_str raw, char *to, size_t *n) PEN_MUST;

// The inside of a JSON string for `s`: scan->escape (base/scan.h) of the fastest table.
// `to` has room for PEN_SCAN_ESCAPE_ROOM(s.n) bytes. Gives the bytes written.
size_t pen_json_escape(char *to, pen_str s);

#endif

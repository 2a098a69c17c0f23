// SPDX-License-Identifier: Apache-2.0
// Values as Python has them: containers, truth, equality, order, texts. The layout is
// base/value.h. Containers live in an arena, refer to their items, and are shared, not
// copied, by whoever holds the value; pen_value_copy makes a deep copy.
//
// Unless a function says otherwise its arguments are not lazy (PEN_T_RAW…, PEN_T_OBJ):
// pen_value_force first.
#ifndef PEN_EVENT_VALUE_H
#define PEN_EVENT_VALUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/value.h"

// Items in order. `at` is how many an iterator (PEN_T_ITER) has given already. A constant
// list (PEN_F_FROZEN) may carry its JSON text, made while loading.
typedef struct pen_list {
    pen_value *items;
    uint32_t n, room, at;
    uint32_t json_n;
    const char *json;
} pen_list;

typedef struct pen_pair {
    pen_value key, value;
} pen_pair;

// A place of a dict's index: the number of a pair + 1 (0: free) and half of its key's hash.
typedef struct pen_place {
    uint32_t pair, hash;
} pen_place;

// Pairs in order of insertion; equal keys (pen_value_eq) once. A large one has an `index`,
// an open-addressed hash table of mask + 1 places; a small one is looked through.
typedef struct pen_dict {
    pen_pair *pairs;
    pen_place *index;
    uint32_t n, room, mask;
} pen_dict;

// ---- containers (NULL when out of memory) ----

pen_list *pen_list_new(pen_arena *a, uint32_t room);
pen_status pen_list_push(pen_arena *a, pen_list *l, pen_value v) PEN_MUST;
pen_dict *pen_dict_new(pen_arena *a, uint32_t room);

// The value of a key, or NULL. Keys are text, numbers, booleans, None or tuples of these;
// 1, 1.0 and True are one key, as in Python.
pen_value *pen_dict_get(const pen_dict *d, pen_value key);
pen_value *pen_dict_get_str(const pen_dict *d, pen_str key);

// Adds or replaces; a replaced key keeps its place. PEN_E_TYPE for a key that Python could
// not hash (list, dict).
pen_status pen_dict_put(pen_arena *a, pen_dict *d, pen_value key, pen_value v) PEN_MUST;
pen_status pen_dict_put_str(pen_arena *a, pen_dict *d, pen_str key, pen_value v) PEN_MUST;

// Adds a key that can be one and is not in the dict: the caller knows that, nothing is
// looked up.
pen_status pen_dict_append(pen_arena *a, pen_dict *d, pen_value key, pen_value v) PEN_MUST;

// Removes a key, keeping the order of the others; false when it was not there.
bool pen_dict_remove(pen_dict *d, pen_value key);

static inline pen_value pen_v_list(pen_list *l)
{
    return (pen_value){.tag = PEN_T_LIST, .u.list = l};
}

static inline pen_value pen_v_dict(pen_dict *d)
{
    return (pen_value){.tag = PEN_T_DICT, .u.dict = d};
}

// What dict.items(), keys() and values() give; the kind is in `aux` (it shows in their
// text).
enum { PEN_VIEW_ITEMS, PEN_VIEW_KEYS, PEN_VIEW_VALUES };

// ---- lazy forms ----

// Turns a lazy scalar or container (PEN_T_RAW…) into the real one, wholly (nothing inside
// stays lazy); other values are untouched. Not for PEN_T_OBJ (event/node.h).
pen_status pen_value_force(pen_arena *a, pen_value *v) PEN_MUST;

// ---- Python's view of values ----

bool pen_value_truth(pen_value v);

// ==: numbers by value across int, float, bool; text never equals a number; lists, tuples,
// dicts by content; two undefined are equal; different types are unequal.
bool pen_value_eq(pen_value a, pen_value b);

// Order as < has it: *out <0, 0, >0; PEN_E_TYPE for pairs that Python refuses. NaN compares
// as neither: *unordered is set.
pen_status pen_value_cmp(pen_value a, pen_value b, int *out, bool *unordered) PEN_MUST;

// Appends str(v) or repr(v). Undefined is "". PEN_E_DEPTH when nested too deeply, else what
// the buffer says.
pen_status pen_value_text(pen_value v, pen_buf *out) PEN_MUST;
pen_status pen_value_repr(pen_value v, pen_buf *out) PEN_MUST;

// Appends a repr with what is not ASCII in it escaped: ascii(v), given repr(v).
void pen_value_put_ascii(pen_str repr, pen_buf *out);

// A deep copy in the arena: containers new and not frozen, texts shared. PEN_E_TYPE for
// what Python could not copy (iterators, views, methods), PEN_E_DEPTH.
pen_status pen_value_copy(pen_arena *a, pen_value v, pen_value *out) PEN_MUST;

// The name Python gives to the type ("str", "int", "dict", …), constant text.
const char *pen_value_type(pen_value v);

// ---- JSON ----

// json.loads(text, strict=False): PEN_E_SYNTAX, PEN_E_DEPTH, PEN_E_NOMEM. Integers of any
// length are kept (PEN_T_BIG), later keys win, NaN and Infinity are numbers.
pen_status pen_json_load(pen_arena *a, pen_str text, pen_value *out) PEN_MUST;

typedef enum pen_json_style {
    PEN_JSON_COMPACT = 0, // "," and ":"
    PEN_JSON_SPACED = 1,  // ", " and ": ", as Python's default
    PEN_JSON_SORTED = 2,  // keys of objects in code point order
    PEN_JSON_ASCII = 4,   // non-ASCII as \uXXXX
    PEN_JSON_HTML = 8,    // < > & ' as \u003c \u003e \u0026 \u0027
    PEN_JSON_LINES = 16,  // one item a line, [] and {} closed at once, indented by …
    PEN_JSON_WIDTH = 256, // … so many blanks a level times this: json.dumps(indent=n)
    PEN_JSON_INDENT4 = PEN_JSON_LINES | 4 * PEN_JSON_WIDTH,
} pen_json_style;

// Appends the JSON text of a value as Python's json.dumps writes it. PEN_E_TYPE for what
// has none (undefined, opaque).
pen_status pen_json_dump(pen_value v, unsigned style, pen_buf *out) PEN_MUST;

#endif

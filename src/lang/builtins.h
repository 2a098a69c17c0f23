// SPDX-License-Identifier: Apache-2.0
// The functions behind the rows of filters.def, tests.def and event/methods.def, and what
// they share. Each gets its arguments matched (lang/args.h).
#ifndef PEN_LANG_BUILTINS_H
#define PEN_LANG_BUILTINS_H

#include "lang/args.h"

#define PEN_FILTER(name, fn, flags, least, parameters, doc) pen_bound_fn pen_filter_##fn;
#define PEN_FILTER_ALIAS(name, fn, flags)
#include "lang/filters.def"
#undef PEN_FILTER
#undef PEN_FILTER_ALIAS

#define PEN_TEST(name, fn, least, parameters, doc) pen_bound_fn pen_test_##fn;
#define PEN_TEST_ALIAS(name, fn)
#include "lang/tests.def"
#undef PEN_TEST
#undef PEN_TEST_ALIAS

#define PEN_METHOD(type, name, least, parameters, doc) pen_bound_fn pen_##type##_method_##name;
#include "event/methods.def"
#undef PEN_METHOD

// Items of anything that can be iterated, as a list whose items must not be changed; an
// iterator is used up. Takes a step per item.
pen_status pen_items(pen_vm *vm, pen_value v, pen_list **out) PEN_MUST;

// The same for a filter that Jinja has as a generator, which fails only when it is asked for
// more than there is: *end is how the items end, PEN_OK or a failure that is not fatal.
pen_status pen_items_until(pen_vm *vm, pen_value v, pen_list **out, pen_status *end) PEN_MUST;

// Makes `s` the end of the iterator that a filter gives. What is fatal is returned.
pen_status pen_iter_ends(pen_status s, pen_value *iter) PEN_MUST;

// `value | filter` or `value is test` with no more arguments.
pen_status pen_call_one(pen_vm *vm, pen_bound_fn *fn, pen_value v, pen_value *out) PEN_MUST;

// The text of the filtered value, as Jinja's text filters take it.
pen_status pen_operand_text(const pen_args *a, pen_value *out) PEN_MUST;

// Where Jinja reads an attribute of each item: `a.b.0`, a whole number, or nothing at all.
typedef struct pen_path {
    pen_value parts[16];
    unsigned n;
    pen_value absent; // instead of undefined; UNDEF: none
} pen_path;

pen_status pen_path_parse(pen_value attribute, pen_path *out) PEN_MUST;
pen_status pen_path_get(pen_vm *vm, const pen_path *p, pen_value item, pen_value *out) PEN_MUST;

// str.strip and its one-sided forms: sides 1 left, 2 right, 3 both.
pen_str pen_strip(pen_str s, const pen_value *set, unsigned sides);

// str.replace; `most` < 0: all.
pen_status pen_replace(pen_vm *vm, const pen_str part[3], int64_t most, pen_value *out) PEN_MUST;

// Padded to a width with one character; sides as above.
typedef struct pen_pad {
    int64_t width; // in characters
    pen_str fill;
    unsigned sides;
} pen_pad;

pen_status pen_pad_text(pen_vm *vm, pen_str s, const pen_pad *pad, pen_value *out) PEN_MUST;

// The argument `reverse` of what sorts: false when absent. Python takes integers that fit
// C's int: PEN_E_TYPE, PEN_E_RANGE.
pen_status pen_arg_reverse(const pen_args *a, unsigned i, bool *out) PEN_MUST;

// A list sorted by one key an item; stable. `keys` are values of equal count.
pen_status pen_sort_by(pen_vm *vm, const pen_list *items, const pen_value *keys, bool reverse,
                       pen_list **out) PEN_MUST;

// str.format over a call's arguments, or (members given) over one dict.
pen_status pen_brace_format(const pen_call *c, pen_str format, const pen_dict *members,
                            pen_value *out) PEN_MUST;

// Whether a < b and so on; what: '<', 'l' (<=), '>', 'g' (>=).
pen_status pen_value_less(pen_value a, pen_value b, char what, bool *out) PEN_MUST;

// int(v), and float(v): PEN_E_SYNTAX or PEN_E_TYPE where Python raises ValueError or
// TypeError, PEN_E_RANGE for OverflowError.
pen_status pen_int_of(pen_vm *vm, pen_value v, pen_value *out) PEN_MUST;
pen_status pen_float_of(pen_vm *vm, pen_value v, double *out) PEN_MUST;

#endif

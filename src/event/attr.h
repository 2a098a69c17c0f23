// SPDX-License-Identifier: Apache-2.0
// What `value.name` means when it is not a member of a dict: Python's methods. One list of
// the names that each type has serves reading, calling and linting.
#ifndef PEN_EVENT_ATTR_H
#define PEN_EVENT_ATTR_H

#include "base/value.h"

// Whether Python's object of this value has an attribute of that name (a method that
// templates may see). Lazy values are looked at by their tag, nothing is forced.
bool pen_attr_is_method(pen_value v, pen_str name);

// Whether there is any value whose object has an attribute of that name.
bool pen_attr_is_any(pen_str name);

// What `v.name` gives when it is no member of a dict: a method (PEN_T_OPAQUE), a part of a
// number (real, imag, numerator, denominator), undefined. `v` is not lazy.
pen_value pen_attr_of(pen_value v, pen_str name);

#endif

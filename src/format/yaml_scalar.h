// SPDX-License-Identifier: Apache-2.0
// What a plain YAML 1.1 scalar means, as PyYAML's safe loader resolves it. Dates stay text.
#ifndef PEN_FORMAT_YAML_SCALAR_H
#define PEN_FORMAT_YAML_SCALAR_H

#include "base/value.h"

// Text that is no number, boolean or null is itself; the value refers to `s`.
pen_value pen_yaml_resolve(pen_str s);

#endif

// SPDX-License-Identifier: Apache-2.0
// Between "a template gave this" and "the field holds that": the list/dict literal rule,
// ignored values, the type of the field.
#ifndef PEN_PLAN_FIT_H
#define PEN_PLAN_FIT_H

#include "plan/plan.h"

// PEN_OK with what to set; PEN_NOMATCH when the value counts as not set; PEN_E_TYPE when it
// cannot be the field's type; other statuses end the event. Lazy scalars may come and go.
pen_status pen_fit(const pen_format *f, const pen_coerce *c, const pen_target *to,
                   pen_value in, pen_value *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// The public growable buffer is a pen_buf with an owner.
#ifndef PEN_PLAN_OUTPUT_H
#define PEN_PLAN_OUTPUT_H

#include "penstock.h"

#include "base/buf.h"

struct pen_output {
    pen_buf buf;
};

#endif

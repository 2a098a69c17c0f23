// SPDX-License-Identifier: Apache-2.0
// The public growable buffer is a pen_buf with an owner.
#ifndef PEN_PLAN_OUTPUT_H
#define PEN_PLAN_OUTPUT_H

#include "penstock.h"

#include "base/buf.h"

struct pen_output {
    pen_buf buf;
};

// The end of an append that began at `mark`: nothing of it stays when it failed (s, or what the
// buffer says), and it does not poison the ones after it.
pen_status pen_output_settle(pen_output *o, size_t mark, pen_status s);

#endif

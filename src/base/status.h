// SPDX-License-Identifier: Apache-2.0
// Status codes of the whole engine; the list is in penstock.h.
#ifndef PEN_BASE_STATUS_H
#define PEN_BASE_STATUS_H

#include "penstock.h"

#define PEN_MUST __attribute__((warn_unused_result))

// Passes a failure on. For functions that own nothing at that point.
#define PEN_TRY(expr)                                                                      \
    do {                                                                                   \
        pen_status pen_try_ = (expr);                                                      \
        if (pen_try_ != PEN_OK) {                                                          \
            return pen_try_;                                                               \
        }                                                                                  \
    } while (0)

#endif

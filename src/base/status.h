// SPDX-License-Identifier: Apache-2.0
// Status codes of the whole engine; the list is status.def.
#ifndef PEN_BASE_STATUS_H
#define PEN_BASE_STATUS_H

#ifndef PEN_STATUS_DECLARED // penstock.h declares the same type for users of the library
#define PEN_STATUS_DECLARED
typedef enum pen_status {
#define PEN_STATUS(name, text) PEN_##name,
#include "base/status.def"
#undef PEN_STATUS
} pen_status;
#endif

#define PEN_MUST __attribute__((warn_unused_result))

// A constant English text for a status, never NULL.
const char *pen_status_text(pen_status s);

// Passes a failure on. For functions that own nothing at that point.
#define PEN_TRY(expr)                                                                      \
    do {                                                                                   \
        pen_status pen_try_ = (expr);                                                      \
        if (pen_try_ != PEN_OK) {                                                          \
            return pen_try_;                                                               \
        }                                                                                  \
    } while (0)

#endif

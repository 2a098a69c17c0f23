// SPDX-License-Identifier: Apache-2.0
// The child's side of a validation: `penstock serve --once`. It limits itself, reads one
// request, writes one answer and ends.
#ifndef PEN_SERVE_CONFINE_H
#define PEN_SERVE_CONFINE_H

#include "penstock.h"

typedef struct pen_serve_limits {
    unsigned body_mib;
    unsigned seconds;    // of processor time
    unsigned memory_mib; // of address space
} pen_serve_limits;

// How a child ends: its exit code, which is the program's, too.
enum {
    PEN_SERVE_DONE = 0,
    PEN_SERVE_BAD_FORMAT = 1,  // or an event or the answer is too large
    PEN_SERVE_BAD_REQUEST = 2, // the body is no such JSON
    PEN_SERVE_FAILED = 3,      // reading or writing failed
};

// The largest answer.
#define PEN_SERVE_ANSWER_MAX ((size_t)64 << 20)

// Limits this process for good, then answers the request on descriptor `in` on `out`.
int pen_serve_once(const pen_serve_limits *limits, int64_t now_s, int in, int out);

#endif

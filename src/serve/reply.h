// SPDX-License-Identifier: Apache-2.0
// Answers: JSON, whatever they say.
#ifndef PEN_SERVE_REPLY_H
#define PEN_SERVE_REPLY_H

#include "penstock.h"

#include <microhttpd.h>

// What is wrong with a request: the HTTP status, a name for machines, a sentence for people
// that says what to do. All constant.
typedef struct pen_serve_fault {
    unsigned status;
    const char *code;
    const char *message;
    const char *allow; // of 405: the methods there are, else NULL
} pen_serve_fault;

// Queues {"error": {"code", "message"}}. `closing`: the connection ends after it.
enum MHD_Result pen_serve_reply_fault(struct MHD_Connection *c, const pen_serve_fault *f,
                                      bool closing);

// Queues a text, which is copied.
enum MHD_Result pen_serve_reply_text(struct MHD_Connection *c, unsigned status, pen_str json);

// Queues the `n` bytes of a file, which is closed in any case.
enum MHD_Result pen_serve_reply_file(struct MHD_Connection *c, unsigned status, int fd,
                                     size_t n);

#endif

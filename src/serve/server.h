// SPDX-License-Identifier: Apache-2.0
// The HTTP server of `penstock serve`: the validation API and a status page, nothing else.
// No file is served.
//
//   listener ─► a thread a connection (libmicrohttpd) ─► handler ─► task: a child process
//
// What is posted is strangers' code, so each validation runs in a process of its own, this
// program as `serve --once`, with limits on memory, processor time, descriptors and the time
// on the wall: whatever it does, it is gone after its time, and so is all that it held.
#ifndef PEN_SERVE_SERVER_H
#define PEN_SERVE_SERVER_H

#include "penstock.h"

#include <stdint.h>

typedef struct pen_serve_options {
    const char *listen;  // ADDRESS:PORT
    const char *now;     // passed on as --now, NULL: the clock
    const char *program; // this executable, for the child processes
    unsigned body_mib;   // of one request
    unsigned seconds;    // of one validation
    unsigned memory_mib; // of one validation
    unsigned jobs;       // validations at a time
    unsigned idle;       // seconds for a request to arrive whole
    bool verbose;        // a line for each request
    void (*say)(const char *line); // takes a line for standard error, control characters and all
} pen_serve_options;

// Serves until SIGINT or SIGTERM, then ends what is under way: requests get a few seconds,
// none after a second signal. PEN_E_USAGE: the address is wrong; PEN_E_IO: the machine does
// not let us; both have been said.
pen_status pen_serve_run(const pen_serve_options *options);

#endif

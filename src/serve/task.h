// SPDX-License-Identifier: Apache-2.0
// Validations as child processes: how many at a time, how long, what became of each.
//
// Request and answer travel in anonymous files in memory, so that neither side can block the
// other. A child that outlives its time, or the server, is killed. Safe to use from any number
// of threads.
#ifndef PEN_SERVE_TASK_H
#define PEN_SERVE_TASK_H

#include "serve/server.h"

typedef struct pen_serve_crew {
    const pen_serve_options *options;
    int places; // an event counter: one for each validation that may run now
    int stop;   // readable once nothing may run any more
    int stopper;
} pen_serve_crew;

// False: errno says why.
bool pen_serve_crew_init(pen_serve_crew *c, const pen_serve_options *options);
void pen_serve_crew_free(pen_serve_crew *c);

// Ends every task, those to come as well.
void pen_serve_crew_stop(pen_serve_crew *c);

typedef enum pen_serve_outcome {
    PEN_SERVE_ANSWERED, // the child ended with an exit code and an answer
    PEN_SERVE_BUSY,     // no place became free in time
    PEN_SERVE_SLOW,     // it was killed for its time
    PEN_SERVE_DIED,     // by a signal
    PEN_SERVE_STOPPED,  // the server ends
    PEN_SERVE_BROKEN    // no process, no memory
} pen_serve_outcome;

// An anonymous file in memory, closed on exec; -1: errno says why.
int pen_serve_file(void);

// Answers the request in the file `body`. With PEN_SERVE_ANSWERED: *code is the child's
// (confine.h) and *answer a file of *n bytes, the caller's to close.
pen_serve_outcome pen_serve_task(pen_serve_crew *c, int body, int *code, int *answer,
                                 size_t *n);

#endif

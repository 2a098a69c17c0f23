// SPDX-License-Identifier: Apache-2.0
// One line on the terminal that tells how far long work is; gone at the end. Silent unless
// standard error is a terminal and standard output is not the same one.
#ifndef PEN_CLI_PROGRESS_H
#define PEN_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct pen_cli_progress {
    bool on, shown;
    double start, next; // seconds of the monotonic clock
    uint64_t total;     // of `done`, 0: unknown
    const char *what;   // what is counted
} pen_cli_progress;

// Seconds of a clock that never goes back.
double pen_cli_seconds(void);

pen_cli_progress pen_cli_progress_start(uint64_t total, const char *what);

// `done` of the total is done, `count` things are; shows it three times a second.
void pen_cli_progress_tick(pen_cli_progress *p, uint64_t done, uint64_t count);

void pen_cli_progress_end(pen_cli_progress *p);

#endif

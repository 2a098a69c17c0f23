// SPDX-License-Identifier: Apache-2.0
// What takes the bytes of the inputs and sees to it that lines come out: one kind works by
// itself (single.c), one with several threads (threads.c). Both write the same bytes.
//
// Per input: begin, then space and took as often as there are bytes, then end. `idle` says
// that the next read may wait, or that there are no more inputs, so that everything
// complete must go out now. After a failure only `free` is called.
#ifndef PEN_CLI_CONSUMER_H
#define PEN_CLI_CONSUMER_H

#include "cli/lane.h"
#include "cli/sink.h"

// Bytes of one read, and of one piece of work for a thread; lines are written when so many
// bytes of them are there. Both together stay in a processor's second-level cache, beside the
// plan: with 512 and 256 KiB an event took a sixth more processor time (docs/performance.md).
#define PEN_CLI_PIECE ((size_t)64 * 1024)
#define PEN_CLI_FLUSH ((size_t)64 * 1024)

typedef struct pen_cli_outputs {
    pen_cli_sink events, errors;
    pen_cli_counts counts;
} pen_cli_outputs;

typedef struct pen_cli_consumer {
    void *state;
    pen_status (*begin)(void *state, const char *file);
    char *(*space)(void *state, size_t *room); // NULL without memory
    pen_status (*took)(void *state, size_t n);
    pen_status (*idle)(void *state);
    pen_status (*end)(void *state);
    void (*free)(void *state);
} pen_cli_consumer;

// `framing` is one that pen_stream_new knows. PEN_E_NOMEM; PEN_E_IO when there are no
// threads to be had. The outputs stay the caller's. To be freed on PEN_OK.
pen_status pen_cli_single_new(const pen_cli_run *run, const char *framing,
                              pen_cli_outputs *out, pen_cli_consumer *consumer);

typedef struct pen_cli_threads_wanted {
    unsigned count; // 2 or more
    const char *framing;
} pen_cli_threads_wanted;

pen_status pen_cli_threads_new(const pen_cli_run *run, pen_cli_threads_wanted wanted,
                               pen_cli_outputs *out, pen_cli_consumer *consumer);

#endif

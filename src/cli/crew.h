// SPDX-License-Identifier: Apache-2.0
// A crew of threads that take batches of records to lines. The main thread fills a batch,
// sends it and goes on with the next; what comes back is written in the order in which it
// was sent. Batches stand in a ring, so memory is bounded: when the ring is full the main
// thread waits for the oldest.
//
//   sent ──────► 7 8 9 . . .         a batch belongs to the main thread while it is filled
//   taken ─────► 5 6                 and after it is done, to one thread in between
//   written ───► 3 4
#ifndef PEN_CLI_CREW_H
#define PEN_CLI_CREW_H

#include "cli/consumer.h"

// A record whose texts lie one after another in the batch's `bytes`, from `at`: message,
// parts, hostname, appname, procid, msgid.
enum { PEN_CLI_TEXTS = 6, PEN_CLI_TEXTS_NEEDED = 2 };
typedef struct pen_cli_packed {
    uint64_t offset;
    const char *error;
    size_t at, n[PEN_CLI_TEXTS];
    int16_t pri;
} pen_cli_packed;

typedef struct pen_cli_batch {
    bool lines;       // `text` holds whole lines, not yet cut; else there are `records`
    const char *file; // the input's name
    uint64_t base;    // added to offsets
    char *text;       // PEN_CLI_PIECE bytes, `used` of them in use
    size_t used;
    pen_output *bytes;
    pen_cli_packed *records;
    size_t count, room;
    // What became of it.
    pen_output *events, *errors;
    pen_cli_counts counts;
    pen_status status;
    bool done;
} pen_cli_batch;

typedef struct pen_cli_crew pen_cli_crew;

// To be freed when *out is not NULL. PEN_E_NOMEM; PEN_E_IO: no thread can be had.
pen_status pen_cli_crew_new(const pen_cli_run *run, unsigned threads, pen_cli_outputs *out,
                            pen_cli_crew **crew);
void pen_cli_crew_free(pen_cli_crew *crew);

// The batch to fill, empty at first and the same until it is sent. What is done meanwhile
// is written; what goes wrong there is the status.
pen_status pen_cli_crew_batch(pen_cli_crew *crew, pen_cli_batch **out);

// Adds a record to the batch to fill; `texts` too when --meta wants them.
pen_status pen_cli_crew_add(pen_cli_crew *crew, const pen_stream_record *r);

// Hands the filled batch on.
pen_status pen_cli_crew_send(pen_cli_crew *crew);

// Waits until all that was sent is written.
pen_status pen_cli_crew_drain(pen_cli_crew *crew);

#endif

// SPDX-License-Identifier: Apache-2.0
// A lane takes records through a format: each becomes an event in `events`, and a line in
// `errors` when it failed or warned. One lane, one thread; lanes of one run share the
// format and the run's settings, which do not change.
#ifndef PEN_CLI_LANE_H
#define PEN_CLI_LANE_H

#include "penstock.h"

typedef struct pen_cli_run {
    const pen_format *format;
    int64_t now_s;
    bool meta, drop_failed, want_errors;
    bool sentences; // what is written of an event: a sentence, not JSON
} pen_cli_run;

typedef struct pen_cli_counts {
    uint64_t records, events, warnings, failures;
} pen_cli_counts;

typedef struct pen_cli_lane {
    const pen_cli_run *run;
    pen_worker *worker;
    pen_output *extra;           // scratch: what --meta adds to a record
    pen_output *said;            // scratch: a sentence
    pen_output *events, *errors; // where lines go; the lane does not own them
    const char *file;            // the input's name
    uint64_t base;               // added to the offsets of records
    pen_cli_counts *counts;
} pen_cli_lane;

// PEN_OK or why it cannot be had; to be freed in any case.
pen_status pen_cli_lane_init(pen_cli_lane *lane, const pen_cli_run *run);
void pen_cli_lane_free(pen_cli_lane *lane);

// Takes one record.
pen_status pen_cli_lane_take(pen_cli_lane *lane, const pen_stream_record *record);

// The most bytes of lines that one buffer holds.
#define PEN_CLI_LINES_MAX ((size_t)1 << 30)

#endif

// SPDX-License-Identifier: Apache-2.0
// An input: a file or standard input, read in pieces, unpacked when it is packed. Signals
// that ask the program to stop end every wait.
#ifndef PEN_CLI_READER_H
#define PEN_CLI_READER_H

#include "cli/unpack.h"

typedef struct pen_cli_reader {
    const char *name; // `-` for standard input
    int fd;
    pen_cli_packing packing;
    pen_cli_unpack *unpack;
    char *packed; // what was read and not yet unpacked lies in `rest`
    pen_str rest;
    bool ended;        // of the file's bytes
    uint64_t consumed; // bytes of the file itself
} pen_cli_reader;

// What one read gave.
typedef enum pen_cli_read {
    PEN_CLI_READ_SOME,
    PEN_CLI_READ_END,
    PEN_CLI_READ_BROKEN, // has been complained about
    PEN_CLI_READ_STOPPED // somebody asked the program to stop
} pen_cli_read;

// Complains; false when it cannot be opened.
bool pen_cli_reader_open(pen_cli_reader *r, const char *path);
void pen_cli_reader_close(pen_cli_reader *r);

// Reads up to `room` bytes.
pen_cli_read pen_cli_reader_read(pen_cli_reader *r, char *to, size_t room, size_t *n);

// Whether a read would not wait.
bool pen_cli_reader_ready(const pen_cli_reader *r);

// From now on SIGINT and SIGTERM only ask to stop (a second one kills); a closed pipe is an
// error of a write. False when that cannot be arranged.
bool pen_cli_signals_catch(void);

// The signal that asked to stop, or 0.
int pen_cli_signal(void);

#endif

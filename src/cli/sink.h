// SPDX-License-Identifier: Apache-2.0
// Where output goes: standard output or a file. A sink remembers its first error; writes
// after it do nothing. A pipe closed downstream is no error: there is just nobody to write
// for any more.
#ifndef PEN_CLI_SINK_H
#define PEN_CLI_SINK_H

#include "penstock.h"

typedef struct pen_cli_sink {
    int fd; // -1: none, takes everything and writes nothing
    const char *name;
    int error; // errno of the first failure
} pen_cli_sink;

pen_cli_sink pen_cli_sink_stdout(void);

// Creates or empties a file; `-` is standard output. Complains; false when it cannot.
bool pen_cli_sink_open(pen_cli_sink *s, const char *path);

// Whether all bytes were written.
bool pen_cli_sink_write(pen_cli_sink *s, pen_str bytes);

// Closes it, complains about what went wrong, gives an exit code.
int pen_cli_sink_close(pen_cli_sink *s);

#endif

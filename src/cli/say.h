// SPDX-License-Identifier: Apache-2.0
// What the program says: one-line complaints on standard error, and text for standard
// output, which is gathered in a pen_output and written at once. Complaints carry names and
// values that others chose, so control characters in them are escaped.
#ifndef PEN_CLI_SAY_H
#define PEN_CLI_SAY_H

#include "penstock.h"

#include <stdarg.h>

// The program's exit codes.
enum {
    PEN_CLI_OK = 0,
    PEN_CLI_FAILED = 1,      // a test, or a record with --strict
    PEN_CLI_USAGE = 2,       // wrong usage or configuration
    PEN_CLI_ENVIRONMENT = 3, // disk, network, permission, memory
    PEN_CLI_INTERRUPTED = 130,
};

#define PEN_CLI_LIT(s) ((pen_str){("" s), sizeof(s) - 1})
#define PEN_CLI_FMT(s) (int)((s).n < 100000 ? (s).n : 100000), ((s).n ? (s).p : "")

// The slice of a NUL-terminated string; empty for NULL.
pen_str pen_cli_str(const char *s);

// Prints `penstock: WHERE: what`, WHERE being a file or a command; NULL leaves it out.
void pen_cli_complain(const char *where, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

// Complains that there is no memory; gives PEN_CLI_ENVIRONMENT.
int pen_cli_no_memory(void);

// Prints a format's messages (warnings too), each with its place.
void pen_cli_show_messages(const pen_format *f);

// Appends formatted text, at most 4 KiB of it. Memory that runs out is seen by the append
// that follows or by the write.
void pen_cli_put(pen_output *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

// Appends a text, its control characters escaped when `plain`.
void pen_cli_put_text(pen_output *out, pen_str s, bool plain);

// Writes what was gathered to standard output and frees it. `status` is what the gathering
// gave: anything but PEN_OK is complained about. Gives an exit code.
int pen_cli_print(pen_output *out, pen_status status);

#endif

// SPDX-License-Identifier: Apache-2.0
// Commands as tables. One table says everything about a command: from it come the reading
// of arguments, --help, the manual page and the completion of bash, so that they agree.
#ifndef PEN_CLI_OPTIONS_H
#define PEN_CLI_OPTIONS_H

#include "penstock.h"

typedef struct pen_cli_option {
    const char *name;     // without dashes
    char letter;          // of the short form, or 0
    bool repeat;          // may be given several times
    const char *metavar;  // NULL: a flag, takes no value
    const char *fallback; // the value when it is not given, or NULL
    const char *choices;  // the values there are, separated by |, or NULL: any
    const char *help;
} pen_cli_option;

typedef struct pen_cli_example {
    const char *line, *what;
} pen_cli_example;

typedef struct pen_cli_args pen_cli_args;

typedef struct pen_cli_command {
    const char *name, *summary;
    const char *operands;            // as the synopsis shows them
    unsigned least, most;            // how many operands
    const char *text;                // paragraphs, separated by empty lines
    const pen_cli_option *options;   // ended by one without a name, or NULL
    const pen_cli_example *examples; // ended likewise, or NULL
    const char *exits;               // the exit codes, a line each
    int (*run)(const pen_cli_args *args);
} pen_cli_command;

// One value on the command line.
typedef struct pen_cli_given {
    const pen_cli_option *option;
    const char *value; // "" for a flag
} pen_cli_given;

struct pen_cli_args {
    const pen_cli_command *command;
    const char **operands; // `count` of them
    size_t count;
    pen_cli_given *given;
    size_t ngiven;
    bool help;
};

// Reads what follows the command's name. Slices of argv are kept. Gives an exit code; what
// is wrong has been said. To be freed in any case.
int pen_cli_args_read(pen_cli_args *args, const pen_cli_command *command, int argc,
                      char **argv);
void pen_cli_args_free(pen_cli_args *args);

// The last value given for an option, its fallback, or NULL.
const char *pen_cli_value(const pen_cli_args *args, const char *name);

// The i-th value given for an option (from 0), NULL past the last.
const char *pen_cli_value_at(const pen_cli_args *args, const char *name, size_t i);

bool pen_cli_flag(const pen_cli_args *args, const char *name);

// The clock: --now, or the machine's. False: --now is no time, which has been said.
bool pen_cli_now(const pen_cli_args *args, int64_t *out);

// A number from 1 to `most`; false when it is none, which has been said.
bool pen_cli_count(const pen_cli_args *args, const char *name, unsigned most,
                   unsigned *out);

// Options that several commands have.
#define PEN_CLI_OPTION_FORMATS                                                             \
    {                                                                                      \
        .name = "formats", .metavar = "DIR", .repeat = true,                               \
        .help = "look formats up in this repository (default: $PENSTOCK_FORMATS, else "    \
                "those that came with the program)"                                        \
    }
#define PEN_CLI_OPTION_NOW                                                                 \
    {                                                                                      \
        .name = "now", .metavar = "TIME",                                                  \
        .help = "fix the clock, which dates without a year depend on: ISO 8601 or "        \
                "seconds since 1970"                                                       \
    }
#define PEN_CLI_OPTION_FRAMING                                                             \
    {                                                                                      \
        .name = "framing", .metavar = "KIND", .fallback = "auto",                          \
        .choices = "auto|lines|syslog|azure-flow-log|json|whole",                          \
        .help = "how the input is cut into records"                                        \
    }
#define PEN_CLI_OPTIONS_END                                                                \
    {                                                                                      \
        .name = NULL                                                                       \
    }

#endif

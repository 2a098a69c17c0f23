// SPDX-License-Identifier: Apache-2.0
// The commands there are. Each is a constant in a file of its own, cmd_<name>.c; here is
// the list, and what is made from all of them together.
#ifndef PEN_CLI_COMMANDS_H
#define PEN_CLI_COMMANDS_H

#include "cli/options.h"

extern const pen_cli_command pen_cli_cmd_docs, pen_cli_cmd_explain, pen_cli_cmd_formats,
    pen_cli_cmd_help, pen_cli_cmd_lint, pen_cli_cmd_new, pen_cli_cmd_new_test,
    pen_cli_cmd_parse, pen_cli_cmd_serve, pen_cli_cmd_test, pen_cli_cmd_version;

// In the order of the help; ended by NULL.
extern const pen_cli_command *const pen_cli_commands[];

// NULL when there is none of that name.
const pen_cli_command *pen_cli_command_find(const char *name);

// Says that there is no such command; gives an exit code.
int pen_cli_command_unknown(const char *name);

// Append the help of one command, the overview, the manual page (roff), the completion.
void pen_cli_help_command(const pen_cli_command *c, pen_output *out);
void pen_cli_help_all(pen_output *out);
void pen_cli_manual(pen_output *out);
void pen_cli_completion(pen_output *out);

#endif

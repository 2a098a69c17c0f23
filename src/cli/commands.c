// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include "cli/cli_text.h"
#include "cli/say.h"

#include <string.h>

const pen_cli_command *const pen_cli_commands[] = {
    &pen_cli_cmd_parse,   &pen_cli_cmd_test,    &pen_cli_cmd_lint,
    &pen_cli_cmd_explain, &pen_cli_cmd_docs,    &pen_cli_cmd_formats,
    &pen_cli_cmd_new,     &pen_cli_cmd_new_test, &pen_cli_cmd_serve,
    &pen_cli_cmd_version, &pen_cli_cmd_help,
    NULL,
};

const pen_cli_command *pen_cli_command_find(const char *name)
{
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        if (strcmp(pen_cli_commands[i]->name, name) == 0) {
            return pen_cli_commands[i];
        }
    }
    return NULL;
}

int pen_cli_command_unknown(const char *name)
{
    const char *best = NULL;
    unsigned distance = 4;
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        unsigned d = pen_cli_distance(name, pen_cli_commands[i]->name);
        if (d < distance && d < strlen(name)) {
            best = pen_cli_commands[i]->name;
            distance = d;
        }
    }
    const char *kind = name[0] == '-' ? "option" : "command";
    if (best) {
        pen_cli_complain(NULL, "unknown %s '%s' (did you mean '%s'? see penstock --help)",
                         kind, name, best);
    } else {
        pen_cli_complain(NULL, "unknown %s '%s' (see penstock --help)", kind, name);
    }
    return PEN_CLI_USAGE;
}

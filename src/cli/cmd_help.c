// SPDX-License-Identifier: Apache-2.0
// penstock help: what the tables of the commands say, in three forms.
#include "cli/commands.h"
#include "cli/say.h"

enum { TEXT_MAX = 1 << 20 };

static int run(const pen_cli_args *args)
{
    const pen_cli_command *c = NULL;
    if (args->count) {
        c = pen_cli_command_find(args->operands[0]);
        if (!c) {
            return pen_cli_command_unknown(args->operands[0]);
        }
    }
    pen_output *out = pen_output_new(NULL, TEXT_MAX);
    if (!out) {
        return pen_cli_no_memory();
    }
    if (pen_cli_flag(args, "man")) {
        pen_cli_manual(out);
    } else if (pen_cli_flag(args, "completion")) {
        pen_cli_completion(out);
    } else if (c) {
        pen_cli_help_command(c, out);
    } else {
        pen_cli_help_all(out);
    }
    return pen_cli_print(out, PEN_OK);
}

static const pen_cli_option options[] = {
    {.name = "man", .help = "print the manual page, penstock(1), in roff"},
    {.name = "completion", .help = "print the completion for bash"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"source <(penstock help --completion)", "completion in this shell"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_help = {
    .name = "help",
    .summary = "explain a command",
    .operands = "[OPTION] [COMMAND]",
    .least = 0,
    .most = 1,
    .text = "Without a command: the list of them.",
    .options = options,
    .examples = examples,
    .exits = "0 done\n2 no such command",
    .run = run,
};

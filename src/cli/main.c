// SPDX-License-Identifier: Apache-2.0
// penstock: finds the command and runs it.
#include "cli/commands.h"
#include "cli/say.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// A file opened while a standard descriptor is closed would take its place.
static bool hold_standard_files(void)
{
    int fd = 0;
    while (fd >= 0 && fd <= STDERR_FILENO) {
        fd = open("/dev/null", O_RDONLY);
    }
    return fd >= 0 && close(fd) == 0;
}

static int run_command(const pen_cli_command *c, int argc, char **argv)
{
    pen_cli_args args;
    int code = pen_cli_args_read(&args, c, argc, argv);
    if (code == PEN_CLI_OK && args.help) {
        pen_output *out = pen_output_new(NULL, 1 << 20);
        if (out) {
            pen_cli_help_command(c, out);
        }
        code = pen_cli_print(out, PEN_OK);
    } else if (code == PEN_CLI_OK) {
        code = c->run(&args);
    }
    pen_cli_args_free(&args);
    return code;
}

int main(int argc, char **argv)
{
    // A pipe that is closed downstream becomes an error of write, which ends it quietly.
    if (!hold_standard_files() || signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
        return PEN_CLI_ENVIRONMENT;
    }
    if (argc < 2) {
        pen_cli_complain(NULL, "no command is given (see penstock --help)");
        return PEN_CLI_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        name = "help";
    } else if (strcmp(name, "--version") == 0) {
        name = "version";
    }
    const pen_cli_command *c = pen_cli_command_find(name);
    return c ? run_command(c, argc - 2, argv + 2) : pen_cli_command_unknown(name);
}

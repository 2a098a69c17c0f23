// SPDX-License-Identifier: Apache-2.0
// penstock version.
#include "cli/commands.h"
#include "cli/say.h"

#include <zlib.h>
#include <zstd.h>

#ifndef PEN_CLI_COMMIT
#define PEN_CLI_COMMIT "unknown"
#endif

static int run(const pen_cli_args *args)
{
    const char *name, *version;
    (void)args;
    pen_output *out = pen_output_new(NULL, 64 * 1024);
    if (!out) {
        return pen_cli_no_memory();
    }
    pen_cli_put(out, "penstock %s\ncommit %s\n", pen_version(), PEN_CLI_COMMIT);
    for (size_t i = 0; pen_library_version(i, &name, &version) == PEN_OK; i++) {
        pen_cli_put(out, "%s %s\n", name, version);
    }
    pen_cli_put(out, "zlib %s\nzstd %s\n", zlibVersion(), ZSTD_versionString());
    return pen_cli_print(out, PEN_OK);
}

const pen_cli_command pen_cli_cmd_version = {
    .name = "version",
    .summary = "print the version, the commit, the libraries and their versions",
    .operands = "",
    .least = 0,
    .most = 0,
    .text = "One a line: a name and a version.",
    .exits = "0 done",
    .run = run,
};

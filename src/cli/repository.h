// SPDX-License-Identifier: Apache-2.0
// Where formats are: folders at most three levels below a path that hold
// ingest/parser.yml, and the repositories that --formats names.
#ifndef PEN_CLI_REPOSITORY_H
#define PEN_CLI_REPOSITORY_H

#include "cli/files.h"
#include "cli/options.h"

// Adds the formats at or below `path` in the order of their names, as `path`/…. An exit
// code.
int pen_cli_formats_below(const char *path, pen_cli_names *out);

// The repositories: --formats, else $PENSTOCK_FORMATS, else those that came with the
// program. An exit code.
int pen_cli_repositories(const pen_cli_args *args, pen_cli_names *out);

// The folder of a format that is given as a folder or as MODULE/FORMAT of a repository.
// Complains; an exit code. *out is to be freed.
int pen_cli_format_find(const pen_cli_args *args, const char *name, char **out);

#endif

// SPDX-License-Identifier: Apache-2.0
// A format's folder: what of it is read, and the tests in it.
#ifndef PEN_CLI_FOLDER_H
#define PEN_CLI_FOLDER_H

#include "cli/files.h"
#include "penstock.h"

enum { PEN_CLI_FORMAT_FILES = 5 };

// A format and the names of its files, which its messages refer to.
typedef struct pen_cli_format {
    pen_format *format;
    char *names[PEN_CLI_FORMAT_FILES];
} pen_cli_format;

// Whether it holds ingest/parser.yml.
bool pen_cli_folder_is_format(const char *folder);

// Reads and compiles. What is wrong is said when `say`; else it can be read from the
// format, which is then set unless a file could not be read. An exit code. To be freed in
// any case.
int pen_cli_format_load(pen_cli_format *f, const char *folder, bool say);
void pen_cli_format_free(pen_cli_format *f);

// Adds the paths of a format's tests, relative to its folder: tests/*.json and, when `all`,
// tests/cases/*.json. An exit code.
int pen_cli_folder_tests(const char *folder, bool all, pen_cli_names *out);

// The taxonomy that formats of a module share, and the file names of a format's folder.
#define PEN_CLI_PARSER "ingest/parser.yml"
#define PEN_CLI_MANIFEST "_meta/manifest.yml"
#define PEN_CLI_FIELDS "_meta/fields.yml"
#define PEN_CLI_MODULE_FIELDS "../_meta/fields.yml"
#define PEN_CLI_SMART "_meta/smart-descriptions.json"

#endif

// SPDX-License-Identifier: Apache-2.0
// Files and folders: reading whole ones, writing new ones, listing names. What is returned
// is malloc'ed and the caller's.
#ifndef PEN_CLI_FILES_H
#define PEN_CLI_FILES_H

#include "penstock.h"

// What a definition or a test may weigh, bytes: the largest public ones have some 400 KB.
#define PEN_CLI_FILE_MAX ((size_t)64 * 1024 * 1024)

// Joins up to three parts with slashes; NULL parts end it. NULL without memory.
char *pen_cli_path(const char *a, const char *b, const char *c);

// The whole of a file (`-`: standard input). 0 or an errno; EFBIG past PEN_CLI_FILE_MAX.
int pen_cli_file_read(const char *path, pen_str *out);
void pen_cli_file_free(pen_str s);

// The same, complaining; an exit code.
int pen_cli_file_get(const char *path, pen_str *out);

// Writes a file that must not exist yet (`fresh`), or puts a new one in its place at once,
// so that it is never half there. Complains; an exit code.
int pen_cli_file_write(const char *path, pen_str text, bool fresh);

// Makes a folder and those above it. Complains; an exit code.
int pen_cli_folder_make(const char *path);

bool pen_cli_is_folder(const char *path);
bool pen_cli_is_file(const char *path);

// Names in a folder, sorted by their bytes, hidden ones left out.
typedef struct pen_cli_names {
    char **v;
    size_t n;
} pen_cli_names;

// Takes over `name`; frees it and gives false without memory.
bool pen_cli_names_add(pen_cli_names *names, char *name);

// Adds copies of the folder's names that end in `suffix`. 0 or an errno.
int pen_cli_names_list(pen_cli_names *names, const char *folder, const char *suffix);
void pen_cli_names_free(pen_cli_names *names);

#endif

// SPDX-License-Identifier: Apache-2.0
// What `penstock test --coverage` tells: the branches of a format that no test reaches, each
// with its place, and how many of each kind are reached, as a table. Texts are made while the
// format is there; what stays is the caller's to free.
#ifndef PEN_CLI_BRANCHES_H
#define PEN_CLI_BRANCHES_H

#include "cli/say.h"

enum { PEN_CLI_BRANCH_GROUPS = 4 }; // entries, actions, filters, translations

typedef struct pen_cli_branches {
    pen_output *text; // a line each, or a JSON object; NULL: the format did not load
    uint32_t all[PEN_CLI_BRANCH_GROUPS], reached[PEN_CLI_BRANCH_GROUPS];
} pen_cli_branches;

// Takes what was counted. `name` is the format's, `style` "json", "tap" or "". Without memory
// `text` stays NULL.
void pen_cli_branches_take(pen_cli_branches *b, const pen_reach *r, const char *name,
                           const char *style);
void pen_cli_branches_free(pen_cli_branches *b);

// Adds up.
void pen_cli_branches_add(pen_cli_branches *sum, const pen_cli_branches *b);

// The lines of the table: its head (`b` NULL), or the figures of a format. `width` is that of
// the longest name, `prefix` begins each line.
void pen_cli_branches_row(const pen_cli_branches *b, const char *name, int width,
                          const char *prefix, pen_output *out);

#endif

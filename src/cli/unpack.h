// SPDX-License-Identifier: Apache-2.0
// Gzip (any number of members) and zstd (any number of frames), unpacked as a stream:
// memory is bounded whatever the input says it holds.
#ifndef PEN_CLI_UNPACK_H
#define PEN_CLI_UNPACK_H

#include "penstock.h"

typedef struct pen_cli_unpack pen_cli_unpack;

typedef enum pen_cli_packing {
    PEN_CLI_PACKING_OPEN, // more bytes are needed to tell
    PEN_CLI_PACKING_NONE,
    PEN_CLI_PACKING_GZIP,
    PEN_CLI_PACKING_ZSTD
} pen_cli_packing;

// What an input is by its first bytes; never OPEN for four.
pen_cli_packing pen_cli_packing_of(pen_str head);

// NULL without memory.
pen_cli_unpack *pen_cli_unpack_new(pen_cli_packing packing);
void pen_cli_unpack_free(pen_cli_unpack *u);

// Unpacks from *in (moved on) into `room` bytes; gives how many were written. When it
// writes less than `room` it took all of *in, or *why is a constant reason why not.
size_t pen_cli_unpack_run(pen_cli_unpack *u, pen_str *in, char *to, size_t room,
                          const char **why);

// Whether the input may end here: NULL, or a constant reason why not.
const char *pen_cli_unpack_end(const pen_cli_unpack *u);

#endif

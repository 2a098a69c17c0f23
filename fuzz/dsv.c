// SPDX-License-Identifier: Apache-2.0
// Delimited text, split both ways. The first byte is the delimiter.
#include "dsv_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_dsv_options o;
    bool filled;
    pen_str text = {(const char *)data, size};
    if (size && pen_dsv_options_init(&o, pen_str_head(text, 1)) == PEN_OK &&
        !dsv_twice(&o, pen_str_from(text, 1), &filled)) {
        abort();
    }
    return 0;
}

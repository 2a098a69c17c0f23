// SPDX-License-Identifier: Apache-2.0
// Every framing: the same records however the input is cut. The first byte chooses the
// kind, the second how to cut.
#include "frame_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 2) {
        pen_str in = pen_str_of((const char *)data + 2, size - 2);
        frame_twice((pen_frame_kind)(data[0] % (PEN_FRAME_WHOLE + 1)), in, data[1], NULL);
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Flow logs: the same records however the blob is cut, and each message ends with bytes
// that stand in the blob where the record says.
#include "frame_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The message ends with `"flow.0":`, the tuple as it stands at the offset, and a brace.
static void check(pen_str in, const pen_record *r)
{
    if (r->error) {
        return;
    }
    pen_str tuple = pen_str_from(in, (size_t)r->offset);
    size_t end = 1;
    while (end < tuple.n && tuple.p[end] != '"') {
        end += tuple.p[end] == '\\' ? 2 : 1;
    }
    if (end >= tuple.n || r->message.n < end + 12 || r->message.p[0] != '{') {
        abort();
    }
    pen_str tail = pen_str_from(r->message, r->message.n - end - 2 - 9);
    if (!pen_str_starts(tail, PEN_LIT("\"flow.0\":")) ||
        !pen_str_eq(pen_str_of(tail.p + 9, end + 1), pen_str_head(tuple, end + 1)) ||
        tail.p[tail.n - 1] != '}') {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size) {
        pen_str in = pen_str_of((const char *)data + 1, size - 1);
        frame_twice(PEN_FRAME_FLOW, in, data[0], check);
    }
    return 0;
}

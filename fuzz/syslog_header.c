// SPDX-License-Identifier: Apache-2.0
// Syslog headers: whatever the line, the message is the end of it and every field lies in
// front of the message.
#include "codec/syslog_header.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(pen_str line, const pen_syslog *s, pen_str field)
{
    if (field.n && (field.p < line.p || field.p + field.n > s->message.p)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str line = {(const char *)data, size};
    pen_syslog s;
    pen_syslog_header_parse(line, &s);
    if (s.pri < -1 || s.pri > 191 || s.message.n > size ||
        (size && s.message.p + s.message.n != line.p + line.n)) {
        abort();
    }
    check(line, &s, s.timestamp);
    check(line, &s, s.hostname);
    check(line, &s, s.appname);
    check(line, &s, s.procid);
    check(line, &s, s.msgid);
    check(line, &s, s.structured);
    return 0;
}

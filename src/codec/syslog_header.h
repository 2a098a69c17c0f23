// SPDX-License-Identifier: Apache-2.0
// The header of one syslog message: RFC 5424, RFC 3164, and what devices really send (no
// hostname, no date, ISO dates, sequence numbers, no tag). A pure function over a slice:
// nothing is allocated or copied, every slice that comes out lies inside the one given.
// Absent fields, and the NILVALUE `-` of RFC 5424, are empty slices. Nothing is decoded:
// dates stay text, structured data stays raw.
#ifndef PEN_CODEC_SYSLOG_HEADER_H
#define PEN_CODEC_SYSLOG_HEADER_H

#include "base/str.h"

#include <stdint.h>

typedef struct pen_syslog {
    int16_t pri;     // 0-191: facility * 8 + severity; -1: none
    uint8_t version; // 1: RFC 5424, 0: not
    pen_str timestamp, hostname, appname, procid, msgid;
    pen_str structured; // all SD-ELEMENTs of RFC 5424 as they stand
    pen_str message;    // what follows: see below
} pen_syslog;

// Splits `line` (one message without its framing). RFC 5424: the message is MSG without
// its byte order mark. RFC 3164: what follows `tag:` with its leading blank, or without a
// tag what follows the header's last blank. A `@cee:` in front is taken away together with
// the blanks behind it. A line that starts with neither a PRI of 0-191 nor a BSD date has
// no header: all of it is the message, as it is for a PRI out of range.
void pen_syslog_header_parse(pen_str line, pen_syslog *out);

// Length of a valid `<PRI>` at the start, 0 when there is none; *pri is set with it.
size_t pen_syslog_pri(pen_str line, int16_t *pri);

#endif

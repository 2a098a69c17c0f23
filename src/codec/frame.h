// SPDX-License-Identifier: Apache-2.0
// Framing: a stream of bytes, pushed in pieces of any size, becomes records, visited by a
// function. How the input is cut into pieces never changes the records. It is the first
// thing that hostile input meets: memory is bounded whatever comes (no buffer holds more
// than PEN_RECORD_MAX), time is linear, and what is too long or broken is reported as a
// record with an error, the rest of it thrown away up to its end and never read again as a
// record of its own.
//
// Slices of a record live until the function returns: they point into the piece pushed
// (no copy) or, when a record was cut by a piece's end, into the framer's own buffer.
// One framer, one thread.
#ifndef PEN_CODEC_FRAME_H
#define PEN_CODEC_FRAME_H

#include "base/alloc.h"
#include "base/limits.h"
#include "base/status.h"
#include "base/str.h"
#include "codec/syslog_header.h"

#include <stdint.h>

typedef enum pen_frame_kind {
    PEN_FRAME_AUTO,   // found out from the first PEN_FRAME_LOOK bytes
    PEN_FRAME_LINES,  // cut at LF or CRLF, nothing else trimmed, empty lines skipped
    PEN_FRAME_SYSLOG, // octet counting and lines, told apart per message; header taken off
    PEN_FRAME_JSON,   // each JSON value, and each element of an array at the top
    PEN_FRAME_FLOW,   // Azure flow logs: each tuple (codec/flow_log.h)
    PEN_FRAME_WHOLE,  // the input is one record
} pen_frame_kind;

typedef struct pen_record {
    pen_str message;   // with an error: what is known of the raw bytes, maybe nothing
    uint64_t offset;   // where it starts in the input, in bytes
    const char *error; // NULL, or a constant reason: then this is no event
    pen_str parts;     // empty, or what is known of the message (codec/parts.h)
    pen_syslog syslog; // header fields when framing is syslog; pri -1 and empty otherwise
} pen_record;

// Anything but PEN_OK stops the push and is given back by it.
typedef pen_status (*pen_record_fn)(void *ctx, const pen_record *record);

typedef struct pen_framer pen_framer;

// A framer in *out, to be freed with pen_framer_free; `alloc` NULL means malloc.
// PEN_E_NOMEM leaves *out NULL.
pen_status pen_framer_new(pen_framer **out, pen_frame_kind kind,
                          const pen_alloc *alloc) PEN_MUST;

// Takes the next bytes of the input and visits the records that they complete. PEN_OK,
// PEN_E_NOMEM or what `fn` gave; after a failure the framer can only be freed.
pen_status pen_framer_push(pen_framer *f, pen_str bytes, pen_record_fn fn,
                           void *ctx) PEN_MUST;

// The input ends: visits what is left. Then the framer is as new, for the next input.
pen_status pen_framer_end(pen_framer *f, pen_record_fn fn, void *ctx) PEN_MUST;

void pen_framer_free(pen_framer *f);

// The kind in use; PEN_FRAME_AUTO as long as that is not decided.
pen_frame_kind pen_framer_kind(const pen_framer *f);

// The kind that an option names ("auto", "lines", "syslog", "json", "azure-flow-log",
// "whole"): PEN_OK, or PEN_E_UNKNOWN. And back.
pen_status pen_frame_kind_of(pen_str name, pen_frame_kind *out) PEN_MUST;
pen_str pen_frame_name(pen_frame_kind kind);

// What an input is whose first bytes are `head` (`is_all`: it has no more): flow-log keys
// in it: FLOW; an array, or a first value that spans lines: JSON; `<PRI>` or `N <PRI>`
// first: SYSLOG; anything else: LINES. PEN_FRAME_AUTO when more bytes are needed to tell,
// never for `is_all` or PEN_FRAME_LOOK bytes; a longer head never changes an answer.
// Linear in the head, pure.
pen_frame_kind pen_frame_detect(pen_str head, bool is_all);

#endif

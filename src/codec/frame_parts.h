// SPDX-License-Identifier: Apache-2.0
// Between the framers only: what each kind offers to frame.c, and how a record is handed
// on. Every part is a plain struct that owns one buffer; `push` gets bytes and the offset
// in the input of their first one.
#ifndef PEN_CODEC_FRAME_PARTS_H
#define PEN_CODEC_FRAME_PARTS_H

#include "base/buf.h"
#include "base/limits.h"
#include "codec/frame.h"
#include "codec/frame_scan.h"

// Where records go.
typedef struct pen_frame_out {
    pen_record_fn fn;
    void *ctx;
} pen_frame_out;

// Constant reasons that several framers give.
#define PEN_FRAME_TOO_LONG "longer than a record may be"
#define PEN_FRAME_CUT "cut by the end of the input"

static inline pen_status pen_frame_emit(const pen_frame_out *out, pen_str message,
                                        uint64_t offset, const char *error)
{
    pen_record r = {
        .message = message, .offset = offset, .error = error, .syslog = {.pri = -1}};
    return out->fn(out->ctx, &r);
}

// One line after another, or one octet-counted frame: bytes of a record that a piece cut.
typedef struct pen_frame_lines {
    pen_buf held;   // its first bytes, at most PEN_RECORD_MAX + 1
    uint64_t total; // how many bytes it has so far
    uint64_t start; // its offset; of use when total is not 0
    bool header;    // take the syslog header off
} pen_frame_lines;

void pen_frame_lines_init(pen_frame_lines *l, const pen_alloc *alloc, bool header);

// Takes bytes up to and with the next LF, at most all; *used says how many.
pen_status pen_frame_lines_take(pen_frame_lines *l, pen_str bytes, uint64_t base,
                                const pen_frame_out *out, size_t *used) PEN_MUST;
pen_status pen_frame_lines_push(pen_frame_lines *l, pen_str bytes, uint64_t base,
                                const pen_frame_out *out) PEN_MUST;
pen_status pen_frame_lines_end(pen_frame_lines *l, const pen_frame_out *out) PEN_MUST;

// Appends what fits to the held bytes and counts all.
pen_status pen_frame_lines_hold(pen_frame_lines *l, pen_str bytes, uint64_t base) PEN_MUST;

// Hands on `s` (the first bytes of `total`), its line end taken off when `ended`, and
// forgets what is held.
pen_status pen_frame_lines_emit(pen_frame_lines *l, pen_str s, bool ended,
                                const pen_frame_out *out) PEN_MUST;

// Octet counting (RFC 6587 section 3.4.1) and lines, told apart at each message's start.
typedef struct pen_frame_syslog {
    pen_frame_lines line;
    char head[16]; // the message's first bytes, until they tell
    uint8_t head_n;
    bool in_line;  // inside a line
    uint32_t rest; // bytes missing from an octet-counted message
    uint64_t start;
} pen_frame_syslog;

void pen_frame_syslog_init(pen_frame_syslog *f, const pen_alloc *alloc);
pen_status pen_frame_syslog_push(pen_frame_syslog *f, pen_str bytes, uint64_t base,
                                 const pen_frame_out *out) PEN_MUST;
pen_status pen_frame_syslog_end(pen_frame_syslog *f, const pen_frame_out *out) PEN_MUST;

// A message's first bytes: OK and the count and its length with the space when they are
// `N <PRI>` with N of at most nine digits; MORE when they may become it; NOMATCH.
pen_status pen_frame_octets(pen_str head, uint32_t *count, size_t *length) PEN_MUST;

// JSON values. See frame_json.c.
typedef struct pen_frame_json {
    pen_buf held; // the value so far, when a piece cut it; at most PEN_RECORD_MAX bytes
    pen_fscan scan;
    pen_fskip skip;
    const char *why;  // of a broken value
    uint64_t start;   // offset of the value
    uint64_t total;   // bytes of it so far
    uint64_t column;  // bytes since the last LF
    uint64_t indent;  // the value's column, or that of the line it began in
    uint64_t line_at; // column of the line's first byte that is no blank
    uint8_t state;
    uint8_t bom;   // bytes of a byte order mark seen
    bool fresh;    // only blanks, commas and [ since the last LF
    bool array;    // inside an array at the top
    bool brackets; // the broken value began with a bracket
} pen_frame_json;

void pen_frame_json_init(pen_frame_json *f, const pen_alloc *alloc);
pen_status pen_frame_json_push(pen_frame_json *f, pen_str bytes, uint64_t base,
                               const pen_frame_out *out) PEN_MUST;
pen_status pen_frame_json_end(pen_frame_json *f, const pen_frame_out *out) PEN_MUST;

#endif

// SPDX-License-Identifier: Apache-2.0
// Runs a framer over an input cut in pieces and writes down what comes out, a line each:
//
//   12 text of the message          a record and its offset
//   12 !reason                      a report
//
// Each piece lies in a block of its own of exactly its size, gone before the next is
// pushed.
#ifndef PEN_TESTS_FRAME_RUN_H
#define PEN_TESTS_FRAME_RUN_H

#include "base/buf.h"
#include "codec/frame.h"
#include "exact.h"

#include <stdint.h>

// How pieces are cut: 0 all at once, otherwise that many bytes; random below it if `seed`.
typedef struct frame_cut {
    size_t size;
    uint32_t seed;
} frame_cut;

typedef struct frame_log {
    pen_buf text;
    size_t records, reports;
    bool syslog; // write the header fields too
    bool count;  // count only
} frame_log;

static inline void frame_field(pen_buf *b, const char *name, pen_str s)
{
    if (s.n) {
        pen_buf_fmt(b, "%s=%.*s ", name, (int)s.n, s.p);
    }
}

static inline pen_status frame_note(void *ctx, const pen_record *r)
{
    frame_log *log = ctx;
    log->records += !r->error;
    log->reports += r->error != NULL;
    if (log->count) {
        return PEN_OK;
    }
    pen_buf_u64(&log->text, r->offset);
    pen_buf_byte(&log->text, ' ');
    if (r->error) {
        pen_buf_fmt(&log->text, "!%s", r->error);
    } else {
        if (log->syslog && r->syslog.pri >= 0) {
            pen_buf_fmt(&log->text, "<%d> ", r->syslog.pri);
            frame_field(&log->text, "host", r->syslog.hostname);
            frame_field(&log->text, "app", r->syslog.appname);
        }
        pen_buf_add(&log->text, r->message);
    }
    pen_buf_byte(&log->text, '\n');
    return log->text.failed;
}

static inline size_t frame_piece(frame_cut *cut, size_t left)
{
    size_t n = cut->size ? cut->size : left;
    if (cut->seed) {
        cut->seed = cut->seed * 1664525u + 1013904223u;
        n = 1 + (cut->seed >> 8) % n;
    }
    return n < left ? n : left;
}

static inline pen_status frame_run(pen_frame_kind kind, pen_str in, frame_cut cut,
                                   const pen_alloc *alloc, frame_log *log)
{
    pen_framer *f;
    pen_status s = pen_framer_new(&f, kind, alloc);
    for (size_t at = 0; s == PEN_OK && at < in.n;) {
        size_t n = frame_piece(&cut, in.n - at);
        pen_str piece = exact(pen_str_of(in.p + at, n));
        s = pen_framer_push(f, piece, frame_note, log);
        exact_free(piece);
        at += n;
    }
    s = s == PEN_OK ? pen_framer_end(f, frame_note, log) : s;
    pen_framer_free(f);
    return s;
}

static inline void frame_log_init(frame_log *log)
{
    *log = (frame_log){.records = 0};
    pen_buf_init(&log->text, NULL, SIZE_MAX / 4);
}

// What comes out of `in`; to be freed.
static inline frame_log frame_text(pen_frame_kind kind, pen_str in, frame_cut cut)
{
    frame_log log;
    frame_log_init(&log);
    pen_status s = frame_run(kind, in, cut, NULL, &log);
    if (s != PEN_OK) {
        pen_buf_fmt(&log.text, "status: %s\n", pen_status_text(s));
    }
    return log;
}

// Whether `in`, cut in several ways, gives the same as in one piece.
static inline bool frame_same(pen_frame_kind kind, pen_str in)
{
    static const frame_cut cuts[] = {{1, 0}, {2, 0}, {7, 0}, {64, 3}, {9, 5}, {4096, 11}};
    frame_log whole = frame_text(kind, in, (frame_cut){0, 0});
    bool same = true;
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        frame_log cut = frame_text(kind, in, cuts[i]);
        same = same && pen_str_eq(pen_buf_str(&whole.text), pen_buf_str(&cut.text));
        if (!pen_str_eq(pen_buf_str(&whole.text), pen_buf_str(&cut.text))) {
            printf("# cut %zu/%u gives\n%.*s", cuts[i].size, cuts[i].seed, (int)cut.text.n,
                   cut.text.p);
        }
        pen_buf_free(&cut.text);
    }
    pen_buf_free(&whole.text);
    return same;
}

#endif

// SPDX-License-Identifier: Apache-2.0
// The public face of framing (codec/frame.h).
#include "penstock.h"

#include "codec/frame.h"

struct pen_stream {
    pen_framer *framer;
    const pen_alloc *alloc;
    pen_stream_fn fn; // of the push under way
    void *ctx;
};

pen_status pen_stream_new(pen_str framing, const pen_alloc *alloc, pen_stream **out)
{
    pen_frame_kind kind;
    *out = NULL;
    PEN_TRY(pen_frame_kind_of(framing, &kind));
    alloc = alloc ? alloc : pen_alloc_default();
    pen_stream *s = pen_alloc_get(alloc, sizeof *s);
    if (!s) {
        return PEN_E_NOMEM;
    }
    *s = (pen_stream){.alloc = alloc};
    pen_status st = pen_framer_new(&s->framer, kind, alloc);
    if (st != PEN_OK) {
        pen_alloc_free(alloc, s, sizeof *s);
        return st;
    }
    *out = s;
    return PEN_OK;
}

void pen_stream_free(pen_stream *s)
{
    if (s) {
        pen_framer_free(s->framer);
        pen_alloc_free(s->alloc, s, sizeof *s);
    }
}

static pen_status hand_on(void *ctx, const pen_record *r)
{
    pen_stream *s = ctx;
    pen_stream_record out = {
        .message = r->message,
        .offset = r->offset,
        .error = r->error,
        .pri = r->syslog.pri,
        .timestamp = r->syslog.timestamp,
        .hostname = r->syslog.hostname,
        .appname = r->syslog.appname,
        .procid = r->syslog.procid,
        .msgid = r->syslog.msgid,
        .parts = r->parts,
    };
    return s->fn(s->ctx, &out);
}

pen_status pen_stream_push(pen_stream *s, pen_str bytes, pen_stream_fn fn, void *ctx)
{
    s->fn = fn;
    s->ctx = ctx;
    return pen_framer_push(s->framer, bytes, hand_on, s);
}

pen_status pen_stream_end(pen_stream *s, pen_stream_fn fn, void *ctx)
{
    s->fn = fn;
    s->ctx = ctx;
    return pen_framer_end(s->framer, hand_on, s);
}

pen_str pen_stream_framing(const pen_stream *s)
{
    return pen_frame_name(pen_framer_kind(s->framer));
}

pen_str pen_stream_detect(pen_str head, bool is_all)
{
    return pen_frame_name(pen_frame_detect(head, is_all));
}

bool pen_stream_by_lines(const pen_stream *s)
{
    return pen_framer_kind(s->framer) == PEN_FRAME_LINES;
}

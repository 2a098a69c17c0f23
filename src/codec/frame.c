// SPDX-License-Identifier: Apache-2.0
#include "codec/frame.h"

#include "codec/flow_log.h"
#include "codec/frame_parts.h"

struct pen_framer {
    const pen_alloc *alloc;
    pen_frame_kind asked;  // what pen_framer_new was given
    pen_frame_kind kind;   // what is in use
    uint64_t at;           // bytes of the input handed to the part
    size_t look_next;      // look again when there are so many bytes
    pen_buf look;          // the input's first bytes, as long as its kind is open
    pen_frame_lines lines; // also holds a whole input
    pen_frame_syslog syslog;
    pen_frame_json json;
    pen_flow_log flow;
};

static const pen_str NAMES[] = {
    [PEN_FRAME_AUTO] = {"auto", 4},
    [PEN_FRAME_LINES] = {"lines", 5},
    [PEN_FRAME_SYSLOG] = {"syslog", 6},
    [PEN_FRAME_JSON] = {"json", 4},
    [PEN_FRAME_FLOW] = {"azure-flow-log", 14},
    [PEN_FRAME_WHOLE] = {"whole", 5},
};
enum { NAME_COUNT = sizeof NAMES / sizeof NAMES[0] };

pen_status pen_frame_kind_of(pen_str name, pen_frame_kind *out)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (pen_str_eq(NAMES[i], name)) {
            *out = (pen_frame_kind)i;
            return PEN_OK;
        }
    }
    return PEN_E_UNKNOWN;
}

pen_str pen_frame_name(pen_frame_kind kind)
{
    return NAMES[kind];
}

pen_status pen_framer_new(pen_framer **out, pen_frame_kind kind, const pen_alloc *alloc)
{
    const pen_alloc *from = alloc ? alloc : pen_alloc_default();
    pen_framer *f = pen_alloc_get(from, sizeof *f);
    *out = f;
    if (!f) {
        return PEN_E_NOMEM;
    }
    *f = (pen_framer){.alloc = from, .asked = kind, .kind = kind};
    pen_buf_init(&f->look, from, PEN_FRAME_LOOK);
    pen_frame_lines_init(&f->lines, from, false);
    pen_frame_syslog_init(&f->syslog, from);
    pen_frame_json_init(&f->json, from);
    pen_flow_log_init(&f->flow, from);
    return PEN_OK;
}

void pen_framer_free(pen_framer *f)
{
    if (f) {
        pen_buf_free(&f->look);
        pen_buf_free(&f->lines.held);
        pen_buf_free(&f->syslog.line.held);
        pen_buf_free(&f->json.held);
        pen_flow_log_free(&f->flow);
        pen_alloc_free(f->alloc, f, sizeof *f);
    }
}

pen_frame_kind pen_framer_kind(const pen_framer *f)
{
    return f->kind;
}

// Bytes for the part in use.
static pen_status feed(pen_framer *f, pen_str bytes, const pen_frame_out *out)
{
    uint64_t base = f->at;
    f->at += bytes.n;
    switch (f->kind) {
    case PEN_FRAME_SYSLOG:
        return pen_frame_syslog_push(&f->syslog, bytes, base, out);
    case PEN_FRAME_JSON:
        return pen_frame_json_push(&f->json, bytes, base, out);
    case PEN_FRAME_FLOW:
        return pen_flow_log_push(&f->flow, bytes, base, out);
    case PEN_FRAME_WHOLE:
        return bytes.n ? pen_frame_lines_hold(&f->lines, bytes, base) : PEN_OK;
    case PEN_FRAME_AUTO:
    case PEN_FRAME_LINES:
        break;
    }
    return pen_frame_lines_push(&f->lines, bytes, base, out);
}

static pen_status settle(pen_framer *f, pen_frame_kind kind, const pen_frame_out *out)
{
    f->kind = kind;
    return kind == PEN_FRAME_AUTO ? PEN_OK : feed(f, pen_buf_str(&f->look), out);
}

// Takes bytes until the kind is known; gives how many. A look costs as much as the bytes
// there are, so one is taken only when they have grown by an eighth.
static pen_status look(pen_framer *f, pen_str bytes, const pen_frame_out *out, size_t *used)
{
    *used = 0;
    if (f->look.n == 0) {
        f->kind = pen_frame_detect(bytes, false);
        if (f->kind != PEN_FRAME_AUTO) {
            return PEN_OK; // nothing was copied, nothing is taken
        }
    }
    pen_str part = pen_str_head(bytes, PEN_FRAME_LOOK - f->look.n);
    *used = part.n;
    pen_buf_add(&f->look, part);
    if (f->look.failed) {
        return f->look.failed;
    }
    if (f->look.n < f->look_next && f->look.n < PEN_FRAME_LOOK) {
        return PEN_OK;
    }
    f->look_next = f->look.n + f->look.n / 8 + 1;
    return settle(f, pen_frame_detect(pen_buf_str(&f->look), false), out);
}

pen_status pen_framer_push(pen_framer *f, pen_str bytes, pen_record_fn fn, void *ctx)
{
    pen_frame_out out = {fn, ctx};
    if (f->kind == PEN_FRAME_AUTO && bytes.n) {
        size_t used;
        PEN_TRY(look(f, bytes, &out, &used));
        bytes = pen_str_from(bytes, used);
    }
    return bytes.n ? feed(f, bytes, &out) : PEN_OK;
}

static pen_status end_part(pen_framer *f, const pen_frame_out *out)
{
    switch (f->kind) {
    case PEN_FRAME_SYSLOG:
        return pen_frame_syslog_end(&f->syslog, out);
    case PEN_FRAME_JSON:
        return pen_frame_json_end(&f->json, out);
    case PEN_FRAME_FLOW:
        return pen_flow_log_end(&f->flow, out);
    case PEN_FRAME_AUTO:
    case PEN_FRAME_WHOLE:
    case PEN_FRAME_LINES:
        break;
    }
    return pen_frame_lines_end(&f->lines, out);
}

pen_status pen_framer_end(pen_framer *f, pen_record_fn fn, void *ctx)
{
    pen_frame_out out = {fn, ctx};
    if (f->kind == PEN_FRAME_AUTO) {
        PEN_TRY(settle(f, pen_frame_detect(pen_buf_str(&f->look), true), &out));
    }
    PEN_TRY(end_part(f, &out));
    f->kind = f->asked;
    f->at = 0;
    f->look_next = 0;
    pen_buf_clear(&f->look);
    return PEN_OK;
}

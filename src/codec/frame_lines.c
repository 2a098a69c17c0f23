// SPDX-License-Identifier: Apache-2.0
#include "codec/frame_parts.h"

void pen_frame_lines_init(pen_frame_lines *l, const pen_alloc *alloc, bool header)
{
    *l = (pen_frame_lines){.header = header};
    pen_buf_init(&l->held, alloc, (size_t)PEN_RECORD_MAX + 1);
}

pen_status pen_frame_lines_hold(pen_frame_lines *l, pen_str bytes, uint64_t base)
{
    if (l->total == 0) {
        l->start = base;
    }
    l->total += bytes.n;
    pen_buf_add(&l->held, pen_str_head(bytes, l->held.cap - l->held.n));
    return l->held.failed;
}

static pen_str without_line_end(pen_str s)
{
    return pen_str_ends(s, PEN_LIT("\r")) ? pen_str_head(s, s.n - 1) : s;
}

pen_status pen_frame_lines_emit(pen_frame_lines *l, pen_str s, bool ended,
                                const pen_frame_out *out)
{
    pen_record r = {.message = s, .offset = l->start, .syslog = {.pri = -1}};
    if (ended && l->total == s.n) {
        r.message = without_line_end(s);
    }
    if (l->total > s.n || r.message.n > PEN_RECORD_MAX) {
        r.message = pen_str_head(s, PEN_RECORD_MAX);
        r.error = PEN_FRAME_TOO_LONG;
    } else if (l->header) {
        pen_syslog_header_parse(r.message, &r.syslog);
    }
    bool empty = r.message.n == 0;
    if (l->header && !r.error) {
        r.message = r.syslog.message;
    }
    pen_status status = empty ? PEN_OK : out->fn(out->ctx, &r);
    pen_buf_clear(&l->held);
    l->total = 0;
    return status;
}

pen_status pen_frame_lines_take(pen_frame_lines *l, pen_str bytes, uint64_t base,
                                const pen_frame_out *out, size_t *used)
{
    size_t end = pen_str_chr(bytes, '\n', 0);
    pen_str part = pen_str_head(bytes, end == PEN_NPOS ? bytes.n : end);
    *used = end == PEN_NPOS ? bytes.n : end + 1;
    if (end == PEN_NPOS) {
        return pen_frame_lines_hold(l, part, base);
    }
    if (l->total) {
        PEN_TRY(pen_frame_lines_hold(l, part, base));
        return pen_frame_lines_emit(l, pen_buf_str(&l->held), true, out);
    }
    l->start = base;
    l->total = part.n;
    return pen_frame_lines_emit(l, part, true, out);
}

pen_status pen_frame_lines_push(pen_frame_lines *l, pen_str bytes, uint64_t base,
                                const pen_frame_out *out)
{
    while (bytes.n) {
        size_t used;
        PEN_TRY(pen_frame_lines_take(l, bytes, base, out, &used));
        bytes = pen_str_from(bytes, used);
        base += used;
    }
    return PEN_OK;
}

pen_status pen_frame_lines_end(pen_frame_lines *l, const pen_frame_out *out)
{
    return l->total ? pen_frame_lines_emit(l, pen_buf_str(&l->held), false, out) : PEN_OK;
}

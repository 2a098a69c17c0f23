// SPDX-License-Identifier: Apache-2.0
#include "codec/frame_parts.h"

#include "base/num.h"

// RFC 6587 sets no bound; nine digits cannot overflow and are far over PEN_RECORD_MAX.
enum { COUNT_DIGITS = 9 };

void pen_frame_syslog_init(pen_frame_syslog *f, const pen_alloc *alloc)
{
    *f = (pen_frame_syslog){0};
    pen_frame_lines_init(&f->line, alloc, true);
}

pen_status pen_frame_octets(pen_str head, uint32_t *count, size_t *length)
{
    size_t k = 0;
    while (k < head.n && k <= COUNT_DIGITS && pen_is_digit(head.p[k])) {
        k++;
    }
    if (k > COUNT_DIGITS || (head.n && (k == 0 || head.p[0] == '0'))) {
        return PEN_NOMATCH;
    }
    if (k == head.n) {
        return PEN_MORE;
    }
    uint64_t n;
    if (head.p[k] != ' ' || pen_num_u64(pen_str_head(head, k), &n) != PEN_OK) {
        return PEN_NOMATCH;
    }
    pen_str rest = pen_str_from(head, k + 1);
    int16_t pri;
    size_t prefix = pen_syslog_pri(rest, &pri);
    if (prefix) {
        *count = (uint32_t)n;
        *length = k + 1;
        return n >= prefix ? PEN_OK : PEN_NOMATCH;
    }
    // What may still become a PRI: `<` and up to three digits at the end of the bytes.
    bool open = rest.n == 0 || (rest.p[0] == '<' && rest.n <= 4);
    for (size_t i = 1; i < rest.n; i++) {
        open = open && pen_is_digit(rest.p[i]);
    }
    return open ? PEN_MORE : PEN_NOMATCH;
}

// Bytes of an octet-counted message. The line end that some senders count in is taken off.
static pen_status take_octets(pen_frame_syslog *f, pen_str bytes, uint64_t base,
                              const pen_frame_out *out, size_t *used)
{
    pen_frame_lines *l = &f->line;
    pen_str part = pen_str_head(bytes, f->rest);
    *used = part.n;
    f->rest -= (uint32_t)part.n;
    if (f->rest || l->total) {
        PEN_TRY(pen_frame_lines_hold(l, part, base));
        part = pen_buf_str(&l->held);
    } else {
        l->total = part.n;
    }
    if (f->rest) {
        return PEN_OK;
    }
    l->start = f->start;
    bool lf = l->total == part.n && pen_str_ends(part, PEN_LIT("\n"));
    l->total -= lf ? 1 : 0;
    return pen_frame_lines_emit(l, pen_str_head(part, part.n - (lf ? 1 : 0)), lf, out);
}

static pen_status take_line(pen_frame_syslog *f, pen_str bytes, uint64_t base,
                            const pen_frame_out *out, size_t *used)
{
    PEN_TRY(pen_frame_lines_take(&f->line, bytes, base, out, used));
    f->in_line = bytes.p[*used - 1] != '\n';
    return PEN_OK;
}

// A message's first bytes, all of which lie in `head`, tell what it is.
static pen_status begin(pen_frame_syslog *f, pen_str head, const pen_frame_out *out)
{
    size_t used, length;
    uint32_t count;
    if (pen_frame_octets(head, &count, &length) == PEN_OK) {
        f->rest = count;
        return take_octets(f, pen_str_from(head, length), f->start + length, out, &used);
    }
    return take_line(f, head, f->start, out, &used);
}

// Adds a byte to the head; when it tells, the message begins.
static pen_status add_to_head(pen_frame_syslog *f, char c, const pen_frame_out *out)
{
    size_t length;
    uint32_t count;
    f->head[f->head_n++] = c;
    pen_str head = pen_str_of(f->head, f->head_n);
    if (pen_frame_octets(head, &count, &length) == PEN_MORE) {
        return PEN_OK;
    }
    f->head_n = 0;
    return begin(f, head, out);
}

// At a message's start: the usual one lies in the piece and is not copied.
static pen_status take_start(pen_frame_syslog *f, pen_str bytes, uint64_t base,
                             const pen_frame_out *out, size_t *used)
{
    size_t length;
    uint32_t count;
    if (f->head_n == 0) {
        f->start = base;
        pen_status kind = pen_frame_octets(bytes, &count, &length);
        if (kind == PEN_NOMATCH) {
            return take_line(f, bytes, base, out, used);
        }
        if (kind == PEN_OK) {
            f->rest = count;
            *used = length;
            return PEN_OK;
        }
    }
    *used = 1;
    return add_to_head(f, bytes.p[0], out);
}

pen_status pen_frame_syslog_push(pen_frame_syslog *f, pen_str bytes, uint64_t base,
                                 const pen_frame_out *out)
{
    while (bytes.n) {
        size_t used;
        if (f->rest) {
            PEN_TRY(take_octets(f, bytes, base, out, &used));
        } else if (f->in_line) {
            PEN_TRY(take_line(f, bytes, base, out, &used));
        } else {
            PEN_TRY(take_start(f, bytes, base, out, &used));
        }
        bytes = pen_str_from(bytes, used);
        base += used;
    }
    return PEN_OK;
}

pen_status pen_frame_syslog_end(pen_frame_syslog *f, const pen_frame_out *out)
{
    if (f->head_n) {
        PEN_TRY(pen_frame_lines_hold(&f->line, pen_str_of(f->head, f->head_n), f->start));
    }
    bool cut = f->rest != 0;
    f->head_n = 0;
    f->in_line = false;
    f->rest = 0;
    if (cut) {
        pen_str s = pen_str_head(pen_buf_str(&f->line.held), PEN_RECORD_MAX);
        pen_status status = pen_frame_emit(out, s, f->start, PEN_FRAME_CUT);
        pen_buf_clear(&f->line.held);
        f->line.total = 0;
        return status;
    }
    return pen_frame_lines_end(&f->line, out);
}

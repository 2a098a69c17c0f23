// SPDX-License-Identifier: Apache-2.0
#include "plan/output.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "event/writer.h"

pen_output *pen_output_new(const pen_alloc *alloc, size_t cap)
{
    alloc = alloc ? alloc : pen_alloc_default();
    pen_output *o = pen_alloc_get(alloc, sizeof *o);
    if (o) {
        pen_buf_init(&o->buf, alloc, cap);
    }
    return o;
}

void pen_output_free(pen_output *o)
{
    if (o) {
        const pen_alloc *alloc = o->buf.alloc;
        pen_buf_free(&o->buf);
        pen_alloc_free(alloc, o, sizeof *o);
    }
}

pen_str pen_output_str(const pen_output *o)
{
    return pen_buf_str(&o->buf);
}

void pen_output_clear(pen_output *o)
{
    pen_buf_trim(&o->buf, PEN_KEEP_BYTES);
}

pen_status pen_output_settle(pen_output *o, size_t mark, pen_status s)
{
    s = s == PEN_OK ? o->buf.failed : s;
    if (s != PEN_OK) {
        o->buf.n = mark;
        o->buf.failed = PEN_OK;
    }
    return s;
}

pen_status pen_output_add(pen_output *o, pen_str s)
{
    size_t mark = o->buf.n;
    pen_buf_add(&o->buf, s);
    return pen_output_settle(o, mark, PEN_OK);
}

pen_status pen_output_add_json(pen_output *o, pen_str s)
{
    size_t mark = o->buf.n;
    pen_buf fixed;
    pen_buf_init(&fixed, o->buf.alloc, o->buf.cap);
    if (pen_utf8_valid(s) != s.n) {
        (void)pen_utf8_repair(s, &fixed);
        s = pen_buf_str(&fixed);
    }
    pen_status st = fixed.failed;
    if (st == PEN_OK) {
        st = pen_write_value(pen_v_str(s), NULL, &o->buf);
    }
    pen_buf_free(&fixed);
    return pen_output_settle(o, mark, st);
}

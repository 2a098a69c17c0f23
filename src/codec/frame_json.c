// SPDX-License-Identifier: Apache-2.0
// A stream of JSON values: one after another with blanks, commas or nothing between them;
// an array at the top stands for its elements (one level, wherever it comes).
//
//        ┌────────── done ───────────┐
//     BETWEEN ── first byte ──► VALUE ── not JSON ──► SKIP ── where the next may begin ──►
//     BETWEEN
//
// A broken value is reported with its raw text and ends at the first of: the place where
// its brackets balance; the start of a line, indented no deeper than the value, that begins
// a value ({ or [ when the broken one began so). Text that begins no value ends with the
// line, inside an array also at the next comma or closing bracket.
#include "codec/frame_parts.h"

enum { BETWEEN, VALUE, SKIP };

static void fresh_start(pen_frame_json *f)
{
    f->state = BETWEEN;
    f->column = f->line_at = 0;
    f->fresh = true;
    f->array = false;
    f->bom = 0;
}

void pen_frame_json_init(pen_frame_json *f, const pen_alloc *alloc)
{
    *f = (pen_frame_json){0};
    pen_buf_init(&f->held, alloc, PEN_RECORD_MAX);
    fresh_start(f);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

static bool begins_value(char c)
{
    return pen_is_digit(c) || (c != '\0' && strchr("{[\"-tfnNI", c));
}

// The value's text as far as it is kept. `part` are its bytes in the current piece.
static pen_status text(pen_frame_json *f, pen_str part, pen_str *out)
{
    if (f->held.n == 0) {
        *out = pen_str_head(part, PEN_RECORD_MAX);
        return PEN_OK;
    }
    pen_buf_add(&f->held, pen_str_head(part, f->held.cap - f->held.n));
    *out = pen_buf_str(&f->held);
    return f->held.failed;
}

static pen_status ends(pen_frame_json *f, pen_str part, const char *why,
                       const pen_frame_out *out)
{
    pen_str s;
    f->total += part.n;
    PEN_TRY(text(f, part, &s));
    bool over = f->total > PEN_RECORD_MAX;
    while (why && s.n && is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    pen_status status = pen_frame_emit(out, s, f->start,
                                       why    ? why
                                       : over ? PEN_FRAME_TOO_LONG
                                              : NULL);
    pen_buf_clear(&f->held);
    f->total = 0;
    f->fresh = false;
    f->state = BETWEEN;
    return status;
}

// Keeps what the piece's end cuts.
static pen_status keep(pen_frame_json *f, pen_str part)
{
    f->total += part.n;
    pen_buf_add(&f->held, pen_str_head(part, f->held.cap - f->held.n));
    return f->held.failed;
}

static void count_column(pen_frame_json *f, char c)
{
    if (c == '\n') {
        f->column = 0;
        f->line_at = 0;
        f->fresh = true;
        return;
    }
    f->column++;
}

// Whether `c` is the next byte of a byte order mark at the input's start.
static bool in_bom(pen_frame_json *f, char c, uint64_t at)
{
    static const char bom[] = "\xEF\xBB\xBF";
    bool good = at == f->bom && at < 3 && c == bom[at];
    f->bom += good;
    return good;
}

static const char *between(pen_frame_json *f, const char *p, const char *end, uint64_t at)
{
    for (; p < end; p++, at++) {
        char c = *p;
        bool bracket = (c == '[' && !f->array) || (c == ']' && f->array);
        if (bracket) {
            f->array = c == '[';
        } else if (in_bom(f, c, at)) {
            continue;
        } else if (!is_blank(c)) {
            f->state = VALUE;
            f->start = at;
            f->indent = f->fresh ? f->column : f->line_at;
            f->line_at = f->indent;
            f->fresh = false;
            pen_fscan_init(&f->scan);
            return p;
        }
        count_column(f, c);
    }
    return p;
}

// The value is broken where the kept text ends. When only blanks stand between there and
// the last line feed, that line may be the start of the next value.
static void broken(pen_frame_json *f)
{
    pen_str kept = pen_buf_str(&f->held);
    size_t k = kept.n;
    while (k && is_blank(kept.p[k - 1]) && kept.p[k - 1] != '\n') {
        k--;
    }
    f->fresh = f->total == kept.n && k && kept.p[k - 1] == '\n';
    f->column = kept.n - k;
    f->brackets = kept.n && (kept.p[0] == '{' || kept.p[0] == '[');
    f->skip = (pen_fskip){.depth = f->scan.depth};
    f->why = f->scan.why;
    f->state = SKIP;
}

// Runs the grammar on; gives the place reached.
static pen_status value(pen_frame_json *f, const char **p, const char *end,
                        const pen_frame_out *out)
{
    const char *from = *p;
    pen_fscan_event e = PEN_FSCAN_OPEN;
    while (e != PEN_FSCAN_MORE && e != PEN_FSCAN_BAD && !pen_fscan_done(&f->scan)) {
        e = pen_fscan_next(&f->scan, p, end);
    }
    pen_str part = pen_str_of(from, (size_t)(*p - from));
    if (pen_fscan_done(&f->scan)) {
        return ends(f, part, NULL, out);
    }
    PEN_TRY(keep(f, part));
    if (e == PEN_FSCAN_BAD) {
        broken(f);
    }
    return PEN_OK;
}

// Whether the broken value ends before `c`.
static bool resumes(const pen_frame_json *f, char c, uint64_t length)
{
    if (length == 0) {
        return false;
    }
    if (f->fresh && f->column <= f->indent) {
        return f->brackets ? c == '{' || c == '[' : begins_value(c);
    }
    return f->array && f->skip.depth == 0 && !f->skip.string && (c == ',' || c == ']');
}

static pen_status skip(pen_frame_json *f, const char **p, const char *end,
                       const pen_frame_out *out)
{
    const char *from = *p;
    for (; *p < end; (*p)++) {
        char c = **p;
        pen_str part = pen_str_of(from, (size_t)(*p - from));
        if (!is_blank(c) || c == ',') {
            if (resumes(f, c, f->total + part.n)) {
                bool fresh = f->fresh;
                pen_status status = ends(f, part, f->why, out);
                f->fresh = fresh;
                return status;
            }
        }
        uint64_t depth = f->skip.depth;
        bool line = c == '\n' && depth == 0;
        if (depth || f->array) {
            pen_fskip_step(&f->skip, c);
        }
        bool balanced = depth && f->skip.depth == 0;
        count_column(f, c);
        f->fresh = c == '\n' || (f->fresh && is_blank(c));
        if (balanced || line) {
            (*p)++;
            pen_status status = ends(f, pen_str_of(from, part.n + 1), f->why, out);
            f->fresh = line;
            return status;
        }
    }
    return keep(f, pen_str_of(from, (size_t)(end - from)));
}

pen_status pen_frame_json_push(pen_frame_json *f, pen_str bytes, uint64_t base,
                               const pen_frame_out *out)
{
    const char *p = bytes.p, *end = p + bytes.n;
    while (p < end) {
        if (f->state == BETWEEN) {
            p = between(f, p, end, base + (uint64_t)(p - bytes.p));
        } else if (f->state == VALUE) {
            PEN_TRY(value(f, &p, end, out));
        } else {
            PEN_TRY(skip(f, &p, end, out));
        }
    }
    return PEN_OK;
}

pen_status pen_frame_json_end(pen_frame_json *f, const pen_frame_out *out)
{
    pen_status status = PEN_OK;
    if (f->state != BETWEEN) {
        const char *why = f->state == SKIP          ? f->why
                          : pen_fscan_end(&f->scan) ? NULL
                                                    : PEN_FRAME_CUT;
        status = ends(f, PEN_EMPTY, why, out);
    }
    fresh_start(f);
    return status;
}

// SPDX-License-Identifier: Apache-2.0
// What is around the records. The way of a byte:
//
//   OUTSIDE ── { ──► RECORD ── complete, or a list of records begins in it ──► OUTSIDE
//      │                └── not JSON ──► SKIP ── brackets balance ──► OUTSIDE
//      └── text that is nothing ──► JUNK ── it ends ──► OUTSIDE
//   SKIP and JUNK also end where a record begins: `{ "time" :`, or any key of records.
#include "codec/flow_log.h"

enum { OUTSIDE, RECORD, SKIP, JUNK };

// A frame is a list or an object around the records; things inside a quiet one that are no
// records are its own business and not reported.
enum { FRAME_LIST = 1, FRAME_QUIET = 2 };

// How much of a text that is nothing is shown.
#define JUNK_SHOWN 1024u

// A record that a piece cuts is completed in steps of this size, so that little of the
// next piece is copied in vain.
#define STEP 4096u

static const char NOT_A_RECORD[] = "neither a flow-log record nor a list of them";

void pen_flow_log_init(pen_flow_log *f, const pen_alloc *alloc)
{
    *f = (pen_flow_log){.alloc = alloc, .second_of = UINT64_MAX};
    pen_buf_init(&f->held, alloc, PEN_FLOW_RECORD_MAX);
    pen_buf_init(&f->spare, alloc, PEN_FLOW_RECORD_MAX);
    pen_buf_init(&f->message, alloc, PEN_RECORD_MAX);
    pen_buf_init(&f->parts, alloc, PEN_FLOW_PARTS_MAX);
    pen_buf_init(&f->items, alloc, PEN_FLOW_RECORD_MAX * 2);
    pen_buf_init(&f->groups, alloc, PEN_FLOW_RECORD_MAX * 2);
    pen_buf_init(&f->outers, alloc, PEN_FLOW_RECORD_MAX * 2);
}

void pen_flow_log_free(pen_flow_log *f)
{
    pen_buf_free(&f->held);
    pen_buf_free(&f->spare);
    pen_buf_free(&f->message);
    pen_buf_free(&f->parts);
    pen_buf_free(&f->items);
    pen_buf_free(&f->groups);
    pen_buf_free(&f->outers);
}

static void begin_record(pen_flow_log *f, uint64_t at)
{
    pen_flow_record *r = &f->record;
    *r = (pen_flow_record){.start = at, .group = PEN_FLOW_NONE, .outer = PEN_FLOW_NONE};
    pen_fscan_init(&r->scan);
    pen_buf_clear(&f->held);
    pen_buf_clear(&f->items);
    pen_buf_clear(&f->groups);
    pen_buf_clear(&f->outers);
    f->buffered = false;
    f->state = RECORD;
}

static uint8_t top(const pen_flow_log *f)
{
    if (f->depth == 0 || f->depth > PEN_JSON_DEPTH_MAX) {
        return FRAME_LIST | (f->depth ? FRAME_QUIET : 0);
    }
    return f->frames[f->depth - 1];
}

// Whether what stands here and is no record goes without saying.
static bool is_quiet(const pen_flow_log *f)
{
    return top(f) != FRAME_LIST;
}

static void push_frame(pen_flow_log *f, uint8_t frame)
{
    if (f->depth < PEN_JSON_DEPTH_MAX) {
        f->frames[f->depth] = frame;
    }
    f->depth++;
}

// A bracket that closes nothing is passed over.
static void pop_frame(pen_flow_log *f, bool list)
{
    bool known = f->depth && f->depth <= PEN_JSON_DEPTH_MAX;
    if (f->depth && (!known || (top(f) & FRAME_LIST) == (list ? FRAME_LIST : 0))) {
        f->depth--;
    }
}

static void begin_skip(pen_flow_log *f, uint8_t state, uint64_t depth)
{
    f->state = state;
    f->skip = (pen_fskip){.depth = depth};
    f->head_state = 0;
    f->line = false;
}

static bool passes(const pen_flow_log *f, char c)
{
    bool mark = f->depth == 0 && (c == '\xEF' || c == '\xBB' || c == '\xBF');
    bool colon = c == ':' && !(top(f) & FRAME_LIST);
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || mark || colon;
}

static pen_status outside(pen_flow_log *f, pen_str bytes, uint64_t base,
                          const pen_frame_out *out, size_t *used)
{
    for (size_t k = 0; k < bytes.n; k++) {
        char c = bytes.p[k];
        *used = k;
        if (c == '{') {
            begin_record(f, base + k);
            return PEN_OK;
        }
        if (c == '[') {
            push_frame(f, is_quiet(f) ? FRAME_LIST | FRAME_QUIET : FRAME_LIST);
            if (f->depth == (uint64_t)PEN_JSON_DEPTH_MAX + 1) {
                PEN_TRY(pen_frame_emit(out, PEN_EMPTY, base + k, "nested too deeply"));
            }
        } else if (c == ']' || c == '}') {
            pop_frame(f, c == ']');
        } else if (!passes(f, c)) {
            f->quiet = is_quiet(f);
            f->junk_at = base + k;
            pen_buf_clear(&f->held);
            begin_skip(f, JUNK, 0);
            return PEN_OK;
        }
    }
    *used = bytes.n;
    return PEN_OK;
}

// The key in the text `{ "key"`.
static bool head_is_record(const pen_flow_log *f)
{
    pen_str head = pen_str_of(f->head, f->head_n);
    size_t from = pen_str_chr(head, '"', 0) + 1;
    return pen_flow_is_record_key(pen_str_of(head.p + from, head.n - from - 1));
}

static void head_restart(pen_flow_log *f, char c, uint64_t at)
{
    f->head_state = c == '{';
    f->head_n = 1;
    f->head[0] = c;
    f->brace_at = at;
}

// Looks for `{ "key" :`, byte by byte; true when it is complete in `head`.
static bool head_step(pen_flow_log *f, char c, uint64_t at)
{
    enum { NOTHING, BRACE, KEY, COLON };
    bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (f->head_state == NOTHING || f->head_n == sizeof f->head) {
        head_restart(f, c, at);
        return false;
    }
    f->head[f->head_n++] = c;
    bool inside = f->head_state == KEY;
    if (c == '"' && f->head_state != COLON) {
        f->head_state = !inside ? KEY : head_is_record(f) ? COLON : NOTHING;
    } else if (f->head_state == COLON && c == ':') {
        return true;
    } else if (!inside && !space) {
        head_restart(f, c, at);
    }
    return false;
}

// A record begins with what `head` holds.
static pen_status begin_at_head(pen_flow_log *f)
{
    begin_record(f, f->brace_at);
    pen_buf_add(&f->held, pen_str_of(f->head, f->head_n));
    f->buffered = true;
    return f->held.failed;
}

// Reports the text that is nothing, from junk_at to `end`.
static pen_status end_junk(pen_flow_log *f, uint64_t end, const pen_frame_out *out)
{
    uint64_t n = end - f->junk_at;
    pen_str s =
        pen_str_head(pen_buf_str(&f->held), n < JUNK_SHOWN ? (size_t)n : JUNK_SHOWN);
    f->state = OUTSIDE;
    return f->quiet ? PEN_OK
                    : pen_frame_emit(out, pen_str_trim(s), f->junk_at, NOT_A_RECORD);
}

// Whether text that is nothing ends before `c`, outside strings.
static bool junk_ends(const pen_flow_log *f, char c)
{
    bool structural = c == ',' || c == '{' || c == '[' || c == ']' || c == '}';
    return f->depth ? structural && !f->skip.string : c == '\n';
}

static pen_status junk(pen_flow_log *f, pen_str bytes, uint64_t base,
                       const pen_frame_out *out, size_t *used)
{
    for (size_t k = 0; k < bytes.n; k++) {
        char c = bytes.p[k];
        *used = k;
        if (junk_ends(f, c)) {
            return end_junk(f, base + k, out);
        }
        *used = k + 1;
        if (head_step(f, c, base + k)) {
            PEN_TRY(end_junk(f, f->brace_at, out));
            return begin_at_head(f);
        }
        pen_fskip_step(&f->skip, c);
        if (f->held.n < JUNK_SHOWN) {
            pen_buf_byte(&f->held, c);
        }
    }
    return f->held.failed;
}

static pen_status skip(pen_flow_log *f, pen_str bytes, uint64_t base, size_t *used)
{
    for (size_t k = 0; k < bytes.n; k++) {
        char c = bytes.p[k];
        if (c == '{' && f->line && f->depth == 0) {
            *used = k;
            begin_record(f, base + k);
            return PEN_OK;
        }
        *used = k + 1;
        if (head_step(f, c, base + k)) {
            return begin_at_head(f);
        }
        pen_fskip_step(&f->skip, c);
        f->line = c == '\n';
        if (f->skip.depth == 0) {
            f->state = OUTSIDE;
            return PEN_OK;
        }
    }
    return PEN_OK;
}

// Keeps the values of slots for the next window of a record too long.
static void keep_slots(pen_flow_log *f, pen_str window)
{
    for (size_t i = 0; i < PEN_FLOW_SLOTS; i++) {
        pen_flow_span *s = &f->record.slot[i];
        uint32_t to = (uint32_t)f->spare.n;
        pen_buf_add(&f->spare, pen_str_of(window.p + s->off, s->len));
        s->off = to;
    }
}

// The record is too long: hands on what there is, then goes on with the values known and
// the token that is being read, if it is not too long itself.
static pen_status spill(pen_flow_log *f, pen_str window, const pen_frame_out *out)
{
    pen_flow_record *r = &f->record;
    PEN_TRY(pen_flow_record_flush(f, window, out));
    if (!r->spilled) {
        PEN_TRY(pen_frame_emit(out, PEN_EMPTY, r->start, PEN_FRAME_TOO_LONG));
    }
    r->spilled = true;
    pen_buf_clear(&f->spare);
    keep_slots(f, window);
    if (pen_fscan_in_token(&r->scan) && !r->lost) {
        pen_str token = pen_str_from(window, (size_t)(r->scan.token - r->delta));
        token = pen_str_head(token, (size_t)(r->scan.at - r->scan.token));
        r->lost = token.n > PEN_FLOW_RECORD_MAX / 2;
        pen_buf_add(&f->spare, r->lost ? PEN_EMPTY : token);
    }
    r->delta = r->scan.at - f->spare.n;
    r->odd_at = r->text = r->scan.at;
    r->first_key = false;
    pen_buf held = f->held;
    f->held = f->spare;
    f->spare = held;
    f->buffered = true;
    return f->held.failed;
}

// The record turns out to be an object around a list of records, or nested ones.
static void unfold(pen_flow_log *f)
{
    const pen_fscan *s = &f->record.scan;
    for (uint32_t d = 1; d <= s->depth; d++) {
        bool last = d == s->depth;
        bool list = pen_fscan_is_array(s, d);
        if (!last || list) {
            push_frame(f, list ? FRAME_LIST | (last ? 0 : FRAME_QUIET) : 0);
        }
    }
    f->state = OUTSIDE;
}

static pen_status report_broken(pen_flow_log *f, pen_str read, const pen_frame_out *out)
{
    const pen_flow_record *r = &f->record;
    begin_skip(f, SKIP, r->scan.depth);
    // The last string may have swallowed the brace that begins the next record.
    for (size_t k = (size_t)(r->text - r->delta); k < read.n; k++) {
        if (head_step(f, read.p[k], r->start + r->delta + k)) {
            f->head_state = 0;
        }
    }
    return pen_frame_emit(out, r->spilled ? PEN_EMPTY : read, r->start, r->scan.why);
}

static pen_status complete(pen_flow_log *f, pen_str read, const pen_frame_out *out)
{
    const pen_flow_record *r = &f->record;
    f->state = OUTSIDE;
    if (r->known || (r->inside && r->named)) {
        return pen_flow_record_flush(f, read, out);
    }
    return is_quiet(f) || r->spilled ? PEN_OK
                                     : pen_frame_emit(out, read, r->start, NOT_A_RECORD);
}

// Another record begins at `object`: this one lacks its end.
static pen_status restart(pen_flow_log *f, pen_str read, const pen_frame_out *out)
{
    const pen_flow_record *r = &f->record;
    pen_str next = pen_str_from(read, (size_t)(r->object - r->delta));
    pen_str broken = pen_str_head(read, read.n - next.n);
    uint64_t at = r->start + r->object;
    PEN_TRY(pen_frame_emit(out, r->spilled ? PEN_EMPTY : broken, r->start,
                           "a record begins inside another"));
    pen_buf_clear(&f->spare);
    pen_buf_add(&f->spare, next);
    begin_record(f, at);
    pen_buf_add(&f->held, pen_buf_str(&f->spare));
    f->buffered = true;
    return f->spare.failed ? f->spare.failed : f->held.failed;
}

// The window is used up.
static pen_status more(pen_flow_log *f, pen_str window, const pen_frame_out *out)
{
    if (window.n == PEN_FLOW_RECORD_MAX) {
        return spill(f, window, out);
    }
    if (!f->buffered) {
        pen_buf_add(&f->held, window);
        f->buffered = true;
    }
    return f->held.failed;
}

static pen_status settle(pen_flow_log *f, pen_flow_verdict v, pen_str window,
                         const pen_frame_out *out)
{
    pen_str read = pen_str_head(window, (size_t)(f->record.scan.at - f->record.delta));
    switch (v) {
    case PEN_FLOW_MORE:
        return more(f, window, out);
    case PEN_FLOW_DONE:
        return complete(f, read, out);
    case PEN_FLOW_BROKEN:
        return report_broken(f, read, out);
    case PEN_FLOW_RESTART:
        return restart(f, read, out);
    case PEN_FLOW_LIST:
        unfold(f);
        return pen_flow_record_flush(f, read, out);
    case PEN_FLOW_FULL:
        return spill(f, read, out);
    case PEN_FLOW_NOMEM:
        break;
    }
    return PEN_E_NOMEM;
}

// Reads the record on. Not buffered, it begins with the first of the bytes.
static pen_status record(pen_flow_log *f, pen_str bytes, const pen_frame_out *out,
                         size_t *used)
{
    pen_flow_record *r = &f->record;
    pen_str window = pen_str_head(bytes, PEN_FLOW_RECORD_MAX);
    if (f->buffered) {
        size_t room = PEN_FLOW_RECORD_MAX - f->held.n;
        window = pen_str_head(bytes, room < STEP ? room : STEP);
        pen_buf_add(&f->held, window);
        *used = window.n;
        window = pen_buf_str(&f->held);
    } else {
        *used = window.n;
    }
    if (f->held.failed) {
        return f->held.failed;
    }
    pen_flow_verdict v = pen_flow_record_read(f, window);
    *used -= window.n - (size_t)(r->scan.at - r->delta);
    // The bracket of a nested object is read again, as the record that it begins.
    bool again = v == PEN_FLOW_LIST && !pen_fscan_is_array(&r->scan, r->scan.depth);
    *used -= again;
    return settle(f, v, window, out);
}

pen_status pen_flow_log_push(pen_flow_log *f, pen_str bytes, uint64_t base,
                             const pen_frame_out *out)
{
    while (bytes.n) {
        size_t used = 0;
        pen_status status = PEN_OK;
        switch (f->state) {
        case OUTSIDE:
            status = outside(f, bytes, base, out, &used);
            break;
        case RECORD:
            status = record(f, bytes, out, &used);
            break;
        case SKIP:
            status = skip(f, bytes, base, &used);
            break;
        default:
            status = junk(f, bytes, base, out, &used);
        }
        PEN_TRY(status);
        bytes = pen_str_from(bytes, used);
        base += used;
    }
    return PEN_OK;
}

pen_status pen_flow_log_end(pen_flow_log *f, const pen_frame_out *out)
{
    pen_status status = PEN_OK;
    if (f->state == RECORD) {
        pen_str window = pen_buf_str(&f->held);
        status = pen_flow_record_flush(f, window, out);
        if (status == PEN_OK) {
            pen_str text = f->record.spilled ? PEN_EMPTY : window;
            status = pen_frame_emit(out, text, f->record.start, PEN_FRAME_CUT);
        }
    } else if (f->state == JUNK) {
        status = end_junk(f, UINT64_MAX, out);
    }
    f->state = OUTSIDE;
    f->depth = 0;
    return status;
}

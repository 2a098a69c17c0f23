// SPDX-License-Identifier: Apache-2.0
// Items to records: tuples are looked at and their messages written, the rest is reported.
#include "codec/flow_log.h"

#include "base/scan_simd.h"

enum { FIELDS_V1 = 8, FIELDS = 13, SECONDS = 10, MILLIS = 13 };

static const char *const REPORTS[] = {
    [PEN_FLOW_NOT_TEXT] = "a tuple is not a string",
    [PEN_FLOW_WRONG_TYPE] = "a part of a flow-log record has the wrong type",
    [PEN_FLOW_TOO_LONG] = "a value of a flow-log record is too long and was left out",
};

// What a tuple's text must show.
typedef struct tuple_head {
    const char *time;    // the first field
    char digits[MILLIS]; // of it, when it had to be decoded
    uint32_t length;     // of the first field; MILLIS + 1 when it is longer or not digits
    size_t commas;
} tuple_head;

// Bits that are set: sums in fields of two, four and eight bits (Hacker's Delight, 5-1).
static size_t count_bits(uint64_t m)
{
    m -= m >> 1 & UINT64_C(0x5555555555555555);
    m = (m & UINT64_C(0x3333333333333333)) + (m >> 2 & UINT64_C(0x3333333333333333));
    m = (m + (m >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (size_t)(m * UINT64_C(0x0101010101010101) >> 56);
}

static void read_plain(pen_str s, const pen_scan *scan, tuple_head *h)
{
    const char *end = pen_scan_digits(s.p, s.p + s.n);
    size_t n = (size_t)(end - s.p);
    h->time = s.p;
    h->length = n > MILLIS || (n < s.n && *end != ',') ? MILLIS + 1 : (uint32_t)n;
    for (size_t at = 0; at < s.n; at += 64) {
        h->commas += count_bits(scan->cut(s.p + at, s.n - at, ',').ends);
    }
}

// The character at s.p[*at], escapes decoded, as far as ASCII goes; 0 for all others.
static char next_char(pen_str s, size_t *at)
{
    char c = s.p[(*at)++];
    if (c != '\\' || *at == s.n) {
        return c;
    }
    c = s.p[(*at)++];
    if (c != 'u' || s.n - *at < 4) {
        return c == '"' || c == '\\' || c == '/' ? c : '\0';
    }
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        int d = pen_hex_digit(s.p[(*at)++]);
        code = code << 4 | (d < 0 ? 0xfu : (unsigned)d);
    }
    return code < 0x80 ? (char)code : '\0';
}

static void read_escaped(pen_str s, tuple_head *h)
{
    bool first = true;
    h->time = h->digits;
    for (size_t at = 0; at < s.n;) {
        char c = next_char(s, &at);
        if (c == ',') {
            h->commas++;
            first = false;
        } else if (first && h->length < MILLIS && pen_is_digit(c)) {
            h->digits[h->length++] = c;
        } else if (first) {
            h->length = MILLIS + 1;
        }
    }
}

// NULL, or what is wrong with the tuple.
static const char *check(const tuple_head *h, bool vnet)
{
    size_t fields = h->commas + 1;
    if (vnet && fields != FIELDS) {
        return "a VNet tuple has not 13 fields";
    }
    if (fields != FIELDS && fields != FIELDS_V1) {
        return "a tuple has neither 8 nor 13 fields";
    }
    if (h->length != SECONDS && h->length != MILLIS) {
        return "a tuple's time has neither 10 nor 13 digits";
    }
    return NULL;
}

static pen_status emit_tuple(pen_flow_log *f, const pen_flow_item *item, pen_str window,
                             const pen_frame_out *out)
{
    pen_flow_record *r = &f->record;
    pen_str raw = pen_flow_at(window, item->at), unquoted = {raw.p + 1, raw.n - 2};
    tuple_head h = {.length = 0};
    if (item->escaped) {
        read_escaped(unquoted, &h);
    } else {
        read_plain(unquoted, r->scan.fast, &h);
    }
    const char *why = check(&h, r->vnet);
    uint64_t offset = r->start + r->delta + item->at.off;
    if (why) {
        return pen_frame_emit(out, raw, offset, why);
    }
    pen_record record = {.offset = offset, .syslog = {.pri = -1}};
    pen_flow_tuple t = {item, raw, h.time, h.length};
    pen_status s = pen_flow_write(f, &t, window, &record.parts);
    if (s == PEN_E_LIMIT) {
        return pen_frame_emit(out, raw, offset, PEN_FRAME_TOO_LONG);
    }
    PEN_TRY(s);
    record.message = pen_buf_str(&f->message);
    return out->fn(out->ctx, &record);
}

pen_status pen_flow_record_flush(pen_flow_log *f, pen_str window, const pen_frame_out *out)
{
    pen_flow_record *r = &f->record;
    const void *items = f->items.p;
    const pen_flow_item *item = items;
    size_t count = f->items.n / sizeof *item;
    f->text.group = PEN_FLOW_NONE;
    for (size_t i = 0; i < count; i++, item++) {
        if (item->why == PEN_FLOW_TUPLE) {
            PEN_TRY(emit_tuple(f, item, window, out));
        } else {
            uint64_t offset = r->start + r->delta + item->at.off;
            PEN_TRY(pen_frame_emit(out, pen_flow_at(window, item->at), offset,
                                   REPORTS[item->why]));
        }
    }
    pen_buf_clear(&f->items);
    pen_buf_clear(&f->groups);
    pen_buf_clear(&f->outers);
    r->group = r->outer = PEN_FLOW_NONE;
    return PEN_OK;
}

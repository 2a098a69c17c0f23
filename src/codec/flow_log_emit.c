// SPDX-License-Identifier: Apache-2.0
// Items to records: tuples are looked at and their messages written, the rest is reported.
#include "codec/flow_log.h"

#include "base/num.h"

enum { FIELDS_V1 = 8, FIELDS = 13, SECONDS = 10, MILLIS = 13 };

static const char *const REPORTS[] = {
    [PEN_FLOW_NOT_TEXT] = "a tuple is not a string",
    [PEN_FLOW_WRONG_TYPE] = "a part of a flow-log record has the wrong type",
    [PEN_FLOW_TOO_LONG] = "a value of a flow-log record is too long and was left out",
};

// What a tuple's text must show.
typedef struct tuple_head {
    char digits[MILLIS]; // of the first field
    uint32_t length;     // of the first field; MILLIS + 1 when it is longer or not digits
    size_t commas;
} tuple_head;

// Commas, eight bytes at a time: a byte equal to the comma becomes zero, and the sum finds
// the zero bytes (Hacker's Delight, 6-1, the exact form).
static size_t count_commas(pen_str s)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), ones = UINT64_C(0x0101010101010101);
    size_t n = 0, i = 0;
    for (; s.n - i >= 8; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, sizeof w);
        w ^= ones * (uint64_t)',';
        uint64_t zero = ~(((w & low) + low) | w | low);
        n += (size_t)(((zero >> 7) * ones) >> 56);
    }
    for (; i < s.n; i++) {
        n += s.p[i] == ',';
    }
    return n;
}

static void read_plain(pen_str s, tuple_head *h)
{
    uint32_t k = 0;
    while (k < s.n && k < MILLIS && pen_is_digit(s.p[k])) {
        h->digits[k] = s.p[k];
        k++;
    }
    h->length = k < s.n && s.p[k] != ',' ? MILLIS + 1 : k;
    h->commas = count_commas(s);
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
    pen_str raw = pen_flow_at(window, item->at);
    tuple_head h = {.length = 0};
    (item->escaped ? read_escaped : read_plain)(pen_str_of(raw.p + 1, raw.n - 2), &h);
    const char *why = check(&h, r->vnet);
    uint64_t offset = r->start + r->delta + item->at.off;
    if (why) {
        return pen_frame_emit(out, raw, offset, why);
    }
    pen_record record = {.offset = offset, .syslog = {.pri = -1}};
    pen_flow_tuple t = {item, raw, h.digits, h.length};
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

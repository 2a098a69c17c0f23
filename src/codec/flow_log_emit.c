// SPDX-License-Identifier: Apache-2.0
// Items to messages. What all tuples of a list have in common is written once, in front of
// the buffer; each tuple overwrites only the rest.
#include "codec/flow_log.h"

#include "base/num.h"

enum { FIELDS_V1 = 8, FIELDS = 13, SECONDS = 10, MILLIS = 13 };

typedef struct label {
    pen_str text; // ends with the colon
    uint8_t slot;
} label;

#define LABEL(name, slot)                                                                  \
    {                                                                                      \
        {"\"" name "\":", sizeof name + 2}, slot                                           \
    }
static const label NSG_LABELS[] = {
    LABEL("time", PEN_FLOW_TIME),
    LABEL("systemId", PEN_FLOW_SYSTEM_ID),
    LABEL("macAddress", PEN_FLOW_MAC_ADDRESS),
    LABEL("category", PEN_FLOW_CATEGORY),
    LABEL("resourceId", PEN_FLOW_RESOURCE_ID),
    LABEL("operationName", PEN_FLOW_OPERATION),
    LABEL("version", PEN_FLOW_VERSION),
    LABEL("rule", PEN_FLOW_OUTER),
    {{"\"flowtime\":\"", 12}, PEN_FLOW_SLOTS},
};
static const label VNET_LABELS[] = {
    LABEL("time", PEN_FLOW_TIME),
    LABEL("flowLogVersion", PEN_FLOW_LOG_VERSION),
    LABEL("flowLogGUID", PEN_FLOW_LOG_GUID),
    LABEL("macAddress", PEN_FLOW_MAC_ADDRESS),
    LABEL("category", PEN_FLOW_CATEGORY),
    LABEL("flowLogResourceID", PEN_FLOW_LOG_RESOURCE),
    LABEL("targetResourceID", PEN_FLOW_TARGET),
    LABEL("operationName", PEN_FLOW_OPERATION),
    LABEL("aclID", PEN_FLOW_OUTER),
    LABEL("rule", PEN_FLOW_INNER),
    {{"\"flow.0\":", 9}, PEN_FLOW_SLOTS},
};
enum {
    NSG_COUNT = sizeof NSG_LABELS / sizeof NSG_LABELS[0],
    VNET_COUNT = sizeof VNET_LABELS / sizeof VNET_LABELS[0],
};

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

static pen_str text_at(pen_str window, pen_flow_span s)
{
    return pen_str_of(window.p + s.off, s.len);
}

// The value that a label stands for in the messages of a group.
static pen_str value_of(const pen_flow_log *f, const pen_flow_group *g, uint8_t slot,
                        pen_str window)
{
    const pen_flow_record *r = &f->record;
    const void *outers = f->outers.p;
    if (slot == PEN_FLOW_OUTER) {
        return text_at(window, ((const pen_flow_span *)outers)[g->outer]);
    }
    if (slot == PEN_FLOW_INNER ||
        (slot == PEN_FLOW_MAC_ADDRESS && !r->vnet && g->inner.len)) {
        return text_at(window, g->inner);
    }
    return text_at(window, r->slot[slot]);
}

// Everything of the group's messages up to the tuple's own part.
static void write_prefix(pen_flow_log *f, const pen_flow_group *g, pen_str window)
{
    const label *labels = f->record.vnet ? VNET_LABELS : NSG_LABELS;
    size_t count = f->record.vnet ? VNET_COUNT : NSG_COUNT;
    pen_buf *to = &f->message;
    pen_buf_clear(to);
    for (size_t i = 0; i < count; i++) {
        bool own = labels[i].slot == PEN_FLOW_SLOTS;
        pen_str v = own ? PEN_EMPTY : value_of(f, g, labels[i].slot, window);
        if (v.n == 0 && !own) {
            continue;
        }
        bool bare = labels[i].slot == PEN_FLOW_VERSION && v.p[0] != '"';
        pen_buf_byte(to, to->n ? ',' : '{');
        pen_buf_add(to, labels[i].text);
        pen_buf_add(to, bare ? PEN_LIT("\"") : PEN_EMPTY);
        pen_buf_add(to, v);
        pen_buf_add(to, bare ? PEN_LIT("\"") : PEN_EMPTY);
    }
    f->prefix = to->n;
}

// The tuple's time in ISO 8601, with milliseconds when it has them.
static void add_time(pen_flow_log *f, const tuple_head *h)
{
    uint64_t seconds;
    if (pen_num_u64(pen_str_of(h->digits, SECONDS), &seconds) != PEN_OK) {
        return; // ten digits always fit
    }
    size_t n = sizeof "2018-11-13T12:01:17" - 1;
    if (f->second_of != seconds) {
        (void)pen_date_put(f->second, (int64_t)seconds * 1000000, false);
        f->second_of = seconds;
    }
    pen_buf_add(&f->message, pen_str_of(f->second, n));
    if (h->length == MILLIS) {
        pen_buf_byte(&f->message, '.');
        pen_buf_add(&f->message, pen_str_of(h->digits + SECONDS, MILLIS - SECONDS));
    }
    PEN_BUF_LIT(&f->message, "Z\",\"flow.0\":");
}

static pen_status emit_tuple(pen_flow_log *f, const pen_flow_item *item, pen_str window,
                             const pen_frame_out *out)
{
    pen_flow_record *r = &f->record;
    pen_str raw = text_at(window, item->at);
    tuple_head h = {.length = 0};
    (item->escaped ? read_escaped : read_plain)(pen_str_of(raw.p + 1, raw.n - 2), &h);
    const char *why = check(&h, r->vnet);
    uint64_t offset = r->start + r->delta + item->at.off;
    if (why) {
        return pen_frame_emit(out, raw, offset, why);
    }
    if (f->prefix_group != item->group) {
        const void *groups = f->groups.p;
        write_prefix(f, (const pen_flow_group *)groups + item->group, window);
        f->prefix_group = item->group;
    }
    f->message.n = f->prefix;
    if (!r->vnet) {
        add_time(f, &h);
    }
    pen_buf_add(&f->message, raw);
    pen_buf_byte(&f->message, '}');
    if (f->message.failed == PEN_E_NOMEM) {
        return PEN_E_NOMEM;
    }
    if (f->message.failed) {
        f->prefix_group = PEN_FLOW_NONE;
        return pen_frame_emit(out, raw, offset, PEN_FRAME_TOO_LONG);
    }
    return pen_frame_emit(out, pen_buf_str(&f->message), offset, NULL);
}

pen_status pen_flow_record_flush(pen_flow_log *f, pen_str window, const pen_frame_out *out)
{
    pen_flow_record *r = &f->record;
    const void *items = f->items.p;
    const pen_flow_item *item = items;
    size_t count = f->items.n / sizeof *item;
    f->prefix_group = PEN_FLOW_NONE;
    for (size_t i = 0; i < count; i++, item++) {
        if (item->why == PEN_FLOW_TUPLE) {
            PEN_TRY(emit_tuple(f, item, window, out));
        } else {
            uint64_t offset = r->start + r->delta + item->at.off;
            PEN_TRY(
                pen_frame_emit(out, text_at(window, item->at), offset, REPORTS[item->why]));
        }
    }
    pen_buf_clear(&f->items);
    pen_buf_clear(&f->groups);
    pen_buf_clear(&f->outers);
    r->group = r->outer = PEN_FLOW_NONE;
    return PEN_OK;
}

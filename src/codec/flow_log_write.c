// SPDX-License-Identifier: Apache-2.0
// The message of a tuple, and beside it what is known of that message (codec/parts.h). Both
// buffers begin with what all tuples of a list have in common, then what all tuples of one
// time have: a tuple overwrites only the rest.
//
//   message   {"time":"…",…,"rule":"r","flowtime":" 2018-11-13T12:01:17Z","flow.0": "…"}
//                                     group_end ^                        tuple_at ^
#include "codec/flow_log.h"

#include "base/num.h"
#include "codec/json.h"
#include "codec/json_lex.h"
#include "codec/parts.h"

enum { SECONDS = 10, ISO_SECONDS = sizeof "2018-11-13T12:01:17" - 1 };

// A member of the message: `"key":`, and the same escaped.
typedef struct label {
    pen_str text, escaped;
    uint8_t slot;
} label;

#define NSG_MEMBERS(X)                                                                     \
    X("time", PEN_FLOW_TIME)                                                               \
    X("systemId", PEN_FLOW_SYSTEM_ID)                                                      \
    X("macAddress", PEN_FLOW_MAC_ADDRESS)                                                  \
    X("category", PEN_FLOW_CATEGORY)                                                       \
    X("resourceId", PEN_FLOW_RESOURCE_ID)                                                  \
    X("operationName", PEN_FLOW_OPERATION)                                                 \
    X("version", PEN_FLOW_VERSION)                                                         \
    X("rule", PEN_FLOW_OUTER)
#define VNET_MEMBERS(X)                                                                    \
    X("time", PEN_FLOW_TIME)                                                               \
    X("flowLogVersion", PEN_FLOW_LOG_VERSION)                                              \
    X("flowLogGUID", PEN_FLOW_LOG_GUID)                                                    \
    X("macAddress", PEN_FLOW_MAC_ADDRESS)                                                  \
    X("category", PEN_FLOW_CATEGORY)                                                       \
    X("flowLogResourceID", PEN_FLOW_LOG_RESOURCE)                                          \
    X("targetResourceID", PEN_FLOW_TARGET)                                                 \
    X("operationName", PEN_FLOW_OPERATION)                                                 \
    X("aclID", PEN_FLOW_OUTER)                                                             \
    X("rule", PEN_FLOW_INNER)

#define TEXT(s)                                                                            \
    {                                                                                      \
        s, sizeof s - 1                                                                    \
    }
#define LABEL(name, slot) {TEXT("\"" name "\":"), TEXT("\\\"" name "\\\":"), slot},
#define KEY(name, slot) TEXT(name),

static const label NSG_LABELS[] = {NSG_MEMBERS(LABEL)};
static const label VNET_LABELS[] = {VNET_MEMBERS(LABEL)};
static const pen_str NSG_KEYS[] = {NSG_MEMBERS(KEY) TEXT("flowtime"), TEXT("flow.0")};
static const pen_str VNET_KEYS[] = {VNET_MEMBERS(KEY) TEXT("flow.0")};

// How the messages of NSG and VNet differ.
typedef struct layout {
    const label *labels;
    const pen_str *keys;
    uint32_t nlabels, nkeys;
    label last; // what follows the members of the group
} layout;

static const layout LAYOUTS[] = {
    {NSG_LABELS,
     NSG_KEYS,
     sizeof NSG_LABELS / sizeof NSG_LABELS[0],
     sizeof NSG_KEYS / sizeof NSG_KEYS[0],
     {TEXT("\"flowtime\":\""), TEXT("\\\"flowtime\\\":\\\""), PEN_FLOW_SLOTS}},
    {VNET_LABELS,
     VNET_KEYS,
     sizeof VNET_LABELS / sizeof VNET_LABELS[0],
     sizeof VNET_KEYS / sizeof VNET_KEYS[0],
     {TEXT("\"flow.0\":"), TEXT("\\\"flow.0\\\":"), PEN_FLOW_SLOTS}},
};
_Static_assert(sizeof NSG_KEYS / sizeof NSG_KEYS[0] <= PEN_PARTS_KEYS_MAX, "keys of NSG");
_Static_assert(sizeof VNET_KEYS / sizeof VNET_KEYS[0] <= PEN_PARTS_KEYS_MAX,
               "keys of VNet");

static const layout *layout_of(const pen_flow_log *f)
{
    return &LAYOUTS[f->record.vnet];
}

// ---- values ----

// A value as a JSON reader hands it out. UNDEF when it is none of the forms that parts
// have.
static pen_value read_value(pen_str v)
{
    pen_value out = pen_v_undef();
    size_t at = 0;
    pen_status s = v.p[0] == '"' ? pen_json_lex_string(pen_scan_best(), v, &at, &out)
                                 : pen_json_lex_scalar(v, &at, &out);
    bool span = out.tag == PEN_T_STR || out.tag == PEN_T_RAWSTR ||
                out.tag == PEN_T_RAWINT || out.tag == PEN_T_RAWNUM;
    return s == PEN_OK && at == v.n && span ? out : pen_v_undef();
}

// Notes the value of keys[i], which stands in the message from `at` on.
static void note(pen_flow_log *f, uint32_t i, pen_value v, size_t at)
{
    v.u.i = (int64_t)at;
    memcpy(f->parts.p + sizeof(pen_parts_head) + i * sizeof v, &v, sizeof v);
}

static void add_escaped(pen_buf *to, pen_str s)
{
    char *at = pen_buf_need(to, PEN_SCAN_ESCAPE_ROOM(s.n));
    if (at) {
        to->n += pen_json_escape(at, s);
    }
}

// A string that needs no escapes goes between escaped quotes.
static void add_plain(pen_buf *to, pen_str inside)
{
    char *at = pen_buf_need(to, inside.n + 4);
    if (at) {
        memcpy(at, "\\\"", 2);
        memcpy(at + 2, inside.p, inside.n);
        memcpy(at + 2 + inside.n, "\\\"", 2);
        to->n += inside.n + 4;
    }
}

// ---- what a group has in common ----

// The value that a label stands for in the messages of a group.
static pen_str value_of(const pen_flow_log *f, const pen_flow_group *g, uint8_t slot,
                        pen_str window)
{
    const pen_flow_record *r = &f->record;
    const void *outers = f->outers.p;
    if (slot == PEN_FLOW_OUTER) {
        return pen_flow_at(window, ((const pen_flow_span *)outers)[g->outer]);
    }
    if (slot == PEN_FLOW_INNER ||
        (slot == PEN_FLOW_MAC_ADDRESS && !r->vnet && g->inner.len)) {
        return pen_flow_at(window, g->inner);
    }
    return pen_flow_at(window, r->slot[slot]);
}

static void add_label(pen_flow_log *f, const label *l)
{
    bool first = f->message.n == 0;
    pen_buf_byte(&f->message, first ? '{' : ',');
    pen_buf_byte(&f->parts, first ? '{' : ',');
    pen_buf_add(&f->message, l->text);
    pen_buf_add(&f->parts, l->escaped);
}

// A number that is to be text gets quotes.
static pen_value add_bare(pen_flow_log *f, pen_str v)
{
    pen_buf_byte(&f->message, '"');
    pen_buf_add(&f->message, v);
    pen_buf_byte(&f->message, '"');
    add_plain(&f->parts, v);
    pen_value text = pen_v_str(v);
    text.flags = PEN_F_CLEAN;
    return text;
}

static pen_value add_value(pen_flow_log *f, pen_str v)
{
    pen_value known = read_value(v);
    pen_buf_add(&f->message, v);
    if (known.tag == PEN_T_STR && (known.flags & PEN_F_CLEAN)) {
        add_plain(&f->parts, pen_value_str(known));
    } else {
        add_escaped(&f->parts, v);
    }
    return known;
}

// The values' places, none filled, and the head that says so.
static void begin_parts(pen_flow_log *f, const layout *l)
{
    pen_parts_head head = {l->keys, l->nkeys, 0};
    pen_buf_clear(&f->parts);
    pen_buf_add(&f->parts, pen_str_of((const char *)&head, sizeof head));
    pen_buf_fill(&f->parts, '\0', l->nkeys * sizeof(pen_value));
}

// Everything of the group's messages up to the tuple's own part.
static void write_group(pen_flow_log *f, const pen_flow_group *g, pen_str window)
{
    const layout *l = layout_of(f);
    pen_flow_text *t = &f->text;
    pen_buf_clear(&f->message);
    begin_parts(f, l);
    t->known = f->parts.failed == PEN_OK;
    for (uint32_t i = 0; i < l->nlabels; i++) {
        uint8_t slot = l->labels[i].slot;
        pen_str v = value_of(f, g, slot, window);
        if (v.n == 0) {
            continue;
        }
        add_label(f, &l->labels[i]);
        size_t at = f->message.n;
        bool bare = slot == PEN_FLOW_VERSION && v.p[0] != '"';
        pen_value known = bare ? add_bare(f, v) : add_value(f, v);
        t->known = t->known && known.tag != PEN_T_UNDEF;
        if (t->known) {
            bool text = known.tag == PEN_T_STR || known.tag == PEN_T_RAWSTR;
            note(f, i, known, at + text);
        }
    }
    add_label(f, &l->last);
    t->group_end = t->tuple_at = f->message.n;
    t->escaped_end = t->escaped_at = f->parts.n;
    t->known = t->known && f->parts.failed == PEN_OK;
    t->time_n = 0;
}

// ---- a tuple's own ----

// The tuple's time in ISO 8601, with milliseconds when it has them.
static void write_time(pen_flow_log *f, const pen_flow_tuple *t)
{
    pen_flow_text *text = &f->text;
    char iso[ISO_SECONDS + sizeof ".000Z"];
    uint64_t seconds = 0;
    uint32_t n = ISO_SECONDS;
    if (pen_num_u64(pen_str_of(t->time, SECONDS), &seconds) != PEN_OK) {
        return; // ten digits always fit
    }
    if (f->second_of != seconds) {
        (void)pen_date_put(f->second, (int64_t)seconds * 1000000, false);
        f->second_of = seconds;
    }
    memcpy(iso, f->second, n);
    if (t->digits > SECONDS) {
        iso[n++] = '.';
        memcpy(iso + n, t->time + SECONDS, t->digits - SECONDS);
        n += t->digits - SECONDS;
    }
    iso[n++] = 'Z';
    f->message.n = text->group_end;
    pen_buf_add(&f->message, pen_str_of(iso, n));
    PEN_BUF_LIT(&f->message, "\",\"flow.0\":");
    text->tuple_at = f->message.n;
    memcpy(text->time, t->time, t->digits);
    text->time_n = (uint8_t)t->digits;
    if (text->known) {
        f->parts.n = text->escaped_end;
        pen_buf_add(&f->parts, pen_str_of(iso, n));
        PEN_BUF_LIT(&f->parts, "\\\",\\\"flow.0\\\":");
        text->escaped_at = f->parts.n;
        pen_value v = {.tag = PEN_T_STR, .flags = PEN_F_CLEAN, .n = n};
        note(f, layout_of(f)->nkeys - 2, v, text->group_end);
        text->known = f->parts.failed == PEN_OK;
    }
}

static bool same_time(const pen_flow_text *text, const pen_flow_tuple *t)
{
    return text->time_n == t->digits && memcmp(text->time, t->time, t->digits) == 0;
}

// The rest of what is known; false when that is too much, or the text is not JSON.
static bool write_parts(pen_flow_log *f, const pen_flow_tuple *t)
{
    const layout *l = layout_of(f);
    pen_value v = {.tag = PEN_T_STR, .flags = PEN_F_CLEAN, .n = (uint32_t)t->raw.n - 2};
    f->parts.n = f->text.escaped_at;
    if (t->item->escaped || t->item->control) {
        v = read_value(t->raw);
        add_escaped(&f->parts, t->raw);
    } else {
        add_plain(&f->parts, pen_str_of(t->raw.p + 1, t->raw.n - 2));
    }
    pen_buf_byte(&f->parts, '}');
    if (f->parts.failed || v.tag == PEN_T_UNDEF) {
        return false;
    }
    note(f, l->nkeys - 1, v, f->text.tuple_at + 1);
    pen_parts_head head = {l->keys, l->nkeys, 0};
    head.escaped = (uint32_t)(f->parts.n - PEN_PARTS_ESCAPED_AT(l->nkeys));
    memcpy(f->parts.p, &head, sizeof head);
    return true;
}

// A message as long as this, or a part of it, has no parts; that it is too long for the
// buffer is forgotten. No memory is not.
static pen_status settle(pen_flow_log *f)
{
    if (f->message.failed == PEN_E_NOMEM || f->parts.failed == PEN_E_NOMEM) {
        return PEN_E_NOMEM;
    }
    f->parts.failed = PEN_OK;
    if (f->message.failed) {
        f->text.group = PEN_FLOW_NONE;
    }
    return f->message.failed;
}

pen_status pen_flow_write(pen_flow_log *f, const pen_flow_tuple *t, pen_str window,
                          pen_str *parts)
{
    pen_flow_text *text = &f->text;
    if (text->group != t->item->group) {
        const void *groups = f->groups.p;
        write_group(f, (const pen_flow_group *)groups + t->item->group, window);
        text->group = t->item->group;
    }
    if (!f->record.vnet && !same_time(text, t)) {
        write_time(f, t);
    }
    f->message.n = text->tuple_at;
    char *to = pen_buf_need(&f->message, t->raw.n + 1);
    if (to) {
        memcpy(to, t->raw.p, t->raw.n);
        to[t->raw.n] = '}';
        f->message.n += t->raw.n + 1;
    }
    bool known = text->known && write_parts(f, t);
    *parts = known ? pen_buf_str(&f->parts) : PEN_EMPTY;
    return settle(f);
}

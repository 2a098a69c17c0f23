// SPDX-License-Identifier: Apache-2.0
// The shape of a record, followed while its tokens go by:
//
//   level  1        2              3       4        5            6        7
//   NSG    record ─ properties ─── flows[] ─ {rule} ─ flows[] ────── {mac} ── flowTuples[]
//   VNet   record ─ flowRecords ── flows[] ─ {aclID} ─ flowGroups[] ─ {rule} ─ flowTuples[]
//
// `level` counts the brackets that match it. Values met on the way are kept as places in
// the window; tuples are put down as items, because the names that belong to them may
// follow them.
#include "codec/flow_log.h"

enum { LEVEL_RECORD = 1, LEVEL_OUTER = 4, LEVEL_INNER = 6, LEVEL_TUPLES = 7 };

// What a key means besides a slot: the way down one level, for either shape.
enum { KEY_DOWN = PEN_FLOW_SLOTS, KEY_DOWN_VNET, KEY_NONE };

enum { ANY, NSG, VNET };

// One item takes at least this much text when it is a tuple (8 fields, 10 digits): more of
// them are junk, and flushed early to bound memory.
#define ITEM_TEXT 16u

typedef struct key_row {
    uint8_t level, shape, key;
    pen_str name;
} key_row;

#define ROW(level, shape, key, name)                                                       \
    {                                                                                      \
        level, shape, key,                                                                 \
        {                                                                                  \
            name, sizeof name - 1                                                          \
        }                                                                                  \
    }
static const key_row KEYS[] = {
    ROW(1, ANY, PEN_FLOW_TIME, "time"),
    ROW(1, ANY, PEN_FLOW_SYSTEM_ID, "systemId"),
    ROW(1, ANY, PEN_FLOW_MAC_ADDRESS, "macAddress"),
    ROW(1, ANY, PEN_FLOW_CATEGORY, "category"),
    ROW(1, ANY, PEN_FLOW_RESOURCE_ID, "resourceId"),
    ROW(1, ANY, PEN_FLOW_OPERATION, "operationName"),
    ROW(1, ANY, PEN_FLOW_LOG_VERSION, "flowLogVersion"),
    ROW(1, ANY, PEN_FLOW_LOG_GUID, "flowLogGUID"),
    ROW(1, ANY, PEN_FLOW_LOG_RESOURCE, "flowLogResourceID"),
    ROW(1, ANY, PEN_FLOW_TARGET, "targetResourceID"),
    ROW(1, ANY, KEY_DOWN, "properties"),
    ROW(1, ANY, KEY_DOWN_VNET, "flowRecords"),
    ROW(2, NSG, PEN_FLOW_VERSION, "version"),
    ROW(2, ANY, KEY_DOWN, "flows"),
    ROW(4, NSG, PEN_FLOW_OUTER, "rule"),
    ROW(4, NSG, KEY_DOWN, "flows"),
    ROW(4, VNET, PEN_FLOW_OUTER, "aclID"),
    ROW(4, VNET, KEY_DOWN, "flowGroups"),
    ROW(6, NSG, PEN_FLOW_INNER, "mac"),
    ROW(6, VNET, PEN_FLOW_INNER, "rule"),
    ROW(6, ANY, KEY_DOWN, "flowTuples"),
};
enum { KEY_COUNT = sizeof KEYS / sizeof KEYS[0] };

static uint8_t key_of(const pen_flow_record *r, pen_str name)
{
    uint8_t shape = r->vnet ? VNET : NSG;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const key_row *row = &KEYS[i];
        if (row->level == r->level && (row->shape == ANY || row->shape == shape) &&
            pen_str_ieq(row->name, name)) {
            return row->key;
        }
    }
    return KEY_NONE;
}

bool pen_flow_is_record_key(pen_str key)
{
    for (size_t i = 0; i < KEY_COUNT && KEYS[i].level == LEVEL_RECORD; i++) {
        if (pen_str_ieq(KEYS[i].name, key)) {
            return true;
        }
    }
    return pen_str_ieq(PEN_LIT("records"), key);
}

static bool is_list(uint32_t level)
{
    return level == 3 || level == 5 || level == LEVEL_TUPLES;
}

// The last token's place; one that was dropped has none.
static pen_flow_span place(const pen_flow_record *r)
{
    uint64_t at = r->lost ? r->scan.at : r->scan.token;
    return (pen_flow_span){(uint32_t)(at - r->delta), (uint32_t)(r->scan.at - at)};
}

static pen_str text_at(pen_str window, pen_flow_span s)
{
    return pen_str_of(window.p + s.off, s.len);
}

// The text inside the quotes.
static pen_str unquoted(pen_str s)
{
    return s.n >= 2 ? pen_str_of(s.p + 1, s.n - 2) : PEN_EMPTY;
}

static void *push(pen_buf *array, size_t size)
{
    char *to = pen_buf_need(array, size);
    array->n += to ? size : 0;
    return to;
}

// The group of the open list, made now if no tuple needed it before.
static uint32_t group(pen_flow_log *f)
{
    pen_flow_record *r = &f->record;
    if (r->outer == PEN_FLOW_NONE) {
        pen_flow_span *outer = push(&f->outers, sizeof *outer);
        if (outer) {
            *outer = r->slot[PEN_FLOW_OUTER];
            r->outer = (uint32_t)(f->outers.n / sizeof *outer) - 1;
        }
    }
    if (r->group == PEN_FLOW_NONE) {
        pen_flow_group *g = push(&f->groups, sizeof *g);
        if (g) {
            *g = (pen_flow_group){r->slot[PEN_FLOW_INNER], r->outer};
            r->group = (uint32_t)(f->groups.n / sizeof *g) - 1;
        }
    }
    return r->group;
}

static void add_item(pen_flow_log *f, pen_flow_span at, pen_flow_why why)
{
    uint32_t of = why == PEN_FLOW_TUPLE ? group(f) : PEN_FLOW_NONE;
    pen_flow_item *item = push(&f->items, sizeof *item);
    if (item) {
        *item = (pen_flow_item){at, of, (uint8_t)why, f->record.scan.escaped,
                                f->record.scan.control};
    }
}

// A name that came after its tuples reaches them.
static void name_lists(pen_flow_log *f)
{
    const pen_flow_record *r = &f->record;
    void *outers = f->outers.p, *groups = f->groups.p;
    if (r->outer != PEN_FLOW_NONE) {
        ((pen_flow_span *)outers)[r->outer] = r->slot[PEN_FLOW_OUTER];
    }
    if (r->group != PEN_FLOW_NONE) {
        ((pen_flow_group *)groups)[r->group].inner = r->slot[PEN_FLOW_INNER];
    }
}

static bool is_flow_category(pen_str s)
{
    pen_str t = unquoted(s);
    t = t.n && pen_to_lower(t.p[t.n - 1]) == 's' ? pen_str_head(t, t.n - 1) : t;
    return pen_str_ieq(t, PEN_LIT("NetworkSecurityGroupFlowEvent")) ||
           pen_str_ieq(t, PEN_LIT("FlowLogFlowEvent"));
}

static void set_slot(pen_flow_log *f, pen_flow_span at, pen_str window)
{
    pen_flow_record *r = &f->record;
    if (at.len > PEN_FLOW_VALUE_MAX || r->lost) {
        add_item(f, at, PEN_FLOW_TOO_LONG);
        at.len = 0;
    }
    r->slot[r->key] = at;
    if (r->key == PEN_FLOW_CATEGORY || r->key == PEN_FLOW_OPERATION) {
        r->named = r->named || is_flow_category(text_at(window, at));
    } else if (r->key == PEN_FLOW_OUTER || r->key == PEN_FLOW_INNER) {
        name_lists(f);
    }
}

// A string, number or literal. Null stands for what is absent.
static void on_value(pen_flow_log *f, bool string, pen_str window)
{
    pen_flow_record *r = &f->record;
    pen_flow_span at = place(r);
    if (r->scan.depth != r->level) {
        return;
    }
    bool null = pen_str_eq(text_at(window, at), PEN_LIT("null"));
    if (r->level == LEVEL_TUPLES) {
        add_item(f, at,
                 r->lost  ? PEN_FLOW_TOO_LONG
                 : string ? PEN_FLOW_TUPLE
                          : PEN_FLOW_NOT_TEXT);
    } else if (is_list(r->level)) {
        add_item(f, at, PEN_FLOW_WRONG_TYPE);
    } else if (r->key < PEN_FLOW_SLOTS) {
        at.len = null ? 0 : at.len;
        set_slot(f, at, window);
    } else if (r->key != KEY_NONE && !null) {
        add_item(f, at, PEN_FLOW_WRONG_TYPE);
    }
    r->key = KEY_NONE;
}

static void forget_inner(pen_flow_record *r)
{
    r->group = PEN_FLOW_NONE;
    r->slot[PEN_FLOW_INNER] = (pen_flow_span){0, 0};
}

static void forget_outer(pen_flow_record *r)
{
    forget_inner(r);
    r->outer = PEN_FLOW_NONE;
    r->slot[PEN_FLOW_OUTER] = (pen_flow_span){0, 0};
}

static void enter(pen_flow_record *r)
{
    r->level++;
    if (r->level == 2) {
        r->vnet = r->key == KEY_DOWN_VNET;
        r->inside = !r->vnet;
        r->known = r->known || r->vnet;
    } else if (r->level == LEVEL_OUTER) {
        forget_outer(r);
    } else if (r->level == LEVEL_INNER) {
        forget_inner(r);
    }
}

static void on_open(pen_flow_record *r)
{
    uint32_t depth = r->scan.depth;
    bool array = pen_fscan_is_array(&r->scan, depth);
    r->first_key = !array;
    r->object = r->scan.token;
    if (depth != r->level + 1) {
        return;
    }
    bool down =
        r->level == 0 || is_list(r->level) || r->key == KEY_DOWN || r->key == KEY_DOWN_VNET;
    if (down && r->level < LEVEL_TUPLES && is_list(depth) == array) {
        enter(r);
    } else if (down) {
        r->odd = depth;
        r->odd_at = r->scan.token;
    }
    r->key = KEY_NONE;
}

static void on_close(pen_flow_log *f)
{
    pen_flow_record *r = &f->record;
    uint32_t was = r->scan.depth + 1;
    if (r->odd == was) {
        pen_flow_span at = {(uint32_t)(r->odd_at - r->delta),
                            (uint32_t)(r->scan.at - r->odd_at)};
        add_item(f, at, r->level == LEVEL_TUPLES ? PEN_FLOW_NOT_TEXT : PEN_FLOW_WRONG_TYPE);
        r->odd = 0;
    }
    if (r->level == was) {
        r->level--;
        r->key = KEY_NONE;
        if (was == LEVEL_INNER) {
            forget_inner(r);
        } else if (was == LEVEL_OUTER) {
            forget_outer(r);
        }
    }
}

// Says whether another record begins with this key.
static bool on_key(pen_flow_record *r, pen_str window)
{
    pen_str name = unquoted(text_at(window, place(r)));
    bool first = r->first_key;
    r->list_key = pen_str_ieq(name, PEN_LIT("records"));
    if (first && r->level >= 3 && r->scan.depth >= LEVEL_OUTER &&
        pen_flow_is_record_key(name)) {
        return true;
    }
    if (r->scan.depth == r->level) {
        r->key = key_of(r, name);
        r->known = r->known || (r->level == 2 && r->key == KEY_DOWN);
    }
    return false;
}

// The commonest token, and what on_token does with it in the end.
static void on_tuple(pen_flow_log *f)
{
    pen_flow_record *r = &f->record;
    add_item(f, place(r), PEN_FLOW_TUPLE);
    r->key = KEY_NONE;
    r->list_key = r->first_key = false;
    r->text = r->scan.token;
}

// One token. MORE: go on.
static pen_flow_verdict on_token(pen_flow_log *f, pen_fscan_event e, pen_str window)
{
    pen_flow_record *r = &f->record;
    bool list_key = r->list_key;
    if (e == PEN_FSCAN_STRING && r->level == LEVEL_TUPLES && r->scan.depth == LEVEL_TUPLES &&
        !r->lost) {
        on_tuple(f);
        return PEN_FLOW_MORE;
    }
    r->list_key = false;
    switch (e) {
    case PEN_FSCAN_KEY:
        if (on_key(r, window)) {
            return PEN_FLOW_RESTART;
        }
        break;
    case PEN_FSCAN_STRING:
    case PEN_FSCAN_SCALAR:
        on_value(f, e == PEN_FSCAN_STRING, window);
        break;
    case PEN_FSCAN_OPEN:
        if (list_key) {
            return PEN_FLOW_LIST;
        }
        on_open(r);
        break;
    case PEN_FSCAN_CLOSE:
        on_close(f);
        break;
    case PEN_FSCAN_MORE:
    case PEN_FSCAN_BAD:
        break;
    }
    r->text = r->scan.token;
    r->first_key = r->first_key && e == PEN_FSCAN_OPEN;
    r->lost = false;
    return PEN_FLOW_MORE;
}

pen_flow_verdict pen_flow_record_read(pen_flow_log *f, pen_str window)
{
    pen_flow_record *r = &f->record;
    const char *p = window.p + (r->scan.at - r->delta), *end = window.p + window.n;
    while (!pen_fscan_done(&r->scan)) {
        pen_fscan_event e = pen_fscan_next(&r->scan, &p, end);
        if (e == PEN_FSCAN_MORE) {
            return PEN_FLOW_MORE;
        }
        if (e == PEN_FSCAN_BAD) {
            return PEN_FLOW_BROKEN;
        }
        pen_flow_verdict v = on_token(f, e, window);
        if (f->items.failed || f->groups.failed || f->outers.failed) {
            return PEN_FLOW_NOMEM;
        }
        if (v != PEN_FLOW_MORE) {
            return v;
        }
        if (f->items.n >= (PEN_FLOW_RECORD_MAX / ITEM_TEXT) * sizeof(pen_flow_item)) {
            return PEN_FLOW_FULL;
        }
    }
    return PEN_FLOW_DONE;
}

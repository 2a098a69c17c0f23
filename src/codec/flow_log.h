// SPDX-License-Identifier: Apache-2.0
// Azure Network Watcher flow logs (NSG and VNet) to records: one for each tuple. Input is
// any sequence of JSON values: objects with `records` at any depth, lists of them, bare
// records; byte order marks and commas between them are ignored, and so are brackets that
// close what was never opened, because what is appended to a blob begins and ends so.
//
// A record (not the blob) is buffered whole, at most PEN_FLOW_RECORD_MAX bytes, so that
// its keys may come in any order. A longer one, and one that the input's end cuts, gives
// its tuples with the keys known so far and is reported. A record that is not JSON is
// reported, gives nothing, and ends where its brackets balance or where a record begins
// ({ and a key of records). Memory is bounded whatever the input's size; nothing is read
// twice but what leads up to a breakage.
//
// The message of a tuple is flat JSON, keys in a fixed order, values as they stand in the
// blob (null as if absent, keys compared as they stand, their escapes not decoded); it lives
// until the visiting function returns. The framer is used through
// codec/frame.h; the fields here are its own.
#ifndef PEN_CODEC_FLOW_LOG_H
#define PEN_CODEC_FLOW_LOG_H

#include "codec/date.h"
#include "codec/frame_parts.h"

// Values of a record that its messages repeat. Two slots are not the record's own.
typedef enum pen_flow_slot {
    PEN_FLOW_TIME,
    PEN_FLOW_SYSTEM_ID,
    PEN_FLOW_MAC_ADDRESS,
    PEN_FLOW_CATEGORY,
    PEN_FLOW_RESOURCE_ID,
    PEN_FLOW_OPERATION,
    PEN_FLOW_LOG_VERSION,
    PEN_FLOW_LOG_GUID,
    PEN_FLOW_LOG_RESOURCE,
    PEN_FLOW_TARGET,
    PEN_FLOW_VERSION, // of `properties`
    PEN_FLOW_OUTER,   // rule (NSG) or aclID (VNet) of the tuples' group
    PEN_FLOW_INNER,   // mac (NSG) or rule (VNet) of the tuples' list
    PEN_FLOW_SLOTS,
} pen_flow_slot;

// A place in the window; length 0: absent.
typedef struct pen_flow_span {
    uint32_t off, len;
} pen_flow_span;

// Something to hand on when the record is complete: a tuple (`why` 0) or a report.
typedef struct pen_flow_item {
    pen_flow_span at;
    uint32_t group; // index in `groups`
    uint8_t why;    // pen_flow_why
    bool escaped;   // the text has backslashes
    bool control;   // or bytes that a JSON string must escape
} pen_flow_item;

typedef enum pen_flow_why {
    PEN_FLOW_TUPLE,
    PEN_FLOW_NOT_TEXT,   // an item of flowTuples is no string
    PEN_FLOW_WRONG_TYPE, // properties, flows, flowTuples … is not what it must be
    PEN_FLOW_TOO_LONG,   // a value too long to be repeated
} pen_flow_why;

// The names that the tuples of one list share. The outer one is shared by several lists and
// may come after them: an index in `outers`, an array of pen_flow_span.
typedef struct pen_flow_group {
    pen_flow_span inner;
    uint32_t outer;
} pen_flow_group;

// One object that may be a record.
typedef struct pen_flow_record {
    pen_fscan scan;
    uint64_t start;  // offset in the input
    uint64_t delta;  // scan offset minus place in the window
    uint64_t object; // scan offset of the object that opened last
    uint64_t text;   // scan offset of the last string
    uint32_t level;  // levels of the shape that match; see flow_log_record.c
    uint32_t odd;    // depth of a bracket that has no place in the shape; 0: none
    uint64_t odd_at; // scan offset of it
    uint32_t group;  // of the open list; PEN_FLOW_NONE: not needed yet
    uint32_t outer;  // of the open lists, likewise
    uint8_t key;     // what the last key at the matching level means
    bool vnet;       // `flowRecords`, not `properties`
    bool known;      // it is a flow-log record: it has a list of flows
    bool inside;     // it has `properties`
    bool named;      // its category or operation is that of flow logs
    bool first_key;  // the last token opened an object
    bool list_key;   // the last token was the key `records`
    bool spilled;    // it was too long
    bool lost;       // the token being read is too long and was dropped
    pen_flow_span slot[PEN_FLOW_SLOTS];
} pen_flow_record;

#define PEN_FLOW_NONE UINT32_MAX

// What `message` and `parts` begin with: it is written once for many tuples.
typedef struct pen_flow_text {
    uint32_t group;              // it is this group's; PEN_FLOW_NONE: nothing is written
    size_t group_end, tuple_at;  // bytes of `message` up to the tuple's time, and to the tuple
    size_t escaped_end, escaped_at; // the same of `parts`
    bool known;                  // `parts` holds the group
    uint8_t time_n;              // digits of the time that is written, 0 for none
    char time[13];
} pen_flow_text;

typedef struct pen_flow_log {
    const pen_alloc *alloc;
    pen_buf held;  // the record so far, when a piece cut it
    pen_buf spare; // between two windows of a record too long
    pen_buf message;
    pen_buf items, groups, outers; // pen_flow_item, pen_flow_group, pen_flow_span
    pen_buf parts; // what is known of `message`, see codec/parts.h
    pen_flow_text text;
    pen_flow_record record;
    pen_fskip skip;
    uint64_t junk_at;  // offset of text that belongs to nothing
    uint64_t brace_at; // offset of the { in `head`
    uint64_t depth;    // lists and objects around
    uint8_t state;
    uint8_t head_state;
    uint8_t head_n;
    bool quiet;                      // junk here is not worth a report
    bool line;                       // the last byte skipped was a line feed
    bool buffered;                   // the record is in `held`
    char head[64];                   // { and what follows, when it may be a record's start
    char second[PEN_DATE_TEXT_ROOM]; // the text of the last time made
    uint64_t second_of;              // and its seconds
    uint8_t frames[PEN_JSON_DEPTH_MAX]; // what is around, the outermost of it
} pen_flow_log;

void pen_flow_log_init(pen_flow_log *f, const pen_alloc *alloc);
pen_status pen_flow_log_push(pen_flow_log *f, pen_str bytes, uint64_t base,
                             const pen_frame_out *out) PEN_MUST;
pen_status pen_flow_log_end(pen_flow_log *f, const pen_frame_out *out) PEN_MUST;
void pen_flow_log_free(pen_flow_log *f);

// Between the flow_log*.c files:

static inline pen_str pen_flow_at(pen_str window, pen_flow_span s)
{
    return pen_str_of(window.p + s.off, s.len);
}

// A tuple whose message is asked for; its time is `digits` digits long and stands first.
typedef struct pen_flow_tuple {
    const pen_flow_item *item;
    pen_str raw; // with its quotes
    const char *time;
    uint32_t digits;
} pen_flow_tuple;

// Writes the message of a tuple and what is known of it to `message` and `parts`; *parts is
// empty when nothing is. PEN_E_LIMIT: the message would be too long.
pen_status pen_flow_write(pen_flow_log *f, const pen_flow_tuple *t, pen_str window,
                          pen_str *parts) PEN_MUST;

typedef enum pen_flow_verdict {
    PEN_FLOW_MORE,    // the window is used up
    PEN_FLOW_DONE,    // the record is complete
    PEN_FLOW_BROKEN,  // it is not JSON from scan.at on
    PEN_FLOW_RESTART, // a record begins inside it, at `object`: it is cut there
    PEN_FLOW_LIST,    // the key `records` was met and a list or object begins
    PEN_FLOW_FULL,    // too many items: time for a flush
    PEN_FLOW_NOMEM,
} pen_flow_verdict;

// Reads the record on, in the window that holds it from `delta` on.
pen_flow_verdict pen_flow_record_read(pen_flow_log *f, pen_str window);

// Whether `key` (any case) belongs to records and to nothing inside them.
bool pen_flow_is_record_key(pen_str key);

// Hands on all items with what is known, and forgets them.
pen_status pen_flow_record_flush(pen_flow_log *f, pen_str window,
                                 const pen_frame_out *out) PEN_MUST;

#endif

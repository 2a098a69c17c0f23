// SPDX-License-Identifier: Apache-2.0
// Between kv.c and kv_marks.c only: reading pairs from marks that are made for the whole text
// at once. What that does not deal with (a quote that closes nothing or whose value goes on)
// it leaves to the general scan, which takes over where this one stopped.
#ifndef PEN_CODEC_KV_MARKS_H
#define PEN_CODEC_KV_MARKS_H

#include "codec/kv.h"

// Where a scan is: before the token at `pos`, with a pair begun whose value has so far gone to
// `last_end`. That pair has not been handed on.
typedef struct pen_kv_progress {
    size_t pos, start, last_end;
    pen_str key;
    bool has_key;
} pen_kv_progress;

// Whether the text and the separators are such as pen_kv_marked can read.
static inline bool pen_kv_marks_fit(const pen_kv_options *o, pen_str text)
{
    return o->scan && text.n <= PEN_SCAN_WINDOW && o->value_sep.kind == PEN_KV_BYTE &&
           o->item_sep.kind != PEN_KV_CUSTOM &&
           (o->item_sep.kind == PEN_KV_SEQUENCE ||
            (o->item_sep.literal.n && (unsigned char)o->item_sep.literal.p[0] < 0x80));
}

// Reads from the start as far as it can. PEN_OK, or the visitor's status.
pen_status pen_kv_marked(const pen_kv_options *o, pen_str text, const pen_kv_visitor *v,
                         pen_kv_progress *out) PEN_MUST;

// What is left of a value's text, line ends, quotes and blanks off.
pen_str pen_kv_raw_value(pen_str raw);

#endif

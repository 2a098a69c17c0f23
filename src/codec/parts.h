// SPDX-License-Identifier: Apache-2.0
// What a framer knows of a message that it wrote itself: the values in its JSON text, so
// that nobody has to scan that text, and its form inside a JSON string, so that nobody has
// to escape it. Both say what the text says and nothing else: who leaves them aside and
// reads the text gets the same.
//
//   head | value of keys[0] | … | value of keys[n - 1] | the message, escaped
//
// The message is one JSON object without blanks around it. Its members are those keys whose
// value is not UNDEF, in that order, and no other; all are texts or numbers. A value is as
// codec/json.h hands it out, but has the offset in the message where it would have a
// pointer, so the bytes may be copied anywhere. Not aligned. They are good in this process
// only.
#ifndef PEN_CODEC_PARTS_H
#define PEN_CODEC_PARTS_H

#include "base/value.h"

#include <string.h>

// The most keys that a message has.
#define PEN_PARTS_KEYS_MAX 16u

typedef struct pen_parts_head {
    const pen_str *keys; // constant and never freed: the same array has the same keys
    uint32_t n;          // of keys, and of values
    uint32_t escaped;    // bytes of the escaped message
} pen_parts_head;

#define PEN_PARTS_ESCAPED_AT(n) (sizeof(pen_parts_head) + (n) * sizeof(pen_value))

typedef struct pen_parts {
    pen_str message; // which all this is about
    const pen_str *keys;
    uint32_t n;
    const char *values;
    pen_str escaped;
} pen_parts;

// Reads what a framer gave with a message. False: nothing is known.
static inline bool pen_parts_open(pen_str bytes, pen_str message, pen_parts *out)
{
    pen_parts_head head;
    if (bytes.n < sizeof head) {
        return false;
    }
    memcpy(&head, bytes.p, sizeof head);
    *out = (pen_parts){
        .message = message,
        .keys = head.keys,
        .n = head.n,
        .values = bytes.p + sizeof head,
        .escaped = {bytes.p + PEN_PARTS_ESCAPED_AT(head.n), head.escaped},
    };
    return true;
}

// The value of keys[i].
static inline pen_value pen_parts_value(const pen_parts *p, uint32_t i)
{
    pen_value v;
    memcpy(&v, p->values + i * sizeof v, sizeof v);
    if (v.tag != PEN_T_UNDEF) {
        v.u.p = p->message.p + v.u.i;
    }
    return v;
}

#endif

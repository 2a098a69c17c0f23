// SPDX-License-Identifier: Apache-2.0
// Between the framers only: the JSON grammar, fed in pieces of any size. It finds where
// tokens and values end and where text stops being JSON; it decodes nothing (codec/json.h
// does, later, on whole records). State is a plain value of fixed size, nothing allocates,
// nesting is a bit a level up to PEN_JSON_DEPTH_MAX, each byte is looked at once.
//
// More strict than needed in one point, because it finds a missing quote early: a string
// holds no line feed. More lenient in another: NaN and Infinity pass, and what follows a
// backslash is not checked.
#ifndef PEN_CODEC_FRAME_SCAN_H
#define PEN_CODEC_FRAME_SCAN_H

#include "base/limits.h"
#include "base/scan.h"
#include "base/str.h"

#include <stdint.h>

typedef enum pen_fscan_event {
    PEN_FSCAN_MORE,   // the bytes are used up
    PEN_FSCAN_KEY,    // a string that is a key
    PEN_FSCAN_STRING, // a string that is a value
    PEN_FSCAN_SCALAR, // a number or a literal
    PEN_FSCAN_OPEN,   // { or [
    PEN_FSCAN_CLOSE,  // } or ]
    PEN_FSCAN_BAD,    // not JSON at `at`; the byte there is not consumed
} pen_fscan_event;

typedef struct pen_fscan {
    uint64_t at;     // bytes consumed since the value began
    uint64_t token;  // where the current or last token began; it ends at `at`
    const char *why; // after BAD: a constant text
    uint32_t depth;  // brackets open
    uint8_t state;   // private, as is all below but `escaped` and `control`
    uint8_t number;
    uint8_t word, word_at;
    bool key;
    bool escaped; // the last string holds a backslash
    bool control; // the last string holds a byte below 0x20
    const pen_scan *fast;
    uint64_t arrays[(PEN_JSON_DEPTH_MAX + 63) / 64]; // bit d-1: level d is an array
} pen_fscan;

// Ready for the first byte of a value.
void pen_fscan_init(pen_fscan *s);

// Goes on from *p to the next token, at most to `end`; moves *p. After the value's end
// (pen_fscan_done) it must not be called again.
pen_fscan_event pen_fscan_next(pen_fscan *s, const char **p, const char *end);

// Whether the value is complete. A number at the top is complete only when a byte follows
// that does not belong to it, or when pen_fscan_end says so.
bool pen_fscan_done(const pen_fscan *s);

// The input ends here: whether a complete value did.
bool pen_fscan_end(pen_fscan *s);

// Whether a token has begun that has not ended.
bool pen_fscan_in_token(const pen_fscan *s);

// Whether level `depth` (from 1, at most s->depth) is an array.
bool pen_fscan_is_array(const pen_fscan *s, uint32_t depth);

// Brackets and strings of text that is not JSON any more, to find where it may end.
typedef struct pen_fskip {
    uint64_t depth;
    bool string, escape;
} pen_fskip;

// One byte on; a line feed ends a string.
void pen_fskip_step(pen_fskip *s, char c);

#endif

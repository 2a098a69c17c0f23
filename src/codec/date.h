// SPDX-License-Identifier: Apache-2.0
// Dates: text or number in, microseconds since 1970-01-01T00:00:00Z out, and back to text.
// Three readers, tried as the definition asks: epochs (date_epoch.c), strptime formats
// (date_strptime.c), free form (date_free.c). In front of them stand date_iso.c for the one
// shape that nearly every log has and date_fixed.c for formats and shapes without a choice. Behaviour is that of Python's datetime and dateutil,
// because public formats were written against them; the Gregorian calendar is used for all
// years, 1 to 9999.
//
// Nothing here allocates, keeps state or reads a clock: today's date, which fills in what a
// text lacks, is handed in. Slices are read during the call only.
#ifndef PEN_CODEC_DATE_H
#define PEN_CODEC_DATE_H

#include "base/limits.h"
#include "base/status.h"
#include "base/str.h"
#include "codec/zone.h"

#include <stdint.h>

// How a strptime format begins to differ from "no format".
typedef enum pen_date_style {
    PEN_DATE_FREE,   // no format, or "timestamp": epoch, else free form
    PEN_DATE_FORMAT, // a strptime format
    PEN_DATE_NEVER,  // a format that no text matches, because it is malformed itself
} pen_date_style;

// A compiled format: a plain value, so it can lie in a plan or on the stack.
typedef struct pen_date_format {
    uint8_t style;     // pen_date_style
    uint8_t zone_last; // ended in %Z: the last word of the text is a zone
    uint8_t count;     // steps in use
    struct {
        char kind; // a directive's letter, PEN_DATE_STEP_LIT or PEN_DATE_STEP_BLANKS
        char lit;
    } step[PEN_DATE_STEPS_MAX];
} pen_date_format;

// Compiles a strptime format; "" and "timestamp" mean none. Directives: %a %A %b %B %c %d
// %f %H %I %j %m %M %p %S %u %w %x %X %y %Y %z %Z %%. PEN_E_SYNTAX for any other (week
// numbers among them), for one given twice and for a stray %; PEN_E_LIMIT when it is too
// long. `out` is usable then too: it matches nothing.
pen_status pen_date_format_compile(pen_str format, pen_date_format *out) PEN_MUST;

// Reads `text`, blanks at its ends ignored. `zone` (NULL: UTC) applies to a text that names
// no offset, epochs included. `now_s` (seconds since 1970) gives the year, month and day
// that a free-form text lacks. PEN_OK and *us; PEN_NOMATCH when the text is no such date;
// PEN_E_RANGE when it is one outside the years 1 to 9999. *us is set only with PEN_OK.
pen_status pen_date_parse(pen_str text, const pen_date_format *format, const pen_zone *zone,
                          int64_t now_s, int64_t *us) PEN_MUST;

// The same by the general readers alone: for tests, which compare.
pen_status pen_date_parse_slowly(pen_str text, const pen_date_format *format,
                                 const pen_zone *zone, int64_t now_s, int64_t *us) PEN_MUST;

// The same with a format that was not compiled before.
pen_status pen_date_parse_text(pen_str text, pen_str format, const pen_zone *zone,
                               int64_t now_s, int64_t *us) PEN_MUST;

// A number as an epoch: its integer part is scaled by the power of ten that makes its
// decimal text, sign included, ten characters long (so s, ms, µs and ns all work), rounded
// half to even. PEN_NOMATCH for infinities and NaN; PEN_E_RANGE as above.
pen_status pen_date_from_i64(int64_t v, const pen_zone *zone, int64_t *us) PEN_MUST;
pen_status pen_date_from_f64(double v, const pen_zone *zone, int64_t *us) PEN_MUST;

// Room that pen_date_put needs.
#define PEN_DATE_TEXT_ROOM 32

// Writes `YYYY-MM-DDTHH:MM:SS[.ffffff]Z` and gives its length: with six digits of fraction
// always, or only when the fraction is not zero. `us` must be of the years 1 to 9999, as
// every value that the readers give is.
size_t pen_date_put(char *to, int64_t us, bool always_micros);

// Whether `text` is a valid `YYYY-MM-DDTHH:MM:SS[.ffffff]` in UTC (suffix `Z`, an offset
// of zero, or nothing), so that its canonical form is its first *keep bytes and a `Z`: what
// pen_date_put(…, false) would write after reading it with the zone UTC. False says nothing
// about the text.
bool pen_date_is_canonical(pen_str text, size_t *keep);

#endif

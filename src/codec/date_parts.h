// SPDX-License-Identifier: Apache-2.0
// Between the date readers only: calendar arithmetic, broken-down times, the shape that
// one reader hands to the next. Nobody outside src/codec/date*.c and zone.c includes it.
#ifndef PEN_CODEC_DATE_PARTS_H
#define PEN_CODEC_DATE_PARTS_H

#include "codec/date.h"

#define PEN_US_PER_S INT64_C(1000000)
#define PEN_S_PER_DAY INT64_C(86400)

// A broken-down date and time. The readers may leave values out of range in it;
// pen_date_check finds them.
typedef struct pen_date_parts {
    int64_t year, month, day, hour, minute, second, us;
    bool has_offset;
    int64_t offset_us; // east of UTC
} pen_date_parts;

// Days since 1970-01-01 of a date of the Gregorian calendar, and back. Years 1-9999 (a few
// more do no harm), months 1-12; the day may be any (it is added).
int64_t pen_days_of(int64_t year, int64_t month, int64_t day);
void pen_days_split(int64_t days, pen_date_parts *out);

bool pen_year_is_leap(int64_t year);
int64_t pen_month_days(int64_t year, int64_t month);

// Day of the week, 0 is Monday.
int64_t pen_weekday_of(int64_t days);

// From parts to microseconds: PEN_NOMATCH when a part is out of its range, PEN_E_RANGE when
// the moment in UTC is outside the years 1 to 9999. `zone` (NULL: UTC) applies when the
// parts have no offset.
pen_status pen_date_join(const pen_date_parts *parts, const pen_zone *zone,
                         int64_t *us) PEN_MUST;

// A local moment (microseconds as if the wall clock were UTC) to UTC, with the same check.
pen_status pen_date_localize(int64_t wall_us, const pen_zone *zone, int64_t *us) PEN_MUST;

// The readers. Texts come without blanks at their ends.
pen_status pen_date_strptime(pen_str text, const pen_date_format *format,
                             pen_date_parts *out) PEN_MUST;
pen_status pen_date_free_form(pen_str text, int64_t now_s, pen_date_parts *out) PEN_MUST;

// `YYYY-MM-DD[T ]HH:MM:SS[.f{1,9}][Z|±HH[:]MM]`: true and the parts, checked and in range;
// false when the text is another shape or needs the long way to be refused.
bool pen_date_iso(pen_str text, pen_date_parts *out);

// The same by a format, and by the free form, for texts of the commonest shapes: true and the
// parts, which pen_date_join has yet to check; false says nothing about the text.
bool pen_date_fixed(pen_str text, const pen_date_format *format, pen_date_parts *out);
bool pen_date_shape(pen_str text, int64_t now_s, pen_date_parts *out);

// The same for an epoch in seconds or milliseconds.
bool pen_date_usual_epoch(pen_str text, int64_t *wall_us);

// Whether the text is an epoch (digits, optional minus sign, optional fraction).
bool pen_date_is_epoch(pen_str text);
pen_status pen_date_from_epoch_text(pen_str text, const pen_zone *zone,
                                    int64_t *us) PEN_MUST;

// Month (1-12) or weekday (0-6, Monday first) whose English name `s` starts with in any
// case: the full name or its first three letters. Gives the length read, 0 for none.
size_t pen_date_month_name(pen_str s, bool full, int64_t *month);
size_t pen_date_weekday_name(pen_str s, bool full, int64_t *weekday);

// All of `s` as digits, cut off at a huge number (far out of every range): false when it
// is empty or has another character.
bool pen_date_digits(pen_str s, int64_t *out);

#endif

// SPDX-License-Identifier: Apache-2.0
// Which of up to three numbers is the year, the month, the day: for date_free.c only.
#ifndef PEN_CODEC_DATE_YMD_H
#define PEN_CODEC_DATE_YMD_H

#include "codec/date_tokens.h"

typedef struct pen_date_ymd {
    int64_t v[3];
    int count;
    int year_at, month_at; // which entry is marked, -1 for none
    bool full_year;        // a number told its century
} pen_date_ymd;

// Year, month, day; -1 for what is not known.
typedef struct pen_date_found {
    int64_t year, month, day;
} pen_date_found;

void pen_date_ymd_init(pen_date_ymd *y);

// Each adds an entry and gives false when that cannot be right: a fourth one, a second
// year, a second month, a token that is not digits.
bool pen_date_ymd_digits(pen_date_ymd *y, pen_str digits); // three digits or more: a year
bool pen_date_ymd_value(pen_date_ymd *y, int64_t whole, bool fraction); // over 100: a year
bool pen_date_ymd_month(pen_date_ymd *y, int64_t month);
bool pen_date_ymd_year(pen_date_ymd *y, int64_t year);

// Whether a number could be a day next to what is known.
bool pen_date_ymd_day_fits(const pen_date_ymd *y, int64_t whole, bool fraction);

pen_date_found pen_date_ymd_resolve(const pen_date_ymd *y);

#endif

// SPDX-License-Identifier: Apache-2.0
// Small readers that the date readers share: digits, English names.
#include "codec/date_parts.h"

bool pen_date_digits(pen_str s, int64_t *out)
{
    // Beyond every field's range, and small enough for hours to become microseconds.
    const int64_t huge = 100000000;
    int64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!pen_is_digit(s.p[i])) {
            return false;
        }
        v = v >= huge ? huge : v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return s.n > 0;
}

static size_t name_of(pen_str s, const pen_str *names, int64_t count, bool full,
                      int64_t *out)
{
    for (int64_t i = 0; i < count; i++) {
        pen_str name = full ? names[i] : pen_str_head(names[i], 3);
        if (pen_str_ieq(pen_str_head(s, name.n), name)) {
            *out = i;
            return name.n;
        }
    }
    return 0;
}

size_t pen_date_month_name(pen_str s, bool full, int64_t *month)
{
    static const pen_str names[] = {
        {"january", 7},   {"february", 8}, {"march", 5},    {"april", 5},
        {"may", 3},       {"june", 4},     {"july", 4},     {"august", 6},
        {"september", 9}, {"october", 7},  {"november", 8}, {"december", 8},
    };
    int64_t at = 0;
    size_t n = name_of(s, names, 12, full, &at);
    *month = at + 1;
    return n;
}

size_t pen_date_weekday_name(pen_str s, bool full, int64_t *weekday)
{
    static const pen_str names[] = {
        {"monday", 6}, {"tuesday", 7},  {"wednesday", 9}, {"thursday", 8},
        {"friday", 6}, {"saturday", 8}, {"sunday", 6},
    };
    return name_of(s, names, 7, full, weekday);
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/date_ymd.h"

void pen_date_ymd_init(pen_date_ymd *y)
{
    *y = (pen_date_ymd){.year_at = -1, .month_at = -1};
}

static bool add(pen_date_ymd *y, int64_t v, bool is_year)
{
    if (y->count == 3 || (is_year && y->year_at >= 0)) {
        return false;
    }
    if (is_year) {
        y->year_at = y->count;
        y->full_year = true;
    }
    y->v[y->count++] = v;
    return true;
}

bool pen_date_ymd_digits(pen_date_ymd *y, pen_str digits)
{
    int64_t v;
    return pen_date_digits(digits, &v) && add(y, v, digits.n > 2);
}

bool pen_date_ymd_value(pen_date_ymd *y, int64_t whole, bool fraction)
{
    return add(y, whole, whole > 100 || (whole == 100 && fraction));
}

bool pen_date_ymd_month(pen_date_ymd *y, int64_t month)
{
    if (y->month_at >= 0 || !add(y, month, false)) {
        return false;
    }
    y->month_at = y->count - 1;
    return true;
}

bool pen_date_ymd_year(pen_date_ymd *y, int64_t year)
{
    return add(y, year, true);
}

bool pen_date_ymd_day_fits(const pen_date_ymd *y, int64_t whole, bool fraction)
{
    int64_t most = 31;
    if (y->month_at >= 0) { // without a year, a leap year
        most = pen_month_days(y->year_at >= 0 ? y->v[y->year_at] : 2000, y->v[y->month_at]);
    }
    return whole >= 1 && (whole < most || (whole == most && !fraction));
}

// The entries in a written order such as "MDY".
static pen_date_found in_order(const pen_date_ymd *y, const char *order)
{
    pen_date_found f = {-1, -1, -1};
    for (int i = 0; i < y->count; i++) {
        int64_t *to = order[i] == 'Y' ? &f.year : order[i] == 'M' ? &f.month : &f.day;
        *to = y->v[i];
    }
    return f;
}

static const char *order_of_one(const pen_date_ymd *y)
{
    if (y->month_at == 0) {
        return "M";
    }
    return y->year_at == 0 || y->v[0] > 31 ? "Y" : "D";
}

static const char *order_of_two(const pen_date_ymd *y)
{
    bool second_is_month = y->month_at == 1;
    if (y->month_at >= 0) {
        int other = 1 - y->month_at;
        bool year = y->year_at == other || y->v[other] > 31;
        return second_is_month ? (year ? "YM" : "DM") : (year ? "MY" : "MD");
    }
    return y->v[0] > 31 ? "YM" : y->v[1] > 31 ? "MY" : "MD";
}

// A month and a year are marked: the third is the day.
static const char *order_of_marked(const pen_date_ymd *y)
{
    static const char *const orders[3][3] = {
        {NULL, "MYD", "MDY"}, {"YMD", NULL, "DMY"}, {"YDM", "DYM", NULL}};
    return orders[y->month_at][y->year_at];
}

static const char *order_of_three(const pen_date_ymd *y)
{
    if (y->month_at >= 0 && y->year_at >= 0) {
        return order_of_marked(y);
    }
    switch (y->month_at) {
    case 0:
        return y->v[1] > 31 ? "MYD" : "MDY";
    case 1:
        return y->v[0] > 31 ? "YMD" : "DMY";
    case 2:
        return y->v[1] > 31 ? "DYM" : "YDM";
    default:
        return y->v[0] > 31 || y->year_at == 0 ? "YMD" : y->v[0] > 12 ? "DMY" : "MDY";
    }
}

pen_date_found pen_date_ymd_resolve(const pen_date_ymd *y)
{
    switch (y->count) {
    case 1:
        return in_order(y, order_of_one(y));
    case 2:
        return in_order(y, order_of_two(y));
    case 3:
        return in_order(y, order_of_three(y));
    default:
        return in_order(y, "");
    }
}

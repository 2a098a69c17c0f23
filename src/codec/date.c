// SPDX-License-Identifier: Apache-2.0
#include "codec/date.h"

#include "base/ublank.h"
#include "codec/date_parts.h"

// The first microsecond of year 1 and the one after year 9999.
#define FIRST_US (INT64_C(-62135596800) * PEN_US_PER_S)
#define END_US (INT64_C(253402300800) * PEN_US_PER_S)

bool pen_year_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int64_t pen_month_days(int64_t year, int64_t month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && pen_year_is_leap(year));
}

// Years are counted from March, so that the leap day comes last; then a year of 365 days
// plus the leap days before it, and (153 m + 2) / 5 days before its m-th month.
int64_t pen_days_of(int64_t year, int64_t month, int64_t day)
{
    uint32_t y = (uint32_t)(month > 2 ? year : year - 1);
    uint32_t m = (uint32_t)(month > 2 ? month - 3 : month + 9);
    uint32_t before = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5;
    return (int64_t)before + day - 719469;
}

// The inverse, for the years 0 to 9999: by eras of 400 years (146,097 days).
void pen_days_split(int64_t days, pen_date_parts *out)
{
    uint32_t z = (uint32_t)(days + 719468);
    uint32_t era = z / 146097, in_era = z % 146097;
    uint32_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * y + y / 4 - y / 100);
    uint32_t m = (5 * in_year + 2) / 153;
    out->day = in_year - (153 * m + 2) / 5 + 1;
    out->month = m < 10 ? m + 3 : m - 9;
    out->year = (int64_t)y + 400 * (int64_t)era + (m >= 10);
}

int64_t pen_weekday_of(int64_t days)
{
    return ((days + 3) % 7 + 7) % 7; // 1970-01-01 was a Thursday
}

static bool within(int64_t v, int64_t low, int64_t high)
{
    return v >= low && v <= high;
}

static bool parts_are_valid(const pen_date_parts *p)
{
    return within(p->year, 1, 9999) && within(p->month, 1, 12) &&
           within(p->day, 1, pen_month_days(p->year, p->month)) && within(p->hour, 0, 23) &&
           within(p->minute, 0, 59) && within(p->second, 0, 59) &&
           within(p->us, 0, PEN_US_PER_S - 1);
}

static pen_status in_range(int64_t us, int64_t *out)
{
    if (us < FIRST_US || us >= END_US) {
        return PEN_E_RANGE;
    }
    *out = us;
    return PEN_OK;
}

static int64_t floor_seconds(int64_t us)
{
    return us >= 0 ? us / PEN_US_PER_S : -((-us + PEN_US_PER_S - 1) / PEN_US_PER_S);
}

pen_status pen_date_localize(int64_t wall_us, const pen_zone *zone, int64_t *us)
{
    int64_t offset_s = zone ? pen_zone_offset(zone, floor_seconds(wall_us)) : 0;
    return in_range(wall_us - offset_s * PEN_US_PER_S, us);
}

// Of parts that are in their ranges.
static pen_status join_valid(const pen_date_parts *p, const pen_zone *zone, int64_t *us)
{
    int64_t days = pen_days_of(p->year, p->month, p->day);
    int64_t s = days * PEN_S_PER_DAY + p->hour * 3600 + p->minute * 60 + p->second;
    int64_t wall_us = s * PEN_US_PER_S + p->us;
    if (!p->has_offset) {
        return pen_date_localize(wall_us, zone, us);
    }
    // An offset of a day or more is no offset.
    if (p->offset_us <= -PEN_S_PER_DAY * PEN_US_PER_S ||
        p->offset_us >= PEN_S_PER_DAY * PEN_US_PER_S) {
        return PEN_NOMATCH;
    }
    return in_range(wall_us - p->offset_us, us);
}

pen_status pen_date_join(const pen_date_parts *p, const pen_zone *zone, int64_t *us)
{
    return parts_are_valid(p) ? join_valid(p, zone, us) : PEN_NOMATCH;
}

// A format that ends in %Z: the last word of the text is the zone and wins over `zone`.
static pen_status parse_with_zone(pen_str text, const pen_date_format *format, int64_t *us)
{
    size_t cut = pen_str_rchr(text, ' ');
    pen_str word = cut == PEN_NPOS ? text : pen_str_from(text, cut + 1);
    pen_zone zone = pen_zone_find(word);
    pen_date_parts parts;
    PEN_TRY(
        pen_date_strptime(pen_str_head(text, cut == PEN_NPOS ? 0 : cut), format, &parts));
    return pen_date_join(&parts, &zone, us);
}

pen_status pen_date_parse_slowly(pen_str text, const pen_date_format *format,
                                 const pen_zone *zone, int64_t now_s, int64_t *us)
{
    pen_date_parts parts;
    text = pen_ublank_trim(text);
    if (text.n == 0 || text.n > PEN_DATE_TEXT_MAX) {
        return PEN_NOMATCH;
    }
    if (pen_date_is_epoch(text)) {
        return pen_date_from_epoch_text(text, zone, us);
    }
    if (format->style == PEN_DATE_FREE) {
        PEN_TRY(pen_date_free_form(text, now_s, &parts));
        return pen_date_join(&parts, zone, us);
    }
    if (format->style == PEN_DATE_NEVER) {
        return PEN_NOMATCH;
    }
    if (format->zone_last) {
        return parse_with_zone(text, format, us);
    }
    PEN_TRY(pen_date_strptime(text, format, &parts));
    return pen_date_join(&parts, zone, us);
}

// An epoch is one whatever the format is.
static bool by_format(pen_str text, const pen_date_format *format, pen_date_parts *out)
{
    return format->style == PEN_DATE_FORMAT && !format->zone_last &&
           !pen_date_is_epoch(text) && pen_date_fixed(text, format, out);
}

pen_status pen_date_parse(pen_str text, const pen_date_format *format, const pen_zone *zone,
                          int64_t now_s, int64_t *us)
{
    pen_date_parts parts;
    int64_t wall_us;
    if (format->style == PEN_DATE_FREE && pen_date_iso(text, &parts)) {
        return join_valid(&parts, zone, us);
    }
    if (pen_date_usual_epoch(text, &wall_us)) {
        return pen_date_localize(wall_us, zone, us);
    }
    bool read = format->style == PEN_DATE_FREE ? pen_date_shape(text, now_s, &parts)
                                               : by_format(text, format, &parts);
    return read ? pen_date_join(&parts, zone, us)
                : pen_date_parse_slowly(text, format, zone, now_s, us);
}

pen_status pen_date_parse_text(pen_str text, pen_str format, const pen_zone *zone,
                               int64_t now_s, int64_t *us)
{
    pen_date_format compiled;
    pen_status s = pen_date_format_compile(format, &compiled);
    (void)s; // a malformed format matches only epochs, as it does when compiled at load
    return pen_date_parse(text, &compiled, zone, now_s, us);
}

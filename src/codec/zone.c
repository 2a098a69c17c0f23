// SPDX-License-Identifier: Apache-2.0
#include "codec/zone.h"

#include "base/ublank.h"
#include "codec/date_parts.h"
#include "codec/zone_data.h"

typedef struct abbreviation {
    char name[5];
    uint8_t length;
    int16_t minutes; // east of UTC
} abbreviation;

// Those that logs use, with their commonest meaning (several are ambiguous: BST is the
// British one, IST the Indian, CST the American).
static const abbreviation abbreviations[] = {
    {"UTC", 3, 0},     {"GMT", 3, 0},    {"Z", 1, 0},      {"WET", 3, 0},
    {"WEST", 4, 60},   {"BST", 3, 60},   {"CET", 3, 60},   {"CEST", 4, 120},
    {"EET", 3, 120},   {"EEST", 4, 180}, {"MSK", 3, 180},  {"EST", 3, -300},
    {"EDT", 3, -240},  {"CST", 3, -360}, {"CDT", 3, -300}, {"MST", 3, -420},
    {"MDT", 3, -360},  {"PST", 3, -480}, {"PDT", 3, -420}, {"AKST", 4, -540},
    {"AKDT", 4, -480}, {"HST", 3, -600}, {"IST", 3, 330},  {"JST", 3, 540},
    {"KST", 3, 540},   {"SGT", 3, 480},  {"HKT", 3, 480},  {"BRT", 3, -180},
    {"AEST", 4, 600},  {"AEDT", 4, 660}, {"NZST", 4, 720}, {"NZDT", 4, 780},
};

static pen_zone fixed(int64_t seconds)
{
    return (pen_zone){.offset_s = (int32_t)seconds};
}

static bool find_abbreviation(pen_str name, pen_zone *out)
{
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
        const abbreviation *a = &abbreviations[i];
        if (pen_str_ieq(name, pen_str_of(a->name, a->length))) {
            *out = fixed(a->minutes * 60);
            return true;
        }
    }
    return false;
}

// `H[H][[:]MM]`: hours take two digits unless the minutes need the second one.
static bool split_offset(pen_str s, int64_t *hours, int64_t *minutes)
{
    size_t colon = pen_str_chr(s, ':', 0);
    bool has_colon = colon != PEN_NPOS;
    size_t width = has_colon ? colon : s.n <= 2 ? s.n : s.n - 2;
    pen_str rest = pen_str_from(s, width + has_colon);
    *minutes = 0;
    return width >= 1 && width <= 2 && pen_date_digits(pen_str_head(s, width), hours) &&
           (rest.n == 0 || (rest.n == 2 && pen_date_digits(rest, minutes)));
}

// True when the name is written as an offset; one of a day or more is UTC.
static bool find_offset(pen_str name, pen_zone *out)
{
    if (pen_str_starts(name, PEN_LIT("UTC")) || pen_str_starts(name, PEN_LIT("GMT"))) {
        name = pen_str_from(name, 3);
    }
    int64_t hours, minutes;
    if (name.n < 2 || (name.p[0] != '+' && name.p[0] != '-') ||
        !split_offset(pen_str_from(name, 1), &hours, &minutes)) {
        return false;
    }
    int64_t seconds = hours * 3600 + minutes * 60;
    *out = fixed(seconds >= PEN_S_PER_DAY ? 0 : name.p[0] == '-' ? -seconds : seconds);
    return true;
}

// Order of two names, blanks in the first one read as `_` (`America/New York`).
static int compare_name(pen_str name, pen_str entry)
{
    for (size_t i = 0; i < name.n && i < entry.n; i++) {
        int a = (unsigned char)(name.p[i] == ' ' ? '_' : name.p[i]);
        int b = (unsigned char)entry.p[i];
        if (a != b) {
            return a - b;
        }
    }
    return name.n < entry.n ? -1 : name.n > entry.n;
}

static bool find_iana(pen_str name, pen_zone *out)
{
    size_t low = 0, high = pen_zone_index_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const pen_zone_name *e = &pen_zone_index[middle];
        int order = compare_name(name, pen_str_of(e->name, e->length));
        if (order == 0) {
            *out = (pen_zone){.data = &pen_zone_table[e->zone]};
            return true;
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return false;
}

pen_zone pen_zone_find(pen_str name)
{
    pen_zone zone;
    if (name.n == 0) {
        return fixed(0); // what most dates are read with
    }
    name = pen_ublank_trim(name);
    while (name.n > 0 && name.p[0] == '"') {
        name = pen_str_from(name, 1);
    }
    while (name.n > 0 && name.p[name.n - 1] == '"') {
        name.n--;
    }
    if (find_offset(name, &zone) || find_abbreviation(name, &zone) ||
        find_iana(name, &zone)) {
        return zone;
    }
    return fixed(0);
}

// Wall time of a rule's change in a year.
static int64_t change_in(const pen_zone_rule *rule, int64_t year)
{
    int64_t first = pen_days_of(year, rule->month, 1);
    int64_t weekday = (pen_weekday_of(first) + 1) % 7; // Sunday first
    int64_t day = 1 + (rule->weekday - weekday + 7) % 7 + 7 * (rule->week - 1);
    if (day > pen_month_days(year, rule->month)) {
        day -= 7;
    }
    return (first + day - 1) * PEN_S_PER_DAY + rule->second;
}

static int64_t offset_by_rules(const pen_zone_data *z, int64_t wall_s)
{
    pen_date_parts date;
    pen_days_split(wall_s / PEN_S_PER_DAY - (wall_s % PEN_S_PER_DAY < 0), &date);
    int64_t begin = change_in(&z->begin, date.year), end = change_in(&z->end, date.year);
    bool summer = begin < end ? wall_s >= begin && wall_s < end // north
                              : wall_s >= begin || wall_s < end;
    return summer ? z->summer : z->standard;
}

int64_t pen_zone_offset(const pen_zone *zone, int64_t wall_s)
{
    const pen_zone_data *z = zone->data;
    if (!z) {
        return zone->offset_s;
    }
    size_t low = 0, high = z->count; // changes before `low` have happened
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool happened = z->change[middle].wall_s <= wall_s;
        low = happened ? middle + 1 : low;
        high = happened ? high : middle;
    }
    if (low == z->count && z->has_rules) {
        return offset_by_rules(z, wall_s);
    }
    return low == 0 ? z->first : z->change[low - 1].offset_s;
}

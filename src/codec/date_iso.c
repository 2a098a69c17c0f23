// SPDX-License-Identifier: Apache-2.0
// The one shape that nearly every log has, read without tokens. What it accepts, and what
// it gives, is exactly what the free form would; whatever it does not like it leaves to
// the free form, errors included. (The fuzz target holds the two against each other.)
#include "codec/date_parts.h"

#define DATE_TIME 19 // length of YYYY-MM-DDTHH:MM:SS

static uint32_t digit(char c)
{
    return (uint32_t)(unsigned char)c - '0';
}

// Two digits as a number, or something from 100 up.
static uint32_t two(const char *p)
{
    uint32_t a = digit(p[0]), b = digit(p[1]);
    return a > 9 || b > 9 ? 100 : a * 10 + b;
}

// A shape of eight characters: `0` stands for any digit, `x` for any character, the rest
// for itself. `fixed` has all bits set where the character is not a digit.
typedef struct shape {
    char digits[8], fixed[8], any[8];
} shape;

#define SHUT '\xff'
static const shape date_shape = {"0000-00-", {0, 0, 0, 0, SHUT, 0, 0, SHUT}, {0}};
static const shape time_shape = {"00:00:00", {0, 0, SHUT, 0, 0, SHUT, 0, 0}, {0}};
static const shape micros_shape = {
    ".000000x", {SHUT, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, SHUT}};

static uint64_t load(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

// All eight at once: against the shape a digit leaves 0-9 and the rest nothing; a byte of
// ten or more shows in its upper half when six is added, and bytes that would carry into
// the next one show without. Then each byte times ten plus the one after it, so that
// out[i] is the number that the digits at i and i + 1 make.
static bool read_shape(const char *p, const shape *s, unsigned char *out)
{
    const uint16_t one = 1;
    const bool little = *(const unsigned char *)&one == 1; // known to the compiler
    uint64_t v = (load(p) ^ load(s->digits)) & ~load(s->any);
    uint64_t upper =
        (v | (v + UINT64_C(0x0606060606060606))) & UINT64_C(0xf0f0f0f0f0f0f0f0);
    uint64_t pairs = v * 10 + (little ? v >> 8 : v << 8);
    memcpy(out, &pairs, sizeof pairs);
    return (upper | (v & load(s->fixed))) == 0;
}

static bool read_date_time(const char *p, pen_date_parts *out)
{
    unsigned char date[8], time[8];
    if (!read_shape(p, &date_shape, date) || !read_shape(p + 11, &time_shape, time) ||
        (p[10] != 'T' && p[10] != ' ')) {
        return false;
    }
    uint32_t year = date[0] * 100u + date[2], month = date[5], day = two(p + 8);
    if ((year == 0) | (month - 1 > 11) | (day - 1 > 30) | (time[0] > 23) | (time[3] > 59) |
        (time[6] > 59)) {
        return false;
    }
    out->year = year;
    out->month = month;
    out->day = day;
    out->hour = time[0];
    out->minute = time[3];
    out->second = time[6];
    return day <= 28 || day <= pen_month_days(year, month);
}

// `.` and up to nine digits, the first six of which count; gives the length read.
static size_t read_fraction(pen_str s, int64_t *us)
{
    static const uint32_t weight[] = {0, 100000, 10000, 1000, 100, 10, 1, 0, 0, 0};
    unsigned char pair[8];
    if (s.n > 7 && digit(s.p[7]) > 9 && read_shape(s.p, &micros_shape, pair)) {
        *us = pair[1] * 10000 + pair[3] * 100 + pair[5];
        return 7;
    }
    size_t i = 1;
    uint32_t sum = 0;
    for (; i < 10 && i < s.n && digit(s.p[i]) <= 9; i++) {
        sum += digit(s.p[i]) * weight[i];
    }
    *us = sum;
    return i;
}

// `Z`, `±HHMM` or `±HH:MM`, all of `s`.
static bool read_offset(pen_str s, pen_date_parts *out)
{
    out->has_offset = true;
    out->offset_us = 0;
    if (s.n == 1) {
        return s.p[0] == 'Z';
    }
    if (pen_str_eq(s, PEN_LIT("+0000"))) {
        return true;
    }
    bool colon = s.n == 6 && s.p[3] == ':';
    if ((s.n != 5 && !colon) || (s.p[0] != '+' && s.p[0] != '-')) {
        return false;
    }
    uint32_t hours = two(s.p + 1), minutes = two(s.p + (colon ? 4 : 3));
    int64_t seconds = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    out->offset_us = (s.p[0] == '-' ? -seconds : seconds) * PEN_US_PER_S;
    return hours < 100 && minutes < 100 && seconds < PEN_S_PER_DAY;
}

bool pen_date_iso(pen_str text, pen_date_parts *out)
{
    if (text.n < DATE_TIME || !read_date_time(text.p, out)) {
        return false;
    }
    out->us = 0;
    out->has_offset = false;
    pen_str rest = pen_str_from(text, DATE_TIME);
    if (rest.n > 1 && rest.p[0] == '.') {
        size_t n = read_fraction(rest, &out->us);
        if (n == 1) {
            return false;
        }
        rest = pen_str_from(rest, n);
    }
    return rest.n == 0 || read_offset(rest, out);
}

bool pen_date_is_canonical(pen_str text, size_t *keep)
{
    pen_date_parts parts;
    if (!pen_date_iso(text, &parts) || text.p[10] != 'T' ||
        (parts.has_offset && parts.offset_us != 0)) {
        return false;
    }
    size_t digits = 0;
    if (text.n > DATE_TIME && text.p[DATE_TIME] == '.') {
        while (DATE_TIME + 1 + digits < text.n &&
               pen_is_digit(text.p[DATE_TIME + 1 + digits])) {
            digits++;
        }
    }
    *keep = parts.us == 0 ? DATE_TIME : DATE_TIME + 7;
    return parts.us == 0 || digits >= 6;
}

// SPDX-License-Identifier: Apache-2.0
// Free-form dates: tokens in order, each taken by the first rule that fits. The rules are
// those of python-dateutil's parser (month first, no fuzziness), which public formats rely
// on down to its oddities; SEMANTICS 10.5 lists them, the letters below are its.
#include "codec/date_tokens.h"
#include "codec/date_ymd.h"

#define NONE INT64_C(-1)

typedef struct reader {
    const pen_date_token *t;
    size_t n, i; // tokens; the one being read
    pen_date_ymd ymd;
    int64_t hour, minute, second, us, weekday; // NONE when not seen
    int64_t this_year;
    bool has_zone, zone_is_utc, has_offset;
    bool turned; // the sign that comes next counts the other way (`GMT+3`)
    int64_t offset_s;
} reader;

// What a rule says about a token.
typedef enum verdict { PASS, DONE, FAIL } verdict;

// The token `k` places on; the END token past the last one.
static const pen_date_token *ahead(const reader *r, size_t k)
{
    return &r->t[r->i + k < r->n ? r->i + k : r->n];
}

static bool is_char(const pen_date_token *t, char c)
{
    return t->kind == PEN_DATE_TOK_CHAR && t->text.n == 1 && t->text.p[0] == c;
}

static bool means(const pen_date_token *t, unsigned what)
{
    return (t->means & what) != 0;
}

static bool is_end(const pen_date_token *t)
{
    return t->kind == PEN_DATE_TOK_END;
}

static bool is_digits(const pen_date_token *t)
{
    return t->kind == PEN_DATE_TOK_NUMBER && t->whole == t->text.n;
}

static pen_str fraction_of(const pen_date_token *t)
{
    return pen_str_from(t->text, (size_t)t->whole + 1);
}

static bool has_fraction(const pen_date_token *t)
{
    pen_str f = fraction_of(t);
    for (size_t i = 0; i < f.n; i++) {
        if (f.p[i] != '0') {
            return true;
        }
    }
    return false;
}

static int64_t whole_of(const pen_date_token *t)
{
    int64_t v = 0;
    (void)pen_date_digits(pen_str_head(t->text, t->whole), &v);
    return v;
}

// Sixty times a decimal fraction, cut to a whole number: from the last digit, with carry.
static int64_t sixty_times(pen_str fraction)
{
    int64_t carry = 0;
    for (size_t i = fraction.n; i > 0; i--) {
        carry = (60 * (fraction.p[i - 1] - '0') + carry) / 10;
    }
    return carry;
}

// `30` or `30.447`: seconds and, from the first six digits, microseconds.
static bool read_seconds(reader *r, pen_str s)
{
    size_t dot = pen_str_chr(s, '.', 0);
    pen_str fraction = dot == PEN_NPOS ? PEN_EMPTY : pen_str_from(s, dot + 1);
    int64_t ignored;
    if (!pen_date_digits(pen_str_head(s, dot), &r->second) ||
        (dot != PEN_NPOS && !pen_date_digits(fraction, &ignored))) {
        return false;
    }
    r->us = 0;
    for (size_t i = 0; i < 6; i++) {
        r->us = r->us * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
    }
    return true;
}

// Minutes, their fraction as seconds. Seconds seen before are forgotten.
static void read_minutes(reader *r, const pen_date_token *t)
{
    r->minute = whole_of(t);
    r->second = has_fraction(t) ? sixty_times(fraction_of(t)) : NONE;
}

static int64_t on_half(int64_t hour, uint8_t half)
{
    if (half == 1) {
        return hour < 12 ? hour + 12 : hour;
    }
    return hour == 12 ? 0 : hour;
}

static bool part(pen_str s, size_t from, size_t n, int64_t *out)
{
    return pen_date_digits(pen_str_head(pen_str_from(s, from), n), out);
}

static verdict done_if(bool good)
{
    return good ? DONE : FAIL;
}

// Rule a: `HH[MM]` after a whole date.
static verdict rule_hour_after_date(reader *r, const pen_date_token *t)
{
    const pen_date_token *next = ahead(r, 1);
    size_t n = t->text.n;
    if (r->ymd.count != 3 || (n != 2 && n != 4) || r->hour != NONE || is_char(next, ':') ||
        means(next, PEN_DATE_UNIT)) {
        return PASS;
    }
    return done_if(part(t->text, 0, 2, &r->hour) &&
                   (n == 2 || part(t->text, 2, 2, &r->minute)));
}

// Rule b: `YYMMDD` at the start, else `HHMMSS[.f]`.
static verdict rule_six(reader *r, const pen_date_token *t)
{
    pen_str s = t->text;
    if (s.n != 6 && !(s.n > 6 && t->whole == 6)) {
        return PASS;
    }
    if (r->ymd.count == 0 && is_digits(t)) {
        return done_if(pen_date_ymd_digits(&r->ymd, pen_str_head(s, 2)) &&
                       pen_date_ymd_digits(&r->ymd, pen_str_head(pen_str_from(s, 2), 2)) &&
                       pen_date_ymd_digits(&r->ymd, pen_str_from(s, 4)));
    }
    return done_if(part(s, 0, 2, &r->hour) && part(s, 2, 2, &r->minute) &&
                   read_seconds(r, pen_str_from(s, 4)));
}

// Rule c: `YYYYMMDD[HHMM[SS]]`.
static verdict rule_compact(reader *r, const pen_date_token *t)
{
    pen_str s = t->text;
    if (s.n != 8 && s.n != 12 && s.n != 14) {
        return PASS;
    }
    bool good = pen_date_ymd_digits(&r->ymd, pen_str_head(s, 4)) &&
                pen_date_ymd_digits(&r->ymd, pen_str_head(pen_str_from(s, 4), 2)) &&
                pen_date_ymd_digits(&r->ymd, pen_str_head(pen_str_from(s, 6), 2));
    if (good && s.n > 8) {
        good = part(s, 8, 2, &r->hour) && part(s, 10, 2, &r->minute);
    }
    if (good && s.n > 12) {
        good = part(s, 12, 2, &r->second);
    }
    return done_if(good);
}

// 0 hours, 1 minutes, 2 seconds, 3 nothing.
static verdict set_unit(reader *r, const pen_date_token *t, int unit)
{
    if (unit == 0) {
        r->hour = whole_of(t);
        r->minute = has_fraction(t) ? sixty_times(fraction_of(t)) : r->minute;
    } else if (unit == 1) {
        read_minutes(r, t);
    } else if (unit == 2) {
        return done_if(read_seconds(r, t->text));
    }
    return DONE;
}

// Rule d: `10h`, `10 h`, and what follows a unit is the next smaller one (`10h20`).
static verdict rule_unit(reader *r, const pen_date_token *t)
{
    const pen_date_token *one = ahead(r, 1), *two = ahead(r, 2);
    if (means(one, PEN_DATE_UNIT)) {
        r->i += 1;
        return set_unit(r, t, one->value);
    }
    if (is_char(one, ' ') && means(two, PEN_DATE_UNIT)) {
        r->i += 2;
        return set_unit(r, t, two->value);
    }
    if (r->i > 0 && means(t - 1, PEN_DATE_UNIT)) {
        return set_unit(r, t, (t - 1)->value + 1);
    }
    if (r->i > 1 && is_end(one) && is_char(t - 1, ' ') && means(t - 2, PEN_DATE_UNIT)) {
        return set_unit(r, t, (t - 2)->value + 1);
    }
    return PASS;
}

// Rule e: `HH:MM[:SS[.f]]`.
static verdict rule_clock(reader *r, const pen_date_token *t)
{
    const pen_date_token *minutes = ahead(r, 2);
    if (!is_char(ahead(r, 1), ':') || is_end(minutes)) {
        return PASS;
    }
    if (minutes->kind != PEN_DATE_TOK_NUMBER) {
        return FAIL;
    }
    r->hour = whole_of(t);
    read_minutes(r, minutes);
    if (!is_char(ahead(r, 3), ':') || is_end(ahead(r, 4))) {
        r->i += 2;
        return DONE;
    }
    bool good = read_seconds(r, ahead(r, 4)->text);
    r->i += 4;
    return done_if(good);
}

static bool add_digits(reader *r, const pen_date_token *t)
{
    return is_digits(t) && pen_date_ymd_digits(&r->ymd, t->text);
}

// A member of `a-b-c`: digits or a month name.
static bool add_member(reader *r, const pen_date_token *t)
{
    return means(t, PEN_DATE_MONTH) ? pen_date_ymd_month(&r->ymd, t->value)
                                    : add_digits(r, t);
}

// Rule f: `a-b[-c]`, with `-`, `/` or `.`.
static verdict rule_separated(reader *r, const pen_date_token *t)
{
    const pen_date_token *sep = ahead(r, 1), *second = ahead(r, 2);
    if (!is_char(sep, '-') && !is_char(sep, '/') && !is_char(sep, '.')) {
        return PASS;
    }
    if (!add_digits(r, t)) {
        return FAIL;
    }
    if (is_end(second) || means(second, PEN_DATE_SKIP)) {
        r->i += 1;
        return DONE;
    }
    bool good = add_member(r, second);
    bool third = is_char(ahead(r, 3), sep->text.p[0]);
    good = good && (!third || add_member(r, ahead(r, 4)));
    r->i += third ? 4 : 2;
    return done_if(good);
}

static bool add_value(reader *r, const pen_date_token *t)
{
    return pen_date_ymd_value(&r->ymd, whole_of(t), has_fraction(t));
}

// Rule g: at the end or before a skip word, an hour when am or pm comes next.
static verdict rule_alone(reader *r, const pen_date_token *t)
{
    const pen_date_token *next = ahead(r, 1), *half = ahead(r, 2);
    if (!is_end(next) && !means(next, PEN_DATE_SKIP)) {
        return PASS;
    }
    if (!is_end(next) && means(half, PEN_DATE_HALF)) {
        r->hour = on_half(whole_of(t), half->value);
        r->i += 2;
        return DONE;
    }
    r->i += 1;
    return done_if(add_value(r, t));
}

// Rules h and i: `5pm`; else perhaps a day.
static verdict rule_last(reader *r, const pen_date_token *t)
{
    const pen_date_token *next = ahead(r, 1);
    if (means(next, PEN_DATE_HALF) && whole_of(t) < 24) {
        r->hour = on_half(whole_of(t), next->value);
        r->i += 1;
        return DONE;
    }
    return done_if(pen_date_ymd_day_fits(&r->ymd, whole_of(t), has_fraction(t)) &&
                   add_value(r, t));
}

static verdict on_number(reader *r, const pen_date_token *t)
{
    static verdict (*const rules[])(reader *, const pen_date_token *) = {
        rule_hour_after_date, rule_six,       rule_compact, rule_unit,
        rule_clock,           rule_separated, rule_alone,   rule_last,
    };
    verdict v = t->kind == PEN_DATE_TOK_NUMBER ? PASS : FAIL;
    if (t->kind != PEN_DATE_TOK_NUMBER && !means(t, PEN_DATE_NOWHERE)) {
        return PASS;
    }
    for (size_t i = 0; v == PASS && i < sizeof rules / sizeof *rules; i++) {
        v = rules[i](r, t);
    }
    return v;
}

static verdict on_weekday(reader *r, const pen_date_token *t)
{
    if (!means(t, PEN_DATE_WEEKDAY)) {
        return PASS;
    }
    r->weekday = t->value;
    return DONE;
}

// Two digits are a year near this one.
static int64_t full_year(int64_t year, int64_t this_year)
{
    if (year >= 100) {
        return year;
    }
    year += this_year / 100 * 100;
    if (year >= this_year + 50) {
        return year - 100;
    }
    return year < this_year - 50 ? year + 100 : year;
}

// After a month name: `-x[-y]`, `/x[/y]`, or ` of yy`.
static verdict on_month(reader *r, const pen_date_token *t)
{
    const pen_date_token *sep = ahead(r, 1);
    if (!means(t, PEN_DATE_MONTH)) {
        return PASS;
    }
    bool good = pen_date_ymd_month(&r->ymd, t->value);
    if (is_char(sep, '-') || is_char(sep, '/')) {
        bool more = is_char(ahead(r, 3), sep->text.p[0]);
        good = good && add_digits(r, ahead(r, 2)) && (!more || add_digits(r, ahead(r, 4)));
        r->i += more ? 4 : 2;
    } else if (is_char(sep, ' ') && means(ahead(r, 2), PEN_DATE_OF) &&
               is_char(ahead(r, 3), ' ') && !is_end(ahead(r, 4))) {
        const pen_date_token *year = ahead(r, 4);
        if (is_digits(year)) {
            good =
                good && pen_date_ymd_year(&r->ymd, full_year(whole_of(year), r->this_year));
        }
        r->i += 4;
    }
    return done_if(good);
}

static verdict on_half_word(reader *r, const pen_date_token *t)
{
    if (!means(t, PEN_DATE_HALF)) {
        return PASS;
    }
    if (r->hour < 0 || r->hour > 12) {
        return FAIL;
    }
    r->hour = on_half(r->hour, t->value);
    return DONE;
}

static bool is_utc_name(pen_str s)
{
    return pen_str_eq(s, PEN_LIT("UTC")) || pen_str_eq(s, PEN_LIT("GMT")) ||
           pen_str_eq(s, PEN_LIT("Z")) || pen_str_eq(s, PEN_LIT("z"));
}

// At most five capitals, or `z`.
static bool is_zone_name(const pen_date_token *t)
{
    if (t->kind != PEN_DATE_TOK_WORD || t->text.n > 5) {
        return false;
    }
    for (size_t i = 0; i < t->text.n; i++) {
        if (t->text.p[i] < 'A' || t->text.p[i] > 'Z') {
            return is_utc_name(t->text);
        }
    }
    return true;
}

// A zone's name says nothing unless it is one of UTC's. `GMT+3` is three hours behind, and
// not UTC; `BRT+3` likewise.
static verdict on_zone_name(reader *r, const pen_date_token *t)
{
    const pen_date_token *sign = ahead(r, 1);
    if (r->hour == NONE || r->has_zone || r->has_offset || !is_zone_name(t)) {
        return PASS;
    }
    bool utc = is_utc_name(t->text);
    r->turned = is_char(sign, '+') || is_char(sign, '-');
    r->has_zone = !(r->turned && utc);
    r->zone_is_utc = r->has_zone && utc;
    return DONE;
}

// The digits after a sign: `HHMM`, `HH:MM`, `H[H]`.
static bool read_offset(reader *r, int64_t *seconds)
{
    const pen_date_token *t = ahead(r, 1);
    int64_t hours = 0, minutes = 0;
    if (!is_digits(t)) {
        return false;
    }
    if (t->text.n == 4) {
        hours = whole_of(t) / 100;
        minutes = whole_of(t) % 100;
    } else if (is_char(ahead(r, 2), ':')) {
        if (!is_digits(ahead(r, 3))) {
            return false;
        }
        hours = whole_of(t);
        minutes = whole_of(ahead(r, 3));
        r->i += 2;
    } else if (t->text.n <= 2) {
        hours = whole_of(t);
    } else {
        return false;
    }
    *seconds = hours * 3600 + minutes * 60;
    return true;
}

// After an offset: ` (NAME)`.
static void skip_zone_comment(reader *r)
{
    const pen_date_token *name = ahead(r, 4);
    if (means(ahead(r, 2), PEN_DATE_SKIP) && is_char(ahead(r, 3), '(') &&
        is_char(ahead(r, 5), ')') && name->text.n >= 3 && !r->has_zone &&
        is_zone_name(name)) {
        r->has_zone = true;
        r->zone_is_utc = is_utc_name(name->text);
        r->i += 4;
    }
}

static verdict on_sign(reader *r, const pen_date_token *t)
{
    if (r->hour == NONE || (!is_char(t, '+') && !is_char(t, '-'))) {
        return PASS;
    }
    bool minus = is_char(t, '-') != r->turned;
    int64_t seconds;
    r->turned = false;
    if (!read_offset(r, &seconds)) {
        return FAIL;
    }
    r->has_offset = true;
    r->offset_s = minus ? -seconds : seconds;
    skip_zone_comment(r);
    r->i += 1;
    return DONE;
}

static verdict on_skip(reader *r, const pen_date_token *t)
{
    (void)r;
    return done_if(means(t, PEN_DATE_SKIP));
}

static bool read_tokens(reader *r)
{
    static verdict (*const readers[])(reader *, const pen_date_token *) = {
        on_number, on_weekday, on_month, on_half_word, on_zone_name, on_sign, on_skip,
    };
    for (; r->i < r->n; r->i++) {
        const pen_date_token *t = &r->t[r->i];
        verdict v = PASS;
        for (size_t k = 0; v == PASS && k < sizeof readers / sizeof *readers; k++) {
            v = readers[k](r, t);
        }
        if (v == FAIL) {
            return false;
        }
    }
    return true;
}

static bool found_nothing(const reader *r)
{
    return r->ymd.count == 0 && r->hour == NONE && r->minute == NONE && r->second == NONE &&
           r->weekday == NONE;
}

static int64_t or_zero(int64_t v)
{
    return v == NONE ? 0 : v;
}

// Missing parts of the date from today's. False when the month is none.
static bool fill_date(const reader *r, const pen_date_parts *today, pen_date_parts *out)
{
    pen_date_found f = pen_date_ymd_resolve(&r->ymd);
    if (f.year != NONE && !r->ymd.full_year) {
        f.year = full_year(f.year, r->this_year);
    }
    out->year = f.year == NONE ? today->year : f.year;
    out->month = f.month == NONE ? today->month : f.month;
    out->day = f.day == NONE ? today->day : f.day;
    if (out->year < 1 || out->year > 9999 || out->month < 1 || out->month > 12) {
        return false;
    }
    int64_t most = pen_month_days(out->year, out->month);
    if (f.day == NONE && out->day > most) {
        out->day = most;
    }
    if (f.day == NONE && r->weekday != NONE) {
        int64_t days = pen_days_of(out->year, out->month, out->day);
        pen_days_split(days + (r->weekday - pen_weekday_of(days) + 7) % 7, out);
    }
    return true;
}

pen_status pen_date_free_form(pen_str text, int64_t now_s, pen_date_parts *out)
{
    pen_date_tokens tokens;
    pen_date_parts today;
    int64_t days = now_s / PEN_S_PER_DAY - (now_s % PEN_S_PER_DAY < 0);
    pen_days_split(days, &today);
    pen_date_tokenize(text, &tokens);
    reader r = {.t = tokens.item, .n = tokens.count - 1, .this_year = today.year};
    r.hour = r.minute = r.second = r.us = r.weekday = NONE;
    pen_date_ymd_init(&r.ymd);
    if (!read_tokens(&r) || found_nothing(&r) || !fill_date(&r, &today, out)) {
        return PEN_NOMATCH;
    }
    out->hour = or_zero(r.hour);
    out->minute = or_zero(r.minute);
    out->second = or_zero(r.second);
    out->us = or_zero(r.us);
    out->has_offset = r.has_offset || r.zone_is_utc;
    out->offset_us = r.zone_is_utc ? 0 : r.offset_s * PEN_US_PER_S;
    return PEN_OK;
}

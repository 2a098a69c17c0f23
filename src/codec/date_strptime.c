// SPDX-License-Identifier: Apache-2.0
// Texts against a strptime format, as Python's datetime.strptime reads them: each
// directive takes as much as it can and gives back when the rest does not fit (`%H%M%S`
// reads `12345` as 12:34:05), but what is left over at the end is not given a second try.
//
// A directive occurs once, so at most some twenty steps have a choice, of three lengths
// mostly; the tries of one text are counted against a limit all the same.
#include "codec/date_steps.h"

#include "base/ublank.h"

typedef struct span {
    uint16_t at, n; // texts are short (PEN_DATE_TEXT_MAX)
} span;

typedef struct matcher {
    pen_str text;
    const pen_date_format *format;
    uint32_t tries;
    span found['z' - 'A' + 1]; // by directive letter; empty when it is not in the format
} matcher;

static span *found(matcher *m, char letter)
{
    return &m->found[letter - 'A'];
}

// What a directive took; empty when the format lacks it.
static pen_str taken(const matcher *m, char letter)
{
    span s = m->found[letter - 'A'];
    return pen_str_head(pen_str_from(m->text, s.at), s.n);
}

typedef struct number_rule {
    char letter;
    uint8_t shortest, longest; // digits
    uint16_t low, high;
} number_rule;

static const number_rule number_rules[] = {
    {'d', 1, 2, 1, 31}, {'H', 1, 2, 0, 23}, {'I', 1, 2, 1, 12},   {'j', 1, 3, 1, 366},
    {'m', 1, 2, 1, 12}, {'M', 1, 2, 0, 59}, {'S', 1, 2, 0, 61},   {'u', 1, 1, 1, 7},
    {'w', 1, 1, 0, 6},  {'y', 2, 2, 0, 99}, {'Y', 4, 4, 0, 9999},
};

// A set of lengths: bit n stands for n bytes. The longest is `+HH:MM:SS.ffffff`.
typedef uint64_t lengths;
#define LONGEST 16

static lengths number_lengths(const number_rule *rule, pen_str s)
{
    lengths set = 0;
    for (size_t n = rule->shortest; n <= rule->longest && n <= s.n; n++) {
        int64_t v;
        if (pen_date_digits(pen_str_head(s, n), &v) && v >= rule->low && v <= rule->high) {
            set |= UINT64_C(1) << n;
        }
    }
    if (rule->letter == 'd' && s.n > 1 && s.p[0] == ' ' && s.p[1] >= '1' && s.p[1] <= '9') {
        set |= UINT64_C(1) << 2; // ` 5`, as C's asctime pads
    }
    return set;
}

static size_t digits_at(pen_str s, size_t at, size_t most)
{
    size_t n = 0;
    while (n < most && at + n < s.n && pen_is_digit(s.p[at + n])) {
        n++;
    }
    return n;
}

static lengths fraction_lengths(pen_str s)
{
    return (UINT64_C(2) << digits_at(s, 0, 6)) - 2; // 1 up to all of them
}

// Whether `:MM` or `MM` with MM under 60 stands at `at`; gives its length.
static size_t sixty_at(pen_str s, size_t at)
{
    size_t colon = at < s.n && s.p[at] == ':';
    return digits_at(s, at + colon, 2) == 2 && s.p[at + colon] <= '5' ? colon + 2 : 0;
}

// `Z`, `±HH[:]MM[[:]SS[.ffffff]]`.
static lengths offset_lengths(pen_str s)
{
    if (s.n > 0 && s.p[0] == 'Z') {
        return 2;
    }
    size_t minutes = sixty_at(s, 3);
    if (s.n < 5 || (s.p[0] != '+' && s.p[0] != '-') || digits_at(s, 1, 2) < 2 ||
        minutes == 0) {
        return 0;
    }
    lengths set = UINT64_C(1) << (3 + minutes);
    size_t seconds = sixty_at(s, 3 + minutes);
    size_t at = 3 + minutes + seconds;
    if (seconds > 0) {
        set |= UINT64_C(1) << at;
        if (at < s.n && s.p[at] == '.') {
            set |= fraction_lengths(pen_str_from(s, at + 1)) << (at + 1);
        }
    }
    return set;
}

static lengths one_of(pen_str s, pen_str a, pen_str b)
{
    bool fits =
        pen_str_ieq(pen_str_head(s, a.n), a) || pen_str_ieq(pen_str_head(s, b.n), b);
    return fits ? UINT64_C(1) << a.n : 0;
}

static lengths name_lengths(char letter, pen_str s)
{
    int64_t value;
    bool full = letter == 'A' || letter == 'B';
    size_t n = letter == 'a' || letter == 'A' ? pen_date_weekday_name(s, full, &value)
                                              : pen_date_month_name(s, full, &value);
    return n > 0 ? UINT64_C(1) << n : 0;
}

// The lengths that a directive can take at the start of `s`.
static lengths step_lengths(char letter, pen_str s)
{
    for (size_t i = 0; i < sizeof number_rules / sizeof *number_rules; i++) {
        if (number_rules[i].letter == letter) {
            return number_lengths(&number_rules[i], s);
        }
    }
    switch (letter) {
    case 'f':
        return fraction_lengths(s);
    case 'z':
        return offset_lengths(s);
    case 'p':
        return one_of(s, PEN_LIT("am"), PEN_LIT("pm"));
    case 'Z':
        return one_of(s, PEN_LIT("utc"), PEN_LIT("gmt"));
    default:
        return name_lengths(letter, s);
    }
}

static size_t blanks_at(pen_str s)
{
    size_t n = 0, more;
    while (n < s.n && (more = pen_ublank_at(s, n)) > 0) {
        n += more;
    }
    return n;
}

// Passes literals and blanks from `step` on; gives the next directive's step or the end,
// or -1 when they do not fit.
static int pass_plain(const matcher *m, int step, size_t *at)
{
    for (; step < m->format->count; step++) {
        char kind = m->format->step[step].kind;
        pen_str rest = pen_str_from(m->text, *at);
        size_t n;
        if (kind == PEN_DATE_STEP_LIT) {
            n = rest.n > 0 && pen_to_lower(rest.p[0]) == m->format->step[step].lit;
        } else if (kind == PEN_DATE_STEP_BLANKS) {
            n = blanks_at(rest);
        } else {
            break;
        }
        if (n == 0) {
            return -1;
        }
        *at += n;
    }
    return step;
}

// Matches from `step` at `at`, longest first. Recursion goes one directive deeper each
// time, and each directive occurs once: twenty levels at most. Gives the end, or PEN_NPOS.
static size_t match(matcher *m, int step, size_t at)
{
    step = pass_plain(m, step, &at);
    if (step < 0 || ++m->tries > PEN_DATE_TRIES_MAX) {
        return PEN_NPOS;
    }
    if (step == m->format->count) {
        return at;
    }
    char letter = m->format->step[step].kind;
    pen_str rest = pen_str_from(m->text, at);
    lengths set = step_lengths(letter, rest);
    for (size_t n = LONGEST; n > 0 && set != 0; n--) {
        if ((set >> n & 1) == 0) {
            continue;
        }
        set &= ~(UINT64_C(1) << n);
        *found(m, letter) = (span){(uint16_t)at, (uint16_t)n};
        size_t end = match(m, step + 1, at + n);
        if (end != PEN_NPOS) {
            return end;
        }
    }
    return PEN_NPOS;
}

static bool has(const matcher *m, char letter)
{
    return m->found[letter - 'A'].n > 0;
}

// The number that a directive took, `missing` when the format lacks it.
static int64_t number(const matcher *m, char letter, int64_t missing)
{
    int64_t v = missing;
    pen_str s = taken(m, letter);
    if (s.n > 0 && s.p[0] == ' ') {
        s = pen_str_from(s, 1);
    }
    return pen_date_digits(s, &v) ? v : missing;
}

// Digits of a fraction to microseconds.
static int64_t micros(pen_str digits)
{
    int64_t v = 0;
    for (size_t i = 0; i < 6; i++) {
        v = v * 10 + (i < digits.n ? digits.p[i] - '0' : 0);
    }
    return v;
}

// Colons must be everywhere or nowhere in `±HH:MM:SS`.
static bool read_offset(pen_str s, pen_date_parts *out)
{
    out->has_offset = true;
    out->offset_us = 0;
    if (s.n < 5) { // `Z`
        return true;
    }
    size_t colon = s.p[3] == ':';
    int64_t hours = 0, minutes = 0, seconds = 0, us = 0;
    bool good = pen_date_digits(pen_str_head(pen_str_from(s, 1), 2), &hours) &&
                pen_date_digits(pen_str_head(pen_str_from(s, 3 + colon), 2), &minutes);
    pen_str rest = pen_str_from(s, 5 + colon);
    if (good && rest.n > 0) {
        good = (rest.p[0] == ':') == (colon == 1) &&
               pen_date_digits(pen_str_head(pen_str_from(rest, colon), 2), &seconds);
        us = micros(pen_str_from(rest, colon + 3));
    }
    us += (hours * 3600 + minutes * 60 + seconds) * PEN_US_PER_S;
    out->offset_us = s.p[0] == '-' ? -us : us;
    return good;
}

static int64_t hour_of(const matcher *m)
{
    if (!has(m, 'I')) {
        return number(m, 'H', 0);
    }
    bool pm = pen_str_ieq(taken(m, 'p'), PEN_LIT("pm"));
    return number(m, 'I', 0) % 12 + (pm ? 12 : 0);
}

static void read_date(const matcher *m, pen_date_parts *out)
{
    int64_t short_year = number(m, 'y', 0);
    int64_t year = has(m, 'y') ? short_year + (short_year <= 68 ? 2000 : 1900) : 1900;
    out->year = number(m, 'Y', year);
    out->month = number(m, 'm', 1);
    out->day = number(m, 'd', 1);
    if (has(m, 'b')) {
        (void)pen_date_month_name(taken(m, 'b'), false, &out->month);
    }
    if (has(m, 'B')) {
        (void)pen_date_month_name(taken(m, 'B'), true, &out->month);
    }
    if (has(m, 'j') && out->year > 0) {
        pen_days_split(pen_days_of(out->year, 1, number(m, 'j', 1)), out);
    }
}

pen_status pen_date_strptime(pen_str text, const pen_date_format *format,
                             pen_date_parts *out)
{
    matcher m = {.text = text, .format = format};
    if (match(&m, 0, 0) != text.n) {
        return PEN_NOMATCH;
    }
    read_date(&m, out);
    out->hour = hour_of(&m);
    out->minute = number(&m, 'M', 0);
    out->second = number(&m, 'S', 0);
    out->us = micros(taken(&m, 'f'));
    out->has_offset = false;
    if (has(&m, 'z') && !read_offset(taken(&m, 'z'), out)) {
        return PEN_NOMATCH;
    }
    return PEN_OK;
}

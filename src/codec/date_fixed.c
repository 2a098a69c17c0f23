// SPDX-License-Identifier: Apache-2.0
// Texts read by a format in one go, without tries or tokens: every directive takes the one
// length that strptime would try first, and whatever does not fit that leaves the text to
// the general readers. The free form's commonest shapes are formats here too. (The fuzz
// target holds both against the general readers.)
#include "codec/date_steps.h"

// What a format's directives gave. -1 (0 for a month's name) where there was none.
typedef struct fixed {
    const char *p, *end;
    pen_date_parts *out;
    int32_t year, short_year, month_name, hour12;
    bool pm;
} fixed;

static uint32_t digit(const char *p)
{
    return (uint32_t)(unsigned char)*p - '0';
}

// One digit or two, in a range: never the first of two.
static bool take_number(fixed *f, uint32_t low, uint32_t high, int64_t *out)
{
    if (f->p == f->end || digit(f->p) > 9) {
        return false;
    }
    uint32_t v = digit(f->p++);
    if (f->p < f->end && digit(f->p) <= 9) {
        v = v * 10 + digit(f->p++);
    }
    *out = v;
    return v >= low && v <= high;
}

// Exactly `n` digits.
static bool take_digits(fixed *f, ptrdiff_t n, int32_t *out)
{
    int32_t v = 0;
    if (f->end - f->p < n) {
        return false;
    }
    for (; n > 0; n--, f->p++) {
        if (digit(f->p) > 9) {
            return false;
        }
        v = v * 10 + (int32_t)digit(f->p);
    }
    *out = v;
    return true;
}

// Three letters as a number, capitals as small ones; no other bytes become letters by it.
#define NAME(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static bool take_name(fixed *f, const uint32_t *names, int32_t count, int32_t *out)
{
    if (f->end - f->p < 3) {
        return false;
    }
    const unsigned char *p = (const unsigned char *)f->p;
    uint32_t name = NAME(p[0], p[1], p[2]) | 0x202020;
    int32_t i = 0;
    while (i < count && names[i] != name) {
        i++;
    }
    f->p += 3;
    *out = i + 1;
    return i < count;
}

static bool take_month(fixed *f)
{
    static const uint32_t names[] = {
        NAME('j', 'a', 'n'), NAME('f', 'e', 'b'), NAME('m', 'a', 'r'), NAME('a', 'p', 'r'),
        NAME('m', 'a', 'y'), NAME('j', 'u', 'n'), NAME('j', 'u', 'l'), NAME('a', 'u', 'g'),
        NAME('s', 'e', 'p'), NAME('o', 'c', 't'), NAME('n', 'o', 'v'), NAME('d', 'e', 'c'),
    };
    return take_name(f, names, 12, &f->month_name);
}

static bool take_weekday(fixed *f)
{
    static const uint32_t names[] = {
        NAME('m', 'o', 'n'), NAME('t', 'u', 'e'), NAME('w', 'e', 'd'), NAME('t', 'h', 'u'),
        NAME('f', 'r', 'i'), NAME('s', 'a', 't'), NAME('s', 'u', 'n'),
    };
    int32_t ignored;
    return take_name(f, names, 7, &ignored);
}

// One to six digits.
static bool take_fraction(fixed *f)
{
    static const uint32_t weight[] = {100000, 10000, 1000, 100, 10, 1};
    uint32_t us = 0, n = 0;
    for (; n < 6 && f->p < f->end && digit(f->p) <= 9; n++) {
        us += digit(f->p++) * weight[n];
    }
    f->out->us = us;
    return n > 0;
}

// `Z`, `±HHMM` or `±HH:MM`, and no more of what an offset may have.
static bool take_offset(fixed *f)
{
    f->out->has_offset = true;
    f->out->offset_us = 0;
    if (f->p < f->end && *f->p == 'Z') {
        f->p++;
        return true;
    }
    if (f->end - f->p < 5 || (*f->p != '+' && *f->p != '-')) {
        return false;
    }
    bool minus = *f->p++ == '-';
    int32_t hours, minutes;
    bool good = take_digits(f, 2, &hours);
    f->p += *f->p == ':'; // two more bytes are there
    good = good && take_digits(f, 2, &minutes) && minutes < 60;
    if (!good || (f->p < f->end && (digit(f->p) <= 9 || *f->p == ':'))) {
        return false;
    }
    int64_t us = (hours * 3600 + minutes * 60) * PEN_US_PER_S;
    f->out->offset_us = minus ? -us : us;
    return true;
}

static bool take_half(fixed *f)
{
    if (f->end - f->p < 2 || (f->p[1] | 0x20) != 'm') {
        return false;
    }
    char c = (char)(f->p[0] | 0x20);
    f->pm = c == 'p';
    f->p += 2;
    return c == 'a' || c == 'p';
}

// Blanks of the one kind that nearly all are.
static bool take_blanks(fixed *f)
{
    const char *from = f->p;
    while (f->p < f->end && *f->p == ' ') {
        f->p++;
    }
    return f->p > from && f->p < f->end && *f->p > ' ';
}

static bool take_hour12(fixed *f)
{
    int64_t v = 0;
    bool good = take_number(f, 1, 12, &v);
    f->hour12 = (int32_t)v;
    return good;
}

static bool take(fixed *f, char kind, char lit)
{
    switch (kind) {
    case PEN_DATE_STEP_LIT:
        return f->p < f->end && pen_to_lower(*f->p++) == lit;
    case PEN_DATE_STEP_BLANKS:
        return take_blanks(f);
    case 'd':
        return take_number(f, 1, 31, &f->out->day);
    case 'm':
        return take_number(f, 1, 12, &f->out->month);
    case 'H':
        return take_number(f, 0, 23, &f->out->hour);
    case 'M':
        return take_number(f, 0, 59, &f->out->minute);
    case 'S':
        return take_number(f, 0, 59, &f->out->second);
    case 'Y':
        return take_digits(f, 4, &f->year);
    case 'y':
        return take_digits(f, 2, &f->short_year);
    case 'b':
        return take_month(f);
    case 'a':
        return take_weekday(f);
    case 'f':
        return take_fraction(f);
    case 'z':
        return take_offset(f);
    case 'I':
        return take_hour12(f);
    case 'p':
        return take_half(f);
    default:
        return false; // a directive that is rare
    }
}

// Which of several directives for one part counts.
static void settle(const fixed *f)
{
    if (f->short_year >= 0) {
        f->out->year = f->short_year + (f->short_year <= 68 ? 2000 : 1900);
    }
    if (f->year >= 0) {
        f->out->year = f->year;
    }
    if (f->month_name) {
        f->out->month = f->month_name;
    }
    if (f->hour12) {
        f->out->hour = f->hour12 % 12 + (f->pm ? 12 : 0);
    }
}

static bool visible(char c)
{
    return c > ' ' && c < 0x7f;
}

bool pen_date_fixed(pen_str text, const pen_date_format *format, pen_date_parts *out)
{
    if (text.n == 0 || text.n > PEN_DATE_TEXT_MAX || !visible(text.p[0]) ||
        !visible(text.p[text.n - 1])) {
        return false;
    }
    *out = (pen_date_parts){.year = 1900, .month = 1, .day = 1};
    fixed f = {.p = text.p, .end = text.p + text.n, .out = out, .year = -1, .short_year = -1};
    for (size_t i = 0; i < format->count; i++) {
        if (!take(&f, format->step[i].kind, format->step[i].lit)) {
            return false;
        }
    }
    settle(&f);
    return f.p == f.end;
}

// ---- the free form ----

#define L(c) {PEN_DATE_STEP_LIT, c}
#define D(letter) {letter, 0}
#define BLANKS {PEN_DATE_STEP_BLANKS, 0}
#define CLOCK D('H'), L(':'), D('M'), L(':'), D('S')

// Shapes that the free form reads as strptime would, those that start with a letter and those
// that start with a digit.
typedef struct free_shape {
    bool letter;
    pen_date_format format;
} free_shape;

#define STEPS(n, ...) {.style = PEN_DATE_FORMAT, .count = (n), .step = {__VA_ARGS__}}

static const free_shape shapes[] = {
    {true, STEPS(9, D('b'), BLANKS, D('d'), BLANKS, CLOCK)},
    {true, STEPS(11, D('b'), BLANKS, D('d'), BLANKS, D('Y'), BLANKS, CLOCK)},
    {true, STEPS(13, D('b'), BLANKS, D('d'), BLANKS, D('Y'), BLANKS, CLOCK, L('.'), D('f'))},
    {true, STEPS(13, D('a'), BLANKS, D('b'), BLANKS, D('d'), BLANKS, CLOCK, BLANKS, D('Y'))},
    {true, STEPS(16, D('a'), L(','), BLANKS, D('d'), BLANKS, D('b'), BLANKS, D('Y'), BLANKS,
                 CLOCK, BLANKS, D('z'))},
    {false, STEPS(11, D('Y'), L('/'), D('m'), L('/'), D('d'), BLANKS, CLOCK)},
    {false, STEPS(13, D('Y'), L('-'), D('m'), L('-'), D('d'), BLANKS, CLOCK, BLANKS, D('z'))},
    {false, STEPS(11, D('m'), L('/'), D('d'), L('/'), D('Y'), BLANKS, CLOCK)},
    {false, STEPS(13, D('m'), L('/'), D('d'), L('/'), D('Y'), BLANKS, D('I'), L(':'), D('M'),
                  L(':'), D('S'), BLANKS, D('p'))},
    {false, STEPS(11, D('d'), BLANKS, D('b'), BLANKS, D('Y'), BLANKS, CLOCK)},
    {false, STEPS(11, D('d'), L('/'), D('b'), L('/'), D('Y'), BLANKS, CLOCK)},
};

bool pen_date_shape(pen_str text, int64_t now_s, pen_date_parts *out)
{
    // `Jan 1 0:00:00` to `Mon, 01 Jan 2001 00:00:00 +00:00`, a few blanks more.
    if (text.n < 13 || text.n > 40) {
        return false;
    }
    bool letter = pen_is_alpha(text.p[0]);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (shapes[i].letter != letter || !pen_date_fixed(text, &shapes[i].format, out)) {
            continue;
        }
        if (i == 0) { // no year: this one
            pen_date_parts today;
            pen_days_split(now_s / PEN_S_PER_DAY - (now_s % PEN_S_PER_DAY < 0), &today);
            out->year = today.year;
        }
        return out->year > 100; // a number up to a hundred may be something else
    }
    return false;
}

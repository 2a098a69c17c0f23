// SPDX-License-Identifier: Apache-2.0
// A strptime format to steps: one directive, one literal byte or one run of blanks each.
#include "codec/date_steps.h"

#include "base/ublank.h"

// What %c, %x and %X stand for in the C locale.
static pen_str expansion(char letter)
{
    switch (letter) {
    case 'c':
        return PEN_LIT("%a %b %d %H:%M:%S %Y");
    case 'x':
        return PEN_LIT("%m/%d/%y");
    case 'X':
        return PEN_LIT("%H:%M:%S");
    default:
        return PEN_EMPTY;
    }
}

static pen_status add(pen_date_format *f, char kind, char lit)
{
    if (f->count == PEN_DATE_STEPS_MAX) {
        return PEN_E_LIMIT;
    }
    f->step[f->count].kind = kind;
    f->step[f->count++].lit = lit;
    return PEN_OK;
}

static pen_status add_directive(pen_date_format *f, char letter)
{
    if (letter == '%') {
        return add(f, PEN_DATE_STEP_LIT, '%');
    }
    if (!memchr("aAbBdfHIjmMpSuwyYzZ", letter, 19)) {
        return PEN_E_SYNTAX;
    }
    for (size_t i = 0; i < f->count; i++) {
        if (f->step[i].kind == letter) {
            return PEN_E_SYNTAX;
        }
    }
    return add(f, letter, 0);
}

// Steps of a text without %c, %x, %X.
static pen_status add_plain(pen_date_format *f, pen_str s)
{
    size_t i = 0;
    while (i < s.n) {
        size_t blank = pen_ublank_at(s, i);
        if (blank > 0) {
            bool again = f->count > 0 && f->step[f->count - 1].kind == PEN_DATE_STEP_BLANKS;
            PEN_TRY(again ? PEN_OK : add(f, PEN_DATE_STEP_BLANKS, 0));
            i += blank;
        } else if (s.p[i] != '%') {
            PEN_TRY(add(f, PEN_DATE_STEP_LIT, pen_to_lower(s.p[i])));
            i++;
        } else if (i + 1 < s.n) {
            PEN_TRY(add_directive(f, s.p[i + 1]));
            i += 2;
        } else {
            return PEN_E_SYNTAX;
        }
    }
    return PEN_OK;
}

// Offset of the next %c, %x or %X at or after `from`, the end when there is none.
static size_t next_expansion(pen_str s, size_t from)
{
    size_t i = from;
    while (i + 1 < s.n) {
        if (s.p[i] == '%' && expansion(s.p[i + 1]).n > 0) {
            return i;
        }
        i += s.p[i] == '%' ? 2 : 1;
    }
    return s.n;
}

static pen_status add_all(pen_date_format *f, pen_str s)
{
    size_t from = 0;
    while (from < s.n) {
        size_t at = next_expansion(s, from);
        PEN_TRY(add_plain(f, pen_str_head(pen_str_from(s, from), at - from)));
        if (at == s.n) {
            break;
        }
        PEN_TRY(add_plain(f, expansion(s.p[at + 1])));
        from = at + 2;
    }
    return PEN_OK;
}

pen_status pen_date_format_compile(pen_str format, pen_date_format *out)
{
    out->count = 0;
    out->zone_last = 0;
    out->style = PEN_DATE_FREE;
    if (format.n == 0 || pen_str_eq(format, PEN_LIT("timestamp"))) {
        return PEN_OK;
    }
    out->style = PEN_DATE_FORMAT;
    if (pen_str_ends(format, PEN_LIT("%Z"))) {
        out->zone_last = 1;
        format = pen_ublank_rtrim(pen_str_head(format, format.n - 2));
    }
    pen_status s = add_all(out, format);
    if (s != PEN_OK) {
        out->style = PEN_DATE_NEVER;
    }
    return s;
}

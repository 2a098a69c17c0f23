// SPDX-License-Identifier: Apache-2.0
// Numbers as dates. The rule that every producer's unit is guessed by the number's length
// is the language's (SEMANTICS, date.parse); the double arithmetic and the rounding are
// those of Python's datetime.fromtimestamp.
#include "codec/date_parts.h"

#include "base/num.h"

#include <math.h>

// Characters that seconds have between 2001 and 2286: what every number is scaled to.
#define EPOCH_CHARS 10

bool pen_date_is_epoch(pen_str text)
{
    size_t i = text.n > 0 && text.p[0] == '-';
    size_t whole = i;
    while (i < text.n && pen_is_digit(text.p[i])) {
        i++;
    }
    if (i == whole || i == text.n) {
        return i > whole;
    }
    size_t dot = i++;
    while (i < text.n && pen_is_digit(text.p[i])) {
        i++;
    }
    return text.p[dot] == '.' && i > dot + 1 && i == text.n;
}

bool pen_date_usual_epoch(pen_str text, int64_t *wall_us)
{
    // Up to 2^32 seconds a double is nearer to the millisecond than half a microsecond: the
    // arithmetic below gives the same.
    const int64_t most = (int64_t)UINT32_MAX * 1000;
    int64_t v = 0;
    if ((text.n != 10 && text.n != 13) || text.p[0] == '0') {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (!pen_is_digit(text.p[i])) {
            return false;
        }
        v = v * 10 + (text.p[i] - '0');
    }
    *wall_us = v * (text.n == 10 ? PEN_US_PER_S : 1000);
    return text.n == 10 || v <= most;
}

// Seconds to microseconds, half to even. |seconds| is under 1e11 here.
static pen_status from_seconds(double seconds, const pen_zone *zone, int64_t *us)
{
    double whole;
    double part = modf(seconds, &whole);
    return pen_date_localize((int64_t)whole * PEN_US_PER_S + (int64_t)nearbyint(part * 1e6),
                             zone, us);
}

// Powers of ten as pow gives them: the nearest double. Most numbers are ms, µs or ns.
static double power_of_ten(int exponent)
{
    static const double down[] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};
    return exponent <= 0 && exponent > -10 ? down[-exponent] : pow(10.0, exponent);
}

// `chars` is the length of the integer part's text.
static pen_status from_scaled(double v, int chars, const pen_zone *zone, int64_t *us)
{
    if (!isfinite(v)) {
        return PEN_NOMATCH;
    }
    if (chars != EPOCH_CHARS) {
        v *= power_of_ten(EPOCH_CHARS - chars);
    }
    return from_seconds(v, zone, us);
}

pen_status pen_date_from_i64(int64_t v, const pen_zone *zone, int64_t *us)
{
    char text[32];
    int chars = (int)pen_num_put_i64(text, v);
    if (chars > EPOCH_CHARS) {
        return from_scaled((double)v, chars, zone, us);
    }
    for (; chars < EPOCH_CHARS && v != 0; chars++) {
        v *= 10;
    }
    return pen_date_localize(v * PEN_US_PER_S, zone, us);
}

// Length of the text of a whole number. Beyond int64 by the logarithm, mended by one.
static int chars_of(double whole)
{
    char text[32];
    double size = fabs(whole);
    if (size < 9e18) {
        return (int)pen_num_put_i64(text, (int64_t)whole);
    }
    int digits = (int)log10(size) + 1;
    digits += size >= pow(10.0, digits);
    digits -= size < pow(10.0, digits - 1);
    return digits + (whole < 0);
}

pen_status pen_date_from_f64(double v, const pen_zone *zone, int64_t *us)
{
    if (!isfinite(v)) {
        return PEN_NOMATCH;
    }
    return from_scaled(v, chars_of(trunc(v)), zone, us);
}

// Digits of an integer's text, sign included, leading zeros not.
static int chars_of_text(pen_str text)
{
    size_t sign = text.p[0] == '-', at = sign;
    while (at + 1 < text.n && text.p[at] == '0') {
        at++;
    }
    return (int)(text.n - at + sign);
}

pen_status pen_date_from_epoch_text(pen_str text, const pen_zone *zone, int64_t *us)
{
    int64_t i;
    double f;
    bool whole = pen_str_chr(text, '.', 0) == PEN_NPOS;
    if (whole && pen_num_i64(text, &i) == PEN_OK) {
        return pen_date_from_i64(i, zone, us);
    }
    if (pen_num_f64(text, &f) != PEN_OK) {
        return PEN_NOMATCH;
    }
    return whole ? from_scaled(f, chars_of_text(text), zone, us)
                 : pen_date_from_f64(f, zone, us);
}

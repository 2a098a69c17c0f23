// SPDX-License-Identifier: Apache-2.0
#include "event/text_number.h"

#include "base/num.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"

#include <math.h>

enum { DIGITS_MAX = 4300 }; // sys.int_info.default_max_str_digits

pen_status pen_text_digits(pen_arena *a, pen_str s, pen_str *out)
{
    unsigned char all = 0;
    for (size_t i = 0; i < s.n; i++) {
        all |= (unsigned char)s.p[i];
    }
    *out = s;
    if (all < 0x80) {
        return PEN_OK;
    }
    char *to = pen_arena_get(a, s.n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        unsigned digit = 0;
        if (pen_char_decimal(pen_utf8_next(s, &at), &digit)) {
            to[n++] = (char)('0' + digit);
        } else {
            memcpy(to + n, s.p + start, at - start);
            n += at - start;
        }
    }
    *out = pen_str_of(to, n);
    return PEN_OK;
}

// The text without underscores, each of which must stand between two digits.
static pen_status squeeze(pen_arena *a, pen_str s, pen_str *out)
{
    PEN_TRY(pen_text_digits(a, s, &s));
    *out = s;
    if (pen_str_chr(s, '_', 0) == PEN_NPOS) {
        return PEN_OK;
    }
    char *to = pen_arena_get(a, s.n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '_') {
            to[n++] = s.p[i];
        } else if (i == 0 || i + 1 == s.n || !pen_is_digit(s.p[i - 1]) ||
                   !pen_is_digit(s.p[i + 1])) {
            return PEN_E_SYNTAX;
        }
    }
    *out = pen_str_of(to, n);
    return PEN_OK;
}

static bool all_digits(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!pen_is_digit(s.p[i])) {
            return false;
        }
    }
    return s.n > 0;
}

// Canonical text of digits that do not fit an int64: no plus, no leading zeros.
static pen_status big(pen_arena *a, bool minus, pen_str digits, pen_value *out)
{
    if (digits.n > DIGITS_MAX) {
        return PEN_E_SYNTAX;
    }
    char *to = pen_arena_get(a, digits.n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    to[0] = '-';
    memcpy(to + minus, digits.p, digits.n);
    *out = pen_v_span(PEN_T_BIG, to, digits.n + minus);
    return PEN_OK;
}

pen_status pen_text_int(pen_arena *a, pen_str text, pen_value *out)
{
    pen_str s;
    PEN_TRY(squeeze(a, pen_ublank_trim(text), &s));
    bool minus = s.n && s.p[0] == '-';
    pen_str digits = pen_str_from(s, s.n && (minus || s.p[0] == '+'));
    if (!all_digits(digits)) {
        return PEN_E_SYNTAX;
    }
    while (digits.n > 1 && digits.p[0] == '0') {
        digits = pen_str_from(digits, 1);
    }
    int64_t v = 0;
    uint64_t u = 0;
    if (digits.n < 19) {
        PEN_TRY(pen_num_i64(digits, &v));
        *out = pen_v_int(minus ? -v : v);
        return PEN_OK;
    }
    pen_status fits = digits.n < 21 ? pen_num_u64(digits, &u) : PEN_E_RANGE;
    if (fits == PEN_OK && u <= (uint64_t)INT64_MAX + minus) {
        *out = pen_v_int(minus ? (int64_t)(0 - u) : (int64_t)u);
        return PEN_OK;
    }
    return big(a, minus, digits, out);
}

pen_status pen_text_float(pen_arena *a, pen_str text, double *out)
{
    pen_str s;
    PEN_TRY(squeeze(a, pen_ublank_trim(text), &s));
    pen_str body = pen_str_from(s, s.n && (s.p[0] == '-' || s.p[0] == '+'));
    double sign = s.n && s.p[0] == '-' ? -1.0 : 1.0;
    if (pen_str_ieq(body, PEN_LIT("inf")) || pen_str_ieq(body, PEN_LIT("infinity"))) {
        *out = sign * HUGE_VAL;
        return PEN_OK;
    }
    if (pen_str_ieq(body, PEN_LIT("nan"))) {
        *out = (double)NAN;
        return PEN_OK;
    }
    return pen_num_f64(s, out);
}

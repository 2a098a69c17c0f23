// SPDX-License-Identifier: Apache-2.0
#include "format/yaml_scalar.h"

#include "base/num.h"

#include <math.h>

enum { BIG_MAX = 4300 }; // digits that Python reads

// https://yaml.org/type/bool.html without the single letters, which PyYAML leaves as text.
static const struct {
    const char *word;
    pen_tag tag;
    int value;
} words[] = {
    {"", PEN_T_NONE, 0},      {"~", PEN_T_NONE, 0},     {"null", PEN_T_NONE, 0},
    {"Null", PEN_T_NONE, 0},  {"NULL", PEN_T_NONE, 0},  {"yes", PEN_T_BOOL, 1},
    {"Yes", PEN_T_BOOL, 1},   {"YES", PEN_T_BOOL, 1},   {"no", PEN_T_BOOL, 0},
    {"No", PEN_T_BOOL, 0},    {"NO", PEN_T_BOOL, 0},    {"true", PEN_T_BOOL, 1},
    {"True", PEN_T_BOOL, 1},  {"TRUE", PEN_T_BOOL, 1},  {"false", PEN_T_BOOL, 0},
    {"False", PEN_T_BOOL, 0}, {"FALSE", PEN_T_BOOL, 0}, {"on", PEN_T_BOOL, 1},
    {"On", PEN_T_BOOL, 1},    {"ON", PEN_T_BOOL, 1},    {"off", PEN_T_BOOL, 0},
    {"Off", PEN_T_BOOL, 0},   {"OFF", PEN_T_BOOL, 0},
};

static bool word(pen_str s, pen_value *out)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (pen_str_eq(s, pen_str_c(words[i].word))) {
            *out = (pen_value){.tag = (uint8_t)words[i].tag, .u.i = words[i].value};
            return true;
        }
    }
    return false;
}

// Digits of a base, with `_` anywhere among them; false when another character or too many.
static bool digits(pen_str s, int base, int64_t *out)
{
    int64_t v = 0;
    size_t seen = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = pen_hex_digit(s.p[i]);
        if (s.p[i] == '_') {
            continue;
        }
        if (d < 0 || d >= base || v > (INT64_MAX - d) / base) {
            return false;
        }
        v = v * base + d;
        seen++;
    }
    *out = v;
    return seen > 0;
}

// 1:30:00 counts by sixties: [1-9][0-9_]*(:[0-5]?[0-9])+
static bool sexagesimal(pen_str s, int64_t *out)
{
    size_t colon = pen_str_chr(s, ':', 0);
    int64_t part = 0;
    if (colon == PEN_NPOS || s.p[0] == '0' || !digits(pen_str_head(s, colon), 10, out)) {
        return false;
    }
    while (colon != PEN_NPOS) {
        s = pen_str_from(s, colon + 1);
        colon = pen_str_chr(s, ':', 0);
        pen_str two = pen_str_head(s, colon == PEN_NPOS ? s.n : colon);
        bool good = two.n >= 1 && two.n <= 2 && pen_str_chr(two, '_', 0) == PEN_NPOS &&
                    digits(two, 10, &part) && part < 60;
        if (!good || *out > (INT64_MAX - part) / 60) {
            return false;
        }
        *out = *out * 60 + part;
    }
    return true;
}

// Decimal digits that do not fit 64 bits: the text is the number.
static bool big(pen_str s, pen_str body, pen_value *out)
{
    for (size_t i = 0; i < body.n; i++) {
        if (!pen_is_digit(body.p[i])) {
            return false;
        }
    }
    bool plus = s.p[0] == '+';
    *out = pen_v_span(PEN_T_BIG, s.p + plus, s.n - plus);
    return body.n <= BIG_MAX;
}

static bool integer(pen_str s, pen_value *out)
{
    bool minus = s.n && s.p[0] == '-';
    pen_str body = pen_str_from(s, s.n && (minus || s.p[0] == '+'));
    int64_t v = 0;
    bool good;
    if (body.n == 0 || body.p[0] == '_') {
        return false;
    }
    if (pen_str_starts(body, PEN_LIT("0b"))) {
        good = digits(pen_str_from(body, 2), 2, &v);
    } else if (pen_str_starts(body, PEN_LIT("0x"))) {
        good = digits(pen_str_from(body, 2), 16, &v);
    } else if (body.n > 1 && body.p[0] == '0') {
        good = digits(pen_str_from(body, 1), 8, &v);
    } else {
        good = digits(body, 10, &v) || sexagesimal(body, &v);
    }
    if (good) {
        *out = pen_v_int(minus ? -v : v);
    }
    return good || (body.p[0] != '0' && big(s, body, out));
}

// [-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?, or .5 forms, .inf and .nan: the point is
// required and an exponent needs its sign, as in YAML 1.1.
static bool floating(pen_str s, pen_value *out)
{
    pen_str body = pen_str_from(s, s.n && (s.p[0] == '-' || s.p[0] == '+'));
    double sign = s.n && s.p[0] == '-' ? -1.0 : 1.0;
    if (pen_str_ieq(body, PEN_LIT(".inf"))) {
        *out = pen_v_float(sign * HUGE_VAL);
        return true;
    }
    if (pen_str_ieq(s, PEN_LIT(".nan"))) {
        *out = pen_v_float((double)NAN);
        return true;
    }
    if (body.n < 2 || pen_str_chr(body, '.', 0) == PEN_NPOS || body.n > 64) {
        return false;
    }
    size_t e = pen_str_chr(body, 'e', 0);
    e = e == PEN_NPOS ? pen_str_chr(body, 'E', 0) : e;
    if (e != PEN_NPOS && !(e + 1 < body.n && (body.p[e + 1] == '+' || body.p[e + 1] == '-'))) {
        return false;
    }
    char clean[64];
    size_t n = 0;
    for (size_t i = 0; i < body.n; i++) {
        if (body.p[i] != '_') {
            clean[n++] = body.p[i];
        }
    }
    double f = 0;
    bool begins = pen_is_digit(body.p[0]) ||
                  (body.n == s.n && body.p[0] == '.' && pen_is_digit(body.p[1]));
    if (!begins ||
        pen_num_f64(pen_str_of(clean, n), &f) != PEN_OK) {
        return false;
    }
    *out = pen_v_float(sign * f);
    return true;
}

pen_value pen_yaml_resolve(pen_str s)
{
    pen_value v;
    if (word(s, &v) || integer(s, &v) || floating(s, &v)) {
        return v;
    }
    return pen_v_str(s);
}

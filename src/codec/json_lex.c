// SPDX-License-Identifier: Apache-2.0
#include "codec/json_lex.h"

#include "base/scan_simd.h"
#include "base/utf8.h"
#include "codec/json.h"

#include <math.h>

// ---- strings ----

// What a letter after a backslash stands for; 0 for those that may not stand there ('u'
// is seen to apart).
static const char escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

pen_status pen_json_lex_escape(pen_str s, size_t *at, uint32_t *unit)
{
    size_t i = *at + 1;
    if (i >= s.n) {
        return PEN_MORE;
    }
    char plain = escapes[(unsigned char)s.p[i]];
    if (plain) {
        *unit = (unsigned char)plain;
        *at = i + 1;
        return PEN_OK;
    }
    if (s.p[i] != 'u') {
        return PEN_E_SYNTAX;
    }
    *unit = 0;
    for (size_t end = i + 5; ++i < end;) {
        int digit = i < s.n ? pen_hex_digit(s.p[i]) : 0;
        if (i >= s.n || digit < 0) {
            return i >= s.n ? PEN_MORE : PEN_E_SYNTAX;
        }
        *unit = *unit << 4 | (uint32_t)digit;
    }
    *at = i;
    return PEN_OK;
}

pen_status pen_json_lex_string(const pen_scan *scan, pen_str s, size_t *at, pen_value *out)
{
    size_t start = *at + 1, i = start;
    bool escaped = false, control = false;
    for (;;) {
        i += scan->special(s.p + i, s.n - i);
        if (i == s.n) {
            *at = i;
            return PEN_MORE;
        }
        if (s.p[i] == '"') {
            break;
        }
        if (s.p[i] == '\\') {
            uint32_t unit;
            *at = i;
            PEN_TRY(pen_json_lex_escape(s, at, &unit));
            i = *at;
            escaped = true;
        } else {
            control = true;
            i += 1 + scan->quote(s.p + i + 1, s.n - i - 1);
        }
    }
    *out = pen_v_span(escaped ? PEN_T_RAWSTR : PEN_T_STR, s.p + start, i - start);
    out->flags = escaped || control ? 0 : PEN_F_CLEAN;
    *at = i + 1;
    return PEN_OK;
}

// The character of the escape at *at, with the second half of a surrogate pair if that is
// what follows; U+FFFD for a lone half.
static pen_status unescape_one(pen_str s, size_t *at, uint32_t *cp)
{
    uint32_t low;
    PEN_TRY(pen_json_lex_escape(s, at, cp));
    if (*cp < 0xd800 || *cp > 0xdfff) {
        return PEN_OK;
    }
    size_t next = *at;
    if (*cp < 0xdc00 && next < s.n && s.p[next] == '\\' &&
        pen_json_lex_escape(s, &next, &low) == PEN_OK && low >= 0xdc00 && low <= 0xdfff) {
        *cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
        *at = next;
    } else {
        *cp = 0xfffd;
    }
    return PEN_OK;
}

pen_status pen_json_unescape(pen_str raw, char *to, size_t *n)
{
    size_t i = 0, k = 0;
    while (i < raw.n) {
        const char *slash = memchr(raw.p + i, '\\', raw.n - i);
        size_t plain = slash ? (size_t)(slash - raw.p) - i : raw.n - i;
        memcpy(to + k, raw.p + i, plain);
        i += plain;
        k += plain;
        if (slash) {
            uint32_t cp;
            if (unescape_one(raw, &i, &cp) != PEN_OK) {
                return PEN_E_SYNTAX;
            }
            k += pen_utf8_put(to + k, cp);
        }
    }
    *n = k;
    return PEN_OK;
}

size_t pen_json_escape(char *to, pen_str s)
{
    return pen_scan_best()->escape(to, s.p, s.n);
}

// ---- words ----

static const struct {
    const char *text;
    pen_value value;
} words[] = {
    {"true", {.tag = PEN_T_BOOL, .u.i = 1}},
    {"false", {.tag = PEN_T_BOOL, .u.i = 0}},
    {"null", {.tag = PEN_T_NONE}},
    {"NaN", {.tag = PEN_T_FLOAT, .u.f = (double)NAN}},
    {"Infinity", {.tag = PEN_T_FLOAT, .u.f = (double)INFINITY}},
    {"-Infinity", {.tag = PEN_T_FLOAT, .u.f = -(double)INFINITY}},
};

static pen_status lex_word(pen_str s, size_t *at, pen_value *out)
{
    pen_str rest = pen_str_from(s, *at);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        pen_str word = pen_str_c(words[k].text);
        if (pen_str_starts(rest, word)) {
            *out = words[k].value;
            *at += word.n;
            return PEN_OK;
        }
        if (pen_str_starts(word, rest)) {
            *at = s.n;
            return PEN_MORE;
        }
    }
    return PEN_E_SYNTAX;
}

// ---- numbers ----

// One or more digits.
static pen_status lex_digits(pen_str s, size_t *at)
{
    const char *p = s.p + *at, *end = s.p + s.n, *stop = pen_scan_digits(p, end);
    *at = (size_t)(stop - s.p);
    if (stop == p) {
        return stop == end ? PEN_MORE : PEN_E_SYNTAX;
    }
    return PEN_OK;
}

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
static pen_status lex_number(pen_str s, size_t *at, pen_value *out)
{
    size_t start = *at;
    pen_tag tag = PEN_T_RAWINT;
    *at += s.p[start] == '-';
    if (*at < s.n && s.p[*at] == '0') {
        ++*at;
    } else {
        PEN_TRY(lex_digits(s, at));
    }
    if (*at < s.n && s.p[*at] == '.') {
        tag = PEN_T_RAWNUM;
        ++*at;
        PEN_TRY(lex_digits(s, at));
    }
    if (*at < s.n && (s.p[*at] == 'e' || s.p[*at] == 'E')) {
        tag = PEN_T_RAWNUM;
        ++*at;
        *at += *at < s.n && (s.p[*at] == '+' || s.p[*at] == '-');
        PEN_TRY(lex_digits(s, at));
    }
    *out = pen_v_span(tag, s.p + start, *at - start);
    return PEN_OK;
}

pen_status pen_json_lex_scalar(pen_str s, size_t *at, pen_value *out)
{
    if (*at >= s.n) {
        return PEN_MORE;
    }
    char c = s.p[*at];
    bool infinity = c == '-' && *at + 1 < s.n && s.p[*at + 1] == 'I';
    bool number = c == '-' || (c >= '0' && c <= '9');
    return number && !infinity ? lex_number(s, at, out) : lex_word(s, at, out);
}

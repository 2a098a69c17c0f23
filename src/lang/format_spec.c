// SPDX-License-Identifier: Apache-2.0
#include "lang/format_spec.h"

#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"
#include "event/number.h"
#include "event/value.h"
#include "lang/bigint.h"
#include "lang/number_ops.h"

#include <math.h>
#include <stdio.h>

pen_status pen_spec_number(pen_str s, size_t *at, uint32_t max, uint32_t *out)
{
    size_t start = *at;
    while (*at < s.n && pen_is_digit(s.p[*at])) {
        ++*at;
    }
    if (*at == start) {
        return PEN_OK;
    }
    uint64_t v = 0;
    pen_status st = pen_num_u64(pen_str_of(s.p + start, *at - start), &v);
    if (st != PEN_OK || v > max) {
        return PEN_E_LIMIT;
    }
    *out = (uint32_t)v;
    return PEN_OK;
}

static bool one_of(const char *set, char c)
{
    return c && strchr(set, c) != NULL;
}

static char take(pen_str s, size_t *at, const char *set)
{
    return *at < s.n && one_of(set, s.p[*at]) ? s.p[(*at)++] : 0;
}

static void parse_align(pen_str s, size_t *at, pen_spec *out)
{
    size_t second = 0;
    if (s.n) {
        (void)pen_utf8_next(s, &second);
    }
    if (second < s.n && one_of("<>=^", s.p[second])) {
        out->fill = pen_str_head(s, second);
        *at = second;
    }
    out->align = take(s, at, "<>=^");
}

pen_status pen_spec_parse(pen_str s, pen_spec *out)
{
    size_t at = 0;
    *out = (pen_spec){.precision = -1};
    parse_align(s, &at, out);
    out->sign = take(s, &at, "+- ");
    out->plain_zero = take(s, &at, "z");
    out->alternate = take(s, &at, "#");
    if (take(s, &at, "0") && !out->fill.n) {
        out->fill = PEN_LIT("0");
        out->align = out->align ? out->align : '=';
    }
    PEN_TRY(pen_spec_number(s, &at, PEN_TEXT_MAX, &out->width));
    out->group = take(s, &at, ",_");
    if (take(s, &at, ".")) {
        uint32_t precision = UINT32_MAX;
        PEN_TRY(pen_spec_number(s, &at, PEN_TEXT_MAX, &precision));
        if (precision == UINT32_MAX) {
            return PEN_E_SYNTAX;
        }
        out->precision = (int32_t)precision;
    }
    out->type = take(s, &at, "bcdeEfFgGnosxX%");
    return at == s.n ? PEN_OK : PEN_E_SYNTAX;
}

// ---- padding ----

// Makes room for `n` fill characters at `at`, in text already written.
static void insert_fill(pen_buf *out, size_t at, pen_str fill, size_t n)
{
    fill = fill.n ? fill : PEN_LIT(" ");
    size_t bytes = fill.n * n;
    if (n == 0 || bytes / n != fill.n || !pen_buf_need(out, bytes)) {
        return;
    }
    memmove(out->p + at + bytes, out->p + at, out->n - at);
    for (size_t i = 0; i < n; i++) {
        memcpy(out->p + at + i * fill.n, fill.p, fill.n);
    }
    out->n += bytes;
}

// Widens what was written from `mark` on; `digits` is where an `=` puts the fill.
static pen_status pad(pen_buf *out, size_t mark, size_t digits, const pen_spec *spec,
                      char default_align)
{
    if (out->failed != PEN_OK) {
        return out->failed;
    }
    size_t have = pen_utf8_count(pen_str_from(pen_buf_str(out), mark));
    size_t lack = spec->width > have ? spec->width - have : 0;
    char align = spec->align ? spec->align : default_align;
    if (align == '^') {
        insert_fill(out, mark, spec->fill, lack / 2);
        insert_fill(out, out->n, spec->fill, lack - lack / 2);
    } else {
        size_t at = align == '<' ? out->n : align == '=' ? digits : mark;
        insert_fill(out, at, spec->fill, lack);
    }
    return out->failed;
}

// ---- texts ----

static pen_status put_text(pen_str s, const pen_spec *spec, char default_align, pen_buf *out)
{
    if (spec->precision >= 0) {
        s = pen_str_head(s, pen_utf8_offset(s, (size_t)spec->precision));
    }
    size_t mark = out->n;
    pen_buf_add(out, s);
    return pad(out, mark, mark, spec, default_align);
}

static pen_status put_str(pen_value v, const pen_spec *spec, pen_buf *out)
{
    if ((spec->type && spec->type != 's') || spec->sign || spec->alternate || spec->group ||
        spec->plain_zero || spec->align == '=') {
        // `0` before the width means `=`, which texts refuse, but Python lets that pass
        bool zero = spec->align == '=' && spec->fill.n == 1 && spec->fill.p[0] == '0' &&
                    !spec->sign && !spec->alternate && !spec->group && !spec->plain_zero;
        if (!zero || (spec->type && spec->type != 's')) {
            return PEN_E_SYNTAX;
        }
        pen_spec left = *spec;
        left.align = '<';
        return put_text(pen_value_str(v), &left, '<', out);
    }
    return put_text(pen_value_str(v), spec, '<', out);
}

// ---- numbers ----

static void put_sign(bool negative, char sign, pen_buf *out)
{
    if (negative) {
        pen_buf_byte(out, '-');
    } else if (sign == '+' || sign == ' ') {
        pen_buf_byte(out, sign);
    }
}

// Integer digits in a number being written: they lie from `from` to `end`, `others` bytes
// stand (or will stand) beside them.
typedef struct digit_run {
    size_t from, end, others;
} digit_run;

// Zeros that widen a number are grouped too: how many must be put in front.
static size_t grouped_zeros(const digit_run *d, const pen_spec *spec, size_t every)
{
    bool zeros = spec->align == '=' && pen_str_eq(spec->fill, PEN_LIT("0"));
    size_t n = d->end - d->from;
    if (!zeros || spec->width <= d->others) {
        return 0;
    }
    size_t width = spec->width - d->others;
    size_t want = width - width / (every + 1);
    want += want + (want - 1) / every < width; // one more where a separator would be first
    return want > n ? want - n : 0;
}

// Puts the separators between the digits.
static void group_digits(pen_buf *out, const digit_run *d, const pen_spec *spec)
{
    size_t every = one_of("bxXo", spec->type) ? 4 : 3;
    if (!spec->group || d->end == d->from) {
        return;
    }
    size_t zeros = grouped_zeros(d, spec, every);
    insert_fill(out, d->from, PEN_LIT("0"), zeros);
    size_t end = d->end + zeros, n = end - d->from, marks = (n - 1) / every;
    if (out->failed != PEN_OK || marks == 0 || !pen_buf_need(out, marks)) {
        return;
    }
    memmove(out->p + end + marks, out->p + end, out->n - end);
    out->n += marks;
    size_t to = end + marks;
    for (size_t i = 0; i < n; i++) {
        if (i && i % every == 0) {
            out->p[--to] = spec->group;
        }
        out->p[--to] = out->p[end - 1 - i];
    }
}

static unsigned radix_bits(char type)
{
    return type == 'b' ? 1 : type == 'o' ? 3 : type == 'x' || type == 'X' ? 4 : 0;
}

// The digit of `bits` bits whose lowest is bit `at`.
static unsigned radix_digit(const uint32_t *words, uint32_t n, uint32_t at, unsigned bits)
{
    uint64_t two = words[at / 32];
    if (at / 32 + 1 < n) {
        two |= (uint64_t)words[at / 32 + 1] << 32;
    }
    return (unsigned)(two >> at % 32) & ((1u << bits) - 1);
}

static void put_radix(const uint32_t *words, uint32_t n, const pen_spec *spec, pen_buf *out)
{
    const char *digits = spec->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned bits = radix_bits(spec->type);
    uint32_t at = (n * 32 + bits - 1) / bits * bits;
    bool begun = false;
    while (at >= bits) {
        at -= bits;
        unsigned digit = at < n * 32 ? radix_digit(words, n, at, bits) : 0;
        begun = begun || digit || at == 0;
        if (begun) {
            pen_buf_byte(out, digits[digit]);
        }
    }
}

static void put_prefix(const pen_spec *spec, pen_buf *out)
{
    if (spec->alternate && radix_bits(spec->type)) {
        pen_buf_byte(out, '0');
        pen_buf_byte(out, spec->type);
    }
}

// The digits of an integer without its sign.
static pen_status put_size(pen_value v, const pen_spec *spec, pen_buf *out)
{
    uint64_t size = v.u.i < 0 ? 0 - (uint64_t)v.u.i : (uint64_t)v.u.i;
    uint32_t words[PEN_BIG_WORDS_MAX], n = 2;
    words[0] = (uint32_t)size;
    words[1] = (uint32_t)(size >> 32);
    bool big = v.tag == PEN_T_BIG;
    if (!radix_bits(spec->type)) {
        if (big) {
            pen_buf_add(out, pen_str_from(pen_value_str(v), v.u.p[0] == '-'));
        } else {
            pen_buf_u64(out, size);
        }
        return out->failed;
    }
    if (big) {
        PEN_TRY(pen_big_words(pen_value_str(v), words, &n));
    }
    put_radix(words, n, spec, out);
    return out->failed;
}

static pen_status put_int(pen_value v, const pen_spec *spec, pen_buf *out)
{
    size_t mark = out->n;
    put_sign(v.tag == PEN_T_BIG ? v.u.p[0] == '-' : v.u.i < 0, spec->sign, out);
    put_prefix(spec, out);
    size_t digits = out->n;
    PEN_TRY(put_size(v, spec, out));
    if (spec->min_digits && spec->precision > 0 && out->n - digits < (size_t)spec->precision) {
        insert_fill(out, digits, PEN_LIT("0"), (size_t)spec->precision - (out->n - digits));
    }
    group_digits(out, &(digit_run){digits, out->n, digits - mark}, spec);
    return pad(out, mark, digits, spec, '>');
}

// The C library's conversion; its point is the locale's, so whatever stands between the
// digits is made a point again.
static void put_c_float(double f, const char *format, int precision, pen_buf *out)
{
    enum { ROOM = PEN_SPEC_NUMBER_MAX + 340 }; // and the largest double has 309 digits
    char *to = pen_buf_need(out, ROOM);
    if (!to) {
        return;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = snprintf(to, ROOM, format, precision, f);
#pragma GCC diagnostic pop
    size_t kept = 0;
    for (int i = 0; i < n && i < ROOM; i++) {
        bool known = pen_is_digit(to[i]) || pen_is_alpha(to[i]) || to[i] == '-' || to[i] == '+';
        if (known) {
            to[kept++] = to[i];
        } else if (kept == 0 || to[kept - 1] != '.') {
            to[kept++] = '.';
        }
    }
    out->n += kept;
}

static const char *c_format(char type, bool alternate)
{
    static const struct {
        char type;
        const char *plain, *alternate;
    } rows[] = {
        {'e', "%.*e", "%#.*e"}, {'E', "%.*E", "%#.*E"}, {'f', "%.*f", "%#.*f"},
        {'F', "%.*F", "%#.*F"}, {'g', "%.*g", "%#.*g"}, {'G', "%.*G", "%#.*G"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].type == type) {
            return alternate ? rows[i].alternate : rows[i].plain;
        }
    }
    return NULL;
}

// The default presentation with a precision is `g`, but a point is never left out.
static void put_general(double f, int precision, pen_buf *out)
{
    size_t from = out->n;
    put_c_float(f, "%.*g", precision ? precision : 1, out);
    pen_str text = {out->p + from, out->n - from};
    bool whole = out->failed == PEN_OK && isfinite(f);
    for (size_t i = 0; whole && i < text.n; i++) {
        whole = pen_is_digit(text.p[i]);
    }
    if (whole && text.n < (size_t)precision) {
        PEN_BUF_LIT(out, ".0");
    } else if (whole) { // no room for a digit after the point: exponent form
        out->n = from;
        put_c_float(f, "%.*e", precision ? precision - 1 : 0, out);
    }
}

static pen_status put_magnitude(double f, const pen_spec *spec, pen_buf *out)
{
    char text[32];
    char type = spec->type == 'n' ? 'g' : spec->type == '%' ? 'f' : spec->type;
    if (!type && spec->precision < 0) {
        pen_buf_add(out, pen_str_of(text, pen_num_put_f64(text, f)));
    } else if (!type) {
        put_general(f, spec->precision, out);
    } else {
        const char *format = c_format(type, spec->alternate);
        if (!format) {
            return PEN_E_SYNTAX;
        }
        put_c_float(f, format, spec->precision < 0 ? 6 : spec->precision, out);
    }
    return out->failed;
}

static bool is_zero(pen_str magnitude)
{
    for (size_t i = 0; i < magnitude.n && !one_of("eE", magnitude.p[i]); i++) {
        if (magnitude.p[i] != '0' && magnitude.p[i] != '.') {
            return false;
        }
    }
    return true;
}

static pen_status put_float(double f, const pen_spec *spec, pen_buf *out)
{
    if (spec->precision > PEN_SPEC_NUMBER_MAX) {
        return PEN_E_LIMIT;
    }
    size_t mark = out->n;
    bool negative = signbit(f) && !isnan(f);
    f = fabs(spec->type == '%' ? f * 100 : f);
    if (negative && spec->plain_zero) {
        PEN_TRY(put_magnitude(f, spec, out));
        negative = !is_zero(pen_str_from(pen_buf_str(out), mark));
        out->n = mark;
    }
    put_sign(negative, spec->sign, out);
    size_t digits = out->n;
    PEN_TRY(put_magnitude(f, spec, out));
    size_t end = digits;
    while (end < out->n && pen_is_digit(out->p[end])) {
        end++;
    }
    size_t others = digits - mark + (out->n - end) + (spec->type == '%');
    group_digits(out, &(digit_run){digits, end, others}, spec);
    if (spec->type == '%') {
        pen_buf_byte(out, '%');
    }
    return pad(out, mark, digits, spec, '>');
}

static pen_status put_character(pen_value v, const pen_spec *spec, pen_buf *out)
{
    if (v.tag == PEN_T_BIG || v.u.i < 0 || v.u.i > 0x10ffff) {
        return PEN_E_RANGE;
    }
    char text[4];
    return put_text(pen_str_of(text, pen_utf8_put(text, (uint32_t)v.u.i)), spec, '<', out);
}

static pen_status put_number(pen_value v, const pen_spec *spec, pen_buf *out)
{
    if (v.tag != PEN_T_FLOAT && (!spec->type || one_of("bcdnoxX", spec->type))) {
        if ((spec->precision >= 0 && !spec->min_digits) || spec->plain_zero) {
            return PEN_E_SYNTAX;
        }
        return spec->type == 'c' ? put_character(v, spec, out) : put_int(v, spec, out);
    }
    double f = 0;
    PEN_TRY(pen_number_f64(v, &f));
    return put_float(f, spec, out);
}

static bool is_empty(const pen_spec *s)
{
    return !s->fill.n && !s->align && !s->sign && !s->group && !s->type && !s->alternate &&
           !s->plain_zero && !s->width && s->precision < 0;
}

pen_status pen_spec_put(pen_value v, const pen_spec *spec, pen_buf *out)
{
    if (is_empty(spec)) {
        return pen_value_text(v, out);
    }
    if (v.tag == PEN_T_STR) {
        return put_str(v, spec, out);
    }
    return pen_value_is_number(v) ? put_number(v, spec, out) : PEN_E_TYPE;
}

// SPDX-License-Identifier: Apache-2.0
// str.isdigit and its like, int.bit_length, float.is_integer.
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "lang/bigint.h"
#include "lang/builtins.h"
#include "lang/text.h"

#include <math.h>

typedef bool char_class(uint32_t cp);

// Whether every character is of a class; `empty` is what an empty text gets.
static pen_status every(const pen_args *a, char_class *is, bool empty, pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    bool all = s.n > 0 || empty;
    for (size_t at = 0; at < s.n && all;) {
        all = is(pen_utf8_next(s, &at));
    }
    *out = pen_v_bool(all);
    return PEN_OK;
}

static bool is_decimal(uint32_t cp)
{
    return pen_char_decimal(cp, NULL);
}

static bool is_ascii(uint32_t cp)
{
    return cp < 0x80;
}

pen_status pen_str_method_isalnum(const pen_args *a, pen_value *out)
{
    return every(a, pen_char_alnum, false, out);
}

pen_status pen_str_method_isalpha(const pen_args *a, pen_value *out)
{
    return every(a, pen_char_alpha, false, out);
}

pen_status pen_str_method_isascii(const pen_args *a, pen_value *out)
{
    return every(a, is_ascii, true, out);
}

pen_status pen_str_method_isdecimal(const pen_args *a, pen_value *out)
{
    return every(a, is_decimal, false, out);
}

pen_status pen_str_method_isdigit(const pen_args *a, pen_value *out)
{
    return every(a, pen_char_digit, false, out);
}

pen_status pen_str_method_isnumeric(const pen_args *a, pen_value *out)
{
    return every(a, pen_char_numeric, false, out);
}

pen_status pen_str_method_isprintable(const pen_args *a, pen_value *out)
{
    return every(a, pen_char_printable, true, out);
}

pen_status pen_str_method_isspace(const pen_args *a, pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    *out = pen_v_bool(s.n > 0 && pen_ublank_ltrim(s).n == 0);
    return PEN_OK;
}

pen_status pen_str_method_isidentifier(const pen_args *a, pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    size_t at = 0;
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    bool good = s.n > 0 && pen_char_id_start(pen_utf8_next(s, &at));
    while (good && at < s.n) {
        good = pen_char_id_continue(pen_utf8_next(s, &at));
    }
    *out = pen_v_bool(good);
    return PEN_OK;
}

// Some character of the wanted case, none of the other two.
static pen_status one_case(const pen_args *a, char_class *want, char_class *other,
                           pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    bool some = false, good = true;
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    for (size_t at = 0; at < s.n && good;) {
        uint32_t cp = pen_utf8_next(s, &at);
        some = some || want(cp);
        good = !other(cp) && !pen_char_title(cp);
    }
    *out = pen_v_bool(some && good);
    return PEN_OK;
}

pen_status pen_str_method_islower(const pen_args *a, pen_value *out)
{
    return one_case(a, pen_char_lower, pen_char_upper, out);
}

pen_status pen_str_method_isupper(const pen_args *a, pen_value *out)
{
    return one_case(a, pen_char_upper, pen_char_lower, out);
}

pen_status pen_str_method_istitle(const pen_args *a, pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    bool some = false, after_cased = false, good = true;
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    for (size_t at = 0; at < s.n && good;) {
        uint32_t cp = pen_utf8_next(s, &at);
        bool big = pen_char_upper(cp) || pen_char_title(cp), small = pen_char_lower(cp);
        good = big ? !after_cased : !small || after_cased;
        after_cased = big || small;
        some = some || after_cased;
    }
    *out = pen_v_bool(some && good);
    return PEN_OK;
}

// ---- numbers ----

static pen_status bits(const pen_args *a, bool ones, pen_value *out)
{
    pen_value v = a->v[0];
    uint64_t size = v.u.i < 0 ? 0 - (uint64_t)v.u.i : (uint64_t)v.u.i;
    uint32_t words[PEN_BIG_WORDS_MAX], n = 2;
    words[0] = (uint32_t)size;
    words[1] = (uint32_t)(size >> 32);
    if (v.tag == PEN_T_BIG) {
        PEN_TRY(pen_big_words(pen_value_str(v), words, &n));
    }
    int64_t count = 0, length = 0;
    for (uint32_t at = 0; at < n * 32; at++) {
        bool one = words[at / 32] >> at % 32 & 1;
        count += one;
        length = one ? (int64_t)at + 1 : length;
    }
    *out = pen_v_int(ones ? count : length);
    return PEN_OK;
}

pen_status pen_int_method_bit_length(const pen_args *a, pen_value *out)
{
    return bits(a, false, out);
}

pen_status pen_int_method_bit_count(const pen_args *a, pen_value *out)
{
    return bits(a, true, out);
}

pen_status pen_int_method_is_integer(const pen_args *a, pen_value *out)
{
    (void)a;
    *out = pen_v_bool(true);
    return PEN_OK;
}

pen_status pen_float_method_is_integer(const pen_args *a, pen_value *out)
{
    double f = a->v[0].u.f;
    *out = pen_v_bool(isfinite(f) && !(f < floor(f)) && !(f > floor(f)));
    return PEN_OK;
}

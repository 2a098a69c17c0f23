// SPDX-License-Identifier: Apache-2.0
#include "event/coerce.h"

#include "base/limits.h"
#include "base/num.h"
#include "codec/date.h"
#include "codec/ip.h"
#include "base/ublank.h"
#include "event/text_number.h"

#include <math.h>

static bool is_container(pen_value v)
{
    return v.tag == PEN_T_LIST || v.tag == PEN_T_DICT || v.tag == PEN_T_TUPLE ||
           v.tag == PEN_T_RAWOBJ || v.tag == PEN_T_RAWARR;
}

// A short text of our own making, in the arena; it never needs JSON escapes.
static pen_status own_text(const pen_coerce *c, const char *p, size_t n, pen_value *out)
{
    pen_str s;
    PEN_TRY(pen_arena_str(c->arena, pen_str_of(p, n), &s));
    *out = pen_v_str(s);
    out->flags = PEN_F_CLEAN;
    return PEN_OK;
}

// Integers are clamped to 64 bits wherever they reach a field.
static pen_value clamp_big(pen_value v)
{
    return pen_v_int(v.n && v.u.p[0] == '-' ? INT64_MIN : INT64_MAX);
}

// Integer text that is what the integer prints and that surely fits 64 bits.
static bool canonical_int(pen_str s)
{
    size_t sign = s.n && s.p[0] == '-';
    size_t n = s.n - sign;
    if (n == 0 || n > 18 || (s.p[sign] == '0' && s.n > 1)) {
        return false;
    }
    for (size_t i = sign; i < s.n; i++) {
        if (!pen_is_digit(s.p[i])) {
            return false;
        }
    }
    return true;
}

// The same of what the JSON scanner found to be an integer: its digits are known.
static bool canonical_raw(pen_value v)
{
    return v.n <= 18 && !(v.u.p[0] == '-' && v.u.p[1] == '0');
}

// ---- text ----

static pen_status int_text(const pen_coerce *c, int64_t i, pen_value *out)
{
    char digits[24];
    return own_text(c, digits, pen_num_put_i64(digits, i), out);
}

static pen_status to_text(const pen_coerce *c, pen_value in, pen_value *out)
{
    static const pen_str words[] = {{"false", 5}, {"true", 4}};
    char digits[40];
    switch (in.tag) {
    case PEN_T_STR:
    case PEN_T_RAWSTR:
        *out = in;
        return PEN_OK;
    case PEN_T_BOOL:
        *out = pen_v_str(words[in.u.i != 0]);
        out->flags = PEN_F_CLEAN;
        return PEN_OK;
    case PEN_T_RAWINT:
        if (canonical_raw(in)) {
            *out = pen_v_str(pen_value_str(in));
            out->flags = PEN_F_CLEAN;
            return PEN_OK;
        }
        break;
    case PEN_T_INT:
        return int_text(c, in.u.i, out);
    case PEN_T_BIG:
        return int_text(c, clamp_big(in).u.i, out);
    case PEN_T_FLOAT:
        return own_text(c, digits, pen_num_put_f64(digits, in.u.f), out);
    case PEN_T_RAWNUM:
        break;
    default:
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_value_force(c->arena, &in));
    return to_text(c, in, out); // forced: not lazy any more
}

// ---- numbers ----

// NaN and infinity have no JSON text.
static pen_status finite(double f, pen_value *out)
{
    *out = pen_v_float(f);
    return isfinite(f) ? PEN_OK : PEN_E_TYPE;
}

static pen_status text_to_float(const pen_coerce *c, pen_str s, pen_value *out)
{
    double f;
    pen_status st = pen_text_float(c->arena, s, &f);
    if (st != PEN_OK) {
        return st == PEN_E_NOMEM ? st : PEN_E_TYPE;
    }
    return finite(f, out);
}

static pen_status text_to_long(const pen_coerce *c, pen_str s, pen_value *out)
{
    if (canonical_int(s)) {
        *out = pen_v_span(PEN_T_RAWINT, s.p, s.n);
        return PEN_OK;
    }
    pen_status st = pen_text_int(c->arena, s, out);
    if (st == PEN_E_SYNTAX) {
        return text_to_float(c, s, out);
    }
    if (st == PEN_OK && out->tag == PEN_T_BIG) {
        *out = clamp_big(*out);
    }
    return st;
}

static pen_status to_long(const pen_coerce *c, pen_value in, pen_value *out)
{
    if (in.tag == PEN_T_RAWINT && canonical_raw(in)) {
        *out = in;
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(c->arena, &in));
    *out = in;
    switch (in.tag) {
    case PEN_T_INT:
        return PEN_OK;
    case PEN_T_BIG:
        *out = clamp_big(in);
        return PEN_OK;
    case PEN_T_BOOL:
        *out = pen_v_int(in.u.i);
        return PEN_OK;
    case PEN_T_FLOAT:
        return finite(in.u.f, out);
    case PEN_T_STR:
        return text_to_long(c, pen_value_str(in), out);
    default:
        return PEN_E_TYPE;
    }
}

static pen_status to_float(const pen_coerce *c, pen_value in, pen_value *out)
{
    PEN_TRY(pen_value_force(c->arena, &in));
    switch (in.tag) {
    case PEN_T_INT:
    case PEN_T_BOOL:
        *out = pen_v_float((double)in.u.i);
        return PEN_OK;
    case PEN_T_BIG:
    case PEN_T_STR:
        return text_to_float(c, pen_value_str(in), out);
    case PEN_T_FLOAT:
        return finite(in.u.f, out);
    default:
        return PEN_E_TYPE;
    }
}

// ---- the others ----

static bool true_word(pen_str s)
{
    return pen_str_ieq(s, PEN_LIT("true")) || pen_str_eq(s, PEN_LIT("1")) ||
           pen_str_ieq(s, PEN_LIT("yes"));
}

static pen_status to_boolean(const pen_coerce *c, pen_value in, pen_value *out)
{
    PEN_TRY(pen_value_force(c->arena, &in));
    *out = pen_v_bool(in.tag == PEN_T_STR ? true_word(pen_value_str(in)) : pen_value_truth(in));
    return PEN_OK;
}

static pen_status put_ip(const pen_coerce *c, const pen_ip *ip, pen_value *out)
{
    char text[PEN_IP_TEXT_MAX];
    return own_text(c, text, pen_ip_put(text, ip), out);
}

// Python's ip_address() takes an integer as an IPv4 address below 2**32, else as IPv6.
static pen_status int_to_ip(const pen_coerce *c, int64_t i, pen_value *out)
{
    pen_ip ip = {.version = i <= (int64_t)UINT32_MAX ? 4 : 6};
    uint8_t *end = ip.bytes + (ip.version == 4 ? 4 : 16);
    for (int k = 1; k <= (ip.version == 4 ? 4 : 8); k++) {
        end[-k] = (uint8_t)((uint64_t)i >> (8 * (k - 1)));
    }
    return i < 0 ? PEN_E_TYPE : put_ip(c, &ip, out);
}

// The same for an integer past 64 bits: 128 bits hold it, or it is no address.
static pen_status big_to_ip(const pen_coerce *c, pen_str digits, pen_value *out)
{
    pen_ip ip = {.version = 6};
    for (size_t i = 0; i < digits.n; i++) {
        unsigned carry = (unsigned)(digits.p[i] - '0');
        if (!pen_is_digit(digits.p[i])) {
            return PEN_E_TYPE; // a minus
        }
        for (int k = 15; k >= 0; k--) {
            carry += ip.bytes[k] * 10u;
            ip.bytes[k] = (uint8_t)carry;
            carry >>= 8;
        }
        if (carry) {
            return PEN_E_TYPE;
        }
    }
    return put_ip(c, &ip, out);
}

static pen_status to_ip(const pen_coerce *c, pen_value in, pen_value *out)
{
    if (in.tag == PEN_T_STR && pen_ip_is_canon_v4(pen_value_str(in))) {
        *out = in;
        out->flags |= PEN_F_CLEAN;
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(c->arena, &in));
    if (in.tag == PEN_T_INT || in.tag == PEN_T_BOOL) {
        return int_to_ip(c, in.u.i, out);
    }
    if (in.tag == PEN_T_BIG) {
        return big_to_ip(c, pen_value_str(in), out);
    }
    pen_ip ip;
    if (in.tag != PEN_T_STR || !pen_ip_parse(pen_ublank_trim(pen_value_str(in)), &ip)) {
        return PEN_E_TYPE;
    }
    return put_ip(c, &ip, out);
}

static pen_status date_of(const pen_coerce *c, pen_value in, int64_t *us)
{
    pen_zone utc = pen_zone_find(PEN_EMPTY);
    switch (in.tag) {
    case PEN_T_STR:
    case PEN_T_BIG:
        return pen_date_parse_text(pen_value_str(in), PEN_EMPTY, &utc, c->now_s, us);
    case PEN_T_INT:
        return pen_date_from_i64(in.u.i, &utc, us);
    case PEN_T_FLOAT:
        return pen_date_from_f64(in.u.f, &utc, us);
    default:
        return PEN_E_TYPE;
    }
}

// Text that is right but for how it says UTC.
static pen_status canonical_date(const pen_coerce *c, pen_str s, size_t keep, pen_value *out)
{
    if (keep + 1 == s.n && s.p[keep] == 'Z') {
        *out = pen_v_str(s);
        out->flags = PEN_F_CLEAN;
        return PEN_OK;
    }
    char text[PEN_DATE_TEXT_ROOM];
    memcpy(text, s.p, keep);
    text[keep] = 'Z';
    return own_text(c, text, keep + 1, out);
}

static pen_status to_date(const pen_coerce *c, pen_value in, pen_value *out)
{
    int64_t us;
    size_t keep;
    char text[PEN_DATE_TEXT_ROOM];
    if (in.tag == PEN_T_STR && pen_date_is_canonical(pen_value_str(in), &keep)) {
        return canonical_date(c, pen_value_str(in), keep, out);
    }
    PEN_TRY(pen_value_force(c->arena, &in));
    if (date_of(c, in, &us) != PEN_OK) {
        return PEN_E_TYPE;
    }
    return own_text(c, text, pen_date_put(text, us, false), out);
}

static pen_status (*const coercions[])(const pen_coerce *, pen_value, pen_value *) = {
    [PEN_TYPE_TEXT] = to_text,       [PEN_TYPE_LONG] = to_long, [PEN_TYPE_FLOAT] = to_float,
    [PEN_TYPE_BOOLEAN] = to_boolean, [PEN_TYPE_IP] = to_ip,     [PEN_TYPE_DATE] = to_date,
    [PEN_TYPE_NONE] = NULL,
};

pen_status pen_coerce_scalar(const pen_coerce *c, pen_type type, pen_value in, pen_value *out)
{
    if (!coercions[type] || is_container(in)) {
        *out = in;
        bool odd = in.tag == PEN_T_RAWINT && !canonical_raw(in); // JSON's -0 is 0
        return odd ? pen_value_force(c->arena, out) : PEN_OK;
    }
    return coercions[type](c, in, out);
}

static pen_status to_json_text(const pen_coerce *c, pen_value in, pen_value *out)
{
    pen_str text;
    pen_buf_clear(c->scratch);
    PEN_TRY(pen_json_dump(in, PEN_JSON_COMPACT | PEN_JSON_SORTED, c->scratch));
    PEN_TRY(pen_arena_str(c->arena, pen_buf_str(c->scratch), &text));
    *out = pen_v_str(text);
    return PEN_OK;
}

static pen_status coerce_item(const pen_coerce *c, pen_type type, pen_value in, pen_value *out)
{
    if (type == PEN_TYPE_TEXT && in.tag == PEN_T_NONE) {
        *out = pen_v_str(PEN_LIT("null"));
        return PEN_OK;
    }
    if (is_container(in) && type != PEN_TYPE_BOOLEAN) {
        return type == PEN_TYPE_TEXT ? to_json_text(c, in, out) : PEN_E_TYPE;
    }
    if (in.tag == PEN_T_NONE) {
        *out = in;
        return PEN_OK;
    }
    return coercions[type](c, in, out);
}

pen_status pen_coerce_value(const pen_coerce *c, pen_type type, pen_value in, pen_value *out)
{
    *out = in;
    if (!coercions[type]) {
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(c->arena, &in));
    if (in.tag != PEN_T_LIST && in.tag != PEN_T_TUPLE) {
        PEN_TRY(coerce_item(c, type, in, out));
        return pen_value_force(c->arena, out); // nothing inside a container is lazy
    }
    pen_list *l = pen_list_new(c->arena, in.u.list->n);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < in.u.list->n; i++) {
        pen_value item;
        PEN_TRY(coerce_item(c, type, in.u.list->items[i], &item));
        PEN_TRY(pen_value_force(c->arena, &item));
        PEN_TRY(pen_list_push(c->arena, l, item));
    }
    *out = pen_v_list(l);
    return PEN_OK;
}

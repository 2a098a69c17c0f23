// SPDX-License-Identifier: Apache-2.0
// The filters that intake formats add to Jinja2's (SEMANTICS 3).
#include "base/ublank.h"
#include "base/utf8.h"
#include "codec/date.h"
#include "codec/ip.h"
#include "codec/mac.h"
#include "codec/url.h"
#include "lang/builtins.h"
#include "lang/ops.h"
#include "lang/regex_cache.h"
#include "lang/text.h"
#include "regex/direct.h"

static bool is_nothing(pen_value v)
{
    return v.tag == PEN_T_UNDEF || v.tag == PEN_T_NONE;
}

// The text of a value that must be defined.
static pen_status defined_text(const pen_args *a, pen_value *out)
{
    return a->v[0].tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : pen_operand_text(a, out);
}

// ---- paths ----

// Where the last / or \ of a text is, PEN_NPOS for none.
static size_t last_separator(pen_str s)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '/' && s.p[at - 1] != '\\') {
        at--;
    }
    return at ? at - 1 : PEN_NPOS;
}

static pen_status path_part(const pen_args *a, bool base, pen_value *out)
{
    pen_value text;
    *out = pen_v_none();
    if (is_nothing(a->v[0])) {
        return PEN_OK;
    }
    PEN_TRY(pen_operand_text(a, &text));
    pen_str s = pen_value_str(text);
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    size_t at = last_separator(s);
    pen_str none = {s.p, 0};
    if (base) {
        *out = pen_v_str(at == PEN_NPOS ? s : pen_str_from(s, at + 1));
    } else {
        *out = pen_v_str(at == PEN_NPOS ? none : pen_str_head(s, at));
    }
    out->flags = text.flags & PEN_F_CLEAN;
    return PEN_OK;
}

pen_status pen_filter_basename(const pen_args *a, pen_value *out)
{
    return path_part(a, true, out);
}

pen_status pen_filter_dirname(const pen_args *a, pen_value *out)
{
    return path_part(a, false, out);
}

// ---- dates ----

static pen_status read_date(const pen_args *a, pen_str format, int64_t *us)
{
    pen_value v = a->v[0], text;
    if (v.tag == PEN_T_INT) {
        return pen_date_from_i64(v.u.i, NULL, us);
    }
    if (v.tag == PEN_T_FLOAT) {
        return pen_date_from_f64(v.u.f, NULL, us);
    }
    PEN_TRY(defined_text(a, &text));
    PEN_TRY(pen_spend_bytes(a->vm, text.n));
    return pen_date_parse_text(pen_value_str(text), format, NULL, a->vm->now_s, us);
}

pen_status pen_filter_to_rfc3339(const pen_args *a, pen_value *out)
{
    int64_t us = 0;
    pen_str format = PEN_EMPTY, text;
    if (pen_arg_some(a, 1) && pen_value_truth(a->v[1])) {
        if (a->v[1].tag != PEN_T_STR) {
            return PEN_E_TYPE;
        }
        format = pen_value_str(a->v[1]);
    }
    pen_status s = read_date(a, format, &us);
    if (s == PEN_NOMATCH || s == PEN_E_SYNTAX) {
        return PEN_E_EVAL;
    }
    PEN_TRY(s);
    char put[PEN_DATE_TEXT_ROOM];
    PEN_TRY(pen_arena_str(a->vm->arena, pen_str_of(put, pen_date_put(put, us, true)), &text));
    *out = pen_v_str(text);
    out->flags = PEN_F_CLEAN;
    return PEN_OK;
}

// ---- regular expressions ----

// What the direct matcher knows costs no steps to compile: both ways take the same.
static pen_status match_re2(const pen_args *a, pen_str text, pen_anchor anchor)
{
    const pen_regex *re = NULL;
    pen_str pattern = pen_value_str(a->v[1]);
    uint64_t cost = a->call->pattern ? 0 : 1000 + pattern.n;
    pen_status s = pen_regex_cached(a->vm, pattern, cost, &re);
    if (s == PEN_E_SYNTAX) {
        return PEN_E_EVAL;
    }
    PEN_TRY(s);
    return pen_regex_match(re, text, anchor, NULL, 0);
}

// A pattern that is constant is matched directly where that can be; RE2 is the slow twin.
static pen_status match(const pen_args *a, pen_anchor anchor, pen_value *out)
{
    pen_value text;
    pen_status s = PEN_E_BUDGET;
    *out = pen_v_bool(false);
    if (is_nothing(a->v[0])) {
        return PEN_OK;
    }
    if (a->v[1].tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_operand_text(a, &text));
    PEN_TRY(pen_spend_bytes(a->vm, (size_t)text.n * 16)); // slower than copying
    if (a->call->pattern && !a->vm->slow) {
        s = pen_direct_test(a->call->pattern, pen_value_str(text));
    }
    if (s == PEN_E_BUDGET) {
        s = match_re2(a, pen_value_str(text), anchor);
    }
    *out = pen_v_bool(s == PEN_OK);
    return s == PEN_NOMATCH ? PEN_OK : s;
}

pen_status pen_filter_re_match(const pen_args *a, pen_value *out)
{
    return match(a, PEN_ANCHOR_START, out);
}

pen_status pen_filter_re_search(const pen_args *a, pen_value *out)
{
    return match(a, PEN_ANCHOR_NONE, out);
}

// ---- addresses ----

// version 0: any.
static pen_status is_address(const pen_args *a, unsigned version, pen_value *out)
{
    pen_ip ip;
    bool good = a->v[0].tag == PEN_T_STR && pen_ip_parse(pen_value_str(a->v[0]), &ip) &&
                (version == 0 || ip.version == version);
    *out = pen_v_bool(good);
    return PEN_OK;
}

pen_status pen_filter_is_ipaddress(const pen_args *a, pen_value *out)
{
    return is_address(a, 0, out);
}

pen_status pen_filter_is_ipv4(const pen_args *a, pen_value *out)
{
    return is_address(a, 4, out);
}

pen_status pen_filter_is_ipv6(const pen_args *a, pen_value *out)
{
    return is_address(a, 6, out);
}

pen_status pen_filter_is_url(const pen_args *a, pen_value *out)
{
    pen_url url;
    *out = pen_v_bool(false);
    if (a->v[0].tag != PEN_T_STR) {
        return PEN_OK;
    }
    PEN_TRY(pen_spend_bytes(a->vm, a->v[0].n));
    pen_status s = pen_url_split(a->vm->arena, pen_value_str(a->v[0]), &url);
    *out = pen_v_bool(s == PEN_OK && pen_url_is(&url));
    return s == PEN_E_SYNTAX ? PEN_OK : s;
}

pen_status pen_filter_to_mac_address(const pen_args *a, pen_value *out)
{
    pen_value text;
    char mac[PEN_MAC_TEXT];
    pen_str copy;
    PEN_TRY(defined_text(a, &text));
    PEN_TRY(pen_spend_bytes(a->vm, text.n));
    *out = pen_v_none();
    if (!pen_mac_put(pen_value_str(text), mac)) {
        return PEN_OK;
    }
    PEN_TRY(pen_arena_str(a->vm->arena, pen_str_of(mac, PEN_MAC_TEXT), &copy));
    *out = pen_v_str(copy);
    return PEN_OK;
}

// ---- JSON ----

pen_status pen_filter_from_json(const pen_args *a, pen_value *out)
{
    if (a->v[0].tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    *out = pen_v_none();
    if (a->v[0].tag != PEN_T_STR) {
        return PEN_OK;
    }
    PEN_TRY(pen_vm_spend(a->vm, 1 + a->v[0].n / 8)); // an item takes some eight bytes
    pen_status s = pen_json_load(a->vm->arena, pen_value_str(a->v[0]), out);
    if (s == PEN_E_SYNTAX || s == PEN_E_DEPTH) {
        *out = pen_v_none();
        s = PEN_OK;
    }
    return s;
}

static pen_status dump(const pen_args *a, unsigned style, pen_value *out)
{
    size_t mark = a->vm->text.n;
    if (a->v[0].tag == PEN_T_UNDEF) {
        return PEN_E_UNDEFINED;
    }
    return pen_text_end(a->vm, mark, pen_json_dump(a->v[0], style, &a->vm->text), out);
}

pen_status pen_filter_to_json(const pen_args *a, pen_value *out)
{
    return dump(a, PEN_JSON_COMPACT, out);
}

pen_status pen_filter_tojson(const pen_args *a, pen_value *out)
{
    enum { INDENT_MAX = 1000 }; // blanks a level; nobody reads more
    unsigned style = PEN_JSON_SORTED | PEN_JSON_ASCII | PEN_JSON_HTML;
    int64_t indent = 0;
    bool text = a->v[0].tag == PEN_T_STR; // Python looks at no indent for these
    if (text || !pen_arg_some(a, 1)) {
        return dump(a, style | PEN_JSON_SPACED, out);
    }
    PEN_TRY(pen_arg_int(a, 1, 0, &indent));
    indent = indent < 0 ? 0 : indent;
    if (indent > INDENT_MAX) {
        return PEN_E_LIMIT;
    }
    return dump(a, style | PEN_JSON_LINES | (unsigned)indent * PEN_JSON_WIDTH, out);
}

// ---- hexadecimal ----

pen_status pen_filter_to_hex(const pen_args *a, pen_value *out)
{
    static const char digits[] = "0123456789abcdef";
    pen_value text;
    size_t mark = a->vm->text.n;
    PEN_TRY(defined_text(a, &text));
    pen_str s = pen_value_str(text);
    char *to = pen_buf_need(&a->vm->text, s.n * 2);
    for (size_t i = 0; to && i < s.n; i++) {
        *to++ = digits[(unsigned char)s.p[i] >> 4];
        *to++ = digits[(unsigned char)s.p[i] & 15];
    }
    a->vm->text.n += to ? s.n * 2 : 0;
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

// Pairs of digits, ASCII blanks between them; false when it is not that.
static bool put_bytes(pen_str s, pen_buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        if (pen_is_blank(s.p[i])) {
            continue;
        }
        int high = pen_hex_digit(s.p[i]);
        int low = ++i < s.n ? pen_hex_digit(s.p[i]) : -1;
        if (high < 0 || low < 0) {
            return false;
        }
        pen_buf_byte(out, (char)(high * 16 + low));
    }
    return true;
}

pen_status pen_filter_from_hex(const pen_args *a, pen_value *out)
{
    pen_value text, bytes;
    size_t mark = a->vm->text.n;
    PEN_TRY(defined_text(a, &text));
    bool good = put_bytes(pen_value_str(text), &a->vm->text);
    pen_status s = good ? a->vm->text.failed : PEN_E_EVAL;
    PEN_TRY(pen_text_end(a->vm, mark, s, &bytes));
    (void)pen_utf8_repair(pen_value_str(bytes), &a->vm->text);
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

pen_status pen_filter_strip(const pen_args *a, pen_value *out)
{
    pen_value text;
    PEN_TRY(defined_text(a, &text));
    *out = pen_v_str(pen_ublank_trim(pen_value_str(text)));
    out->flags = text.flags & PEN_F_CLEAN;
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// Numbers and texts in expressions, as Python writes them.
#include "lang/lexer.h"

#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"

// ---- numbers ----

// Length of digits of `base` with single `_` between them, from `from` on.
static size_t digits(pen_str s, size_t from, int base, bool leading)
{
    size_t at = from;
    while (at < s.n) {
        size_t d = at + (s.p[at] == '_' && (at > from || leading));
        int value = d < s.n ? pen_hex_digit(s.p[d]) : -1;
        if (value < 0 || value >= base) {
            break;
        }
        at = d + 1;
    }
    return at - from;
}

// The number's text without `_`, in the work arena.
static pen_status compact(pen_front *f, pen_str s, pen_str *out)
{
    char *to = pen_arena_get(f->work, s.n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    *out = pen_str_of(to, 0);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '_') {
            to[out->n++] = s.p[i];
        }
    }
    return PEN_OK;
}

// Length of what makes an integer a float: a point with digits, an exponent; 0 when
// neither.
static size_t fraction(pen_str s, size_t from)
{
    size_t at = from;
    if (at < s.n && s.p[at] == '.') {
        size_t n = digits(s, at + 1, 10, false);
        at += n ? n + 1 : 0;
    }
    if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
        size_t sign = at + 1 < s.n && (s.p[at + 1] == '+' || s.p[at + 1] == '-');
        size_t n = digits(s, at + 1 + sign, 10, false);
        at += n ? n + 1 + sign : 0;
    }
    return at - from;
}

static int prefix_base(pen_str s)
{
    char c = s.n > 1 && s.p[0] == '0' ? pen_to_lower(s.p[1]) : '\0';
    return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
}

static pen_status prefixed(pen_front *f, size_t at, pen_str s, int base, pen_value *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = pen_hex_digit(s.p[i]);
        if (d < 0) {
            continue; // an underscore
        }
        if (v > ((uint64_t)INT64_MAX - (uint64_t)d) / (uint64_t)base) {
            return pen_front_fail(f, at, "template-limit", "this number is too large");
        }
        v = v * (uint64_t)base + (uint64_t)d;
    }
    *out = pen_v_int((int64_t)v);
    return PEN_OK;
}

static pen_status decimal(pen_front *f, pen_str s, pen_value *out)
{
    int64_t v = 0;
    PEN_TRY(compact(f, s, &s));
    pen_status st = pen_num_i64(s, &v);
    if (st == PEN_E_RANGE) {
        *out = pen_v_span(PEN_T_BIG, s.p, s.n);
        return PEN_OK;
    }
    *out = pen_v_int(v);
    return st;
}

// Jinja's integers begin with 1-9 or are all zeros: "007" is two numbers, an error later.
static size_t integer_length(pen_str s)
{
    return s.p[0] == '0' ? digits(s, 0, 1, false) : digits(s, 0, 10, false);
}

pen_status pen_lex_number(pen_front *f, size_t at, pen_token *t, size_t *n)
{
    pen_str s = pen_str_from(f->src, at);
    size_t whole = digits(s, 0, 10, false);
    size_t tail = at > 0 && f->src.p[at - 1] == '.' ? 0 : fraction(s, whole);
    t->kind = tail ? PEN_TOK_FLOAT : PEN_TOK_INT;
    if (tail) {
        double v = 0;
        *n = whole + tail;
        PEN_TRY(compact(f, pen_str_head(s, *n), &s));
        PEN_TRY(pen_num_f64(s, &v));
        t->value = pen_v_float(v);
        return PEN_OK;
    }
    int base = prefix_base(s);
    size_t body = base == 10 ? 0 : digits(s, 2, base, true);
    if (body) {
        *n = 2 + body;
        return prefixed(f, at, pen_str_of(s.p + 2, body), base, &t->value);
    }
    *n = integer_length(s);
    return decimal(f, pen_str_head(s, *n), &t->value);
}

// ---- texts ----

typedef struct unescape {
    pen_front *f;
    pen_str s;
    size_t at;
    char *to; // room for twice the source
    size_t n;
} unescape;

static void put_char(unescape *u, uint32_t cp)
{
    bool surrogate = cp >= 0xD800 && cp < 0xE000;
    u->n += pen_utf8_put(u->to + u->n, surrogate ? 0xFFFD : cp);
}

// \xHH, \uHHHH, \UHHHHHHHH: exactly `count` digits.
static pen_status hex_escape(unescape *u, unsigned count)
{
    uint32_t cp = 0;
    for (unsigned i = 0; i < count; i++) {
        int d = u->at < u->s.n ? pen_hex_digit(u->s.p[u->at]) : -1;
        if (d < 0) {
            return PEN_E_SYNTAX;
        }
        cp = cp << 4 | (uint32_t)d;
        u->at++;
    }
    if (cp > 0x10FFFF) {
        return PEN_E_SYNTAX;
    }
    put_char(u, cp);
    return PEN_OK;
}

static void octal_escape(unescape *u)
{
    uint32_t cp = 0;
    for (unsigned i = 0; i < 3 && u->at < u->s.n; i++) {
        char c = u->s.p[u->at];
        if (c < '0' || c > '7') {
            break;
        }
        cp = cp * 8 + (uint32_t)(c - '0');
        u->at++;
    }
    put_char(u, cp);
}

// An unknown escape stays, backslash included. Before a character that is not ASCII, Python
// sees the backslash of that character's own escape and keeps the rest: `\é` is `\xe9`.
static void other_escape(unescape *u)
{
    size_t next = u->at;
    uint32_t cp = pen_utf8_next(u->s, &next);
    u->to[u->n++] = '\\';
    if (cp < 0x80) {
        u->to[u->n++] = (char)cp;
    } else {
        unsigned width = cp < 0x100 ? 2 : cp < 0x10000 ? 4 : 8;
        u->to[u->n++] = width == 2 ? 'x' : width == 4 ? 'u' : 'U';
        while (width-- > 0) {
            u->to[u->n++] = "0123456789abcdef"[cp >> (4 * width) & 15];
        }
    }
    u->at = next;
}

static pen_status escape(unescape *u)
{
    static const char from[] = "\\'\"abfnrtv";
    static const char to[] = "\\'\"\a\b\f\n\r\t\v";
    char c = u->s.p[u->at];
    const char *simple = c ? strchr(from, c) : NULL;
    if (simple) {
        u->to[u->n++] = to[simple - from];
        u->at++;
        return PEN_OK;
    }
    if (c >= '0' && c <= '7') {
        octal_escape(u);
        return PEN_OK;
    }
    u->at++;
    switch (c) {
    case '\n':
        return PEN_OK;
    case 'x':
        return hex_escape(u, 2);
    case 'u':
        return hex_escape(u, 4);
    case 'U':
        return hex_escape(u, 8);
    case 'N':
        return PEN_E_SYNTAX;
    default:
        u->at--;
        other_escape(u);
        return PEN_OK;
    }
}

static pen_status unescaped(pen_front *f, size_t at, pen_str s, pen_value *out)
{
    // The worst case is a backslash before a byte that is not UTF-8: 2 bytes become \ufffd.
    unescape u = {.f = f, .s = s, .to = pen_arena_get(f->work, s.n * 3 + 4)};
    if (!u.to) {
        return PEN_E_NOMEM;
    }
    while (u.at < s.n) {
        char c = s.p[u.at++];
        if (c != '\\') {
            u.to[u.n++] = c;
        } else if (escape(&u) != PEN_OK) {
            return pen_front_fail(f, at + u.at, "template-syntax",
                                  "malformed escape in this text (double the backslash?)");
        }
    }
    *out = pen_v_str(pen_str_of(u.to, u.n));
    return PEN_OK;
}

pen_status pen_lex_string(pen_front *f, size_t at, pen_token *t, size_t *n)
{
    char quote = f->src.p[at];
    bool escapes = false;
    size_t i = at + 1;
    while (i < f->src.n && f->src.p[i] != quote) {
        bool backslash = f->src.p[i] == '\\';
        escapes = escapes || backslash;
        i += backslash ? 2 : 1;
    }
    if (i >= f->src.n) {
        return pen_front_fail(f, at, "template-syntax",
                              "this text is never closed (write %c)", quote);
    }
    pen_str inside = pen_str_of(f->src.p + at + 1, i - at - 1);
    t->kind = PEN_TOK_STRING;
    *n = i + 1 - at;
    if (escapes) {
        return unescaped(f, at + 1, inside, &t->value);
    }
    t->value = pen_v_str(inside);
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// A recursive descent over the literals of Python's grammar. Depth is capped where Python's
// own tokenizer gives up (200 open brackets).
#include "lang/literal.h"

#include "base/limits.h"
#include "base/num.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "event/value.h"
#include "lang/literal_number.h"

enum { DEPTH_MAX = PEN_VALUE_DEPTH_MAX < 200 ? PEN_VALUE_DEPTH_MAX : 200 };

typedef struct literal {
    pen_arena *a;
    pen_str s;
    size_t at;
    unsigned depth; // brackets open
} literal;

static pen_status read_value(literal *l, pen_value *out);

static char peek(const literal *l)
{
    return l->at < l->s.n ? l->s.p[l->at] : '\0';
}

static bool take(literal *l, char c)
{
    bool is = l->at < l->s.n && l->s.p[l->at] == c;
    l->at += is;
    return is;
}

static bool is_newline(char c)
{
    return c == '\n' || c == '\r';
}

// Blanks; inside brackets new lines and comments as well.
static void skip(literal *l)
{
    while (l->at < l->s.n) {
        char c = l->s.p[l->at];
        if (c == ' ' || c == '\t' || c == '\f' || (l->depth && is_newline(c))) {
            l->at++;
        } else if (c == '#' && l->depth) {
            while (l->at < l->s.n && !is_newline(l->s.p[l->at])) {
                l->at++;
            }
        } else {
            return;
        }
    }
}

// ---- texts ----

// `count` hexadecimal digits; they must be there.
static pen_status hex_digits(literal *l, unsigned count, uint32_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++) {
        int d = l->at < l->s.n ? pen_hex_digit(l->s.p[l->at]) : -1;
        if (d < 0) {
            return PEN_E_SYNTAX;
        }
        *out = *out * 16 + (uint32_t)d;
        l->at++;
    }
    return *out <= 0x10ffff ? PEN_OK : PEN_E_SYNTAX;
}

static uint32_t octal_digits(literal *l)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 3 && peek(l) >= '0' && peek(l) <= '7'; i++) {
        v = v * 8 + (uint32_t)(l->s.p[l->at++] - '0');
    }
    return v;
}

// UTF-8 cannot hold a lone surrogate.
static size_t put_character(char *to, uint32_t cp)
{
    return pen_utf8_put(to, cp >= 0xd800 && cp < 0xe000 ? 0xfffd : cp);
}

// What stands behind a backslash. *n grows by at most the source's length.
static pen_status escape(literal *l, char *to, size_t *n)
{
    static const char from[] = "\\'\"abfnrtv", is[] = "\\'\"\a\b\f\n\r\t\v";
    char c = peek(l);
    uint32_t cp = 0;
    const char *known = c ? strchr(from, c) : NULL;
    if (l->at >= l->s.n || c == 'N') {
        return PEN_E_SYNTAX; // names of characters are not known here
    }
    if (known) {
        l->at++;
        to[(*n)++] = is[known - from];
    } else if (c >= '0' && c <= '7') {
        *n += put_character(to + *n, octal_digits(l));
    } else if (c == 'x' || c == 'u' || c == 'U') {
        l->at++;
        PEN_TRY(hex_digits(l, c == 'x' ? 2 : c == 'u' ? 4 : 8, &cp));
        *n += put_character(to + *n, cp);
    } else if (is_newline(c)) {
        l->at++;
        l->at += c == '\r' && peek(l) == '\n';
    } else {
        to[(*n)++] = '\\';
    }
    return PEN_OK;
}

typedef struct quote {
    char c;
    bool triple, raw;
} quote;

// At the closing quote or quotes?
static bool closes(const literal *l, quote q)
{
    size_t n = q.triple ? 3 : 1;
    if (l->s.n - l->at < n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (l->s.p[l->at + i] != q.c) {
            return false;
        }
    }
    return true;
}

// A raw backslash keeps itself and what follows it, a quote too.
static void raw_backslash(literal *l, char *to, size_t *n)
{
    to[(*n)++] = '\\';
    if (l->at < l->s.n && !is_newline(l->s.p[l->at])) {
        to[(*n)++] = l->s.p[l->at++];
    }
}

// Up to and past the closing quote, decoded to to[*n…].
static pen_status read_quoted(literal *l, quote q, char *to, size_t *n)
{
    while (l->at < l->s.n && !closes(l, q)) {
        char c = l->s.p[l->at++];
        if (c == '\\' && q.raw) {
            raw_backslash(l, to, n);
        } else if (c == '\\') {
            PEN_TRY(escape(l, to, n));
        } else if (is_newline(c)) {
            if (!q.triple) {
                return PEN_E_SYNTAX;
            }
            l->at += c == '\r' && peek(l) == '\n';
            to[(*n)++] = '\n';
        } else if (c) {
            to[(*n)++] = c;
        } else {
            return PEN_E_SYNTAX;
        }
    }
    if (l->at >= l->s.n) {
        return PEN_E_SYNTAX;
    }
    l->at += q.triple ? 3 : 1;
    return PEN_OK;
}

// Whether a text starts here: quotes with an optional prefix r or u.
static bool starts_text(const literal *l, size_t *prefix)
{
    char c = peek(l);
    *prefix = c && strchr("rRuU", c) ? 1 : 0;
    char q = l->at + *prefix < l->s.n ? l->s.p[l->at + *prefix] : '\0';
    return q == '\'' || q == '"';
}

static pen_status read_piece(literal *l, size_t prefix, char *to, size_t *n)
{
    quote q = {.raw = prefix && (peek(l) | 0x20) == 'r'};
    l->at += prefix;
    q.c = l->s.p[l->at];
    q.triple = true;
    q.triple = closes(l, q);
    l->at += q.triple ? 3 : 1;
    return read_quoted(l, q, to, n);
}

// A text without escapes or neighbours is a slice of the source.
static bool plain_text(literal *l, pen_value *out)
{
    char c = peek(l);
    size_t end = l->at + 1;
    while (end < l->s.n && l->s.p[end] != c) {
        char at = l->s.p[end];
        if (at == '\\' || at == '\0' || is_newline(at)) {
            return false;
        }
        end++;
    }
    if (end >= l->s.n || (end == l->at + 1 && end + 1 < l->s.n && l->s.p[end + 1] == c)) {
        return false;
    }
    *out = pen_v_str(pen_str_of(l->s.p + l->at + 1, end - l->at - 1));
    l->at = end + 1;
    return true;
}

// Where the neighbouring texts that start here end: an upper bound of what they decode to.
static size_t texts_end(const literal *l)
{
    literal probe = *l;
    size_t prefix;
    while (starts_text(&probe, &prefix)) {
        probe.at += prefix;
        char c = probe.s.p[probe.at];
        quote q = {.c = c, .triple = true};
        q.triple = closes(&probe, q);
        probe.at += q.triple ? 3 : 1;
        while (probe.at < probe.s.n && !closes(&probe, q)) {
            probe.at += probe.s.p[probe.at] == '\\' && probe.at + 1 < probe.s.n ? 2 : 1;
        }
        size_t close = q.triple ? 3 : 1;
        probe.at = probe.s.n - probe.at < close ? probe.s.n : probe.at + close;
        skip(&probe);
    }
    return probe.at;
}

// Neighbours join.
static pen_status read_text(literal *l, pen_value *out)
{
    size_t start = l->at, prefix = 0, n = 0;
    if ((peek(l) == '\'' || peek(l) == '"') && plain_text(l, out)) {
        skip(l);
        if (!starts_text(l, &prefix)) {
            return PEN_OK;
        }
    }
    l->at = start;
    char *to = pen_arena_get(l->a, texts_end(l) - start + 4);
    if (!to) {
        return PEN_E_NOMEM;
    }
    while (starts_text(l, &prefix)) {
        PEN_TRY(read_piece(l, prefix, to, &n));
        skip(l);
    }
    *out = pen_v_str(pen_str_of(to, n));
    return PEN_OK;
}

// ---- words and numbers ----

static pen_status read_word(literal *l, pen_value *out)
{
    static const struct {
        pen_str name;
        pen_value value;
    } words[] = {
        {{"None", 4}, {.tag = PEN_T_NONE}},
        {{"True", 4}, {.tag = PEN_T_BOOL, .u.i = 1}},
        {{"False", 5}, {.tag = PEN_T_BOOL}},
    };
    size_t end = l->at;
    while (end < l->s.n) {
        size_t next = end;
        if (!pen_char_id_continue(pen_utf8_next(l->s, &next))) {
            break;
        }
        end = next;
    }
    pen_str word = pen_str_of(l->s.p + l->at, end - l->at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pen_str_eq(words[i].name, word)) {
            *out = words[i].value;
            l->at = end;
            return PEN_OK;
        }
    }
    return PEN_E_SYNTAX;
}

static pen_status read_number(literal *l, bool negative, pen_value *out)
{
    return pen_literal_number(l->a, l->s, &l->at, negative, out);
}

static pen_status read_signed(literal *l, pen_value *out)
{
    bool negative = peek(l) == '-';
    l->at++;
    skip(l);
    return read_number(l, negative, out);
}

// ---- containers ----

// After an item: the comma or the closing bracket, which is left there.
static pen_status after_item(literal *l, char close, bool *comma)
{
    skip(l);
    *comma = take(l, ',');
    skip(l);
    return *comma || peek(l) == close ? PEN_OK : PEN_E_SYNTAX;
}

static pen_status read_items(literal *l, char close, pen_list **out, bool *comma)
{
    *comma = false;
    *out = pen_list_new(l->a, 0);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    skip(l);
    while (!take(l, close)) {
        pen_value v;
        PEN_TRY(read_value(l, &v));
        PEN_TRY(pen_list_push(l->a, *out, v));
        PEN_TRY(after_item(l, close, comma));
    }
    return PEN_OK;
}

static pen_status read_list(literal *l, pen_value *out)
{
    pen_list *items;
    bool comma;
    PEN_TRY(read_items(l, ']', &items, &comma));
    *out = pen_v_list(items);
    return PEN_OK;
}

// `(x)` is x, `(x,)` and `()` are tuples.
static pen_status read_tuple(literal *l, pen_value *out)
{
    pen_list *items;
    bool comma;
    PEN_TRY(read_items(l, ')', &items, &comma));
    bool one = items->n == 1 && !comma;
    *out = one ? items->items[0] : (pen_value){.tag = PEN_T_TUPLE, .u.list = items};
    return PEN_OK;
}

static pen_status read_dict(literal *l, pen_value *out)
{
    pen_value key, v;
    bool comma;
    pen_dict *d = pen_dict_new(l->a, 0);
    if (!d) {
        return PEN_E_NOMEM;
    }
    skip(l);
    while (!take(l, '}')) {
        PEN_TRY(read_value(l, &key));
        skip(l);
        if (!take(l, ':')) {
            return PEN_E_SYNTAX; // a set, for one
        }
        PEN_TRY(read_value(l, &v));
        pen_status s = pen_dict_put(l->a, d, key, v);
        PEN_TRY(s == PEN_E_TYPE ? PEN_E_SYNTAX : s);
        PEN_TRY(after_item(l, '}', &comma));
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

static pen_status read_box(literal *l, pen_value *out)
{
    char open = l->s.p[l->at++];
    if (l->depth >= DEPTH_MAX) {
        return PEN_E_SYNTAX; // too many nested brackets, says Python
    }
    l->depth++;
    pen_status s = open == '[' ? read_list(l, out) : open == '(' ? read_tuple(l, out)
                                                                 : read_dict(l, out);
    l->depth--;
    return s;
}

static pen_status read_value(literal *l, pen_value *out)
{
    size_t prefix;
    skip(l);
    char c = peek(l);
    if (c == '[' || c == '(' || c == '{') {
        return read_box(l, out);
    }
    if (starts_text(l, &prefix)) {
        return read_text(l, out);
    }
    if (c == '-' || c == '+') {
        return read_signed(l, out);
    }
    return pen_is_digit(c) || c == '.' ? read_number(l, false, out) : read_word(l, out);
}

pen_status pen_literal(pen_arena *a, pen_str text, pen_value *out)
{
    literal l = {.a = a, .s = pen_ublank_trim(text)};
    PEN_TRY(read_value(&l, out));
    l.depth = 1; // behind the value too, lines may be empty or hold a comment
    skip(&l);
    return l.at == l.s.n ? PEN_OK : PEN_E_SYNTAX;
}

pen_status pen_literal_box(pen_arena *a, pen_value *v)
{
    if (v->tag != PEN_T_STR) {
        return PEN_OK;
    }
    pen_str s = pen_ublank_trim(pen_value_str(*v));
    if (s.n < 2 || (s.p[0] != '[' && s.p[0] != '{') ||
        (s.p[s.n - 1] != ']' && s.p[s.n - 1] != '}')) {
        return PEN_OK;
    }
    pen_value read;
    pen_status st = pen_literal(a, s, &read);
    if (st == PEN_OK && (read.tag == PEN_T_LIST || read.tag == PEN_T_DICT)) {
        *v = read;
    }
    return st == PEN_E_NOMEM ? st : PEN_OK;
}

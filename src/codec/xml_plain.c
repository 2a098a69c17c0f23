// SPDX-License-Identifier: Apache-2.0
// XML as machines write it: elements, attributes, texts, the five named references and
// numbered ones. Everything else, and everything that is wrong, is expat's to judge: this
// reader stops with PEN_NOMATCH and never says that a text is broken.
#include "codec/xml.h"

#include "base/limits.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "codec/xml_parts.h"

// More attributes in one element than this are rare, and comparing each with each is slow.
#define PLAIN_ATTRS_MAX 16u

enum {
    NAME_START = 1,
    NAME = 2,
    TEXT = 4,  // stands for itself in a text
    VALUE = 8, // and in the value of an attribute
    BLANK = 16,
};

#define O (TEXT | VALUE)
#define A (TEXT | VALUE | NAME | NAME_START)
#define D (TEXT | VALUE | NAME)
#define Q TEXT
#define V VALUE
#define W (TEXT | BLANK)
#define S (TEXT | VALUE | BLANK)
#define R BLANK
// clang-format off
static const uint8_t kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, W, W, 0, 0, R, 0, 0, // 00
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // 10
    S, O, Q, O, O, O, 0, Q, O, O, O, O, O, D, D, O, // 20
    D, D, D, D, D, D, D, D, D, D, D, O, 0, O, O, O, // 30
    O, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, // 40
    A, A, A, A, A, A, A, A, A, A, A, O, O, V, O, A, // 50
    O, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, // 60
    A, A, A, A, A, A, A, A, A, A, A, O, O, O, O, O, // 70
    // 80 to ff: bytes of characters that are looked at as a whole before (all_characters)
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
};
// clang-format on
#undef O
#undef A
#undef D
#undef Q
#undef V
#undef W
#undef S
#undef R

typedef struct reader {
    const char *p, *end;
    const pen_xml_visitor *v;
    unsigned depth;
    pen_str open[PEN_XML_DEPTH_MAX]; // names with their prefixes
    pen_str keys[PLAIN_ATTRS_MAX];   // of the element being read, likewise
    pen_xml_attr attrs[PLAIN_ATTRS_MAX];
    size_t nkeys, nattrs;
} reader;

static bool is(char c, unsigned kind)
{
    return kinds[(unsigned char)c] & kind;
}

// On to the first byte that is not of the kind.
static const char *past(const char *p, const char *end, unsigned kind)
{
    while (p < end && is(*p, kind)) {
        p++;
    }
    return p;
}

static bool at(const reader *r, char c)
{
    return r->p < r->end && *r->p == c;
}

// Passes the byte `c`; false when another is there.
static bool eat(reader *r, char c)
{
    bool here = at(r, c);
    r->p += here;
    return here;
}

static void skip_blanks(reader *r)
{
    r->p = past(r->p, r->end, BLANK);
}

static bool read_name(reader *r, pen_str *out)
{
    const char *from = r->p;
    if (from == r->end || !is(*from, NAME_START)) {
        return false;
    }
    r->p = past(from + 1, r->end, NAME);
    *out = (pen_str){from, (size_t)(r->p - from)};
    return true;
}

// ---- tags ----

static bool is_new(const reader *r, pen_str key)
{
    for (size_t i = 0; i < r->nkeys; i++) {
        if (pen_str_eq(r->keys[i], key)) {
            return false;
        }
    }
    return true;
}

static bool read_value(reader *r, pen_str *out)
{
    char quote = at(r, '\'') ? '\'' : '"', other = quote == '"' ? '\'' : '"';
    if (!eat(r, quote)) {
        return false;
    }
    const char *from = r->p;
    do {
        r->p = past(r->p, r->end, VALUE);
    } while (eat(r, other));
    *out = (pen_str){from, (size_t)(r->p - from)};
    return eat(r, quote);
}

static bool read_attr(reader *r)
{
    pen_str key, value;
    if (r->nkeys == PLAIN_ATTRS_MAX || !read_name(r, &key) || !is_new(r, key)) {
        return false;
    }
    skip_blanks(r);
    if (!eat(r, '=')) {
        return false;
    }
    skip_blanks(r);
    if (!read_value(r, &value)) {
        return false;
    }
    r->keys[r->nkeys++] = key;
    if (!pen_xml_declares_namespace(key)) {
        r->attrs[r->nattrs++] = (pen_xml_attr){pen_xml_without_prefix(key), value};
    }
    return true;
}

// From behind the name on to the bracket or the slash before it.
static bool read_attrs(reader *r)
{
    r->nkeys = r->nattrs = 0;
    for (;;) {
        const char *from = r->p;
        skip_blanks(r);
        if (at(r, '>') || at(r, '/')) {
            return true;
        }
        if (r->p == from || !read_attr(r)) {
            return false;
        }
    }
}

static pen_status open_tag(reader *r)
{
    pen_str name;
    if (r->depth == PEN_XML_DEPTH_MAX || !read_name(r, &name) || !read_attrs(r)) {
        return PEN_NOMATCH;
    }
    bool empty = eat(r, '/');
    if (!eat(r, '>')) {
        return PEN_NOMATCH;
    }
    PEN_TRY(r->v->start(r->v->ctx, pen_xml_without_prefix(name), r->attrs, r->nattrs));
    if (empty) {
        return r->v->end(r->v->ctx);
    }
    r->open[r->depth++] = name;
    return PEN_OK;
}

static pen_status close_tag(reader *r)
{
    pen_str name = r->open[r->depth - 1];
    if ((size_t)(r->end - r->p) < name.n || memcmp(r->p, name.p, name.n) != 0) {
        return PEN_NOMATCH;
    }
    r->p += name.n;
    skip_blanks(r);
    if (!eat(r, '>')) {
        return PEN_NOMATCH;
    }
    r->depth--;
    return r->v->end(r->v->ctx);
}

// ---- texts ----

// Whether XML has the character: neither a control nor a surrogate nor U+FFFE, U+FFFF.
static bool is_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xd800) ||
           (c >= 0xe000 && c < 0xfffe) || (c >= 0x10000 && c <= 0x10ffff);
}

// The number of a reference, between "&#" or "&#x" and ";"; 0 when it is none.
static uint32_t number_of(pen_str digits, uint32_t base)
{
    uint32_t n = 0;
    if (digits.n == 0 || digits.n > 7) {
        return 0;
    }
    for (size_t i = 0; i < digits.n; i++) {
        char c = pen_to_lower(digits.p[i]);
        uint32_t d = pen_is_digit(c)                      ? (uint32_t)(c - '0')
                     : base == 16 && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                                                          : base;
        if (d == base) {
            return 0;
        }
        n = n * base + d;
    }
    return n;
}

static pen_status numbered(reader *r, pen_str name)
{
    bool hex = name.n > 1 && name.p[1] == 'x';
    uint32_t c = number_of(pen_str_from(name, hex ? 2 : 1), hex ? 16 : 10);
    char bytes[4];
    if (!is_character(c)) {
        return PEN_NOMATCH;
    }
    size_t n = pen_utf8_put(bytes, c);
    return r->v->text(r->v->ctx, (pen_str){bytes, n}, false);
}

// From behind "&".
static pen_status reference(reader *r)
{
    static const struct {
        pen_str name, text;
    } named[] = {
        {{"amp", 3}, {"&", 1}},   {{"lt", 2}, {"<", 1}},   {{"gt", 2}, {">", 1}},
        {{"quot", 4}, {"\"", 1}}, {{"apos", 4}, {"'", 1}},
    };
    pen_str ahead = pen_str_head((pen_str){r->p, (size_t)(r->end - r->p)}, 10);
    size_t n = pen_str_chr(ahead, ';', 0);
    if (n == PEN_NPOS || n == 0) {
        return PEN_NOMATCH;
    }
    pen_str name = pen_str_head(ahead, n);
    r->p += n + 1;
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (pen_str_eq(named[i].name, name)) {
            return r->v->text(r->v->ctx, named[i].text, true);
        }
    }
    return *name.p == '#' ? numbered(r, name) : PEN_NOMATCH;
}

// From behind a CR, which is a line's end with or without LF.
static pen_status line_end(reader *r)
{
    (void)eat(r, '\n');
    return r->v->text(r->v->ctx, PEN_LIT("\n"), true);
}

// A run of plain text, and the reference or the line's end behind it.
static pen_status text(reader *r)
{
    const char *from = r->p;
    for (r->p = past(r->p, r->end, TEXT); at(r, ']'); r->p = past(r->p + 1, r->end, TEXT)) {
        if (r->end - r->p > 2 && memcmp(r->p, "]]>", 3) == 0) {
            return PEN_NOMATCH;
        }
    }
    if (r->p > from) {
        pen_str piece = {from, (size_t)(r->p - from)};
        PEN_TRY(r->v->text(r->v->ctx, piece, true));
    }
    return eat(r, '&') ? reference(r) : eat(r, '\r') ? line_end(r) : PEN_OK;
}

// ---- the whole ----

static pen_status step(reader *r)
{
    if (!eat(r, '<')) {
        const char *from = r->p;
        pen_status s = text(r);
        return s == PEN_OK && r->p == from ? PEN_NOMATCH : s;
    }
    return eat(r, '/') ? close_tag(r) : open_tag(r);
}

// Whether the bytes are characters that XML has, but for controls, which `kinds` tells.
static bool all_characters(pen_str s)
{
    if (pen_scan_best()->ascii(s.p, s.n)) {
        return true;
    }
    return pen_utf8_valid(s) == s.n &&
           pen_str_find(s, PEN_LIT("\xef\xbf\xbe"), 0) == PEN_NPOS &&
           pen_str_find(s, PEN_LIT("\xef\xbf\xbf"), 0) == PEN_NPOS;
}

static pen_status run(reader *r)
{
    skip_blanks(r);
    if (!eat(r, '<')) {
        return PEN_NOMATCH;
    }
    PEN_TRY(open_tag(r));
    while (r->depth) {
        PEN_TRY(step(r));
    }
    skip_blanks(r);
    return r->p == r->end ? PEN_OK : PEN_NOMATCH;
}

pen_status pen_xml_parse_plain(pen_str xml, const pen_xml_visitor *v)
{
    xml = pen_xml_without_declaration(xml);
    if (xml.n == 0 || xml.n > PEN_RECORD_MAX || !all_characters(xml)) {
        return PEN_NOMATCH;
    }
    reader r;
    r.p = xml.p;
    r.end = xml.p + xml.n;
    r.v = v;
    r.depth = 0;
    return run(&r);
}

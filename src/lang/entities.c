// SPDX-License-Identifier: Apache-2.0
#include "lang/entities.h"

#include "base/utf8.h"

enum { NAME_MAX = 32, SURROGATES = 0xd800, SURROGATES_END = 0xdfff, LAST = 0x10ffff };

// ---- numbers ----

// What HTML 5 reads 0x80 to 0x9f as: windows-1252, and itself where that has a hole.
static uint32_t of_windows(uint32_t cp)
{
    static const uint16_t table[32] = {
        0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
    };
    return table[cp - 0x80];
}

// Code points that HTML refuses; they vanish.
static bool refused(uint32_t cp)
{
    bool control = (cp >= 1 && cp <= 8) || cp == 0xb || (cp >= 0xe && cp <= 0x1f) ||
                   (cp >= 0x7f && cp <= 0x9f);
    return control || (cp >= 0xfdd0 && cp <= 0xfdef) || (cp & 0xfffe) == 0xfffe;
}

static void put_number(uint32_t cp, pen_buf *out)
{
    if (cp == 0 || cp > LAST || (cp >= SURROGATES && cp <= SURROGATES_END)) {
        cp = 0xfffd;
    } else if (cp >= 0x80 && cp <= 0x9f) {
        cp = of_windows(cp);
    } else if (refused(cp)) {
        return;
    }
    char *to = pen_buf_need(out, 4);
    if (to) {
        out->n += pen_utf8_put(to, cp);
    }
}

static int digit_of(char c, bool hex)
{
    if (pen_is_digit(c)) {
        return c - '0';
    }
    char low = pen_to_lower(c);
    return hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// `#…` at the start of `s`, which follows a `&`; gives its length, 0 when it is no number.
static size_t number(pen_str s, pen_buf *out)
{
    bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');
    size_t start = hex ? 2 : 1, at = start;
    uint32_t cp = 0;
    for (int d; at < s.n && (d = digit_of(s.p[at], hex)) >= 0; at++) {
        cp = cp > LAST ? cp : cp * (hex ? 16 : 10) + (uint32_t)d; // no further than it matters
    }
    if (at == start) {
        return 0;
    }
    put_number(cp, out);
    return at + (at < s.n && s.p[at] == ';');
}

// ---- names ----

static const pen_entity *find(pen_str name)
{
    uint32_t low = 0, high = pen_entity_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = pen_str_cmp(pen_entities[middle].name, name);
        if (order == 0) {
            return &pen_entities[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

// The same for a name: the longest that the text begins with.
static size_t name(pen_str s, pen_buf *out)
{
    size_t n = 0, characters = 0;
    while (n < s.n && characters < NAME_MAX && s.p[n] && !strchr("\t\n\f <&#;", s.p[n])) {
        (void)pen_utf8_next(s, &n);
        characters++;
    }
    n += characters > 0 && n < s.n && s.p[n] == ';';
    for (; n > 1; n--) {
        const pen_entity *e = find(pen_str_head(s, n));
        if (e) {
            pen_buf_add(out, e->text);
            return n;
        }
    }
    return 0;
}

void pen_entities_put(pen_str s, pen_buf *out)
{
    size_t at = 0;
    while (at < s.n && out->failed == PEN_OK) {
        size_t start = pen_str_chr(s, '&', at);
        start = start == PEN_NPOS ? s.n : start;
        pen_buf_add(out, pen_str_of(s.p + at, start - at));
        if (start == s.n) {
            return;
        }
        pen_str rest = pen_str_from(s, start + 1);
        size_t n = rest.n && rest.p[0] == '#' ? number(rest, out) : name(rest, out);
        if (n == 0) {
            pen_buf_byte(out, '&');
        }
        at = start + 1 + n;
    }
}

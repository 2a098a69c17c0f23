// SPDX-License-Identifier: Apache-2.0
#include "lang/links.h"

#include "base/utf8.h"
#include "event/chars.h"

#include <stdint.h>

// ---- characters ----

// The small ASCII letter that a character is when case is ignored: beside the capitals
// Python counts dotted I, dotless i, long s and the sign of Kelvin.
static uint32_t folded(uint32_t cp)
{
    switch (cp) {
    case 0x130:
    case 0x131:
        return 'i';
    case 0x17F:
        return 's';
    case 0x212A:
        return 'k';
    default:
        return cp < 0x80 ? (uint32_t)(unsigned char)pen_to_lower((char)cp) : cp;
    }
}

static bool is_letter(uint32_t cp)
{
    return folded(cp) >= 'a' && folded(cp) <= 'z';
}

static bool is_word(uint32_t cp)
{
    return cp == '_' || pen_char_alnum(cp);
}

static bool is_digit(uint32_t cp)
{
    return pen_char_decimal(cp, NULL);
}

static bool is_hex(uint32_t cp)
{
    return is_digit(cp) || (cp < 0x80 && pen_hex_digit((char)cp) >= 0);
}

static bool is_puny(uint32_t cp) // of a label behind `xn--`
{
    return is_word(cp) || cp == '%';
}

static bool is_host(uint32_t cp)
{
    return is_puny(cp) || cp == '-';
}

static bool is_mail_host(uint32_t cp)
{
    return is_word(cp) || cp == '-' || cp == '.';
}

static bool is_scheme(uint32_t cp)
{
    return is_word(cp) || cp == '.' || cp == '+' || cp == '-';
}

typedef bool char_class(uint32_t cp);

// Whether `s` is `least` to `most` characters of a class.
static bool all(pen_str s, char_class *in, size_t least, size_t most)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n; n++) {
        if (n == most || !in(pen_utf8_next(s, &at))) {
            return false;
        }
    }
    return n >= least;
}

// Cuts `literal` (small ASCII letters and signs) off the front, in any case.
static bool skip(pen_str *s, pen_str literal)
{
    size_t at = 0;
    for (size_t i = 0; i < literal.n; i++) {
        if (at >= s->n || folded(pen_utf8_next(*s, &at)) != (unsigned char)literal.p[i]) {
            return false;
        }
    }
    *s = pen_str_from(*s, at);
    return true;
}

// ---- hosts ----

// Whether all labels but the last, each with its dot, are `least` to `most` characters of a
// host; *last is what follows the last dot.
static bool labels(pen_str host, size_t least, size_t most, pen_str *last)
{
    for (size_t dot; (dot = pen_str_chr(host, '.', 0)) != PEN_NPOS;) {
        if (!all(pen_str_head(host, dot), is_host, least, most)) {
            return false;
        }
        host = pen_str_from(host, dot + 1);
    }
    *last = host;
    return true;
}

// A name that a scheme or `www.` comes before: its last label is of letters, or `xn--…`.
static bool is_named(pen_str host)
{
    pen_str last;
    if (!labels(host, 1, SIZE_MAX, &last)) {
        return false;
    }
    return all(last, is_letter, 2, 63) ||
           (skip(&last, PEN_LIT("xn--")) && all(last, is_puny, 2, 59));
}

// A name that stands alone.
static bool is_known(pen_str host)
{
    static const pen_str tops[] = {{"com", 3}, {"net", 3}, {"int", 3},  {"edu", 3},
                                   {"gov", 3}, {"org", 3}, {"info", 4}, {"mil", 3}};
    pen_str last;
    if (!labels(host, 2, 63, &last) || last.n == host.n) {
        return false;
    }
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        pen_str rest = last;
        if (skip(&rest, tops[i]) && rest.n == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ipv4(pen_str host)
{
    for (int i = 0; i < 3; i++) {
        size_t dot = pen_str_chr(host, '.', 0);
        if (dot == PEN_NPOS || !all(pen_str_head(host, dot), is_digit, 1, 3)) {
            return false;
        }
        host = pen_str_from(host, dot + 1);
    }
    return all(host, is_digit, 1, 3);
}

// What brackets hold: two groups of at most four digits, each with its colon, then up to
// six pieces of at most four digits whose colon may lack.
static bool is_ipv6(pen_str s)
{
    size_t pieces = 0;
    for (int group = 0;; group++) {
        size_t colon = pen_str_chr(s, ':', 0);
        pen_str part = pen_str_head(s, colon);
        if (!all(part, is_hex, 0, group < 2 ? 4 : 24) || (group < 2 && colon == PEN_NPOS)) {
            return false;
        }
        if (group >= 2) {
            size_t n = (pen_utf8_count(part) + 3) / 4;
            pieces += n ? n : colon != PEN_NPOS;
        }
        if (colon == PEN_NPOS || pieces > 6) {
            return pieces <= 6;
        }
        s = pen_str_from(s, colon + 1);
    }
}

// ---- links ----

static size_t find_any(pen_str s, const char *set)
{
    size_t at = 0;
    while (at < s.n && !(s.p[at] && strchr(set, s.p[at]))) {
        at++;
    }
    return at;
}

// Nothing, or a port, and then nothing, or a path, query or fragment.
static bool is_rest(pen_str s)
{
    if (s.n && s.p[0] == ':') {
        size_t end = find_any(s, "/?#");
        if (!all(pen_str_head(pen_str_from(s, 1), end - 1), is_digit, 1, 5)) {
            return false;
        }
        s = pen_str_from(s, end);
    }
    return s.n == 0 || find_any(s, "/?#") == 0;
}

static bool is_bracketed(pen_str s)
{
    size_t end = pen_str_chr(s, ']', 0);
    return s.n && s.p[0] == '[' && end != PEN_NPOS &&
           is_ipv6(pen_str_head(pen_str_from(s, 1), end - 1)) &&
           is_rest(pen_str_from(s, end + 1));
}

bool pen_link_is_web(pen_str word)
{
    pen_str s = word;
    bool scheme = skip(&s, PEN_LIT("http://")) || skip(&s, PEN_LIT("https://"));
    if (scheme && is_bracketed(s)) {
        return true;
    }
    size_t end = find_any(s, ":/?#");
    pen_str host = pen_str_head(s, end), www = host;
    if (!is_rest(pen_str_from(s, end))) {
        return false;
    }
    if (scheme) {
        return is_named(host) || is_ipv4(host);
    }
    return is_known(host) || (skip(&www, PEN_LIT("www.")) && is_named(www));
}

bool pen_link_is_mail(pen_str word)
{
    size_t sign = pen_str_rchr(word, '@');
    if (sign == PEN_NPOS || sign == 0) {
        return false;
    }
    pen_str host = pen_str_from(word, sign + 1);
    size_t dot = pen_str_rchr(host, '.');
    return dot != PEN_NPOS && dot > 0 && is_word(pen_utf8_next(host, &(size_t){0})) &&
           all(host, is_mail_host, 3, SIZE_MAX) &&
           all(pen_str_from(host, dot + 1), is_word, 1, SIZE_MAX);
}

bool pen_link_is_scheme(pen_str s)
{
    size_t colon = pen_str_chr(s, ':', 0);
    if (colon == PEN_NPOS || !all(pen_str_head(s, colon), is_scheme, 2, SIZE_MAX)) {
        return false;
    }
    pen_str rest = pen_str_from(s, colon + 1);
    return rest.n == 0 || pen_str_eq(rest, PEN_LIT("/")) || pen_str_eq(rest, PEN_LIT("//"));
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/url.h"

#include "base/num.h"
#include "base/ublank.h"
#include "base/ulower.h"
#include "base/word.h"
#include "codec/ip.h"

#include <utf8proc.h>

// ---- characters that are taken out ----

static bool unsafe(char c)
{
    return c == '\t' || c == '\r' || c == '\n';
}

// Leading characters up to U+0020 go; tab, CR and LF go everywhere.
static pen_status clean(pen_arena *a, pen_str *s)
{
    size_t n = 0;
    while (s->n && (unsigned char)s->p[0] <= ' ') {
        *s = pen_str_from(*s, 1);
    }
    while (n < s->n && !unsafe(s->p[n])) {
        n++;
    }
    if (n == s->n) {
        return PEN_OK;
    }
    char *to = pen_arena_get(a, s->n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    memcpy(to, s->p, n);
    for (size_t i = n; i < s->n; i++) {
        if (!unsafe(s->p[i])) {
            to[n++] = s->p[i];
        }
    }
    *s = (pen_str){to, n};
    return PEN_OK;
}

// ---- cutting ----

// What precedes the first `c`, which leaves `s` with it; false when there is none.
static bool cut(pen_str *s, char c, pen_str *before)
{
    size_t at = pen_str_chr(*s, c, 0);
    if (at == PEN_NPOS) {
        return false;
    }
    *before = pen_str_head(*s, at);
    *s = pen_str_from(*s, at + 1);
    return true;
}

static size_t scheme_length(pen_str s)
{
    if (s.n == 0 || !pen_is_alpha(s.p[0])) {
        return 0;
    }
    size_t i = 1;
    while (i < s.n && (pen_is_alpha(s.p[i]) || pen_is_digit(s.p[i]) || s.p[i] == '+' ||
                       s.p[i] == '-' || s.p[i] == '.')) {
        i++;
    }
    return i < s.n && s.p[i] == ':' ? i : 0;
}

static pen_str cut_netloc(pen_str *s)
{
    size_t i = 2;
    while (i < s->n && s->p[i] != '/' && s->p[i] != '?' && s->p[i] != '#') {
        i++;
    }
    pen_str netloc = {s->p + 2, i - 2};
    *s = pen_str_from(*s, i);
    return netloc;
}

// ---- what urlsplit refuses in an authority ----

// RFC 3986's IPvFuture: v, hexadecimal digits, ".", something.
static bool future_address(pen_str s)
{
    size_t i = 1;
    while (i < s.n && pen_hex_digit(s.p[i]) >= 0) {
        i++;
    }
    return i > 1 && i + 1 < s.n && s.p[i] == '.';
}

static bool bracketed_host_ok(pen_str host)
{
    pen_ip ip;
    if (host.n && host.p[0] == 'v') {
        return future_address(host);
    }
    return pen_ip_parse(host, &ip) && ip.version == 6;
}

// Brackets come in pairs, hold an IPv6 address, and stand around the whole host.
static bool brackets_ok(pen_str netloc)
{
    bool open = pen_str_chr(netloc, '[', 0) != PEN_NPOS;
    bool close = pen_str_chr(netloc, ']', 0) != PEN_NPOS;
    if (!open || !close) {
        return open == close;
    }
    size_t at = pen_str_rchr(netloc, '@');
    pen_str host = pen_str_from(netloc, at == PEN_NPOS ? 0 : at + 1), inside = host;
    if (!cut(&host, '[', &inside)) {
        return bracketed_host_ok(pen_str_head(host, pen_str_chr(host, ':', 0)));
    }
    if (inside.n > 0) {
        return false; // something before the bracket
    }
    if (!cut(&host, ']', &inside)) {
        return bracketed_host_ok(host);
    }
    return (host.n == 0 || host.p[0] == ':') && bracketed_host_ok(inside);
}

// Whether the compatibility decomposition of a character holds one of "/?#@:", as
// U+2100 (a/c) does: then an IDNA library would see another host than we do.
static bool turns_into_delimiter(utf8proc_int32_t cp)
{
    utf8proc_int32_t parts[32];
    int state = 0;
    const utf8proc_option_t how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT;
    utf8proc_ssize_t n = utf8proc_decompose_char(cp, parts, 32, how, &state);
    for (utf8proc_ssize_t i = 0; i < n && i < 32; i++) {
        if (parts[i] > 0 && parts[i] < 0x80 &&
            pen_str_chr(PEN_LIT("/?#@:"), (char)parts[i], 0) != PEN_NPOS) {
            return true;
        }
    }
    return false;
}

static bool characters_ok(pen_str netloc)
{
    for (size_t at = 0; at < netloc.n;) {
        if ((unsigned char)netloc.p[at] < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t cp;
        const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)netloc.p + at;
        utf8proc_ssize_t k = utf8proc_iterate(p, (utf8proc_ssize_t)(netloc.n - at), &cp);
        if (k > 0 && turns_into_delimiter(cp)) {
            return false;
        }
        at += k > 0 ? (size_t)k : 1;
    }
    return true;
}

// ---- the parts of an authority ----

static int32_t port_number(pen_str s)
{
    uint64_t v;
    if (s.n == 0) {
        return PEN_URL_NO_PORT;
    }
    pen_status st = pen_num_u64(s, &v);
    return st == PEN_OK && v <= 65535 ? (int32_t)v : PEN_URL_BAD_PORT;
}

static pen_status lower_host(pen_arena *a, pen_str host, pen_str *out)
{
    pen_str name = pen_str_head(host, pen_str_chr(host, '%', 0));
    PEN_TRY(pen_ulower(a, name, out));
    if (name.n == host.n || out->p == host.p) {
        *out = name.n == host.n ? *out : host; // a zone stays as it is
        return PEN_OK;
    }
    size_t zone = host.n - name.n;
    char *to = pen_arena_get(a, out->n + zone);
    if (!to) {
        return PEN_E_NOMEM;
    }
    memcpy(to, out->p, out->n);
    memcpy(to + out->n, host.p + name.n, zone);
    *out = (pen_str){to, out->n + zone};
    return PEN_OK;
}

static pen_status split_netloc(pen_arena *a, pen_url *u)
{
    pen_str host = u->netloc, before, port = PEN_EMPTY;
    size_t at = pen_str_rchr(host, '@');
    if (at != PEN_NPOS) {
        u->password = pen_str_head(host, at);
        host = pen_str_from(host, at + 1);
        if (!cut(&u->password, ':', &u->username)) {
            u->username = u->password;
            u->password = PEN_EMPTY;
        }
    }
    if (cut(&host, '[', &before)) {
        port = cut(&host, ']', &before) ? host : PEN_EMPTY;
        host = port.p ? before : host;
        port = cut(&port, ':', &before) ? port : PEN_EMPTY;
    } else if (cut(&host, ':', &before)) {
        port = host;
        host = before;
    }
    u->port = port_number(port);
    return lower_host(a, host, &u->host);
}

// What follows the authority.
static void split_path(pen_str s, pen_url *u)
{
    pen_str rest = s;
    u->path = s;
    if (cut(&rest, '#', &u->path)) {
        u->fragment = rest;
    }
    rest = u->path;
    if (cut(&rest, '?', &u->path)) {
        u->query = rest;
    }
}

pen_status pen_url_split_slowly(pen_arena *a, pen_str s, pen_url *out)
{
    pen_url u = {.port = PEN_URL_NO_PORT};
    PEN_TRY(clean(a, &s));
    size_t n = scheme_length(s);
    if (n) {
        PEN_TRY(pen_ulower(a, pen_str_head(s, n), &u.scheme));
        s = pen_str_from(s, n + 1);
    }
    if (pen_str_starts(s, PEN_LIT("//"))) {
        u.netloc = cut_netloc(&s);
    }
    if (!brackets_ok(u.netloc) || !characters_ok(u.netloc)) {
        return PEN_E_SYNTAX;
    }
    split_path(s, &u);
    PEN_TRY(split_netloc(a, &u));
    *out = u;
    return PEN_OK;
}

// ---- the commonest URLs ----

// Whether a byte is below 0x20: eight at a time, by the test of kv_sep.c.
static bool has_control(pen_str s)
{
    const uint64_t ones = UINT64_MAX / 255;
    uint64_t hit = 0;
    size_t i = 0;
    for (; s.n - i >= 8; i += 8) {
        uint64_t w = pen_word_at(s.p + i);
        hit |= (w - ones * ' ') & ~w;
    }
    for (; i < s.n; i++) {
        hit |= (unsigned char)s.p[i] < ' ' ? 0x80 : 0;
    }
    return (hit & (ones * 0x80)) != 0;
}

static bool plain_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9' && c != '/') || c == '_';
}

// The port of one to four digits behind the ":" at *end, which goes on to their end.
static int32_t usual_port(pen_str s, size_t *end)
{
    int32_t port = PEN_URL_NO_PORT;
    size_t i = *end + 1;
    for (; i < s.n && i < *end + 5 && pen_is_digit(s.p[i]); i++) {
        port = (port < 0 ? 0 : port) * 10 + (s.p[i] - '0');
    }
    *end = i;
    return port;
}

// "http://" or "https://", a host in plain lower case, perhaps a port, then what there is. All
// parts are slices of the text. False: it is another.
static bool split_usual(pen_str s, pen_url *out)
{
    size_t scheme = pen_str_starts(s, PEN_LIT("https:")) ? 5 : 4;
    pen_str rest = pen_str_from(s, scheme);
    if (!pen_str_starts(s, PEN_LIT("http")) || !pen_str_starts(rest, PEN_LIT("://")) ||
        has_control(s)) {
        return false;
    }
    rest = pen_str_from(rest, 3);
    size_t host = 0, end;
    while (host < rest.n && plain_host_char(rest.p[host])) {
        host++;
    }
    int32_t port = PEN_URL_NO_PORT;
    end = host;
    if (end < rest.n && rest.p[end] == ':') {
        port = usual_port(rest, &end);
    }
    bool good = end == rest.n || rest.p[end] == '/' || rest.p[end] == '?' || rest.p[end] == '#';
    if (!good) {
        return false;
    }
    *out = (pen_url){.scheme = pen_str_head(s, scheme),
                     .netloc = pen_str_head(rest, end),
                     .host = pen_str_head(rest, host),
                     .port = port};
    split_path(pen_str_from(rest, end), out);
    return true;
}

pen_status pen_url_split(pen_arena *a, pen_str s, pen_url *out)
{
    return split_usual(s, out) ? PEN_OK : pen_url_split_slowly(a, s, out);
}

// ---- in a text ----

// Length of the scheme that ends right before s.p[at], 0 for none of http, https, ftp.
static size_t known_scheme(pen_str s, size_t at)
{
    static const pen_str names[] = {{"https", 5}, {"http", 4}, {"ftp", 3}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (pen_str_ends(pen_str_head(s, at), names[i])) {
            return names[i].n;
        }
    }
    return 0;
}

static size_t url_end(pen_str s, size_t at)
{
    while (at < s.n && s.p[at] != ',' && s.p[at] != '"' && s.p[at] != '\'' &&
           pen_ublank_at(s, at) == 0) {
        at++;
    }
    return at;
}

pen_str pen_url_find(pen_str s)
{
    const pen_str mark = PEN_LIT("://");
    size_t at = pen_str_find(s, mark, 0);
    while (at != PEN_NPOS) {
        size_t scheme = known_scheme(s, at), start = at + mark.n;
        size_t end = scheme ? url_end(s, start) : start;
        if (end > start) {
            return (pen_str){s.p + at - scheme, end - at + scheme};
        }
        at = pen_str_find(s, mark, start);
    }
    return PEN_EMPTY;
}

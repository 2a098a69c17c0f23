// SPDX-License-Identifier: Apache-2.0
#include "codec/domain.h"

#include "base/ublank.h"
#include "codec/domain_table.h"
#include "codec/ip.h"

#include <utf8proc.h>

// A label longer than DNS allows (63 bytes, RFC 1035; more in UTF-8) is in no rule.
enum { LABEL_MAX = 255 };

// The one capital whose lower case is two characters (a dot above follows): in no rule.
enum { DOTTED_I = 0x130 };

// ---- the name inside what was given ----

// Without "//" or "scheme://" at the start.
static pen_str after_scheme(pen_str s)
{
    size_t i = 0;
    if (s.n && pen_is_alpha(s.p[0])) {
        while (i < s.n && (pen_is_alpha(s.p[i]) || pen_is_digit(s.p[i]) || s.p[i] == '+' ||
                           s.p[i] == '-' || s.p[i] == '.')) {
            i++;
        }
        i = i < s.n && s.p[i] == ':' ? i + 1 : 0;
    }
    pen_str rest = pen_str_from(s, i);
    return pen_str_starts(rest, PEN_LIT("//")) ? pen_str_from(rest, 2) : s;
}

static pen_str host_of(pen_str s)
{
    s = after_scheme(s);
    size_t end = 0;
    while (end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '#') {
        end++;
    }
    s = pen_str_head(s, end);
    size_t at = pen_str_rchr(s, '@');
    s = at == PEN_NPOS ? s : pen_str_from(s, at + 1);
    s = pen_ublank_trim(pen_str_head(s, pen_str_chr(s, ':', 0)));
    while (s.n && s.p[s.n - 1] == '.') {
        s.n--;
    }
    return s;
}

// ---- the suffix ----

// One label in lower case. The letter whose lower case depends on its neighbours (sigma)
// occurs in no rule, so the simple mapping is enough to tell whether a label is in one.
typedef struct label {
    char text[LABEL_MAX + 4];
    size_t n;
} label;

static bool lower_wide(pen_str s, label *out)
{
    out->n = 0;
    for (size_t at = 0; at < s.n;) {
        utf8proc_int32_t cp;
        const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s.p + at;
        utf8proc_ssize_t k = utf8proc_iterate(p, (utf8proc_ssize_t)(s.n - at), &cp);
        if (k <= 0 || cp == DOTTED_I || out->n > LABEL_MAX - 4) {
            return false;
        }
        out->n += (size_t)utf8proc_encode_char(utf8proc_tolower(cp),
                                               (utf8proc_uint8_t *)out->text + out->n);
        at += (size_t)k;
    }
    return true;
}

// False when it is too long, or not UTF-8: then no rule has it.
static bool lower_label(pen_str s, label *out)
{
    if (s.n > LABEL_MAX) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return lower_wide(s, out);
        }
        out->text[i] = pen_to_lower(s.p[i]);
    }
    out->n = s.n;
    return true;
}

// A walk from the last label to the first. The lower-case text of the labels so far ends at
// the end of `text`.
typedef struct walk {
    char text[LABEL_MAX + 1];
    size_t n;
    uint32_t hash;
} walk;

// The entry of a lower-case text with that hash, NULL when there is none.
static const pen_suffix *entry_of(pen_str s, uint32_t hash)
{
    for (uint32_t at = pen_suffix_place(hash);; at++) {
        const pen_suffix *e = &pen_suffix_table[at & pen_suffix_mask];
        if (e->length == 0) {
            return NULL;
        }
        if (e->length == s.n && memcmp(pen_suffix_text + e->text, s.p, s.n) == 0) {
            return e;
        }
    }
}

// Puts a label before the text so far; false when no rule is that long.
static bool prepend(walk *w, pen_str raw)
{
    label l;
    size_t dot = w->n > 0;
    if (!lower_label(raw, &l) || l.n + dot > LABEL_MAX - w->n) {
        return false;
    }
    char *end = w->text + sizeof w->text - w->n;
    if (dot) {
        *--end = '.';
        w->hash = pen_suffix_hash(w->hash, '.');
    }
    memcpy(end - l.n, l.text, l.n);
    for (size_t i = 0; i < l.n; i++) {
        w->hash = pen_suffix_hash(w->hash, (unsigned char)*--end);
    }
    w->n += dot + l.n;
    return true;
}

static pen_str text_of(const walk *w)
{
    return (pen_str){w->text + sizeof w->text - w->n, w->n};
}

// Where the public suffix of `s` starts, PEN_NPOS when no rule fits. The longest rule wins,
// and an exception takes its first label off.
static size_t suffix_start(pen_str s)
{
    walk w = {.n = 0, .hash = PEN_SUFFIX_HASH_START};
    size_t best = PEN_NPOS, end = s.n, after = s.n;
    const pen_suffix *e = NULL;
    for (;;) {
        size_t dot = pen_str_rchr(pen_str_head(s, end), '.');
        size_t start = dot == PEN_NPOS ? 0 : dot + 1;
        bool wild = e && (e->flags & PEN_SUFFIX_WILD);
        bool deeper = !e || (e->flags & PEN_SUFFIX_DEEPER);
        e = deeper && prepend(&w, (pen_str){s.p + start, end - start}) ? entry_of(text_of(&w), w.hash) : NULL;
        if (e && (e->flags & PEN_SUFFIX_EXCEPTION)) {
            best = after;
        } else if (wild || (e && (e->flags & PEN_SUFFIX_RULE))) {
            best = start;
        }
        if (!e || dot == PEN_NPOS) {
            return best;
        }
        after = start;
        end = dot;
    }
}

// The same for a name in plain lower case, which need not be copied.
static size_t plain_suffix_start(pen_str s)
{
    uint32_t hash = PEN_SUFFIX_HASH_START;
    size_t best = PEN_NPOS, at = s.n, after = s.n;
    bool wild = false;
    for (;;) {
        while (at > 0 && s.p[at - 1] != '.') {
            hash = pen_suffix_hash(hash, (unsigned char)s.p[--at]);
        }
        const pen_suffix *e = entry_of(pen_str_from(s, at), hash);
        if (e && (e->flags & PEN_SUFFIX_EXCEPTION)) {
            best = after;
        } else if (wild || (e && (e->flags & PEN_SUFFIX_RULE))) {
            best = at;
        }
        if (!e || at == 0) {
            return best;
        }
        wild = (e->flags & PEN_SUFFIX_WILD) != 0;
        if (!wild && !(e->flags & PEN_SUFFIX_DEEPER)) {
            return best; // no longer entry ends in this one
        }
        after = at--;
        hash = pen_suffix_hash(hash, '.');
    }
}

// Small letters, digits, "-" and "_" between dots, the last character a small letter: no
// address, no scheme, no port.
static bool is_plain(pen_str s)
{
    if (s.n == 0 || s.p[s.n - 1] < 'a') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9' && c != '/') || c == '_';
        if (!plain) {
            return false;
        }
    }
    return true;
}

static bool cut(pen_str s, size_t suffix, pen_domain *out)
{
    if (suffix == PEN_NPOS) {
        size_t dot = pen_str_rchr(s, '.');
        out->subdomain = pen_str_head(s, dot == PEN_NPOS ? 0 : dot);
        return true;
    }
    out->tld = pen_str_from(s, suffix);
    if (suffix == 0) {
        return true;
    }
    size_t dot = pen_str_rchr(pen_str_head(s, suffix - 1), '.');
    out->registered = pen_str_from(s, dot == PEN_NPOS ? 0 : dot + 1);
    out->subdomain = pen_str_head(s, dot == PEN_NPOS ? 0 : dot);
    return true;
}

bool pen_domain_split_slowly(pen_str name, pen_domain *out)
{
    pen_ip ip;
    *out = (pen_domain){PEN_EMPTY, PEN_EMPTY, PEN_EMPTY};
    if (pen_ip_parse(name, &ip)) {
        return false;
    }
    pen_str s = host_of(name);
    return cut(s, s.n ? suffix_start(s) : PEN_NPOS, out);
}

bool pen_domain_split(pen_str name, pen_domain *out)
{
    if (!is_plain(name)) {
        return pen_domain_split_slowly(name, out);
    }
    *out = (pen_domain){PEN_EMPTY, PEN_EMPTY, PEN_EMPTY};
    return cut(name, plain_suffix_start(name), out);
}

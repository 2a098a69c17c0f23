// SPDX-License-Identifier: Apache-2.0
#include "codec/syslog_header.h"

#include "base/num.h"

// Highest PRI: facility 23, severity 7 (RFC 5424 section 6.2.1).
enum { PRI_MAX = 191, PRI_DIGITS = 3 };

// Longest tag, program id and sequence number that are believed; RFC 3164 says 32 for the
// tag, paths and units are longer.
enum { TAG_MAX = 128, SEQUENCE_DIGITS = 12 };

size_t pen_syslog_pri(pen_str line, int16_t *pri)
{
    size_t k = 1;
    if (line.n == 0 || line.p[0] != '<') {
        return 0;
    }
    while (k < line.n && k <= PRI_DIGITS && pen_is_digit(line.p[k])) {
        k++;
    }
    uint64_t v;
    if (k == line.n || line.p[k] != '>' ||
        pen_num_u64(pen_str_of(line.p + 1, k - 1), &v) != PEN_OK || v > PRI_MAX) {
        return 0;
    }
    *pri = (int16_t)v;
    return k + 1;
}

static pen_str skip_spaces(pen_str s)
{
    size_t k = 0;
    while (k < s.n && (s.p[k] == ' ' || s.p[k] == '\t')) {
        k++;
    }
    return pen_str_from(s, k);
}

// The bytes up to the next space; *s moves past that one space. The end of the text ends a
// word too.
static pen_str word(pen_str *s)
{
    size_t k = pen_str_chr(*s, ' ', 0);
    pen_str w = pen_str_head(*s, k == PEN_NPOS ? s->n : k);
    *s = pen_str_from(*s, w.n + 1);
    return w;
}

// Whether `s` starts with the shape: 9 a digit, # a digit or blank, A a letter, anything
// else itself.
static bool shape(pen_str s, const char *as)
{
    size_t n = strlen(as);
    bool good = s.n >= n;
    for (size_t i = 0; good && i < n; i++) {
        char c = s.p[i];
        switch (as[i]) {
        case '9':
            good = pen_is_digit(c);
            break;
        case '#':
            good = pen_is_digit(c) || c == ' ';
            break;
        case 'A':
            good = pen_is_alpha(c);
            break;
        default:
            good = c == as[i];
        }
    }
    return good;
}

static size_t digits(pen_str s, size_t from)
{
    size_t k = from;
    while (k < s.n && pen_is_digit(s.p[k])) {
        k++;
    }
    return k - from;
}

// Length of `.123` or `,123` at `from`.
static size_t fraction(pen_str s, size_t from)
{
    if (from >= s.n || (s.p[from] != '.' && s.p[from] != ',')) {
        return 0;
    }
    size_t k = digits(s, from + 1);
    return k ? k + 1 : 0;
}

// `Z`, `+hh:mm`, `+hhmm` or `+hh` at `from`.
static size_t offset(pen_str s, size_t from)
{
    pen_str rest = pen_str_from(s, from);
    if (rest.n && (rest.p[0] == 'Z' || rest.p[0] == 'z')) {
        return 1;
    }
    if (rest.n == 0 || (rest.p[0] != '+' && rest.p[0] != '-')) {
        return 0;
    }
    rest = pen_str_from(rest, 1);
    return shape(rest, "99:99") ? 6 : shape(rest, "9999") ? 5 : shape(rest, "99") ? 3 : 0;
}

static size_t iso_date(pen_str s)
{
    if (!shape(s, "9999-99-99T99:99:99") && !shape(s, "9999-99-99 99:99:99")) {
        return 0;
    }
    size_t k = 19;
    k += fraction(s, k);
    return k + offset(s, k);
}

static bool is_month(pen_str s)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i < sizeof names - 1; i += 3) {
        if (s.n >= 3 && pen_str_ieq(pen_str_head(s, 3), pen_str_of(names + i, 3))) {
            return true;
        }
    }
    return false;
}

// `Mmm dd hh:mm:ss`, with a fraction, and a year before or after the time as some devices
// have it. A one-digit day may be padded by a blank, a zero or not at all.
static size_t bsd_date(pen_str s)
{
    if (!is_month(s)) {
        return 0;
    }
    size_t day = shape(s, "AAA #9 ") ? 7 : shape(s, "AAA 9 ") ? 6 : 0;
    pen_str rest = pen_str_from(s, day);
    size_t year = shape(rest, "9999 ") ? 5 : 0;
    rest = pen_str_from(rest, year);
    if (day == 0 || !shape(rest, "99:99:99")) {
        return 0;
    }
    size_t n = day + year + 8;
    n += fraction(s, n);
    rest = pen_str_from(s, n);
    return year == 0 && (shape(rest, " 9999 ") || shape(rest, " 9999:")) ? n + 5 : n;
}

static bool ends_word(pen_str s, size_t at)
{
    return at == s.n || s.p[at] == ' ' || s.p[at] == ':';
}

// A date of either kind at the start, and the clock marks (`*`, `.`) that routers put in
// front of it. Gives what it takes; 0 when there is none.
static size_t date(pen_str s, pen_str *text)
{
    size_t mark = s.n && (s.p[0] == '*' || s.p[0] == '.') ? 1 : 0;
    pen_str rest = pen_str_from(s, mark);
    size_t n = bsd_date(rest);
    n = n ? n : iso_date(rest);
    if (n == 0 || !ends_word(rest, n)) {
        return 0;
    }
    *text = pen_str_head(rest, n);
    return mark + n;
}

static bool tag_byte(char c)
{
    return pen_is_digit(c) || pen_is_alpha(c) || (c != '\0' && strchr("-._/()@+#$*~!&", c));
}

// Whether a colon at `at` can end a tag: `CEF:0|`, `a:b` and `C:\` are text.
static bool tag_colon(pen_str s, size_t at)
{
    if (at >= s.n || s.p[at] != ':') {
        return false;
    }
    char c = at + 1 < s.n ? s.p[at + 1] : ' ';
    return c != '\0' && strchr(" \t\r\n{[\"<@", c) != NULL;
}

// `tag:`, `tag[pid]:` or `tag[pid] ` at the start. Gives its length, colon included; 0 when
// there is none. A tag starts with a letter, digit, _ or /: `%ASA-6-302013:` is text.
static size_t tag(pen_str s, pen_syslog *out)
{
    size_t k = 0;
    while (k < s.n && k < TAG_MAX && tag_byte(s.p[k])) {
        k++;
    }
    pen_str name = pen_str_head(s, k);
    if (k == 0 || k == s.n || !(pen_is_alpha(s.p[0]) || strchr("0123456789_/(", s.p[0]))) {
        return 0;
    }
    pen_str pid = PEN_EMPTY;
    if (s.p[k] == '[') {
        size_t close = pen_str_chr(pen_str_head(s, k + TAG_MAX), ']', k);
        if (close == PEN_NPOS) {
            return 0;
        }
        pid = pen_str_of(s.p + k + 1, close - k - 1);
        k = close + 1;
    }
    bool colon = k < s.n && s.p[k] == ':' && (pid.n || tag_colon(s, k));
    bool bare = pid.n && digits(pid, 0) == pid.n && (k == s.n || s.p[k] == ' ');
    if (!colon && !bare) {
        return 0;
    }
    out->appname = name;
    out->procid = pid;
    return k + (colon ? 1 : 0);
}

static bool host_byte(char c)
{
    return pen_is_digit(c) || pen_is_alpha(c) || (c != '\0' && strchr("-._:/@%", c));
}

// A hostname and the space after it. A word that ends in a colon is none.
static size_t hostname(pen_str s, pen_syslog *out)
{
    size_t k = 0;
    while (k < s.n && host_byte(s.p[k])) {
        k++;
    }
    if (k == 0 || k == s.n || s.p[k] != ' ' || s.p[k - 1] == ':' || s.p[0] == '%') {
        return 0;
    }
    out->hostname = pen_str_head(s, k);
    return k + 1;
}

// Takes `@cee:` away. Where a blank stood before and behind it, one stays in front.
static pen_str without_cookie(pen_str s)
{
    pen_str rest = skip_spaces(s);
    if (!pen_str_starts(rest, PEN_LIT("@cee:"))) {
        return s;
    }
    pen_str after = skip_spaces(pen_str_from(rest, 5));
    if (rest.n < s.n && after.p > s.p && (after.p[-1] == ' ' || after.p[-1] == '\t')) {
        return pen_str_of(after.p - 1, after.n + 1);
    }
    return after;
}

// What follows the date of RFC 3164.
static void after_date(pen_str rest, pen_syslog *out)
{
    pen_str tail = rest;
    bool colon = pen_str_starts(tail, PEN_LIT(":"));
    tail = pen_str_from(tail, colon ? 1 : 0);
    tail = pen_str_from(tail, pen_str_starts(tail, PEN_LIT(" ")) ? 1 : 0);
    size_t k = tag(tail, out);
    if (k == 0 && !colon) {
        tail = pen_str_from(tail, hostname(tail, out));
        tail = pen_str_from(tail, shape(tail, ": ") ? 2 : 0);
        k = tag(tail, out);
    }
    out->message = pen_str_from(tail, k);
}

// `123: ` that routers put in front, and a hostname like it. Gives what it takes.
static size_t sequence(pen_str s)
{
    size_t k = digits(s, 0);
    bool good = k && k <= SEQUENCE_DIGITS && shape(pen_str_from(s, k), ": ");
    return good ? k + 2 : 0;
}

static void parse_3164(pen_str s, pen_syslog *out)
{
    pen_str rest = pen_str_from(s, sequence(s));
    rest = pen_str_from(rest, pen_str_starts(rest, PEN_LIT(" ")) ? 1 : 0);
    size_t n = date(rest, &out->timestamp);
    if (n) {
        after_date(pen_str_from(rest, n), out);
    } else if (rest.n + 1 < s.n) {
        out->message = rest;
    } else {
        out->message = pen_str_from(s, tag(s, out));
    }
}

// Length of the SD-ELEMENTs at the start: `[id name="value" …]…`, where a backslash in a
// value escapes ", \ and ]. 0 when they are not well-formed.
static size_t structured(pen_str s)
{
    size_t k = 0;
    while (k < s.n && s.p[k] == '[') {
        bool quoted = false;
        for (k++; k < s.n && (quoted || s.p[k] != ']'); k++) {
            if (s.p[k] == '"') {
                quoted = !quoted;
            } else if (quoted && s.p[k] == '\\') {
                k++;
            }
        }
        if (k >= s.n) {
            return 0;
        }
        k++;
    }
    return k == s.n || (k && s.p[k] == ' ') ? k : 0;
}

static pen_str nil(pen_str s)
{
    return pen_str_eq(s, PEN_LIT("-")) ? PEN_EMPTY : s;
}

// All after the version: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID SD [MSG]. A sender that
// forgets the structured data, or breaks it, has its text kept from there on.
static void parse_5424(pen_str s, pen_syslog *out)
{
    pen_str rest = s;
    out->version = 1;
    out->timestamp = nil(word(&rest));
    out->hostname = nil(word(&rest));
    out->appname = nil(word(&rest));
    out->procid = nil(word(&rest));
    out->msgid = nil(word(&rest));
    if (shape(rest, "- ") || pen_str_eq(rest, PEN_LIT("-"))) {
        rest = pen_str_from(rest, 2);
    } else {
        size_t k = structured(rest);
        out->structured = pen_str_head(rest, k);
        rest = pen_str_from(rest, k ? k + 1 : 0);
    }
    pen_str bom = PEN_LIT("\xEF\xBB\xBF");
    out->message = pen_str_starts(rest, bom) ? pen_str_from(rest, bom.n) : rest;
}

// `1 ` and a date or `-`.
static bool is_5424(pen_str s)
{
    return shape(s, "1 - ") || shape(s, "1 9999-99-99T99:99:99");
}

void pen_syslog_header_parse(pen_str line, pen_syslog *out)
{
    *out = (pen_syslog){.pri = -1, .message = line};
    if (!line.p) {
        return;
    }
    size_t n = pen_syslog_pri(line, &out->pri);
    pen_str rest = pen_str_from(line, n);
    if (n && is_5424(rest)) {
        parse_5424(pen_str_from(rest, 2), out);
    } else if (n || bsd_date(rest)) {
        parse_3164(rest, out);
    } else {
        return;
    }
    out->message = without_cookie(out->message);
}

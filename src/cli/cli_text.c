// SPDX-License-Identifier: Apache-2.0
#include "cli/cli_text.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool pen_cli_number(pen_str s, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (!is_digit(s.p[i]) || v > max / 10 || v * 10 > max - digit) {
            return false;
        }
        v = v * 10 + digit;
    }
    *out = v;
    return s.n > 0;
}

// ---- times ----

// Takes `digits` digits from the front.
static bool take_number(pen_str *s, size_t digits, int64_t *out)
{
    uint64_t v;
    if (s->n < digits || !pen_cli_number((pen_str){s->p, digits}, 9999, &v)) {
        return false;
    }
    *s = (pen_str){s->p + digits, s->n - digits};
    *out = (int64_t)v;
    return true;
}

static bool take_byte(pen_str *s, const char *any)
{
    if (!s->n || !memchr(any, s->p[0], strlen(any))) {
        return false;
    }
    *s = (pen_str){s->p + 1, s->n - 1};
    return true;
}

// Days since 1970-01-01 of a Gregorian date: years are counted from March, so that the leap
// day is a year's last.
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool take_date(pen_str *s, int64_t *out)
{
    static const int64_t lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t y, m, d;
    if (!take_number(s, 4, &y) || !take_byte(s, "-") || !take_number(s, 2, &m) ||
        !take_byte(s, "-") || !take_number(s, 2, &d)) {
        return false;
    }
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > lengths[m - 1] ||
        (m == 2 && d > 28 + leap)) {
        return false;
    }
    *out = days_of(y, m, d) * 86400;
    return true;
}

static bool take_clock(pen_str *s, int64_t *out)
{
    int64_t h, m, sec = 0;
    if (!take_number(s, 2, &h) || !take_byte(s, ":") || !take_number(s, 2, &m)) {
        return false;
    }
    if (take_byte(s, ":") && !take_number(s, 2, &sec)) {
        return false;
    }
    if (take_byte(s, ".,")) {
        while (s->n && is_digit(s->p[0])) {
            (void)take_byte(s, "0123456789");
        }
    }
    *out += h * 3600 + m * 60 + sec;
    return h < 24 && m < 60 && sec < 60;
}

static bool take_zone(pen_str *s, int64_t *out)
{
    if (!s->n || take_byte(s, "Zz")) {
        return true;
    }
    bool west = s->p[0] == '-';
    int64_t h, m;
    if (!take_byte(s, "+-") || !take_number(s, 2, &h)) {
        return false;
    }
    (void)take_byte(s, ":");
    if (!take_number(s, 2, &m) || h > 23 || m > 59) {
        return false;
    }
    int64_t east = h * 3600 + m * 60;
    *out += west ? east : -east;
    return true;
}

bool pen_cli_time(pen_str s, int64_t *out)
{
    uint64_t seconds;
    if (pen_cli_number(s, 253402300799, &seconds)) { // to the end of the year 9999
        *out = (int64_t)seconds;
        return true;
    }
    if (!take_date(&s, out)) {
        return false;
    }
    if (!s.n) {
        return true;
    }
    return take_byte(&s, "Tt ") && take_clock(&s, out) && take_zone(&s, out) && !s.n;
}

// ---- names ----

enum { NAME_MAX_BYTES = 40 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned pen_cli_distance(const char *a, const char *b)
{
    unsigned rows[3][NAME_MAX_BYTES + 1];
    size_t na = strlen(a), nb = strlen(b);
    if (na > NAME_MAX_BYTES || nb > NAME_MAX_BYTES) {
        return NAME_MAX_BYTES;
    }
    for (size_t j = 0; j <= nb; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= na; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3];
        const unsigned *two = rows[(i + 1) % 3]; // the row two above
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1,
                           above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], two[j - 2] + 1);
            }
        }
    }
    return rows[na % 3][nb];
}

// ---- bytes ----

// Length of the UTF-8 sequence at the front, 0 when there is none (Unicode 15, table 3-7).
static size_t sequence(const unsigned char *p, size_t n)
{
    size_t length = p[0] < 0x80   ? 1
                    : p[0] < 0xc2 ? 0
                    : p[0] < 0xe0 ? 2
                    : p[0] < 0xf0 ? 3
                                  : 4;
    if (length == 0 || length > n || p[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool low = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool high = (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf4 && p[1] > 0x8f);
    return low || high ? 0 : length;
}

bool pen_cli_is_utf8(pen_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t at = 0; at < s.n;) {
        size_t length = sequence(p + at, s.n - at);
        if (!length) {
            return false;
        }
        at += length;
    }
    return true;
}

// Bytes of the control character at the front of `s`, 0 when there is none.
static size_t control(pen_str s)
{
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x20 || c == 0x7f) {
        return 1;
    }
    return c == 0xc2 && s.n > 1 && (unsigned char)s.p[1] < 0xa0 ? 2 : 0;
}

pen_status pen_cli_put_plain(pen_output *out, pen_str s)
{
    pen_status st = PEN_OK;
    while (st == PEN_OK && s.n) {
        size_t plain = 0, n = 0;
        while (plain < s.n && !(n = control((pen_str){s.p + plain, s.n - plain}))) {
            plain++;
        }
        st = pen_output_add(out, (pen_str){s.p, plain});
        if (st == PEN_OK && n) {
            st = pen_output_add(out, (pen_str){"?", 1});
        }
        s = (pen_str){s.p + plain + n, s.n - plain - n};
    }
    return st;
}

pen_status pen_cli_base64(pen_str s, pen_output *out)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < s.n;) {
        char text[1024];
        size_t n = 0;
        for (; at < s.n && n + 4 <= sizeof text; at += 3) {
            uint32_t v = 0;
            for (size_t i = 0; i < 3; i++) {
                v = v << 8 | (at + i < s.n ? (unsigned char)s.p[at + i] : 0u);
            }
            text[n++] = digits[v >> 18];
            text[n++] = digits[v >> 12 & 63];
            text[n++] = at + 1 < s.n ? digits[v >> 6 & 63] : '=';
            text[n++] = at + 2 < s.n ? digits[v & 63] : '=';
        }
        pen_status st = pen_output_add(out, (pen_str){text, n});
        if (st != PEN_OK) {
            return st;
        }
    }
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/ip.h"

enum { GROUPS = 8 };

// One octet of 1 to 3 digits at the start of `s`; gives its length, 0 when there is none.
static inline size_t octet(const char *p, size_t n, uint8_t *out)
{
    if (n == 0 || !pen_is_digit(p[0])) {
        return 0;
    }
    unsigned v = (unsigned)(p[0] - '0');
    if (n == 1 || !pen_is_digit(p[1])) {
        *out = (uint8_t)v;
        return 1;
    }
    if (v == 0) {
        return 0; // a leading zero
    }
    v = v * 10 + (unsigned)(p[1] - '0');
    if (n == 2 || !pen_is_digit(p[2])) {
        *out = (uint8_t)v;
        return 2;
    }
    v = v * 10 + (unsigned)(p[2] - '0');
    *out = (uint8_t)v;
    return v > 255 ? 0 : 3;
}

static inline bool parse_v4(pen_str s, uint8_t *bytes)
{
    if (s.n < 7 || s.n > 15) {
        return false;
    }
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            if (at >= s.n || s.p[at] != '.') {
                return false;
            }
            at++;
        }
        size_t k = octet(s.p + at, s.n - at, bytes + i);
        if (k == 0) {
            return false;
        }
        at += k;
    }
    return at == s.n;
}

bool pen_ip_is_canon_v4(pen_str s)
{
    uint8_t bytes[4];
    return parse_v4(s, bytes);
}

// One to four hexadecimal digits, all of `s`.
static bool group(pen_str s, uint8_t *to)
{
    unsigned v = 0;
    if (s.n == 0 || s.n > 4) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        int d = pen_hex_digit(s.p[i]);
        if (d < 0) {
            return false;
        }
        v = v << 4 | (unsigned)d;
    }
    to[0] = (uint8_t)(v >> 8);
    to[1] = (uint8_t)v;
    return true;
}

// The groups of an address part that has no "::" in it, up to `room` of them; an IPv4 tail
// counts as two and may stand only where `tail` says. Gives how many, -1 when malformed.
static int groups(pen_str s, uint8_t *to, int room, bool tail)
{
    int n = 0;
    for (size_t at = 0; s.n > 0;) {
        size_t colon = pen_str_chr(s, ':', at);
        pen_str part = {s.p + at, (colon == PEN_NPOS ? s.n : colon) - at};
        bool last = colon == PEN_NPOS;
        if (last && tail && n + 2 <= room && parse_v4(part, to + 2 * n)) {
            return n + 2;
        }
        if (n == room || !group(part, to + 2 * n)) {
            return -1;
        }
        n++;
        if (last) {
            break;
        }
        at = colon + 1;
    }
    return n;
}

static bool parse_v6(pen_str s, uint8_t *bytes)
{
    uint8_t low[2 * GROUPS];
    size_t gap = pen_str_find(s, PEN_LIT("::"), 0);
    memset(bytes, 0, 2 * GROUPS);
    if (gap == PEN_NPOS) {
        return groups(s, bytes, GROUPS, true) == GROUPS;
    }
    pen_str tail = pen_str_from(s, gap + 2);
    int high_n = groups(pen_str_head(s, gap), bytes, GROUPS - 1, false);
    int low_n = groups(tail, low, GROUPS - 1, true);
    if (high_n < 0 || low_n < 0 || high_n + low_n >= GROUPS) {
        return false;
    }
    memcpy(bytes + 2 * (GROUPS - low_n), low, (size_t)(2 * low_n));
    return true;
}

bool pen_ip_parse(pen_str s, pen_ip *out)
{
    pen_ip ip = {.version = 4};
    if (parse_v4(s, ip.bytes)) {
        *out = ip;
        return true;
    }
    size_t percent = pen_str_chr(s, '%', 0);
    if (percent != PEN_NPOS) {
        ip.zone = pen_str_from(s, percent + 1);
        s.n = percent;
        if (ip.zone.n == 0 || ip.zone.n > PEN_IP_ZONE_MAX ||
            pen_str_chr(ip.zone, '%', 0) != PEN_NPOS ||
            pen_str_chr(ip.zone, '/', 0) != PEN_NPOS) {
            return false;
        }
    }
    ip.version = 6;
    if (s.n < 2 || s.n > 45 || !parse_v6(s, ip.bytes)) { // 45: eight groups, IPv4 tail
        return false;
    }
    *out = ip;
    return true;
}

static size_t put_v4(char *to, const uint8_t *bytes)
{
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        unsigned v = bytes[i];
        if (i > 0) {
            to[n++] = '.';
        }
        if (v >= 100) {
            to[n++] = (char)('0' + v / 100);
        }
        if (v >= 10) {
            to[n++] = (char)('0' + v / 10 % 10);
        }
        to[n++] = (char)('0' + v % 10);
    }
    return n;
}

static size_t put_group(char *to, unsigned v)
{
    size_t n = 0;
    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned d = v >> shift & 15;
        if (n > 0 || d > 0 || shift == 0) {
            to[n++] = "0123456789abcdef"[d];
        }
    }
    return n;
}

// The first of the longest runs of at least two zero groups: its start, GROUPS for none.
static int longest_gap(const unsigned *v, int *length)
{
    int best = GROUPS;
    *length = 1;
    for (int i = 0; i < GROUPS; i++) {
        int k = i;
        while (k < GROUPS && v[k] == 0) {
            k++;
        }
        if (k - i > *length) {
            best = i;
            *length = k - i;
        }
        i = k;
    }
    return best;
}

static size_t put_v6(char *to, const uint8_t *bytes)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        memcpy(to, "::ffff:", 7);
        return 7 + put_v4(to + 7, bytes + 12);
    }
    unsigned v[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
        v[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    }
    int length;
    int gap = longest_gap(v, &length);
    size_t n = 0;
    for (int i = 0; i < GROUPS; i++) {
        if (i == gap) {
            memcpy(to + n, "::", 2);
            n += 2;
            i += length - 1;
            continue;
        }
        if (n > 0 && to[n - 1] != ':') {
            to[n++] = ':';
        }
        n += put_group(to + n, v[i]);
    }
    return n;
}

size_t pen_ip_put(char *to, const pen_ip *ip)
{
    if (ip->version == 4) {
        return put_v4(to, ip->bytes);
    }
    size_t n = put_v6(to, ip->bytes);
    size_t zone = ip->zone.n <= PEN_IP_ZONE_MAX ? ip->zone.n : PEN_IP_ZONE_MAX;
    if (zone) {
        to[n++] = '%';
        memcpy(to + n, ip->zone.p, zone);
    }
    return n + zone;
}

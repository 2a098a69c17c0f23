// SPDX-License-Identifier: Apache-2.0
// IP addresses as text, to the letter what Python 3.13's ipaddress.ip_address takes and
// prints: four decimal octets without leading zeros; IPv6 with at most one "::", an IPv4
// tail, a zone ("fe80::1%eth0"). Pure functions, no allocation.
#ifndef PEN_CODEC_IP_H
#define PEN_CODEC_IP_H

#include "base/str.h"

#include <stdint.h>

// A zone longer than this is refused (Python has no bound; Linux names have 15 bytes).
#define PEN_IP_ZONE_MAX 64

// Room that any canonical text fits in: 8 groups of 4 digits, 7 colons, '%', the zone.
#define PEN_IP_TEXT_MAX (39 + 1 + PEN_IP_ZONE_MAX)

typedef struct pen_ip {
    uint8_t version;   // 4 or 6
    uint8_t bytes[16]; // network order; the first four for version 4
    pen_str zone;      // slice of the text that was parsed, without '%'; empty for none
} pen_ip;

// Whether all of `s` is an address; *out is filled only then.
bool pen_ip_parse(pen_str s, pen_ip *out);

// Writes the canonical text (RFC 5952, lower case; IPv4-mapped as ::ffff:1.2.3.4) into `to`,
// which has room for PEN_IP_TEXT_MAX bytes; gives its length.
size_t pen_ip_put(char *to, const pen_ip *ip);

// Whether `s` is an IPv4 address. Such a text is its own canonical form, since leading zeros
// are refused.
bool pen_ip_is_canon_v4(pen_str s);

#endif

// SPDX-License-Identifier: Apache-2.0
// Host names cut at the public suffix (publicsuffix.org, ICANN section, no default rule):
// "www.example.co.uk" → "www", "example.co.uk", "co.uk". The list is a constant table made
// at build time by tools/gen_suffixes.py. Slices of the input; no allocation; linear.
#ifndef PEN_CODEC_DOMAIN_H
#define PEN_CODEC_DOMAIN_H

#include "base/str.h"

// Empty slices for what there is not.
typedef struct pen_domain {
    pen_str subdomain;  // with an unknown suffix: all labels but the last
    pen_str registered; // one label more than the suffix
    pen_str tld;        // the public suffix
} pen_domain;

// Cuts `name`, which may be a URL or have blanks around: scheme, user, port, path and blanks
// go first, as do final dots. False (and *out empty) for an IP address.
bool pen_domain_split(pen_str name, pen_domain *out);

// The same without the short way for names in plain lower case: for tests, which compare.
bool pen_domain_split_slowly(pen_str name, pen_domain *out);

#endif

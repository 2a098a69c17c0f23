// SPDX-License-Identifier: Apache-2.0
// What the filter urlize takes for a link: the expressions of Jinja2 3.1 (utils.py: _http_re,
// _email_re; filters.py: _uri_scheme_re) as recognisers that read a word once. Pure functions
// over slices of UTF-8 that hold no blank; letters, digits and their case are Unicode's, as
// in Python's `re`. Nothing is kept or owned.
#ifndef PEN_LANG_LINKS_H
#define PEN_LANG_LINKS_H

#include "base/str.h"

// http://…, https://…, www.… in any case, or a name that ends in one of the old domains.
bool pen_link_is_web(pen_str word);

// An address of mail, without a scheme.
bool pen_link_is_mail(pen_str word);

// A scheme with its colon and at most two slashes: `ftp://`, `tel:`.
bool pen_link_is_scheme(pen_str s);

#endif

// SPDX-License-Identifier: Apache-2.0
// What both readers of XML do alike: the declaration is cut, prefixes are dropped. Pure
// functions over slices.
#ifndef PEN_CODEC_XML_PARTS_H
#define PEN_CODEC_XML_PARTS_H

#include "base/str.h"
#include "base/ublank.h"

static inline pen_str pen_xml_without_prefix(pen_str name)
{
    size_t colon = pen_str_rchr(name, ':');
    return colon == PEN_NPOS ? name : pen_str_from(name, colon + 1);
}

static inline bool pen_xml_declares_namespace(pen_str name)
{
    return pen_str_eq(name, PEN_LIT("xmlns")) || pen_str_starts(name, PEN_LIT("xmlns:"));
}

// Without a leading XML declaration, which may have blanks before it.
static inline pen_str pen_xml_without_declaration(pen_str text)
{
    pen_str s = pen_ublank_ltrim(text);
    if (!pen_str_starts(s, PEN_LIT("<?xml"))) {
        return text;
    }
    size_t close = pen_str_chr(s, '>', 0);
    bool ends = close != PEN_NPOS && s.p[close - 1] == '?' && close > 5;
    return ends ? pen_str_from(s, close + 1) : text;
}

#endif

// SPDX-License-Identifier: Apache-2.0
#include "codec/leef.h"

#include "base/ublank.h"
#include "base/utf8.h"

enum { HEADER_FIELDS = 5, DELIMITER_MAX = 6 };

static const pen_str header_names[HEADER_FIELDS] = {
    {"LEEFVersion", 11},   {"DeviceVendor", 12},       {"DeviceProduct", 13},
    {"DeviceVersion", 13}, {"DeviceEventClassID", 18},
};

// Version 2 says its delimiter in a field of at most six characters; an empty one is a tab.
static pen_str delimiter(pen_str version, pen_str *rest)
{
    pen_str tab = PEN_LIT("\t");
    if (!pen_str_starts(version, PEN_LIT("2"))) {
        return tab;
    }
    // Looks only as far as six of the longest characters reach.
    size_t bar = pen_str_chr(pen_str_head(*rest, 4 * DELIMITER_MAX + 1), '|', 0);
    pen_str field = pen_str_head(*rest, bar == PEN_NPOS ? 0 : bar);
    if (bar == PEN_NPOS || pen_utf8_count(field) > DELIMITER_MAX) {
        return tab;
    }
    *rest = pen_str_from(*rest, bar + 1);
    return field.n ? field : tab;
}

// The bounds of the next delimiter at or after `from`. Where that is a tab, "#011" (a tab
// that syslog has escaped) is one as well. `coded` remembers where the next "#011" is, so
// that nothing is searched twice.
static size_t next_delimiter(pen_str s, size_t from, pen_str delim, size_t *coded, size_t *end)
{
    size_t at = delim.n == 1 ? pen_str_chr(s, delim.p[0], from) : pen_str_find(s, delim, from);
    *end = at + delim.n;
    if (delim.n == 1 && delim.p[0] == '\t') {
        if (*coded != PEN_NPOS && *coded < from) {
            *coded = pen_str_find(s, PEN_LIT("#011"), from);
        }
        if (*coded < at) {
            at = *coded;
            *end = at + 4;
        }
    }
    return at;
}

static pen_status put_item(pen_str item, const pen_cef_visitor *v)
{
    size_t eq = pen_str_chr(item, '=', 0);
    if (eq == PEN_NPOS) {
        return PEN_OK;
    }
    pen_str value = pen_ublank_trim(pen_str_from(item, eq + 1));
    return value.n ? v->pair(v->ctx, pen_ublank_trim(pen_str_head(item, eq)), value) : PEN_OK;
}

static pen_status read_items(pen_str s, pen_str delim, const pen_cef_visitor *v)
{
    size_t coded = pen_str_find(s, PEN_LIT("#011"), 0), end = 0;
    for (size_t at = 0; at < s.n; at = end) {
        size_t stop = next_delimiter(s, at, delim, &coded, &end);
        if (stop == PEN_NPOS) {
            return put_item(pen_str_from(s, at), v);
        }
        PEN_TRY(put_item((pen_str){s.p + at, stop - at}, v));
    }
    return PEN_OK;
}

pen_status pen_leef_parse(pen_arena *a, pen_str text, const pen_cef_visitor *v)
{
    pen_str fields[HEADER_FIELDS];
    pen_cef_header h = {.fields = fields, .room = HEADER_FIELDS};
    size_t mark = pen_str_find(text, PEN_LIT("LEEF:"), 0);
    if (mark == PEN_NPOS) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(pen_cef_split_header(a, pen_str_from(text, mark + 5), &h));
    for (size_t i = 0; i < h.n; i++) {
        PEN_TRY(v->pair(v->ctx, header_names[i], fields[i]));
    }
    pen_str delim = delimiter(h.n ? fields[0] : PEN_EMPTY, &h.rest);
    return read_items(h.rest, delim, v);
}

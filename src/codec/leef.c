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

// What ends an item, and where the next one is: so that no stretch of text is searched twice,
// not even for what is not there.
typedef struct mark {
    pen_str text;
    size_t at; // PEN_NPOS: nowhere from here on
} mark;

static void find_mark(mark *m, pen_str s, size_t from)
{
    if (m->at != PEN_NPOS && m->at < from) {
        m->at = pen_str_find(s, m->text, from);
    }
}

static pen_status put_item(pen_str item, const pen_cef_visitor *v)
{
    size_t eq = pen_str_chr(item, '=', 0);
    if (eq == PEN_NPOS) {
        return PEN_OK;
    }
    pen_str value = pen_ublank_trim(pen_str_from(item, eq + 1));
    return value.n ? v->pair(v->ctx, pen_ublank_trim(pen_str_head(item, eq)), pen_v_str(value)) : PEN_OK;
}

// Where the delimiter is a tab, "#011" (a tab that syslog has escaped) is one as well.
static pen_status read_items(pen_str s, pen_str delim, const pen_cef_visitor *v)
{
    const pen_str coded = PEN_LIT("#011");
    bool tab = pen_str_eq(delim, PEN_LIT("\t"));
    mark marks[2] = {{delim, pen_str_find(s, delim, 0)},
                     {coded, tab ? pen_str_find(s, coded, 0) : PEN_NPOS}};
    for (size_t at = 0; at < s.n;) {
        find_mark(&marks[0], s, at);
        find_mark(&marks[1], s, at);
        const mark *stop = marks[1].at < marks[0].at ? &marks[1] : &marks[0];
        if (stop->at == PEN_NPOS) {
            return put_item(pen_str_from(s, at), v);
        }
        PEN_TRY(put_item((pen_str){s.p + at, stop->at - at}, v));
        at = stop->at + stop->text.n;
    }
    return PEN_OK;
}

pen_status pen_leef_parse(pen_arena *a, pen_str text, const pen_cef_visitor *v)
{
    pen_str fields[HEADER_FIELDS];
    pen_cef_header h = {.fields = fields, .room = HEADER_FIELDS};
    size_t start = pen_str_find(text, PEN_LIT("LEEF:"), 0);
    if (start == PEN_NPOS) {
        return PEN_E_SYNTAX;
    }
    PEN_TRY(pen_cef_split_header(a, pen_str_from(text, start + 5), &h));
    for (size_t i = 0; i < h.n; i++) {
        PEN_TRY(v->pair(v->ctx, header_names[i], pen_v_str(fields[i])));
    }
    pen_str delim = delimiter(h.n ? fields[0] : PEN_EMPTY, &h.rest);
    return read_items(h.rest, delim, v);
}

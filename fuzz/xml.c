// SPDX-License-Identifier: Apache-2.0
// XML: events nest, the plain reader gives those of expat or leaves the text to it, both
// tree builders agree with the scanner on what is well-formed and with themselves on what
// it holds, by either reader, and what they build can be written as JSON.
#include "codec/xml.h"
#include "base/limits.h"
#include "event/xml_tree.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

typedef struct told {
    unsigned depth;
    pen_buf log;
} told;

static void note(told *t, char kind, pen_str s)
{
    pen_buf_byte(&t->log, kind);
    pen_buf_u64(&t->log, s.n);
    pen_buf_byte(&t->log, ':');
    pen_buf_add(&t->log, s);
}

static pen_status on_start(void *ctx, pen_str name, const pen_xml_attr *attrs, size_t n)
{
    told *t = ctx;
    check(++t->depth <= PEN_XML_DEPTH_MAX && n <= PEN_XML_ATTRS_MAX);
    check(pen_str_chr(name, ':', 0) == PEN_NPOS);
    note(t, '<', name);
    for (size_t i = 0; i < n; i++) {
        note(t, 'a', attrs[i].name);
        note(t, '=', attrs[i].value);
    }
    return PEN_OK;
}

// Pieces may differ: only their sum counts, and '<' and '>' stand in none of their lengths.
static pen_status on_text(void *ctx, pen_str piece, bool lasts)
{
    told *t = ctx;
    (void)lasts;
    check(t->depth > 0 && piece.n > 0);
    pen_buf_add(&t->log, piece);
    return PEN_OK;
}

static pen_status on_end(void *ctx)
{
    told *t = ctx;
    check(t->depth-- > 0);
    pen_buf_byte(&t->log, '>');
    return PEN_OK;
}

typedef pen_status parse_fn(pen_str text, const pen_xml_visitor *v);

static pen_status tell(parse_fn *fn, pen_str text, told *t)
{
    pen_xml_visitor v = {t, on_start, on_text, on_end};
    pen_buf_init(&t->log, NULL, 1 << 28);
    t->depth = 0;
    pen_status s = fn(text, &v);
    check(s != PEN_OK || t->depth == 0);
    return s;
}

static bool same(const pen_buf *a, const pen_buf *b)
{
    return pen_str_eq(pen_buf_str(a), pen_buf_str(b));
}

typedef pen_status build_fn(pen_arena *a, pen_str text, pen_xml_way way, pen_value *out);

static void build(build_fn *fn, pen_str text, pen_status want)
{
    pen_buf json[2];
    for (int way = 0; way < 2; way++) {
        pen_arena a;
        pen_value v = pen_v_none();
        pen_arena_init(&a, NULL, 1 << 26);
        pen_buf_init(&json[way], NULL, 1 << 26);
        check(fn(&a, text, way ? PEN_XML_EXPAT : PEN_XML_FAST, &v) == want);
        if (want == PEN_OK) {
            check(v.tag == PEN_T_DICT);
            check(pen_json_dump(v, PEN_JSON_COMPACT, &json[way]) == PEN_OK);
        }
        pen_arena_free(&a);
    }
    check(same(&json[0], &json[1]));
    pen_buf_free(&json[0]);
    pen_buf_free(&json[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str text = {(const char *)data, size};
    told all, plain;
    pen_status s = tell(pen_xml_parse, text, &all);
    pen_status quick = tell(pen_xml_parse_plain, text, &plain);
    check(quick == PEN_NOMATCH ||
          (quick == PEN_OK && s == PEN_OK && same(&all.log, &plain.log)));
    pen_buf_free(&all.log);
    pen_buf_free(&plain.log);
    build(pen_xml_tree, text, s);
    build(pen_xml_windows_event, text, s);
    return 0;
}

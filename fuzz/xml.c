// SPDX-License-Identifier: Apache-2.0
// XML: events nest, both tree builders agree with the scanner on what is well-formed, and
// what they build can be written as JSON.
#include "base/limits.h"
#include "codec/xml.h"
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

static pen_status on_start(void *ctx, pen_str name, const pen_xml_attr *attrs, size_t n)
{
    unsigned *depth = ctx;
    (void)attrs;
    check(++*depth <= PEN_XML_DEPTH_MAX && n <= PEN_XML_ATTRS_MAX);
    check(pen_str_chr(name, ':', 0) == PEN_NPOS);
    return PEN_OK;
}

static pen_status on_text(void *ctx, pen_str piece)
{
    unsigned *depth = ctx;
    check(*depth > 0 && piece.n > 0);
    return PEN_OK;
}

static pen_status on_end(void *ctx)
{
    unsigned *depth = ctx;
    check((*depth)-- > 0);
    return PEN_OK;
}

static void build(pen_status (*fn)(pen_arena *, pen_str, pen_value *), pen_str text,
                  pen_status want)
{
    pen_arena a;
    pen_value v = pen_v_none();
    pen_buf json;
    pen_arena_init(&a, NULL, 1 << 26);
    pen_buf_init(&json, NULL, 1 << 26);
    check(fn(&a, text, &v) == want);
    if (want == PEN_OK) {
        check(v.tag == PEN_T_DICT);
        check(pen_json_dump(v, PEN_JSON_COMPACT, &json) == PEN_OK);
    }
    pen_buf_free(&json);
    pen_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned depth = 0;
    pen_str text = {(const char *)data, size};
    pen_xml_visitor v = {&depth, on_start, on_text, on_end};
    pen_status s = pen_xml_parse(text, &v);
    check(s != PEN_OK || depth == 0);
    build(pen_xml_tree, text, s);
    build(pen_xml_windows_event, text, s);
    return 0;
}

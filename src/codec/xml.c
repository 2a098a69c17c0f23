// SPDX-License-Identifier: Apache-2.0
#include "codec/xml.h"

#include "base/limits.h"
#include "codec/xml_parts.h"

#include <expat.h>

// What expat hands back to our handlers.
typedef struct state {
    const pen_xml_visitor *v;
    XML_Parser parser;
    unsigned depth;
    pen_status status; // the first failure
    pen_xml_attr attrs[PEN_XML_ATTRS_MAX];
} state;

static void stop(state *s, pen_status status)
{
    if (status != PEN_OK && s->status == PEN_OK) {
        s->status = status;
        (void)XML_StopParser(s->parser, XML_FALSE);
    }
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **pairs)
{
    state *s = ctx;
    size_t n = 0;
    if (s->status != PEN_OK) {
        return;
    }
    if (s->depth++ == PEN_XML_DEPTH_MAX) {
        stop(s, PEN_E_DEPTH);
        return;
    }
    for (; *pairs; pairs += 2) {
        pen_str key = pen_str_c(pairs[0]);
        if (pen_xml_declares_namespace(key)) {
            continue;
        }
        if (n == PEN_XML_ATTRS_MAX) {
            stop(s, PEN_E_LIMIT);
            return;
        }
        s->attrs[n++] = (pen_xml_attr){pen_xml_without_prefix(key), pen_str_c(pairs[1])};
    }
    stop(s, s->v->start(s->v->ctx, pen_xml_without_prefix(pen_str_c(name)), s->attrs, n));
}

static void on_end(void *ctx, const XML_Char *name)
{
    state *s = ctx;
    (void)name;
    if (s->status == PEN_OK) {
        s->depth--;
        stop(s, s->v->end(s->v->ctx));
    }
}

static void on_text(void *ctx, const XML_Char *text, int n)
{
    state *s = ctx;
    if (s->status == PEN_OK) {
        stop(s, s->v->text(s->v->ctx, (pen_str){text, (size_t)n}, false));
    }
}

static void on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    stop(ctx, has_subset ? PEN_E_SYNTAX : PEN_OK);
}

// An entity that nothing declares: expat lets it pass when a DOCTYPE names another file.
static void on_skipped(void *ctx, const XML_Char *name, int is_parameter)
{
    (void)name;
    (void)is_parameter;
    stop(ctx, PEN_E_SYNTAX);
}

static pen_status run(state *s, pen_str text)
{
    XML_Parser p = s->parser;
    XML_SetUserData(p, s);
    XML_SetElementHandler(p, on_start, on_end);
    XML_SetCharacterDataHandler(p, on_text);
    XML_SetStartDoctypeDeclHandler(p, on_doctype);
    XML_SetSkippedEntityHandler(p, on_skipped);
    enum XML_Status done = XML_Parse(p, text.n ? text.p : "", (int)text.n, 1);
    if (s->status != PEN_OK || done == XML_STATUS_OK) {
        return s->status;
    }
    return XML_GetErrorCode(p) == XML_ERROR_NO_MEMORY ? PEN_E_NOMEM : PEN_E_SYNTAX;
}

pen_status pen_xml_parse(pen_str text, const pen_xml_visitor *v)
{
    text = pen_xml_without_declaration(text);
    if (text.n > PEN_RECORD_MAX) {
        return PEN_E_LIMIT;
    }
    // A protocol encoding overrides the declared one.
    state s = {.v = v, .parser = XML_ParserCreate("UTF-8"), .status = PEN_OK};
    if (!s.parser) {
        return PEN_E_NOMEM;
    }
    pen_status status = run(&s, text);
    XML_ParserFree(s.parser);
    return status;
}

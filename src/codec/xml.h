// SPDX-License-Identifier: Apache-2.0
// XML read as a stream of elements and texts. The input is UTF-8 whatever it declares; a
// leading "<?xml …?>" is cut. Comments and processing instructions are dropped, names lose
// their prefix, namespace declarations are no attributes. A DOCTYPE with an internal subset
// is refused, so entities cannot be declared and nothing can multiply.
//
//   pen_xml_parse        all of XML, by expat, which says what is well-formed
//   pen_xml_parse_plain  XML as machines write it, several times faster: same events (texts
//                        may come in other pieces), or "ask expat"
//
// expat gets its memory from malloc (its memory suite carries no context): some kilobytes
// for each text, bounded by the text's size, given back before the function returns. The
// other reader allocates nothing.
#ifndef PEN_CODEC_XML_H
#define PEN_CODEC_XML_H

#include "base/status.h"
#include "base/str.h"

// Slices of pen_xml_parse are good during the call only, those of pen_xml_parse_plain as
// long as its input, but for pieces of which `lasts` is false. The first status that is not
// PEN_OK ends the parse and is its result.
typedef struct pen_xml_attr {
    pen_str name, value;
} pen_xml_attr;

typedef struct pen_xml_visitor {
    void *ctx;
    // `attrs` has n entries.
    pen_status (*start)(void *ctx, pen_str name, const pen_xml_attr *attrs, size_t n);
    pen_status (*text)(void *ctx, pen_str piece, bool lasts); // any number of pieces
    pen_status (*end)(void *ctx);
} pen_xml_visitor;

// PEN_E_SYNTAX for what is not well-formed or is refused, PEN_E_DEPTH past
// PEN_XML_DEPTH_MAX, PEN_E_LIMIT for a text over PEN_RECORD_MAX or an element of more than
// PEN_XML_ATTRS_MAX attributes, PEN_E_NOMEM, or the visitor's status.
pen_status pen_xml_parse(pen_str text, const pen_xml_visitor *v) PEN_MUST;

// PEN_OK, the visitor's status (not PEN_NOMATCH), or PEN_NOMATCH: this is not plain, or not
// well-formed; what the visitor was told before is void.
pen_status pen_xml_parse_plain(pen_str text, const pen_xml_visitor *v) PEN_MUST;

#endif

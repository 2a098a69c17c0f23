// SPDX-License-Identifier: Apache-2.0
// XML as values: what the stages xml.parse-xml and xml.parse-windows-event give. Everything
// that is made lies in the arena; nothing refers to the input.
#ifndef PEN_EVENT_XML_TREE_H
#define PEN_EVENT_XML_TREE_H

#include "event/value.h"

// Which reader (codec/xml.h): the plain one and expat for what it leaves, or expat alone,
// for tests to compare with.
typedef enum pen_xml_way { PEN_XML_FAST, PEN_XML_EXPAT } pen_xml_way;

// {root: {...}}: attributes as "@name", then children; text beside either as "#text"; an
// element with text only is that text, an empty one None; repeated children are a list.
// The text of an element is all its pieces joined, then trimmed.
// PEN_E_SYNTAX, PEN_E_DEPTH, PEN_E_LIMIT, PEN_E_NOMEM; *out is untouched then.
pen_status pen_xml_tree(pen_arena *a, pen_str text, pen_xml_way way,
                        pen_value *out) PEN_MUST;

// A Windows event: {"System": {...}, other section: {Name: text, …}}. In System attributes
// have no "@"; of another section only the <Data Name="K"> elements count, at any depth:
// their text as it is, None when there is none. Same statuses.
pen_status pen_xml_windows_event(pen_arena *a, pen_str text, pen_xml_way way,
                                 pen_value *out) PEN_MUST;

#endif

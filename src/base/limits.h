// SPDX-License-Identifier: Apache-2.0
// Every limit of the engine, with its reason. Hitting one never crashes, stalls or drops
// silently: it gives a status of its own, and at run time an event with the raw message
// and a warning. PEN_TINY (the `tiny` preset) shrinks them so that tests meet them often.
#ifndef PEN_BASE_LIMITS_H
#define PEN_BASE_LIMITS_H

#ifdef PEN_TINY
#define PEN_LIM(normal, tiny) (tiny)
#else
#define PEN_LIM(normal, tiny) (normal)
#endif

// One record: Azure's largest record is 32 KB, EVE lines with payload reach some 10 KB, a
// JSON export can hold megabytes in one value.
#define PEN_RECORD_MAX PEN_LIM(16u * 1024 * 1024, 64u * 1024)

// A flow-log record is buffered whole up to here, so that keys may follow the tuples they
// belong to (real ones are 32 KB).
#define PEN_FLOW_RECORD_MAX PEN_LIM(8u * 1024 * 1024, 16u * 1024)

// A value of a flow-log record that each of its tuples' messages repeats: Azure's names are
// at most 80 characters, ids are built of four or five of them.
#define PEN_FLOW_VALUE_MAX PEN_LIM(1024u, 256u)

// What the framer of flow logs keeps ready of a message besides its text (codec/parts.h): a
// usual message takes 700 bytes; a longer one is escaped and scanned like any other text.
#define PEN_FLOW_PARTS_MAX PEN_LIM(64u * 1024, 2048u)

// How much of an input `--framing auto` looks at.
#define PEN_FRAME_LOOK (64u * 1024)

// JSON nesting: real logs stay under 20; Python's own parser stops near 1,000.
#define PEN_JSON_DEPTH_MAX PEN_LIM(512, 24)

// Nesting of a value while it is written, compared or copied.
#define PEN_VALUE_DEPTH_MAX PEN_LIM(512, 24)

// Items that one comparison of two values looks at: a template can put one list into
// another twice, and that into a third twice, so that few bytes stand for very many items.
#define PEN_VALUE_NODES_MAX PEN_LIM(4u * 1024 * 1024, 64u * 1024)

// XML nesting: Windows events need 5.
#define PEN_XML_DEPTH_MAX PEN_LIM(256, 16)

// Attributes of one element: real ones have under 20.
#define PEN_XML_ATTRS_MAX PEN_LIM(256, 16)

// Nesting of [name k=v …] groups: firewalls nest them 2 deep.
#define PEN_KV_DEPTH_MAX PEN_LIM(64, 8)

// Keys of one CEF extension that may share a place in its hash table: honest keys stay under
// ten, chosen ones could make the table slow.
#define PEN_CEF_PROBES_MAX 256

// YAML of a definition: the largest public parser has 8,000 lines, nested 8 deep.
#define PEN_YAML_BYTES_MAX (4u * 1024 * 1024)
#define PEN_YAML_NODES_MAX 400000
#define PEN_YAML_DEPTH_MAX 64

// One template's source, its nesting, and the operands its program may hold.
#define PEN_TEMPLATE_MAX (256u * 1024)
#define PEN_TEMPLATE_DEPTH_MAX 100
#define PEN_STACK_MAX 256
#define PEN_LOCALS_MAX 64

// Height of one expression's tree (a chain `a or b or …` is as high as it is long; the
// longest public one has some 40 links), and macros that call each other.
#define PEN_TEMPLATE_HEIGHT_MAX 500
#define PEN_CALLS_MAX 16

// Steps of all templates for one event, and bytes that one event may allocate: a hostile
// format or record ends here, in milliseconds, with a warning.
#define PEN_STEPS_MAX PEN_LIM(2000000, 20000)
#define PEN_EVENT_BYTES_MAX PEN_LIM(256u * 1024 * 1024, 4u * 1024 * 1024)

// Warnings of one event that say which field they are about; the others are counted. Real
// events have under 10, one list in a hostile record could bring a hundred thousand.
#define PEN_WARNINGS_MAX 100u

// Text that one template may build.
#define PEN_TEXT_MAX PEN_LIM(16u * 1024 * 1024, 64u * 1024)

// Digits of an integer that a template computes: Python reads and prints 4,300.
#define PEN_INT_DIGITS_MAX 4300

// What a loaded format may hold.
#define PEN_PLAN_BYTES_MAX (256u * 1024 * 1024)
#define PEN_NODES_MAX 65535

// Steps of a dotted name below its layer: real ones have under 12. Walks over the tree of
// names recurse as deep.
#define PEN_NODES_DEPTH_MAX PEN_LIM(500, 20)

// Grok: expansion of nested patterns, and memory of one compiled expression.
#define PEN_GROK_DEPTH_MAX 60
#define PEN_GROK_TEXT_MAX (1024u * 1024)
#define PEN_REGEX_BYTES_MAX (64u * 1024 * 1024)

// Key names of one layout.
#define PEN_NODES_TEXT_MAX (16u * 1024 * 1024)

// One date: the longest real one (RFC 2822 with comments) has some 60 bytes. A strptime
// format has some 30 directives and literals; one with many one- or two-digit numbers side
// by side can be tried in many ways, so tries are counted.
#define PEN_DATE_TEXT_MAX PEN_LIM(256, 128)
#define PEN_DATE_STEPS_MAX 120
#define PEN_DATE_TRIES_MAX PEN_LIM(4000, 400)

// A dotted name, as text.
#define PEN_PATH_MAX (64u * 1024)

// Memory that a worker, an arena or an output keeps from one event to the next.
#define PEN_KEEP_BYTES PEN_LIM(4u * 1024 * 1024, 64u * 1024)

// Messages kept about one definition.
#define PEN_DIAGS_MAX 1000

#endif

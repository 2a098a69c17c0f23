// SPDX-License-Identifier: Apache-2.0
// Flow logs through formats twice, with what the framer knows of its messages and with the
// messages alone. The first byte says which format, the second how the blob is cut.
#include "parts_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FIELD(name, type) name ":\n  name: " name "\n  type: " type "\n"
static const char FIELDS[] =
    FIELD("x.a", "keyword") FIELD("x.b", "keyword") FIELD("x.c", "keyword")
        FIELD("x.d", "keyword") FIELD("x.l", "long") FIELD("x.o", "object")
            FIELD("x.e", "keyword") FIELD("x.f", "keyword") FIELD("x.g", "keyword");

#define PIPELINE(more)                                                                     \
    "pipeline:\n"                                                                          \
    "  - {name: p, external: {name: json.parse-json}}\n" more "  - {name: s}\n"            \
    "stages: {s: {actions: [\n"
#define SET(field, template) "  {set: {" field ": \"" template "\"}},\n"
#define END "]}}\n"

static const char *const PARSERS[] = {
    // values as they are
    PIPELINE("") SET("x.a", "{{p.message.time}}") SET("x.b", "{{p.message.macAddress}}")
        SET("x.c", "{{p.message.rule}}") SET("x.d", "{{p.message.flowtime}}")
            SET("x.e", "{{p.message['flow.0']}}") SET("x.l", "{{p.message.version}}")
                SET("x.f", "{{p.message.systemId}}") SET("x.g", "{{p.message.aclID}}") END,
    // the text, before and after
    PIPELINE("  - {name: q, external: {name: json.parse-json, properties: {input_field: "
             "final.message}}}\n") SET("x.a", "{{final.message}}")
        SET("x.b", "{{original.message[2:]}}") SET("x.c", "{{final.message | length}}")
            SET("x.d", "{{q.message.rule}}") SET("x.o", "{{p.message}}")
                SET("x.e", "{{original.message}}") END,
    // names that are not there, methods, names below values
    PIPELINE("") SET("x.a", "{{p.message.rule.x}}")
        SET("x.b", "{{p.message.get('flow.0')}}") SET("x.c",
                                                      "{{p.message.get('flow.1', 'no')}}")
            SET("x.d", "{{p.message.keys()|list}}") SET("x.e", "{{p.message.time.upper()}}")
                SET("x.l", "{{p.message.version + 1}}")
                    SET("x.f", "{{p.message.flowLogVersion.real}}") END,
    // containers changed in place
    PIPELINE("") SET("x.a", "{{p.message.update({'time': 1})}}{{p.message.time}}")
        SET("x.b", "{{p.message.rule}}") SET("x.o", "{{p.message}}") END,
    // the text replaced or taken away
    PIPELINE("") SET("message", "{{p.message.rule}}") SET("x.a", "{{final.message}}")
        SET("x.b", "{{original.message}}") END,
    PIPELINE("") "  {delete: [message]},\n" SET("x.b", "{{p.message.rule or 'none'}}") END,
    // columns
    PIPELINE("  - {name: d, external: {name: dsv.parse-dsv, properties: {input_field: "
             "\"{{p.message['flow.0']}}\", columnnames: [t, a, b, c, d, e, f, g]}}}\n")
        SET("x.a", "{{d.message.t}}") SET("x.b", "{{d.message.a}}")
            SET("x.c", "{{d.message.g}}") SET("x.o", "{{d.message}}") END,
};
enum { PARSER_COUNT = sizeof PARSERS / sizeof PARSERS[0] };

static const char *run(const pen_format *f, pen_str in, size_t piece)
{
    parts_twice t;
    const char *wrong =
        parts_twice_init(&t, f) ? parts_twice_run(&t, in, piece) : "no worker";
    parts_twice_free(&t);
    return wrong;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pen_format *formats[PARSER_COUNT];
    if (size < 2) {
        return 0;
    }
    size_t k = data[0] % PARSER_COUNT, piece = data[1] ? data[1] * 7u : size;
    pen_format_files files = {.parser = {PEN_LIT("parser.yml"), pen_str_c(PARSERS[k])},
                              .fields = {PEN_LIT("fields.yml"), pen_str_c(FIELDS)}};
    if ((!formats[k] && pen_format_load(&files, NULL, &formats[k]) != PEN_OK) ||
        run(formats[k], pen_str_of((const char *)data + 2, size - 2), piece)) {
        abort();
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// What the framer of flow logs knows of its messages makes no difference to their events:
// our own formats over blobs of either kind, with and without it.
#include "engine.h"
#include "parts_twice.h"
#include "tap.h"

#include "base/limits.h"

#define TUPLE(time, rest) "\"" time ",10.1.0.4,192.0.2.7,44931,443,T,O,A," rest "\""
#define VTUPLE(time, rest) "\"" time ",10.1.0.4,192.0.2.7,44931,443,6,O,B,NX," rest "\""
#define NSG(head, tuples)                                                                  \
    "{\"records\":[{" head "\"operationName\":\"NetworkSecurityGroupFlowEvents\","         \
    "\"properties\":{\"Version\":2,\"flows\":[{\"rule\":\"R\",\"flows\":[{\"mac\":"        \
    "\"000D3AF87856\",\"flowTuples\":[" tuples "]},{\"mac\":\"000D3AF87857\","             \
    "\"flowTuples\":[" tuples "]}]}]}}]}"
#define VNET(head, tuples)                                                                 \
    "{\"records\":[{" head "\"operationName\":\"FlowLogFlowEvent\",\"flowRecords\":"       \
    "{\"flows\":[{\"aclID\":\"a\",\"flowGroups\":[{\"rule\":\"R\",\"flowTuples\":[" tuples \
    "]}]}]}}]}"
#define HEAD "\"time\":\"2024-06-01T00:01:00.1234567Z\",\"resourceId\":\"/S\","
#define TUPLES                                                                             \
    TUPLE("1542110402", "B,,,,")                                                           \
    "," TUPLE("1542110402", "E,1,2,3,4") "," TUPLE(                                        \
        "1542110402123", "C,1,2,3,4") "," TUPLE("1542110403", "C,1,2,3,4")
#define VTUPLES VTUPLE("1663146003599", "0,0,0,0") "," VTUPLE("1663146003600", "1,2,3,4")

typedef struct blob {
    const char *name, *text;
    size_t records, known;
} blob;

static const blob BLOBS[] = {
    {"NSG", NSG(HEAD, TUPLES), 8, 8},
    {"VNet", VNET(HEAD, VTUPLES), 2, 2},
    {"escapes",
     NSG("\"resourceId\":\"/\\u00e9\\n\\\"\",", TUPLE("1542110402", "\\u0042,,,,")), 2, 2},
    {"controls", NSG("\"resourceId\":\"a\tb\",", TUPLE("1542110402", "\x01,,,,")), 2, 2},
    {"not ASCII",
     NSG("\"resourceId\":\"\xc3\xa9\",", TUPLE("1542110402", "\xe2\x82\xac,,,,")), 2, 2},
    {"not UTF-8", NSG("\"resourceId\":\"\xff\",", TUPLES), 8, 8},
    {"numbers", VNET("\"flowLogVersion\":4,\"time\":1.5e3,\"category\":-0,", VTUPLES), 2,
     2},
    {"null is absent", VNET("\"flowLogVersion\":null,", VTUPLES), 2, 2},
    {"words are left to the reader", VNET("\"category\":true,", VTUPLES), 2, 0},
    {"NaN too", VNET("\"category\":NaN,", VTUPLES), 2, 0},
    {"and an escape that is none", VNET("\"category\":\"\\x\",", VTUPLES), 2, 0},
    {"in a tuple",
     NSG(HEAD, TUPLE("1542110402", "\\x,,,,") "," TUPLE("1542110402", "B,,,,")), 4, 2},
};

static const char *const FORMATS[] = {"azure-network-watcher",
                                      "azure-network-watcher-flow-logs"};

static pen_text file_of(const char *format, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/formats/Azure/%s/%s", PEN_ROOT, format, name);
    return (pen_text){text_of(name), read_file(path)};
}

static void run(const pen_format *f, const blob *b, size_t piece)
{
    parts_twice t;
    const char *wrong = parts_twice_init(&t, f)
                            ? parts_twice_run(&t, text_of(b->text), piece)
                            : "no worker";
    if (!ok(!wrong && t.records == b->records && t.known == b->known, b->name)) {
        printf("# pieces of %zu, %zu records, %zu known: %s\n", piece, t.records, t.known,
               wrong ? wrong : "all the same");
    }
    parts_twice_free(&t);
}

// Between two usual tuples one of so many bytes that what is known of its message goes past
// its limit: nothing is known of it, all of the others.
static void run_long(const pen_format *f, uint32_t bytes)
{
    static char text[2 * PEN_FLOW_PARTS_MAX];
    const char *usual = TUPLE("1542110402", "B,,,,");
    size_t room = sizeof text, n = 0;
    n += (size_t)snprintf(text, room, "{\"records\":[{" HEAD "\"properties\":{\"flows\":[{"
                          "\"rule\":\"R\",\"flows\":[{\"flowTuples\":[%s,\"1542110402,", usual);
    memset(text + n, 'x', bytes);
    n += bytes;
    (void)snprintf(text + n, room - n, ",,,,,,,,,,,\",%s]}]}]}}]}", usual);
    blob b = {"a tuple that is long", text, 3, bytes < PEN_FLOW_PARTS_MAX ? 3 : 2};
    run(f, &b, 1u << 20);
    run(f, &b, 777);
}

int main(void)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        pen_format *f;
        pen_format_files files = {.parser = file_of(FORMATS[i], "ingest/parser.yml"),
                                  .fields = file_of(FORMATS[i], "_meta/fields.yml")};
        if (!ok(pen_format_load(&files, NULL, &f) == PEN_OK, FORMATS[i])) {
            pen_format_free(f);
            continue;
        }
        for (size_t k = 0; k < sizeof BLOBS / sizeof BLOBS[0]; k++) {
            run(f, &BLOBS[k], 1u << 20);
            run(f, &BLOBS[k], 7);
        }
        run_long(f, 1);
        run_long(f, PEN_FLOW_PARTS_MAX);
        pen_format_free(f);
    }
    return tap_done();
}

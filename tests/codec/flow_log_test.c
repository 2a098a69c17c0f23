// SPDX-License-Identifier: Apache-2.0
// Azure flow logs to one record a tuple: every shape that the wild has, and every way of
// being broken, at any cut of the input.
#include "codec/frame_run.h"

#include "base/limits.h"
#include "fail_alloc.h"
#include "tap.h"

// Tuples and the tail of the message each makes.
#define T1 "1542110402,192.0.2.5,10.5.16.4,28746,443,U,I,D"
#define T2 "1542110477,10.5.16.4,192.0.2.7,44931,443,T,O,A,C,30,16978,24,14008"
#define TV "1663146003599,10.0.0.6,192.0.2.8,23956,443,6,O,B,NX,0,0,0,0"
#define Q(s) "\"" s "\""
#define F1 "\"flowtime\":\"2018-11-13T12:00:02Z\",\"flow.0\":" Q(T1) "}\n"
#define F2 "\"flowtime\":\"2018-11-13T12:01:17Z\",\"flow.0\":" Q(T2) "}\n"
#define FV "\"flow.0\":" Q(TV) "}\n"

#define HEAD                                                                               \
    "\"time\":\"2018-11-13T12:00:35.38Z\",\"systemId\":\"s\",\"macAddress\":\"000D3A\","   \
    "\"category\":\"NetworkSecurityGroupFlowEvent\",\"resourceId\":\"/R\","                \
    "\"operationName\":\"NetworkSecurityGroupFlowEvents\","
#define FLOWS(tuples)                                                                      \
    "\"flows\":[{\"rule\":\"R1\",\"flows\":[{\"mac\":\"00AA\",\"flowTuples\":[" tuples     \
    "]}]}]"
#define NSG(tuples) "{" HEAD "\"properties\":{\"Version\":2," FLOWS(tuples) "}}"
#define BARE(tuples) "{\"properties\":{" FLOWS(tuples) "}}"
#define OUT                                                                                \
    "{\"time\":\"2018-11-13T12:00:35.38Z\",\"systemId\":\"s\",\"macAddress\":\"00AA\","    \
    "\"category\":\"NetworkSecurityGroupFlowEvent\",\"resourceId\":\"/R\","                \
    "\"operationName\":\"NetworkSecurityGroupFlowEvents\",\"version\":\"2\",\"rule\":"     \
    "\"R1\","
#define BARE_OUT "{\"macAddress\":\"00AA\",\"rule\":\"R1\","

#define VHEAD                                                                              \
    "\"time\":\"t\",\"flowLogVersion\":4,\"flowLogGUID\":\"g\",\"macAddress\":\"0022\","   \
    "\"category\":\"FlowLogFlowEvent\",\"flowLogResourceID\":\"/F\","                      \
    "\"targetResourceID\":\"/T\",\"operationName\":\"FlowLogFlowEvent\","
#define VFLOWS                                                                             \
    "\"flowRecords\":{\"flows\":[{\"aclID\":\"a\",\"flowGroups\":["                        \
    "{\"rule\":\"R\",\"flowTuples\":[" Q(TV) "]}]}]}"
#define VOUT "{" VHEAD "\"aclID\":\"a\",\"rule\":\"R\"," FV

typedef struct flow_case {
    const char *name, *in;
    const char *want; // without offsets
} flow_case;

#define BAD_FIELDS "!a tuple has neither 8 nor 13 fields\n"
#define BAD_TIME "!a tuple's time has neither 10 nor 13 digits\n"
#define BAD_TEXT "!a tuple is not a string\n"
#define BAD_TYPE "!a part of a flow-log record has the wrong type\n"
#define NOTHING "!neither a flow-log record nor a list of them\n"
#define CUT "!cut by the end of the input\n"
#define NO_VALUE "!a value was expected\n"

static const flow_case CASES[] = {
    {"NSG, versions mixed", "{\"records\":[" NSG(Q(T1) "," Q(T2)) "]}", OUT F1 OUT F2},
    {"VNet", "{\"records\":[{" VHEAD VFLOWS "}]}", VOUT},
    {"a byte order mark", "\xEF\xBB\xBF{\"records\":[" NSG(Q(T1)) "]}", OUT F1},
    {"a bare record", NSG(Q(T1)), OUT F1},
    {"records as lines", NSG(Q(T1)) "\n" NSG(Q(T2)) "\r\n{" VHEAD VFLOWS "}\n",
     OUT F1 OUT F2 VOUT},
    {"a list of blobs", "[{\"records\":[" NSG(Q(T1)) "]},[" NSG(Q(T2)) "]]", OUT F1 OUT F2},
    {"records in records", "{\"records\":[" NSG(Q(T1)) ",{\"records\":[" NSG(Q(T2)) "]}]}",
     OUT F1 OUT F2},
    {"records deep inside",
     "{\"a\":{\"b\":[1,{\"Records\":[" NSG(Q(T1)) "]}]},\"c\":[{\"d\":1}]}", OUT F1},
    {"one record for a list", "{\"records\":" NSG(Q(T1)) "}", OUT F1},
    {"other keys around the list",
     "{\"x\":{\"y\":[]},\"records\":[" NSG(Q(T1)) "],\"z\":\"\\\"}\",\"records\":[" NSG(
         Q(T2)) "]}",
     OUT F1 OUT F2},
    {"what is appended to a blob", "," NSG(Q(T1)) "]}", OUT F1},
    {"two blobs, each with a mark",
     "\xEF\xBB\xBF{\"records\":[" BARE(Q(T1)) "]}\xEF\xBB\xBF{\"records\":[" BARE(
         Q(T2)) "]}",
     BARE_OUT F1 BARE_OUT F2},
    {"keys after their tuples",
     "{\"properties\":{\"flows\":[{\"flows\":[{\"flowTuples\":[" Q(
         T1) "],\"mac\":\"M\"}],"
             "\"rule\":\"R\"}],\"Version\":1},\"resourceId\":\"/R\",\"time\":\"t\"}",
     "{\"time\":\"t\",\"macAddress\":\"M\",\"resourceId\":\"/R\",\"version\":\"1\","
     "\"rule\":\"R\"," F1},
    {"VNet keys after their tuples",
     "{\"flowRecords\":{\"flows\":[{\"flowGroups\":[{\"flowTuples\":[" Q(
         TV) "],\"rule\":\"R\"},"
             "{\"flowTuples\":[" Q(
                 TV) "],\"rule\":\"S\"}],\"aclID\":\"a\"}]},\"time\":\"t\"}",
     "{\"time\":\"t\",\"aclID\":\"a\",\"rule\":\"R\"," FV "{\"time\":\"t\",\"aclID\":\"a\","
     "\"rule\":\"S\"," FV},
    {"keys in any case",
     "{\"RECORDS\":[{\"TIME\":\"t\",\"SystemID\":\"s\",\"resourceid\":\"/"
     "R\",\"PROPERTIES\":{"
     "\"version\":\"2\",\"Flows\":[{\"Rule\":\"R\",\"FLOWS\":[{\"MAC\":\"M\","
     "\"flowtuples\":[" Q(T1) "]}]}]}}]}",
     "{\"time\":\"t\",\"systemId\":\"s\",\"macAddress\":\"M\",\"resourceId\":\"/"
     "R\",\"version\":"
     "\"2\",\"rule\":\"R\"," F1},
    {"line breaks and blanks",
     "{ \"records\" :\r\n[\n{\n\t\"properties\" : { \"flows\" : [ { \"rule\" : \"R\" "
     ",\n\"flows\" "
     ": [ {\n\"flowTuples\" : [\n" Q(T1) " ,\n" Q(T2) "\n] } ] } ] } } ]\n}\n",
     "{\"rule\":\"R\"," F1 "{\"rule\":\"R\"," F2},
    {"milliseconds in an NSG tuple", BARE(Q("1542110477503,1,2,3,4,T,O,A")),
     BARE_OUT
     "\"flowtime\":\"2018-11-13T12:01:17.503Z\",\"flow.0\":\"1542110477503,1,2,3,4,T,O,A\""
     "}\n"},
    {"seconds in a VNet tuple",
     "{\"flowRecords\":{\"flows\":[{\"aclID\":\"a\",\"flowGroups\":[{\"rule\":\"r\","
     "\"flowTuples\":["
     "\"1663146003,a,b,1,2,6,O,B,NX,,,,\"]}]}]}}",
     "{\"aclID\":\"a\",\"rule\":\"r\",\"flow.0\":\"1663146003,a,b,1,2,6,O,B,NX,,,,\"}\n"},
    {"the first and the last second",
     BARE(Q("0000000000,1,2,3,4,T,O,A") "," Q("9999999999,1,2,3,4,T,O,A")),
     BARE_OUT
     "\"flowtime\":\"1970-01-01T00:00:00Z\",\"flow.0\":\"0000000000,1,2,3,4,T,O,A\"}"
     "\n" BARE_OUT
     "\"flowtime\":\"2286-11-20T17:46:39Z\",\"flow.0\":\"9999999999,1,2,3,4,T,O,A\"}\n"},
    {"on premises",
     "{\"records\":[{\"time\":\"20180719:L012620622\",\"properties\":{\"Version\":\"1.0\","
     "\"flows\":["
     "{\"rule\":\"R\",\"flows\":[{\"portId\":\"p\",\"portName\":\"n\",\"flowTuples\":[" Q(
         T1) "]}]}]}}]}",
     "{\"time\":\"20180719:L012620622\",\"version\":\"1.0\",\"rule\":\"R\"," F1},
    {"no inner mac: the record's own",
     "{\"macAddress\":\"M\",\"properties\":{\"flows\":[{\"rule\":\"R\",\"flows\":[{\"mac\":"
     "\"I\","
     "\"flowTuples\":[" Q(T1) "]},{\"flowTuples\":[" Q(
         T1) "]}]},{\"flows\":[{\"flowTuples\":[" Q(T1) "]}]}]}}",
     "{\"macAddress\":\"I\",\"rule\":\"R\"," F1 "{\"macAddress\":\"M\",\"rule\":\"R\"," F1
     "{\"macAddress\":\"M\"," F1},
    {"a key twice: the last wins",
     "{\"time\":\"a\",\"time\":\"b\",\"properties\":{\"flows\":[{\"rule\":\"x\",\"flows\":["
     "{"
     "\"flowTuples\":[" Q(T1) "]}],\"rule\":\"R\"}]}}",
     "{\"time\":\"b\",\"rule\":\"R\"," F1},
    {"escapes are kept",
     "{\"resourceId\":\"\\/"
     "a\\\"b\\u00e9\",\"properties\":{\"flows\":[{\"rule\":\"\\\\\",\"flows\":[{"
     "\"flowTuples\":[" Q(T1) "]}]}]}}",
     "{\"resourceId\":\"\\/a\\\"b\\u00e9\",\"rule\":\"\\\\\"," F1},
    {"escapes in a tuple count as what they are",
     BARE(Q("154211047\\u0037\\u002c1\\u002C2,3,4,T,O,A") "," Q(
         "1542110477,\\\",2,3,4,T,O,A")),
     BARE_OUT
     "\"flowtime\":\"2018-11-13T12:01:17Z\",\"flow.0\":\"154211047\\u0037\\u002c1\\u002C2,"
     "3,4"
     ",T,O,A\"}\n" BARE_OUT
     "\"flowtime\":\"2018-11-13T12:01:17Z\",\"flow.0\":\"1542110477,\\\",2,3,4,T,O,A\"}\n"},
    {"no tuples, nothing to say",
     "{\"records\":[" NSG(
         "") ",{\"properties\":{\"flows\":[]}},{\"properties\":{\"flows\":[{\"rule\":"
             "\"x\",\"flows\":[]}]}},{\"flowRecords\":{}},{" HEAD
             "\"properties\":{\"Version\":1}}]}"
             "{\"records\":[]}[][[]]",
     ""},
    {"bad tuples cost themselves",
     BARE(Q("1542110477,1,2") "," Q("154211047,1,2,3,4,T,O,A") "," Q("") ",7," Q(
         T1) ",{\"a\":[1]},"
             "null," Q("x542110477,1,2,3,4,T,O,A") "," Q(
                 "15421104770000,1,2,3,4,T,O,A") "," Q(T2)),
     BAD_FIELDS BAD_TIME BAD_FIELDS BAD_TEXT BARE_OUT F1 BAD_TEXT BAD_TEXT BAD_TIME BAD_TIME
         BARE_OUT F2},
    {"a VNet tuple has 13 fields",
     "{\"flowRecords\":{\"flows\":[{\"flowGroups\":[{\"flowTuples\":[" Q(T1) "," Q(
         TV) "]}]}]}}",
     "!a VNet tuple has not 13 fields\n{" FV},
    {"parts of the wrong type",
     "{\"records\":[{\"properties\":{\"flows\":7}},{\"properties\":{\"flows\":[1,{\"rule\":"
     "\"R\","
     "\"flows\":[[],{\"flowTuples\":\"x\"},{\"flowTuples\":[" Q(T1) "]}]}]}}]}",
     BAD_TYPE BAD_TYPE BAD_TYPE BAD_TYPE "{\"rule\":\"R\"," F1},
    {"null is as if absent",
     "{\"time\":null,\"macAddress\":\"M\",\"properties\":{\"Version\":null,\"flows\":[{"
     "\"flows\":"
     "[{\"mac\":null,\"flowTuples\":[" Q(T1) "]}]}]}}",
     "{\"macAddress\":\"M\"," F1},
    {"null for a list is no traffic", "{\"properties\":{\"flows\":null}}", ""},
    {"what is no record is told",
     "{\"records\":[{\"a\":1},2,\"x\",null,{\"records\":5}," BARE(Q(T1)) "]}{}",
     NOTHING NOTHING NOTHING NOTHING NOTHING BARE_OUT F1 NOTHING},
    {"text around", "hello, {world}\n" BARE(Q(T1)) "\nbye", NOTHING BARE_OUT F1 NOTHING},
    {"text in front of a blob", "x{\"records\":[" BARE(Q(T1)) "]}", NOTHING BARE_OUT F1},
    {"a broken value costs its record",
     "{\"records\":[{\"time\":,\"properties\":{" FLOWS(Q(T1)) "}}," BARE(Q(T2)) "]}",
     NO_VALUE BARE_OUT F2},
    {"a broken end costs its record",
     "{\"records\":[{\"properties\":{" FLOWS(Q(T1)) "},,}," BARE(Q(T2)) "]}",
     "!a key was expected\n" BARE_OUT F2},
    {"a missing quote costs its record",
     "{\"records\":[{\"time\":\"x,\"properties\":{" FLOWS(Q(T1)) "}}," BARE(Q(T2)) "]}",
     "!a comma or } was expected\n" BARE_OUT F2},
    {"a missing quote in a tuple",
     "{\"records\":[" BARE("\"1542110402,1," Q(T1)) "," BARE(Q(T2)) "]}",
     "!a comma or ] was expected\n" BARE_OUT F2},
    {"a missing brace costs its record",
     "{\"records\":[{\"properties\":{" FLOWS(Q(T1)) "}," BARE(Q(T2)) "]}",
     "!a key was expected\n" BARE_OUT F2},
    {"a record broken off in its tuples",
     "{\"records\":[{\"properties\":{\"flows\":[{\"flows\":[{\"flowTuples\":[" Q(
         T1) "," BARE(Q(T2)) "]}",
     "!a record begins inside another\n" BARE_OUT F2},
    {"a record broken off inside a tuple",
     "{\"records\":[{\"properties\":{\"flows\":[{\"flows\":[{\"flowTuples\":["
     "\"15421104," BARE(Q(T2)) "]}",
     "!a comma or ] was expected\n" BARE_OUT F2},
    {"a blob broken off before another",
     "{\"records\":[{\"properties\":{\"flows\":[{\"flows\":[{\"flowTuples\":[\"154\n"
     "{\"records\":[" BARE(Q(T2)) "]}",
     "!a line ends inside a string\n" BARE_OUT F2},
    {"a missing comma between records", "{\"records\":[" BARE(Q(T1)) BARE(Q(T2)) "]}",
     BARE_OUT F1 BARE_OUT F2},
    {"brackets too many", "{\"records\":[" BARE(Q(T1)) "}}," BARE(Q(T2)) "]]]}" BARE(Q(T1)),
     BARE_OUT F1 BARE_OUT F2 BARE_OUT F1},
    {"a cut keeps whole tuples",
     "{\"records\":[{\"properties\":{\"flows\":[{\"flows\":[{\"flowTuples\":[" Q(T1) "," Q(
         T2) ",\"15421",
     "{" F1 "{" F2 CUT},
};

// The lines without their offsets.
static pen_buf without_offsets(pen_str s)
{
    pen_buf b;
    pen_buf_init(&b, NULL, SIZE_MAX / 4);
    while (s.n) {
        size_t end = pen_str_chr(s, '\n', 0);
        pen_str line = pen_str_head(s, end == PEN_NPOS ? s.n : end + 1);
        pen_buf_add(&b, pen_str_from(line, pen_str_chr(line, ' ', 0) + 1));
        s = pen_str_from(s, line.n);
    }
    return b;
}

static void run_cases(void)
{
    size_t count = sizeof CASES / sizeof CASES[0];
    for (size_t i = 0; i < count; i++) {
        pen_str in = pen_str_c(CASES[i].in);
        frame_log log = frame_text(PEN_FRAME_FLOW, in, (frame_cut){0, 0});
        pen_buf got = without_offsets(pen_buf_str(&log.text));
        is_str(pen_buf_str(&got), CASES[i].want, CASES[i].name);
        ok(frame_same(PEN_FRAME_FLOW, in), CASES[i].name);
        pen_buf_free(&got);
        pen_buf_free(&log.text);
    }
}

static void run_offsets(void)
{
    frame_log log =
        frame_text(PEN_FRAME_FLOW,
                   PEN_LIT("{\"records\":[x,{\"flowRecords\":{\"flows\""
                           ":[{\"flowGroups\":[{\"flowTuples\":[" Q(TV) ",7]}]}]}},{,}]}"),
                   (frame_cut){3, 0});
    is_str(pen_buf_str(&log.text),
           "12 !neither a flow-log record nor a list of them\n69 {" FV
           "131 !a tuple is not a string\n140 !a key was expected\n",
           "offsets are those of the input");
    pen_buf_free(&log.text);
}

// Cut at every byte: all tuples that are whole come out, a cut record is told once.
static void run_cuts(void)
{
    pen_str in = PEN_LIT("{\"records\":[" BARE(Q(T1) "," Q(T2)) "," BARE(Q(T2)) "]}");
    bool good = true;
    for (size_t n = 0; n <= in.n; n++) {
        pen_str part = pen_str_head(in, n);
        size_t whole = 0;
        for (size_t k = pen_str_find(part, PEN_LIT("\"15421"), 0); k != PEN_NPOS;
             k = pen_str_find(part, PEN_LIT("\"15421"), k + 1)) {
            whole += pen_str_chr(part, '"', k + 1) != PEN_NPOS;
        }
        frame_log log = frame_text(PEN_FRAME_FLOW, part, (frame_cut){n % 5, 0});
        good = good && log.records == whole && log.reports <= 1;
        if (log.records != whole || log.reports > 1) {
            printf("# cut at %zu: %zu records for %zu\n", n, log.records, whole);
        }
        pen_buf_free(&log.text);
    }
    ok(good, "cut anywhere, no whole tuple is lost");
}

// `head`, `item` as often as it takes for `size` bytes, `tail`; what comes of it.
static frame_log run_big(const char *head, const char *item, size_t size, const char *tail,
                         size_t *peak)
{
    pen_buf b;
    pen_buf_init(&b, NULL, SIZE_MAX / 4);
    pen_buf_add(&b, pen_str_c(head));
    while (b.n < size) {
        pen_buf_add(&b, pen_str_c(item));
    }
    pen_buf_add(&b, pen_str_c(tail));
    frame_log all, cut;
    fail_alloc mem;
    fail_alloc_init(&mem, 0);
    frame_log_init(&all);
    frame_log_init(&cut);
    all.count = cut.count = true;
    pen_status s = frame_run(PEN_FRAME_FLOW, pen_buf_str(&b), (frame_cut){100003, 0},
                             &mem.alloc, &cut);
    pen_status t =
        frame_run(PEN_FRAME_FLOW, pen_buf_str(&b), (frame_cut){0, 0}, NULL, &all);
    ok(s == PEN_OK && t == PEN_OK, "it ends well");
    ok(all.records == cut.records && all.reports == cut.reports, "whatever the cuts");
    ok(fail_alloc_clean(&mem) && mem.peak < 64u * 1024 * 1024, "in less than 64 MiB");
    *peak = mem.peak;
    pen_buf_free(&b);
    return all;
}

#define OPEN_NSG                                                                           \
    "{\"records\":[{\"time\":\"t\",\"properties\":{\"flows\":[{\"rule\":\"R\",\"flows\":[" \
    "{\"mac\":\"M\",\"flowTuples\":["

static void run_hostile(void)
{
    size_t peak;
    size_t big = (size_t)PEN_FLOW_RECORD_MAX * 5 / 2;
    size_t tuple = sizeof(Q(T1) ",") - 1;
    frame_log log =
        run_big(OPEN_NSG Q(T1), "," Q(T1), big, "]}]}]},\"systemId\":\"s\"}]}", &peak);
    ok(log.reports == 1 && log.records >= big / tuple - 10,
       "a record too long loses no tuple");
    log = run_big(OPEN_NSG Q(T1), ",\"\"", big, "]}]}]}}]}", &peak);
    ok(log.records == 1 && log.reports > big / 4, "a record of nothing but bad tuples");
    log = run_big(OPEN_NSG Q(T1) ",\"", "xxxxxxxxxxxxxxxx", 20u << 20,
                  "\"," Q(T2) "]}]}]}}]}", &peak);
    ok(log.records == 2 && log.reports == 2, "one string of 20 MB costs itself");
    log = run_big("", "[", 1000000, "", &peak);
    ok(log.records == 0 && log.reports == 1, "a million brackets");
    log = run_big("{\"a\":", "[", 1000000, "", &peak);
    ok(log.records == 0 && log.reports == 1, "a million brackets in an object");
    log = run_big("", "{\"a\":", 1000000, "", &peak);
    ok(log.records == 0 && log.reports == 1, "two hundred thousand objects in each other");
    log = run_big("{\"records\":[{\"time\":\"", "x", PEN_FLOW_RECORD_MAX / 2,
                  "\",\"properties\":{" FLOWS(Q(T1) "," Q(T1)) "}}]}", &peak);
    ok(log.records == 2 && log.reports == 1, "a huge value is not repeated");
    log = run_big("\"", "x", 4u << 20, "\n" BARE(Q(T1)), &peak);
    ok(log.records == 1 && log.reports == 1 && peak < 1u << 20, "junk is not kept");
    log = run_big("{\"records\":[", BARE(Q(T1)) ",", 8u << 20, "]}", &peak);
    ok(log.reports == 0 && peak < 1u << 20, "many records need the memory of one");
}

int main(void)
{
    run_cases();
    run_offsets();
    run_cuts();
    run_hostile();
    return tap_done();
}

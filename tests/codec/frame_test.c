// SPDX-License-Identifier: Apache-2.0
// Framing of lines, syslog, JSON and whole inputs, and finding out which of them it is.
#include "codec/frame.h"

#include "base/limits.h"
#include "codec/frame_run.h"
#include "fail_alloc.h"
#include "tap.h"

typedef struct frame_case {
    const char *name;
    pen_frame_kind kind;
    pen_str in;
    const char *want;
} frame_case;

#define IN(s)                                                                              \
    {                                                                                      \
        s, sizeof s - 1                                                                    \
    }

static const frame_case CASES[] = {
    {"lines", PEN_FRAME_LINES, IN("a\nbb\r\nccc"), "0 a\n2 bb\n6 ccc\n"},
    {"blank lines are skipped", PEN_FRAME_LINES, IN("\n\r\na\n\n\nb\n"), "3 a\n7 b\n"},
    {"nothing else is trimmed", PEN_FRAME_LINES, IN(" \t\n a \nb\r\r\n\r"),
     "0  \t\n3  a \n7 b\r\n11 \r\n"},
    {"a byte order mark in lines stays", PEN_FRAME_LINES,
     IN("\xEF\xBB\xBF"
        "a\n"),
     "0 \xEF\xBB\xBF"
     "a\n"},
    {"no input, no line", PEN_FRAME_LINES, IN(""), ""},
    {"whole", PEN_FRAME_WHOLE, IN("a\nb\r\n\n"), "0 a\nb\r\n\n\n"},
    {"whole of nothing", PEN_FRAME_WHOLE, IN(""), ""},

    {"syslog lines", PEN_FRAME_SYSLOG,
     IN("<34>Oct 11 22:14:15 m su: hi\r\n\n<13>x\nplain\n"),
     "0 <34> host=m app=su  hi\n31 <13> x\n37 plain\n"},
    {"octet counting", PEN_FRAME_SYSLOG, IN("5 <13>a6 <13>bc8 <13>d\ne\n3 <14>"),
     "0 <13> a\n7 <13> bc\n15 <13> d\ne\n25 3 <14>\n"},
    {"octets and lines mixed", PEN_FRAME_SYSLOG,
     IN("5 <13>a\n<14>b\n6 <15>cd<16>e\n17 f\n"),
     "0 <13> a\n8 <14> b\n14 <15> cd\n22 <16> e\n28 17 f\n"},
    {"a count too small is no count", PEN_FRAME_SYSLOG, IN("2 <13>a\n"), "0 2 <13>a\n"},
    {"a count of ten digits is no count", PEN_FRAME_SYSLOG, IN("1000000000 <13>a\n"),
     "0 1000000000 <13>a\n"},
    {"a count with a zero in front is no count", PEN_FRAME_SYSLOG, IN("05 <13>a\n"),
     "0 05 <13>a\n"},
    {"a PRI out of range is no frame", PEN_FRAME_SYSLOG, IN("7 <192>ab\n<999>x\n"),
     "0 7 <192>ab\n10 <999>x\n"},
    {"an octet frame cut by the end", PEN_FRAME_SYSLOG, IN("99 <13>abc"),
     "0 !cut by the end of the input\n"},
    {"a head cut by the end is a line", PEN_FRAME_SYSLOG, IN("99 <1"), "0 99 <1\n"},
    {"digits alone", PEN_FRAME_SYSLOG, IN("123\n45"), "0 123\n4 45\n"},

    {"JSON lines", PEN_FRAME_JSON, IN("{\"a\":1}\n{\"b\":[2]}\r\n\n"),
     "0 {\"a\":1}\n8 {\"b\":[2]}\n"},
    {"a JSON array", PEN_FRAME_JSON, IN(" [ {\"a\":1}, [2,3], \"x\", 4, null ]"),
     "3 {\"a\":1}\n12 [2,3]\n19 \"x\"\n24 4\n27 null\n"},
    {"values without blanks", PEN_FRAME_JSON, IN("{}{\"a\":\"}\\\"{\"}\"x\"[1]"),
     "0 {}\n2 {\"a\":\"}\\\"{\"}\n14 \"x\"\n18 1\n"},
    {"a pretty value keeps its text", PEN_FRAME_JSON, IN("{\n \"a\": [\n  1 ]\n}\n{}"),
     "0 {\n \"a\": [\n  1 ]\n}\n18 {}\n"},
    {"two arrays", PEN_FRAME_JSON, IN("[1,2]\n[3]"), "1 1\n3 2\n7 3\n"},
    {"a byte order mark before JSON", PEN_FRAME_JSON, IN("\xEF\xBB\xBF[1]"), "4 1\n"},
    {"numbers and words", PEN_FRAME_JSON, IN("-1.5e+3 0 true\nNaN -Infinity 1.0"),
     "0 -1.5e+3\n8 0\n10 true\n15 NaN\n19 -Infinity\n29 1.0\n"},
    {"a missing brace costs its line", PEN_FRAME_JSON,
     IN("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n"),
     "0 !a comma or } was expected\n7 {\"b\":2}\n15 {\"c\":3}\n"},
    {"a missing quote costs its line", PEN_FRAME_JSON, IN("{\"a\":\"x}\n{\"b\":2}\n"),
     "0 !a line ends inside a string\n9 {\"b\":2}\n"},
    {"a broken value that balances ends there", PEN_FRAME_JSON,
     IN("[{\"a\":oops},{\"b\":2},{,},{\"c\":3}]"),
     "1 !a value was expected\n12 {\"b\":2}\n20 !a key was expected\n24 {\"c\":3}\n"},
    {"a broken pretty value is one", PEN_FRAME_JSON,
     IN("[\n {\n  \"a\": \"x,\n  \"b\": {\n  }\n },\n {\n  \"c\": 1\n }\n]\n"),
     "3 !a line ends inside a string\n34 {\n  \"c\": 1\n }\n"},
    {"text that is no JSON costs its line", PEN_FRAME_JSON,
     IN("hello {\"x\":1}\n{\"b\":2}\n"), "0 !a value was expected\n14 {\"b\":2}\n"},
    {"a broken element", PEN_FRAME_JSON, IN("[tru, 1, 01, 2]"),
     "1 !a number or word that JSON does not have\n6 1\n"
     "9 !a number or word that JSON does not have\n13 2\n"},
    {"a stray bracket", PEN_FRAME_JSON, IN("]\n}\n{\"b\":2}"),
     "0 !a value was expected\n2 !a value was expected\n4 {\"b\":2}\n"},
    {"a value cut by the end", PEN_FRAME_JSON, IN("{\"a\":1}{\"b\":"),
     "0 {\"a\":1}\n7 !cut by the end of the input\n"},
    {"a word cut by the end", PEN_FRAME_JSON, IN("tru"),
     "0 !cut by the end of the input\n"},

    {"auto: lines", PEN_FRAME_AUTO, IN("a\nb\n"), "0 a\n2 b\n"},
    {"auto: syslog", PEN_FRAME_AUTO, IN("<13>a\n"), "0 <13> a\n"},
    {"auto: pretty JSON", PEN_FRAME_AUTO, IN("[\n {\n  \"a\": 1\n }\n]"),
     "3 {\n  \"a\": 1\n }\n"},
    {"auto: JSON lines are lines", PEN_FRAME_AUTO, IN("{\"a\": 1} \n{\"b\":2}\n"),
     "0 {\"a\": 1} \n10 {\"b\":2}\n"},
    {"auto: nothing", PEN_FRAME_AUTO, IN(""), ""},
};

static void run_cases(void)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const frame_case *c = &CASES[i];
        frame_log log;
        frame_log_init(&log);
        log.syslog = true;
        pen_status s = frame_run(c->kind, c->in, (frame_cut){0, 0}, NULL, &log);
        ok(s == PEN_OK, c->name);
        is_str(pen_buf_str(&log.text), c->want, c->name);
        pen_buf_free(&log.text);
        ok(frame_same(c->kind, c->in), c->name);
    }
}

typedef struct detect_case {
    const char *name;
    pen_str head;
    bool all;
    pen_frame_kind want;
} detect_case;

static const detect_case DETECT[] = {
    {"nothing", IN(""), true, PEN_FRAME_LINES},
    {"nothing yet", IN(""), false, PEN_FRAME_AUTO},
    {"text", IN("hello\n"), false, PEN_FRAME_LINES},
    {"PRI", IN("<13>hello"), false, PEN_FRAME_SYSLOG},
    {"PRI out of range", IN("<192>hello\n"), false, PEN_FRAME_LINES},
    {"octet count", IN("12 <13>hello"), false, PEN_FRAME_SYSLOG},
    {"half an octet count", IN("12 <1"), false, PEN_FRAME_AUTO},
    {"an array", IN("[{\"a\":1}]"), true, PEN_FRAME_JSON},
    {"an array of numbers", IN("[1, 2]\n"), true, PEN_FRAME_JSON},
    {"an empty array", IN("[]"), true, PEN_FRAME_JSON},
    {"a bracketed word", IN("[error] x\n"), true, PEN_FRAME_LINES},
    {"a bracketed date", IN("[2024-01-02 03:04:05] x\n"), true, PEN_FRAME_LINES},
    {"a bracketed number", IN("[12] x\n"), true, PEN_FRAME_LINES},
    {"a value on one line", IN("{\"a\":1}\n"), false, PEN_FRAME_LINES},
    {"a value over lines", IN("{\n\"a\":1}\n"), false, PEN_FRAME_JSON},
    {"half a value", IN("{\n\"a\":1"), false, PEN_FRAME_AUTO},
    {"half a value, all there is", IN("{\n\"a\":1"), true, PEN_FRAME_JSON},
    {"a broken line before others", IN("{\"a\":1\n{\"b\":1}\n"), true, PEN_FRAME_LINES},
    {"NSG", IN("{\"records\":[{\"properties\":{\"flows\":[{\"flows\":[{\"FlowTuples\" :"),
     false, PEN_FRAME_FLOW},
    {"VNet", IN("\xEF\xBB\xBF{\"flowRecords\":"), false, PEN_FRAME_FLOW},
    {"a part of a blob", IN(",{\"flowRecords\":"), false, PEN_FRAME_FLOW},
    {"NSG without traffic",
     IN("{\"records\":[{\"category\":\"NetworkSecurityGroupFlowEvent\",\"properties\":{}}]"
        "}"),
     true, PEN_FRAME_FLOW},
    {"an empty list waits", IN("{\"records\":[]}"), false, PEN_FRAME_AUTO},
    {"tuples laid flat are lines",
     IN("{\"category\":\"NetworkSecurityGroupFlowEvent\",\"flow.0\":\"1,2\"}\n"), true,
     PEN_FRAME_LINES},
    {"flow keys inside a string", IN("{\"m\":\"{\\\"flowTuples\\\":[]}\"}\n"), true,
     PEN_FRAME_LINES},
};

static void run_detect(void)
{
    for (size_t i = 0; i < sizeof DETECT / sizeof DETECT[0]; i++) {
        const detect_case *c = &DETECT[i];
        pen_str head = exact(c->head);
        pen_frame_kind got = pen_frame_detect(head, c->all);
        ok(got == c->want, c->name);
        bool steady = true;
        for (size_t n = 0; n <= head.n; n++) {
            pen_frame_kind early = pen_frame_detect(pen_str_head(head, n), false);
            steady = steady && (early == PEN_FRAME_AUTO || early == got);
        }
        ok(steady, "an early answer is the same answer");
        exact_free(head);
    }
}

static pen_buf filled(char c, size_t n, const char *tail)
{
    pen_buf b;
    pen_buf_init(&b, NULL, SIZE_MAX / 4);
    pen_buf_fill(&b, c, n);
    pen_buf_add(&b, pen_str_c(tail));
    return b;
}

// A record of exactly the limit is one; one byte more is reported, and its rest is no
// record.
static void run_limit(pen_frame_kind kind, const char *tail, const char *name)
{
    for (size_t over = 0; over < 2; over++) {
        pen_buf b = filled('7', PEN_RECORD_MAX + over, tail);
        for (size_t cut = 0; cut < 2; cut++) {
            frame_log log;
            frame_log_init(&log);
            log.count = true;
            fail_alloc mem;
            fail_alloc_init(&mem, 0);
            pen_status s = frame_run(kind, pen_buf_str(&b), (frame_cut){cut * 65536, 0},
                                     &mem.alloc, &log);
            bool second = tail[0] != '\0';
            ok(s == PEN_OK && log.reports == over && log.records == !over + (size_t)second,
               name);
            ok(mem.peak < 64u * 1024 * 1024 && fail_alloc_clean(&mem), "in bounded memory");
        }
        pen_buf_free(&b);
    }
}

static void run_memory(void)
{
    static const struct {
        pen_frame_kind kind;
        pen_str in;
    } tasks[] = {
        {PEN_FRAME_AUTO, IN("{\n \"a\": 1 }{\"b\"\n{}")},
        {PEN_FRAME_SYSLOG, IN("9 <13>a\nbcd<14>x\n")},
        {PEN_FRAME_FLOW,
         IN("junk {\"records\":[{\"properties\":{\"flows\":[{\"rule\":\"r\",\"flows\":["
            "{\"flowTuples\":[\"1542110402,1,2,3,4,T,O,A\",3]}]}]}}]}")},
    };
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        fail_alloc mem;
        bool good = true;
        FAIL_EACH(mem)
        {
            frame_log log;
            frame_log_init(&log);
            pen_status s =
                frame_run(tasks[i].kind, tasks[i].in, (frame_cut){5, 0}, &mem.alloc, &log);
            good = good && s == (mem.failed ? PEN_E_NOMEM : PEN_OK);
            pen_buf_free(&log.text);
        }
        ok(good, "no memory is told");
        ok(fail_alloc_clean(&mem), "nothing leaks when memory runs out");
    }
}

static pen_status stop(void *ctx, const pen_record *r)
{
    (void)r;
    size_t *n = ctx;
    return ++*n == 2 ? PEN_E_IO : PEN_OK;
}

static void run_stop(void)
{
    pen_framer *f;
    size_t n = 0;
    ok(pen_framer_new(&f, PEN_FRAME_LINES, NULL) == PEN_OK, "a framer");
    ok(pen_framer_push(f, PEN_LIT("a\nb\nc\n"), stop, &n) == PEN_E_IO && n == 2,
       "the visitor stops the push");
    pen_framer_free(f);
    pen_framer_free(NULL);
}

static void run_names(void)
{
    pen_frame_kind kind;
    for (pen_frame_kind k = PEN_FRAME_AUTO; k <= PEN_FRAME_WHOLE; k++) {
        ok(pen_frame_kind_of(pen_frame_name(k), &kind) == PEN_OK && kind == k,
           "a name and back");
    }
    ok(pen_frame_kind_of(PEN_LIT("Lines"), &kind) == PEN_E_UNKNOWN, "an unknown name");
}

// After the end the same framer takes the next input.
static void run_again(void)
{
    pen_framer *f;
    frame_log log;
    frame_log_init(&log);
    ok(pen_framer_new(&f, PEN_FRAME_AUTO, NULL) == PEN_OK, "a framer");
    ok(pen_framer_push(f, PEN_LIT("<13>a"), frame_note, &log) == PEN_OK &&
           pen_framer_kind(f) == PEN_FRAME_SYSLOG &&
           pen_framer_end(f, frame_note, &log) == PEN_OK,
       "one input");
    ok(pen_framer_kind(f) == PEN_FRAME_AUTO &&
           pen_framer_push(f, PEN_LIT("[1"), frame_note, &log) == PEN_OK &&
           pen_framer_push(f, PEN_LIT(",2]"), frame_note, &log) == PEN_OK &&
           pen_framer_end(f, frame_note, &log) == PEN_OK,
       "and another");
    is_str(pen_buf_str(&log.text), "0 a\n1 1\n3 2\n", "both are framed on their own");
    pen_buf_free(&log.text);
    pen_framer_free(f);
}

int main(void)
{
    run_cases();
    run_detect();
    run_limit(PEN_FRAME_LINES, "\nx", "a line and the limit");
    run_limit(PEN_FRAME_LINES, "\r\nx", "a line with CRLF and the limit");
    run_limit(PEN_FRAME_LINES, "", "the last line and the limit");
    run_limit(PEN_FRAME_WHOLE, "", "a whole input and the limit");
    run_limit(PEN_FRAME_SYSLOG, "\nx", "a syslog line and the limit");
    run_limit(PEN_FRAME_JSON, " 1", "a JSON value and the limit");
    run_memory();
    run_stop();
    run_names();
    run_again();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// Records and formats that want too much or are not what they say: bytes that are not UTF-8,
// NULs, records past the limit, budgets, deep names, constants that events share.
#include "engine.h"
#include "tap.h"

#include "base/limits.h"

#include <time.h>

static const char plain[] = "pipeline:\n  - {name: m, external: {name: json.parse-json}}\n  - name: s\n"
                            "stages: {s: {actions: [{set: {user.name: \"{{m.message.a}}\"}}]}}\n";

static double seconds(void)
{
    struct timespec t;
    (void)timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void bytes(void)
{
    engine e;
    pen_result r;
    pen_str field;
    const char *why = "";
    engine_text(&e, plain, "");
    pen_str s = engine_run(&e, (pen_str){"{\"a\": \"x\xff\xc3(y\"}", 14}, text_of(""), &r);
    is_str(s, "{\"message\":\"{\\\"a\\\": \\\"x\xef\xbf\xbd\xef\xbf\xbd(y\\\"}\",\"related\":{\"user\":[\"x\xef\xbf\xbd\xef\xbf\xbd(y\"]},"
              "\"user\":{\"name\":\"x\xef\xbf\xbd\xef\xbf\xbd(y\"}}",
           "bytes that are not UTF-8 become U+FFFD");
    ok(r.warned && !r.failed && pen_event_warning(e.worker, 0, &field, &why) == PEN_OK,
       "and are warned about");
    s = engine_run(&e, (pen_str){"a\0b", 3}, text_of(""), &r);
    is_str(s, "{\"message\":\"a\\u0000b\"}", "a NUL is a character");
    ok(r.failed && !r.warned, "no stage found anything");
    s = engine_run(&e, text_of(""), text_of(""), &r);
    is_str(s, "{\"message\":\"\"}", "an empty record gives an event");
    ok(!r.failed, "and no stage had input");
    engine_free(&e);
}

static void limits(void)
{
    engine e;
    pen_result r;
    size_t n = PEN_RECORD_MAX;
    char *big = malloc(n + 1);
    engine_text(&e, plain, "");
    if (big) {
        memset(big, 'x', n + 1);
        pen_input in = {.message = {big, n}};
        ok(pen_worker_feed(e.worker, &in, &r) == PEN_OK, "a record of the greatest length");
        in.message.n = n + 1;
        ok(pen_worker_feed(e.worker, &in, &r) == PEN_E_LIMIT, "one byte more is refused");
        in = (pen_input){.message = text_of("m"), .extra = text_of("[1]")};
        ok(pen_worker_feed(e.worker, &in, &r) == PEN_E_SYNTAX, "further members must be an object");
    }
    is_str(engine_run(&e, text_of("m"), text_of(""), &r), "{\"message\":\"m\"}",
           "the worker goes on");
    free(big);
    engine_free(&e);
}

// Loops in loops over the record: the budget ends them.
static void budget(void)
{
    static const char loops[] =
        "pipeline:\n  - {name: m, external: {name: json.parse-json}}\n  - name: s\n"
        "stages: {s: {actions: [{set: {user.id: early}}, {set: {user.name: \"{% for a in m.message %}"
        "{% for b in m.message %}{% for c in m.message %}{% for d in m.message %}x{% endfor %}"
        "{% endfor %}{% endfor %}{% endfor %}\"}}]}}\n";
    static char record[4096];
    engine e;
    pen_result r;
    size_t n = 0;
    for (int i = 0; i < 1000; i++) {
        record[n++] = i ? ',' : '[';
        record[n++] = '1';
    }
    record[n++] = ']';
    engine_text(&e, loops, "");
    double start = seconds();
    pen_str s = engine_run(&e, (pen_str){record, n}, text_of(""), &r);
    double took = seconds() - start;
    ok(r.gave_up != PEN_OK && r.failed && r.warned, "a hostile format is given up");
    ok(s.n > n && memcmp(s.p, "{\"message\":\"[1,1", 15) == 0 && !contains(s, "early"),
       "the event is the record alone");
    pen_str field;
    const char *why;
    ok(pen_event_warning(e.worker, 0, &field, &why) == PEN_OK, "and a warning says why");
    ok(took < 2.0, "soon");
    printf("# given up after %.0f ms\n", took * 1e3);
    engine_free(&e);
}

// Each of very many members that do not fit is counted, and telling of them stays cheap.
static void warnings(void)
{
    enum { COUNT = PEN_LIM(100000, 1000) };
    static const char head[] = "{\"a\": [", item[] = "{\"ttl\": \"x\"}";
    engine e;
    pen_result r;
    pen_str field;
    const char *why;
    size_t n = 0, told = 0;
    char *text = malloc(sizeof head + COUNT * sizeof item + 2);
    engine_text(&e,
                "pipeline:\n  - {name: m, external: {name: json.parse-json}}\n  - name: s\n"
                "stages: {s: {actions: [{set: {dns.answers: \"{{m.message.a}}\"}}]}}\n",
                "");
    for (const char *c = head; text && *c; c++) {
        text[n++] = *c;
    }
    for (int i = 0; text && i < COUNT; i++) {
        memcpy(text + n, item, sizeof item - 1);
        n += sizeof item - 1;
        text[n++] = i + 1 < COUNT ? ',' : ']';
    }
    pen_input in = {.message = {text, n}};
    if (text) {
        text[in.message.n++] = '}';
        ok(pen_worker_feed(e.worker, &in, &r) == PEN_OK && r.warnings == COUNT,
           "every warning is counted");
    }
    while (pen_event_warning(e.worker, told, &field, &why) == PEN_OK) {
        told++;
    }
    ok(told == PEN_WARNINGS_MAX, "the first of them are told");
    engine_free(&e);
    free(text);
}

static void deep(void)
{
    static char parser[1 << 16];
    engine e;
    pen_message m;
    size_t n = (size_t)snprintf(parser, sizeof parser, "pipeline: [{name: s}]\nstages: {s: {actions: [{mapping: {message: a");
    for (int i = 0; i < 9000; i++) {
        n += (size_t)snprintf(parser + n, sizeof parser - n, ".a");
    }
    (void)snprintf(parser + n, sizeof parser - n, "}, fallback: x}]}}\n");
    engine_text(&e, parser, "");
    ok(e.loaded == PEN_E_LIMIT, "a name of nine thousand steps is refused");
    ok(e.format && pen_format_message(e.format, 0, &m) == PEN_OK, "and a message says so");
    engine_free(&e);
}

static void shared(void)
{
    static const char parser[] =
        "pipeline: [{name: s}]\nstages: {s: {actions: [{set: {x.o: {k: {a: 1, n: null, l: [{z: null}]}}}},"
        " {set: {x.o.known: v}}]}}\n";
    engine e;
    pen_result r;
    char first[512];
    engine_text(&e, parser, "f: {name: x.o, type: dict}\ng: {name: x.o.known, type: keyword}\nh: {name: x.o.k.a, type: long}\n");
    pen_str s = engine_run(&e, text_of("m"), text_of(""), &r);
    (void)snprintf(first, sizeof first, "%.*s", (int)s.n, s.p);
    for (int i = 0; i < 3; i++) {
        s = engine_run(&e, text_of("m"), text_of("{\"log\": {\"hostname\": 1}}"), &r);
    }
    is_str(engine_run(&e, text_of("m"), text_of(""), &r), first, "constants survive their events");
    engine_free(&e);
}

static void meta(void)
{
    engine e;
    pen_result r;
    engine_text(&e, plain, "");
    pen_input in = {.message = text_of("{\"a\": 1}"), .id = "11111111-2222-3333-4444-555555555555"};
    ok(pen_worker_feed(e.worker, &in, &r) == PEN_OK &&
           pen_event_json(e.worker, PEN_WRITE_META, e.out) == PEN_OK,
       "an event with its id");
    is_str(pen_output_str(e.out),
           "{\"message\":\"{\\\"a\\\": 1}\",\"event\":{\"id\":\"11111111-2222-3333-4444-555555555555\"},"
           "\"related\":{\"user\":[\"1\"]},\"user\":{\"name\":\"1\"}}",
           "event.id stands in it");
    pen_output_clear(e.out);
    ok(pen_event_json(e.worker, 0, e.out) == PEN_OK && !contains(pen_output_str(e.out), "1111"),
       "and not without meta");
    engine_free(&e);
}

int main(void)
{
    bytes();
    limits();
    budget();
    warnings();
    deep();
    shared();
    meta();
    return tap_done();
}

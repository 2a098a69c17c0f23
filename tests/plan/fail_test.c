// SPDX-License-Identifier: Apache-2.0
// Every allocation fails once: while a format that uses every stage and action is loaded, and
// while its worker is made and runs a record, writes it, explains it, runs a test. Nothing
// crashes, nothing leaks, the status says it, and the same worker works again afterwards.
#include "engine.h"
#include "fail_alloc.h"
#include "tap.h"

static const char parser[] =
    "name: every\nignored_values: ['-', null]\npipeline:\n"
    "  - {name: j, external: {name: json.parse-json}}\n"
    "  - {name: k, external: {name: kv.parse-kv, properties: {input_field: j.message.kv, item_sep: ';|,'}}}\n"
    "  - {name: kg, external: {name: kv.parse-kv, properties: {input_field: j.message.groups, groups: true}}}\n"
    "  - {name: g, external: {name: grok.match, properties: {input_field: '{{j.message.g}}', pattern: '%{IP:ip} %{A:a}', custom_patterns: {A: 'a+'}}}}\n"
    "  - {name: c, external: {name: grok.case_match, properties: {input_field: j.message.g, pattern_key: '{{j.message.case}}', patterns: {x: '%{GREEDYDATA:all}'}}}}\n"
    "  - {name: d, external: {name: dsv.parse-dsv, properties: {input_field: j.message.dsv, columnnames: [a, b]}}}\n"
    "  - {name: cef, external: {name: cef.parse-cef, properties: {input_field: j.message.cef}}}\n"
    "  - {name: leef, external: {name: leef.parse-leef, properties: {input_field: j.message.leef}}}\n"
    "  - {name: t, external: {name: date.parse, properties: {input_field: j.message.at, timezone: Europe/Paris}}}\n"
    "  - {name: p, external: {name: dict.parse, properties: {input_field: j.message.dict}}}\n"
    "  - {name: s, filter: '{{j.message.kv != null}}'}\n"
    "stages:\n  s:\n    actions:\n"
    "      - set:\n"
    "          user.name: '{{k.message.a}}'\n          user.id: '{{kg.message.x.y}}'\n"
    "          source.ip: '{{g.message.ip}}'\n          user.domain: '{{c.message.all | upper}}'\n"
    "          user.full_name: '{{d.message.b}}'\n          observer.vendor: '{{cef.message.DeviceVendor}}'\n"
    "          observer.product: '{{leef.message | to_json}}'\n          '@timestamp': '{{t.message}}'\n"
    "          event.type: \"[{% for x in p.message.l %}'{{x}}',{% endfor %}]\"\n"
    "          event.category: [network, '{{k.message.a}}']\n          host: '{{j.message.host}}'\n"
    "          url.original: 'http://u:p@www.example.co.uk/a?b#c'\n          file.path: /a/b\n"
    "          action.id: 4624\n          action.properties: {LogonType: 3, WorkstationName: w}\n"
    "          x.o: '{{j.message}}'\n          x.a: '{{j.message.n}}'\n          x.f: '{{j.message.n}}'\n"
    "      - mapping: {j.message.n: event.code}\n        dictionary: {5: five, x: [a, b]}\n        fallback: none\n"
    "      - delete: [host.os.name]\n        filter: '{{s.user.name is defined}}'\n";
static const char fields[] =
    "x.o: {name: x.o, type: object}\nx.a: {name: x.a, type: array}\nx.f: {name: x.f, type: ip}\n"
    "action.properties: {name: action.properties, type: object}\nx.o.n: {name: x.o.n, type: long}\n";
static const char record[] =
    "{\"kv\":\"a=1;b=2\",\"groups\":\"[x y=\\\"z\\\"]\",\"g\":\"1.2.3.4 aa\",\"case\":\"x\",\"dsv\":\"1,\\\"2\\\"\","
    "\"cef\":\"CEF:0|V|P|1|i|n|5|a=b cs1Label=L cs1=v\",\"leef\":\"LEEF:1.0|V|P|1|i|a=b\",\"at\":\"2024-01-02 03:04\","
    "\"dict\":\"{'l': ['a', 'b']}\",\"host\":{\"name\":\"h\",\"os\":{\"name\":\"o\"}},\"n\":5,\"deep\":{\"a\":[{\"b\":null}]}}";
static const char smart[] =
    "[{\"value\": \"{user.name} from {source.ip}\", \"conditions\": [{\"field\": \"user.name\"}]}]";
static const char test[] =
    "{\"input\": {\"message\": \"{\\\"kv\\\": \\\"a=1\\\"}\", \"log\": {\"hostname\": \"h\"}}, \"expected\": "
    "{\"user\": {\"name\": \"1\"}}}";

static pen_format_files files(void)
{
    return (pen_format_files){.parser = {text_of("parser.yml"), text_of(parser)},
                              .manifest = {text_of("m"), text_of("name: n\ndata_sources: {a: b}\n")},
                              .fields = {text_of("fields.yml"), text_of(fields)},
                              .smart = {text_of("s"), text_of(smart)}};
}

static void try_load(void)
{
    fail_alloc f;
    bool good = true;
    size_t runs = 0;
    FAIL_EACH(f) {
        pen_format *format;
        pen_format_files in = files();
        pen_status s = pen_format_load(&in, &f.alloc, &format);
        bool right = s == (f.failed ? PEN_E_NOMEM : PEN_OK) && (format != NULL) == (s == PEN_OK);
        if (good && !right) {
            printf("# allocation %zu: %s\n", f.fail_at, pen_status_text(s));
        }
        good = good && right;
        pen_format_free(format);
        runs++;
    }
    ok(good, "loading says when memory runs out");
    ok(fail_alloc_clean(&f), "loading gives all back");
    printf("# %zu runs\n", runs);
}

// All that a worker can be asked. PEN_E_NOMEM when something said so.
static pen_status use(const pen_format *format, pen_worker *w, pen_output *out)
{
    pen_result r;
    pen_field_value v;
    bool passed;
    size_t bad;
    pen_sample sample = {text_of("a.json"), text_of(test)};
    pen_page page = {PEN_PAGE_CURRENT, text_of("a/b"), &sample, 1};
    pen_input in = {.message = text_of(record), .extra = text_of("{\"log\": {\"hostname\": \"h\"}}"),
                    .now_s = 1771600000};
    pen_status s[10] = {PEN_OK};
    s[0] = pen_worker_feed(w, &in, &r);
    s[1] = s[0] ? s[0] : pen_event_json(w, PEN_WRITE_META, out);
    s[2] = s[0] ? s[0] : pen_event_sentence(w, out);
    s[3] = s[0] ? s[0] : pen_event_get(w, text_of("x.o"), &v);
    s[4] = pen_worker_explain(w, &in, out);
    s[5] = pen_format_explain(format, out);
    s[6] = pen_format_docs(format, &page, out, &bad);
    s[7] = pen_case_run(w, text_of(test), 1771600000, &passed, out);
    s[8] = pen_case_make(w, text_of(test), text_of(""), 1771600000, out);
    s[9] = pen_output_add_json(out, text_of("\xff"));
    for (size_t i = 0; i < 10; i++) {
        if (s[i] != PEN_OK) {
            return s[i];
        }
    }
    return PEN_OK;
}

// The record again, all memory there is: the same as on a fresh worker.
static bool works_again(pen_worker *w, pen_output *out, pen_str want)
{
    pen_result r;
    pen_input in = {.message = text_of(record), .now_s = 1771600000};
    pen_output_clear(out);
    bool good = pen_worker_feed(w, &in, &r) == PEN_OK && pen_event_json(w, 0, out) == PEN_OK;
    pen_str got = pen_output_str(out);
    return good && got.n == want.n && memcmp(got.p, want.p, got.n) == 0;
}

static void try_worker(void)
{
    fail_alloc f;
    engine e;
    pen_result r;
    bool says = true, again = true;
    size_t runs = 0;
    pen_format_files in = files();
    engine_load(&e, &in, NULL);
    if (!ok(e.loaded == PEN_OK, "the format loads")) {
        return;
    }
    pen_str want = engine_run(&e, text_of(record), text_of(""), &r);
    pen_output *after = pen_output_new(NULL, 1 << 20);
    FAIL_EACH(f) {
        pen_worker *w = NULL;
        pen_output *out = pen_output_new(&f.alloc, 1 << 24);
        pen_status s = out ? pen_worker_new(e.format, &f.alloc, &w) : PEN_E_NOMEM;
        if (s == PEN_OK) {
            s = use(e.format, w, out);
            f.fail_at = f.failed ? 0 : f.fail_at; // no more failures
            again = again && (!f.failed || works_again(w, after, want));
            f.fail_at = f.failed ? runs + 1 : f.fail_at;
        }
        if (says && s != (f.failed ? PEN_E_NOMEM : PEN_OK)) {
            printf("# allocation %zu: %s\n", runs + 1, pen_status_text(s));
            says = false;
        }
        pen_worker_free(w);
        pen_output_free(out);
        runs++;
    }
    ok(says, "a worker says when memory runs out");
    ok(again, "and works again afterwards");
    ok(fail_alloc_clean(&f), "and gives all back");
    printf("# %zu runs\n", runs);
    pen_output_free(after);
    engine_free(&e);
}

int main(void)
{
    try_load();
    try_worker();
    return tap_done();
}

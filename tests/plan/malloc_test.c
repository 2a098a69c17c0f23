// SPDX-License-Identifier: Apache-2.0
// Once a worker is warm an event costs no malloc, neither through pen_alloc nor behind it.
// The program brings its own malloc, which counts; the regular expressions' library and the
// C++ runtime use it too. expat makes a parser per document: XML stages are exempt
// and not run here. With sanitizers, which bring a malloc themselves, only pen_alloc counts.
#include "engine.h"
#include "fail_alloc.h"
#include "tap.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED) && !defined(PEN_NO_ARENA)
#define COUNTED true
static size_t taken;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

void *malloc(size_t size)
{
    taken++;
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    taken++;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
    taken++;
    return __libc_realloc(p, size);
}
#else
#define COUNTED false
static size_t taken;
#endif

typedef struct subject {
    const char *name, *stage, *properties, *set;
    const char *records[4];
} subject;

static const subject subjects[] = {
    {"json", "json.parse-json", "{}", "user.name: \"{{p.message.a}}\", host: \"{{p.message.h}}\"",
     {"{\"a\": \"x\\u00e9\", \"h\": {\"name\": \"n\", \"os\": {\"name\": \"o\", \"version\": \"1\"}}}",
      "{\"a\": [1, 2], \"h\": 5}", "{bad"}},
    {"kv", "kv.parse-kv", "{}", "user.name: \"{{p.message.a}}\"", {"a=1 b=\"x y\"", "a"}},
    {"kv, separators of RE2", "kv.parse-kv", "{item_sep: ';|, ', value_sep: '[:=]'}",
     "user.name: \"{{p.message.a}}\"", {"a=1;b:2, c=3", "a"}},
    {"kv, groups", "kv.parse-kv", "{groups: true}", "user.name: \"{{p.message.c.a}}\"",
     {"[c a=1 [d b=2]]"}},
    {"grok", "grok.match", "{pattern: '%{IP:ip} %{WORD:w} (?:%{INT:n:int}|%{DATA:d})'}",
     "source.ip: \"{{p.message.ip}}\", user.name: \"{{p.message.w}}\", user.id: \"{{p.message.n}}\"",
     {"1.2.3.4 a 5", "::1 b c", "no"}},
    {"grok, whole", "grok.match", "{pattern: '%{HTTPDATE:d} %{QS:q}'}",
     "user.name: \"{{p.message | to_json}}\"", {"10/Oct/2000:13:55:36 -0700 \"x\"", "no"}},
    {"grok.case_match", "grok.case_match", "{pattern_key: '{{original.message[0]}}', patterns: {a: 'a%{INT:n}'}}",
     "user.name: \"{{p.message.n}}\"", {"a5", "b"}},
    {"dsv", "dsv.parse-dsv", "{columnnames: [a, b]}", "user.name: \"{{p.message.b}}\"",
     {"1,\"two\"\"x\"", "1"}},
    {"cef", "cef.parse-cef", "{}", "user.name: \"{{p.message.suser}}\"",
     {"CEF:0|V|P|1|id|n|5|suser=a b cs1Label=R cs1=w", "CEF:0"}},
    {"leef", "leef.parse-leef", "{}", "user.name: \"{{p.message.u}}\"",
     {"LEEF:1.0|V|P|1|id|u=a\tsev=5", "x"}},
    {"date", "date.parse", "{input_field: original.message, timezone: Europe/Paris}",
     "event.start: \"{{p.message}}\"", {"2024-06-01 12:00:00.25", "Oct 14 11:33:57", "x", "17"}},
    {"date, strptime", "date.parse", "{input_field: original.message, format: '%d/%b/%Y %H:%M'}",
     "event.start: \"{{p.message}}\"", {"10/Oct/2000 13:55", "x"}},
    {"dict", "dict.parse", "{}", "user.name: \"{{p.message.a}}\"", {"{'a': [1, 'x']}", "{"}},
    {"templates", "json.parse-json", "{}",
     "user.name: \"{{ p.message.a | lower }} {% for x in p.message.l %}{{ x }},{% endfor %}\", "
     "user.id: \"{{ p.message.a | re_search('b+') }}\", event.type: \"[{% for x in p.message.l %}'{{x}}',{% endfor %}]\", "
     "user_agent.original: \"{{p.message.a}}\", url.original: \"{{p.message.u}}\", file.path: /a/b, source.domain: a.b.co.uk",
     {"{\"a\": \"Abb\", \"l\": [1, \"z\"], \"u\": \"http://h.example.org/p?q\"}"}},
};

static pen_text part(const char *format, const char *file)
{
    char path[4096];
    (void)snprintf(path, sizeof path, PEN_ROOT "/formats/%s/%s", format, file);
    return (pen_text){text_of(file), read_file(path)};
}

// A few rounds to warm up, then the same records must take nothing.
static void judge(engine *e, fail_alloc *f, const pen_str *records, size_t n, const char *name)
{
    pen_result r;
    for (int i = 0; i < 8; i++) {
        for (size_t k = 0; k < n; k++) {
            (void)engine_run(e, records[k], text_of(""), &r);
        }
    }
    size_t before = taken, calls = f->calls;
    for (int i = 0; i < 4; i++) {
        for (size_t k = 0; k < n; k++) {
            (void)engine_run(e, records[k], text_of(""), &r);
        }
    }
    size_t mallocs = taken - before;
    bool good = mallocs == 0 && f->calls == calls;
#ifdef PEN_NO_ARENA
    good = true; // each allocation of an arena is one of pen_alloc
#endif
    if (!ok(good, name)) {
        printf("# %zu mallocs, %zu of them asked for by pen_alloc, in %zu events\n", mallocs,
               f->calls - calls, n * 4);
    }
}

static void try_format(const char *format, const char *const *messages, size_t n)
{
    fail_alloc f;
    engine e;
    pen_str records[8];
    fail_alloc_init(&f, 0);
    pen_format_files files = {.parser = part(format, "ingest/parser.yml"),
                              .module_fields = part(format, "../_meta/fields.yml"),
                              .fields = part(format, "_meta/fields.yml")};
    engine_load(&e, &files, &f.alloc);
    for (size_t i = 0; i < n; i++) {
        records[i] = text_of(messages[i]);
    }
    if (ok(e.loaded == PEN_OK, format)) {
        judge(&e, &f, records, n, format);
    }
    engine_free(&e);
}

static void try_subject(const subject *s)
{
    static char parser[1 << 14];
    fail_alloc f;
    engine e;
    pen_str records[4];
    size_t n = 0;
    fail_alloc_init(&f, 0);
    (void)snprintf(parser, sizeof parser,
                   "pipeline:\n  - name: p\n    external: {name: %s, properties: %s}\n  - name: s\n"
                   "stages:\n  s: {actions: [{set: {%s}}]}\n",
                   s->stage, s->properties, s->set);
    pen_format_files files = {.parser = {text_of("p"), text_of(parser)}};
    engine_load(&e, &files, &f.alloc);
    for (; n < 4 && s->records[n]; n++) {
        records[n] = text_of(s->records[n]);
    }
    if (ok(e.loaded == PEN_OK, "loads")) {
        judge(&e, &f, records, n, s->name);
    }
    engine_free(&e);
    ok(fail_alloc_clean(&f), "all memory came back");
}

int main(void)
{
    static const char *const nsg[] = {
        "{\"time\":\"2018-11-13T12:00:35.3899262Z\",\"systemId\":\"a0fca5ce\",\"macAddress\":\"000D3AF87856\","
        "\"category\":\"NetworkSecurityGroupFlowEvent\",\"resourceId\":\"/SUBSCRIPTIONS/0/X\","
        "\"operationName\":\"NetworkSecurityGroupFlowEvents\",\"version\":\"2\",\"rule\":\"DefaultRule_DenyAll\","
        "\"flowtime\":\"2018-11-13T12:01:17Z\",\"flow.0\":\"1542110402,94.102.49.190,10.5.16.4,28746,443,U,I,D,B,,,,\"}",
        "{\"rule\":\"x\",\"flow.0\":\"1542110402,1.2.3.4,10.5.16.4,28746,443,T,O,A,E,1,2,3,4\"}"};
    static const char *const vnet[] = {
        "{\"time\":\"2022-09-14T09:00:52.5625085Z\",\"flowLogVersion\":4,\"macAddress\":\"112233445566\","
        "\"category\":\"FlowLogFlowEvent\",\"rule\":\"r\","
        "\"flow.0\":\"1663146003599,10.0.0.6,192.0.2.180,23956,443,6,O,B,NX,0,0,0,0\"}"};
    static const char *const jizo[] = {
        "{\"timestamp\":\"2024-01-02T03:04:05.000006+0100\",\"event_type\":\"alert\",\"src_ip\":\"10.0.0.1\","
        "\"src_port\":1234,\"dest_ip\":\"192.0.2.1\",\"dest_port\":80,\"proto\":\"TCP\",\"alert\":{\"action\":\"allowed\","
        "\"signature\":\"s\",\"severity\":2,\"metadata\":{\"signature_severity\":[\"Major\"]}},\"http\":{\"hostname\":\"h.org\","
        "\"url\":\"/a?b\",\"http_user_agent\":\"curl/7.88.1\"}}"};
    try_format("Azure/azure-network-watcher", nsg, 2);
    try_format("Azure/azure-network-watcher-flow-logs", vnet, 1);
    try_format("SesameIT/jizo", jizo, 1);
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        try_subject(&subjects[i]);
    }
    printf("# malloc itself was %s\n", COUNTED ? "counted" : "not counted");
    return tap_done();
}

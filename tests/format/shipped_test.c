// SPDX-License-Identifier: Apache-2.0
// The formats that we ship: they load without a remark, their tests pass, and records that
// are broken or hostile (hostile.cases) give an event with what was valid in them, and a
// sentence. Through the public header alone, as a user of the library would.
#include "exact.h"
#include "penstock.h"
#include "tap.h"

#include <dirent.h>

enum { NOW = 1771600000, FORMATS = 3, STEP = 3 };

// A format under test: its short name in hostile.cases, its folder, its worker.
typedef struct shipped {
    const char *name, *folder;
    pen_format *format;
    pen_worker *worker;
} shipped;

static pen_str slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return (pen_str){0};
    }
    size_t cap = (size_t)1 << 20;
    char *p = malloc(cap);
    size_t n = p ? fread(p, 1, cap, f) : 0;
    (void)fclose(f);
    return (pen_str){p, n};
}

static pen_text part(const char *folder, const char *file)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/formats/%s/%s", PEN_ROOT, folder, file);
    return (pen_text){.name = PEN_LIT("file"), .text = slurp(path)};
}

static void load(shipped *s)
{
    pen_format_files files = {
        .parser = part(s->folder, "ingest/parser.yml"),
        .manifest = part(s->folder, "_meta/manifest.yml"),
        .module_fields = part(s->folder, "../_meta/fields.yml"),
        .fields = part(s->folder, "_meta/fields.yml"),
        .smart = part(s->folder, "_meta/smart-descriptions.json"),
    };
    ok(files.smart.text.n > 0, "there are smart descriptions");
    ok(pen_format_load(&files, NULL, &s->format) == PEN_OK, "the format loads");
    pen_message m;
    if (!ok(pen_format_message(s->format, 0, &m) == PEN_END, "without a remark")) {
        printf("# %s:%u: %.*s\n", s->folder, m.line, (int)m.text.n, m.text.p);
    }
    ok(pen_worker_new(s->format, NULL, &s->worker) == PEN_OK, "it makes a worker");
    exact_free(files.parser.text);
    exact_free(files.manifest.text);
    exact_free(files.module_fields.text);
    exact_free(files.fields.text);
    exact_free(files.smart.text);
}

static bool run_test(shipped *s, const char *path)
{
    pen_str json = slurp(path);
    pen_output *diff = pen_output_new(NULL, (size_t)1 << 20);
    bool passed = false;
    pen_status status = pen_case_run(s->worker, json, NOW, &passed, diff);
    if (status != PEN_OK || !passed) {
        pen_str d = pen_output_str(diff);
        printf("# %s: %s\n# %.*s\n", path, pen_status_text(status), (int)d.n, d.p);
    }
    pen_output_free(diff);
    exact_free(json);
    return status == PEN_OK && passed;
}

// Runs every test file of a folder; gives how many there were.
static int run_tests(shipped *s, const char *folder)
{
    char path[2048];
    (void)snprintf(path, sizeof path, "%s/formats/%s/%s", PEN_ROOT, s->folder, folder);
    DIR *d = opendir(path);
    int n = 0, passed = 0;
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
        if (!strstr(e->d_name, ".json")) {
            continue;
        }
        char file[2400];
        (void)snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        n++;
        passed += run_test(s, file);
    }
    if (d) {
        (void)closedir(d);
    }
    ok(n == passed, folder);
    return n;
}

// The next line of `text`, without its line feed.
static pen_str line(pen_str *text)
{
    size_t n = 0;
    while (n < text->n && text->p[n] != '\n') {
        n++;
    }
    pen_str l = {text->p, n};
    *text = pen_str_from(*text, n < text->n ? n + 1 : n);
    return l;
}

static void add(pen_output *o, pen_str s)
{
    if (pen_output_add(o, s) != PEN_OK) {
        printf("Bail out! no memory for the test itself\n");
        exit(1);
    }
}

// What is wanted: the event with its message in front.
static void want_event(pen_output *o, pen_str record, pen_str event)
{
    add(o, PEN_LIT("{\"message\":"));
    (void)pen_output_add_json(o, record);
    if (event.n > 2) {
        add(o, PEN_LIT(","));
    }
    add(o, pen_str_from(event, 1));
    add(o, PEN_LIT("\n"));
}

// What came of it, in the words of hostile.cases.
static void put_verdict(pen_output *o, pen_worker *w, const pen_result *r)
{
    add(o, r->failed ? PEN_LIT("failed") : r->warned ? PEN_LIT("warned ") : PEN_LIT("ok"));
    pen_str field;
    const char *why;
    for (size_t i = 0; pen_event_warning(w, i, &field, &why) == PEN_OK; i++) {
        add(o, i ? PEN_LIT(",") : PEN_LIT(""));
        add(o, field);
    }
}

static void check_record(shipped *s, pen_str name, pen_str rest[3])
{
    pen_output *got = pen_output_new(NULL, (size_t)1 << 20);
    pen_output *want = pen_output_new(NULL, (size_t)1 << 20);
    want_event(want, rest[0], rest[1]);
    add(want, rest[2]);
    pen_str record = exact(rest[0]);
    pen_input in = {.message = record, .now_s = NOW};
    pen_result r = {0};
    if (pen_worker_feed(s->worker, &in, &r) == PEN_OK) {
        (void)pen_event_json(s->worker, 0, got);
        add(got, PEN_LIT("\n"));
        put_verdict(got, s->worker, &r);
    }
    char title[256];
    (void)snprintf(title, sizeof title, "%s: %.*s", s->name, (int)name.n, name.p);
    pen_str g = pen_output_str(got), w = pen_output_str(want);
    tap_bytes(g.p, g.n, w.p, w.n, TAP_AT(title));
    pen_output_clear(got);
    ok(pen_event_sentence(s->worker, got) == PEN_OK, "and a sentence");
    exact_free(record);
    pen_output_free(got);
    pen_output_free(want);
}

// Feeds what a cut or a flipped bit makes of a record. Only that nothing breaks is checked.
static bool survives(shipped *s, pen_str record)
{
    for (size_t n = 0; n < record.n; n += STEP) {
        pen_str cut = exact(pen_str_head(record, n));
        pen_str flipped = exact(record);
        union {
            const char *in;
            char *out;
        } p = {.in = flipped.p};
        p.out[n] ^= (char)(1 << (n % 8));
        pen_str variants[2] = {cut, flipped};
        for (int i = 0; i < 2; i++) {
            pen_input in = {.message = variants[i], .now_s = NOW};
            pen_result r;
            if (pen_worker_feed(s->worker, &in, &r) != PEN_OK || r.gave_up != PEN_OK) {
                return false;
            }
        }
        exact_free(cut);
        exact_free(flipped);
    }
    return true;
}

static shipped *by_name(shipped *all, pen_str name)
{
    for (int i = 0; i < FORMATS; i++) {
        if (pen_str_eq(name, pen_str_c(all[i].name))) {
            return &all[i];
        }
    }
    return NULL;
}

// "case FORMAT NAME" into its parts; NULL when the line is none.
static shipped *read_case(shipped *all, pen_str l, pen_str *name)
{
    if (!pen_str_starts(l, PEN_LIT("case "))) {
        return NULL;
    }
    l = pen_str_from(l, 5);
    size_t n = 0;
    while (n < l.n && l.p[n] != ' ') {
        n++;
    }
    *name = pen_str_from(l, n < l.n ? n + 1 : n);
    return by_name(all, pen_str_head(l, n));
}

static void check_hostile(shipped *all)
{
    pen_str file = slurp(PEN_ROOT "/tests/format/hostile.cases");
    bool survived = true;
    int n = 0;
    for (pen_str text = file; text.n;) {
        pen_str name, rest[3];
        shipped *s = read_case(all, line(&text), &name);
        for (int i = 0; s && i < 3; i++) {
            rest[i] = line(&text);
        }
        if (s) {
            n++;
            check_record(s, name, rest);
            survived = survives(s, rest[0]) && survived;
        }
    }
    ok(n >= 40, "the hostile records were found");
    ok(survived, "each cut anywhere, or with a bit flipped, is an event");
    exact_free(file);
}

// Bytes that are not UTF-8 cannot stand in hostile.cases.
static void check_bytes(shipped *s)
{
    pen_str rest[3] = {PEN_LIT("{\"event_type\":\"alert\",\"in_iface\":\"caf\xe9\xff\"}"),
                       PEN_LIT("{\"event\":{\"category\":[\"network\"],\"kind\":\"alert\","
                               "\"type\":[\"connection\"]},\"observer\":{\"ingress\":"
                               "{\"interface\":{\"name\":\"caf\xef\xbf\xbd\xef\xbf\xbd\"}}}}"),
                       PEN_LIT("warned message")};
    check_record(s, PEN_LIT("bytes that are not UTF-8"), rest);
    pen_str nul[3] = {{"{\"event_type\":\0\"alert\"}", 23}, PEN_LIT("{}"), PEN_LIT("failed")};
    check_record(s, PEN_LIT("a byte of zero between tokens"), nul);
}

int main(void)
{
    shipped all[FORMATS] = {
        {.name = "nsg", .folder = "Azure/azure-network-watcher"},
        {.name = "vnet", .folder = "Azure/azure-network-watcher-flow-logs"},
        {.name = "jizo", .folder = "SesameIT/jizo"},
    };
    for (int i = 0; i < FORMATS; i++) {
        load(&all[i]);
        ok(run_tests(&all[i], "tests") == 3, "three samples for the page");
        ok(run_tests(&all[i], "tests/cases") >= 20, "twenty cases at least");
    }
    check_hostile(all);
    check_bytes(&all[2]);
    for (int i = 0; i < FORMATS; i++) {
        pen_worker_free(all[i].worker);
        pen_format_free(all[i].format);
    }
    return tap_done();
}

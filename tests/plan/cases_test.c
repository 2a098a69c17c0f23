// SPDX-License-Identifier: Apache-2.0
// Formats given as text, records, and the events that must come out: tests/plan/cases/*.cases.
//
//   === name            begins a format; then sections, each a line and its text:
//   --- parser          parser.yml     --- fields      fields.yml (may be left out)
//   --- message         the record; as often as wanted, each with
//   --- extra           (optional) further members of the input event
//   --- event           what must be printed: the event, then lines of messages and warnings
//   --- load            instead of records: the messages of a format that must not load
//
// `cases_test --print FILE` prints the file with the events as they are, for a person to
// read and keep.
#include "engine.h"
#include "tap.h"

static const char *const files[] = {"actions", "definition", "infer", "layers", "stages",
                                    "taxonomy"};

typedef struct runner {
    char parser[1 << 16], fields[1 << 14], message[1 << 14], extra[1 << 12];
    char got[1 << 16];
    char name[256];
    engine e;
    bool ready, print;
} runner;

static void put(runner *r, const char *s, size_t n)
{
    size_t at = strlen(r->got);
    n = n < sizeof r->got - at - 1 ? n : sizeof r->got - at - 1;
    memcpy(r->got + at, s, n);
    r->got[at + n] = '\0';
}

static void put_messages(runner *r)
{
    pen_message m;
    char line[1024];
    for (size_t i = 0; r->e.format && pen_format_message(r->e.format, i, &m) == PEN_OK; i++) {
        int n = snprintf(line, sizeof line, "%.*s:%u:%u: %s: %.*s\n", (int)m.file.n, m.file.p,
                         m.line, m.column, m.kind, (int)m.text.n, m.text.p);
        put(r, line, (size_t)n);
    }
}

static void load(runner *r)
{
    if (!r->ready) {
        engine_text(&r->e, r->parser, r->fields);
        r->ready = true;
    }
}

static void unload(runner *r)
{
    if (r->ready) {
        engine_free(&r->e);
    }
    r->ready = false;
}

static void run_load(runner *r)
{
    load(r);
    r->got[0] = '\0';
    const char *s = pen_status_text(r->e.loaded);
    put(r, s, strlen(s));
    put(r, "\n", 1);
    put_messages(r);
}

static void run_event(runner *r)
{
    pen_result res = {0};
    pen_str field;
    const char *why;
    char line[1024];
    load(r);
    r->got[0] = '\0';
    if (r->e.loaded != PEN_OK) {
        run_load(r);
        return;
    }
    pen_str event = engine_run(&r->e, text_of(r->message), text_of(r->extra), &res);
    put(r, event.p, event.n);
    put(r, "\n", 1);
    for (size_t i = 0; pen_event_warning(r->e.worker, i, &field, &why) == PEN_OK; i++) {
        int n = snprintf(line, sizeof line, "warning: %.*s: %s\n", (int)field.n, field.p, why);
        put(r, line, (size_t)n);
    }
    if (res.failed) {
        put(r, "failed\n", 7);
    }
}

// One section has ended.
static void section(runner *r, const char *kind, const char *body)
{
    bool answer = strcmp(kind, "event") == 0 || strcmp(kind, "load") == 0;
    char *to = strcmp(kind, "parser") == 0    ? r->parser
               : strcmp(kind, "fields") == 0  ? r->fields
               : strcmp(kind, "message") == 0 ? r->message
               : strcmp(kind, "extra") == 0   ? r->extra
                                              : NULL;
    if (to) {
        memcpy(to, body, strlen(body) + 1);
        size_t n = strlen(to);
        if ((to == r->message || to == r->extra) && n && to[n - 1] == '\n') {
            to[n - 1] = '\0';
        }
    }
    if (answer) {
        strcmp(kind, "load") == 0 ? run_load(r) : run_event(r);
        r->extra[0] = '\0';
        if (!r->print) {
            is_str(text_of(r->got), body, r->name);
        }
    }
    if (r->print) {
        printf("--- %s\n%s", kind, answer ? r->got : body);
    }
}

static void begin_case(runner *r, const char *name)
{
    unload(r);
    r->parser[0] = r->fields[0] = r->message[0] = r->extra[0] = '\0';
    (void)snprintf(r->name, sizeof r->name, "%.255s", name);
    if (r->print) {
        printf("=== %s\n", name);
    }
}

static void run_file(runner *r, const char *path)
{
    static char body[1 << 16], kind[32], line[1 << 14];
    FILE *f = fopen(path, "r");
    kind[0] = body[0] = '\0';
    if (!f) {
        ok(false, path);
        return;
    }
    while (fgets(line, sizeof line, f)) {
        bool mark = strncmp(line, "--- ", 4) == 0, head = strncmp(line, "=== ", 4) == 0;
        if (!mark && !head) {
            size_t at = strlen(body);
            (void)snprintf(body + at, sizeof body - at, "%s", line);
            continue;
        }
        if (kind[0]) {
            section(r, kind, body);
        }
        line[strcspn(line, "\n")] = '\0';
        kind[0] = body[0] = '\0';
        head ? begin_case(r, line + 4) : (void)snprintf(kind, sizeof kind, "%.31s", line + 4);
    }
    if (kind[0]) {
        section(r, kind, body);
    }
    unload(r);
    (void)fclose(f);
}

int main(int argc, char **argv)
{
    static runner r;
    if (argc == 3 && strcmp(argv[1], "--print") == 0) {
        r.print = true;
        run_file(&r, argv[2]);
        return 0;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, PEN_ROOT "/tests/plan/cases/%s.cases", files[i]);
        run_file(&r, path);
    }
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// The compiled plans of our formats against tests/plan/golden/*.txt, so that a lost
// optimisation (a constant that is not ready, a slot that became a template) is seen. After a
// change that is meant: `plans_test --write`, and read the difference.
#include "engine.h"
#include "tap.h"

static const struct {
    const char *format, *golden;
} plans[] = {
    {"Azure/azure-network-watcher", "azure-network-watcher"},
    {"Azure/azure-network-watcher-flow-logs", "azure-network-watcher-flow-logs"},
    {"SesameIT/jizo", "jizo"},
};

static pen_text part(const char *format, const char *file)
{
    char path[4096];
    (void)snprintf(path, sizeof path, PEN_ROOT "/formats/%s/%s", format, file);
    return (pen_text){text_of(file), read_file(path)};
}

static bool load(engine *e, const char *format)
{
    pen_format_files files = {.parser = part(format, "ingest/parser.yml"),
                              .module_fields = part(format, "../_meta/fields.yml"),
                              .fields = part(format, "_meta/fields.yml")};
    engine_load(e, &files, NULL);
    return e->loaded == PEN_OK;
}

// The first line that differs, for the person who reads the failure.
static void show(pen_str got, pen_str want)
{
    size_t i = 0, line = 0;
    while (i < got.n && i < want.n && got.p[i] == want.p[i]) {
        line = got.p[i] == '\n' ? i + 1 : line;
        i++;
    }
    printf("#  got: %.*s\n", (int)strcspn(got.p + line, "\n"), got.p + line);
    printf("# want: %.*s\n", (int)(line < want.n ? strcspn(want.p + line, "\n") : 0),
           line < want.n ? want.p + line : "");
}

static bool write_file(const char *path, pen_str s)
{
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(s.p, 1, s.n, f) == s.n;
    return f && fclose(f) == 0 && good;
}

static void check(const char *format, const char *golden, bool write)
{
    engine e;
    char path[4096];
    (void)snprintf(path, sizeof path, PEN_ROOT "/tests/plan/golden/%s.txt", golden);
    if (ok(load(&e, format), format) && pen_format_explain(e.format, e.out) == PEN_OK) {
        pen_str got = pen_output_str(e.out);
        pen_str want = write && write_file(path, got) ? got : read_file(path);
        bool same = got.n == want.n && memcmp(got.p, want.p, got.n) == 0;
        if (!ok(same, golden)) {
            (void)pen_output_add(e.out, (pen_str){"", 1}); // ends the text with a NUL
            show(pen_output_str(e.out), want);
        }
    }
    engine_free(&e);
}

int main(int argc, char **argv)
{
    bool write = argc == 2 && strcmp(argv[1], "--write") == 0;
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        check(plans[i].format, plans[i].golden, write);
    }
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// Lint on small bad formats, one a kind at least: what it finds must be exactly what the
// cases say. With the argument `print` the cases are written to standard output as they come
// out, which is how expectations are made (and then read by a person).
//
//   === name of the case
//   --- parser.yml | fields.yml | manifest.yml | smart-descriptions.json | test NAME
//   the file's text
//   --- expected
//   FILE:LINE:COL: severity: text [kind]
#include "base/buf.h"
#include "base/str.h"
#include "fail_alloc.h"
#include "tap.h"

#include <stdlib.h>

#define CASES PEN_ROOT "/tests/lint/lint.cases"
#define DOCUMENT PEN_ROOT "/docs/lint.md"

enum { TESTS_MAX = 8, FILE_MAX = 4 << 20 };

static const char *const severities[] = {"error", "warning", "note"};

typedef struct one_case {
    pen_str name, expected;
    pen_format_files files;
    pen_text tests[TESTS_MAX];
    size_t ntests;
} one_case;

static pen_str read_file(const char *path, char *to)
{
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(to, 1, FILE_MAX, f) : 0;
    if (f) {
        (void)fclose(f);
    }
    return pen_str_of(to, n);
}

// ---- reading cases ----

// The line at *at without its end; *at moves to the next.
static bool next_line(pen_str s, size_t *at, pen_str *line)
{
    if (*at >= s.n) {
        return false;
    }
    size_t end = pen_str_chr(s, '\n', *at);
    end = end == PEN_NPOS ? s.n : end;
    *line = pen_str_of(s.p + *at, end - *at);
    *at = end + 1;
    return true;
}

static pen_str *place_of(one_case *c, pen_str name)
{
    struct {
        const char *name;
        pen_text *text;
    } files[] = {
        {"parser.yml", &c->files.parser},
        {"manifest.yml", &c->files.manifest},
        {"module.yml", &c->files.module_fields},
        {"fields.yml", &c->files.fields},
        {"smart-descriptions.json", &c->files.smart},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (pen_str_eq(name, pen_str_c(files[i].name))) {
            files[i].text->name = name;
            return &files[i].text->text;
        }
    }
    if (pen_str_starts(name, PEN_LIT("test ")) && c->ntests < TESTS_MAX) {
        c->tests[c->ntests].name = name;
        return &c->tests[c->ntests++].text;
    }
    return &c->expected;
}

static bool next_case(pen_str all, size_t *at, one_case *c)
{
    pen_str line;
    pen_str *to = NULL;
    memset(c, 0, sizeof *c);
    if (!next_line(all, at, &line)) {
        return false;
    }
    c->name = pen_str_from(line, 4);
    for (size_t before = *at; next_line(all, at, &line); before = *at) {
        if (pen_str_starts(line, PEN_LIT("=== "))) {
            *at = before;
            return true;
        }
        if (pen_str_starts(line, PEN_LIT("--- "))) {
            to = place_of(c, pen_str_from(line, 4));
            *to = pen_str_of(all.p + *at, 0);
        } else if (to) {
            to->n = (size_t)(all.p + (*at < all.n ? *at : all.n) - to->p);
        }
    }
    return true;
}

// ---- running ----

static void put_message(pen_buf *out, const pen_message *m)
{
    pen_buf_fmt(out, "%.*s:%u:%u: %s: %.*s [%s]\n", (int)m->file.n, m->file.p, m->line,
                m->column, severities[m->severity], (int)m->text.n, m->text.p, m->kind);
}

// The files in blocks of their own size, so that the sanitizer sees reads past them.
static pen_str exact(pen_str s)
{
    char *p = s.n ? malloc(s.n) : NULL;
    if (p) {
        memcpy(p, s.p, s.n);
    }
    return pen_str_of(p, p ? s.n : 0);
}

static pen_status run_case(const one_case *c, const pen_alloc *alloc, pen_buf *out)
{
    pen_format *f = NULL;
    pen_lint *found = NULL;
    pen_message m;
    pen_lint_files in = {&c->files, c->tests, c->ntests};
    pen_status s = pen_format_load(&c->files, alloc, &f);
    if (!f) {
        return s;
    }
    s = pen_format_lint(f, &in, alloc, &found);
    for (size_t i = 0; found && pen_lint_message(found, i, &m) == PEN_OK; i++) {
        put_message(out, &m);
    }
    pen_lint_free(found);
    pen_format_free(f);
    return s;
}

static void check_case(const one_case *c, pen_buf *out)
{
    char name[200];
    one_case own = *c;
    pen_text *texts[] = {&own.files.parser, &own.files.manifest, &own.files.module_fields,
                         &own.files.fields, &own.files.smart};
    for (size_t i = 0; i < 5; i++) {
        texts[i]->text = exact(texts[i]->text);
    }
    for (size_t i = 0; i < own.ntests; i++) {
        own.tests[i].text = exact(own.tests[i].text);
    }
    pen_buf_clear(out);
    (void)snprintf(name, sizeof name, "%.*s", (int)c->name.n, c->name.p);
    if (run_case(&own, NULL, out) != PEN_OK) {
        PEN_BUF_LIT(out, "lint failed\n");
    }
    tap_bytes(out->p, out->n, c->expected.p ? c->expected.p : "", c->expected.n,
              TAP_AT(name));
    for (size_t i = 0; i < 5; i++) {
        free((void *)(uintptr_t)texts[i]->text.p);
    }
    for (size_t i = 0; i < own.ntests; i++) {
        free((void *)(uintptr_t)own.tests[i].text.p);
    }
}

// ---- the table ----

static void check_kinds(pen_str cases, pen_str document)
{
    pen_lint_kind k;
    pen_buf want;
    pen_buf_init(&want, NULL, FILE_MAX);
    for (size_t i = 0; pen_lint_kind_at(i, &k) == PEN_OK; i++) {
        char name[160];
        (void)snprintf(name, sizeof name, "[%s]\n", k.name);
        if (!ok(pen_str_find(cases, pen_str_c(name), 0) != PEN_NPOS, "a case for the kind")) {
            printf("# %s\n", k.name);
        }
        pen_buf_clear(&want);
        pen_buf_fmt(&want, "\n### %s (%s)\n\n%s\n\n```\n%s\n```\n", k.name,
                    severities[k.severity], k.text, k.example);
        if (!ok(pen_str_find(document, pen_buf_str(&want), 0) != PEN_NPOS,
                "docs/lint.md says what the table says")) {
            printf("# %s\n", k.name);
        }
    }
    pen_buf_free(&want);
}

// Memory that runs out at any call ends in its status and leaks nothing.
static void check_memory(const one_case *c)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f) {
        pen_buf out;
        pen_buf_init(&out, NULL, FILE_MAX);
        pen_status s = run_case(c, &f.alloc, &out);
        bool whole = s == PEN_OK && pen_str_eq(pen_buf_str(&out), c->expected);
        good = good && (f.failed ? s == PEN_OK || s == PEN_E_NOMEM : whole);
        pen_buf_free(&out);
    }
    ok(good, "memory that runs out is told");
    ok(fail_alloc_clean(&f), "nothing leaks when memory runs out");
}

static int print_cases(pen_str all, pen_buf *out)
{
    one_case c;
    for (size_t at = 0, from = 0; next_case(all, &at, &c); from = at) {
        pen_str text = pen_str_of(all.p + from, at - from);
        size_t end = pen_str_find(text, PEN_LIT("--- expected\n"), 0);
        pen_buf_clear(out);
        (void)run_case(&c, NULL, out);
        printf("%.*s--- expected\n%.*s", (int)(end == PEN_NPOS ? text.n : end), text.p,
               (int)out->n, out->p ? out->p : "");
    }
    return 0;
}

int main(int argc, char **argv)
{
    static char cases_text[FILE_MAX], document_text[FILE_MAX];
    pen_str cases = read_file(CASES, cases_text);
    pen_str document = read_file(DOCUMENT, document_text);
    pen_buf out;
    one_case c;
    pen_buf_init(&out, NULL, FILE_MAX);
    if (argc > 1 && strcmp(argv[1], "print") == 0) {
        int code = print_cases(cases, &out);
        pen_buf_free(&out);
        return code;
    }
    for (size_t at = 0; next_case(cases, &at, &c);) {
        check_case(&c, &out);
        if (pen_str_eq(c.name, PEN_LIT("unknown-name"))) {
            check_memory(&c);
        }
    }
    check_kinds(cases, document);
    pen_buf_free(&out);
    return tap_done();
}

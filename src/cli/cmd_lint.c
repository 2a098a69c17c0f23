// SPDX-License-Identifier: Apache-2.0
// penstock lint: mistakes in formats, each with its place.
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/repository.h"
#include "cli/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// What all findings of a repository may weigh as text.
enum { TEXT_MAX = 256 << 20, FILES = PEN_CLI_FORMAT_FILES };

typedef struct lint {
    pen_output *out;
    bool json;
    size_t found[3]; // by severity
    size_t formats;
} lint;

static const char *const severities[] = {"error", "warning", "note"};

// ---- one finding ----

static void put_json_member(pen_output *out, const char *name, pen_str value)
{
    pen_cli_put(out, ",\"%s\":", name);
    (void)pen_output_add_json(out, value);
}

static void put_message(lint *t, const pen_message *m)
{
    if (t->json) {
        pen_cli_put(t->out, "{\"file\":");
        (void)pen_output_add_json(t->out, m->file);
        pen_cli_put(t->out, ",\"line\":%u,\"column\":%u", m->line, m->column);
        put_json_member(t->out, "severity", pen_cli_str(severities[m->severity]));
        put_json_member(t->out, "kind", pen_cli_str(m->kind));
        put_json_member(t->out, "text", m->text);
        pen_cli_put(t->out, "}\n");
        return;
    }
    pen_cli_put_text(t->out, m->file, true);
    if (m->line) {
        pen_cli_put(t->out, ":%u:%u", m->line, m->column);
    }
    pen_cli_put(t->out, ": %s: ", severities[m->severity]);
    pen_cli_put_text(t->out, m->text, true);
    pen_cli_put(t->out, " [%s]\n", m->kind);
}

static int put_findings(lint *t, const pen_format *f, const pen_lint_files *in)
{
    pen_lint *found;
    pen_message m;
    if (pen_format_lint(f, in, NULL, &found) != PEN_OK) {
        return pen_cli_no_memory();
    }
    for (size_t i = 0; pen_lint_message(found, i, &m) == PEN_OK; i++) {
        put_message(t, &m);
        t->found[m.severity]++;
    }
    pen_lint_free(found);
    return PEN_CLI_OK;
}

// ---- one format ----

// What is read of a folder: its files, then its tests.
typedef struct folder {
    char *names[FILES];
    pen_text files[FILES];
    pen_text *tests;
    char **test_names;
    size_t count;
} folder;

static int read_files(folder *f, const char *path)
{
    static const char *const names[FILES] = {PEN_CLI_PARSER, PEN_CLI_MANIFEST,
                                             PEN_CLI_MODULE_FIELDS, PEN_CLI_FIELDS,
                                             PEN_CLI_SMART};
    for (size_t i = 0; i < FILES; i++) {
        f->names[i] = pen_cli_path(path, names[i], NULL);
        if (!f->names[i]) {
            return pen_cli_no_memory();
        }
        int error = pen_cli_file_read(f->names[i], &f->files[i].text);
        bool absent = error == ENOENT || error == ENOTDIR;
        if (error && (i == 0 || !absent)) {
            pen_cli_complain(f->names[i], "cannot be read: %s", strerror(error));
            return PEN_CLI_ENVIRONMENT;
        }
        f->files[i].name = pen_cli_str(f->names[i]);
    }
    return PEN_CLI_OK;
}

static int read_tests(folder *f, const char *path)
{
    pen_cli_names names = {NULL, 0};
    int code = pen_cli_folder_tests(path, true, &names);
    f->tests = calloc(names.n + 1, sizeof *f->tests);
    f->test_names = calloc(names.n + 1, sizeof *f->test_names);
    if (code == PEN_CLI_OK && (!f->tests || !f->test_names)) {
        code = pen_cli_no_memory();
    }
    for (size_t i = 0; code == PEN_CLI_OK && i < names.n; i++) {
        char *name = pen_cli_path(path, names.v[i], NULL);
        f->test_names[i] = name;
        f->count = i + 1;
        code = name ? pen_cli_file_get(name, &f->tests[i].text) : pen_cli_no_memory();
        f->tests[i].name = pen_cli_str(name);
    }
    pen_cli_names_free(&names);
    return code;
}

static void free_folder(folder *f)
{
    for (size_t i = 0; i < FILES; i++) {
        pen_cli_file_free(f->files[i].text);
        free(f->names[i]);
    }
    for (size_t i = 0; i < f->count; i++) {
        pen_cli_file_free(f->tests[i].text);
        free(f->test_names[i]);
    }
    free(f->tests);
    free(f->test_names);
}

static int lint_format(lint *t, const char *path)
{
    folder f = {.count = 0};
    pen_format *format = NULL;
    int code = read_files(&f, path);
    code = code == PEN_CLI_OK ? read_tests(&f, path) : code;
    if (code == PEN_CLI_OK) {
        pen_format_files files = {.parser = f.files[0],
                                  .manifest = f.files[1],
                                  .module_fields = f.files[2],
                                  .fields = f.files[3],
                                  .smart = f.files[4]};
        pen_lint_files in = {&files, f.tests, f.count};
        (void)pen_format_load(&files, NULL, &format); // what is wrong is a finding
        code = format ? put_findings(t, format, &in) : pen_cli_no_memory();
        t->formats++;
        pen_format_free(format);
    }
    free_folder(&f);
    return code;
}

// ---- paths ----

static int lint_path(lint *t, const pen_cli_args *args, const char *path)
{
    pen_cli_names formats = {NULL, 0};
    char *one = NULL;
    int code;
    if (pen_cli_is_folder(path)) {
        code = pen_cli_formats_below(path, &formats);
    } else {
        code = pen_cli_format_find(args, path, &one);
        if (code == PEN_CLI_OK && !pen_cli_names_add(&formats, one)) {
            code = pen_cli_no_memory();
        }
    }
    if (code == PEN_CLI_OK && formats.n == 0) {
        pen_cli_complain(path, "no format is in it (a format's folder holds " PEN_CLI_PARSER ")");
        code = PEN_CLI_USAGE;
    }
    for (size_t i = 0; code == PEN_CLI_OK && i < formats.n; i++) {
        code = lint_format(t, formats.v[i]);
    }
    pen_cli_names_free(&formats);
    return code;
}

// ---- kinds ----

static int print_kinds(pen_output *out, bool json)
{
    pen_lint_kind k;
    for (size_t i = 0; pen_lint_kind_at(i, &k) == PEN_OK; i++) {
        if (json) {
            pen_cli_put(out, "{\"kind\":");
            (void)pen_output_add_json(out, pen_cli_str(k.name));
            put_json_member(out, "severity", pen_cli_str(severities[k.severity]));
            put_json_member(out, "text", pen_cli_str(k.text));
            put_json_member(out, "example", pen_cli_str(k.example));
            pen_cli_put(out, "}\n");
        } else {
            pen_cli_put(out, "%-22s %-8s %s\n%*s e.g. %s\n", k.name, severities[k.severity],
                        k.text, 31, "", k.example);
        }
    }
    return pen_cli_print(out, PEN_OK);
}

static void put_summary(lint *t)
{
    size_t e = t->found[PEN_SEV_ERROR], w = t->found[PEN_SEV_WARNING];
    size_t n = t->found[PEN_SEV_NOTE];
    pen_cli_put(t->out, "%zu error%s, %zu warning%s, %zu note%s in %zu format%s\n", e,
                e == 1 ? "" : "s", w, w == 1 ? "" : "s", n, n == 1 ? "" : "s", t->formats,
                t->formats == 1 ? "" : "s");
}

static int run(const pen_cli_args *args)
{
    lint t = {.out = pen_output_new(NULL, TEXT_MAX), .json = pen_cli_flag(args, "json")};
    if (!t.out) {
        return pen_cli_no_memory();
    }
    if (pen_cli_flag(args, "kinds")) {
        return print_kinds(t.out, t.json);
    }
    int code = PEN_CLI_OK;
    if (args->count == 0) {
        pen_cli_complain("lint", "what is to be looked at? (name a format, a module or a "
                                 "repository; see penstock lint --help)");
        code = PEN_CLI_USAGE;
    }
    for (size_t i = 0; code == PEN_CLI_OK && i < args->count; i++) {
        code = lint_path(&t, args, args->operands[i]);
    }
    if (code == PEN_CLI_OK && !t.json) {
        put_summary(&t);
    }
    int printed = pen_cli_print(t.out, PEN_OK);
    code = code == PEN_CLI_OK ? printed : code;
    bool bad = t.found[PEN_SEV_ERROR] ||
               (t.found[PEN_SEV_WARNING] && pen_cli_flag(args, "strict"));
    return code == PEN_CLI_OK && bad ? PEN_CLI_FAILED : code;
}

static const pen_cli_option options[] = {
    PEN_CLI_OPTION_FORMATS,
    {.name = "strict", .help = "exit 1 for a warning, too"},
    {.name = "json", .help = "one JSON object a finding"},
    {.name = "kinds", .help = "list the kinds of findings and stop"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock lint formats", "every format of a repository"},
    {"penstock lint --strict SesameIT/jizo", "one format that is shipped; a warning fails"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_lint = {
    .name = "lint",
    .summary = "look for mistakes in formats",
    .operands = "[OPTION]... PATH...",
    .least = 0,
    .most = 1000000,
    .text = "PATH is a format, a module or a repository. Each finding is one line: file, line, "
            "column, severity, what is wrong and what to do, its kind. Errors cannot do what "
            "they say; warnings very probably do not; notes are advice.",
    .options = options,
    .examples = examples,
    .exits = "0 nothing worse than warnings\n1 an error was found, or with --strict a warning\n"
             "2 wrong usage\n3 a file could not be read",
    .run = run,
};

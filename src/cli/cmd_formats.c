// SPDX-License-Identifier: Apache-2.0
// penstock formats: what there is.
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/repository.h"
#include "cli/say.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 28, CELL_MAX = 1 << 16, COLUMNS = 6 };

// What is shown of a format; texts are the row's own.
typedef struct row {
    pen_output *cells[COLUMNS];
} row;

typedef struct table {
    row *rows;
    size_t n;
    bool json;
    pen_output *out; // of JSON
} table;

static const char *const titles[COLUMNS] = {"FORMAT", "NAME",         "UUID",
                                            "TESTS",  "DATA SOURCES", "FOLDER"};

// Characters, not bytes: continuation bytes do not count.
static size_t width_of(pen_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    }
    return n;
}

static void put_sources(const pen_format *f, pen_output *out, bool json)
{
    pen_str name, text;
    for (size_t i = 0; pen_format_data_source(f, i, &name, &text) == PEN_OK; i++) {
        pen_cli_put(out, "%s", i == 0 ? "" : json ? "," : ", ");
        if (json) {
            (void)pen_output_add_json(out, name);
        } else {
            pen_cli_put_text(out, name, true);
        }
    }
}

// What a format says of itself, and where it is.
typedef struct found {
    const char *folder, *name; // name: the folder below the repository
    const pen_format *format;
    pen_format_info info;
    size_t tests;
    bool loads;
} found;

static void put_json(pen_output *out, const found *f)
{
    pen_cli_put(out, "{\"format\":");
    (void)pen_output_add_json(out, pen_cli_str(f->name));
    pen_cli_put(out, ",\"name\":");
    (void)pen_output_add_json(out, f->info.name);
    pen_cli_put(out, ",\"uuid\":");
    (void)pen_output_add_json(out, f->info.uuid);
    pen_cli_put(out, ",\"data_sources\":[");
    put_sources(f->format, out, true);
    pen_cli_put(out, "],\"tests\":%zu,\"loads\":%s,\"folder\":", f->tests,
                f->loads ? "true" : "false");
    (void)pen_output_add_json(out, pen_cli_str(f->folder));
    pen_cli_put(out, "}\n");
}

static int add_row(table *t, const found *f)
{
    row *more = realloc(t->rows, (t->n + 1) * sizeof *more);
    if (!more) {
        return pen_cli_no_memory();
    }
    t->rows = more;
    row *r = &more[t->n++];
    bool good = true;
    for (size_t i = 0; i < COLUMNS; i++) {
        r->cells[i] = pen_output_new(NULL, CELL_MAX);
        good = good && r->cells[i];
    }
    if (!good) {
        return pen_cli_no_memory();
    }
    pen_cli_put_text(r->cells[0], pen_cli_str(f->name), true);
    pen_cli_put_text(r->cells[1], f->info.name, true);
    pen_cli_put_text(r->cells[2], f->info.uuid, true);
    pen_cli_put(r->cells[3], "%zu", f->tests);
    put_sources(f->format, r->cells[4], false);
    if (!f->loads) {
        pen_cli_put(r->cells[4], "(does not load: penstock explain says why)");
    }
    pen_cli_put_text(r->cells[5], pen_cli_str(f->folder), true);
    return PEN_CLI_OK;
}

static int add_format(table *t, const char *repository, const char *folder)
{
    pen_cli_format format;
    pen_cli_names tests = {NULL, 0};
    found f = {.folder = folder, .name = folder + strlen(repository)};
    f.name += strspn(f.name, "/");
    f.name = *f.name ? f.name : folder;
    f.loads = pen_cli_format_load(&format, folder, false) == PEN_CLI_OK;
    int code = pen_cli_folder_tests(folder, true, &tests);
    f.tests = tests.n;
    f.format = format.format;
    if (code == PEN_CLI_OK && f.format) {
        pen_format_describe(f.format, &f.info);
        if (t->json) {
            put_json(t->out, &f);
        } else {
            code = add_row(t, &f);
        }
    }
    pen_cli_names_free(&tests);
    pen_cli_format_free(&format);
    return code;
}

static void put_table(const table *t, pen_output *out)
{
    size_t widths[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        widths[c] = strlen(titles[c]);
        for (size_t i = 0; i < t->n; i++) {
            size_t w = width_of(pen_output_str(t->rows[i].cells[c]));
            widths[c] = w > widths[c] ? w : widths[c];
        }
    }
    for (size_t i = 0; i <= t->n; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            pen_str s =
                i ? pen_output_str(t->rows[i - 1].cells[c]) : pen_cli_str(titles[c]);
            (void)pen_output_add(out, s);
            int pad = c + 1 < COLUMNS ? (int)(widths[c] - width_of(s) + 2) : 0;
            pen_cli_put(out, "%*s", pad, "");
        }
        pen_cli_put(out, "\n");
    }
}

static void free_rows(table *t)
{
    for (size_t i = 0; i < t->n; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            pen_output_free(t->rows[i].cells[c]);
        }
    }
    free(t->rows);
}

static int add_repository(table *t, const char *repository)
{
    pen_cli_names folders = {NULL, 0};
    int code = pen_cli_formats_below(repository, &folders);
    for (size_t i = 0; code == PEN_CLI_OK && i < folders.n; i++) {
        code = add_format(t, repository, folders.v[i]);
    }
    pen_cli_names_free(&folders);
    return code;
}

static int run(const pen_cli_args *args)
{
    table t = {.json = pen_cli_flag(args, "json"), .out = pen_output_new(NULL, TEXT_MAX)};
    pen_cli_names repositories = {NULL, 0};
    int code = t.out ? pen_cli_repositories(args, &repositories) : pen_cli_no_memory();
    for (size_t i = 0; code == PEN_CLI_OK && i < repositories.n; i++) {
        code = add_repository(&t, repositories.v[i]);
    }
    if (code == PEN_CLI_OK && !t.json) {
        put_table(&t, t.out);
    }
    if (code == PEN_CLI_OK) {
        code = pen_cli_print(t.out, PEN_OK);
    } else {
        pen_output_free(t.out);
    }
    free_rows(&t);
    pen_cli_names_free(&repositories);
    return code;
}

static const pen_cli_option options[] = {
    PEN_CLI_OPTION_FORMATS,
    {.name = "json",
     .help = "write a JSON object a line: format, name, uuid, data_sources, tests, loads, "
             "folder"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock formats --formats ~/intake-formats", "those of another repository"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_formats = {
    .name = "formats",
    .summary = "list the formats there are",
    .operands = "[OPTION]...",
    .least = 0,
    .most = 0,
    .text =
        "For each format: its name for -f, the name and the uuid of its manifest, how many "
        "tests it has, its data sources, its folder. A repository is a folder that holds "
        "formats at most three levels below.",
    .options = options,
    .examples = examples,
    .exits = "0 done\n2 wrong usage, or no such repository\n3 a file could not be read",
    .run = run,
};

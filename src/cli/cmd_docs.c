// SPDX-License-Identifier: Apache-2.0
// penstock docs: the page of an integration.
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/repository.h"
#include "cli/say.h"

#include <stdlib.h>
#include <string.h>

// A page has some 100 KB.
enum { PAGE_MAX = 256 << 20 };

static void free_samples(pen_sample *samples, size_t n)
{
    for (size_t i = 0; samples && i < n; i++) {
        pen_cli_file_free(samples[i].json);
    }
    free(samples);
}

static int read_samples(const char *folder, const pen_cli_names *tests, pen_sample *samples)
{
    int code = PEN_CLI_OK;
    for (size_t i = 0; code == PEN_CLI_OK && i < tests->n; i++) {
        const char *base = strrchr(tests->v[i], '/');
        char *path = pen_cli_path(folder, tests->v[i], NULL);
        samples[i].name = pen_cli_str(base ? base + 1 : tests->v[i]);
        code = path ? pen_cli_file_get(path, &samples[i].json) : pen_cli_no_memory();
        free(path);
    }
    return code;
}

// MODULE/FORMAT: the last two names of a path.
static pen_str place_of(const char *path)
{
    const char *begin = strrchr(path, '/');
    while (begin && begin > path && begin[-1] != '/') {
        begin--;
    }
    return pen_cli_str(begin ? begin : path);
}

static int write_page(const pen_cli_format *f, const pen_cli_names *tests,
                      const pen_page *page)
{
    size_t bad = 0;
    pen_output *out = pen_output_new(NULL, PAGE_MAX);
    pen_status s = out ? pen_format_docs(f->format, page, out, &bad) : PEN_E_NOMEM;
    if (s == PEN_E_SYNTAX && bad < tests->n) {
        pen_cli_complain(tests->v[bad],
                         "is no test ({\"input\": {...}, \"expected\": {...}})");
        pen_output_free(out);
        return PEN_CLI_USAGE;
    }
    return pen_cli_print(out, s);
}

static int run(const pen_cli_args *args)
{
    pen_cli_format f = {.format = NULL};
    pen_cli_names tests = {NULL, 0};
    pen_sample *samples = NULL;
    bool current = strcmp(pen_cli_value(args, "template"), "current") == 0;
    char *folder, *whole = NULL;
    int code = pen_cli_format_find(args, args->operands[0], &folder);
    code = code == PEN_CLI_OK ? pen_cli_format_load(&f, folder, true) : code;
    code = code == PEN_CLI_OK ? pen_cli_folder_tests(folder, false, &tests) : code;
    if (code == PEN_CLI_OK) {
        samples = calloc(tests.n + 1, sizeof *samples);
        code = samples ? read_samples(folder, &tests, samples) : pen_cli_no_memory();
    }
    if (code == PEN_CLI_OK) {
        whole = realpath(folder, NULL);
        pen_page page = {current ? PEN_PAGE_CURRENT : PEN_PAGE_SEED,
                         place_of(whole ? whole : folder), samples, tests.n};
        code = write_page(&f, &tests, &page);
    }
    free(whole);
    free_samples(samples, tests.n);
    pen_cli_names_free(&tests);
    pen_cli_format_free(&f);
    free(folder);
    return code;
}

static const pen_cli_option options[] = {
    PEN_CLI_OPTION_FORMATS,
    {.name = "template",
     .metavar = "KIND",
     .fallback = "seed",
     .choices = "seed|current",
     .help =
         "headings as the published pages had them until 2024, or as they have them now, "
         "with a link to the format's folder"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock docs SesameIT/jizo > jizo.md", "the page of a format that is shipped"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_docs = {
    .name = "docs",
    .summary = "print the documentation page of a format",
    .operands = "FORMAT",
    .least = 1,
    .most = 1,
    .text = "The page is made from the manifest, the parser, the taxonomy and the samples, "
            "tests/*.json. Tests in tests/cases are not shown.",
    .options = options,
    .examples = examples,
    .exits = "0 done\n2 wrong usage, or the format or a test is wrong\n3 a file could not "
             "be read",
    .run = run,
};

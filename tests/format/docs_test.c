// SPDX-License-Identifier: Apache-2.0
// The page of an integration by both templates: what is left out when a format has none of
// it, what null prints, which values and fields count, the order of samples, the link.
#include "penstock.h"
#include "tap.h"

#define TEXT(s)                                                                            \
    {                                                                                      \
        (s), sizeof(s) - 1                                                                 \
    }

static const char parser[] =
    "name: x\npipeline: [{name: a}, {name: b}]\nstages:\n"
    "  a:\n    actions:\n"
    "      - set: {event.category: [web, '{{a.b}}', network], event.type: '{{a.c}}'}\n"
    "      - set: {event.category: web, user.name: u, action.type: t, not.there: n}\n"
    "  b:\n    actions:\n"
    "      - mapping: {a.b: event.kind}\n        dictionary: {c: alert}\n";
static const char parser_bare[] =
    "name: x\npipeline: [{name: a}]\nstages:\n  a:\n    actions: [{set: {user.name: u}}]\n";

static pen_status page_of(const char *parser_text, const char *manifest,
                          const pen_page *page, pen_output *out)
{
    pen_format_files files = {
        .parser = {TEXT("parser.yml"), {parser_text, strlen(parser_text)}},
        .manifest = {TEXT("manifest.yml"), {manifest, strlen(manifest)}},
    };
    pen_format *f = NULL;
    size_t bad;
    pen_status s = pen_format_load(&files, NULL, &f);
    s = s == PEN_OK ? pen_format_docs(f, page, out, &bad) : s;
    pen_format_free(f);
    return s;
}

typedef struct page_case {
    const char *name, *parser, *manifest;
    pen_page_style style;
    const char *has;
} page_case;

static const char bare[] = "name: x\nuuid: u\n";
static const char sources[] =
    "name: x\nuuid: u\ndata_sources: {'B c': what it is, A: null}\n";

static const page_case cases[] = {
    {"data sources in their order, null as None", parser, sources, PEN_PAGE_SEED,
     "\n## Event Categories\n\n\nThe following table lists the data source offered by this "
     "integration.\n\n| Data Source | Description                          |\n"
     "| ----------- | ------------------------------------ |\n"
     "| `B c` | what it is |\n| `A` | None |\n\n\n\n\n\nIn details"},
    {"no data sources", parser, bare, PEN_PAGE_CURRENT,
     "\n### Event Categories\n\n\n\n\nIn details"},
    {"constants of set, sorted, once", parser, bare, PEN_PAGE_SEED,
     "| Kind | `` |\n| Category | `network`, `web` |\n| Type | `` |\n\n\n\n\n## Event "
     "Samples\n"},
    {"no kinds, empty rows", parser_bare, bare, PEN_PAGE_SEED,
     "| Kind | `` |\n| Category | `` |\n| Type | `` |\n\n\n\n\n## Event Samples\n"},
    {"no kinds, no table, newer", parser_bare, sources, PEN_PAGE_CURRENT,
     "| `A` | None |\n\n\n\n\n\n\n\n\n### Transformed Events Samples after "
     "Ingestion\n\nThis "},
    {"samples by name", parser, bare, PEN_PAGE_SEED,
     "normalized by Sekoia.io.\n\n\n=== \"B.json\"\n\n    ```json\n\t\n    {\n"
     "        \"a\": []\n    }\n    \t\n\t```\n\n\n=== \"a.json\"\n"},
    {"samples by name, newer", parser, bare, PEN_PAGE_CURRENT,
     "collected data.\n\n=== \"B.json\"\n\n    ```json\n\t\n    {\n"},
    {"fields that the page knows", parser, bare, PEN_PAGE_SEED,
     "| ---- | ---- | ---------------------------|\n|`event.category` | `keyword` |"},
    {"the link ends the newer page", parser, bare, PEN_PAGE_CURRENT,
     " |\n\n\n\nFor more information on the Intake Format, please find the code of the "
     "Parser, "
     "Smart Descriptions, and Supported Events "
     "[here](https://github.com/SEKOIA-IO/intake-formats/tree/main/My Module/x)."},
};

static bool holds(pen_str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, part, n) == 0) {
            return true;
        }
    }
    return false;
}

static const pen_sample samples[] = {
    {TEXT("a.json"), TEXT("{\"input\": {\"message\": \"m\"}, \"expected\": {}}")},
    {TEXT("B.json"), TEXT("{\"input\": {\"message\": \"m\"}, \"expected\": {\"a\": []}}")},
    {TEXT("c.json"), TEXT("{\"input\": {\"message\": \"m\"}}")},
};

static void try_case(const page_case *c)
{
    pen_page page = {c->style, TEXT("My Module/x"), samples, 2};
    pen_output *out = pen_output_new(NULL, 1 << 20);
    pen_status s = page_of(c->parser, c->manifest, &page, out);
    pen_str text = pen_output_str(out);
    if (!ok(s == PEN_OK && holds(text, c->has), c->name)) {
        printf("# %s\n%.*s\n", pen_status_text(s), (int)text.n, text.p);
    }
    ok(!holds(text, "not.there") && !holds(text, "`action.type`"), "no other field");
    ok((c->style == PEN_PAGE_CURRENT) == (text.n && text.p[text.n - 1] == '.'), "its end");
    pen_output_free(out);
}

static void try_wrong(void)
{
    pen_output *out = pen_output_new(NULL, 1 << 20);
    pen_page page = {PEN_PAGE_CURRENT, TEXT("m/x"), samples, 3};
    ok(page_of(parser, bare, &page, out) == PEN_E_SYNTAX, "a sample without expected");
    page = (pen_page){(pen_page_style)7, TEXT("m/x"), samples, 2};
    ok(page_of(parser, bare, &page, out) == PEN_E_USAGE, "a template that is not there");
    page = (pen_page){PEN_PAGE_CURRENT, {NULL, 0}, NULL, 0};
    ok(page_of(parser, bare, &page, out) == PEN_OK, "no samples, no place");
    ok(holds(pen_output_str(out), "collected data.\n\n\n\n\n### Extracted Fields\n"),
       "empty");
    pen_output_free(out);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        try_case(&cases[i]);
    }
    try_wrong();
    return tap_done();
}

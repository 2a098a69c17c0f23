// SPDX-License-Identifier: Apache-2.0
#include "format/docs.h"

#include "base/order.h"
#include "event/value.h"
#include "lang/template.h"

// ---- sorted sets of texts ----

typedef struct names {
    pen_arena *arena;
    pen_str *v;
    size_t n, room;
} names;

static pen_status add_name(names *s, pen_str name)
{
    if (s->n == s->room) {
        size_t room = s->room ? s->room * 2 : 32;
        pen_str *v = PEN_NEW_N(s->arena, pen_str, room);
        if (!v) {
            return PEN_E_NOMEM;
        }
        if (s->n) {
            memcpy(v, s->v, s->n * sizeof *v);
        }
        s->v = v;
        s->room = room;
    }
    s->v[s->n++] = name;
    return PEN_OK;
}

static int by_text(const void *a, const void *b)
{
    return pen_str_cmp(*(const pen_str *)a, *(const pen_str *)b);
}

static void sort_unique(names *s)
{
    size_t kept = 0;
    if (s->n > 1) {
        pen_order(s->v, s->n, sizeof *s->v, by_text);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (kept == 0 || !pen_str_eq(s->v[kept - 1], s->v[i])) {
            s->v[kept++] = s->v[i];
        }
    }
    s->n = kept;
}

// ---- what `set` actions say ----

typedef pen_status visit_fn(void *ctx, const pen_yaml *value);

static pen_status each_set(const pen_def *def, visit_fn *visit, void *ctx)
{
    for (const pen_def_entry *e = def->entries; e; e = e->next) {
        for (const pen_def_action *a = e->actions; a; a = a->next) {
            const pen_yaml *y = a->kind == PEN_ACTION_SET ? a->set->first : NULL;
            for (; y; y = y->next) {
                PEN_TRY(visit(ctx, y));
            }
        }
    }
    return PEN_OK;
}

typedef struct constants {
    pen_str field;
    names found;
} constants;

static pen_status take_constant(constants *c, const pen_yaml *y)
{
    bool text = y->kind == PEN_YAML_SCALAR && pen_yaml_text(y).n;
    return text && !pen_template_is(y->text) ? add_name(&c->found, pen_yaml_text(y))
                                             : PEN_OK;
}

static pen_status visit_constant(void *ctx, const pen_yaml *value)
{
    constants *c = ctx;
    if (!pen_str_eq(value->key->text, c->field)) {
        return PEN_OK;
    }
    if (value->kind != PEN_YAML_SEQ) {
        return take_constant(c, value);
    }
    for (const pen_yaml *item = value->first; item; item = item->next) {
        PEN_TRY(take_constant(c, item));
    }
    return PEN_OK;
}

static pen_status visit_field(void *ctx, const pen_yaml *value)
{
    return add_name(ctx, value->key->text);
}

// ---- templates ----

// Where the templates differ. The texts are those of the published pages, byte for byte:
// of the pages until 2024, and of those since.
typedef struct pen_docs_text {
    const char *level;         // of the headings
    const char *samples_title; // of the section, and what stands below it
    const char *samples_intro;
    const char *link; // to the format's folder; NULL: none
    bool empty_kinds; // the table of kinds stands there even when all its rows are empty
} pen_docs_text;

static const pen_docs_text texts[] = {
    [PEN_PAGE_SEED] = {"##", "Event Samples",
                       "Find below few samples of events and how they are normalized by "
                       "Sekoia.io.\n\n\n",
                       NULL, true},
    [PEN_PAGE_CURRENT] =
        {
            .level = "###",
            .samples_title = "Transformed Events Samples after Ingestion",
            .samples_intro =
                "This section demonstrates how the raw logs will be transformed by our "
                "parsers. It shows the extracted fields that will be available for use "
                "in the [built-in detection "
                "rules](/xdr/features/detect/rules_catalog.md) and hunting activities "
                "in the [events page](/xdr/features/investigate/events.md). "
                "Understanding these transformations is essential for analysts to "
                "create effective detection mechanisms with [custom detection "
                "rules](/xdr/features/detect/sigma.md) and to leverage the full "
                "potential of the collected data.\n\n",
            .link = "For more information on the Intake Format, please find the code of "
                    "the Parser, Smart Descriptions, and Supported Events "
                    "[here](https://github.com/SEKOIA-IO/intake-formats/tree/main/",
        },
};

static const pen_docs_text *text_of(const pen_docs *d)
{
    return &texts[d->page->style];
}

// ---- sections ----

static void put_sources(const pen_docs *d, pen_buf *out)
{
    const pen_yaml *y = d->manifest->data_sources ? d->manifest->data_sources->first : NULL;
    pen_buf_fmt(out, "\n%s Event Categories\n\n\n", text_of(d)->level);
    if (y) {
        PEN_BUF_LIT(out, "The following table lists the data source offered by this "
                         "integration.\n\n"
                         "| Data Source | Description                          |\n"
                         "| ----------- | ------------------------------------ |\n");
    }
    for (; y; y = y->next) {
        pen_buf_fmt(out, "| `%.*s` | ", PEN_FMT(y->key->text));
        pen_buf_add(out, pen_yaml_is_null(y) ? PEN_LIT("None") : pen_yaml_text(y));
        pen_buf_add(out, y->next ? PEN_LIT(" |\n") : PEN_LIT(" |\n\n\n\n"));
    }
    pen_buf_byte(out, '\n');
}

static void put_values(const char *label, const names *found, pen_buf *out)
{
    pen_buf_fmt(out, "| %s | ", label);
    for (size_t i = 0; i < found->n; i++) {
        pen_buf_add(out, i ? PEN_LIT(", `") : PEN_LIT("`"));
        pen_buf_add(out, found->v[i]);
        pen_buf_byte(out, '`');
    }
    pen_buf_add(out, found->n ? PEN_EMPTY : PEN_LIT("``"));
    PEN_BUF_LIT(out, " |\n");
}

// The table is left out when no action sets any of the three.
static pen_status put_kinds(const pen_docs *d, pen_buf *out)
{
    static const char *const rows[][2] = {
        {"Kind", "event.kind"}, {"Category", "event.category"}, {"Type", "event.type"}};
    enum { ROWS = sizeof rows / sizeof *rows };
    constants c[ROWS];
    size_t n = 0;
    for (size_t i = 0; i < ROWS; i++) {
        c[i] = (constants){pen_str_c(rows[i][1]), {.arena = d->scratch}};
        PEN_TRY(each_set(d->def, visit_constant, &c[i]));
        sort_unique(&c[i].found);
        n += c[i].found.n;
    }
    bool shown = n || text_of(d)->empty_kinds;
    if (shown) {
        PEN_BUF_LIT(out, "\nIn details, the following table denotes the type of events "
                         "produced by this integration.\n\n"
                         "| Name | Values |\n| ---- | ------ |\n");
    }
    for (size_t i = 0; shown && i < ROWS; i++) {
        put_values(rows[i][0], &c[i].found, out);
    }
    PEN_BUF_LIT(out, "\n\n\n\n");
    return PEN_OK;
}

// Each line of `text` with four blanks in front.
static void put_indented(pen_str text, pen_buf *out)
{
    while (text.n) {
        size_t end = pen_str_chr(text, '\n', 0);
        PEN_BUF_LIT(out, "    ");
        pen_buf_add(out, pen_str_head(text, end));
        pen_buf_byte(out, '\n');
        text = end == PEN_NPOS ? PEN_EMPTY : pen_str_from(text, end + 1);
    }
}

static pen_status put_sample(const pen_docs *d, const pen_sample *s, pen_buf *out)
{
    pen_value v;
    PEN_TRY(pen_json_load(d->scratch, s->json, &v));
    const pen_value *expected =
        v.tag == PEN_T_DICT ? pen_dict_get_str(v.u.dict, PEN_LIT("expected")) : NULL;
    if (!expected) {
        return PEN_E_SYNTAX;
    }
    pen_buf text;
    pen_buf_init(&text, out->alloc, out->cap);
    pen_status st = pen_json_dump(*expected, PEN_JSON_INDENT4 | PEN_JSON_ASCII, &text);
    if (st == PEN_OK) {
        PEN_BUF_LIT(out, "=== \"");
        pen_buf_add(out, s->name);
        PEN_BUF_LIT(out, "\"\n\n    ```json\n\t\n");
        put_indented(pen_buf_str(&text), out);
        PEN_BUF_LIT(out, "    \t\n\t```\n\n\n");
    }
    pen_buf_free(&text);
    return st;
}

static int by_name(const void *a, const void *b)
{
    const pen_sample *const *x = a, *const *y = b;
    return pen_str_cmp((*x)->name, (*y)->name);
}

static pen_status put_samples(const pen_docs *d, pen_buf *out, size_t *bad)
{
    const pen_docs_text *text = text_of(d);
    size_t n = d->page->nsamples;
    const pen_sample **order = PEN_NEW_N(d->scratch, const pen_sample *, n);
    if (!order) {
        return PEN_E_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = &d->page->samples[i];
    }
    if (n > 1) {
        pen_order(order, n, sizeof *order, by_name);
    }
    pen_buf_fmt(out, "%s %s\n\n%s", text->level, text->samples_title,
                text->samples_intro);
    for (size_t i = 0; i < n; i++) {
        *bad = (size_t)(order[i] - d->page->samples);
        PEN_TRY(put_sample(d, order[i], out));
    }
    return PEN_OK;
}

static void put_field(const pen_field *f, pen_buf *out)
{
    bool date = pen_str_eq(f->type_name, PEN_LIT("ecs-date"));
    PEN_BUF_LIT(out, "|`");
    pen_buf_add(out, f->name);
    PEN_BUF_LIT(out, "` | `");
    pen_buf_add(out, date ? PEN_LIT("date") : f->type_name);
    PEN_BUF_LIT(out, "` | ");
    pen_buf_add(out, f->text);
    PEN_BUF_LIT(out, " |\n");
}

static pen_status put_fields(const pen_docs *d, pen_buf *out)
{
    names set = {.arena = d->scratch};
    PEN_TRY(each_set(d->def, visit_field, &set));
    sort_unique(&set);
    pen_buf_fmt(out, "\n\n\n%s Extracted Fields\n\n", text_of(d)->level);
    PEN_BUF_LIT(out,
                "The following table lists the fields that are "
                "extracted, normalized under the ECS format, analyzed and indexed by the "
                "parser. It should be noted that infered fields are not listed.\n\n"
                "| Name | Type | Description                |\n"
                "| ---- | ---- | ---------------------------|\n");
    for (size_t i = 0; i < set.n; i++) {
        const pen_field *f = pen_taxonomy_find(d->taxonomy, set.v[i]);
        if (f && f->page) {
            put_field(f, out);
        }
    }
    pen_buf_byte(out, '\n');
    return PEN_OK;
}

static void put_link(const pen_docs *d, pen_buf *out)
{
    if (text_of(d)->link) {
        pen_buf_fmt(out, "\n\n%s", text_of(d)->link);
        pen_buf_add(out, d->page->place);
        PEN_BUF_LIT(out, ").");
    }
}

pen_status pen_docs_write(const pen_docs *d, pen_buf *out, size_t *bad)
{
    *bad = 0;
    put_sources(d, out);
    PEN_TRY(put_kinds(d, out));
    PEN_TRY(put_samples(d, out, bad));
    PEN_TRY(put_fields(d, out));
    put_link(d, out);
    return out->failed;
}

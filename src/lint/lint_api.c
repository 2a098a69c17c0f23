// SPDX-License-Identifier: Apache-2.0
// The public face of lint: reads, collects, checks, sorts.
#include "lint/lint.h"

#include "base/limits.h"

// ---- what the load said ----

// Messages of the load that lint makes itself, better placed or complete.
static bool made_here(const pen_diag *d)
{
    static const char *const kinds[] = {
        "unknown-property", "unknown-stage",        "missing-property", "date-format",
        "template-syntax",  "template-unsupported", "template-limit",   "unknown-filter",
        "unknown-test",     "grok",
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (pen_str_eq(pen_str_c(d->kind), pen_str_c(kinds[i]))) {
            return true;
        }
    }
    return false;
}

static void take_load(pen_lint *l)
{
    for (const pen_diag *d = l->format->diags.first; d; d = d->next) {
        if (!made_here(d)) {
            pen_lint_take(l, d, PEN_LINT_DEFINITION);
        }
    }
}

// ---- reading ----

// What is wrong with the YAML itself the load has said, as far as it came.
static pen_status read_one(pen_lint *l, const pen_text *t, const pen_yaml **out)
{
    pen_yaml *root;
    pen_diags said;
    pen_diags_init(&said, &l->arena);
    pen_status s = pen_yaml_load(&l->arena, t->text, t->name, &said, &root);
    *out = root;
    for (const pen_diag *d = said.first; d; d = d->next) {
        pen_lint_take(l, d, PEN_LINT_YAML);
    }
    return s == PEN_E_NOMEM ? s : PEN_OK;
}

static pen_status read_all(pen_lint *l)
{
    const pen_format_files *in = l->in->files;
    PEN_TRY(read_one(l, &in->parser, &l->parser));
    PEN_TRY(read_one(l, &in->manifest, &l->manifest));
    PEN_TRY(read_one(l, &in->module_fields, &l->module_fields));
    return read_one(l, &in->fields, &l->fields);
}

// ---- running ----

static pen_status check(pen_lint *l)
{
    take_load(l);
    PEN_TRY(read_all(l));
    PEN_TRY(pen_lint_layers(l));
    PEN_TRY(pen_lint_collect(l));
    static void (*const checks[])(pen_lint *) = {
        pen_lint_keys,     pen_lint_pipeline, pen_lint_patterns, pen_lint_names,
        pen_lint_builtins, pen_lint_logic,    pen_lint_fields,   pen_lint_folder,
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        checks[i](l);
    }
    PEN_TRY(l->failed);
    return pen_lint_sort(l);
}

pen_status pen_format_lint(const pen_format *f, const pen_lint_files *in,
                           const pen_alloc *alloc, pen_lint **out)
{
    alloc = alloc ? alloc : pen_alloc_default();
    *out = NULL;
    pen_lint *l = pen_alloc_get(alloc, sizeof *l);
    if (!l) {
        return PEN_E_NOMEM;
    }
    memset(l, 0, sizeof *l);
    l->alloc = alloc;
    l->format = f;
    l->in = in;
    pen_arena_init(&l->arena, alloc, PEN_PLAN_BYTES_MAX);
    pen_diags_init(&l->findings, &l->arena);
    pen_status s = check(l);
    if (s != PEN_OK) {
        pen_lint_free(l);
        return s;
    }
    *out = l;
    return PEN_OK;
}

void pen_lint_free(pen_lint *l)
{
    if (l) {
        pen_arena_free(&l->arena);
        pen_alloc_free(l->alloc, l, sizeof *l);
    }
}

pen_status pen_lint_message(const pen_lint *l, size_t i, pen_message *out)
{
    if (i >= l->n) {
        return PEN_END;
    }
    const pen_diag *d = l->sorted[i];
    *out = (pen_message){d->at.file, d->at.line, d->at.col, d->severity, d->kind, d->text};
    return PEN_OK;
}

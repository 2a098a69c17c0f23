// SPDX-License-Identifier: Apache-2.0
// Formats: from the texts of their files to a plan, and what can be asked of one.
#include "penstock.h"

#include "base/limits.h"
#include "format/fields.h"
#include "plan/smart.h"

#ifndef PEN_VERSION
#define PEN_VERSION "0.1.0"
#endif

const char *pen_version(void)
{
    return PEN_VERSION;
}

// The tree of one file's text.
static pen_status read_tree(pen_format *f, const pen_text *t, bool json, pen_yaml **out)
{
    return json ? pen_yaml_load_json(&f->arena, t->text, t->name, &f->diags, out)
                : pen_yaml_load(&f->arena, t->text, t->name, &f->diags, out);
}

static pen_status load_all(pen_format *f, const pen_format_files *in)
{
    pen_yaml *fields, *parser;
    pen_taxonomy_init(&f->taxonomy, &f->arena);
    PEN_TRY(pen_manifest_load(&f->arena, in->manifest.text, in->manifest.name, &f->diags,
                              &f->manifest));
    PEN_TRY(pen_fields_load(&f->taxonomy, in->module_fields.text, in->module_fields.name,
                            &f->diags, NULL));
    PEN_TRY(read_tree(f, &in->fields, in->json, &fields));
    PEN_TRY(pen_fields_read(&f->taxonomy, fields, &f->diags));
    f->fields = fields;
    PEN_TRY(pen_smart_load(&f->arena, in->smart.text, in->smart.name, &f->diags, &f->smart));
    PEN_TRY(read_tree(f, &in->parser, in->json, &parser));
    PEN_TRY(pen_def_read(&f->arena, parser, &f->diags, &f->def));
    pen_status s = pen_plan_build(f);
    if (s != PEN_OK && s != PEN_E_NOMEM && !f->diags.errors) {
        pen_diag_add(&f->diags, PEN_SEV_ERROR, f->def->root->at, "limit",
                     "the format cannot be compiled: %s (make names shorter, or fewer)",
                     pen_status_text(s));
    }
    PEN_TRY(s);
    return f->diags.errors ? PEN_E_SYNTAX : PEN_OK;
}

pen_status pen_format_load(const pen_format_files *files, const pen_alloc *alloc,
                           pen_format **out)
{
    alloc = alloc ? alloc : pen_alloc_default();
    *out = NULL;
    pen_format *f = pen_alloc_get(alloc, sizeof *f);
    if (!f) {
        return PEN_E_NOMEM;
    }
    memset(f, 0, sizeof *f);
    f->alloc = alloc;
    pen_arena_init(&f->arena, alloc, PEN_PLAN_BYTES_MAX);
    pen_diags_init(&f->diags, &f->arena);
    pen_status s = load_all(f, files);
    if (s == PEN_E_NOMEM) {
        pen_format_free(f);
        return s;
    }
    f->usable = s == PEN_OK;
    *out = f;
    return s;
}

void pen_format_free(pen_format *f)
{
    if (!f) {
        return;
    }
    for (uint32_t i = 0; i < f->nsteps; i++) {
        const pen_step *step = &f->steps[i];
        if (step->type && step->type->release && step->state) {
            step->type->release(step->state);
        }
    }
    pen_infer_free(f->infer);
    pen_arena_free(&f->arena);
    pen_alloc_free(f->alloc, f, sizeof *f);
}

pen_status pen_format_message(const pen_format *f, size_t i, pen_message *out)
{
    const pen_diag *d = f->diags.first;
    while (d && i-- > 0) {
        d = d->next;
    }
    if (!d) {
        return PEN_END;
    }
    *out = (pen_message){d->at.file, d->at.line, d->at.col, d->severity, d->kind, d->text};
    return PEN_OK;
}

void pen_format_describe(const pen_format *f, pen_format_info *out)
{
    const pen_manifest *m = &f->manifest;
    *out = (pen_format_info){m->uuid, m->name, m->slug, m->description,
                             m->data_sources ? m->data_sources->n : 0};
}

pen_status pen_format_data_source(const pen_format *f, size_t i, pen_str *name, pen_str *text)
{
    const pen_yaml *y = f->manifest.data_sources ? f->manifest.data_sources->first : NULL;
    while (y && i-- > 0) {
        y = y->next;
    }
    if (!y) {
        return PEN_END;
    }
    *name = y->key->text;
    *text = pen_yaml_text(y);
    return PEN_OK;
}

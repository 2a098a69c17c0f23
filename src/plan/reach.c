// SPDX-License-Identifier: Apache-2.0
// The counts of coverage for callers of the library: a list of branches, each with its place
// in the definition and the counter that belongs to it.
#include "base/limits.h"
#include "plan/coverage.h"

typedef struct counted {
    pen_branch branch; // but for `times`
    const uint32_t *times;
} counted;

struct pen_reach {
    const pen_alloc *alloc;
    pen_arena arena;
    pen_coverage coverage;
    counted *v; // NULL while they are counted only
    size_t n;
};

// ---- the branches of a format ----

static void add(pen_reach *r, pen_branch b, pen_loc at, const uint32_t *times)
{
    if (r->v) {
        b.file = at.file;
        b.line = at.line;
        b.column = at.col;
        r->v[r->n] = (counted){b, times};
    }
    r->n++;
}

// The first field that an action changes.
static pen_str first_field(const pen_action *a)
{
    return a->nsets         ? a->sets[0].to.name
           : a->ntranslates ? a->translates[0].to.name
           : a->ndeletes    ? a->deletes[0].name
                            : PEN_EMPTY;
}

static void add_translate(pen_reach *r, pen_branch b, const pen_def_action *d,
                          const pen_covered_action *c)
{
    const uint32_t *times = c->chosen;
    b.kind = PEN_BRANCH_TRANSLATION;
    for (const pen_yaml *y = d->dictionary ? d->dictionary->first : NULL; y; y = y->next) {
        b.key = y->key->text;
        add(r, b, y->key->at, times++);
    }
    b.kind = PEN_BRANCH_FALLBACK;
    b.key = PEN_EMPTY;
    if (d->fallback) {
        add(r, b, d->fallback->at, &c->fallback);
    }
}

static void add_action(pen_reach *r, pen_branch b, const pen_action *a,
                       const pen_def_action *d, const pen_covered_action *c)
{
    b.kind = PEN_BRANCH_ACTION;
    b.field = first_field(a);
    add(r, b, d->at, &c->run);
    if (a->filtered) {
        b.kind = PEN_BRANCH_FILTER;
        add(r, b, d->filter->at, &c->filtered);
    }
    if (a->ntranslates) {
        add_translate(r, b, d, c);
    }
}

// The definition's entries and actions are the plan's, in the same order.
static void add_all(pen_reach *r, const pen_format *f)
{
    const pen_def_entry *e = f->def->entries;
    r->n = 0;
    for (uint32_t i = 0; i < f->nsteps; i++, e = e->next) {
        const pen_step *step = &f->steps[i];
        const pen_covered_step *c = &r->coverage.steps[i];
        pen_branch b = {.kind = PEN_BRANCH_ENTRY, .entry = step->name};
        const pen_def_action *d = e->actions;
        add(r, b, e->at, &c->run);
        if (step->filtered) {
            b.kind = PEN_BRANCH_FILTER;
            add(r, b, e->filter->at, &c->filtered);
        }
        for (uint32_t k = 0; k < step->nactions; k++, d = d->next) {
            add_action(r, b, &step->actions[k], d, &c->actions[k]);
        }
    }
}

// ---- the interface ----

static pen_status init(pen_reach *r, const pen_format *f)
{
    PEN_TRY(pen_coverage_init(&r->coverage, f, &r->arena));
    add_all(r, f);
    r->v = PEN_NEW_N(&r->arena, counted, r->n);
    if (!r->v) {
        return PEN_E_NOMEM;
    }
    add_all(r, f);
    return PEN_OK;
}

pen_status pen_reach_new(const pen_format *f, const pen_alloc *alloc, pen_reach **out)
{
    *out = NULL;
    if (!f->usable) {
        return PEN_E_USAGE;
    }
    alloc = alloc ? alloc : pen_alloc_default();
    pen_reach *r = pen_alloc_get(alloc, sizeof *r);
    if (!r) {
        return PEN_E_NOMEM;
    }
    *r = (pen_reach){.alloc = alloc};
    pen_arena_init(&r->arena, alloc, PEN_PLAN_BYTES_MAX);
    pen_status s = init(r, f);
    if (s != PEN_OK) {
        pen_reach_free(r);
        return s;
    }
    *out = r;
    return PEN_OK;
}

void pen_reach_free(pen_reach *r)
{
    if (r) {
        pen_arena_free(&r->arena);
        pen_alloc_free(r->alloc, r, sizeof *r);
    }
}

void pen_worker_reach(pen_worker *w, pen_reach *r)
{
    w->trace = r ? &r->coverage.trace : NULL;
}

pen_status pen_reach_branch(const pen_reach *r, size_t i, pen_branch *out)
{
    if (i >= r->n) {
        return PEN_END;
    }
    *out = r->v[i].branch;
    out->times = *r->v[i].times;
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// Findings: the table of kinds, the list, its order.
#include "lint/lint.h"

#include "base/limits.h"
#include "base/sort.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name;
    pen_severity severity;
    const char *text, *example;
} kinds[] = {
#define PEN_LINT(id, name, severity, text, example) {name, PEN_SEV_##severity, text, example},
#include "lint/kinds.def"
#undef PEN_LINT
};

pen_status pen_lint_kind_at(size_t i, pen_lint_kind *out)
{
    if (i >= PEN_LINT_COUNT) {
        return PEN_END;
    }
    *out = (pen_lint_kind){kinds[i].name, kinds[i].severity, kinds[i].text, kinds[i].example};
    return PEN_OK;
}

void pen_lint_say(pen_lint *l, pen_lint_id id, pen_loc at, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    pen_diag_add(&l->findings, kinds[id].severity, at, kinds[id].name, "%s", text);
}

void pen_lint_take(pen_lint *l, const pen_diag *d, pen_lint_id otherwise)
{
    size_t id = otherwise;
    for (size_t i = 0; i < PEN_LINT_COUNT; i++) {
        id = pen_str_eq(pen_str_c(kinds[i].name), pen_str_c(d->kind)) ? i : id;
    }
    pen_loc at = d->at;
    if (at.line == 0) {
        at = (pen_loc){at.file, 1, 1}; // of the file as a whole
    }
    pen_diag_add(&l->findings, kinds[id].severity, at, kinds[id].name, "%.*s",
                 PEN_FMT(d->text));
}

bool pen_lint_full(const pen_lint *l)
{
    return l->findings.dropped > 0 ||
           l->findings.errors + l->findings.warnings >= PEN_DIAGS_MAX;
}

bool pen_lint_fails(pen_lint *l, pen_status s)
{
    if (s != PEN_OK && l->failed == PEN_OK) {
        l->failed = s;
    }
    return s != PEN_OK;
}

// ---- order ----

static int compare(const pen_diag *a, const pen_diag *b)
{
    int c = pen_str_cmp(a->at.file, b->at.file);
    if (c == 0 && a->at.line != b->at.line) {
        return a->at.line < b->at.line ? -1 : 1;
    }
    if (c == 0 && a->at.col != b->at.col) {
        return a->at.col < b->at.col ? -1 : 1;
    }
    c = c ? c : pen_str_cmp(pen_str_c(a->kind), pen_str_c(b->kind));
    return c ? c : pen_str_cmp(a->text, b->text);
}

static pen_status less(void *ctx, uint32_t b, uint32_t a, int *out)
{
    const pen_diag **all = ctx;
    *out = compare(all[b], all[a]) < 0;
    return PEN_OK;
}

static size_t listed(const pen_lint *l, const pen_diag **to)
{
    size_t n = 0;
    for (const pen_diag *d = l->findings.first; d; d = d->next) {
        if (to) {
            to[n] = d;
        }
        n++;
    }
    return n;
}

pen_status pen_lint_sort(pen_lint *l)
{
    size_t n = listed(l, NULL);
    const pen_diag **all = pen_arena_zero(&l->arena, n, sizeof(pen_diag *));
    const pen_diag **sorted = pen_arena_zero(&l->arena, n, sizeof(pen_diag *));
    uint32_t *order = PEN_NEW_N(&l->arena, uint32_t, n);
    uint32_t *scratch = PEN_NEW_N(&l->arena, uint32_t, n);
    if (!all || !sorted || !order || !scratch) {
        return PEN_E_NOMEM;
    }
    listed(l, all);
    for (uint32_t i = 0; i < n; i++) {
        order[i] = i;
    }
    PEN_TRY(pen_sort(order, scratch, (uint32_t)n, less, all));
    for (size_t i = 0; i < n; i++) {
        const pen_diag *d = all[order[i]];
        if (l->n == 0 || compare(sorted[l->n - 1], d) != 0) {
            sorted[l->n++] = d;
        }
    }
    l->sorted = sorted;
    return PEN_OK;
}

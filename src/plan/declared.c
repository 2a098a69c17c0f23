// SPDX-License-Identifier: Apache-2.0
#include "plan/declared.h"

#include "base/order.h"

static pen_status name_targets(const pen_action *a, pen_map *named)
{
    for (uint32_t i = 0; i < a->nsets; i++) {
        PEN_TRY(pen_map_put(named, a->sets[i].to.name, 1));
    }
    for (uint32_t i = 0; i < a->ntranslates; i++) {
        PEN_TRY(pen_map_put(named, a->translates[i].to.name, 1));
    }
    return PEN_OK;
}

static pen_status name_all(const pen_format *f, pen_map *named)
{
    for (uint32_t s = 0; s < f->nsteps; s++) {
        for (uint32_t k = 0; k < f->steps[s].nactions; k++) {
            PEN_TRY(name_targets(&f->steps[s].actions[k], named));
        }
    }
    return PEN_OK;
}

// Whether the field or an object that holds it is named.
static bool is_named(const pen_map *named, pen_str field)
{
    uint32_t one;
    bool hit = pen_map_get(named, field, &one);
    for (size_t dot = pen_str_chr(field, '.', 0); !hit && dot != PEN_NPOS;
         dot = pen_str_chr(field, '.', dot + 1)) {
        hit = pen_map_get(named, pen_str_head(field, dot), &one);
    }
    return hit;
}

static int by_bytes(const void *a, const void *b)
{
    return pen_str_cmp(*(const pen_str *)a, *(const pen_str *)b);
}

pen_status pen_declared_check(const pen_format *f, pen_arena *a, pen_declared *out)
{
    const pen_taxonomy *t = &f->taxonomy;
    pen_map named;
    pen_map_init(&named, a);
    *out = (pen_declared){.nmissing = 0};
    PEN_TRY(name_all(f, &named));
    out->missing = PEN_NEW_N(a, pen_str, named.count);
    out->unused = PEN_NEW_N(a, pen_str, t->n);
    if (!out->missing || !out->unused) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < named.count; i++) {
        pen_str name = named.entries[i].key;
        if (!pen_taxonomy_find(t, name) && !pen_taxonomy_is_parent(t, name)) {
            out->missing[out->nmissing++] = name;
        }
    }
    for (uint32_t i = 0; i < t->n; i++) {
        if (!is_named(&named, t->custom[i].name)) {
            out->unused[out->nunused++] = t->custom[i].name;
        }
    }
    pen_order(out->missing, out->nmissing, sizeof *out->missing, by_bytes);
    pen_order(out->unused, out->nunused, sizeof *out->unused, by_bytes);
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/regex_cache.h"

#include "base/map.h"

// A pattern may lie in any of the places of its set: two that a template uses in turn must not
// drive each other out.
enum { PLACES = 128, WAYS = 8 };

typedef struct place {
    pen_str pattern; // a copy
    pen_regex *re;
} place;

typedef struct pen_regex_cache {
    place places[PLACES];
    uint32_t turn; // which place of a full set goes next
} pen_regex_cache;

static void place_free(pen_vm *vm, place *p)
{
    pen_regex_free(p->re);
    char *copy = (char *)(uintptr_t)p->pattern.p;
    pen_alloc_free(vm->alloc, copy, p->pattern.n + 1);
    *p = (place){PEN_EMPTY, NULL};
}

void pen_regex_cache_free(pen_vm *vm)
{
    if (!vm->regexes) {
        return;
    }
    for (size_t i = 0; i < PLACES; i++) {
        if (vm->regexes->places[i].re) {
            place_free(vm, &vm->regexes->places[i]);
        }
    }
    pen_alloc_free(vm->alloc, vm->regexes, sizeof *vm->regexes);
    vm->regexes = NULL;
}

static pen_status place_fill(pen_vm *vm, place *p, pen_str pattern)
{
    pen_regex *re = NULL;
    PEN_TRY(pen_regex_new(pattern, 0, &re, NULL));
    char *copy = pen_alloc_get(vm->alloc, pattern.n + 1);
    if (!copy) {
        pen_regex_free(re);
        return PEN_E_NOMEM;
    }
    if (pattern.n) {
        memcpy(copy, pattern.p, pattern.n);
    }
    if (p->re) {
        place_free(vm, p);
    }
    *p = (place){{copy, pattern.n}, re};
    return PEN_OK;
}

// The place that has the pattern, else an empty one of its set, else the one whose turn it is.
static place *find_place(pen_regex_cache *cache, pen_str pattern)
{
    place *set = &cache->places[pen_hash(pattern) % (PLACES / WAYS) * WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        if (!set[i].re || pen_str_eq(set[i].pattern, pattern)) {
            return &set[i];
        }
    }
    return &set[cache->turn++ % WAYS];
}

pen_status pen_regex_cached(pen_vm *vm, pen_str pattern, const pen_regex **out)
{
    if (!vm->regexes) {
        vm->regexes = pen_alloc_get(vm->alloc, sizeof *vm->regexes);
        if (!vm->regexes) {
            return PEN_E_NOMEM;
        }
        memset(vm->regexes, 0, sizeof *vm->regexes);
    }
    place *p = find_place(vm->regexes, pattern);
    if (!p->re || !pen_str_eq(p->pattern, pattern)) {
        PEN_TRY(pen_vm_spend(vm, 1000 + pattern.n)); // compiling costs that much
        PEN_TRY(place_fill(vm, p, pattern));
    }
    *out = p->re;
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "lang/regex_cache.h"

#include "base/map.h"

// Twice as many places as expressions: a place is looked for from the hash on. A format has
// some dozen patterns; beyond so many they are made of what events say, and keeping some of
// these rather than others would not pay.
enum { PLACES = 256, KEPT = PLACES / 2 };

typedef struct place {
    pen_str pattern; // a copy; p NULL: the place is free
    pen_regex *re;   // NULL when it cannot be compiled
    pen_status status;
} place;

typedef struct pen_regex_cache {
    place places[PLACES];
    size_t used;
} pen_regex_cache;

static void empty(pen_vm *vm)
{
    for (size_t i = 0; i < PLACES; i++) {
        place *p = &vm->regexes->places[i];
        if (p->pattern.p) {
            pen_regex_free(p->re);
            pen_alloc_free(vm->alloc, (char *)(uintptr_t)p->pattern.p, p->pattern.n + 1);
            *p = (place){.pattern = PEN_EMPTY};
        }
    }
    vm->regexes->used = 0;
}

void pen_regex_cache_free(pen_vm *vm)
{
    if (vm->regexes) {
        empty(vm);
        pen_alloc_free(vm->alloc, vm->regexes, sizeof *vm->regexes);
        vm->regexes = NULL;
    }
}

static pen_status place_fill(pen_vm *vm, place *p, pen_str pattern)
{
    pen_regex *re = NULL;
    pen_status s = pen_regex_new(pattern, 0, &re, NULL);
    if (s == PEN_E_NOMEM) {
        return s;
    }
    char *copy = pen_alloc_get(vm->alloc, pattern.n + 1);
    if (!copy) {
        pen_regex_free(re);
        return PEN_E_NOMEM;
    }
    if (pattern.n) {
        memcpy(copy, pattern.p, pattern.n);
    }
    *p = (place){{copy, pattern.n}, re, s};
    vm->regexes->used++;
    return PEN_OK;
}

// The place that has the pattern, else the free one where it belongs.
static place *find_place(pen_regex_cache *cache, pen_str pattern)
{
    size_t at = pen_hash(pattern) % PLACES;
    while (cache->places[at].pattern.p &&
           !pen_str_eq(cache->places[at].pattern, pattern)) {
        at = (at + 1) % PLACES;
    }
    return &cache->places[at];
}

static pen_status begin(pen_vm *vm)
{
    vm->regexes = pen_alloc_get(vm->alloc, sizeof *vm->regexes);
    if (!vm->regexes) {
        return PEN_E_NOMEM;
    }
    memset(vm->regexes, 0, sizeof *vm->regexes);
    return PEN_OK;
}

pen_status pen_regex_cached(pen_vm *vm, pen_str pattern, uint64_t cost,
                            const pen_regex **out)
{
    PEN_TRY(vm->regexes ? PEN_OK : begin(vm));
    place *p = find_place(vm->regexes, pattern);
    if (!p->pattern.p) {
        PEN_TRY(pen_vm_spend(vm, cost));
        if (vm->regexes->used == KEPT) {
            empty(vm);
            p = find_place(vm->regexes, pattern);
        }
        PEN_TRY(place_fill(vm, p, pattern));
    }
    *out = p->re;
    return p->status;
}

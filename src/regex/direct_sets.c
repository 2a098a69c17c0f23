// SPDX-License-Identifier: Apache-2.0
#include "regex/direct_sets.h"

#include <string.h>

void *pen_dindex_grown(pen_arena *a, const void *old, uint32_t count, uint32_t room,
                       size_t size)
{
    if (size && room > SIZE_MAX / size) {
        return NULL;
    }
    void *p = pen_arena_get(a, room * size);
    if (p && count) {
        memcpy(p, old, count * size);
    }
    return p;
}

// ---- the hash table ----

static void put(pen_dindex *x, uint64_t place)
{
    uint32_t at = (uint32_t)(place >> 32) & x->mask;
    while (x->places[at]) {
        at = (at + 1) & x->mask;
    }
    x->places[at] = place;
}

pen_status pen_dindex_add(pen_dindex *x, pen_arena *a, uint64_t hash, uint32_t number)
{
    if (x->used * 2 >= x->mask) {
        pen_dindex bigger = {.mask = x->mask ? x->mask * 2 + 1 : 255, .used = x->used};
        bigger.places = PEN_NEW_N(a, uint64_t, (size_t)bigger.mask + 1);
        if (!bigger.places) {
            return PEN_E_NOMEM;
        }
        for (uint32_t i = 0; x->mask && i <= x->mask; i++) {
            if (x->places[i]) {
                put(&bigger, x->places[i]);
            }
        }
        *x = bigger;
    }
    x->used++;
    put(x, (uint64_t)(uint32_t)hash << 32 | (number + 1u));
    return PEN_OK;
}

// ---- sets ----

pen_status pen_sets_init(pen_sets *s, pen_arena *arena)
{
    pen_byteset none = {{0}};
    uint32_t zero;
    *s = (pen_sets){.arena = arena};
    return pen_sets_of(s, &none, &zero);
}

pen_status pen_sets_of(pen_sets *s, const pen_byteset *set, uint32_t *out)
{
    uint64_t hash = 0;
    for (int i = 0; i < 4; i++) {
        hash = pen_dindex_mix(hash, set->w[i]);
    }
    for (uint32_t at = 0;
         (*out = pen_dindex_next(&s->index, hash, &at)) != PEN_DINDEX_NONE;) {
        if (pen_byteset_eq(&s->all[*out], set)) {
            return PEN_OK;
        }
    }
    if (s->count == s->room) {
        uint32_t room = s->room ? s->room * 2 : 64;
        s->all = pen_dindex_grown(s->arena, s->all, s->count, room, sizeof *set);
        s->room = room;
        if (!s->all) {
            return PEN_E_NOMEM;
        }
    }
    s->all[s->count] = *set;
    *out = s->count++;
    return pen_dindex_add(&s->index, s->arena, hash, *out);
}

static pen_status new_pair(pen_sets *s, uint64_t hash, pen_sets_pair pair, uint32_t *out)
{
    pen_byteset both = s->all[pair.a];
    pen_byteset_unite(&both, &s->all[pair.b]);
    PEN_TRY(pen_sets_of(s, &both, out));
    pair.both = *out;
    if (s->pair_count == s->pair_room) {
        uint32_t room = s->pair_room ? s->pair_room * 2 : 64;
        s->pairs =
            pen_dindex_grown(s->arena, s->pairs, s->pair_count, room, sizeof *s->pairs);
        s->pair_room = room;
        if (!s->pairs) {
            return PEN_E_NOMEM;
        }
    }
    s->pairs[s->pair_count] = pair;
    return pen_dindex_add(&s->pair_index, s->arena, hash, s->pair_count++);
}

pen_status pen_sets_unite(pen_sets *s, uint32_t a, uint32_t b, uint32_t *out)
{
    uint32_t at = 0, i;
    uint64_t hash = pen_dindex_mix(a, (uint64_t)b << 32);
    if (a == b || a == 0 || b == 0) {
        *out = a ? a : b;
        return PEN_OK;
    }
    while ((i = pen_dindex_next(&s->pair_index, hash, &at)) != PEN_DINDEX_NONE) {
        if (s->pairs[i].a == a && s->pairs[i].b == b) {
            *out = s->pairs[i].both;
            return PEN_OK;
        }
    }
    return new_pair(s, hash, (pen_sets_pair){a, b, 0}, out);
}

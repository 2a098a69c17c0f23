// SPDX-License-Identifier: Apache-2.0
#include "event/hash.h"
#include "event/value.h"

// Looking through a few keys (their lengths, mostly) costs less than one hash.
enum { DICT_MIN = 4, INDEX_FROM = 32, APPEND_INDEX_FROM = 128 };

#define ABSENT UINT32_MAX

pen_dict *pen_dict_new(pen_arena *a, uint32_t room)
{
    pen_dict *d = PEN_NEW(a, pen_dict);
    if (!d || room == 0) {
        return d;
    }
    d->pairs = pen_arena_get(a, (size_t)room * sizeof *d->pairs);
    d->room = room;
    return d->pairs ? d : NULL;
}

// Where the dict lies seeds its hashes: an attacker who cannot see addresses cannot make
// keys collide. The order of the pairs does not depend on it.
static uint64_t seed_of(const pen_dict *d)
{
    return (uint64_t)(uintptr_t)d;
}

static bool key_eq(pen_value have, pen_value want)
{
    if (have.tag == PEN_T_STR && want.tag == PEN_T_STR) {
        return pen_str_eq(pen_value_str(have), pen_value_str(want));
    }
    return pen_value_eq(have, want);
}

// Half of the hash is kept in the index: other keys are seldom looked at, and a larger
// index needs no hash again. False for what cannot be a key.
static bool hash_of(const pen_dict *d, pen_value key, uint32_t *hash)
{
    uint64_t h = 0;
    bool good = pen_value_hash(key, seed_of(d), &h);
    *hash = (uint32_t)h;
    return good;
}

// The place of a key, or the free one where it would be.
static pen_place *place_of(const pen_dict *d, pen_value key, uint32_t hash)
{
    uint32_t at = hash & d->mask;
    while (d->index[at].pair && !(d->index[at].hash == hash &&
                                  key_eq(d->pairs[d->index[at].pair - 1].key, key))) {
        at = (at + 1) & d->mask;
    }
    return &d->index[at];
}

static uint32_t look_for_text(const pen_dict *d, pen_value key)
{
    for (uint32_t i = 0; i < d->n; i++) {
        const pen_value *k = &d->pairs[i].key;
        if (k->n == key.n && k->tag == PEN_T_STR &&
            (key.n == 0 || memcmp(k->u.p, key.u.p, key.n) == 0)) {
            return i;
        }
    }
    return ABSENT;
}

static uint32_t look_for(const pen_dict *d, pen_value key)
{
    if (key.tag == PEN_T_STR) { // no other value equals a text
        return look_for_text(d, key);
    }
    for (uint32_t i = 0; i < d->n; i++) {
        if (pen_value_eq(d->pairs[i].key, key)) {
            return i;
        }
    }
    return ABSENT;
}

static uint32_t find(const pen_dict *d, pen_value key)
{
    uint32_t hash;
    if (!d->index) {
        return look_for(d, key);
    }
    return hash_of(d, key, &hash) ? place_of(d, key, hash)->pair - 1 : ABSENT;
}

pen_value *pen_dict_get(const pen_dict *d, pen_value key)
{
    uint32_t i = find(d, key);
    return i == ABSENT ? NULL : &d->pairs[i].value;
}

pen_value *pen_dict_get_str(const pen_dict *d, pen_str key)
{
    return pen_dict_get(d, pen_v_str(key));
}

// A free place for a key that is not there.
static pen_place *free_place(const pen_dict *d, uint32_t hash)
{
    uint32_t at = hash & d->mask;
    while (d->index[at].pair) {
        at = (at + 1) & d->mask;
    }
    return &d->index[at];
}

static void index_fill(pen_dict *d)
{
    memset(d->index, 0, ((size_t)d->mask + 1) * sizeof *d->index);
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t hash = 0;
        (void)hash_of(d, d->pairs[i].key, &hash);
        *free_place(d, hash) = (pen_place){i + 1, hash};
    }
}

// A new table of at least twice as many places as pairs.
static pen_status index_build(pen_arena *a, pen_dict *d)
{
    uint32_t size = 2 * INDEX_FROM, had = d->index ? d->mask + 1 : 0;
    while (size / 2 < d->room) {
        size *= 2;
    }
    const pen_place *old = d->index;
    pen_place *index = pen_arena_get(a, (size_t)size * sizeof *index);
    if (!index) {
        return PEN_E_NOMEM;
    }
    d->index = index;
    d->mask = size - 1;
    if (!old) {
        index_fill(d);
        return PEN_OK;
    }
    memset(index, 0, (size_t)size * sizeof *index);
    for (uint32_t i = 0; i < had; i++) {
        if (old[i].pair) {
            *free_place(d, old[i].hash) = old[i];
        }
    }
    return PEN_OK;
}

static pen_status grow(pen_arena *a, pen_dict *d)
{
    if (d->room > UINT32_MAX / 8) {
        return PEN_E_LIMIT;
    }
    uint32_t room = d->room ? d->room * 2 : DICT_MIN;
    pen_pair *pairs = pen_arena_get(a, (size_t)room * sizeof *pairs);
    if (!pairs) {
        return PEN_E_NOMEM;
    }
    if (d->n) {
        memcpy(pairs, d->pairs, d->n * sizeof *pairs);
    }
    d->pairs = pairs;
    d->room = room;
    return d->index ? index_build(a, d) : PEN_OK;
}

static pen_status add(pen_arena *a, pen_dict *d, pen_value key, pen_value v)
{
    if (d->n == d->room) {
        PEN_TRY(grow(a, d));
    }
    d->pairs[d->n++] = (pen_pair){key, v};
    return PEN_OK;
}

static pen_status put_indexed(pen_arena *a, pen_dict *d, pen_value key, pen_value v)
{
    uint32_t hash;
    if (!hash_of(d, key, &hash)) {
        return PEN_E_TYPE;
    }
    pen_place *place = place_of(d, key, hash);
    if (place->pair) {
        d->pairs[place->pair - 1].value = v;
        return PEN_OK;
    }
    bool moves = d->n == d->room;
    PEN_TRY(add(a, d, key, v));
    place = moves ? free_place(d, hash) : place;
    *place = (pen_place){d->n, hash};
    return PEN_OK;
}

pen_status pen_dict_put(pen_arena *a, pen_dict *d, pen_value key, pen_value v)
{
    if (d->index) {
        return put_indexed(a, d, key, v);
    }
    uint64_t hash = 0;
    if (key.tag != PEN_T_STR && !pen_value_hash(key, 0, &hash)) {
        return PEN_E_TYPE;
    }
    uint32_t i = look_for(d, key);
    if (i != ABSENT) {
        d->pairs[i].value = v;
        return PEN_OK;
    }
    PEN_TRY(add(a, d, key, v));
    return d->n >= INDEX_FROM ? index_build(a, d) : PEN_OK;
}

pen_status pen_dict_append(pen_arena *a, pen_dict *d, pen_value key, pen_value v)
{
    uint32_t hash = 0;
    PEN_TRY(add(a, d, key, v));
    if (!d->index) { // nobody may ever look anything up in it
        return d->n >= APPEND_INDEX_FROM ? index_build(a, d) : PEN_OK;
    }
    (void)hash_of(d, key, &hash);
    *free_place(d, hash) = (pen_place){d->n, hash};
    return PEN_OK;
}

pen_status pen_dict_put_str(pen_arena *a, pen_dict *d, pen_str key, pen_value v)
{
    return pen_dict_put(a, d, pen_v_str(key), v);
}

bool pen_dict_remove(pen_dict *d, pen_value key)
{
    uint32_t i = find(d, key);
    if (i == ABSENT) {
        return false;
    }
    memmove(d->pairs + i, d->pairs + i + 1, (d->n - i - 1) * sizeof *d->pairs);
    d->n--;
    if (d->index) {
        index_fill(d);
    }
    return true;
}

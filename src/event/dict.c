// SPDX-License-Identifier: Apache-2.0
#include "event/hash.h"
#include "event/value.h"

enum { DICT_MIN = 4, INDEX_FROM = 9 };

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

// Where the dict lies seeds its hashes: an attacker who cannot see addresses cannot make keys
// collide. The order of the pairs does not depend on it.
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

static uint32_t find_hashed(const pen_dict *d, pen_value key, uint64_t hash)
{
    for (uint32_t at = (uint32_t)hash & d->mask; d->index[at]; at = (at + 1) & d->mask) {
        uint32_t i = d->index[at] - 1;
        if (key_eq(d->pairs[i].key, key)) {
            return i;
        }
    }
    return ABSENT;
}

static uint32_t find(const pen_dict *d, pen_value key)
{
    if (d->index) {
        uint64_t hash = 0;
        return pen_value_hash(key, seed_of(d), &hash) ? find_hashed(d, key, hash) : ABSENT;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        if (key_eq(d->pairs[i].key, key)) {
            return i;
        }
    }
    return ABSENT;
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

static void index_add(pen_dict *d, uint32_t i)
{
    uint64_t hash = 0;
    (void)pen_value_hash(d->pairs[i].key, seed_of(d), &hash);
    uint32_t at = (uint32_t)hash & d->mask;
    while (d->index[at]) {
        at = (at + 1) & d->mask;
    }
    d->index[at] = i + 1;
}

static void index_fill(pen_dict *d)
{
    memset(d->index, 0, ((size_t)d->mask + 1) * sizeof *d->index);
    for (uint32_t i = 0; i < d->n; i++) {
        index_add(d, i);
    }
}

// A new table of at least twice as many places as pairs.
static pen_status index_build(pen_arena *a, pen_dict *d)
{
    uint32_t size = 32;
    while (size / 2 < d->room) {
        size *= 2;
    }
    uint32_t *index = pen_arena_get(a, (size_t)size * sizeof *index);
    if (!index) {
        return PEN_E_NOMEM;
    }
    d->index = index;
    d->mask = size - 1;
    index_fill(d);
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

pen_status pen_dict_put(pen_arena *a, pen_dict *d, pen_value key, pen_value v)
{
    uint64_t hash = 0;
    if (key.tag != PEN_T_STR && !pen_value_hash(key, 0, &hash)) {
        return PEN_E_TYPE;
    }
    uint32_t i = find(d, key);
    if (i != ABSENT) {
        d->pairs[i].value = v;
        return PEN_OK;
    }
    if (d->n == d->room) {
        PEN_TRY(grow(a, d));
    }
    d->pairs[d->n++] = (pen_pair){key, v};
    if (d->index) {
        index_add(d, d->n - 1);
    } else if (d->n >= INDEX_FROM) {
        return index_build(a, d);
    }
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

// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"

#include "base/word.h"

// Multiply and fold, as FNV does it for bytes: eight at a time.
uint32_t pen_hash(pen_str s)
{
    const uint64_t k = 0x9e3779b97f4a7c15u; // 2^64 / the golden ratio
    uint64_t h = (uint64_t)s.n * k;
    for (size_t i = 0; s.n - i >= 8; i += 8) {
        h = (h ^ pen_word_at(s.p + i)) * k;
        h ^= h >> 32;
    }
    h = (h ^ pen_word_tail(s.p, s.n)) * k;
    h = (h ^ h >> 32) * k;
    return (uint32_t)(h >> 32);
}

void pen_map_init(pen_map *m, pen_arena *arena)
{
    *m = (pen_map){.arena = arena};
}

// The place in the index where `key` is or would go.
static uint32_t place(const pen_map *m, pen_str key, uint32_t hash)
{
    uint32_t i = hash & m->mask;
    while (m->index[i]) {
        const pen_map_entry *e = &m->entries[m->index[i] - 1];
        if (e->hash == hash && pen_str_eq(e->key, key)) {
            break;
        }
        i = (i + 1) & m->mask;
    }
    return i;
}

bool pen_map_get(const pen_map *m, pen_str key, uint32_t *out)
{
    return m->count && pen_map_get_hashed(m, key, pen_hash(key), out);
}

bool pen_map_get_hashed(const pen_map *m, pen_str key, uint32_t hash, uint32_t *out)
{
    if (m->count == 0) {
        return false;
    }
    uint32_t at = m->index[place(m, key, hash)];
    if (at == 0) {
        return false;
    }
    *out = m->entries[at - 1].value;
    return true;
}

static pen_status grow(pen_map *m)
{
    uint32_t room = m->room ? m->room * 2 : 8;
    pen_map_entry *entries = PEN_NEW_N(m->arena, pen_map_entry, room);
    uint32_t *index = PEN_NEW_N(m->arena, uint32_t, (size_t)room * 2);
    if (!entries || !index) {
        return PEN_E_NOMEM;
    }
    if (m->count) {
        memcpy(entries, m->entries, m->count * sizeof *entries);
    }
    m->entries = entries;
    m->index = index;
    m->room = room;
    m->mask = room * 2 - 1;
    for (uint32_t k = 0; k < m->count; k++) {
        index[place(m, entries[k].key, entries[k].hash)] = k + 1;
    }
    return PEN_OK;
}

pen_status pen_map_put(pen_map *m, pen_str key, uint32_t value)
{
    if (m->count == m->room) {
        PEN_TRY(grow(m));
    }
    uint32_t hash = pen_hash(key);
    uint32_t at = place(m, key, hash);
    if (m->index[at]) {
        m->entries[m->index[at] - 1].value = value;
        return PEN_OK;
    }
    pen_map_entry *e = &m->entries[m->count];
    PEN_TRY(pen_arena_str(m->arena, key, &e->key));
    e->hash = hash;
    e->value = value;
    m->index[at] = ++m->count;
    return PEN_OK;
}

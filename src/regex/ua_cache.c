// SPDX-License-Identifier: Apache-2.0
// Direct-mapped: a text has one entry where it can be, and the newest text has it.
#include "regex/user_agent.h"

#include "base/map.h"

static void results_of(pen_user_agent *u, pen_str *to[5])
{
    to[0] = &u->name;
    to[1] = &u->version;
    to[2] = &u->os_name;
    to[3] = &u->os_version;
    to[4] = &u->device;
}

static void store(pen_ua_cache *c, uint32_t hash, pen_str text, pen_user_agent *found)
{
    pen_str *results[5];
    size_t need = text.n, at = text.n;
    results_of(found, results);
    for (int i = 0; i < 5; i++) {
        need += results[i]->n;
    }
    if (text.n == 0 || need > PEN_UA_CACHE_BYTES) {
        return;
    }
    char *bytes = c->entries[hash % PEN_UA_CACHE_ENTRIES].bytes;
    uint16_t *sizes = c->entries[hash % PEN_UA_CACHE_ENTRIES].sizes;
    c->entries[hash % PEN_UA_CACHE_ENTRIES].hash = hash;
    c->entries[hash % PEN_UA_CACHE_ENTRIES].text = (uint16_t)text.n;
    memcpy(bytes, text.p, text.n);
    for (int i = 0; i < 5; i++) {
        sizes[i] = results[i]->p ? (uint16_t)(results[i]->n + 1) : 0;
        if (results[i]->n) {
            memcpy(bytes + at, results[i]->p, results[i]->n);
        }
        at += results[i]->n;
    }
}

// Copies the results of an entry to the arena, behind one another.
static pen_status load(const pen_ua_cache *c, uint32_t hash, pen_arena *arena,
                       pen_user_agent *out)
{
    size_t at = c->entries[hash % PEN_UA_CACHE_ENTRIES].text, size = 0;
    const char *bytes = c->entries[hash % PEN_UA_CACHE_ENTRIES].bytes;
    const uint16_t *sizes = c->entries[hash % PEN_UA_CACHE_ENTRIES].sizes;
    pen_str *results[5], kept;
    *out = (pen_user_agent){0};
    results_of(out, results);
    for (int i = 0; i < 5; i++) {
        size += sizes[i] ? sizes[i] - 1u : 0;
    }
    PEN_TRY(pen_arena_str(arena, pen_str_of(bytes + at, size), &kept));
    at = 0;
    for (int i = 0; i < 5; i++) {
        if (sizes[i]) {
            *results[i] = pen_str_of(kept.p + at, sizes[i] - 1u);
            at += sizes[i] - 1u;
        }
    }
    return PEN_OK;
}

pen_status pen_ua_cache_find(pen_ua_cache *cache, const pen_user_agents *u,
                             pen_arena *arena, pen_str text, pen_user_agent *out)
{
    uint32_t hash = pen_hash(text);
    size_t i = hash % PEN_UA_CACHE_ENTRIES;
    pen_str held = pen_str_of(cache->entries[i].bytes, cache->entries[i].text);
    if (held.n && cache->entries[i].hash == hash && pen_str_eq(held, text)) {
        return load(cache, hash, arena, out);
    }
    PEN_TRY(pen_user_agents_find(u, arena, text, out));
    store(cache, hash, text, out);
    return PEN_OK;
}

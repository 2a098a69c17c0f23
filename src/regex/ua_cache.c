// SPDX-License-Identifier: Apache-2.0
// Entries follow one another in a ring of bytes, each with its text and results; none goes
// over the ring's end. A table of places by hash says where they are. As places count bytes
// from the beginning of time, one whose entry has been overwritten is known by its number.
#include "regex/user_agent.h"

#include "base/scan_simd.h"

// What an entry begins with; then come the text and the results.
typedef struct header {
    uint16_t text;     // bytes of the text
    uint16_t sizes[5]; // bytes of each result + 1; 0: nothing
} header;

static void results_of(pen_user_agent *u, pen_str *to[5])
{
    to[0] = &u->name;
    to[1] = &u->version;
    to[2] = &u->os_name;
    to[3] = &u->os_version;
    to[4] = &u->device;
}

// Multiplies and folds eight bytes at a time, in two lanes so that the multiplications of
// one need not wait for the other. Nothing but speed depends on how well it spreads.
static uint64_t hash_of(pen_str s)
{
    const uint64_t k = 0x9E3779B97F4A7C15u;
    uint64_t a = s.n * k, b = ~a;
    size_t at = 0;
    for (; s.n - at >= 16; at += 16) {
        a = (a ^ pen_scan_load8(s.p + at)) * k;
        b = (b ^ pen_scan_load8(s.p + at + 8)) * k;
        a ^= a >> 32;
        b ^= b >> 32;
    }
    if (s.n - at >= 8) {
        a = (a ^ pen_scan_load8(s.p + at)) * k;
        a ^= a >> 32;
        at += 8;
    }
    b = (b ^ (at < s.n ? pen_scan_load_short(s.p + at, s.n - at) : 0)) * k;
    a = (a ^ (b ^ b >> 29)) * k;
    return a ^ a >> 32;
}

static uint32_t place_of(uint64_t hash)
{
    return hash % PEN_UA_CACHE_PLACES;
}

void pen_ua_cache_init(pen_ua_cache *cache)
{
    memset(cache->places, 0, sizeof cache->places);
    cache->written = 0;
}

// The entry at a place when it is that of `text`, else NULL.
static const char *entry_of(const pen_ua_cache *c, uint64_t hash, pen_str text, header *h)
{
    uint32_t i = place_of(hash);
    uint64_t from = c->places[i].entry - 1;
    if (c->places[i].entry == 0 || c->places[i].hash != hash ||
        c->written - from > PEN_UA_CACHE_BYTES) {
        return NULL;
    }
    const char *p = c->ring + from % PEN_UA_CACHE_BYTES;
    memcpy(h, p, sizeof *h);
    pen_str held = pen_str_of(p + sizeof *h, h->text);
    return pen_str_eq(held, text) ? p : NULL;
}

// Room for an entry, the oldest ones giving way; it belongs to the place from now on.
static char *make_room(pen_ua_cache *c, uint64_t hash, size_t size)
{
    size_t left = PEN_UA_CACHE_BYTES - c->written % PEN_UA_CACHE_BYTES;
    if (left < size) {
        c->written += left;
    }
    char *p = c->ring + c->written % PEN_UA_CACHE_BYTES;
    c->places[place_of(hash)].entry = c->written + 1;
    c->places[place_of(hash)].hash = hash;
    c->written += size;
    return p;
}

static void store(pen_ua_cache *c, uint64_t hash, pen_str text, pen_user_agent *found)
{
    pen_str *results[5];
    size_t size = sizeof(header);
    results_of(found, results);
    if (text.n == 0 || text.n > PEN_UA_CACHE_EACH) {
        return;
    }
    header h = {.text = (uint16_t)text.n};
    size += text.n;
    for (int i = 0; i < 5; i++) {
        size += results[i]->n; // each at most some KB
        h.sizes[i] = results[i]->p ? (uint16_t)(results[i]->n + 1) : 0;
    }
    if (size > PEN_UA_CACHE_EACH) {
        return;
    }
    char *p = make_room(c, hash, size);
    memcpy(p, &h, sizeof h);
    memcpy(p + sizeof h, text.p, text.n);
    p += sizeof h + text.n;
    for (int i = 0; i < 5; i++) {
        if (results[i]->n) {
            memcpy(p, results[i]->p, results[i]->n);
            p += results[i]->n;
        }
    }
}

// Copies the results of an entry to the arena, behind one another.
static pen_status load(const char *entry, const header *h, pen_arena *arena,
                       pen_user_agent *out)
{
    pen_str *results[5], kept;
    size_t size = 0, at = 0;
    *out = (pen_user_agent){0};
    results_of(out, results);
    for (int i = 0; i < 5; i++) {
        size += h->sizes[i] ? h->sizes[i] - 1u : 0;
    }
    PEN_TRY(pen_arena_str(arena, pen_str_of(entry + sizeof *h + h->text, size), &kept));
    for (int i = 0; i < 5; i++) {
        if (h->sizes[i]) {
            *results[i] = pen_str_of(kept.p + at, h->sizes[i] - 1u);
            at += h->sizes[i] - 1u;
        }
    }
    return PEN_OK;
}

pen_status pen_ua_cache_find(pen_ua_cache *cache, const pen_user_agents *u,
                             pen_arena *arena, pen_str text, pen_user_agent *out)
{
    header h;
    uint64_t hash = hash_of(text);
    const char *entry = entry_of(cache, hash, text, &h);
    if (entry) {
        return load(entry, &h, arena, out);
    }
    PEN_TRY(pen_user_agents_find(u, arena, text, out));
    store(cache, hash, text, out);
    return PEN_OK;
}

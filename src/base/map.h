// SPDX-License-Identifier: Apache-2.0
// A hash map from text to a 32-bit number, for the time of loading (never per event,
// except for tables that are constant by then: look-ups change nothing and may be shared
// by threads). Keys are copied into the arena. Open addressing, SipHash-free: definitions
// are capped in size, so a flood of colliding keys costs at most limits.h squared once.
#ifndef PEN_BASE_MAP_H
#define PEN_BASE_MAP_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

typedef struct pen_map_entry {
    pen_str key;
    uint32_t hash;
    uint32_t value;
} pen_map_entry;

typedef struct pen_map {
    pen_arena *arena;
    pen_map_entry *entries; // in order of insertion
    uint32_t *index;        // entry number + 1, 0 is free
    uint32_t count, room, mask;
} pen_map;

void pen_map_init(pen_map *m, pen_arena *arena);

// The value of `key` in *out and true, or false and *out untouched.
bool pen_map_get(const pen_map *m, pen_str key, uint32_t *out);

// The same with pen_hash(key) at hand, for one key in several tables.
bool pen_map_get_hashed(const pen_map *m, pen_str key, uint32_t hash, uint32_t *out);

// Adds the key or replaces its value.
pen_status pen_map_put(pen_map *m, pen_str key, uint32_t value) PEN_MUST;

// 32-bit hash of text, the same on every machine: whoever lets a log fill a table with it
// has to bound the probes.
uint32_t pen_hash(pen_str s);

#endif

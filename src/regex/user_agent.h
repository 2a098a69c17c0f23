// SPDX-License-Identifier: Apache-2.0
// What a User-Agent text says about browser, operating system and device, by the rules of
// uap-core: in each of the three lists the first rule found in the text decides.
//
// One pass over the text says which rules are worth trying (ua_filter.h); these are run as
// programs made at build time (ua_match.h). A pen_user_agents costs some microseconds and
// 20 KB and is shared by all threads: it holds what RE2 is asked with where such a run gives
// up, made when first needed (RE2's memory, see regex/regex.h). Results refer to the text,
// to constants or to the arena given.
//
// The cache is per worker, of fixed size, owned by the caller; what it gives is copied to
// the arena, so an entry may be replaced at any time.
#ifndef PEN_REGEX_USER_AGENT_H
#define PEN_REGEX_USER_AGENT_H

#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

// What was found; p NULL: nothing. The three names are "Other" when no rule is found.
typedef struct pen_user_agent {
    pen_str name, version, os_name, os_version, device;
} pen_user_agent;

typedef struct pen_user_agents pen_user_agents;

// NULL when memory is out. `alloc` NULL: malloc; it must outlive the object.
pen_user_agents *pen_user_agents_new(const pen_alloc *alloc);
void pen_user_agents_free(pen_user_agents *u);

// PEN_OK, PEN_E_NOMEM, or what RE2 says of a rule (PEN_E_LIMIT).
pen_status pen_user_agents_find(const pen_user_agents *u, pen_arena *arena, pen_str text,
                                pen_user_agent *out) PEN_MUST;

// Its slow twin, for tests: the same results by RE2 alone, each rule in turn.
pen_status pen_user_agents_find_slow(const pen_user_agents *u, pen_arena *arena, pen_str text,
                                     pen_user_agent *out) PEN_MUST;

// Room for some 600 user agents of a usual length with what they say; what needs more than
// PEN_UA_CACHE_EACH is not kept. There are more places than entries, so that few push each
// other out.
#define PEN_UA_CACHE_PLACES 1024
#define PEN_UA_CACHE_BYTES PEN_LIM(128u * 1024, 4096u)
#define PEN_UA_CACHE_EACH 1024u

typedef struct pen_ua_cache {
    struct {
        uint64_t entry; // 1 + where it begins, counted as `written`; 0: free
        uint64_t hash;
    } places[PEN_UA_CACHE_PLACES];
    uint64_t written; // bytes ever, in a ring: the oldest entries are overwritten
    char ring[PEN_UA_CACHE_BYTES];
} pen_ua_cache;

// Makes it empty; leaves the bytes alone, so that memory never used is never touched.
void pen_ua_cache_init(pen_ua_cache *cache);

// As pen_user_agents_find, looking in the cache first and keeping the result in it.
pen_status pen_ua_cache_find(pen_ua_cache *cache, const pen_user_agents *u,
                             pen_arena *arena, pen_str text, pen_user_agent *out) PEN_MUST;

#endif

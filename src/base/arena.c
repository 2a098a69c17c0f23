// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/limits.h"

#include <string.h>

enum { CHUNK_MIN = 16 * 1024, CHUNK_MAX = 1024 * 1024, BIG = 256 * 1024 };

typedef struct pen_chunk {
    struct pen_chunk *next;
    size_t size; // of the whole block, this head included
} pen_chunk;

static char *chunk_start(pen_chunk *c)
{
    return (char *)c + sizeof(pen_chunk);
}

void pen_arena_init(pen_arena *a, const pen_alloc *alloc, size_t cap)
{
    *a = (pen_arena){.alloc = alloc ? alloc : pen_alloc_default(), .cap = cap};
}

static void free_list(pen_arena *a, pen_chunk *c)
{
    while (c) {
        pen_chunk *next = c->next;
        a->held -= c->size;
        pen_alloc_free(a->alloc, c, c->size);
        c = next;
    }
}

void pen_arena_free(pen_arena *a)
{
    if (a->alloc) {
        free_list(a, a->first);
        free_list(a, a->big);
        pen_arena_init(a, a->alloc, a->cap);
    }
}

static void use_chunk(pen_arena *a, pen_chunk *c)
{
    a->current = c;
    a->at = c ? chunk_start(c) : NULL;
    a->end = c ? (char *)c + c->size : NULL;
}

// Gives back the chunks after the first PEN_KEEP_BYTES of them.
static void trim(pen_arena *a)
{
    size_t kept = 0;
    pen_chunk **at = &a->first;
    while (*at && kept < PEN_KEEP_BYTES) {
        kept += (*at)->size;
        at = &(*at)->next;
    }
    pen_chunk *rest = *at;
    *at = NULL;
    free_list(a, rest);
}

void pen_arena_reset(pen_arena *a)
{
    free_list(a, a->big);
    a->big = NULL;
    a->capped = false;
    if (a->held > PEN_KEEP_BYTES) {
        trim(a);
    }
    use_chunk(a, a->first);
}

static pen_chunk *new_chunk(pen_arena *a, size_t size)
{
    if (size > a->cap || a->held > a->cap - size) {
        a->capped = true;
        return NULL;
    }
    pen_chunk *c = pen_alloc_get(a->alloc, size);
    if (c) {
        *c = (pen_chunk){NULL, size};
        a->held += size;
    }
    return c;
}

static void *get_big(pen_arena *a, size_t size)
{
    if (size > SIZE_MAX - sizeof(pen_chunk)) {
        a->capped = true;
        return NULL;
    }
    pen_chunk *c = new_chunk(a, size + sizeof(pen_chunk));
    if (!c) {
        return NULL;
    }
    c->next = a->big;
    a->big = c;
    return chunk_start(c);
}

#ifndef PEN_NO_ARENA
// Chunks double, so that a large plan needs few of them.
static size_t next_chunk_size(const pen_arena *a)
{
    size_t size = a->current ? a->current->size * 2 : CHUNK_MIN;
    return size > CHUNK_MAX ? CHUNK_MAX : size;
}

static pen_status advance(pen_arena *a, size_t size)
{
    pen_chunk *next = a->current ? a->current->next : NULL;
    if (!next || next->size - sizeof(pen_chunk) < size + 16) {
        size_t want = next_chunk_size(a);
        if (want < size + sizeof(pen_chunk) + 16) {
            want = size + sizeof(pen_chunk) + 16;
        }
        pen_chunk *c = new_chunk(a, want);
        if (!c) {
            return PEN_E_NOMEM;
        }
        c->next = next;
        *(a->current ? &a->current->next : &a->first) = c;
        next = c;
    }
    use_chunk(a, next);
    return PEN_OK;
}
#endif

void *pen_arena_more(pen_arena *a, size_t size)
{
#ifdef PEN_NO_ARENA
    return get_big(a, size ? size : 1);
#else
    if (size > BIG) {
        return get_big(a, size);
    }
    if (advance(a, size) != PEN_OK) {
        return NULL;
    }
    char *p = a->at;
    a->at += (size + 7) & ~(size_t)7;
    return p;
#endif
}

void *pen_arena_zero(pen_arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        a->capped = true;
        return NULL;
    }
    void *p = pen_arena_get(a, count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

pen_status pen_arena_str(pen_arena *a, pen_str s, pen_str *out)
{
    *out = PEN_EMPTY;
    char *p = s.n < SIZE_MAX ? pen_arena_get(a, s.n + 1) : NULL;
    if (!p) {
        return PEN_E_NOMEM;
    }
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    *out = (pen_str){p, s.n};
    return PEN_OK;
}

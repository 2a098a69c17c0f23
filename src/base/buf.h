// SPDX-License-Identifier: Apache-2.0
// A growable byte buffer with a cap given at birth. Appending past the cap, or without
// memory, sets `failed` and changes nothing more: check once, at the end. The bytes are
// the buffer's until it is freed; a slice of them is good until the next append.
#ifndef PEN_BASE_BUF_H
#define PEN_BASE_BUF_H

#include "base/alloc.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

typedef struct pen_buf {
    char *p;
    size_t n;    // bytes in use
    size_t room; // bytes allocated
    size_t cap;  // never more than this
    pen_status failed; // PEN_OK, PEN_E_NOMEM or PEN_E_LIMIT
    const pen_alloc *alloc;
} pen_buf;

void pen_buf_init(pen_buf *b, const pen_alloc *alloc, size_t cap);
void pen_buf_free(pen_buf *b);

// Empties it, keeps the memory, forgets a failure.
void pen_buf_clear(pen_buf *b);

// The same, and the memory is given back when it is more than `keep` bytes: what one huge
// record took must not be held for ever.
void pen_buf_trim(pen_buf *b, size_t keep);

// The slow half of pen_buf_need.
char *pen_buf_grow(pen_buf *b, size_t extra);

// Makes room for `extra` more bytes; gives where they go, or NULL (failed is set). The
// caller writes there and adds to `n`.
static inline char *pen_buf_need(pen_buf *b, size_t extra)
{
    return b->failed == PEN_OK && extra <= b->room - b->n ? b->p + b->n : pen_buf_grow(b, extra);
}

void pen_buf_add(pen_buf *b, pen_str s);
void pen_buf_byte(pen_buf *b, char c);
void pen_buf_fill(pen_buf *b, char c, size_t n);
void pen_buf_u64(pen_buf *b, uint64_t v);
void pen_buf_i64(pen_buf *b, int64_t v);

// For messages to people (diagnostics, dumps); never on the way of an event.
void pen_buf_fmt(pen_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define PEN_BUF_LIT(b, s) pen_buf_add((b), PEN_LIT(s))

static inline pen_str pen_buf_str(const pen_buf *b)
{
    return (pen_str){b->p, b->n};
}

#endif

// SPDX-License-Identifier: Apache-2.0
// Frames an input twice, in one piece and in random ones, and stops the program when the
// records differ. Pieces are exact blocks, so over-reads are seen.
#ifndef PEN_FUZZ_FRAME_TWICE_H
#define PEN_FUZZ_FRAME_TWICE_H

#include "base/limits.h"
#include "codec/frame.h"
#include "exact.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct frame_sum {
    uint64_t hash, records;
    pen_str input;
    void (*check)(pen_str input, const pen_record *r); // may be NULL
} frame_sum;

static inline uint64_t frame_hash(uint64_t h, const void *p, size_t n)
{
    const uint8_t *at = p;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ at[i]) * UINT64_C(1099511628211); // FNV-1a
    }
    return h;
}

static inline pen_status frame_add(void *ctx, const pen_record *r)
{
    frame_sum *sum = ctx;
    if (r->offset > sum->input.n || r->message.n > PEN_RECORD_MAX ||
        (!r->error && r->message.n > 2 * sum->input.n + 4096)) {
        abort();
    }
    sum->records++;
    sum->hash = frame_hash(sum->hash, &r->offset, sizeof r->offset);
    sum->hash = frame_hash(sum->hash, r->message.p, r->message.n);
    sum->hash = frame_hash(sum->hash, &r->syslog.pri, sizeof r->syslog.pri);
    sum->hash = frame_hash(sum->hash, r->syslog.hostname.p, r->syslog.hostname.n);
    const char *why = r->error ? r->error : "";
    sum->hash = frame_hash(sum->hash, why, strlen(why));
    if (sum->check) {
        sum->check(sum->input, r);
    }
    return PEN_OK;
}

// Pieces of 1 to `most` bytes; 0: one piece.
static inline frame_sum frame_once(pen_frame_kind kind, pen_str in, uint32_t most,
                                   uint32_t seed,
                                   void (*check)(pen_str, const pen_record *))
{
    frame_sum sum = {.hash = UINT64_C(14695981039346656037), .input = in, .check = check};
    pen_framer *f;
    if (pen_framer_new(&f, kind, NULL) != PEN_OK) {
        abort();
    }
    for (size_t at = 0; at < in.n;) {
        seed = seed * 1664525u + 1013904223u;
        size_t n = most ? 1 + (seed >> 8) % most : in.n;
        n = n < in.n - at ? n : in.n - at;
        pen_str piece = exact(pen_str_of(in.p + at, n));
        if (pen_framer_push(f, piece, frame_add, &sum) != PEN_OK) {
            abort();
        }
        exact_free(piece);
        at += n;
    }
    if (pen_framer_end(f, frame_add, &sum) != PEN_OK) {
        abort();
    }
    pen_framer_free(f);
    return sum;
}

static inline void frame_twice(pen_frame_kind kind, pen_str in, uint32_t seed,
                               void (*check)(pen_str, const pen_record *))
{
    frame_sum whole = frame_once(kind, in, 0, 0, check);
    frame_sum cut = frame_once(kind, in, seed % 7 == 0 ? 1 : 1 + seed % 100, seed, check);
    if (whole.hash != cut.hash || whole.records != cut.records) {
        abort();
    }
}

#endif

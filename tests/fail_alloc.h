// SPDX-License-Identifier: Apache-2.0
// A pen_alloc for tests: counts calls and bytes, checks the sizes that are given back, and
// fails the n-th call that wants memory. The usual loop runs a task with the first call
// failing, then the second, and so on, until it passes untouched:
//
//   fail_alloc f;
//   FAIL_EACH(f) {
//       pen_status s = task(&f.alloc);     // must free all it took, whatever happens
//       good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
//   }
//   ok(fail_alloc_clean(&f), "nothing leaks when memory runs out");
//
// A block is a malloc of its own, so that the address sanitizer sees overruns.
#ifndef PEN_TESTS_FAIL_ALLOC_H
#define PEN_TESTS_FAIL_ALLOC_H

#include "base/alloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct fail_alloc {
    pen_alloc alloc;    // hand &f.alloc to what is tested
    size_t fail_at;     // the call that fails, from 1; 0: none
    bool sticky;        // all calls after it fail too
    bool failed;        // a call did fail
    size_t calls;       // that wanted memory
    size_t live, bytes; // blocks and bytes held now
    size_t peak;        // most bytes ever held
    size_t wrong;       // blocks given back with a size that is not theirs
    size_t leaks;       // of FAIL_EACH: blocks still held at the end of a run
} fail_alloc;

// Each block starts with its size, in 16 bytes so that what follows stays aligned.
enum { FAIL_HEAD = 16, FAIL_RUNS_MAX = 1000000 };

static inline size_t fail_size(const char *block)
{
    size_t size;
    memcpy(&size, block - FAIL_HEAD, sizeof size);
    return size;
}

static inline void *fail_alloc_fn(void *ctx, void *p, size_t old, size_t size)
{
    fail_alloc *f = ctx;
    size_t had = p ? fail_size(p) : 0;
    char *head = p ? (char *)p - FAIL_HEAD : NULL;
    f->wrong += p && had != old;
    if (size == 0) {
        free(head);
        f->live -= p != NULL;
        f->bytes -= had;
        return NULL;
    }
    f->calls++;
    bool hit =
        f->fail_at && (f->calls == f->fail_at || (f->sticky && f->calls > f->fail_at));
    char *block =
        hit || size > SIZE_MAX - FAIL_HEAD ? NULL : realloc(head, size + FAIL_HEAD);
    if (!block) {
        f->failed = true;
        return NULL;
    }
    memcpy(block, &size, sizeof size);
    f->live += p == NULL;
    f->bytes += size - had;
    f->peak = f->bytes > f->peak ? f->bytes : f->peak;
    return block + FAIL_HEAD;
}

// Counts from nothing; the `fail_at`-th call will fail (0: none).
static inline void fail_alloc_init(fail_alloc *f, size_t fail_at)
{
    *f = (fail_alloc){.fail_at = fail_at};
    f->alloc = (pen_alloc){fail_alloc_fn, f};
}

// Starts the next run of FAIL_EACH; false when the last one met no failure.
static inline bool fail_alloc_again(fail_alloc *f)
{
    size_t run = f->fail_at + 1, leaks = f->leaks + f->live, wrong = f->wrong;
    if (f->fail_at && !f->failed) {
        f->leaks = leaks;
        return false;
    }
    fail_alloc_init(f, run);
    f->leaks = leaks;
    f->wrong = wrong;
    return run < FAIL_RUNS_MAX;
}

#define FAIL_EACH(f) for (fail_alloc_init(&(f), 0); fail_alloc_again(&(f));)

// Whether all blocks came back, with their right sizes, in every run.
static inline bool fail_alloc_clean(const fail_alloc *f)
{
    return f->live == 0 && f->leaks == 0 && f->wrong == 0;
}

#endif

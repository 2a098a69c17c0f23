// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "fail_alloc.h"
#include "tap.h"

static bool aligned(const void *p)
{
    return (uintptr_t)p % 8 == 0;
}

// Blocks of many sizes, each filled to its last byte, must not touch each other.
static void gives(void)
{
    enum { COUNT = 400 };
    static unsigned char *block[COUNT];
    fail_alloc f;
    pen_arena a;
    fail_alloc_init(&f, 0);
    pen_arena_init(&a, &f.alloc, SIZE_MAX);
    ok(f.calls == 0, "an empty arena allocates nothing");
    bool good = true, whole = true;
    for (size_t i = 0; i < COUNT; i++) {
        block[i] = pen_arena_get(&a, i * 7);
        good = good && block[i] && aligned(block[i]);
        memset(block[i], (int)(i & 0xFF), i * 7);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < i * 7; k++) {
            whole = whole && block[i][k] == (i & 0xFF);
        }
    }
    ok(good, "every block is there and aligned");
    ok(whole, "no block overlaps another");
    ok(a.held == f.bytes, "the arena knows what it holds");
    pen_arena_free(&a);
    ok(f.live == 0 && f.wrong == 0 && a.held == 0, "free gives everything back");
    ok(pen_arena_get(&a, 1) != NULL, "and the arena can be used again");
    pen_arena_free(&a);
    ok(fail_alloc_clean(&f), "and freed again");
}

static void resets(void)
{
    fail_alloc f;
    pen_arena a;
    fail_alloc_init(&f, 0);
    pen_arena_init(&a, &f.alloc, SIZE_MAX);
    size_t warm = 0;
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < 3000; i++) {
            (void)pen_arena_get(&a, i % 200);
        }
        warm = round == 0 ? f.calls : warm;
        pen_arena_reset(&a);
    }
#ifdef PEN_NO_ARENA
    ok(f.live == 0, "without chunks, reset frees every block");
#else
    ok(f.calls == warm, "a warm arena allocates nothing");
    size_t small = a.held;
    ok(pen_arena_get(&a, 3 * 1024 * 1024) != NULL, "a big block");
    ok(a.held > small, "is held");
    pen_arena_reset(&a);
    ok(a.held == small, "and not kept over a reset");
#endif
    pen_arena_free(&a);
    ok(fail_alloc_clean(&f), "nothing leaks");
}

static void caps(void)
{
    enum { CAP = 1024 * 1024 };
    fail_alloc f;
    pen_arena a;
    fail_alloc_init(&f, 0);
    pen_arena_init(&a, &f.alloc, CAP);
    size_t got = 0;
    while (got < 1000000 && pen_arena_get(&a, 1000)) {
        got++;
    }
    ok(got > 400 && got < 1049, "small blocks stop at the cap");
    ok(f.peak <= CAP, "the cap is kept");
    ok(a.capped, "and it says so");
    pen_arena_reset(&a);
    ok(!a.capped && pen_arena_get(&a, CAP) == NULL && a.capped, "a big block over the cap");
    ok(pen_arena_get(&a, SIZE_MAX) == NULL, "a size that overflows");
    ok(pen_arena_get(&a, SIZE_MAX - 8) == NULL, "a size that nearly overflows");
    ok(pen_arena_zero(&a, SIZE_MAX / 2, 3) == NULL, "a product that overflows");
    pen_arena_reset(&a);
    ok(!a.capped && pen_arena_get(&a, 1000) != NULL, "after a reset there is room again");
    pen_arena_free(&a);
    pen_arena_init(&a, &f.alloc, 0);
    ok(pen_arena_get(&a, 1) == NULL, "a cap of nothing");
    ok(fail_alloc_clean(&f), "nothing leaks");
}

static void zeroes_and_copies(void)
{
    pen_arena a;
    pen_str s;
    pen_arena_init(&a, NULL, SIZE_MAX);
    char *dirty = pen_arena_get(&a, 64);
    memset(dirty, 0xFF, 64);
    pen_arena_reset(&a);
    char *p = pen_arena_zero(&a, 8, 8);
    bool zero = true;
    for (size_t i = 0; i < 64; i++) {
        zero = zero && p[i] == 0;
    }
    ok(zero, "zeroed memory is zero where dirt was");
    ok(pen_arena_str(&a, PEN_LIT("a\0b"), &s) == PEN_OK, "a copy");
    ok(pen_str_eq(s, PEN_LIT("a\0b")) && s.p[3] == '\0', "ends with a NUL of its own");
    ok(pen_arena_str(&a, PEN_EMPTY, &s) == PEN_OK && s.p[0] == '\0', "a copy of nothing");
    ok(pen_arena_zero(&a, 0, 8) != NULL, "nothing, zeroed");
    pen_arena_free(&a);
}

static pen_status task(const pen_alloc *alloc)
{
    pen_arena a;
    pen_str copy;
    pen_status s = PEN_OK;
    pen_arena_init(&a, alloc, SIZE_MAX);
    for (int i = 0; i < 6 && s == PEN_OK; i++) {
        s = pen_arena_get(&a, 50000) ? PEN_OK : PEN_E_NOMEM;
        s = s == PEN_OK ? pen_arena_str(&a, PEN_LIT("text"), &copy) : s;
        s = s == PEN_OK && !pen_arena_get(&a, 300000) ? PEN_E_NOMEM : s;
    }
    pen_arena_free(&a);
    return s;
}

static void fails(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_status s = task(&f.alloc);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
    }
    ok(good && f.fail_at > 6, "each failed allocation is reported");
    ok(fail_alloc_clean(&f), "and none leaks");
}

int main(void)
{
    gives();
    resets();
    caps();
    zeroes_and_copies();
    fails();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// A test program prints TAP: one line a check, the plan at the end. `ok` needs an
// expression and a name; the name is what a person sees when it fails.
#ifndef PEN_TESTS_TAP_H
#define PEN_TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

// A check: its place in the test and its name.
typedef struct tap_at {
    const char *file;
    int line;
    const char *name;
} tap_at;

#define TAP_AT(name) ((tap_at){__FILE__, __LINE__, (name)})

static inline bool tap_check(bool good, tap_at at)
{
    tap_run++;
    if (!good) {
        tap_failed++;
        printf("not ok %d - %s\n# at %s:%d\n", tap_run, at.name, at.file, at.line);
    } else {
        printf("ok %d - %s\n", tap_run, at.name);
    }
    return good;
}

// Gives whether `good` held, so that details can be printed when it did not.
#define ok(good, name) tap_check((good), TAP_AT(name))

// Compares two byte ranges and shows both when they differ.
static inline bool tap_bytes(const char *got, size_t got_n, const char *want, size_t want_n,
                             tap_at at)
{
    bool same = got_n == want_n && (got_n == 0 || memcmp(got, want, got_n) == 0);
    if (!tap_check(same, at)) {
        printf("#  got: %.*s\n# want: %.*s\n", (int)got_n, got ? got : "", (int)want_n, want);
    }
    return same;
}

// is_str(pen_str, "literal", name)
#define is_str(got, want, name)                                                            \
    tap_bytes((got).p, (got).n, (want), strlen(want), TAP_AT(name))

// Prints the plan; main returns its result.
static inline int tap_done(void)
{
    printf("1..%d\n", tap_run);
    return tap_failed ? 1 : 0;
}

#endif

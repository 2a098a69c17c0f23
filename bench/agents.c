// SPDX-License-Identifier: Apache-2.0
// How fast user agents are looked up: each of a file's lines once in a round, without the
// worker's cache, and one of them over and over with it.
//
//     agents FILE ROUNDS      prints agents a second, ns of a hit, us of making the tables
//
// Built by tools/bench --agents with the library's own headers.
#define _POSIX_C_SOURCE 200809L
#include "regex/user_agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AGENTS_MAX 100000
#define HITS 2000000

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static size_t read_lines(const char *path, pen_str *texts)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, n = 0;
    for (ssize_t k; f && n < AGENTS_MAX && (k = getline(&line, &room, f)) > 0; line = NULL) {
        texts[n++] = pen_str_of(line, (size_t)(line[k - 1] == '\n' ? k - 1 : k));
        room = 0; // each line keeps its memory until the end
    }
    return n;
}

static double one_round(const pen_user_agents *u, pen_arena *a, const pen_str *texts, size_t n)
{
    double start = now();
    for (size_t i = 0; i < n; i++) {
        pen_user_agent found;
        pen_arena_reset(a);
        if (pen_user_agents_find(u, a, texts[i], &found) != PEN_OK) {
            exit(3);
        }
    }
    return now() - start;
}

static double hits(const pen_user_agents *u, pen_arena *a, pen_str text)
{
    static pen_ua_cache cache;
    pen_ua_cache_init(&cache);
    double start = now();
    for (int i = 0; i < HITS; i++) {
        pen_user_agent found;
        pen_arena_reset(a);
        if (pen_ua_cache_find(&cache, u, a, text, &found) != PEN_OK) {
            exit(3);
        }
    }
    return (now() - start) / HITS;
}

int main(int argc, char **argv)
{
    static pen_str texts[AGENTS_MAX];
    pen_arena a;
    size_t n = argc == 3 ? read_lines(argv[1], texts) : 0;
    if (n == 0) {
        return 2;
    }
    double start = now(), best = 1e9;
    pen_user_agents *u = pen_user_agents_new(NULL);
    double made = now() - start;
    pen_arena_init(&a, NULL, (size_t)1 << 24);
    for (int i = atoi(argv[2]); u && i > 0; i--) {
        double took = one_round(u, &a, texts, n);
        best = took < best ? took : best;
    }
    printf("%.0f %.1f %.1f\n", (double)n / best, hits(u, &a, texts[0]) * 1e9, made * 1e6);
    return 0;
}

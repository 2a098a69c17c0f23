// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EVERY_S 0.3

double pen_cli_seconds(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool wanted(void)
{
    struct stat out, err;
    if (!isatty(STDERR_FILENO) || fstat(STDERR_FILENO, &err) != 0) {
        return false;
    }
    bool same = isatty(STDOUT_FILENO) && fstat(STDOUT_FILENO, &out) == 0 &&
                out.st_rdev == err.st_rdev;
    return !same;
}

pen_cli_progress pen_cli_progress_start(uint64_t total, const char *what)
{
    double now = pen_cli_seconds();
    return (pen_cli_progress){
        .on = wanted(), .start = now, .next = now + EVERY_S, .total = total, .what = what};
}

// A line that nobody reads any more is no reason to stop.
static void show(const char *line, int n)
{
    if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0) {
        return;
    }
}

void pen_cli_progress_tick(pen_cli_progress *p, uint64_t done, uint64_t count)
{
    double now = p->on ? pen_cli_seconds() : 0;
    if (!p->on || now < p->next) {
        return;
    }
    char share[64] = "", left[64] = "", line[256];
    double passed = now - p->start;
    if (p->total && done) {
        double part = done < p->total ? (double)done / (double)p->total : 1;
        (void)snprintf(share, sizeof share, "%3.0f %%  ", part * 100);
        (void)snprintf(left, sizeof left, "  %.0f s left", passed / part - passed);
    }
    int n = snprintf(line, sizeof line, "\r\x1b[K%s%" PRIu64 " %s  %.0f/s%s", share, count,
                     p->what, (double)count / passed, left);
    show(line, n < (int)sizeof line ? n : (int)sizeof line - 1);
    p->next = now + EVERY_S;
    p->shown = true;
}

void pen_cli_progress_end(pen_cli_progress *p)
{
    if (p->shown) {
        show("\r\x1b[K", 4);
    }
    p->shown = false;
}

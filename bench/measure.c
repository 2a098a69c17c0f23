// SPDX-License-Identifier: Apache-2.0
// Runs one program and writes what it cost: measure RESULT CPUS [-u FILE SIZE] PROGRAM ARGUMENT...
// RESULT gets one line: wall seconds, user seconds, system seconds, peak resident KiB, status.
// CPUS: `-`, or the processors to stay on (`0`, `0,1`). With -u the program is a daemon: the clock
// stops when FILE has SIZE bytes, and the program is told to end. A small program of its own,
// because a child's peak memory begins with that of the process it was forked from.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DAEMON_SECONDS = 120, END_SECONDS = 10 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static bool stay_on(const char *cpus)
{
    if (strcmp(cpus, "-") == 0) {
        return true;
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const char *p = cpus; *p; p += *p == ',') {
        char *end;
        unsigned long n = strtoul(p, &end, 10);
        if (end == p || n >= CPU_SETSIZE) {
            return false;
        }
        CPU_SET(n, &set);
        p = end;
    }
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
}

// Waits until `path` has `size` bytes; false when the child ended before or takes too long.
static bool grown(pid_t child, const char *path, long long size)
{
    double end = now() + DAEMON_SECONDS;
    struct stat s;
    while (stat(path, &s) != 0 || s.st_size < size) {
        siginfo_t gone = {0};
        if (now() > end || waitid(P_PID, (id_t)child, &gone, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            gone.si_pid == child) {
            return false;
        }
        nap();
    }
    return true;
}

static int end_of(pid_t child, struct rusage *use)
{
    int status = 0;
    double end = now() + END_SECONDS;
    kill(child, SIGTERM);
    while (wait4(child, &status, WNOHANG, use) == 0) {
        if (now() > end) {
            kill(child, SIGKILL);
            end += END_SECONDS;
        }
        nap();
    }
    return status;
}

static pid_t start(const char *cpus, char **argv)
{
    pid_t child = fork();
    if (child == 0) {
        if (!stay_on(cpus)) {
            fprintf(stderr, "measure: cannot stay on processor %s\n", cpus);
            _exit(126);
        }
        execvp(argv[0], argv);
        fprintf(stderr, "measure: %s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    return child;
}

int main(int argc, char **argv)
{
    bool is_daemon = argc > 6 && strcmp(argv[3], "-u") == 0;
    if (argc < 4) {
        fprintf(stderr, "usage: measure RESULT CPUS [-u FILE SIZE] PROGRAM ARGUMENT...\n");
        return 2;
    }
    double begin = now();
    pid_t child = start(argv[2], argv + (is_daemon ? 6 : 3));
    if (child < 0) {
        return 3;
    }
    struct rusage use;
    int status = 0;
    double wall;
    bool done = true;
    if (is_daemon) {
        done = grown(child, argv[4], strtoll(argv[5], NULL, 10));
        wall = now() - begin;
        end_of(child, &use);
    } else {
        wait4(child, &status, 0, &use);
        wall = now() - begin;
    }
    int code = !done ? 124 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *f = fopen(argv[1], "w");
    if (!f || fprintf(f, "%.6f %.6f %.6f %ld %d\n", wall, seconds(use.ru_utime),
                      seconds(use.ru_stime), use.ru_maxrss, code) < 0 || fclose(f) != 0) {
        return 3;
    }
    return 0;
}

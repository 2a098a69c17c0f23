// SPDX-License-Identifier: Apache-2.0
#include "serve/task.h"

#include "serve/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool pen_serve_crew_init(pen_serve_crew *c, const pen_serve_options *options)
{
    int ends[2] = {-1, -1};
    *c = (pen_serve_crew){options, -1, -1, -1};
    c->places = eventfd(options->jobs, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    if (c->places < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        pen_serve_crew_free(c);
        return false;
    }
    c->stop = ends[0];
    c->stopper = ends[1];
    return true;
}

static void close_one(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

void pen_serve_crew_free(pen_serve_crew *c)
{
    close_one(&c->places);
    close_one(&c->stop);
    close_one(&c->stopper);
}

void pen_serve_crew_stop(pen_serve_crew *c)
{
    close_one(&c->stopper); // the other end reads its end from now on
}

int pen_serve_file(void)
{
    return memfd_create("penstock", MFD_CLOEXEC);
}

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// Waits until `fd` is readable or at its end.
static pen_serve_outcome wait_for(const pen_serve_crew *c, int fd, int64_t until,
                                  pen_serve_outcome late)
{
    for (;;) {
        struct pollfd p[2] = {{fd, POLLIN, 0}, {c->stop, POLLIN, 0}};
        int64_t left = until - now_ms();
        int n = left > 0 ? poll(p, 2, (int)left) : 0;
        if (n < 0 && errno != EINTR) {
            return PEN_SERVE_BROKEN;
        }
        if (n > 0 && p[1].revents) {
            return PEN_SERVE_STOPPED;
        }
        if (n > 0 && p[0].revents) {
            return PEN_SERVE_ANSWERED;
        }
        if (n == 0) {
            return late;
        }
    }
}

static pen_serve_outcome take_place(const pen_serve_crew *c)
{
    int64_t until = now_ms() + (int64_t)c->options->seconds * 1000;
    for (;;) {
        pen_serve_outcome o = wait_for(c, c->places, until, PEN_SERVE_BUSY);
        uint64_t one;
        if (o != PEN_SERVE_ANSWERED || read(c->places, &one, sizeof one) == sizeof one) {
            return o;
        }
    }
}

static void give_place(const pen_serve_crew *c)
{
    uint64_t one = 1;
    ssize_t n = write(c->places, &one, sizeof one);
    (void)n; // a counter this small is never full
}

// ---- the child ----

// Descriptors: the request, the answer, standard error, and one that tells of its end.
static int arrange(posix_spawn_file_actions_t *files, posix_spawnattr_t *how, const int fds[3])
{
    sigset_t none, back;
    int e = 0;
    (void)sigemptyset(&none);
    (void)sigemptyset(&back);
    (void)sigaddset(&back, SIGINT);
    (void)sigaddset(&back, SIGTERM);
    (void)sigaddset(&back, SIGPIPE);
    e |= posix_spawn_file_actions_adddup2(files, fds[0], STDIN_FILENO);
    e |= posix_spawn_file_actions_adddup2(files, fds[1], STDOUT_FILENO);
    e |= posix_spawn_file_actions_adddup2(files, fds[2], STDERR_FILENO + 1);
    e |= posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 2);
    e |= posix_spawnattr_setsigmask(how, &none);
    e |= posix_spawnattr_setsigdefault(how, &back);
    e |= posix_spawnattr_setpgroup(how, 0); // Ctrl-C is for the server
    e |= posix_spawnattr_setflags(how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                           POSIX_SPAWN_SETPGROUP);
    return e;
}

static bool start(const pen_serve_options *o, const int fds[3], pid_t *pid)
{
    char body[16], seconds[16], memory[16];
    (void)snprintf(body, sizeof body, "--body=%u", o->body_mib);
    (void)snprintf(seconds, sizeof seconds, "--time=%u", o->seconds);
    (void)snprintf(memory, sizeof memory, "--memory=%u", o->memory_mib);
    const char *argv[] = {"penstock", "serve", "--once", body, seconds, memory,
                          o->now ? "--now" : NULL, o->now, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    char *args[sizeof argv / sizeof argv[0]];
    memcpy(args, argv, sizeof args);
    if (posix_spawn_file_actions_init(&files) != 0) {
        return false;
    }
    if (posix_spawnattr_init(&how) != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return false;
    }
    bool good = arrange(&files, &how, fds) == 0 &&
                posix_spawn(pid, o->program, &files, &how, args, environ) == 0;
    (void)posix_spawnattr_destroy(&how);
    (void)posix_spawn_file_actions_destroy(&files);
    return good;
}

// Kills what is not over, and takes the child's status.
static pen_serve_outcome reap(pid_t pid, pen_serve_outcome so_far, int *code)
{
    int status = 0;
    if (so_far != PEN_SERVE_ANSWERED) {
        (void)kill(pid, SIGKILL);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (so_far != PEN_SERVE_ANSWERED) {
        return so_far;
    }
    if (WIFSIGNALED(status)) {
        int by = WTERMSIG(status);
        return by == SIGXCPU || by == SIGKILL ? PEN_SERVE_SLOW : PEN_SERVE_DIED;
    }
    *code = WEXITSTATUS(status);
    return *code <= PEN_SERVE_BAD_REQUEST ? PEN_SERVE_ANSWERED : PEN_SERVE_BROKEN;
}

// The child holds `ends[1]` and nobody else does: its end is the child's.
static pen_serve_outcome run(pen_serve_crew *c, const int fds[2], int ends[2], int *code)
{
    pid_t pid;
    const int child[3] = {fds[0], fds[1], ends[1]};
    bool started = start(c->options, child, &pid);
    close_one(&ends[1]);
    if (!started) {
        return PEN_SERVE_BROKEN;
    }
    int64_t until = now_ms() + (int64_t)c->options->seconds * 1000;
    return reap(pid, wait_for(c, ends[0], until, PEN_SERVE_SLOW), code);
}

static pen_serve_outcome run_placed(pen_serve_crew *c, const int fds[2], int *code)
{
    int ends[2];
    if (lseek(fds[0], 0, SEEK_SET) != 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return PEN_SERVE_BROKEN;
    }
    pen_serve_outcome o = run(c, fds, ends, code);
    close_one(&ends[0]);
    return o;
}

pen_serve_outcome pen_serve_task(pen_serve_crew *c, int body, int *code, int *answer, size_t *n)
{
    struct stat s = {.st_size = 0};
    pen_serve_outcome o = take_place(c);
    if (o != PEN_SERVE_ANSWERED) {
        return o;
    }
    *answer = pen_serve_file();
    const int fds[2] = {body, *answer};
    o = *answer < 0 ? PEN_SERVE_BROKEN : run_placed(c, fds, code);
    give_place(c);
    if (o == PEN_SERVE_ANSWERED && fstat(*answer, &s) != 0) {
        o = PEN_SERVE_BROKEN;
    }
    if (o != PEN_SERVE_ANSWERED) {
        close_one(answer);
    }
    *n = (size_t)s.st_size;
    return o;
}

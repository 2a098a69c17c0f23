// SPDX-License-Identifier: Apache-2.0
#include "cli/reader.h"

#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PACKED_ROOM = 256 * 1024 };

// ---- signals ----

// A signal may come between a look at a flag and a wait; the byte in the pipe ends the
// wait.
static volatile sig_atomic_t stop_signal;
static int stop_pipe[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    stop_signal = number;
    if (write(stop_pipe[1], "", 1) < 0) {
        stop_signal = number; // the pipe is full: it wakes whoever waits anyway
    }
    errno = saved;
}

bool pen_cli_signals_catch(void)
{
    if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        return false;
    }
    struct sigaction stop = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    return sigaction(SIGINT, &stop, NULL) == 0 && sigaction(SIGTERM, &stop, NULL) == 0;
}

int pen_cli_signal(void)
{
    return stop_signal;
}

// ---- files ----

bool pen_cli_reader_open(pen_cli_reader *r, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    *r = (pen_cli_reader){.name = path, .packing = PEN_CLI_PACKING_OPEN};
    do { // a pipe with a name waits for who writes to it
        r->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    } while (r->fd < 0 && errno == EINTR && !stop_signal);
    if (r->fd < 0 && !stop_signal) {
        pen_cli_complain(path, "cannot be read: %s", strerror(errno));
    }
    return r->fd >= 0;
}

void pen_cli_reader_close(pen_cli_reader *r)
{
    if (r->fd > STDERR_FILENO) {
        (void)close(r->fd);
    }
    pen_cli_unpack_free(r->unpack);
    free(r->packed);
    *r = (pen_cli_reader){.fd = -1};
}

bool pen_cli_reader_ready(const pen_cli_reader *r)
{
    struct pollfd wait = {.fd = r->fd, .events = POLLIN};
    return r->rest.n || r->ended || poll(&wait, 1, 0) != 0;
}

// ---- reading ----

static pen_cli_read read_raw(pen_cli_reader *r, char *to, size_t room, size_t *n)
{
    *n = 0;
    struct pollfd wait[2] = {{.fd = r->fd, .events = POLLIN},
                             {.fd = stop_pipe[0], .events = POLLIN}};
    while (!stop_signal) {
        if (poll(wait, 2, -1) < 0 || stop_signal) {
            continue; // EINTR
        }
        ssize_t got = read(r->fd, to, room);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (got < 0) {
            pen_cli_complain(r->name, "cannot be read: %s", strerror(errno));
            return PEN_CLI_READ_BROKEN;
        }
        *n = (size_t)got;
        r->consumed += *n;
        r->ended = got == 0;
        return got ? PEN_CLI_READ_SOME : PEN_CLI_READ_END;
    }
    return PEN_CLI_READ_STOPPED;
}

// Reads until the first bytes tell whether they are packed; they lie at `to`.
static pen_cli_read find_packing(pen_cli_reader *r, char *to, size_t room, size_t *n)
{
    pen_cli_read got = PEN_CLI_READ_SOME;
    *n = 0;
    while (got == PEN_CLI_READ_SOME && r->packing == PEN_CLI_PACKING_OPEN) {
        size_t more;
        got = read_raw(r, to + *n, room - *n, &more);
        *n += more;
        r->packing = pen_cli_packing_of((pen_str){to, *n});
    }
    if (got == PEN_CLI_READ_END && r->packing == PEN_CLI_PACKING_OPEN) {
        r->packing = PEN_CLI_PACKING_NONE;
    }
    return got == PEN_CLI_READ_END && *n ? PEN_CLI_READ_SOME : got;
}

// The bytes that told what the input is become the unpacker's first.
static pen_cli_read begin_unpacking(pen_cli_reader *r, pen_str head)
{
    size_t room = head.n > PACKED_ROOM ? head.n : PACKED_ROOM;
    r->packed = malloc(room);
    r->unpack = pen_cli_unpack_new(r->packing);
    if (!r->packed || !r->unpack) {
        (void)pen_cli_no_memory();
        return PEN_CLI_READ_BROKEN;
    }
    memcpy(r->packed, head.p, head.n);
    r->rest = (pen_str){r->packed, head.n};
    return PEN_CLI_READ_SOME;
}

static pen_cli_read broken(const pen_cli_reader *r, const char *why)
{
    pen_cli_complain(r->name, "%s (what could be unpacked was used)", why);
    return PEN_CLI_READ_BROKEN;
}

static pen_cli_read read_packed(pen_cli_reader *r, char *to, size_t room, size_t *n)
{
    for (;;) {
        const char *why;
        *n = pen_cli_unpack_run(r->unpack, &r->rest, to, room, &why);
        if (*n) {
            return PEN_CLI_READ_SOME; // a reason comes again, with nothing before it
        }
        if (why) {
            return broken(r, why);
        }
        size_t got;
        pen_cli_read result = read_raw(r, r->packed, PACKED_ROOM, &got);
        r->rest = (pen_str){r->packed, got};
        const char *early = pen_cli_unpack_end(r->unpack);
        if (result == PEN_CLI_READ_END && early) {
            return broken(r, early);
        }
        if (result != PEN_CLI_READ_SOME) {
            return result;
        }
    }
}

pen_cli_read pen_cli_reader_read(pen_cli_reader *r, char *to, size_t room, size_t *n)
{
    if (r->packing == PEN_CLI_PACKING_OPEN) {
        pen_cli_read got = find_packing(r, to, room, n);
        if (got != PEN_CLI_READ_SOME || r->packing == PEN_CLI_PACKING_NONE) {
            return got;
        }
        got = begin_unpacking(r, (pen_str){to, *n});
        if (got != PEN_CLI_READ_SOME) {
            *n = 0;
            return got;
        }
    }
    return r->packing == PEN_CLI_PACKING_NONE ? read_raw(r, to, room, n)
                                              : read_packed(r, to, room, n);
}

// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include "serve/handler.h"
#include "serve/listener.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Seconds that requests under way get when the server is stopped; bytes of headers that a
// connection may send; bytes of a thread's stack.
enum { GRACE_SECONDS = 10, HEADERS_MAX = 32 * 1024, STACK = 512 * 1024 };

static pen_status complain(const pen_serve_options *o, pen_status s, const char *what,
                           const char *why)
{
    char line[512];
    (void)snprintf(line, sizeof line, "serve: %s: %s", what, why);
    o->say(line);
    return s;
}

static struct MHD_Daemon *start_daemon(pen_serve_site *site, const pen_serve_address *at, int fd)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                     MHD_USE_POLL | MHD_USE_ITC |
                     (at->at.ss_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0u);
    return MHD_start_daemon(
        flags, 0, NULL, NULL, pen_serve_handle, site, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)PEN_SERVE_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, site->options->idle,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX, MHD_OPTION_THREAD_STACK_SIZE,
        (size_t)STACK, MHD_OPTION_NOTIFY_COMPLETED, pen_serve_completed, site,
        MHD_OPTION_NOTIFY_CONNECTION, pen_serve_connected, site, MHD_OPTION_END);
}

static bool signals(sigset_t *set)
{
    return sigemptyset(set) == 0 && sigaddset(set, SIGINT) == 0 &&
           sigaddset(set, SIGTERM) == 0 && pthread_sigmask(SIG_BLOCK, set, NULL) == 0;
}

// Whether one of the signals came within so many milliseconds.
static bool signalled(const sigset_t *set, long ms)
{
    const struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    return sigtimedwait(set, NULL, &t) > 0;
}

static void announce(const pen_serve_options *o, const pen_serve_address *at)
{
    char where[80], line[256];
    pen_serve_address_text(at, where, sizeof where);
    (void)snprintf(line, sizeof line, "serve: listening on http://%s%s", where,
                   at->loopback ? ""
                                : " (not only for this machine: anybody who reaches it may run "
                                  "formats here, nobody is asked who he is)");
    o->say(line);
}

// Until nothing is under way, the seconds are over, or a signal comes.
static void await_idle(pen_serve_site *site, int seconds, const sigset_t *set)
{
    enum { TICK_MS = 20 };
    for (int left = seconds * 1000; left > 0; left -= TICK_MS) {
        if (pen_serve_connections_sweep(&site->connections) == 0 || signalled(set, TICK_MS)) {
            return;
        }
    }
}

// Until a signal; then what is under way may end, for a while or until a second one.
static void serve(pen_serve_site *site, struct MHD_Daemon *d, const sigset_t *set)
{
    while (!signalled(set, 1000)) {
        (void)pen_serve_connections_sweep(&site->connections);
    }
    int fd = MHD_quiesce_daemon(d);
    await_idle(site, GRACE_SECONDS, set);
    pen_serve_crew_stop(&site->crew);
    await_idle(site, 1, set); // who waits is told
    MHD_stop_daemon(d);
    if (fd >= 0) {
        (void)close(fd);
    }
}

static pen_status run(pen_serve_site *site, pen_serve_address *at, const sigset_t *set)
{
    const pen_serve_options *o = site->options;
    int fd = pen_serve_listen(at);
    if (fd < 0) {
        return complain(o, PEN_E_IO, o->listen, strerror(errno));
    }
    struct MHD_Daemon *d = start_daemon(site, at, fd);
    if (!d) {
        (void)close(fd);
        return complain(o, PEN_E_IO, o->listen, "the HTTP server does not start");
    }
    announce(o, at);
    serve(site, d, set);
    o->say("serve: stopped");
    return PEN_OK;
}

pen_status pen_serve_run(const pen_serve_options *options)
{
    pen_serve_address at;
    sigset_t set;
    if (!pen_serve_address_read(options->listen, &at)) {
        return complain(options, PEN_E_USAGE, options->listen,
                        "is no address (such as 127.0.0.1:8787 or [::1]:8787)");
    }
    pen_serve_site site = {.options = options};
    if (!signals(&set) || !pen_serve_connections_init(&site.connections, options->idle)) {
        return complain(options, PEN_E_IO, "start", strerror(errno));
    }
    pen_status s = pen_serve_crew_init(&site.crew, options)
                       ? run(&site, &at, &set)
                       : complain(options, PEN_E_IO, "start", strerror(errno));
    pen_serve_crew_free(&site.crew);
    pen_serve_connections_free(&site.connections);
    return s;
}

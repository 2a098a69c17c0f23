// SPDX-License-Identifier: Apache-2.0
#include "serve/confine.h"

#include "base/buf.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0 // sanitizers reserve terabytes of addresses and cannot run with less
#endif

enum { DESCRIPTORS = 16, PIECE = 64 * 1024 };

static bool limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit l;
    if (getrlimit(what, &l) != 0) {
        return false;
    }
    l.rlim_max = l.rlim_max < most ? l.rlim_max : most;
    l.rlim_cur = l.rlim_max;
    return setrlimit(what, &l) == 0;
}

// No more memory, time, descriptors than this; no dump, no other program with more rights; and
// it does not outlive the server.
static bool confine(const pen_serve_limits *limits)
{
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, limits->seconds) &&
           limit(RLIMIT_NOFILE, DESCRIPTORS) &&
           (SANITIZED || limit(RLIMIT_AS, (rlim_t)limits->memory_mib << 20)) &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

static bool read_all(int fd, pen_buf *to)
{
    for (;;) {
        char *p = pen_buf_need(to, PIECE);
        ssize_t n = p ? read(fd, p, PIECE) : -1;
        if (n > 0) {
            to->n += (size_t)n;
        } else if (n == 0 || !p || errno != EINTR) {
            return n == 0;
        }
    }
}

static bool write_all(int fd, pen_str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        s = pen_str_from(s, (size_t)n);
    }
    return true;
}

static int code_of(pen_status s)
{
    if (s == PEN_E_SYNTAX || s == PEN_E_DEPTH) {
        return PEN_SERVE_BAD_REQUEST;
    }
    return s == PEN_OK ? PEN_SERVE_DONE : PEN_SERVE_BAD_FORMAT;
}

int pen_serve_once(const pen_serve_limits *limits, int64_t now_s, int in, int out)
{
    int code = PEN_SERVE_FAILED;
    pen_buf body;
    pen_buf_init(&body, pen_alloc_default(), ((size_t)limits->body_mib << 20) + PIECE);
    pen_output *answer = confine(limits) ? pen_output_new(NULL, PEN_SERVE_ANSWER_MAX) : NULL;
    if (answer && read_all(in, &body)) {
        pen_status s = pen_validate(pen_buf_str(&body), now_s, NULL, answer);
        code = write_all(out, pen_output_str(answer)) ? code_of(s) : PEN_SERVE_FAILED;
    }
    pen_output_free(answer);
    pen_buf_free(&body);
    return code;
}

// SPDX-License-Identifier: Apache-2.0
#include "serve/listener.h"

#include "base/num.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 64 };

static bool read_port(pen_str s, in_port_t *out)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 5 || pen_num_u64(s, &v) != PEN_OK || v > 65535) {
        return false;
    }
    *out = htons((uint16_t)v);
    return true;
}

static bool read_v6(const char *host, in_port_t port, pen_serve_address *out)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = port};
    if (inet_pton(AF_INET6, host, &a.sin6_addr) != 1) {
        return false;
    }
    out->loopback = IN6_IS_ADDR_LOOPBACK(&a.sin6_addr);
    out->n = sizeof a;
    memcpy(&out->at, &a, sizeof a);
    return true;
}

static bool read_v4(const char *host, in_port_t port, pen_serve_address *out)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = port};
    bool local = !host[0] || strcmp(host, "localhost") == 0;
    if (inet_pton(AF_INET, local ? "127.0.0.1" : host, &a.sin_addr) != 1) {
        return false;
    }
    out->loopback = ntohl(a.sin_addr.s_addr) >> 24 == 127;
    out->n = sizeof a;
    memcpy(&out->at, &a, sizeof a);
    return true;
}

bool pen_serve_address_read(const char *text, pen_serve_address *out)
{
    char host[64];
    const char *colon = strrchr(text, ':');
    in_port_t port;
    *out = (pen_serve_address){.n = 0};
    if (!colon || (size_t)(colon - text) >= sizeof host || !read_port(pen_str_c(colon + 1), &port)) {
        return false;
    }
    size_t n = (size_t)(colon - text);
    memcpy(host, text, n);
    host[n] = '\0';
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = '\0';
        return read_v6(host + 1, port, out);
    }
    return read_v4(host, port, out);
}

static bool open_at(int fd, pen_serve_address *a)
{
    int on = 1;
    socklen_t n = sizeof a->at;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           bind(fd, (const struct sockaddr *)&a->at, a->n) == 0 && listen(fd, BACKLOG) == 0 &&
           getsockname(fd, (struct sockaddr *)&a->at, &n) == 0;
}

int pen_serve_listen(pen_serve_address *a)
{
    int fd = socket(a->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && !open_at(fd, a)) {
        int error = errno;
        (void)close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

void pen_serve_address_text(const pen_serve_address *a, char *to, size_t room)
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (a->at.ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, &a->at, sizeof v6);
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
        (void)snprintf(to, room, "[%s]:%u", host, ntohs(v6.sin6_port));
    } else {
        struct sockaddr_in v4;
        memcpy(&v4, &a->at, sizeof v4);
        (void)inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
        (void)snprintf(to, room, "%s:%u", host, ntohs(v4.sin_port));
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "serve/connections.h"

#include <sys/socket.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool pen_serve_connections_init(pen_serve_connections *c, unsigned idle)
{
    c->idle = idle;
    for (size_t i = 0; i < PEN_SERVE_CONNECTIONS_MAX; i++) {
        c->all[i] = (pen_serve_connection){.fd = -1};
    }
    return pthread_mutex_init(&c->lock, NULL) == 0;
}

void pen_serve_connections_free(pen_serve_connections *c)
{
    (void)pthread_mutex_destroy(&c->lock);
}

static void set_phase(const pen_serve_connections *c, pen_serve_connection *one,
                      pen_serve_phase phase)
{
    int64_t ms = (int64_t)c->idle * 1000;
    one->busy = phase != PEN_SERVE_SENDING;
    one->until = phase == PEN_SERVE_WORKING
                     ? 0
                     : now_ms() + (one->busy ? ms * PEN_SERVE_FETCH_TIMES : ms);
}

pen_serve_connection *pen_serve_connection_enter(pen_serve_connections *c, int fd)
{
    pen_serve_connection *one = NULL;
    (void)pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < PEN_SERVE_CONNECTIONS_MAX && !one; i++) {
        one = c->all[i].fd < 0 ? &c->all[i] : NULL;
    }
    if (one) {
        one->fd = fd;
        set_phase(c, one, PEN_SERVE_SENDING);
    }
    (void)pthread_mutex_unlock(&c->lock);
    return one;
}

void pen_serve_connection_leave(pen_serve_connections *c, pen_serve_connection *one)
{
    (void)pthread_mutex_lock(&c->lock);
    if (one) {
        *one = (pen_serve_connection){.fd = -1};
    }
    (void)pthread_mutex_unlock(&c->lock);
}

void pen_serve_connection_phase(pen_serve_connections *c, pen_serve_connection *one,
                                pen_serve_phase phase)
{
    (void)pthread_mutex_lock(&c->lock);
    if (one) {
        set_phase(c, one, phase);
    }
    (void)pthread_mutex_unlock(&c->lock);
}

size_t pen_serve_connections_sweep(pen_serve_connections *c)
{
    size_t busy = 0;
    int64_t now = now_ms();
    (void)pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < PEN_SERVE_CONNECTIONS_MAX; i++) {
        const pen_serve_connection *one = &c->all[i];
        busy += one->fd >= 0 && one->busy;
        if (one->fd >= 0 && one->until && one->until < now) {
            (void)shutdown(one->fd, SHUT_RDWR); // its thread sees the end and cleans up
        }
    }
    (void)pthread_mutex_unlock(&c->lock);
    return busy;
}

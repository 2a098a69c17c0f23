// SPDX-License-Identifier: Apache-2.0
// Who is connected, and until when each may take its time: to send a request, to fetch an
// answer, to come with the next request. A peer that sends a byte now and then is cut off by
// this, whatever it sends. While an answer is being made no time runs.
//
// Safe to use from any number of threads; the table belongs to the server.
#ifndef PEN_SERVE_CONNECTIONS_H
#define PEN_SERVE_CONNECTIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Connections at a time, each with a thread and up to one request in memory.
#define PEN_SERVE_CONNECTIONS_MAX 32

// An answer may be fetched in so many times the time that a request has to arrive.
#define PEN_SERVE_FETCH_TIMES 4

typedef struct pen_serve_connection {
    int fd;        // -1: free
    bool busy;     // an answer is being made or fetched
    int64_t until; // ms of the monotonic clock; 0: no time runs
} pen_serve_connection;

typedef struct pen_serve_connections {
    pthread_mutex_t lock;
    unsigned idle; // seconds for a request to arrive whole, from the connection or the answer
                   // before it on
    pen_serve_connection all[PEN_SERVE_CONNECTIONS_MAX];
} pen_serve_connections;

bool pen_serve_connections_init(pen_serve_connections *c, unsigned idle);
void pen_serve_connections_free(pen_serve_connections *c);

// A connection is there; NULL when the table is full. It is left before its socket is closed.
pen_serve_connection *pen_serve_connection_enter(pen_serve_connections *c, int fd);
void pen_serve_connection_leave(pen_serve_connections *c, pen_serve_connection *one);

typedef enum pen_serve_phase {
    PEN_SERVE_SENDING,  // a request is awaited
    PEN_SERVE_WORKING,  // it is whole; no time runs
    PEN_SERVE_FETCHING, // its answer is ready
} pen_serve_phase;

// `one` may be NULL.
void pen_serve_connection_phase(pen_serve_connections *c, pen_serve_connection *one,
                                pen_serve_phase phase);

// Cuts off those whose time is over. Gives how many are busy.
size_t pen_serve_connections_sweep(pen_serve_connections *c);

#endif

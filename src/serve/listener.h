// SPDX-License-Identifier: Apache-2.0
// The listening socket. Addresses are literal (or "localhost"): no name is looked up.
#ifndef PEN_SERVE_LISTENER_H
#define PEN_SERVE_LISTENER_H

#include "penstock.h"

#include <sys/socket.h>

typedef struct pen_serve_address {
    struct sockaddr_storage at;
    socklen_t n;
    bool loopback; // only this machine reaches it
} pen_serve_address;

// Reads "127.0.0.1:8787", "[::1]:8787", "localhost:8787" or ":8787" (127.0.0.1). False: it is
// none of these.
bool pen_serve_address_read(const char *text, pen_serve_address *out);

// A socket that listens there, closed on exec; `a` becomes the address it has (port 0 takes
// a free one). -1: errno says why.
int pen_serve_listen(pen_serve_address *a);

// "127.0.0.1:8787" of an address.
void pen_serve_address_text(const pen_serve_address *a, char *to, size_t room);

#endif

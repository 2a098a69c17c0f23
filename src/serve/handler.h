// SPDX-License-Identifier: Apache-2.0
// One request: is it one of those there are, is its body taken, what is answered.
#ifndef PEN_SERVE_HANDLER_H
#define PEN_SERVE_HANDLER_H

#include "serve/connections.h"
#include "serve/reply.h"
#include "serve/task.h"

typedef struct pen_serve_site {
    const pen_serve_options *options;
    pen_serve_connections connections;
    pen_serve_crew crew;
} pen_serve_site;

// Callbacks of libmicrohttpd; `site` is a pen_serve_site.
enum MHD_Result pen_serve_handle(void *site, struct MHD_Connection *c, const char *url,
                                 const char *method, const char *version, const char *data,
                                 size_t *n, void **request);
void pen_serve_completed(void *site, struct MHD_Connection *c, void **request,
                         enum MHD_RequestTerminationCode how);
void pen_serve_connected(void *site, struct MHD_Connection *c, void **socket_context,
                         enum MHD_ConnectionNotificationCode what);

#endif

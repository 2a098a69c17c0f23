// SPDX-License-Identifier: Apache-2.0
#include "serve/reply.h"

#include <stdio.h>
#include <unistd.h>

// What every answer carries.
static bool add_headers(struct MHD_Response *r)
{
    return MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json") &&
           MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store") &&
           MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
}

static enum MHD_Result queue(struct MHD_Connection *c, unsigned status, struct MHD_Response *r)
{
    enum MHD_Result done = r && add_headers(r) ? MHD_queue_response(c, status, r) : MHD_NO;
    if (r) {
        MHD_destroy_response(r);
    }
    return done;
}

static struct MHD_Response *from_text(pen_str s)
{
    union {
        const char *p;
        void *copied; // libmicrohttpd copies it and does not write to it
    } text = {s.p};
    return MHD_create_response_from_buffer(s.n, text.copied, MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result pen_serve_reply_text(struct MHD_Connection *c, unsigned status, pen_str json)
{
    return queue(c, status, from_text(json));
}

enum MHD_Result pen_serve_reply_fault(struct MHD_Connection *c, const pen_serve_fault *f,
                                      bool closing)
{
    char text[1024];
    int n = snprintf(text, sizeof text, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}",
                     f->code, f->message);
    if (n < 0 || (size_t)n >= sizeof text) {
        return MHD_NO;
    }
    struct MHD_Response *r = from_text((pen_str){text, (size_t)n});
    if (r && f->allow && !MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, f->allow)) {
        MHD_destroy_response(r);
        return MHD_NO;
    }
    if (r && closing && !MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close")) {
        MHD_destroy_response(r);
        return MHD_NO;
    }
    return queue(c, f->status, r);
}

enum MHD_Result pen_serve_reply_file(struct MHD_Connection *c, unsigned status, int fd, size_t n)
{
    struct MHD_Response *r = MHD_create_response_from_fd(n, fd);
    if (!r) {
        (void)close(fd);
        return MHD_NO;
    }
    return queue(c, status, r);
}

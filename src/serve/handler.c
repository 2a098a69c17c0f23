// SPDX-License-Identifier: Apache-2.0
#include "serve/handler.h"

#include "base/num.h"
#include "base/str.h"
#include "serve/confine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A refused body is read all the same, so that the peer gets to read why, up to so many times
// the largest that is taken.
enum { SWALLOW = 8 };

typedef struct request {
    const pen_serve_fault *fault; // NULL: none so far
    const struct route *route;
    int body;      // a file, -1: none
    uint64_t size; // bytes that came
    unsigned status;
    char line[256]; // method and path, for --verbose
} request;

typedef struct route {
    const char *path;
    const char *method; // HEAD goes where GET goes
    const char *allow;
    bool takes_body;
    enum MHD_Result (*answer)(pen_serve_site *site, struct MHD_Connection *c, request *r);
} route;

static enum MHD_Result answer_status(pen_serve_site *site, struct MHD_Connection *c, request *r);
static enum MHD_Result answer_validate(pen_serve_site *site, struct MHD_Connection *c,
                                       request *r);

static const route routes[] = {
    {"/", "GET", "GET, HEAD", false, answer_status},
    {"/api/v1/health", "GET", "GET, HEAD", false, answer_status},
    {"/api/v1/ingest/formats/validate", "POST", "POST", true, answer_validate},
};

// ---- faults ----

static const pen_serve_fault fault_path = {
    MHD_HTTP_NOT_FOUND, "no-such-path",
    "there is nothing here: POST /api/v1/ingest/formats/validate, or GET /api/v1/health", NULL};
static const pen_serve_fault fault_get = {
    MHD_HTTP_METHOD_NOT_ALLOWED, "wrong-method", "this path answers GET", "GET, HEAD"};
static const pen_serve_fault fault_post = {
    MHD_HTTP_METHOD_NOT_ALLOWED, "wrong-method",
    "this path answers POST, with a JSON body", "POST"};
static const pen_serve_fault fault_type = {
    MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "wrong-type",
    "send the body as JSON, with Content-Type: application/json", NULL};
static const pen_serve_fault fault_encoding = {
    MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "wrong-encoding",
    "send the body as it is, without Content-Encoding", NULL};
static const pen_serve_fault fault_large = {
    MHD_HTTP_CONTENT_TOO_LARGE, "too-large",
    "the body is too large: send fewer events, or start the server with a larger --body", NULL};
static const pen_serve_fault fault_internal = {
    MHD_HTTP_INTERNAL_SERVER_ERROR, "failed",
    "the server has no memory, descriptor or process left: try again later", NULL};

// What became of a task that gave no answer.
static const pen_serve_fault outcomes[] = {
    [PEN_SERVE_BUSY] = {MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
                        "too many validations at a time: try again later", NULL},
    [PEN_SERVE_SLOW] = {MHD_HTTP_UNPROCESSABLE_CONTENT, "too-slow",
                        "the format took more time or memory than it may: send fewer events, "
                        "look for loops, or start the server with a larger --time or --memory",
                        NULL},
    [PEN_SERVE_DIED] = {MHD_HTTP_INTERNAL_SERVER_ERROR, "died",
                        "the validation died, of memory or of a mistake in penstock: please "
                        "report it with the request", NULL},
    [PEN_SERVE_STOPPED] = {MHD_HTTP_SERVICE_UNAVAILABLE, "stopping",
                           "the server is stopping: try again when it is back", NULL},
    [PEN_SERVE_BROKEN] = {MHD_HTTP_INTERNAL_SERVER_ERROR, "failed",
                          "the validation could not be run: try again later", NULL},
};

// ---- what may be asked ----

static pen_str header(struct MHD_Connection *c, const char *name)
{
    const char *v = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
    return pen_str_c(v ? v : "");
}

static bool is_json(pen_str type)
{
    size_t end = pen_str_chr(type, ';', 0);
    pen_str bare = end == PEN_NPOS ? type : pen_str_head(type, end);
    while (bare.n && bare.p[bare.n - 1] == ' ') {
        bare.n--;
    }
    return pen_str_ieq(bare, PEN_LIT("application/json"));
}

static const pen_serve_fault *judge_body(const pen_serve_site *site, struct MHD_Connection *c)
{
    pen_str encoding = header(c, MHD_HTTP_HEADER_CONTENT_ENCODING);
    pen_str length = header(c, MHD_HTTP_HEADER_CONTENT_LENGTH);
    uint64_t n = 0;
    if (!is_json(header(c, MHD_HTTP_HEADER_CONTENT_TYPE))) {
        return &fault_type;
    }
    if (encoding.n && !pen_str_ieq(encoding, PEN_LIT("identity"))) {
        return &fault_encoding;
    }
    bool large = length.n && (pen_num_u64(length, &n) != PEN_OK ||
                              n > (uint64_t)site->options->body_mib << 20);
    return large ? &fault_large : NULL;
}

static const pen_serve_fault *judge(const pen_serve_site *site, struct MHD_Connection *c,
                                    const char *url, const char *method, request *r)
{
    const route *found = NULL;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        found = strcmp(routes[i].path, url) == 0 ? &routes[i] : found;
    }
    if (!found) {
        return &fault_path;
    }
    const char *as = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0 ? MHD_HTTP_METHOD_GET : method;
    if (strcmp(found->method, as) != 0) {
        return found->takes_body ? &fault_post : &fault_get;
    }
    r->route = found;
    return found->takes_body ? judge_body(site, c) : NULL;
}

// Whether the answer must not wait for the body: the peer asks before it sends, or it is
// far too large.
static bool is_urgent(const pen_serve_site *site, struct MHD_Connection *c, const request *r)
{
    uint64_t n = 0;
    pen_str length = header(c, MHD_HTTP_HEADER_CONTENT_LENGTH);
    bool huge = length.n && (pen_num_u64(length, &n) != PEN_OK ||
                             n > ((uint64_t)site->options->body_mib << 20) * SWALLOW);
    return r->fault && (huge || header(c, MHD_HTTP_HEADER_EXPECT).n);
}

// ---- answers ----

static enum MHD_Result answer_fault(struct MHD_Connection *c, request *r,
                                    const pen_serve_fault *f, bool closing)
{
    r->status = f->status;
    return pen_serve_reply_fault(c, f, closing);
}

static enum MHD_Result answer_status(pen_serve_site *site, struct MHD_Connection *c, request *r)
{
    char text[256];
    int n = snprintf(text, sizeof text,
                     "{\"name\":\"penstock\",\"version\":\"%s\",\"status\":\"ok\","
                     "\"validate\":\"POST /api/v1/ingest/formats/validate\"}",
                     pen_version());
    (void)site;
    r->status = MHD_HTTP_OK;
    return n > 0 && (size_t)n < sizeof text
               ? pen_serve_reply_text(c, r->status, (pen_str){text, (size_t)n})
               : MHD_NO;
}

static enum MHD_Result answer_validate(pen_serve_site *site, struct MHD_Connection *c, request *r)
{
    static const unsigned statuses[] = {
        [PEN_SERVE_DONE] = MHD_HTTP_OK,
        [PEN_SERVE_BAD_FORMAT] = MHD_HTTP_UNPROCESSABLE_CONTENT,
        [PEN_SERVE_BAD_REQUEST] = MHD_HTTP_BAD_REQUEST,
    };
    int code = 0, answer = -1;
    size_t n = 0;
    pen_serve_outcome o = r->body < 0 ? PEN_SERVE_BROKEN
                                      : pen_serve_task(&site->crew, r->body, &code, &answer, &n);
    if (o != PEN_SERVE_ANSWERED) {
        return answer_fault(c, r, &outcomes[o], false);
    }
    r->status = statuses[code];
    return pen_serve_reply_file(c, r->status, answer, n);
}

// ---- one request ----

static pen_serve_connection *connection_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return i ? i->socket_context : NULL;
}

static enum MHD_Result begin(const pen_serve_site *site, struct MHD_Connection *c,
                             const char *url, const char *method, void **slot)
{
    request *r = calloc(1, sizeof *r);
    if (!r) {
        return MHD_NO;
    }
    r->body = -1;
    (void)snprintf(r->line, sizeof r->line, "%.16s %s", method, url);
    *slot = r;
    r->fault = judge(site, c, url, method, r);
    if (is_urgent(site, c, r)) {
        return answer_fault(c, r, r->fault, true);
    }
    if (!r->fault && r->route->takes_body) {
        r->body = pen_serve_file();
        r->fault = r->body < 0 ? &fault_internal : NULL;
    }
    return MHD_YES;
}

static bool keep(request *r, const char *data, size_t n)
{
    while (n) {
        ssize_t done = write(r->body, data, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        data += done;
        n -= (size_t)done;
    }
    return true;
}

static enum MHD_Result take(const pen_serve_site *site, request *r, const char *data, size_t n)
{
    uint64_t most = (uint64_t)site->options->body_mib << 20;
    r->size += n;
    if (r->size > most * SWALLOW) {
        return MHD_NO; // whatever it wants, it does not end
    }
    if (!r->fault && r->size > most) {
        r->fault = &fault_large;
    }
    if (!r->fault && r->body >= 0 && !keep(r, data, n)) {
        r->fault = &fault_internal;
    }
    return MHD_YES;
}

// The request is whole. Its time stands still while the answer is made.
static enum MHD_Result answer(pen_serve_site *site, struct MHD_Connection *c, request *r)
{
    const unsigned none = 0, some = site->options->idle;
    pen_serve_connection *one = connection_of(c);
    if (r->fault) {
        pen_serve_connection_phase(&site->connections, one, PEN_SERVE_FETCHING);
        return answer_fault(c, r, r->fault, false);
    }
    pen_serve_connection_phase(&site->connections, one, PEN_SERVE_WORKING);
    (void)MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, none);
    enum MHD_Result done = r->route->answer(site, c, r);
    (void)MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, some);
    pen_serve_connection_phase(&site->connections, one, PEN_SERVE_FETCHING);
    return done;
}

enum MHD_Result pen_serve_handle(void *site, struct MHD_Connection *c, const char *url,
                                 const char *method, const char *version, const char *data,
                                 size_t *n, void **slot)
{
    (void)version;
    if (!*slot) {
        return begin(site, c, url, method, slot);
    }
    if (*n) {
        size_t size = *n;
        *n = 0;
        return take(site, *slot, data, size);
    }
    return answer(site, c, *slot);
}

void pen_serve_completed(void *ctx, struct MHD_Connection *c, void **slot,
                         enum MHD_RequestTerminationCode how)
{
    pen_serve_site *site = ctx;
    request *r = *slot;
    pen_serve_connection_phase(&site->connections, connection_of(c), PEN_SERVE_SENDING);
    if (!r) {
        return;
    }
    if (site->options->verbose) {
        char line[512];
        (void)snprintf(line, sizeof line, "serve: %s: %u, %llu bytes%s", r->line, r->status,
                       (unsigned long long)r->size,
                       how == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : ", cut off");
        site->options->say(line);
    }
    if (r->body >= 0) {
        (void)close(r->body);
    }
    free(r);
    *slot = NULL;
}

void pen_serve_connected(void *ctx, struct MHD_Connection *c, void **socket_context,
                         enum MHD_ConnectionNotificationCode what)
{
    pen_serve_site *site = ctx;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        pen_serve_connection_leave(&site->connections, *socket_context);
        *socket_context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context =
        i ? pen_serve_connection_enter(&site->connections, i->connect_fd) : NULL;
}

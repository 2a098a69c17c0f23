// SPDX-License-Identifier: Apache-2.0
#include "cli/lane.h"

#include "cli/cli_text.h"
#include "cli/say.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TRY(call)                                                                          \
    do {                                                                                   \
        pen_status try_status = (call);                                                    \
        if (try_status != PEN_OK) {                                                        \
            return try_status;                                                             \
        }                                                                                  \
    } while (0)

// What --meta adds holds parts of a record of at most 16 MiB, six bytes for one at worst.
enum { ID_BYTES = 37, EXTRA_MAX = 112 << 20, SAID_MAX = 16 << 20 };

pen_status pen_cli_lane_init(pen_cli_lane *lane, const pen_cli_run *run)
{
    *lane = (pen_cli_lane){.run = run};
    lane->extra = pen_output_new(NULL, EXTRA_MAX);
    lane->said = pen_output_new(NULL, SAID_MAX);
    if (!lane->extra || !lane->said) {
        return PEN_E_NOMEM;
    }
    return pen_worker_new(run->format, NULL, &lane->worker);
}

void pen_cli_lane_free(pen_cli_lane *lane)
{
    pen_worker_free(lane->worker);
    pen_output_free(lane->extra);
    pen_output_free(lane->said);
    *lane = (pen_cli_lane){.run = NULL};
}

// ---- errors ----

static pen_status put(pen_output *out, const char *text)
{
    return pen_output_add(out, pen_cli_str(text));
}

// "file" and the record, which is base64 when it is not UTF-8.
static pen_status put_origin(const pen_cli_lane *lane, const pen_stream_record *r)
{
    pen_output *out = lane->errors;
    char offset[64];
    (void)snprintf(offset, sizeof offset, ",\"offset\":%" PRIu64, lane->base + r->offset);
    TRY(put(out, "{\"file\":"));
    TRY(pen_output_add_json(out, pen_cli_str(lane->file)));
    TRY(put(out, offset));
    if (pen_cli_is_utf8(r->message)) {
        TRY(put(out, ",\"record\":"));
        return pen_output_add_json(out, r->message);
    }
    TRY(put(out, ",\"record_base64\":\""));
    TRY(pen_cli_base64(r->message, out));
    return put(out, "\"");
}

// "why", a sentence, and "fields", the names of the fields that warned.
static pen_status put_warnings(const pen_cli_lane *lane, const char *first)
{
    pen_output *out = lane->errors, *text = lane->extra;
    pen_str field;
    const char *why;
    pen_output_clear(text);
    TRY(put(text, first ? first : ""));
    for (size_t i = 0; pen_event_warning(lane->worker, i, &field, &why) == PEN_OK; i++) {
        TRY(put(text, i || first ? "; " : ""));
        TRY(pen_output_add(text, field));
        TRY(put(text, ": "));
        TRY(put(text, why));
    }
    TRY(put(out, ",\"why\":"));
    TRY(pen_output_add_json(out, pen_output_str(text)));
    TRY(put(out, ",\"fields\":["));
    for (size_t i = 0; pen_event_warning(lane->worker, i, &field, &why) == PEN_OK; i++) {
        TRY(put(out, i ? "," : ""));
        TRY(pen_output_add_json(out, field));
    }
    return put(out, "]}\n");
}

static const char *failure(const pen_result *result)
{
    if (!result->failed) {
        return NULL;
    }
    return result->gave_up == PEN_OK ? "no stage found anything in it"
                                     : pen_status_text(result->gave_up);
}

// A record that gives no event.
static pen_status refuse(pen_cli_lane *lane, const pen_stream_record *r, const char *why)
{
    lane->counts->failures++;
    if (!lane->run->want_errors) {
        return PEN_OK;
    }
    TRY(put_origin(lane, r));
    TRY(put(lane->errors, ",\"why\":"));
    TRY(pen_output_add_json(lane->errors, pen_cli_str(why)));
    return put(lane->errors, ",\"fields\":[]}\n");
}

// ---- what --meta adds ----

static uint64_t mix(uint64_t h, uint64_t v)
{
    // The finalizer of splitmix64.
    h = (h ^ v) + 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 27) * 0x94d049bb133111ebu;
    return h ^ h >> 31;
}

// A UUID of version 8 made from where the record stands, so that the same input gives the
// same ids.
static void make_id(const pen_cli_lane *lane, const pen_stream_record *r, char id[ID_BYTES])
{
    uint64_t a = 0, b;
    for (const char *p = lane->file; *p; p++) {
        a = mix(a, (unsigned char)*p);
    }
    a = mix(a, lane->base + r->offset);
    b = mix(a, r->message.n);
    (void)snprintf(id, ID_BYTES,
                   "%08" PRIx64 "-%04" PRIx64 "-8%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   a >> 32, a >> 16 & 0xffff, a & 0xfff, (b >> 48 & 0x3fff) | 0x8000,
                   b & 0xffffffffffffu);
}

static pen_status put_member(pen_output *out, const char *key, pen_str value)
{
    if (!value.n) {
        return PEN_OK;
    }
    pen_str before = pen_output_str(out);
    TRY(put(out, before.n && before.p[before.n - 1] == '{' ? "\"" : ",\""));
    TRY(put(out, key));
    TRY(put(out, "\":"));
    return pen_output_add_json(out, value);
}

// The header of a syslog message as log.hostname and log.syslog.*.
static pen_status put_header(pen_output *out, const pen_stream_record *r)
{
    char numbers[160];
    pen_output_clear(out);
    if (r->pri < 0 && !r->hostname.n && !r->appname.n) {
        return PEN_OK;
    }
    TRY(put(out, "{\"log\":{\"syslog\":{"));
    if (r->pri >= 0) {
        (void)snprintf(
            numbers, sizeof numbers,
            "\"priority\":%d,\"facility\":{\"code\":%d},\"severity\":{\"code\":%d}", r->pri,
            r->pri / 8, r->pri % 8);
        TRY(put(out, numbers));
    }
    TRY(put_member(out, "appname", r->appname));
    TRY(put_member(out, "procid", r->procid));
    TRY(put_member(out, "msgid", r->msgid));
    TRY(put(out, "}"));
    TRY(put_member(out, "hostname", r->hostname));
    return put(out, "}}");
}

// ---- records ----

// Appends the event's sentence. It quotes the log, so it must not reach a terminal with the
// control characters of an attacker in it.
static pen_status put_sentence(pen_cli_lane *lane)
{
    pen_output_clear(lane->said);
    pen_status s = pen_event_sentence(lane->worker, lane->said);
    if (s == PEN_NOMATCH) {
        return put(lane->events, "an event that the format has no sentence for");
    }
    return s == PEN_OK ? pen_cli_put_plain(lane->events, pen_output_str(lane->said)) : s;
}

static pen_status put_event(pen_cli_lane *lane, const pen_result *result)
{
    if (result->failed && lane->run->drop_failed) {
        return PEN_OK;
    }
    if (lane->run->sentences) {
        TRY(put_sentence(lane));
    } else {
        TRY(pen_event_json(lane->worker, lane->run->meta ? PEN_WRITE_META : 0,
                           lane->events));
    }
    TRY(pen_output_add(lane->events, PEN_CLI_LIT("\n")));
    lane->counts->events++;
    return PEN_OK;
}

static pen_status count(pen_cli_lane *lane, const pen_stream_record *r,
                        const pen_result *result)
{
    lane->counts->failures += result->failed;
    lane->counts->warnings += result->warned;
    if (!lane->run->want_errors || !(result->failed || result->warned)) {
        return PEN_OK;
    }
    TRY(put_origin(lane, r));
    return put_warnings(lane, failure(result));
}

pen_status pen_cli_lane_take(pen_cli_lane *lane, const pen_stream_record *r)
{
    char id[ID_BYTES];
    pen_result result;
    pen_input in = {.message = r->message, .now_s = lane->run->now_s, .parts = r->parts};
    lane->counts->records++;
    if (r->error) {
        return refuse(lane, r, r->error);
    }
    pen_status s = PEN_OK;
    if (lane->run->meta) {
        make_id(lane, r, id);
        s = put_header(lane->extra, r);
        in.id = id;
        in.extra = pen_output_str(lane->extra);
    }
    s = s == PEN_OK ? pen_worker_feed(lane->worker, &in, &result) : s;
    s = s == PEN_OK ? put_event(lane, &result) : s;
    if (s != PEN_OK && s != PEN_E_NOMEM) {
        return refuse(lane, r, pen_status_text(s));
    }
    return s == PEN_OK ? count(lane, r, &result) : s;
}

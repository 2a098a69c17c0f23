// SPDX-License-Identifier: Apache-2.0
#include "cli/crew.h"

#include "cli/say.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

// A batch that met a huge record gives its memory back.
#define KEPT_BYTES ((size_t)4 * 1024 * 1024)

typedef struct member {
    pen_cli_crew *crew;
    pen_cli_lane lane;
    pen_stream *stream; // cuts lines
    pthread_t thread;
    bool started;
} member;

struct pen_cli_crew {
    const pen_cli_run *run;
    pen_cli_outputs *out;
    member *members;
    unsigned count;
    pen_cli_batch *ring;
    size_t size;
    bool filling; // the batch after the last sent is being filled
    // Shared from here on, under the lock.
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    uint64_t sent, taken, written;
    bool closing;
};

// ---- the threads ----

static pen_status take(void *ctx, const pen_stream_record *record)
{
    return pen_cli_lane_take(ctx, record);
}

static pen_status take_lines(member *m, const pen_cli_batch *b)
{
    pen_status s = pen_stream_push(m->stream, (pen_str){b->text, b->used}, take, &m->lane);
    return s == PEN_OK ? pen_stream_end(m->stream, take, &m->lane) : s;
}

static pen_str next_text(const char **p, size_t n)
{
    pen_str s = {*p, n};
    *p += n;
    return s;
}

static pen_status take_records(member *m, const pen_cli_batch *b)
{
    pen_status s = PEN_OK;
    for (size_t i = 0; s == PEN_OK && i < b->count; i++) {
        const pen_cli_packed *r = &b->records[i];
        pen_str all = pen_output_str(b->bytes);
        const char *p = all.n ? all.p + r->at : "";
        pen_stream_record record = {.offset = r->offset, .error = r->error, .pri = r->pri};
        record.message = next_text(&p, r->n[0]);
        record.parts = next_text(&p, r->n[1]);
        record.hostname = next_text(&p, r->n[2]);
        record.appname = next_text(&p, r->n[3]);
        record.procid = next_text(&p, r->n[4]);
        record.msgid = next_text(&p, r->n[5]);
        s = pen_cli_lane_take(&m->lane, &record);
    }
    return s;
}

static void work_on(member *m, pen_cli_batch *b)
{
    m->lane.events = b->events;
    m->lane.errors = b->errors;
    m->lane.counts = &b->counts;
    m->lane.file = b->file;
    m->lane.base = b->base;
    b->status = b->lines ? take_lines(m, b) : take_records(m, b);
}

static void *thread_main(void *arg)
{
    member *m = arg;
    pen_cli_crew *c = m->crew;
    (void)pthread_mutex_lock(&c->lock);
    for (;;) {
        while (c->taken == c->sent && !c->closing) {
            (void)pthread_cond_wait(&c->work, &c->lock);
        }
        if (c->taken == c->sent || c->closing) {
            break;
        }
        pen_cli_batch *b = &c->ring[c->taken++ % c->size];
        (void)pthread_mutex_unlock(&c->lock);
        work_on(m, b);
        (void)pthread_mutex_lock(&c->lock);
        b->done = true;
        (void)pthread_cond_signal(&c->done);
    }
    (void)pthread_mutex_unlock(&c->lock);
    return NULL;
}

// ---- the main thread: what comes back ----

// Empties a buffer, a huge one by replacing it.
static pen_status empty(pen_output **o)
{
    if (*o && pen_output_str(*o).n <= KEPT_BYTES) {
        pen_output_clear(*o);
        return PEN_OK;
    }
    pen_output_free(*o);
    *o = pen_output_new(NULL, PEN_CLI_LINES_MAX);
    return *o ? PEN_OK : PEN_E_NOMEM;
}

static pen_status write_batch(pen_cli_crew *c, pen_cli_batch *b)
{
    pen_cli_counts *total = &c->out->counts;
    total->records += b->counts.records;
    total->events += b->counts.events;
    total->warnings += b->counts.warnings;
    total->failures += b->counts.failures;
    bool good = pen_cli_sink_write(&c->out->events, pen_output_str(b->events)) &&
                pen_cli_sink_write(&c->out->errors, pen_output_str(b->errors));
    pen_status s = b->status == PEN_OK && !good ? PEN_E_IO : b->status;
    b->counts = (pen_cli_counts){0};
    b->used = b->count = 0;
    b->done = false;
    s = s == PEN_OK ? empty(&b->events) : s;
    s = s == PEN_OK ? empty(&b->errors) : s;
    return s == PEN_OK ? empty(&b->bytes) : s;
}

// Writes the oldest batch that was sent, waiting for it when `wait`. PEN_NOMATCH when it is
// not done, PEN_END when all are written.
static pen_status write_oldest(pen_cli_crew *c, bool wait)
{
    if (c->written == c->sent) {
        return PEN_END;
    }
    pen_cli_batch *b = &c->ring[c->written % c->size];
    (void)pthread_mutex_lock(&c->lock);
    while (wait && !b->done) {
        (void)pthread_cond_wait(&c->done, &c->lock);
    }
    bool done = b->done;
    (void)pthread_mutex_unlock(&c->lock);
    if (!done) {
        return PEN_NOMATCH;
    }
    c->written++;
    return write_batch(c, b);
}

pen_status pen_cli_crew_drain(pen_cli_crew *c)
{
    pen_status s = PEN_OK;
    while (s == PEN_OK) {
        s = write_oldest(c, true);
    }
    return s == PEN_END ? PEN_OK : s;
}

// ---- the main thread: filling ----

pen_status pen_cli_crew_batch(pen_cli_crew *c, pen_cli_batch **out)
{
    pen_status s = PEN_OK;
    *out = &c->ring[c->sent % c->size];
    if (c->filling) {
        return PEN_OK;
    }
    while (s == PEN_OK) { // keep the output flowing
        s = write_oldest(c, c->sent - c->written == c->size);
    }
    if (s != PEN_NOMATCH && s != PEN_END) {
        return s;
    }
    c->filling = true;
    (*out)->text = (*out)->text ? (*out)->text : malloc(PEN_CLI_PIECE);
    return (*out)->text ? PEN_OK : PEN_E_NOMEM;
}

static pen_status grow_records(pen_cli_batch *b)
{
    if (b->count < b->room) {
        return PEN_OK;
    }
    size_t room = b->room ? b->room * 2 : 256;
    pen_cli_packed *more = realloc(b->records, room * sizeof *more);
    if (!more) {
        return PEN_E_NOMEM;
    }
    b->records = more;
    b->room = room;
    return PEN_OK;
}

pen_status pen_cli_crew_add(pen_cli_crew *c, const pen_stream_record *r)
{
    pen_cli_batch *b;
    pen_status s = pen_cli_crew_batch(c, &b);
    s = s == PEN_OK ? grow_records(b) : s;
    if (s != PEN_OK) {
        return s;
    }
    const pen_str texts[PEN_CLI_TEXTS] = {r->message, r->parts,  r->hostname,
                                          r->appname, r->procid, r->msgid};
    pen_cli_packed *p = &b->records[b->count++];
    *p = (pen_cli_packed){.offset = r->offset, .error = r->error, .pri = r->pri};
    p->at = pen_output_str(b->bytes).n;
    size_t wanted = c->run->meta ? PEN_CLI_TEXTS : PEN_CLI_TEXTS_NEEDED;
    for (size_t i = 0; s == PEN_OK && i < wanted; i++) {
        p->n[i] = texts[i].n;
        s = pen_output_add(b->bytes, texts[i]);
    }
    return s;
}

pen_status pen_cli_crew_send(pen_cli_crew *c)
{
    if (!c->filling) {
        return PEN_OK;
    }
    c->filling = false;
    (void)pthread_mutex_lock(&c->lock);
    c->sent++;
    (void)pthread_cond_signal(&c->work);
    (void)pthread_mutex_unlock(&c->lock);
    return PEN_OK;
}

// ---- beginning and end ----

static pen_status init_ring(pen_cli_crew *c)
{
    c->ring = calloc(c->size, sizeof *c->ring);
    pen_status s = c->ring ? PEN_OK : PEN_E_NOMEM;
    for (size_t i = 0; s == PEN_OK && i < c->size; i++) {
        pen_cli_batch *b = &c->ring[i];
        s = empty(&b->events);
        s = s == PEN_OK ? empty(&b->errors) : s;
        s = s == PEN_OK ? empty(&b->bytes) : s;
    }
    return s;
}

static pen_status start_member(pen_cli_crew *c, member *m)
{
    m->crew = c;
    pen_status s = pen_cli_lane_init(&m->lane, c->run);
    s = s == PEN_OK ? pen_stream_new(PEN_CLI_LIT("lines"), NULL, &m->stream) : s;
    if (s == PEN_OK) {
        m->started = pthread_create(&m->thread, NULL, thread_main, m) == 0;
        s = m->started ? PEN_OK : PEN_E_IO;
    }
    return s;
}

// Signals are the main thread's.
static pen_status start_all(pen_cli_crew *c, unsigned threads)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    pen_status s = PEN_OK;
    for (unsigned i = 0; s == PEN_OK && i < threads; i++) {
        c->count++;
        s = start_member(c, &c->members[i]);
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return s;
}

pen_status pen_cli_crew_new(const pen_cli_run *run, unsigned threads, pen_cli_outputs *out,
                            pen_cli_crew **crew)
{
    pen_cli_crew *c = calloc(1, sizeof *c);
    *crew = c;
    if (!c) {
        return PEN_E_NOMEM;
    }
    c->run = run;
    c->out = out;
    c->size = 2 * (size_t)threads + 2;
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_cond_init(&c->work, NULL);
    (void)pthread_cond_init(&c->done, NULL);
    c->members = calloc(threads, sizeof *c->members);
    pen_status s = c->members ? init_ring(c) : PEN_E_NOMEM;
    return s == PEN_OK ? start_all(c, threads) : s;
}

static void free_ring(pen_cli_crew *c)
{
    for (size_t i = 0; c->ring && i < c->size; i++) {
        pen_cli_batch *b = &c->ring[i];
        pen_output_free(b->events);
        pen_output_free(b->errors);
        pen_output_free(b->bytes);
        free(b->records);
        free(b->text);
    }
    free(c->ring);
}

void pen_cli_crew_free(pen_cli_crew *c)
{
    if (!c) {
        return;
    }
    (void)pthread_mutex_lock(&c->lock);
    c->closing = true;
    (void)pthread_cond_broadcast(&c->work);
    (void)pthread_mutex_unlock(&c->lock);
    for (unsigned i = 0; i < c->count; i++) {
        member *m = &c->members[i];
        if (m->started) {
            (void)pthread_join(m->thread, NULL);
        }
        pen_cli_lane_free(&m->lane);
        pen_stream_free(m->stream);
    }
    free_ring(c);
    free(c->members);
    (void)pthread_cond_destroy(&c->work);
    (void)pthread_cond_destroy(&c->done);
    (void)pthread_mutex_destroy(&c->lock);
    free(c);
}

// SPDX-License-Identifier: Apache-2.0
// Several threads. Where records are lines the main thread only cuts the input after a line
// feed, and the threads do the rest; other framings are done here, and the threads get
// records. A line longer than a piece is put together here too.
#include "cli/consumer.h"
#include "cli/crew.h"

#include "cli/say.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 4096 }; // of one batch

// Bytes of a piece of work that is records rather than lines: a quarter of that took a fifth
// more time by the clock.
#define BATCH_BYTES ((size_t)256 * 1024)

typedef enum mode {
    DECIDING,  // the framing is open, the bytes so far lie in `buffer`
    LINES,     // bytes go straight into the batch
    LONG_LINE, // the line that began at `base` is longer than a piece
    FRAMED     // records are cut here
} mode;

typedef struct threads {
    pen_cli_crew *crew;
    const char *framing; // as it was asked for
    const char *file;
    pen_stream *stream; // of this input
    mode mode;
    char *buffer;
    size_t have;      // bytes in `buffer`
    size_t look_next; // look at them again when there are so many
    uint64_t base;    // the batch's place in the input, bytes; where a long line began
} threads;

// ---- records that are cut here ----

static pen_status collect(void *state, const pen_stream_record *record)
{
    threads *t = state;
    pen_cli_batch *b;
    pen_status s = pen_cli_crew_add(t->crew, record);
    s = s == PEN_OK ? pen_cli_crew_batch(t->crew, &b) : s;
    if (s != PEN_OK) {
        return s;
    }
    b->lines = false;
    b->file = t->file;
    b->base = t->mode == LONG_LINE ? t->base : 0;
    bool full = b->count >= RECORDS_MAX || pen_output_str(b->bytes).n >= BATCH_BYTES;
    return full ? pen_cli_crew_send(t->crew) : PEN_OK;
}

static pen_status frame(threads *t, pen_str bytes)
{
    return pen_stream_push(t->stream, bytes, collect, t);
}

// ---- lines ----

static const char *last_line_end(const char *p, size_t n)
{
    return n ? memrchr(p, '\n', n) : NULL;
}

// Puts bytes into the batch to fill.
static pen_status put_lines(threads *t, const char *p, size_t n)
{
    pen_cli_batch *b;
    pen_status s = pen_cli_crew_batch(t->crew, &b);
    if (s == PEN_OK) {
        memcpy(b->text, p, n);
        b->lines = true;
        b->file = t->file;
        b->base = t->base;
        b->used = n;
    }
    return s;
}

// Sends the batch's whole lines; what follows them begins the next batch.
static pen_status send_lines(threads *t)
{
    pen_cli_batch *b;
    pen_status s = pen_cli_crew_batch(t->crew, &b);
    if (s != PEN_OK) {
        return s;
    }
    const char *end = last_line_end(b->text, b->used);
    if (!end) {
        return PEN_OK;
    }
    size_t whole = (size_t)(end - b->text) + 1, rest = b->used - whole;
    memcpy(t->buffer, b->text + whole, rest); // the batch is the threads' once it is sent
    b->used = whole;
    t->base += whole;
    s = pen_cli_crew_send(t->crew);
    return s == PEN_OK ? put_lines(t, t->buffer, rest) : s;
}

// The batch is full and holds no line end: the line goes through the framing here.
static pen_status begin_long_line(threads *t, pen_cli_batch *b)
{
    pen_str bytes = {b->text, b->used};
    t->mode = LONG_LINE;
    t->have = 0;
    b->used = 0;
    return frame(t, bytes);
}

// Bytes of `buffer`, up to the end of the long line and on.
static pen_status go_on_long_line(threads *t, size_t n)
{
    const char *end = memchr(t->buffer, '\n', n);
    size_t part = end ? (size_t)(end - t->buffer) + 1 : n;
    pen_status s = frame(t, (pen_str){t->buffer, part});
    if (s != PEN_OK || !end) {
        t->have += part;
        return s;
    }
    s = pen_stream_end(t->stream, collect, t);
    s = s == PEN_OK ? pen_cli_crew_send(t->crew) : s;
    t->base += PEN_CLI_PIECE + t->have + part;
    t->have = 0;
    t->mode = LINES;
    return s == PEN_OK ? put_lines(t, t->buffer + part, n - part) : s;
}

static pen_status took_lines(threads *t, size_t n)
{
    pen_cli_batch *b;
    pen_status s = pen_cli_crew_batch(t->crew, &b);
    if (s != PEN_OK) {
        return s;
    }
    b->lines = true;
    b->file = t->file;
    b->base = t->base;
    b->used += n;
    if (b->used < PEN_CLI_PIECE) {
        return PEN_OK;
    }
    return last_line_end(b->text, b->used) ? send_lines(t) : begin_long_line(t, b);
}

// ---- deciding ----

static pen_status use(threads *t, pen_str framing)
{
    pen_status s = pen_stream_new(framing, NULL, &t->stream);
    if (s == PEN_OK) {
        t->mode = pen_stream_by_lines(t->stream) ? LINES : FRAMED;
    }
    return s;
}

static pen_status decide(threads *t, bool is_all)
{
    pen_str head = {t->buffer, t->have};
    if (!is_all && t->have < t->look_next && t->have < PEN_CLI_PIECE) {
        return PEN_OK;
    }
    t->look_next = t->have + t->have / 8 + 1; // a look costs as much as there is
    pen_str framing = pen_stream_detect(head, is_all);
    if (framing.n == 4 && memcmp(framing.p, "auto", 4) == 0) {
        return PEN_OK;
    }
    pen_status s = use(t, framing);
    size_t n = t->have;
    t->have = 0;
    if (s != PEN_OK || t->mode == FRAMED) {
        return s == PEN_OK ? frame(t, head) : s;
    }
    s = put_lines(t, t->buffer, n);
    return s == PEN_OK && n == PEN_CLI_PIECE ? took_lines(t, 0) : s;
}

// ---- the consumer ----

static pen_status begin(void *state, const char *file)
{
    threads *t = state;
    pen_stream_free(t->stream);
    t->stream = NULL;
    t->file = file;
    t->have = t->look_next = 0;
    t->base = 0;
    t->mode = DECIDING;
    return strcmp(t->framing, "auto") == 0 ? PEN_OK : use(t, pen_cli_str(t->framing));
}

static char *space(void *state, size_t *room)
{
    threads *t = state;
    pen_cli_batch *b;
    size_t used = t->mode == DECIDING ? t->have : 0;
    if (t->mode != LINES) {
        *room = PEN_CLI_PIECE - used;
        return t->buffer + used;
    }
    if (pen_cli_crew_batch(t->crew, &b) != PEN_OK) {
        return NULL;
    }
    *room = PEN_CLI_PIECE - b->used;
    return b->text + b->used;
}

static pen_status took(void *state, size_t n)
{
    threads *t = state;
    switch (t->mode) {
    case DECIDING:
        t->have += n;
        return decide(t, false);
    case LINES:
        return took_lines(t, n);
    case LONG_LINE:
        return go_on_long_line(t, n);
    case FRAMED:
        break;
    }
    return frame(t, (pen_str){t->buffer, n});
}

static pen_status idle(void *state)
{
    threads *t = state;
    pen_status s = t->mode == LINES ? send_lines(t) : PEN_OK;
    if (s == PEN_OK && t->mode == FRAMED) {
        s = pen_cli_crew_send(t->crew);
    }
    return s == PEN_OK ? pen_cli_crew_drain(t->crew) : s;
}

static pen_status end(void *state)
{
    threads *t = state;
    pen_status s = t->mode == DECIDING ? decide(t, true) : PEN_OK;
    if (s == PEN_OK && t->mode != LINES) {
        s = pen_stream_end(t->stream, collect, t);
    }
    return s == PEN_OK ? pen_cli_crew_send(t->crew) : s;
}

static void threads_free(void *state)
{
    threads *t = state;
    pen_cli_crew_free(t->crew);
    pen_stream_free(t->stream);
    free(t->buffer);
    free(t);
}

pen_status pen_cli_threads_new(const pen_cli_run *run, pen_cli_threads_wanted wanted,
                               pen_cli_outputs *out, pen_cli_consumer *consumer)
{
    threads *t = calloc(1, sizeof *t);
    if (!t) {
        return PEN_E_NOMEM;
    }
    t->framing = wanted.framing;
    t->buffer = malloc(PEN_CLI_PIECE);
    pen_status s =
        t->buffer ? pen_cli_crew_new(run, wanted.count, out, &t->crew) : PEN_E_NOMEM;
    if (s != PEN_OK) {
        threads_free(t);
        return s;
    }
    *consumer = (pen_cli_consumer){t, begin, space, took, idle, end, threads_free};
    return PEN_OK;
}

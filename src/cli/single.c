// SPDX-License-Identifier: Apache-2.0
// One thread: bytes to records, records to lines, lines out.
#include "cli/consumer.h"

#include "cli/say.h"

#include <stdlib.h>

typedef struct single {
    pen_cli_lane lane;
    pen_cli_outputs *out;
    pen_stream *stream;
    char *buffer;
} single;

static pen_status write_lines(pen_cli_sink *sink, pen_output *lines)
{
    bool good = pen_cli_sink_write(sink, pen_output_str(lines));
    pen_output_clear(lines);
    return good ? PEN_OK : PEN_E_IO;
}

static pen_status flush(single *s)
{
    pen_status st = write_lines(&s->out->events, s->lane.events);
    return st == PEN_OK ? write_lines(&s->out->errors, s->lane.errors) : st;
}

static pen_status take(void *state, const pen_stream_record *record)
{
    single *s = state;
    pen_status st = pen_cli_lane_take(&s->lane, record);
    bool full = pen_output_str(s->lane.events).n > PEN_CLI_FLUSH ||
                pen_output_str(s->lane.errors).n > PEN_CLI_FLUSH;
    return st == PEN_OK && full ? flush(s) : st;
}

static pen_status begin(void *state, const char *file)
{
    single *s = state;
    s->lane.file = file;
    return PEN_OK;
}

static char *space(void *state, size_t *room)
{
    single *s = state;
    *room = PEN_CLI_PIECE;
    return s->buffer;
}

static pen_status took(void *state, size_t n)
{
    single *s = state;
    pen_status st = pen_stream_push(s->stream, (pen_str){s->buffer, n}, take, s);
    return st == PEN_OK ? flush(s) : st;
}

static pen_status idle(void *state)
{
    return flush(state);
}

static pen_status end(void *state)
{
    single *s = state;
    pen_status st = pen_stream_end(s->stream, take, s);
    return st == PEN_OK ? flush(s) : st;
}

static void single_free(void *state)
{
    single *s = state;
    pen_output_free(s->lane.events);
    pen_output_free(s->lane.errors);
    pen_cli_lane_free(&s->lane);
    pen_stream_free(s->stream);
    free(s->buffer);
    free(s);
}

pen_status pen_cli_single_new(const pen_cli_run *run, const char *framing,
                              pen_cli_outputs *out, pen_cli_consumer *consumer)
{
    single *s = calloc(1, sizeof *s);
    if (!s) {
        return PEN_E_NOMEM;
    }
    s->out = out;
    s->buffer = malloc(PEN_CLI_PIECE);
    pen_status st = pen_cli_lane_init(&s->lane, run);
    s->lane.counts = &out->counts;
    s->lane.events = pen_output_new(NULL, PEN_CLI_LINES_MAX);
    s->lane.errors = pen_output_new(NULL, PEN_CLI_LINES_MAX);
    if (st == PEN_OK) {
        st = pen_stream_new(pen_cli_str(framing), NULL, &s->stream);
    }
    if (!s->buffer || !s->lane.events || !s->lane.errors) {
        st = PEN_E_NOMEM;
    }
    if (st != PEN_OK) {
        single_free(s);
        return st;
    }
    *consumer = (pen_cli_consumer){s, begin, space, took, idle, end, single_free};
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// What the tests of whole formats share: files, a format from texts, one record through it.
#ifndef PEN_TESTS_PLAN_ENGINE_H
#define PEN_TESTS_PLAN_ENGINE_H

#include "penstock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PEN_ROOT
#define PEN_ROOT "."
#endif

static inline pen_str text_of(const char *s)
{
    return (pen_str){s, s ? strlen(s) : 0};
}

static inline bool contains(pen_str s, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (memcmp(s.p + i, what, n) == 0) {
            return true;
        }
    }
    return false;
}

// A whole file, in memory of its own that is kept to the end; empty when it is not there.
static inline pen_str read_file(const char *path)
{
    static char *kept[64]; // so that the leak checker finds what is kept
    static size_t files;
    FILE *f = fopen(path, "rb");
    pen_str s = {NULL, 0};
    if (!f) {
        return s;
    }
    size_t room = 1 << 16;
    char *p = malloc(room);
    while (p) {
        size_t got = fread(p + s.n, 1, room - s.n, f);
        s.n += got;
        if (got == 0) {
            break;
        }
        if (s.n == room) {
            room *= 2;
            p = realloc(p, room);
        }
    }
    (void)fclose(f);
    kept[files % 64] = p;
    s.p = kept[files++ % 64];
    return s;
}

typedef struct engine {
    pen_format *format;
    pen_worker *worker;
    pen_output *out;
    pen_status loaded;
} engine;

static inline void engine_load(engine *e, const pen_format_files *files, const pen_alloc *a)
{
    *e = (engine){0};
    e->loaded = pen_format_load(files, a, &e->format);
    e->out = pen_output_new(a, 1u << 28);
    if (e->loaded == PEN_OK) {
        e->loaded = pen_worker_new(e->format, a, &e->worker);
    }
}

static inline void engine_text(engine *e, const char *parser, const char *fields)
{
    pen_format_files files = {.parser = {text_of("parser.yml"), text_of(parser)},
                              .fields = {text_of("fields.yml"), text_of(fields)}};
    engine_load(e, &files, NULL);
}

static inline void engine_free(engine *e)
{
    pen_worker_free(e->worker);
    pen_format_free(e->format);
    pen_output_free(e->out);
}

// Feeds a record and gives the event's JSON, good until the next call.
static inline pen_str engine_run(engine *e, pen_str message, pen_str extra, pen_result *r)
{
    pen_input in = {.message = message, .extra = extra, .now_s = 1771600000};
    pen_output_clear(e->out);
    if (pen_worker_feed(e->worker, &in, r) != PEN_OK ||
        pen_event_json(e->worker, 0, e->out) != PEN_OK) {
        return text_of("(no event)");
    }
    return pen_output_str(e->out);
}

#endif

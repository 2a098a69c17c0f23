// SPDX-License-Identifier: Apache-2.0
// Flow logs through a format twice: with what the framer knows of its messages
// (codec/parts.h) and with the messages alone. Everything that can be asked of the events
// must be the same; and what is known of a message must be what reading it token by token
// says.
#ifndef PEN_TESTS_PARTS_TWICE_H
#define PEN_TESTS_PARTS_TWICE_H

#include "penstock.h"

#include "codec/json.h"
#include "codec/parts.h"
#include "event/value.h"
#include "exact.h"

#include <stdlib.h>

typedef struct parts_twice {
    pen_worker *with, *without;
    pen_output *a, *b;
    size_t records, known; // so far
    const char *wrong;     // NULL, or what is not the same
} parts_twice;

// ---- what is known, against the text ----

// The next key that the message has, PEN_NPOS after the last.
static inline uint32_t parts_next(const pen_parts *p, uint32_t i)
{
    while (i < p->n && pen_parts_value(p, i).tag == PEN_T_UNDEF) {
        i++;
    }
    return i;
}

static inline bool parts_same_value(pen_value a, pen_value b)
{
    return a.tag == b.tag && a.flags == b.flags && a.aux == b.aux && a.n == b.n &&
           a.u.p == b.u.p;
}

static inline const char *parts_check(const pen_parts *p)
{
    pen_json_iter it;
    pen_json_event ev;
    pen_value key, v;
    pen_json_iter_init(&it, NULL, p->message);
    if (pen_json_next(&it, &ev, &v) != PEN_OK || ev != PEN_JSON_OBJECT || it.at != 1) {
        return "the message is no object";
    }
    for (uint32_t i = parts_next(p, 0); i < p->n; i = parts_next(p, i + 1)) {
        if (pen_json_next(&it, &ev, &key) != PEN_OK || ev != PEN_JSON_KEY ||
            !pen_str_eq(pen_value_str(key), p->keys[i])) {
            return "another key";
        }
        if (pen_json_next(&it, &ev, &v) != PEN_OK || ev != PEN_JSON_VALUE ||
            !parts_same_value(v, pen_parts_value(p, i))) {
            return "another value";
        }
    }
    if (pen_json_next(&it, &ev, &v) != PEN_OK || ev != PEN_JSON_OBJECT_END ||
        it.at != p->message.n) {
        return "the message goes on";
    }
    char *text = malloc(PEN_SCAN_ESCAPE_ROOM(p->message.n));
    size_t n = text ? pen_json_escape(text, p->message) : 0;
    bool same = text && pen_str_eq(pen_str_of(text, n), p->escaped);
    free(text);
    return same ? NULL : "escaped otherwise";
}

// ---- one record ----

static inline pen_status parts_feed(pen_worker *w, const pen_input *in, pen_output *out)
{
    static const char *const bools[] = {"no", "yes"};
    pen_result r;
    pen_str field;
    pen_field_value v;
    const char *why;
    pen_output_clear(out);
    pen_status s = pen_worker_feed(w, in, &r);
    s = s == PEN_OK ? pen_event_json(w, PEN_WRITE_META, out) : s;
    s = s == PEN_OK ? pen_output_add(out, pen_str_c(bools[r.failed])) : s;
    s = s == PEN_OK ? pen_output_add(out, pen_str_c(bools[r.warned])) : s;
    for (size_t i = 0; s == PEN_OK && pen_event_warning(w, i, &field, &why) == PEN_OK;
         i++) {
        s = pen_output_add(out, field);
        s = s == PEN_OK ? pen_output_add(out, pen_str_c(why)) : s;
    }
    s = s == PEN_OK ? pen_event_get(w, PEN_LIT("message"), &v) : s;
    return s == PEN_OK ? pen_output_add(out, v.text) : s;
}

static inline pen_status parts_take(void *ctx, const pen_stream_record *r)
{
    parts_twice *t = ctx;
    pen_parts known;
    if (r->error || t->wrong) {
        return PEN_OK;
    }
    t->records++;
    pen_input in = {.message = exact(r->message), .parts = exact(r->parts)};
    in.now_s = 1771600000;
    if (pen_parts_open(in.parts, in.message, &known)) {
        t->known++;
        t->wrong = parts_check(&known);
    }
    pen_status with = parts_feed(t->with, &in, t->a);
    pen_str parts = in.parts;
    in.parts = PEN_EMPTY;
    pen_status without = parts_feed(t->without, &in, t->b);
    if (with != without || !pen_str_eq(pen_output_str(t->a), pen_output_str(t->b))) {
        t->wrong = "another event";
    }
    exact_free(in.message);
    exact_free(parts);
    return PEN_OK;
}

// ---- one input ----

static inline bool parts_twice_init(parts_twice *t, const pen_format *f)
{
    *t = (parts_twice){.a = pen_output_new(NULL, 1u << 30),
                       .b = pen_output_new(NULL, 1u << 30)};
    return t->a && t->b && pen_worker_new(f, NULL, &t->with) == PEN_OK &&
           pen_worker_new(f, NULL, &t->without) == PEN_OK;
}

static inline void parts_twice_free(parts_twice *t)
{
    pen_worker_free(t->with);
    pen_worker_free(t->without);
    pen_output_free(t->a);
    pen_output_free(t->b);
}

// The input in pieces of `piece` bytes; NULL, or what was wrong.
static inline const char *parts_twice_run(parts_twice *t, pen_str in, size_t piece)
{
    pen_stream *s;
    if (pen_stream_new(PEN_LIT("azure-flow-log"), NULL, &s) != PEN_OK) {
        return "no stream";
    }
    pen_status st = PEN_OK;
    while (st == PEN_OK && in.n) {
        st = pen_stream_push(s, pen_str_head(in, piece), parts_take, t);
        in = pen_str_from(in, pen_str_head(in, piece).n);
    }
    st = st == PEN_OK ? pen_stream_end(s, parts_take, t) : st;
    pen_stream_free(s);
    return st == PEN_OK ? t->wrong : pen_status_text(st);
}

#endif

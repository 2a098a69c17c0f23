// SPDX-License-Identifier: Apache-2.0
// Eight bytes choose a random format and random records for it; the rest, when there is any,
// is a record of its own. Each record goes through one worker with every short way of the
// plan and through one without: the events must be the same.
#include "plan/engine.h"
#include "plan/plan.h"
#include "plan/random_format.h"

// The same bytes, but that a string may be escaped otherwise: one that nobody looked at is
// written as it came.
static bool same(pen_str a, pen_str b)
{
    pen_arena arena;
    pen_value x = pen_v_none(), y = pen_v_undef();
    if (pen_str_eq(a, b)) {
        return true;
    }
    pen_arena_init(&arena, NULL, (size_t)1 << 30);
    bool good = pen_json_load(&arena, a, &x) == PEN_OK && pen_json_load(&arena, b, &y) == PEN_OK &&
                pen_value_eq(x, y);
    pen_arena_free(&arena);
    return good;
}

// What clearing the slots stands on: nothing lies below an undefined one.
static bool tidy(const pen_worker *w)
{
    const pen_nodes *t = &w->format->nodes;
    for (uint32_t i = 1; i < t->n; i++) {
        uint32_t parent = t->v[i].parent;
        if (parent != PEN_NODE_ROOT && w->slots[parent].tag == PEN_T_UNDEF &&
            w->slots[i].tag != PEN_T_UNDEF) {
            return false;
        }
    }
    return true;
}

static void compare(engine *e, pen_str record)
{
    static char quick[1 << 20];
    pen_result a, b;
    e->worker->slow = false;
    pen_str s = engine_run(e, record, PEN_EMPTY, &a);
    if (!a.gave_up && !tidy(e->worker)) {
        abort();
    }
    size_t n = s.n < sizeof quick ? s.n : 0;
    memcpy(quick, s.p, n);
    e->worker->slow = true;
    s = engine_run(e, record, PEN_EMPTY, &b);
    if (s.n < sizeof quick && (!same((pen_str){quick, n}, s) || a.warnings != b.warnings ||
                               a.gave_up != b.gave_up)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static text parser, fields, record;
    enum { SEED = 8, RECORDS = 4 };
    if (size < SEED) {
        return 0;
    }
    memcpy(&state, data, SEED);
    state += state == 0;
    make_parser(&parser);
    make_fields(&fields);
    engine e;
    engine_text(&e, parser.s, fields.s);
    for (int i = 0; i < RECORDS && e.loaded == PEN_OK; i++) {
        make_record(&record);
        compare(&e, text_of(record.s));
    }
    if (e.loaded == PEN_OK && size > SEED) {
        compare(&e, (pen_str){(const char *)data + SEED, size - SEED});
    }
    engine_free(&e);
    return 0;
}

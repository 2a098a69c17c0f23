// SPDX-License-Identifier: Apache-2.0
// Eight bytes choose a random format and random records for it; the rest, when there is any,
// is a record of its own. Each record goes through one worker with every short way of the
// plan and through one without: the events must be the same bytes.
#include "plan/engine.h"
#include "plan/plan.h"
#include "plan/random_format.h"

static void compare(engine *e, pen_str record)
{
    static char quick[1 << 20];
    pen_result a, b;
    e->worker->slow = false;
    pen_str s = engine_run(e, record, PEN_EMPTY, &a);
    size_t n = s.n < sizeof quick ? s.n : 0;
    memcpy(quick, s.p, n);
    e->worker->slow = true;
    s = engine_run(e, record, PEN_EMPTY, &b);
    if (s.n < sizeof quick && (n != s.n || memcmp(quick, s.p, n) != 0 ||
                               a.warnings != b.warnings || a.gave_up != b.gave_up)) {
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

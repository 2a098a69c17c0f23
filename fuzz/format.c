// SPDX-License-Identifier: Apache-2.0
// Bytes cut at NULs into parser.yml, fields.yml, a record and further members of the input: a
// format is loaded, the record run twice, with and without short ways, and with a look at
// everything; the event must be JSON, the same each time.
#include "penstock.h"

#include "event/value.h"
#include "plan/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static pen_str next_part(pen_str *rest)
{
    size_t nul = pen_str_chr(*rest, '\0', 0);
    pen_str part = pen_str_head(*rest, nul);
    *rest = nul == PEN_NPOS ? PEN_EMPTY : pen_str_from(*rest, nul + 1);
    return part;
}

static void must_be_json(pen_str s)
{
    pen_arena a;
    pen_value v;
    pen_arena_init(&a, NULL, 1u << 30);
    if (pen_json_load(&a, s, &v) != PEN_OK || v.tag != PEN_T_DICT) {
        abort();
    }
    pen_arena_free(&a);
}

// A string that nobody looked at is written with the escapes that it came with.
static bool same_value(pen_str a, pen_str b)
{
    pen_arena arena;
    pen_value x = pen_v_none(), y = pen_v_undef();
    pen_arena_init(&arena, NULL, 1u << 30);
    bool same = pen_json_load(&arena, a, &x) == PEN_OK && pen_json_load(&arena, b, &y) == PEN_OK &&
                pen_value_eq(x, y);
    pen_arena_free(&arena);
    return same;
}

static pen_status run(pen_worker *w, pen_str record, pen_str extra, pen_output *out)
{
    pen_result r;
    pen_input in = {.message = record, .extra = extra, .now_s = 1771600000};
    pen_output_clear(out);
    pen_status s = pen_worker_feed(w, &in, &r);
    if (s == PEN_OK) {
        s = pen_event_json(w, PEN_WRITE_META, out);
        if (s != PEN_OK) {
            abort(); // there is an event that cannot be written
        }
        must_be_json(pen_output_str(out));
    }
    return s;
}

static void run_all(const pen_format *f, pen_str record, pen_str extra)
{
    pen_worker *w;
    pen_output *once = pen_output_new(NULL, 1u << 30), *twice = pen_output_new(NULL, 1u << 30);
    if (pen_worker_new(f, NULL, &w) == PEN_OK) {
        (void)run(w, record, extra, once);
        pen_status first = run(w, record, PEN_EMPTY, once);
        w->slow = true;
        pen_status second = run(w, record, PEN_EMPTY, twice);
        pen_str a = pen_output_str(once), b = pen_output_str(twice);
        if (first != second || !(pen_str_eq(a, b) || same_value(a, b))) {
            abort();
        }
        (void)pen_format_explain(f, once);
        pen_worker_free(w);
    }
    pen_output_free(once);
    pen_output_free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str rest = {(const char *)data, size};
    pen_format *f;
    pen_message m;
    pen_format_files files = {.parser = {PEN_LIT("parser.yml"), next_part(&rest)},
                              .fields = {PEN_LIT("fields.yml"), next_part(&rest)}};
    pen_str record = next_part(&rest);
    if (pen_format_load(&files, NULL, &f) == PEN_OK) {
        run_all(f, record, rest);
    } else if (!f || pen_format_message(f, 0, &m) != PEN_OK) {
        abort(); // a failure without a message
    }
    pen_format_free(f);
    return 0;
}

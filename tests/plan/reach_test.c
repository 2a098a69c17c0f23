// SPDX-License-Identifier: Apache-2.0
// What events reach of a format: the branches with their places and counts, several workers,
// a worker that is let go again, and every allocation failing once.
#include "engine.h"
#include "fail_alloc.h"
#include "tap.h"

static const char parser[] = "name: f\n"
                             "pipeline:\n"
                             "  - {name: j, external: {name: json.parse-json}}\n"
                             "  - {name: s, filter: '{{j.message.a is defined}}'}\n"
                             "stages:\n"
                             "  s:\n"
                             "    actions:\n"
                             "      - set: {user.name: '{{j.message.a}}'}\n"
                             "        filter: '{{j.message.a == 1}}'\n"
                             "      - mapping: {j.message.a: event.code, j.message.b: event.kind}\n"
                             "        dictionary: {1: one, x: alert}\n"
                             "        fallback: none\n"
                             "      - {}\n";

// Each branch as a person may write it: kind, line, entry, field, key, times.
static void put_branches(const pen_reach *r, pen_output *out)
{
    static const char kinds[] = "EAFTO";
    pen_branch b;
    pen_output_clear(out);
    for (size_t i = 0; pen_reach_branch(r, i, &b) == PEN_OK; i++) {
        char line[160];
        (void)snprintf(line, sizeof line, "%c %u %.*s %.*s %.*s %u\n", kinds[b.kind], b.line,
                       (int)b.entry.n, b.entry.p, (int)b.field.n, b.field.n ? b.field.p : "",
                       (int)b.key.n, b.key.n ? b.key.p : "", b.times);
        (void)pen_output_add(out, text_of(line));
    }
}

static bool branches_are(engine *e, const pen_reach *r, const char *want)
{
    put_branches(r, e->out);
    pen_str got = pen_output_str(e->out);
    bool same = got.n == strlen(want) && memcmp(got.p, want, got.n) == 0;
    if (!same) {
        printf("# got\n%.*s", (int)got.n, got.p);
    }
    return same;
}

static void try_counts(void)
{
    engine e;
    pen_reach *r = NULL;
    pen_result res;
    pen_worker *second = NULL;
    pen_str none = {NULL, 0};
    engine_text(&e, parser, "");
    ok(e.loaded == PEN_OK && pen_reach_new(e.format, NULL, &r) == PEN_OK, "counts are made");
    ok(branches_are(&e, r,
                    "E 3 j   0\nE 4 s   0\nF 4 s   0\nA 8 s user.name  0\n"
                    "F 9 s user.name  0\nA 10 s event.code  0\nT 11 s event.code 1 0\n"
                    "T 11 s event.code x 0\nO 12 s event.code  0\nA 13 s   0\n"),
       "every branch is there, in order, none reached");
    pen_worker_reach(e.worker, r);
    (void)engine_run(&e, text_of("{\"a\": 1, \"b\": \"?\"}"), none, &res);
    (void)engine_run(&e, text_of("{\"a\": 2, \"b\": 3}"), none, &res);
    (void)engine_run(&e, text_of("{}"), none, &res);
    static const char counted[] =
        "E 3 j   3\nE 4 s   2\nF 4 s   1\nA 8 s user.name  1\nF 9 s user.name  1\n"
        "A 10 s event.code  2\nT 11 s event.code 1 1\nT 11 s event.code x 0\n"
        "O 12 s event.code  3\nA 13 s   2\n";
    ok(branches_are(&e, r, counted), "events are counted, also those of either mapping");
    pen_worker_reach(e.worker, NULL);
    (void)engine_run(&e, text_of("{\"a\": 1}"), none, &res);
    ok(branches_are(&e, r, counted), "a worker that was let go counts no more");
    ok(pen_worker_new(e.format, NULL, &second) == PEN_OK, "a second worker");
    pen_worker_reach(second, r);
    pen_input in = {.message = text_of("{\"a\": \"x\"}")};
    pen_branch b;
    ok(pen_worker_feed(second, &in, &res) == PEN_OK && pen_reach_branch(r, 7, &b) == PEN_OK &&
           b.times == 1 && b.column > 0,
       "which counts into the same");
    ok(pen_reach_branch(r, 10, &b) == PEN_END && pen_reach_branch(r, SIZE_MAX, &b) == PEN_END,
       "there is an end");
    pen_worker_free(second);
    pen_reach_free(r);
    engine_free(&e);
}

static void try_refusals(void)
{
    engine e;
    pen_reach *r = NULL;
    engine_text(&e, "pipeline: 3\n", "");
    ok(e.loaded != PEN_OK && pen_reach_new(e.format, NULL, &r) == PEN_E_USAGE && !r,
       "a format that did not load has no branches");
    pen_reach_free(NULL);
    engine_free(&e);
}

static void try_memory(void)
{
    engine e;
    fail_alloc f;
    bool good = true;
    engine_text(&e, parser, "");
    FAIL_EACH(f) {
        pen_reach *r = NULL;
        pen_status s = pen_reach_new(e.format, &f.alloc, &r);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK) && (r != NULL) == (s == PEN_OK);
        pen_reach_free(r);
    }
    ok(good && fail_alloc_clean(&f), "running out of memory is said, and all is given back");
    engine_free(&e);
}

int main(void)
{
    try_counts();
    try_refusals();
    try_memory();
    return tap_done();
}

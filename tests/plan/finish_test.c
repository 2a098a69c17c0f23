// SPDX-License-Identifier: Apache-2.0
// The end of an event has two ways: one looks only at what actions left for it, the other at
// every field. And sets and templates have short ways. Random formats, each with random
// records: all ways must print the same. Further members of the input ("{}") force the
// second way to the end and change nothing else; a worker that is slow takes no short way.
#include "engine.h"
#include "plan/plan.h"
#include "random_format.h"
#include "tap.h"

enum { FORMATS = 600, RECORDS = 12 };

static pen_str run(engine *e, const text *record, const char *extra, bool slow, pen_result *r)
{
    e->worker->slow = slow;
    return engine_run(e, text_of(record->s), text_of(extra), r);
}

// All ways, on one worker; the text of the first is kept beside.
static bool same(engine *e, const text *record)
{
    static const struct {
        const char *name, *extra;
        bool slow;
    } ways[] = {{"whole", "{}", false}, {"slow", "", true}, {"slow whole", "{}", true}};
    static char quick[1 << 16];
    pen_result a, b;
    bool good = true;
    pen_str s = run(e, record, "", false, &a);
    size_t n = s.n < sizeof quick ? s.n : 0;
    memcpy(quick, s.p, n);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && good; i++) {
        s = run(e, record, ways[i].extra, ways[i].slow, &b);
        good = n == s.n && memcmp(quick, s.p, n) == 0 && a.warned == b.warned &&
               (i != 1 || a.warnings == b.warnings);
        if (!good) {
            printf("# record %s\n# quick %.*s\n# %s %.*s\n", record->s, (int)n, quick,
                   ways[i].name, (int)s.n, s.p);
        }
    }
    return good;
}

int main(void)
{
    static text parser, fields, record;
    unsigned bad = 0, loaded = 0, compared = 0;
    for (unsigned i = 0; i < FORMATS; i++) {
        engine e;
        bool good = true;
        make_parser(&parser);
        make_fields(&fields);
        engine_text(&e, parser.s, fields.s);
        loaded += e.loaded == PEN_OK;
        for (unsigned k = 0; k < RECORDS && e.loaded == PEN_OK && good; k++, compared++) {
            make_record(&record);
            good = same(&e, &record);
        }
        if (!good && ++bad < 4) {
            printf("# parser\n%s# fields\n%s", parser.s, fields.s);
        }
        engine_free(&e);
    }
    ok(loaded > FORMATS * 9 / 10, "the random formats load");
    ok(bad == 0, "every way: the same events");
    printf("# %u formats, %u records\n", loaded, compared);
    return tap_done();
}

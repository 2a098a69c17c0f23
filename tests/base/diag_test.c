// SPDX-License-Identifier: Apache-2.0
#include "base/diag.h"
#include "base/limits.h"
#include "fail_alloc.h"
#include "tap.h"

static void keeps(void)
{
    pen_arena a;
    pen_diags d;
    pen_loc at = {PEN_LIT("parser.yml"), 3, 14};
    pen_arena_init(&a, NULL, SIZE_MAX);
    pen_diags_init(&d, &a);
    pen_diag_add(&d, PEN_SEV_ERROR, at, "unknown-filter", "no filter '%.*s'",
                 PEN_FMT(PEN_LIT("lowr")));
    pen_diag_add(&d, PEN_SEV_WARNING, at, "unused", "%d unused", 2);
    pen_diag_add(&d, PEN_SEV_NOTE, at, "hint", "%s", "");
    ok(d.errors == 1 && d.warnings == 1 && d.dropped == 0, "counted by severity");
    is_str(d.first->text, "no filter 'lowr'", "formatted");
    is_str(d.first->at.file, "parser.yml", "with its place");
    ok(d.first->at.line == 3 && d.first->at.col == 14, "line and column");
    is_str(d.first->next->text, "2 unused", "in order");
    ok(d.last->severity == PEN_SEV_NOTE && d.last->next == NULL, "the last is the last");
    pen_diag_add(NULL, PEN_SEV_ERROR, at, "x", "kept nowhere");
    ok(true, "no list is no crash");
    pen_arena_free(&a);
}

static void caps(void)
{
    pen_arena a;
    pen_diags d;
    char text[3000];
    memset(text, 'y', sizeof text);
    pen_arena_init(&a, NULL, SIZE_MAX);
    pen_diags_init(&d, &a);
    pen_diag_add(&d, PEN_SEV_ERROR, (pen_loc){PEN_EMPTY, 0, 0}, "long", "%.*s",
                 (int)sizeof text, text);
    ok(d.first->text.n == 1023, "a long message is cut");
    for (int i = 0; i < 2 * PEN_DIAGS_MAX; i++) {
        pen_diag_add(&d, PEN_SEV_WARNING, (pen_loc){PEN_EMPTY, 0, 0}, "many", "%d", i);
    }
    size_t kept = 0;
    for (const pen_diag *m = d.first; m; m = m->next) {
        kept++;
    }
    ok(kept == PEN_DIAGS_MAX, "no more messages than the limit");
    ok(kept + d.dropped == d.errors + d.warnings, "the others are counted");
    pen_arena_free(&a);
}

static void fails(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_diags d;
        pen_arena_init(&a, &f.alloc, SIZE_MAX);
        pen_diags_init(&d, &a);
        for (int i = 0; i < 3; i++) {
            pen_diag_add(&d, PEN_SEV_ERROR, (pen_loc){PEN_EMPTY, 0, 0}, "k", "%d", i);
        }
        good = good && d.errors == 3 && d.dropped == (f.failed ? 1 : 0);
        pen_arena_free(&a);
    }
    ok(good, "without memory an error still counts as an error");
    ok(fail_alloc_clean(&f), "nothing leaks");
}

int main(void)
{
    keeps();
    caps();
    fails();
    return tap_done();
}

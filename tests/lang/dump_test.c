// SPDX-License-Identifier: Apache-2.0
// The code that templates become: tests/lang/dumps.golden holds templates, each a line
// after "== ", and the listings expected. PEN_UPDATE=1 prints the file anew.
#include "lang/case_run.h"
#include "tap.h"

#include <stdlib.h>

enum { FILE_MAX = 1 << 20 };

static void list(pen_str source, pen_buf *out)
{
    case_runner r;
    pen_template *t;
    if (case_begin(&r) == PEN_OK && case_compile(&r, source, &t) == PEN_OK) {
        pen_template_dump(t, &r.nodes, out);
    } else {
        PEN_BUF_LIT(out, "does not compile\n");
    }
    case_end(&r);
}

static void compare(pen_str source, pen_str want, bool update)
{
    pen_buf got;
    char name[256];
    pen_buf_init(&got, NULL, FILE_MAX);
    list(source, &got);
    if (update) {
        printf("== %.*s\n%.*s", PEN_FMT(source), PEN_FMT(pen_buf_str(&got)));
    } else {
        (void)snprintf(name, sizeof name, "%.*s", PEN_FMT(source));
        tap_bytes(got.p, got.n, want.p, want.n, TAP_AT(name));
    }
    pen_buf_free(&got);
}

int main(void)
{
    bool update = getenv("PEN_UPDATE") != NULL;
    char *text = malloc(FILE_MAX);
    FILE *f = fopen(PEN_ROOT "/tests/lang/dumps.golden", "rb");
    pen_str left = {text, f && text ? fread(text, 1, FILE_MAX, f) : 0};
    while (pen_str_starts(left, PEN_LIT("== "))) {
        size_t line = pen_str_chr(left, '\n', 0);
        size_t end = pen_str_find(left, PEN_LIT("\n== "), line);
        pen_str source = pen_str_of(left.p + 3, line - 3);
        end = end == PEN_NPOS ? left.n : end + 1;
        compare(source, pen_str_of(left.p + line + 1, end - line - 1), update);
        left = pen_str_from(left, end);
    }
    if (f) {
        (void)fclose(f);
    }
    free(text);
    if (update) {
        return 0;
    }
    ok(tap_run > 20, "the golden file is there");
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// Runs tests/lang/cases/*.cases. A case is three lines, blank lines between cases:
//
//   the template (a line that starts with a quote is JSON text, for line ends)
//   its layers, a JSON object
//   the JSON of the result, or `unset` (cannot be computed, undefined), or `syntax`
//
// Lines that start with `# ` where a case could are headings.
#include "lang/case_run.h"
#include "tap.h"

#include <stdlib.h>

typedef struct file {
    pen_str left;
    unsigned line;
} file;

static bool next_line(file *f, pen_str *out)
{
    if (f->left.n == 0) {
        return false;
    }
    size_t end = pen_str_chr(f->left, '\n', 0);
    *out = pen_str_head(f->left, end == PEN_NPOS ? f->left.n : end);
    f->left = pen_str_from(f->left, end == PEN_NPOS ? f->left.n : end + 1);
    f->line++;
    return true;
}

// The template of a line, in a block of its exact size so that an over-read is seen.
static pen_str source_of(case_runner *r, pen_str line)
{
    pen_value v = pen_v_str(line);
    if (pen_str_starts(line, PEN_LIT("\""))) {
        (void)!pen_json_load(&r->event, line, &v);
    }
    char *p = malloc(v.n ? v.n : 1);
    if (p && v.n) {
        memcpy(p, v.u.p, v.n);
    }
    return pen_str_of(p, p ? v.n : 0);
}

static void describe(const case_outcome *o, pen_buf *out)
{
    if (o->compiled == PEN_E_SYNTAX) {
        PEN_BUF_LIT(out, "syntax");
    } else if (o->compiled != PEN_OK) {
        pen_buf_add(out, pen_str_c(pen_status_text(o->compiled)));
    } else if (pen_template_fatal(o->run)) {
        pen_buf_add(out, pen_str_c(pen_status_text(o->run)));
    } else if (o->run != PEN_OK || o->value.tag == PEN_T_UNDEF) {
        PEN_BUF_LIT(out, "unset");
    } else if (pen_json_dump(o->value, PEN_JSON_SPACED, out) != PEN_OK) {
        PEN_BUF_LIT(out, "no JSON");
    }
}

static void run_case(pen_str line, pen_str layers, pen_str want, const char *name)
{
    case_runner r;
    pen_value v;
    pen_buf got;
    pen_buf_init(&got, NULL, (size_t)1 << 20);
    bool ready = case_begin(&r) == PEN_OK && pen_json_load(&r.event, layers, &v) == PEN_OK;
    if (ok(ready, name)) {
        tap_run--;
        pen_str source = source_of(&r, line);
        case_outcome o = case_run(&r, source, v);
        describe(&o, &got);
        tap_bytes(got.p, got.n, want.p, want.n, TAP_AT(name));
        ok(o.compiled == PEN_OK || r.diags.errors > 0, "a failure has a message");
        free((void *)(uintptr_t)source.p);
    }
    case_end(&r);
    pen_buf_free(&got);
}

static void run_file(const char *name)
{
    char path[512], title[1024];
    (void)snprintf(path, sizeof path, "%s/tests/lang/cases/%s.cases", PEN_ROOT, name);
    FILE *in = fopen(path, "rb");
    char *text = malloc((size_t)1 << 20);
    size_t n = in && text ? fread(text, 1, (size_t)1 << 20, in) : 0;
    ok(n > 0, path);
    file f = {{text, n}, 0};
    for (pen_str line, layers, want; next_line(&f, &line);) {
        bool heading = pen_str_starts(line, PEN_LIT("# "));
        if (line.n && !heading && next_line(&f, &layers) && next_line(&f, &want)) {
            (void)snprintf(title, sizeof title, "%s:%u %.*s", name, f.line - 2, (int)line.n,
                           line.p);
            run_case(line, layers, want, title);
        }
    }
    free(text);
    if (in) {
        (void)fclose(in);
    }
}

int main(void)
{
    static const char *const files[] = {"output", "lexical",    "operators", "names",
                                        "loops",  "statements", "folding",   "calls"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        run_file(files[i]);
    }
    return tap_done();
}

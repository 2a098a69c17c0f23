// SPDX-License-Identifier: Apache-2.0
// Runs templates from standard input: one JSON object a line with `template` and `layers`;
// prints for each a line of JSON: {"result": …, "set": …}, or {"error": …} when the
// template does not compile. The differential tests and the benchmarks drive it.
#include "lang/case_run.h"

#include <stdio.h>
#include <stdlib.h>

static void answer(const case_outcome *o, pen_buf *out)
{
    if (o->compiled != PEN_OK) {
        pen_buf_fmt(out, "{\"error\":\"%s\"}\n", pen_status_text(o->compiled));
        return;
    }
    PEN_BUF_LIT(out, "{\"result\":");
    size_t at = out->n;
    if (o->run != PEN_OK || pen_json_dump(o->value, PEN_JSON_COMPACT, out) != PEN_OK) {
        out->n = at;
        PEN_BUF_LIT(out, "null");
    }
    pen_buf_fmt(out, ",\"set\":%s}\n", case_is_set(o) ? "true" : "false");
}

static void one_line(pen_str line, pen_buf *out)
{
    case_runner r;
    pen_value v;
    case_outcome o = {.compiled = PEN_E_USAGE};
    if (case_begin(&r) == PEN_OK && pen_json_load(&r.event, line, &v) == PEN_OK &&
        v.tag == PEN_T_DICT) {
        pen_value *source = pen_dict_get_str(v.u.dict, PEN_LIT("template"));
        pen_value *layers = pen_dict_get_str(v.u.dict, PEN_LIT("layers"));
        if (source && source->tag == PEN_T_STR && layers) {
            o = case_run(&r, pen_value_str(*source), *layers);
        }
    }
    answer(&o, out);
    case_end(&r);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    pen_buf out;
    pen_buf_init(&out, NULL, (size_t)64 << 20);
    for (long n; (n = getline(&line, &room, stdin)) > 0;) {
        pen_str s = pen_str_trim(pen_str_of(line, (size_t)n));
        pen_buf_clear(&out);
        one_line(s, &out);
        (void)fwrite(out.p, 1, out.n, stdout);
    }
    free(line);
    pen_buf_free(&out);
    return 0;
}

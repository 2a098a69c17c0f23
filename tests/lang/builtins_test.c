// SPDX-License-Identifier: Apache-2.0
// Operators, filters, tests and methods: one row an expression (builtins_cases.h).
#include "lang/case_run.h"

#include "tap.h"

#include <stdio.h>

typedef struct row {
    const char *expression, *repr;
} row;

static const row rows[] = {
#include "lang/builtins_cases.h"
};

static const char layers[] =
    "{\"s\":\"Hello World\",\"e\":\"\",\"p\":\"  pad  \",\"n\":7,\"f\":2.675,\"t\":true,\"z\":null,"
    "\"l\":[3,1,2],\"w\":[\"b\",\"a\",\"B\",\"a\"],\"d\":{\"b\":1,\"a\":2},"
    "\"o\":[{\"k\":2,\"n\":\"x\"},{\"k\":1,\"n\":\"y\"},{\"k\":2}],"
    "\"u\":\"stra\\u00dfe \\u03a3\\u0391\\u03a3\",\"big\":10000000000000000000000000,"
    "\"m\":[[1],[2,3]],\"h\":\"<b>x &amp; y</b> <!-- c -->z\",\"c\":\"a,b,,c\"}";

// The expression in a list, so that the text shows its type; never folded to a text.
static void check(const row *r)
{
    case_runner run;
    char source[512];
    char want[512];
    pen_value v = pen_v_undef();
    (void)snprintf(source, sizeof source, "x{{ [%s] }}", r->expression);
    (void)snprintf(want, sizeof want, "x[%s]", r->repr ? r->repr : "");
    pen_status s = case_begin(&run);
    s = s == PEN_OK ? pen_json_load(&run.event, pen_str_c(layers), &v) : s;
    if (!ok(s == PEN_OK, r->expression)) {
        case_end(&run);
        return;
    }
    case_outcome o = case_run(&run, pen_str_c(source), v);
    bool computed = o.compiled == PEN_OK && o.run == PEN_OK && o.value.tag == PEN_T_STR;
    if (!r->repr) {
        ok(!computed, "it fails");
    } else if (ok(computed, "it can be computed")) {
        is_str(pen_value_str(o.value), want, r->expression);
    }
    case_end(&run);
}

// A hostile template ends by its budget, not by patience.
static void check_budget(void)
{
    static const char *const hostile[] = {
        "{{ m | sort(attribute='0') | map('join', ',') | list | length * 0 }}x{% for a in l * 300 %}"
        "{% for b in l * 300 %}{{ s.replace('l', s) }}{% endfor %}{% endfor %}",
        "{% set t = s * 1000 %}{% for i in l * 9999 %}{{ t | upper | lower | title }}{% endfor %}",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        case_runner run;
        pen_value v = pen_v_undef();
        if (!ok(case_begin(&run) == PEN_OK &&
                    pen_json_load(&run.event, pen_str_c(layers), &v) == PEN_OK,
                "begin")) {
            return;
        }
        case_outcome o = case_run(&run, pen_str_c(hostile[i]), v);
        ok(o.compiled == PEN_OK && pen_template_fatal(o.run), "the machine stops");
        case_end(&run);
    }
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i]);
    }
    check_budget();
    return tap_done();
}

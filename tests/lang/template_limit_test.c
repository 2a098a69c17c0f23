// SPDX-License-Identifier: Apache-2.0
// Templates that want too much: nesting, length, variables, operands, steps, text, memory.
#include "fail_alloc.h"
#include "lang/case_run.h"
#include "tap.h"

#include "base/limits.h"

#include <time.h>

// `before`, `unit` n times, `middle`, `after` n times, `end`.
typedef struct shape {
    const char *before, *unit, *middle, *after, *end;
} shape;

static void build(const shape *s, unsigned n, pen_buf *out)
{
    pen_buf_add(out, pen_str_c(s->before));
    for (unsigned i = 0; i < n; i++) {
        pen_buf_add(out, pen_str_c(s->unit));
    }
    pen_buf_add(out, pen_str_c(s->middle));
    for (unsigned i = 0; i < n; i++) {
        pen_buf_add(out, pen_str_c(s->after));
    }
    pen_buf_add(out, pen_str_c(s->end));
}

static const shape shapes[] = {
    {"{{ ", "(", "a", ")", " }}"},
    {"{{ ", "[", "a", "]", " }}"},
    {"{{ ", "{'k': ", "a", "}", " }}"},
    {"{{ ", "-", "a", "", " }}"},
    {"{{ ", "- ", "5", "", " }}"},
    {"{{ ", "not ", "a", "", " }}"},
    {"{{ a", " + a", "", "", " }}"},
    {"{{ 1", " + 1", "", "", " }}"},
    {"{{ a", " ** a", "", "", " }}"},
    {"{{ a", " ~ a", "", "", " }}"},
    {"{{ a", " or a", "", "", " }}"},
    {"{{ a", " and a", "", "", " }}"},
    {"{{ a", " < a", "", "", " }}"},
    {"{{ a", ".b", "", "", " }}"},
    {"{{ a", "['b']", "", "", " }}"},
    {"{{ a", "[0]", "", "", " }}"},
    {"{{ a", "[", "0", "]", " }}"},
    {"{{ a", "()", "", "", " }}"},
    {"{{ a", ".f()", "", "", " }}"},
    {"{{ a", " | upper", "", "", " }}"},
    {"{{ a", " is defined", "", "", " }}"},
    {"{{ a", " if a else a", "", "", " }}"},
    {"{{ a", " if a", "", "", " }}"},
    {"{{ f(", "f(", "a", ")", ") }}"},
    {"{{ [", "a, ", "", "", "] }}"},
    {"{{ [", "1, ", "", "", "] }}"},
    {"{{ {", "'k': a, ", "", "", "} }}"},
    {"{{ (", "a, ", "", "", ") }}"},
    {"{{ '", "x", "", "", "' }}"},
    {"{{ ", "'x' ", "", "", "}}"},
    {"", "{{ a }}", "", "", ""},
    {"", "{{ 1 }}", "", "", ""},
    {"", "{% if a %}", "x", "{% endif %}", ""},
    {"{% if a %}", "{% elif a %}", "", "", "{% endif %}"},
    {"", "{% for x in a %}", "x", "{% endfor %}", ""},
    {"", "{% for x in a if x %}", "{{ loop.index }}", "{% endfor %}", ""},
    {"", "{% with x = a %}", "x", "{% endwith %}", ""},
    {"", "{% set x %}", "x", "{% endset %}", ""},
    {"", "{% filter upper %}", "x", "{% endfilter %}", ""},
    {"{% set ", "(", "x", ")", " = a %}"},
    {"{% set ", "x, ", "y", "", " = a %}"},
    {"{% macro m(", "a, ", "b", "", ") %}{% endmacro %}"},
    {"{% macro m(x) %}{% endmacro %}{{ ", "m(", "1", ")", " }}"},
    {"{{ ", "{{ ", "", "", ""},
    {"{{ ", "{% ", "", "", ""},
    {"{{ a }}", "{# ", "", "", ""},
    {"{% raw %}", "{% ", "", "", ""},
    {"{{ a }}", "{", "", "", ""},
    {"{{ a", " ", "", "", "}}"},
    {"{{ a }}", "\n", "", "", ""},
};

// Compiles and runs; only the absence of crashes, stalls and odd statuses is looked at.
static bool survives(pen_str source)
{
    case_runner r;
    bool good = case_begin(&r) == PEN_OK;
    r.steps = 100000;
    case_outcome o = case_run(&r, source, pen_v_none());
    good = good && (o.compiled == PEN_OK || o.compiled == PEN_E_SYNTAX);
    good = good && (o.compiled == PEN_OK || r.diags.errors > 0);
    case_end(&r);
    return good;
}

static void try_shapes(void)
{
    static const unsigned sizes[] = {1,   2,   49,  99,  100,  101,  255,
                                     256, 257, 499, 501, 5000, 20000};
    char name[128];
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        bool good = true;
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            pen_buf b;
            pen_buf_init(&b, NULL, PEN_TEMPLATE_MAX * 4);
            build(&shapes[i], sizes[j], &b);
            good = good && survives(pen_buf_str(&b));
            pen_buf_free(&b);
        }
        (void)snprintf(name, sizeof name, "%s%s%s many times", shapes[i].before,
                       shapes[i].unit, shapes[i].middle);
        ok(good, name);
    }
}

// The status of a run with so many steps; *ms is how long it took.
static pen_status status_of(const char *source, uint64_t steps, double *ms)
{
    case_runner r;
    struct timespec a, b;
    case_outcome o = {.run = PEN_E_NOMEM};
    if (case_begin(&r) == PEN_OK) {
        r.steps = steps;
        (void)timespec_get(&a, TIME_UTC);
        o = case_run(&r, pen_str_c(source), pen_v_none());
        (void)timespec_get(&b, TIME_UTC);
        *ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
    }
    case_end(&r);
    return o.compiled == PEN_OK ? o.run : o.compiled;
}

static void budgets(void)
{
    double ms = 0;
#define FOR10(v) "{% for " v " in '0123456789' %}"
#define FOR5(v) FOR10(v "1") FOR10(v "2") FOR10(v "3") FOR10(v "4") FOR10(v "5")
#define END5 "{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}"
    ok(status_of(FOR5("x") FOR5("y") "{{ x1 }}" END5 END5, 100000, &ms) == PEN_E_BUDGET,
       "nested loops end with the budget");
    ok(ms < 2000, "soon");
    ok(status_of("{% set l = [1] %}{% for i in 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}"
                 "{% set _ = l.extend(l) %}{% endfor %}",
                 100000, &ms) == PEN_E_BUDGET,
       "a list that doubles ends with the budget");
    ok(pen_template_fatal(status_of(
           "{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m('a') }}", 100000, &ms)) ==
           false,
       "endless recursion is an ordinary failure");
    ok(status_of("{% set a %}{% for i in 'aaaaaaaa' %}{{ 'x' * 60000 * 100 }}{% endfor %}"
                 "{% endset %}{{ a }}",
                 100000000, &ms) != PEN_OK,
       "text past the limit is refused");
    ok(status_of("{{ 10 ** 10 ** 10 ** i }}", 100000, &ms) != PEN_OK,
       "towers of powers fail");
    ok(status_of("{{ a }}", 0, &ms) == PEN_OK, "a plain reference needs no steps");
    ok(status_of("{{ a }}{{ a }}", 0, &ms) == PEN_E_BUDGET, "no steps, no result");
#undef FOR10
#undef FOR5
#undef END5
}

static pen_status whole(const pen_alloc *alloc, pen_str source)
{
    case_runner r;
    pen_value layers;
    pen_status s = case_begin_with(&r, alloc);
    if (s == PEN_OK) {
        s = pen_json_load(&r.event, PEN_LIT("{\"a\":{\"l\":[3,1,2],\"d\":{\"k\":\"v\"}}}"),
                          &layers);
    }
    if (s == PEN_OK) {
        case_outcome o = case_run(&r, source, layers);
        s = o.compiled == PEN_OK ? o.run : o.compiled;
    }
    case_end(&r);
    return s;
}

static void without_memory(void)
{
    static const char *const sources[] = {
        "{{ a.l | sort | map('string') | join('-') ~ a.d.get('k', [1]) }} and more",
        "{% set x = [] %}{% for i in a.l if i > 1 %}{% set _ = x.append(i) %}{{ x }}{% "
        "endfor %}",
        "{% for i in a.l if i > 1 %}{{ loop.index }}{% else %}none{% endfor %}{{ a.l }}",
        "{% macro m(p, q=[1]) %}{{ p }}{{ q }}{% endmacro %}{{ m(5) }}{{ m(q=2, p={'a': "
        "1}) }}",
        "{% filter upper %}{{ ['a', ('b', 1), {'c': 2.5}] }}{% endfilter %}{{ 'a' if a.l "
        "}}",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        fail_alloc f;
        bool good = true;
        FAIL_EACH(f)
        {
            pen_status s = whole(&f.alloc, pen_str_c(sources[i]));
            good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        }
        ok(good, "memory that runs out is told");
        ok(fail_alloc_clean(&f), "and nothing leaks");
    }
}

int main(void)
{
    try_shapes();
    budgets();
    without_memory();
    return tap_done();
}

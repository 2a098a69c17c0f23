// SPDX-License-Identifier: Apache-2.0
// Which templates change values that somebody else may hold, and which only what they made
// themselves: a plan with none of the first kind need not copy what it hands on.
#include "lang/case_run.h"
#include "tap.h"

static const struct {
    const char *source;
    bool mutates;
} cases[] = {
    {"{{ a.b }}", false},
    {"{{ a.l.append(1) }}", true},
    {"{{ a.d.pop('k') }}", true},
    {"{{ a.l.sort() }}", true},
    {"{{ [].append(1) }}", true}, // not looked into: nobody writes it
    // collected in a list of its own
    {"{% set x = [] %}{% set _ = x.append(a.b) %}{{ x }}", false},
    {"{% set x = [] %}{% set x = x.append(a.b) %}{{ x }}", false},
    {"{% set x = [1, a.b] %}{{ x.extend(a.l) }}", false},
    {"{% set x = {} %}{{ x.update({'k': a.b}) }}{{ x.pop('k') }}", false},
    {"{% set x = [] %}{% for i in a.l %}{% set _ = x.append(i) %}{% endfor %}{{ x }}",
     false},
    {"{% set x = [] %}{% for i in a.l %}{% set x = x.append(i) %}{% endfor %}{{ x }}",
     false},
    {"{% for i in a.l %}{% set x = {} %}{% if i %}{% set _ = x.update(k=i) %}{% endif %}"
     "{{ x }}{% endfor %}",
     false},
    {"{% macro m() %}{% set x = [] %}{{ x.append(1) }}{% endmacro %}{{ m() }}", false},
    // that may be something else
    {"{% set x = a.l %}{{ x.append(1) }}", true},
    {"{% set y = [] %}{% set x = y %}{{ x.append(1) }}", true},
    {"{% set x = [] %}{% set x = a.l %}{{ x.append(1) }}", true},
    {"{% set x = [] if a.b else a.l %}{{ x.append(1) }}", true},
    {"{% set x = [a.l] %}{{ x[0].append(1) }}", true},
    {"{% set x = [a.l] %}{{ x.pop().append(1) }}", true},
    {"{% set y = [a.l] %}{% set x = y.pop() %}{{ x.append(1) }}", true},
    {"{% set d = {} %}{% set x = d.setdefault('k', a.l) %}{{ x.append(1) }}", true},
    {"{% set x = [a.l] %}{% for i in x %}{{ i.append(1) }}{% endfor %}", true},
    {"{% set x, y = [], a.l %}{{ x.append(1) }}", true}, // not looked into
    {"{% if a.b %}{% set x = [] %}{% endif %}{{ x.append(1) }}", true},
    {"{{ x.append(1) }}{% set x = [] %}", true},
    {"{% for i in a.l %}{{ x.append(i) }}{% endfor %}{% set x = [] %}", true},
    {"{% set x = a.l %}{% for i in a.l %}{% set x = x.append(i) %}{% endfor %}", true},
    {"{% for i in a.l %}{% set x = x.append(i) %}{% endfor %}", true},
    {"{% with x = a.l %}{{ x.append(1) }}{% endwith %}", true},
    {"{% macro m(x) %}{{ x.append(1) }}{% endmacro %}{{ m(a.l) }}", true},
    {"{% set x = [] %}{% macro m() %}{{ x.append(1) }}{% endmacro %}{{ m() }}", true},
    {"{% set x %}t{% endset %}{{ x.append(1) }}", true},
};

static void check(const char *source, bool mutates)
{
    case_runner r;
    pen_template *t = NULL;
    bool good = case_begin(&r) == PEN_OK &&
                case_compile(&r, pen_str_c(source), &t) == PEN_OK && t->mutates == mutates;
    ok(good, source);
    case_end(&r);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].source, cases[i].mutates);
    }
    return tap_done();
}

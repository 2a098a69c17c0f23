// SPDX-License-Identifier: Apache-2.0
// Where the messages about templates point, and what they say.
#include "lang/case_run.h"
#include "tap.h"

typedef struct row {
    const char *source;
    unsigned line, col;
    const char *kind, *text;
} row;

static const row rows[] = {
    {"{{ a.b | nofilter }}", 1, 10, "unknown-filter", "there is no filter 'nofilter'"},
    {"{{ a is notest }}", 1, 9, "unknown-test", "there is no test 'notest'"},
    {"line\n  {{ a | nofilter }}", 2, 10, "unknown-filter", NULL},
    {"é\n é{{ a | nofilter }}", 2, 10, "unknown-filter", NULL},
    {"{{ a ", 1, 1, "template-syntax", "this tag is never closed (write }})"},
    {"x {% if a ", 1, 3, "template-syntax", "this tag is never closed (write %})"},
    {"{{ 'abc }}", 1, 4, "template-syntax", "this text is never closed (write ')"},
    {"{{ a }}{# x", 1, 8, "template-syntax", "this comment is never closed (write #})"},
    {"{% raw %}x", 1, 1, "template-syntax", NULL},
    {"{{ a $ }}", 1, 6, "template-syntax", "unexpected character '$'"},
    {"{{ a ☂ }}", 1, 6, "template-syntax", "unexpected character '☂'"},
    {"{{ a ) }}", 1, 6, "template-syntax", NULL},
    {"{{ (a ] }}", 1, 7, "template-syntax", NULL},
    {"{{ '\\x4' }}", 1, 8, "template-syntax", NULL},
    {"{{ a b }}", 1, 6, "template-syntax", "expected }}, found 'b'"},
    {"{{ a. }}", 1, 7, "template-syntax", "expected a name or a number, found }}"},
    {"{{ }}", 1, 4, "template-syntax", "expected an expression, found }}"},
    {"{{ a + }}", 1, 8, "template-syntax", "expected an expression, found }}"},
    {"{{ {'a' 1} }}", 1, 9, "template-syntax", "expected :, found an integer"},
    {"{% if a %}x", 1, 12, "template-syntax", "the template ends before 'endif'"},
    {"{% for x in a %}x", 1, 18, "template-syntax", "the template ends before 'endfor'"},
    {"{% endif %}{{ a }}", 1, 4, "template-syntax",
     "unknown or misplaced statement 'endif'"},
    {"{% break %}", 1, 4, "template-syntax", "unknown or misplaced statement 'break'"},
    {"{% for x a %}{% endfor %}", 1, 10, "template-syntax", "expected `in`, found 'a'"},
    {"{% set 5 = a %}", 1, 8, "template-syntax",
     "expected a name to set, found an integer"},
    {"{% for loop in a %}{% endfor %}", 1, 8, "template-syntax", NULL},
    {"{% include 'a' %}", 1, 4, "template-unsupported",
     "`include` is not supported (a template stands alone)"},
    {"{% autoescape true %}{% endautoescape %}", 1, 4, "template-unsupported", NULL},
    {"{{ a | f(*b, c) }}", 1, 14, "template-syntax",
     "expected an argument with a name, found 'c'"},
    {"{{ a[1:, 2] }}", 1, 8, "template-syntax", "expected the end of the slice, found ,"},
    {"{% macro m() %}{% for x in a recursive %}{% endfor %}{% endmacro %}", 1, 19,
     "template-unsupported", NULL},
    {"{% macro m() %}{% macro n() %}{% endmacro %}{% endmacro %}", 1, 19,
     "template-unsupported", NULL},
    {"{% macro m(a, a) %}{% endmacro %}", 1, 4, "template-syntax", NULL},
    {"{{ 0xffffffffffffffffff }}", 1, 4, "template-limit", "this number is too large"},
};

static void check(const row *r)
{
    case_runner c;
    pen_template *t;
    char name[512];
    bool ready = case_begin(&c) == PEN_OK;
    pen_status s = ready ? case_compile(&c, pen_str_c(r->source), &t) : PEN_E_NOMEM;
    const pen_diag *d = c.diags.first;
    (void)snprintf(name, sizeof name, "%s does not compile", r->source);
    if (ok(s == PEN_E_SYNTAX && d && c.diags.errors == 1, name)) {
        (void)snprintf(name, sizeof name, "%s at %u:%u", r->source, r->line, r->col);
        if (!ok(d->at.line == r->line && d->at.col == r->col, name)) {
            printf("# it is %u:%u\n", (unsigned)d->at.line, (unsigned)d->at.col);
        }
        is_str(pen_str_c(d->kind), r->kind, "its kind");
        if (r->text) {
            is_str(d->text, r->text, "its text");
        }
    }
    case_end(&c);
}

// A template in a branch that is never taken may name an unknown filter, as in Jinja; a
// message says so all the same.
static void soft_failure(void)
{
    case_runner c;
    pen_template *t;
    bool ready = case_begin(&c) == PEN_OK;
    ok(ready && case_compile(&c, PEN_LIT("{{ a | nofilter if b else 5 }}"), &t) == PEN_OK,
       "an unknown filter in a branch compiles");
    ok(c.diags.errors == 1, "with a message");
    case_end(&c);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&rows[i]);
    }
    soft_failure();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// Filters, tests and methods in templates: their names, how many arguments they get, regular
// expressions and date formats among them.
#include "lint/lint.h"

#include "codec/date.h"
#include "regex/regex.h"

// The tables that the engine calls from. An alias has the parameters of its function's row.
typedef struct row {
    const char *name, *fn;
    int least;
    const char *parameters; // NULL: an alias
} row;

static const row filters[] = {
#define PEN_FILTER(name, fn, flags, least, parameters, doc) {name, #fn, least, parameters},
#define PEN_FILTER_ALIAS(name, fn, flags) {name, #fn, 0, NULL},
#include "lang/filters.def"
#undef PEN_FILTER
#undef PEN_FILTER_ALIAS
    {NULL, NULL, 0, NULL},
};

static const row tests[] = {
#define PEN_TEST(name, fn, least, parameters, doc) {name, #fn, least, parameters},
#define PEN_TEST_ALIAS(name, fn) {name, #fn, 0, NULL},
#include "lang/tests.def"
#undef PEN_TEST
#undef PEN_TEST_ALIAS
    {NULL, NULL, 0, NULL},
};

static const row methods[] = {
#define PEN_METHOD(type, name, least, parameters, doc) {#name, #type, least, parameters},
#include "event/methods.def"
#undef PEN_METHOD
    {NULL, NULL, 0, NULL},
};

// What kind of row, for messages.
typedef struct table {
    const row *rows;
    pen_lint_id unknown;
    const char *what;
} table;

static const table filter_table = {filters, PEN_LINT_UNKNOWN_FILTER, "filter"};
static const table test_table = {tests, PEN_LINT_UNKNOWN_TEST, "test"};
static const table method_table = {methods, PEN_LINT_UNKNOWN_METHOD, "method"};

static const row *find(const row *rows, pen_str name)
{
    while (rows->name && !pen_str_eq(name, pen_str_c(rows->name))) {
        rows++;
    }
    return rows->name ? rows : NULL;
}

static pen_loc at_name(const pen_lint_visit *v, pen_str name, size_t otherwise)
{
    const char *from = v->t->source.p;
    bool inside = name.p >= from && name.p < from + v->t->source.n;
    return pen_lint_at(v->l, v->t->at, inside ? (size_t)(name.p - from) : otherwise);
}

static void unknown(const pen_lint_visit *v, const table *t, pen_str name, pen_loc at)
{
    pen_lint_hint hint;
    pen_lint_near near = pen_lint_near_to(v->l, name);
    for (const row *r = t->rows; r->name; r++) {
        if (pen_is_alpha(r->name[0])) {
            pen_lint_offer(&near, pen_str_c(r->name));
        }
    }
    pen_lint_say(v->l, t->unknown, at, "no %s is called '%.*s'%s", t->what, PEN_FMT(name),
                 pen_lint_mean(&near, &hint));
}

// ---- arguments ----

// How many arguments a row takes at most; a large number for any.
static size_t most(const char *parameters)
{
    size_t n = *parameters != '\0';
    for (const char *p = parameters; *p; p++) {
        n += *p == ' ';
        if (*p == '*') {
            return 1000;
        }
    }
    return n;
}

// Several types have methods of one name: as long as one of them takes the arguments.
static void check_count(const pen_lint_visit *v, const table *t, pen_str name,
                        const pen_ast *list)
{
    size_t given = 0, least = SIZE_MAX, top = 0;
    for (const pen_ast *a = list; a; a = a->next) {
        if (a->kind == PEN_AST_SPREAD || a->kind == PEN_AST_SPREAD2) {
            return;
        }
        given++;
    }
    const row *named = find(t->rows, name);
    for (const row *r = t->rows; r->name; r++) {
        bool same = pen_str_eq(pen_str_c(r->name), pen_str_c(named->name)) ||
                    (!named->parameters && pen_str_eq(pen_str_c(r->fn), pen_str_c(named->fn)));
        if (same && r->parameters) {
            least = (size_t)r->least < least ? (size_t)r->least : least;
            top = most(r->parameters) > top ? most(r->parameters) : top;
        }
    }
    if (given < least || given > top) {
        pen_lint_say(v->l, PEN_LINT_ARGUMENTS, at_name(v, name, 0),
                     "the %s '%.*s' takes %s %zu argument%s, not %zu", t->what, PEN_FMT(name),
                     least == top ? "exactly" : given < least ? "at least" : "at most",
                     given < least ? least : top, (given < least ? least : top) == 1 ? "" : "s",
                     given);
    }
}

// ---- regular expressions and dates ----

static bool is_text(const pen_ast *e)
{
    return e && e->kind == PEN_AST_CONST && e->value.tag == PEN_T_STR;
}

static void check_regex(const pen_lint_visit *v, const pen_ast *arg)
{
    pen_regex *re = NULL;
    pen_buf why;
    pen_buf_init(&why, v->l->alloc, 1024);
    pen_status s = pen_regex_new(pen_value_str(arg->value), 0, &re, &why);
    pen_regex_free(re);
    pen_lint_fails(v->l, s == PEN_E_NOMEM ? s : PEN_OK);
    if (s == PEN_E_SYNTAX || s == PEN_E_LIMIT) {
        pen_lint_say(v->l, PEN_LINT_REGEX, pen_lint_at(v->l, v->t->at, arg->at),
                     "this is no regular expression of RE2: %.*s", PEN_FMT(pen_buf_str(&why)));
    }
    pen_buf_free(&why);
}

static void check_date(const pen_lint_visit *v, const pen_ast *arg)
{
    pen_date_format f;
    if (pen_date_format_compile(pen_value_str(arg->value), &f) != PEN_OK) {
        pen_lint_say(v->l, PEN_LINT_DATE_FORMAT, pen_lint_at(v->l, v->t->at, arg->at),
                     "no date can match the format '%.*s'", PEN_FMT(pen_value_str(arg->value)));
    }
}

static void check_texts(const pen_lint_visit *v, const pen_ast *n)
{
    const row *r = find(filters, n->name);
    pen_str fn = r ? pen_str_c(r->fn) : PEN_EMPTY;
    if (!is_text(n->list)) {
        return;
    }
    if (pen_str_starts(fn, PEN_LIT("re_"))) {
        check_regex(v, n->list);
    } else if (pen_str_eq(fn, PEN_LIT("to_rfc3339"))) {
        check_date(v, n->list);
    }
}

// map('lower'), select('defined'), selectattr('x', 'equalto', …) name filters and tests.
static void check_named(const pen_lint_visit *v, const pen_ast *n)
{
    static const struct {
        const char *name;
        unsigned arg;
        const table *in;
    } named[] = {
        {"map", 0, &filter_table},  {"select", 0, &test_table},     {"reject", 0, &test_table},
        {"selectattr", 1, &test_table}, {"rejectattr", 1, &test_table},
    };
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const pen_ast *arg = named[i].arg && n->list ? n->list->next : n->list;
        if (pen_str_eq(n->name, pen_str_c(named[i].name)) && is_text(arg) &&
            !find(named[i].in->rows, pen_value_str(arg->value))) {
            unknown(v, named[i].in, pen_value_str(arg->value),
                    pen_lint_at(v->l, v->t->at, arg->at));
        }
    }
}

// ---- nodes ----

static void see_filter(const pen_lint_visit *v, const pen_ast *n)
{
    if (!find(filters, n->name)) {
        unknown(v, &filter_table, n->name, at_name(v, n->name, n->at));
        return;
    }
    check_count(v, &filter_table, n->name, n->list);
    check_texts(v, n);
    check_named(v, n);
}

// What hangs on a name that nothing has is reported with the name.
static bool on_known(const pen_lint_visit *v, const pen_ast *e)
{
    uint32_t one;
    while (e->a && e->kind != PEN_AST_NAME) {
        e = e->a;
    }
    if (e->kind != PEN_AST_NAME) {
        return true;
    }
    bool local = pen_map_get(&v->t->locals, e->name, &one);
    return (local && !pen_str_eq(e->name, PEN_LIT("loop"))) ||
           pen_lint_layer_find(v->l, e->name) || pen_str_eq(e->name, PEN_LIT("original")) ||
           pen_str_eq(e->name, PEN_LIT("final"));
}

static void see_call(const pen_lint_visit *v, const pen_ast *n)
{
    if (n->a->kind != PEN_AST_ATTR || !on_known(v, n->a)) {
        return;
    }
    if (!find(methods, n->a->name)) {
        unknown(v, &method_table, n->a->name, at_name(v, n->a->name, n->a->at));
    } else {
        check_count(v, &method_table, n->a->name, n->list);
    }
}

static void see(const pen_lint_visit *v, const pen_ast *n)
{
    if (n->kind == PEN_AST_FILTER) {
        see_filter(v, n);
    } else if (n->kind == PEN_AST_CALL) {
        see_call(v, n);
    } else if (n->kind == PEN_AST_TEST) {
        if (!find(tests, n->name)) {
            unknown(v, &test_table, n->name, at_name(v, n->name, n->at));
        } else {
            check_count(v, &test_table, n->name, n->list);
        }
    }
}

void pen_lint_builtins(pen_lint *l)
{
    for (const pen_lint_template *t = l->templates; t; t = t->next) {
        pen_lint_visit v = {l, t, see};
        for (const pen_ast *n = t->tree; n; n = n->next) {
            pen_lint_walk(&v, n);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Conditions: comparisons that cannot hold, conditions that contradict themselves, filters
// that cannot be true or are true by accident only.
#include "lint/lint.h"

#include "base/limits.h"

// Comparisons of one chain of and/or that are looked at together.
enum { CHAIN_MAX = 64 };

typedef const pen_lint_visit visit;

static pen_loc at_node(visit *v, const pen_ast *n)
{
    return pen_lint_at(v->l, v->t->at, n->at);
}

static unsigned types(visit *v, const pen_ast *e)
{
    return pen_lint_types(v->l, v->t, e);
}

// ---- sameness ----

static bool same_list(const pen_ast *a, const pen_ast *b);

// Whether two expressions are written alike. Recursion is bounded by their height.
static bool same(const pen_ast *a, const pen_ast *b)
{
    if (!a || !b) {
        return a == b;
    }
    bool alike = a->kind == b->kind && a->op == b->op && pen_str_eq(a->name, b->name);
    if (alike && a->kind == PEN_AST_CONST) {
        return a->value.tag == b->value.tag && pen_value_eq(a->value, b->value);
    }
    return alike && same(a->a, b->a) && same(a->b, b->b) && same(a->c, b->c) &&
           same_list(a->list, b->list);
}

static bool same_list(const pen_ast *a, const pen_ast *b)
{
    while (a && b && same(a, b)) {
        a = a->next;
        b = b->next;
    }
    return !a && !b;
}

// ---- comparisons ----

// `a op const` of one operand.
static bool simple(const pen_ast *e, int op)
{
    return e->kind == PEN_AST_COMPARE && e->list && !e->list->next && e->list->op == op &&
           e->list->a->kind == PEN_AST_CONST;
}

// Types that == can find equal: numbers and booleans are one.
static unsigned comparable(unsigned t)
{
    return t & (PEN_LINT_BOOL | PEN_LINT_NUMBER) ? t | PEN_LINT_BOOL | PEN_LINT_NUMBER : t;
}

typedef enum casing { ANY_CASE, LOWER, UPPER } casing;

static casing casing_of(const pen_ast *e)
{
    bool filter = e->kind == PEN_AST_FILTER && !e->list;
    bool method = e->kind == PEN_AST_CALL && e->a->kind == PEN_AST_ATTR && !e->list;
    pen_str name = filter ? e->name : method ? e->a->name : PEN_EMPTY;
    return pen_str_eq(name, PEN_LIT("lower"))   ? LOWER
           : pen_str_eq(name, PEN_LIT("upper")) ? UPPER
                                                : ANY_CASE;
}

// Whether a constant has a letter that the case rules out.
static bool wrong_case(casing c, const pen_ast *e)
{
    if (c == ANY_CASE || e->kind != PEN_AST_CONST || e->value.tag != PEN_T_STR) {
        return false;
    }
    pen_str s = pen_value_str(e->value);
    for (size_t i = 0; i < s.n; i++) {
        bool lower = pen_is_alpha(s.p[i]) && pen_to_lower(s.p[i]) == s.p[i];
        if (pen_is_alpha(s.p[i]) && lower != (c == LOWER)) {
            return true;
        }
    }
    return false;
}

static bool never_equal(visit *v, const pen_ast *a, const pen_ast *b)
{
    return !(comparable(types(v, a)) & comparable(types(v, b))) ||
           wrong_case(casing_of(a), b) || wrong_case(casing_of(b), a);
}

// x in ['A', 'B']: none of the items can be equal.
static bool never_in(visit *v, const pen_ast *a, const pen_ast *list)
{
    if ((list->kind != PEN_AST_LIST && list->kind != PEN_AST_TUPLE) || !list->list) {
        return false;
    }
    for (const pen_ast *i = list->list; i; i = i->next) {
        if (!never_equal(v, a, i)) {
            return false;
        }
    }
    return true;
}

static bool is_order(int op)
{
    return op == PEN_TOK_LT || op == PEN_TOK_LE || op == PEN_TOK_GT || op == PEN_TOK_GE;
}

// A text on one side, a number on the other, whatever is read.
static bool unordered(unsigned a, unsigned b)
{
    const unsigned numbers = PEN_LINT_NUMBER | PEN_LINT_BOOL;
    return (!(a & numbers) && !(b & ~numbers)) || (!(b & numbers) && !(a & ~numbers));
}

// Whether the comparison is false, or an error, whatever the event.
static bool never(visit *v, const pen_ast *e)
{
    const pen_ast *o = e->list;
    if (!o || o->next) {
        return false;
    }
    return (o->op == PEN_TOK_EQ && never_equal(v, e->a, o->a)) ||
           (o->op == PEN_AST_IN && never_in(v, e->a, o->a)) ||
           (is_order(o->op) && unordered(types(v, e->a), types(v, o->a)));
}

static const char *type_name(unsigned t)
{
    static const struct {
        unsigned types;
        const char *name;
    } names[] = {
        {PEN_LINT_TEXT, "a text"},   {PEN_LINT_NUMBER, "a number"},
        {PEN_LINT_BOOL, "a boolean"}, {PEN_LINT_LIST, "a list"},
        {PEN_LINT_DICT, "a dict"},   {PEN_LINT_NONE, "None"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (t & names[i].types) {
            return names[i].name;
        }
    }
    return "undefined";
}

// What stands on a side that is compared with `null` and is never undefined.
static bool null_compare(visit *v, const pen_ast *e, const pen_ast *o)
{
    const pen_ast *other = pen_lint_is_null(v->l, v->t, o->a)  ? e->a
                           : pen_lint_is_null(v->l, v->t, e->a) ? o->a
                                                                : NULL;
    if (!other || types(v, other) & PEN_LINT_UNDEF) {
        return false;
    }
    pen_lint_say(v->l, PEN_LINT_NULL_COMPARE, at_node(v, e),
                 "`null` is undefined, and this is never undefined (a missing key of get() is "
                 "None): always %s (write None)",
                 o->op == PEN_TOK_EQ ? "false" : "true");
    return true;
}

static void check_equality(visit *v, const pen_ast *e, const pen_ast *o)
{
    bool cased = wrong_case(casing_of(e->a), o->a) || wrong_case(casing_of(o->a), e->a);
    if (null_compare(v, e, o) || !never_equal(v, e->a, o->a)) {
        return;
    }
    const char *result = o->op == PEN_TOK_EQ ? "false" : "true";
    if (cased) {
        pen_lint_say(v->l, PEN_LINT_NEVER_EQUAL, at_node(v, o->a),
                     "lower() and upper() leave no letter of this case: the comparison is "
                     "always %s",
                     result);
    } else {
        pen_lint_say(v->l, PEN_LINT_NEVER_EQUAL, at_node(v, o->a),
                     "%s never equals %s: the comparison is always %s",
                     type_name(types(v, e->a)), type_name(types(v, o->a)), result);
    }
}

static void see_compare(visit *v, const pen_ast *e)
{
    const pen_ast *o = e->list;
    if (!o || o->next) {
        return;
    }
    if (o->op == PEN_TOK_EQ || o->op == PEN_TOK_NE) {
        check_equality(v, e, o);
    } else if ((o->op == PEN_AST_IN || o->op == PEN_AST_NOT_IN) && never_in(v, e->a, o->a)) {
        pen_lint_say(v->l, PEN_LINT_NEVER_EQUAL, at_node(v, o->a),
                     "no item of the list can be equal (case or type): always %s",
                     o->op == PEN_AST_IN ? "false" : "true");
    } else if (is_order(o->op) && unordered(types(v, e->a), types(v, o->a))) {
        pen_lint_say(v->l, PEN_LINT_NEVER_EQUAL, at_node(v, e),
                     "%s and %s have no order: this cannot be computed (use | int)",
                     type_name(types(v, e->a)), type_name(types(v, o->a)));
    }
}

// ---- and, or ----

typedef struct chain {
    const pen_ast *v[CHAIN_MAX];
    size_t n;
} chain;

// The parts of `a and b and c`. Recursion is bounded by the height.
static void flatten(const pen_ast *e, pen_ast_kind kind, chain *to)
{
    if (e->kind == kind) {
        flatten(e->a, kind, to);
        flatten(e->b, kind, to);
    } else if (to->n < CHAIN_MAX) {
        to->v[to->n++] = e;
    }
}

// Two parts `x op const` with one x and two constants; gives the later, or NULL.
static const pen_ast *conflict(const pen_ast *e, pen_ast_kind kind, int op)
{
    chain c = {.n = 0};
    flatten(e, kind, &c);
    for (size_t j = 1; j < c.n; j++) {
        for (size_t i = 0; simple(c.v[j], op) && i < j; i++) {
            const pen_ast *a = c.v[i], *b = c.v[j];
            if (simple(a, op) && same(a->a, b->a) &&
                !pen_value_eq(a->list->a->value, b->list->a->value)) {
                return b;
            }
        }
    }
    return NULL;
}

static void see_and(visit *v, const pen_ast *e)
{
    const pen_ast *c = conflict(e, PEN_AST_AND, PEN_TOK_EQ);
    if (c) {
        pen_lint_say(v->l, PEN_LINT_NEVER_TRUE, at_node(v, c),
                     "one value cannot equal two constants (write `or`, or `in [...]`)");
    }
}

static bool is_condition(const pen_ast *e)
{
    return e->kind == PEN_AST_COMPARE || e->kind == PEN_AST_TEST || e->kind == PEN_AST_NOT;
}

static void see_or(visit *v, const pen_ast *e)
{
    const pen_ast *c = conflict(e, PEN_AST_OR, PEN_TOK_NE);
    if (c) {
        pen_lint_say(v->l, PEN_LINT_ALWAYS_TRUE, at_node(v, c),
                     "every value differs from one of two constants (write `and`, or `not in "
                     "[...]`)");
    }
    bool compared = is_condition(e->a) || (e->a->kind == PEN_AST_OR && is_condition(e->a->b));
    if (compared && e->b->kind == PEN_AST_CONST && e->b->value.tag == PEN_T_STR) {
        pen_lint_say(v->l, PEN_LINT_LONE_CONSTANT, at_node(v, e->b),
                     "a constant stands where a comparison was meant (write `in [...]`)");
    }
}

static void see(visit *v, const pen_ast *n)
{
    if (n->kind == PEN_AST_COMPARE) {
        see_compare(v, n);
    } else if (n->kind == PEN_AST_AND) {
        see_and(v, n);
    } else if (n->kind == PEN_AST_OR) {
        see_or(v, n);
    }
}

// ---- truth ----

static bool can_be_false(visit *v, const pen_ast *e);

// Whether the expression can be true in a condition. Recursion is bounded by the height.
static bool can_hold(visit *v, const pen_ast *e)
{
    switch ((int)e->kind) {
    case PEN_AST_CONST:
        return pen_value_truth(e->value);
    case PEN_AST_AND:
        return can_hold(v, e->a) && can_hold(v, e->b) &&
               !conflict(e, PEN_AST_AND, PEN_TOK_EQ);
    case PEN_AST_OR:
        return can_hold(v, e->a) || can_hold(v, e->b);
    case PEN_AST_NOT:
        return can_be_false(v, e->a);
    case PEN_AST_COMPARE:
        return !never(v, e);
    default:
        return (types(v, e) & ~(unsigned)(PEN_LINT_NONE | PEN_LINT_UNDEF)) != 0;
    }
}

static bool can_be_false(visit *v, const pen_ast *e)
{
    switch ((int)e->kind) {
    case PEN_AST_CONST:
        return !pen_value_truth(e->value);
    case PEN_AST_AND:
        return can_be_false(v, e->a) || can_be_false(v, e->b);
    case PEN_AST_OR:
        return can_be_false(v, e->a) && can_be_false(v, e->b);
    case PEN_AST_NOT:
        return can_hold(v, e->a);
    default:
        return true;
    }
}

static bool is_true(pen_value v)
{
    return (v.tag == PEN_T_BOOL && v.u.i) ||
           (v.tag == PEN_T_STR &&
            pen_str_ieq(pen_str_trim(pen_value_str(v)), PEN_LIT("true")));
}

// Whether a filter of this value can let something run: the boolean true, or the text.
static bool can_pass(visit *v, const pen_ast *e)
{
    switch ((int)e->kind) {
    case PEN_AST_CONST:
        return is_true(e->value);
    case PEN_AST_AND:
        return can_hold(v, e->a) && can_pass(v, e->b) && can_hold(v, e);
    case PEN_AST_OR:
        return can_pass(v, e->a) || (can_be_false(v, e->a) && can_pass(v, e->b));
    case PEN_AST_COND:
        return (can_hold(v, e->a) && can_pass(v, e->b)) ||
               (e->c && can_be_false(v, e->a) && can_pass(v, e->c));
    case PEN_AST_NOT:
    case PEN_AST_COMPARE:
        return can_hold(v, e);
    default:
        return (types(v, e) & (PEN_LINT_BOOL | PEN_LINT_TEXT)) != 0;
    }
}

// ---- filters ----

// Where the value of a filter comes from when it is no comparison: what is used as text
// elsewhere will hardly be the boolean true.
static void check_result(visit *v, const pen_ast *e)
{
    uint32_t one;
    pen_buf b;
    if (e->kind == PEN_AST_AND || e->kind == PEN_AST_OR) {
        if (e->kind == PEN_AST_OR) {
            check_result(v, e->a);
        }
        check_result(v, e->b);
        return;
    }
    pen_buf_init(&b, v->l->alloc, PEN_PATH_MAX);
    if (e->kind != PEN_AST_NAME && pen_lint_path(v->t, e, &b)) {
        unsigned t = types(v, e);
        if (!(t & PEN_LINT_BOOL) || pen_map_get(&v->l->as_text, pen_buf_str(&b), &one)) {
            pen_lint_say(v->l, PEN_LINT_NOT_BOOLEAN, at_node(v, e),
                         "'%.*s' is a text: this runs only when it reads `true` (compare it, or "
                         "write `| length > 0`)",
                         PEN_FMT(pen_buf_str(&b)));
        }
    }
    pen_lint_path_end(v->l, &b);
}

// The expression of a template that is one `{{ … }}` and nothing else, or NULL.
static const pen_ast *single(const pen_lint_template *t)
{
    const pen_ast *out = t->tree;
    bool one = out && out->kind == PEN_AST_OUTPUT && !out->next && out->list &&
               !out->list->next && out->list->kind != PEN_AST_DATA;
    return one ? out->list : NULL;
}

// Whether the expression reads no name at all.
static bool is_constant(const pen_ast *e)
{
    if (!e) {
        return true;
    }
    if (e->kind == PEN_AST_NAME || !is_constant(e->a) || !is_constant(e->b) ||
        !is_constant(e->c)) {
        return false;
    }
    for (const pen_ast *i = e->list; i; i = i->next) {
        if (!is_constant(i)) {
            return false;
        }
    }
    return true;
}

static void check_filter(visit *v)
{
    const pen_ast *e = single(v->t);
    const pen_diag *before = v->l->findings.last;
    for (const pen_ast *n = v->t->tree; n; n = n->next) {
        pen_lint_walk(v, n);
    }
    if (!e) {
        return;
    }
    if (!can_pass(v, e)) {
        if (before == v->l->findings.last) { // else the reason has been said
            pen_lint_say(v->l, PEN_LINT_NEVER_TRUE, at_node(v, e),
                         "this filter gives %s and is never true",
                         e->kind == PEN_AST_AND || e->kind == PEN_AST_OR
                             ? "no boolean"
                             : type_name(types(v, e)));
        }
    } else if (is_constant(e)) {
        pen_lint_say(v->l, PEN_LINT_CONSTANT_FILTER, at_node(v, e),
                     "this filter does not depend on the event (remove it)");
    } else {
        check_result(v, e);
    }
}

// ---- filters that are no templates ----

static void check_plain_filter(pen_lint *l, const pen_yaml *y)
{
    bool empty = pen_yaml_is_null(y) || y->kind != PEN_YAML_SCALAR || !y->text.n;
    if (empty || (y->value.tag == PEN_T_STR && pen_template_is(y->text))) {
        return;
    }
    if (is_true(y->value)) {
        pen_lint_say(l, PEN_LINT_CONSTANT_FILTER, y->at,
                     "this filter does not depend on the event (remove it)");
    } else {
        pen_lint_say(l, PEN_LINT_NEVER_TRUE, y->at,
                     "this filter is no template, and never true (write \"{{ … }}\")");
    }
}

static void check_plain_filters(pen_lint *l)
{
    const pen_yaml *list = pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next) {
        check_plain_filter(l, pen_yaml_get(e, "filter"));
    }
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        const pen_yaml *actions = pen_lint_child(s, "actions", PEN_YAML_SEQ);
        for (const pen_yaml *a = actions ? actions->first : NULL; a; a = a->next) {
            check_plain_filter(l, pen_yaml_get(a, "filter"));
        }
    }
}

// ---- what is used as text ----

static void note_text(visit *v, const pen_ast *e)
{
    pen_buf b;
    pen_buf_init(&b, v->l->alloc, PEN_PATH_MAX);
    if (pen_lint_path(v->t, e, &b)) {
        pen_lint_fails(v->l, pen_map_put(&v->l->as_text, pen_buf_str(&b), 1));
    }
    pen_lint_path_end(v->l, &b);
}

static bool text_constant(const pen_ast *e)
{
    return e->kind == PEN_AST_CONST && e->value.tag == PEN_T_STR && e->value.n &&
           !is_true(e->value) && !pen_str_ieq(pen_value_str(e->value), PEN_LIT("false"));
}

static void see_text(visit *v, const pen_ast *n)
{
    for (const pen_ast *o = n->kind == PEN_AST_COMPARE ? n->list : NULL; o; o = o->next) {
        bool list = o->a->kind == PEN_AST_LIST && o->a->list && text_constant(o->a->list);
        if ((text_constant(o->a) && (o->op == PEN_TOK_EQ || o->op == PEN_TOK_NE)) || list) {
            note_text(v, n->a);
        }
    }
}

// `["{{x}}"]`: what stands beside text is printed into it.
static void note_printed(visit *v, const pen_ast *out)
{
    bool beside = false;
    for (const pen_ast *e = out->kind == PEN_AST_OUTPUT ? out->list : NULL; e; e = e->next) {
        beside = beside || (e->kind == PEN_AST_DATA && v->t->role == PEN_LINT_SET);
    }
    for (const pen_ast *e = beside ? out->list : NULL; e; e = e->next) {
        if (e->kind == PEN_AST_ATTR || e->kind == PEN_AST_CALL) {
            note_text(v, e);
        }
    }
}

static void collect_texts(pen_lint *l, const pen_lint_template *t)
{
    pen_lint_visit v = {l, t, see_text};
    const pen_ast *e = t->role == PEN_LINT_SET ? single(t) : NULL;
    const pen_field *f = e ? pen_taxonomy_find(&l->format->taxonomy, t->field) : NULL;
    if (f && (f->type == PEN_TYPE_TEXT || f->type == PEN_TYPE_IP || f->type == PEN_TYPE_DATE)) {
        note_text(&v, e);
    }
    for (const pen_ast *n = t->tree; n; n = n->next) {
        note_printed(&v, n);
        pen_lint_walk(&v, n);
    }
}

void pen_lint_logic(pen_lint *l)
{
    for (const pen_lint_template *t = l->templates; t; t = t->next) {
        collect_texts(l, t);
    }
    for (const pen_lint_template *t = l->templates; t; t = t->next) {
        pen_lint_visit v = {l, t, see};
        if (t->role == PEN_LINT_FILTER) {
            check_filter(&v);
            continue;
        }
        for (const pen_ast *n = t->tree; n; n = n->next) {
            pen_lint_walk(&v, n);
        }
    }
    check_plain_filters(l);
}

// SPDX-License-Identifier: Apache-2.0
// Grok patterns: names, what does not compile, what costs too much.
#include "lint/lint.h"

#include "regex/grok.h"

// A pattern's property on its way through the checks.
typedef struct pattern {
    const pen_yaml *text;
    const pen_yaml *custom; // map or NULL
    pen_loc stage;
} pattern;

static bool name_char(char c)
{
    return pen_is_alpha(c) || pen_is_digit(c) || c == '_';
}

// The NAME of a %{NAME…} whose `%` is at `at`; empty for anything else.
static pen_str reference(pen_str s, size_t at)
{
    size_t n = 0;
    if (!pen_str_starts(pen_str_from(s, at), PEN_LIT("%{"))) {
        return PEN_EMPTY;
    }
    while (at + 2 + n < s.n && name_char(s.p[at + 2 + n])) {
        n++;
    }
    char next = at + 2 + n < s.n ? s.p[at + 2 + n] : '\0';
    return next == '}' || next == ':' ? pen_str_of(s.p + at + 2, n) : PEN_EMPTY;
}

static bool is_custom(const pattern *p, pen_str name)
{
    const pen_yaml *y = p->custom ? p->custom->first : NULL;
    while (y && !pen_str_eq(y->key->text, name)) {
        y = y->next;
    }
    return y != NULL;
}

static void unknown_pattern(pen_lint *l, const pattern *p, size_t at, pen_str name)
{
    pen_lint_hint hint;
    pen_lint_near near = pen_lint_near_to(l, name);
    for (size_t i = 0; i < pen_grok_builtin_count; i++) {
        pen_lint_offer(&near, pen_grok_builtins[i].name);
    }
    for (const pen_yaml *y = p->custom ? p->custom->first : NULL; y; y = y->next) {
        pen_lint_offer(&near, y->key->text);
    }
    pen_lint_say(l, PEN_LINT_UNKNOWN_PATTERN, pen_lint_at(l, p->text, at),
                 "no grok pattern is called '%.*s'%s", PEN_FMT(name),
                 pen_lint_mean_or(&near, "define it in 'custom_patterns'", &hint));
}

// Looks at the references of one text; notes which custom patterns it names.
static void check_references(pen_lint *l, const pattern *p, pen_map *named)
{
    pen_str s = p->text->text;
    for (size_t at = pen_str_chr(s, '%', 0); at != PEN_NPOS; at = pen_str_chr(s, '%', at + 1)) {
        pen_str builtin, name = reference(s, at);
        if (!name.n) {
            continue;
        }
        if (is_custom(p, name)) {
            pen_lint_fails(l, pen_map_put(named, name, 1));
        } else if (!pen_grok_builtin(name, &builtin)) {
            unknown_pattern(l, p, at, name);
        }
    }
}

static void check_custom(pen_lint *l, const pattern *p, pen_map *named)
{
    for (const pen_yaml *y = p->custom ? p->custom->first : NULL; y; y = y->next) {
        if (y->kind == PEN_YAML_SCALAR) {
            check_references(l, &(pattern){y, p->custom, p->stage}, named);
        }
    }
    for (const pen_yaml *y = p->custom ? p->custom->first : NULL; y; y = y->next) {
        uint32_t one;
        if (!pen_map_get(named, y->key->text, &one)) {
            pen_lint_say(l, PEN_LINT_UNUSED_PATTERN, y->key->at,
                         "no pattern of this stage names '%.*s' (remove it)",
                         PEN_FMT(y->key->text));
        }
    }
}

// ---- cost ----

// Length of a repetition of anything at the start of `s`: `.*`, `.*?`, `.+`, %{DATA}, …
static size_t anything(pen_str s)
{
    if (s.n >= 2 && s.p[0] == '.' && (s.p[1] == '*' || s.p[1] == '+')) {
        return s.n > 2 && s.p[2] == '?' ? 3 : 2;
    }
    pen_str name = reference(s, 0);
    bool data = pen_str_eq(name, PEN_LIT("DATA")) || pen_str_eq(name, PEN_LIT("GREEDYDATA"));
    size_t end = data ? pen_str_chr(s, '}', 0) : PEN_NPOS;
    return end == PEN_NPOS ? 0 : end + 1;
}

// Between two repetitions only brackets of groups may stand, and no branch.
static size_t brackets(pen_str s)
{
    size_t i = 0;
    while (i < s.n) {
        pen_str rest = pen_str_from(s, i);
        size_t close = pen_str_starts(rest, PEN_LIT("(?P<")) ? pen_str_chr(rest, '>', 0) : PEN_NPOS;
        if (close != PEN_NPOS) {
            i += close + 1;
        } else if (pen_str_starts(rest, PEN_LIT("(?:"))) {
            i += 3;
        } else if (rest.p[0] == '(' || rest.p[0] == ')') {
            i++;
        } else {
            return i;
        }
    }
    return i;
}

static void check_cost(pen_lint *l, const pen_yaml *y)
{
    pen_str s = y->text;
    for (size_t at = 0; at < s.n; at++) {
        if (s.p[at] == '\\') {
            at++;
            continue;
        }
        size_t n = anything(pen_str_from(s, at));
        size_t between = n ? brackets(pen_str_from(s, at + n)) : 0;
        if (n && anything(pen_str_from(s, at + n + between))) {
            pen_lint_say(l, PEN_LINT_QUADRATIC, pen_lint_at(l, y, at),
                         "two repetitions of anything stand side by side (merge them, or put "
                         "a literal between them)");
            at += n + between - 1;
        }
    }
}

// ---- compiling ----

static pen_status custom_list(pen_lint *l, const pattern *p, pen_grok_source *src)
{
    pen_grok_pattern *list = PEN_NEW_N(&l->arena, pen_grok_pattern, p->custom ? p->custom->n : 0);
    if (!list) {
        return PEN_E_NOMEM;
    }
    src->custom = list;
    for (const pen_yaml *y = p->custom ? p->custom->first : NULL; y; y = y->next) {
        list[src->custom_count++] =
            (pen_grok_pattern){y->key->text, y->kind == PEN_YAML_SCALAR ? y->text : PEN_EMPTY};
    }
    return PEN_OK;
}

static bool no_key(void *ctx, pen_str key)
{
    (void)ctx;
    (void)key;
    return false;
}

// A format that loads has compiled its patterns already.
static void check_compiles(pen_lint *l, const pattern *p)
{
    pen_diags said;
    pen_grok *grok = NULL;
    pen_grok_source src = {.pattern = p->text->text, .wanted = no_key, .at = p->text->at};
    if (l->format->usable || pen_lint_fails(l, custom_list(l, p, &src))) {
        return;
    }
    pen_diags_init(&said, &l->arena);
    pen_status s = pen_grok_new(&l->arena, &src, &said, &grok);
    pen_grok_free(grok);
    pen_lint_fails(l, s == PEN_E_NOMEM ? s : PEN_OK);
    for (const pen_diag *d = said.first; d; d = d->next) {
        if (!pen_str_starts(d->text, PEN_LIT("unknown grok pattern"))) {
            pen_lint_take(l, d, PEN_LINT_GROK);
        }
    }
}

static void check_stage(pen_lint *l, const pen_yaml *external)
{
    const pen_yaml *properties = pen_lint_child(external, "properties", PEN_YAML_MAP);
    const pen_yaml *one = pen_lint_child(properties, "pattern", PEN_YAML_SCALAR);
    const pen_yaml *many = pen_lint_child(properties, "patterns", PEN_YAML_MAP);
    pattern p = {NULL, pen_lint_child(properties, "custom_patterns", PEN_YAML_MAP), external->at};
    pen_map named;
    pen_map_init(&named, &l->arena);
    for (const pen_yaml *y = many ? many->first : one; y; y = many ? y->next : NULL) {
        p.text = y;
        if (y->kind == PEN_YAML_SCALAR) {
            check_references(l, &p, &named);
            check_cost(l, y);
            check_compiles(l, &p);
        }
    }
    for (const pen_yaml *y = p.custom ? p.custom->first : NULL; y; y = y->next) {
        if (y->kind == PEN_YAML_SCALAR) {
            check_cost(l, y);
        }
    }
    check_custom(l, &p, &named);
}

// ---- what the plan says ----

// The general matcher with many groups: the description of a stage says "RE2: why".
static void check_tier(pen_lint *l, const pen_step *step, const pen_yaml *external)
{
    pen_buf b;
    pen_buf_init(&b, l->alloc, 64 * 1024);
    step->type->describe(step->state, &b);
    size_t at = pen_str_find(pen_buf_str(&b), PEN_LIT("RE2: "), 0);
    bool alone = at != PEN_NPOS &&
                 (at < 6 || !pen_str_eq(pen_str_of(b.p + at - 5, 5), PEN_LIT("then ")));
    if (alone) {
        pen_str why = pen_str_from(pen_buf_str(&b), at + 5);
        size_t end = pen_str_chr(why, ';', 0);
        const pen_yaml *name = pen_yaml_get(external, "name");
        pen_lint_say(l, PEN_LINT_SLOW_PATTERN, name->at,
                     "only the general matcher can run this pattern: %.*s",
                     PEN_FMT(pen_str_head(why, end == PEN_NPOS ? why.n : end)));
    }
    pen_buf_free(&b);
}

void pen_lint_patterns(pen_lint *l)
{
    uint32_t i = 0;
    const pen_yaml *list = pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next, i++) {
        const pen_yaml *external = pen_yaml_get(e, "external");
        pen_str type = pen_yaml_text(pen_yaml_get(external, "name"));
        if (!pen_str_starts(type, PEN_LIT("grok."))) {
            continue;
        }
        check_stage(l, external);
        const pen_step *step = i < l->format->nsteps ? &l->format->steps[i] : NULL;
        if (l->format->usable && step && step->type && step->type->describe && step->state) {
            check_tier(l, step, external);
        }
    }
}

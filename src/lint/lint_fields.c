// SPDX-License-Identifier: Apache-2.0
// Fields: those that actions name and nobody declares, those declared and not named,
// constants that do not fit, fields.yml itself.
#include "lint/lint.h"

#include "base/limits.h"
#include "event/coerce.h"
#include "lang/literal.h"

// ---- missing ----

static void check_declared(pen_lint *l, pen_str field, pen_loc at)
{
    pen_lint_hint hint;
    const pen_taxonomy *t = &l->format->taxonomy;
    if (!field.n || pen_taxonomy_find(t, field) || pen_taxonomy_is_parent(t, field)) {
        return;
    }
    pen_lint_near near = pen_lint_near_to(l, field);
    for (uint32_t i = 0; i < pen_core_field_count; i++) {
        pen_lint_offer(&near, pen_core_fields[i].name);
    }
    for (uint32_t i = 0; i < t->n; i++) {
        pen_lint_offer(&near, t->custom[i].name);
    }
    pen_lint_say(l, PEN_LINT_MISSING_FIELD, at, "the field '%.*s' is not declared%s",
                 PEN_FMT(field),
                 pen_lint_mean_or(&near, "declare it in _meta/fields.yml", &hint));
}

// ---- constants ----

typedef struct constants {
    pen_lint *l;
    pen_str name;
    const pen_field *field; // NULL: not declared
} constants;

// ECS 8, "Categorization fields": the allowed values.
static const struct {
    const char *field, *values;
} allowed[] = {
    {"event.kind", " alert asset enrichment event metric state pipeline_error signal "},
    {"event.category",
     " api authentication configuration database driver email file host iam "
     "intrusion_detection library malware network package process registry session threat "
     "vulnerability web "},
    {"event.type",
     " access admin allowed change connection creation deletion denied device end error "
     "group indicator info installation protocol start user "},
    {"event.outcome", " failure success unknown "},
};

static void check_allowed(const constants *c, pen_str value, pen_loc at)
{
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (!pen_str_eq(c->name, pen_str_c(allowed[i].field))) {
            continue;
        }
        pen_lint_hint hint;
        pen_lint_near near = pen_lint_near_to(c->l, value);
        pen_str words = pen_str_c(allowed[i].values);
        for (size_t from = 1; from < words.n;) {
            size_t end = pen_str_chr(words, ' ', from);
            pen_str word = pen_str_of(words.p + from, end - from);
            if (pen_str_eq(word, value)) {
                return;
            }
            pen_lint_offer(&near, word);
            from = end + 1;
        }
        pen_lint_say(c->l, PEN_LINT_ECS_VALUE, at, "ECS has no value '%.*s' for %.*s%s",
                     PEN_FMT(value), PEN_FMT(c->name), pen_lint_mean(&near, &hint));
    }
}

static bool ignored(const pen_lint *l, pen_value v)
{
    for (uint32_t i = 0; i < l->format->nignored; i++) {
        pen_value other = l->format->ignored[i];
        if (other.tag == v.tag && pen_value_eq(other, v)) {
            return true;
        }
    }
    return false;
}

static bool boolean_word(pen_str s)
{
    static const char *const words[] = {"true", "false", "yes", "no", "1", "0", "on", "off"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (pen_str_ieq(s, pen_str_c(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool fits(const constants *c, pen_value v)
{
    pen_value out;
    pen_buf scratch;
    if (!c->field || (c->field->type == PEN_TYPE_BOOLEAN && v.tag == PEN_T_STR)) {
        return !c->field || boolean_word(pen_value_str(v));
    }
    pen_buf_init(&scratch, c->l->alloc, PEN_PATH_MAX);
    pen_coerce co = {.arena = &c->l->arena, .now_s = 0, .scratch = &scratch};
    pen_status s = pen_coerce_scalar(&co, c->field->type, v, &out);
    pen_buf_free(&scratch);
    return s != PEN_E_TYPE;
}

static void check_scalar(const constants *c, pen_value v, pen_loc at)
{
    pen_str text = v.tag == PEN_T_STR ? pen_value_str(v) : PEN_EMPTY;
    bool unset = v.tag == PEN_T_NONE || (v.tag == PEN_T_STR && !v.n) ||
                 pen_str_eq(text, PEN_LIT("None")) || ignored(c->l, v);
    if (unset) {
        pen_lint_say(c->l, PEN_LINT_NEVER_SET, at,
                     "this value counts as not set: '%.*s' keeps what it had (remove the line)",
                     PEN_FMT(c->name));
    } else if (!fits(c, v)) {
        pen_lint_say(c->l, PEN_LINT_CONSTANT_TYPE, at,
                     "the field '%.*s' of type %.*s does not take this value",
                     PEN_FMT(c->name), PEN_FMT(c->field->type_name));
    } else if (v.tag == PEN_T_STR) {
        check_allowed(c, text, at);
    }
}

// A text may read as a list: "['a', 'b']".
static void check_text(const constants *c, const pen_yaml *y)
{
    pen_value v = y->value;
    if (pen_lint_fails(c->l, pen_literal_box(&c->l->arena, &v))) {
        return;
    }
    if (v.tag != PEN_T_LIST) {
        check_scalar(c, v.tag == PEN_T_DICT ? pen_v_bool(true) : v, y->at);
        return;
    }
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        if (v.u.list->items[i].tag == PEN_T_STR) {
            check_allowed(c, pen_value_str(v.u.list->items[i]), y->at);
        }
    }
}

// Recursion is bounded by PEN_YAML_DEPTH_MAX.
static void check_constant(const constants *c, const pen_yaml *y)
{
    if (y->kind == PEN_YAML_SEQ) {
        for (const pen_yaml *i = y->first; i; i = i->next) {
            check_constant(c, i);
        }
    } else if (y->kind == PEN_YAML_SCALAR && y->value.tag != PEN_T_STR) {
        check_scalar(c, y->value, y->at);
    } else if (y->kind == PEN_YAML_SCALAR && !pen_template_is(y->text)) {
        check_text(c, y);
    }
}

static constants for_field(pen_lint *l, pen_str field)
{
    return (constants){l, field, pen_taxonomy_find(&l->format->taxonomy, field)};
}

// ---- actions ----

// The text of a key as the engine looks it up.
static pen_str key_text(const pen_yaml *key)
{
    return key->value.tag == PEN_T_NONE ? PEN_LIT("None") : pen_yaml_text(key);
}

static void check_choices(pen_lint *l, const pen_yaml *dictionary)
{
    pen_map lines;
    pen_map_init(&lines, &l->arena);
    for (const pen_yaml *y = dictionary ? dictionary->first : NULL; y; y = y->next) {
        uint32_t line;
        if (pen_map_get(&lines, key_text(y->key), &line)) {
            pen_lint_say(l, PEN_LINT_DUPLICATE_CHOICE, y->key->at,
                         "the key '%.*s' is the same text as the one of line %u: it is never "
                         "found (remove one)",
                         PEN_FMT(key_text(y->key)), line);
        } else {
            pen_lint_fails(l, pen_map_put(&lines, key_text(y->key), y->key->at.line));
        }
    }
}

static void check_translate(pen_lint *l, const pen_yaml *a)
{
    const pen_yaml *mapping = pen_lint_child(a, "mapping", PEN_YAML_MAP);
    const pen_yaml *dictionary = pen_lint_child(a, "dictionary", PEN_YAML_MAP);
    const pen_yaml *fallback = pen_yaml_get(a, "fallback");
    check_choices(l, dictionary);
    for (const pen_yaml *y = mapping ? mapping->first : NULL; y; y = y->next) {
        constants c = for_field(l, pen_yaml_text(y));
        check_declared(l, c.name, y->at);
        for (const pen_yaml *d = dictionary ? dictionary->first : NULL; d; d = d->next) {
            check_constant(&c, d);
        }
        if (fallback && !pen_yaml_is_null(fallback)) {
            check_constant(&c, fallback);
        }
    }
}

static void check_action(pen_lint *l, const pen_yaml *a)
{
    const pen_yaml *set = pen_lint_child(a, "set", PEN_YAML_MAP);
    for (const pen_yaml *y = set ? set->first : NULL; y; y = y->next) {
        constants c = for_field(l, y->key->text);
        check_declared(l, c.name, y->key->at);
        check_constant(&c, y);
    }
    if (!set || !set->n) {
        check_translate(l, a);
    }
}

// ---- unused, and fields.yml itself ----

// Types of Elasticsearch whose values the engine keeps as they come.
static bool known_type(pen_str name)
{
    static const char *const kept[] = {
        "date",    "date_nanos", "integer", "short",         "byte",   "double",
        "nested",  "half_float", "version", "unsigned_long", "binary", "ip_range",
        "integer_range", "date_range", "long_range", "histogram", "alias", "search_as_you_type",
    };
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (pen_str_eq(name, pen_str_c(kept[i]))) {
            return true;
        }
    }
    return pen_type_of(name) != PEN_TYPE_PASS;
}

static void check_type(pen_lint *l, const pen_yaml *type)
{
    // A type, and the word of another language for it.
    static const struct {
        const char *name, *other;
    } common[] = {
        {"keyword", "string"}, {"keyword", "str"},   {"text", NULL},     {"long", "int"},
        {"number", NULL},      {"float", "decimal"}, {"boolean", "bool"}, {"ip", "ipaddress"},
        {"array", "list"},     {"object", "map"},    {"datetime", "timestamp"},
        {"dict", NULL},        {"date", NULL},       {"flattened", NULL},
    };
    pen_lint_hint hint;
    pen_str name = pen_yaml_text(type);
    pen_lint_near near = pen_lint_near_to(l, name);
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        pen_lint_offer(&near, pen_str_c(common[i].name));
        if (common[i].other && pen_str_eq(name, pen_str_c(common[i].other))) {
            near.best = pen_str_c(common[i].name);
            near.distance = 0;
        }
    }
    if (!known_type(name)) {
        pen_lint_say(l, PEN_LINT_FIELD_TYPE, type->at,
                     "there is no type '%.*s': values are kept as they come%s", PEN_FMT(name),
                     pen_lint_mean(&near, &hint));
    }
}

static void check_entry(pen_lint *l, const pen_yaml *y)
{
    const pen_yaml *name = pen_yaml_get(y, "name");
    const pen_yaml *type = pen_yaml_get(y, "type");
    if (y->kind != PEN_YAML_MAP) {
        return; // the load has said so
    }
    if (pen_yaml_is_null(name) || pen_yaml_is_null(type)) {
        pen_lint_say(l, PEN_LINT_FIELD_ENTRY, y->key->at, "'%.*s' has no '%s'",
                     PEN_FMT(y->key->text), pen_yaml_is_null(name) ? "name" : "type");
    } else if (!pen_str_eq(pen_yaml_text(name), y->key->text)) {
        pen_lint_say(l, PEN_LINT_FIELD_ENTRY, name->at,
                     "the name '%.*s' is not the key '%.*s': the name counts",
                     PEN_FMT(pen_yaml_text(name)), PEN_FMT(y->key->text));
    }
    if (!pen_yaml_is_null(type)) {
        check_type(l, type);
    }
}

// Named itself, or by an object above it.
static bool is_named(const pen_lint *l, pen_str field)
{
    uint32_t one;
    for (size_t dot = pen_str_chr(field, '.', 0); dot != PEN_NPOS;
         dot = pen_str_chr(field, '.', dot + 1)) {
        if (pen_map_get(&l->targets, pen_str_head(field, dot), &one)) {
            return true;
        }
    }
    return pen_map_get(&l->targets, field, &one);
}

static void check_own_fields(pen_lint *l)
{
    const pen_yaml *y = l->fields && l->fields->kind == PEN_YAML_MAP ? l->fields->first : NULL;
    for (; y; y = y->next) {
        pen_str name = pen_yaml_text(pen_yaml_get(y, "name"));
        name = name.n ? name : y->key->text;
        check_entry(l, y);
        if (!is_named(l, name)) {
            pen_lint_say(l, PEN_LINT_UNUSED_FIELD, y->key->at,
                         "no action names the field '%.*s' (set it, or remove it)",
                         PEN_FMT(name));
        }
    }
}

void pen_lint_fields(pen_lint *l)
{
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        const pen_yaml *actions = pen_lint_child(s, "actions", PEN_YAML_SEQ);
        for (const pen_yaml *a = actions ? actions->first : NULL; a; a = a->next) {
            check_action(l, a);
        }
    }
    if (l->parser) {
        check_own_fields(l);
    }
}

// SPDX-License-Identifier: Apache-2.0
// The pipeline: stage types and their properties, stages that nothing runs, entries that run
// nothing, dates.
#include "lint/lint.h"

#include "codec/date.h"
#include "codec/kv_sep.h"
#include "regex/regex.h"
#include "stage/stage.h"

// Properties that every stage type has.
static const char *const common[] = {"input_field", "output_field", "raise_errors"};

enum { COMMON = sizeof common / sizeof common[0] };

// ---- properties ----

static bool has_property(const pen_stage_type *type, pen_str name)
{
    bool has = false;
    for (size_t i = 0; i < COMMON; i++) {
        has = has || pen_str_eq(name, pen_str_c(common[i]));
    }
    for (const pen_stage_option *o = type->options; o && o->name; o++) {
        has = has || pen_str_eq(name, pen_str_c(o->name));
    }
    return has;
}

static void unknown_property(pen_lint *l, const pen_stage_type *type, const pen_yaml *key)
{
    pen_lint_hint hint;
    pen_lint_near near = pen_lint_near_to(l, key->text);
    for (size_t i = 0; i < COMMON; i++) {
        pen_lint_offer(&near, pen_str_c(common[i]));
    }
    for (const pen_stage_option *o = type->options; o && o->name; o++) {
        pen_lint_offer(&near, pen_str_c(o->name));
    }
    pen_lint_say(l, PEN_LINT_UNKNOWN_PROPERTY, key->at, "%s has no property '%.*s'%s", type->name,
                 PEN_FMT(key->text), pen_lint_mean_or(&near, "remove it", &hint));
}

static void check_properties(pen_lint *l, const pen_stage_type *type, const pen_yaml *external)
{
    const pen_yaml *properties = pen_lint_child(external, "properties", PEN_YAML_MAP);
    for (const pen_yaml *y = properties ? properties->first : NULL; y; y = y->next) {
        if (!has_property(type, y->key->text)) {
            unknown_property(l, type, y->key);
        }
    }
    for (const pen_stage_option *o = type->options; o && o->name; o++) {
        if (o->required && pen_yaml_is_null(pen_yaml_get(properties, o->name))) {
            pen_lint_say(l, PEN_LINT_MISSING_PROPERTY, pen_yaml_get(external, "name")->at,
                         "%s needs the property '%s' (%s)", type->name, o->name, o->doc);
        }
    }
}

// ---- dates ----

static void check_timezone(pen_lint *l, const pen_yaml *y)
{
    static const char *const utc[] = {"UTC", "GMT", "Z", "Etc/UTC"};
    pen_str name = pen_str_trim(pen_yaml_text(y));
    bool known = !name.n || pen_template_is(name);
    for (size_t i = 0; i < sizeof utc / sizeof utc[0]; i++) {
        known = known || pen_str_ieq(name, pen_str_c(utc[i]));
    }
    pen_zone zone = pen_zone_find(name);
    bool digits = false;
    for (size_t i = 0; i < name.n; i++) {
        digits = digits || pen_is_digit(name.p[i]); // +00:00, UTC+0
    }
    if (!known && !zone.data && zone.offset_s == 0 && !digits) {
        pen_lint_say(l, PEN_LINT_TIMEZONE, y->at,
                     "'%.*s' is no time zone: it counts as UTC (write Europe/Paris, +02:00 or "
                     "UTC)",
                     PEN_FMT(name));
    }
}

static void check_date(pen_lint *l, const pen_yaml *properties)
{
    pen_date_format compiled;
    const pen_yaml *format = pen_lint_child(properties, "format", PEN_YAML_SCALAR);
    const pen_yaml *zone = pen_lint_child(properties, "timezone", PEN_YAML_SCALAR);
    if (format && pen_date_format_compile(pen_yaml_text(format), &compiled) != PEN_OK) {
        pen_lint_say(l, PEN_LINT_DATE_FORMAT, format->at,
                     "no date can match the format '%.*s' (a directive is unknown, stands "
                     "twice, or a %% stands alone)",
                     PEN_FMT(format->text));
    }
    if (zone) {
        check_timezone(l, zone);
    }
}

// ---- separators ----

static void check_separator(pen_lint *l, const pen_yaml *y)
{
    pen_kv_sep sep;
    pen_regex *re = NULL;
    pen_str text = pen_yaml_text(y);
    pen_status s = text.n ? pen_kv_sep_compile(&l->arena, text, &sep) : PEN_OK;
    if (s == PEN_NOMATCH) {
        s = pen_regex_new(text, 0, &re, NULL);
        pen_regex_free(re);
    }
    pen_lint_fails(l, s == PEN_E_NOMEM ? s : PEN_OK);
    if (s == PEN_E_SYNTAX) {
        pen_lint_say(l, PEN_LINT_LITERAL_SEPARATOR, y->at,
                     "'%.*s' is no regular expression and is taken as it stands (escape it)",
                     PEN_FMT(text));
    }
}

static void check_separators(pen_lint *l, const pen_yaml *properties)
{
    static const char *const names[] = {"value_sep", "item_sep"};
    for (size_t i = 0; i < 2; i++) {
        const pen_yaml *y = pen_lint_child(properties, names[i], PEN_YAML_SCALAR);
        if (y) {
            check_separator(l, y);
        }
    }
}

// ---- entries ----

static void check_external(pen_lint *l, const pen_yaml *external)
{
    pen_lint_hint hint;
    const pen_yaml *name = pen_yaml_get(external, "name");
    if (pen_yaml_is_null(name)) {
        return; // the load has said so
    }
    const pen_stage_type *type = pen_stage_find(pen_yaml_text(name));
    const pen_yaml *properties = pen_lint_child(external, "properties", PEN_YAML_MAP);
    if (!type) {
        pen_lint_near near = pen_lint_near_to(l, pen_yaml_text(name));
        near.distance += 2; // names of stages are long: json.parse for json.parse-json
        for (size_t i = 0; pen_stage_at(i); i++) {
            pen_lint_offer(&near, pen_str_c(pen_stage_at(i)->name));
        }
        pen_lint_say(l, PEN_LINT_UNKNOWN_STAGE, name->at, "no stage type is called '%.*s'%s",
                     PEN_FMT(pen_yaml_text(name)),
                     pen_lint_mean_or(&near, "json.parse-json, grok.match, kv.parse-kv, …", &hint));
        return;
    }
    check_properties(l, type, external);
    if (pen_str_eq(pen_str_c(type->name), PEN_LIT("date.parse"))) {
        check_date(l, properties);
    } else if (pen_str_eq(pen_str_c(type->name), PEN_LIT("kv.parse-kv"))) {
        check_separators(l, properties);
    }
}

static void check_plain(pen_lint *l, const pen_yaml *entry)
{
    pen_lint_hint hint;
    pen_str name = pen_yaml_text(pen_yaml_get(entry, "name"));
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    pen_lint_near near = pen_lint_near_to(l, name);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        if (pen_str_eq(s->key->text, name)) {
            return;
        }
        pen_lint_offer(&near, s->key->text);
    }
    if (name.n) {
        pen_lint_say(l, PEN_LINT_EMPTY_ENTRY, entry->at,
                     "'%.*s' does nothing: it has no 'external', and no stage has its name%s",
                     PEN_FMT(name), pen_lint_mean_or(&near, "remove it", &hint));
    }
}

static void check_stages(pen_lint *l)
{
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        uint32_t last;
        if (!pen_lint_runs(l, s->key->text, &last)) {
            pen_lint_say(l, PEN_LINT_UNUSED_STAGE, s->key->at,
                         "no entry of the pipeline runs the stage '%.*s' (add one, or remove "
                         "the stage)",
                         PEN_FMT(s->key->text));
        }
    }
}

void pen_lint_pipeline(pen_lint *l)
{
    const pen_yaml *list = pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next) {
        const pen_yaml *external = pen_yaml_get(e, "external");
        if (pen_yaml_is_null(external)) {
            check_plain(l, e);
        } else {
            check_external(l, external);
        }
    }
    check_stages(l);
}

// SPDX-License-Identifier: Apache-2.0
// Keys of parser.yml: those that mean something where they stand, those that mean nothing
// but do no harm, and all others.
#include "lint/lint.h"

typedef enum use {
    USED,
    HARMLESS, // accepted, without a meaning: name, description
    FILTER,   // a filter that is not looked at
    END,
} use;

// What a key of one kind of map must hold.
typedef struct key_row {
    const char *name;
    use use;
    pen_yaml_kind kind;  // of its value; a null is allowed everywhere
    const char *instead; // the key was meant when this word stands there, or NULL
} key_row;

static const key_row top_keys[] = {
    {"name", USED, PEN_YAML_SCALAR, NULL},
    {"description", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"pipeline", USED, PEN_YAML_SEQ, NULL},
    {"stages", USED, PEN_YAML_MAP, NULL},
    {"ignored_values", USED, PEN_YAML_SEQ, NULL},
    {NULL, END, PEN_YAML_MAP, NULL},
};

static const key_row entry_keys[] = {
    {"name", USED, PEN_YAML_SCALAR, NULL},
    {"description", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"filter", USED, PEN_YAML_SCALAR, "if"},
    {"external", USED, PEN_YAML_MAP, NULL},
    {NULL, END, PEN_YAML_MAP, NULL},
};

static const key_row external_keys[] = {
    {"name", USED, PEN_YAML_SCALAR, NULL},
    {"description", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"properties", USED, PEN_YAML_MAP, NULL},
    {"filter", FILTER, PEN_YAML_SCALAR, NULL},
    {NULL, END, PEN_YAML_MAP, NULL},
};

static const key_row stage_keys[] = {
    {"name", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"description", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"actions", USED, PEN_YAML_SEQ, NULL},
    {"filter", FILTER, PEN_YAML_SCALAR, NULL},
    {NULL, END, PEN_YAML_MAP, NULL},
};

static const key_row action_keys[] = {
    {"name", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"description", HARMLESS, PEN_YAML_SCALAR, NULL},
    {"filter", USED, PEN_YAML_SCALAR, "if"},
    {"set", USED, PEN_YAML_MAP, NULL},
    {"translate", HARMLESS, PEN_YAML_MAP, NULL},
    {"mapping", USED, PEN_YAML_MAP, NULL},
    {"dictionary", USED, PEN_YAML_MAP, NULL},
    {"fallback", USED, PEN_YAML_SCALAR, "default"},
    {"delete", USED, PEN_YAML_SEQ, NULL},
    {NULL, END, PEN_YAML_MAP, NULL},
};

static void unknown_key(pen_lint *l, const pen_yaml *key, const key_row *rows, const char *where)
{
    pen_lint_hint hint;
    pen_lint_near near = pen_lint_near_to(l, key->text);
    for (const key_row *r = rows; r->name; r++) {
        pen_lint_offer(&near, pen_str_c(r->name));
        if (r->instead && pen_str_eq(key->text, pen_str_c(r->instead))) {
            near.best = pen_str_c(r->name);
            near.distance = 0;
        }
    }
    if (near.best.n) {
        pen_lint_say(l, PEN_LINT_MISSPELT_KEY, key->at, "%s has no key '%.*s': it is ignored%s",
                     where, PEN_FMT(key->text), pen_lint_mean(&near, &hint));
    } else {
        pen_lint_say(l, PEN_LINT_UNKNOWN_KEY, key->at,
                     "%s has no key '%.*s': it is ignored (remove it)", where,
                     PEN_FMT(key->text));
    }
}

static void check_value(pen_lint *l, const pen_yaml *y, const key_row *row, const char *where)
{
    static const char *const kinds[] = {"a scalar", "a list", "a map"};
    bool any = row->use == HARMLESS || pen_str_eq(y->key->text, PEN_LIT("fallback"));
    if (row->use == FILTER && !pen_yaml_is_null(y)) {
        pen_lint_say(l, PEN_LINT_IGNORED_FILTER, y->key->at,
                     "the filter of %s is ignored (move it to the entry of the pipeline, or "
                     "to each action)",
                     where);
    } else if (!any && y->kind != row->kind && !pen_yaml_is_null(y)) {
        pen_lint_say(l, PEN_LINT_WRONG_SHAPE, y->at, "'%s' of %s is ignored: it must be %s",
                     row->name, where, kinds[row->kind]);
    }
}

static void check_map(pen_lint *l, const pen_yaml *map, const key_row *rows, const char *where)
{
    if (!map || map->kind != PEN_YAML_MAP) {
        return;
    }
    for (const pen_yaml *y = map->first; y; y = y->next) {
        const key_row *r = rows;
        while (r->name && !pen_str_eq(y->key->text, pen_str_c(r->name))) {
            r++;
        }
        if (r->name) {
            check_value(l, y, r, where);
        } else {
            unknown_key(l, y->key, rows, where);
        }
    }
}

// ---- actions ----

static bool empty(const pen_yaml *y)
{
    return pen_yaml_is_null(y) || (y->kind != PEN_YAML_SCALAR && y->n == 0);
}

static void check_action(pen_lint *l, const pen_yaml *a)
{
    check_map(l, a, action_keys, "an action");
    const pen_yaml *translate = pen_lint_child(a, "translate", PEN_YAML_MAP);
    if (translate && translate->n) {
        pen_lint_say(l, PEN_LINT_WRONG_SHAPE, translate->at,
                     "what stands below 'translate' is ignored (write 'mapping' and "
                     "'dictionary' beside it)");
    }
    if (a->kind == PEN_YAML_MAP && empty(pen_yaml_get(a, "set")) &&
        empty(pen_yaml_get(a, "mapping")) && empty(pen_yaml_get(a, "delete"))) {
        pen_lint_say(l, PEN_LINT_EMPTY_ACTION, a->at,
                     "this action does nothing (give it a 'set', a 'mapping' or a 'delete')");
    }
}

static void check_stage(pen_lint *l, const pen_yaml *stage)
{
    check_map(l, stage, stage_keys, "a stage");
    const pen_yaml *actions = pen_lint_child(stage, "actions", PEN_YAML_SEQ);
    for (const pen_yaml *a = actions ? actions->first : NULL; a; a = a->next) {
        check_action(l, a);
    }
}

void pen_lint_keys(pen_lint *l)
{
    check_map(l, l->parser, top_keys, "a parser");
    const pen_yaml *list = pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next) {
        check_map(l, e, entry_keys, "a pipeline entry");
        check_map(l, pen_yaml_get(e, "external"), external_keys, "'external'");
    }
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        check_stage(l, s);
    }
}

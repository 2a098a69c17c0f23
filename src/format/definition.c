// SPDX-License-Identifier: Apache-2.0
#include "format/definition.h"

static pen_status bad(pen_diags *d, const pen_yaml *y, const char *what)
{
    pen_diag_add(d, PEN_SEV_ERROR, y->at, "definition", "%s", what);
    return PEN_E_SYNTAX;
}

static bool is_kind(const pen_yaml *y, pen_yaml_kind kind)
{
    return y && y->kind == kind;
}

static const pen_yaml *map_or_null(const pen_yaml *map, const char *key)
{
    const pen_yaml *y = pen_yaml_get(map, key);
    return is_kind(y, PEN_YAML_MAP) ? y : NULL;
}

static const pen_yaml *seq_or_null(const pen_yaml *map, const char *key)
{
    const pen_yaml *y = pen_yaml_get(map, key);
    return is_kind(y, PEN_YAML_SEQ) ? y : NULL;
}

// A `set` wins over a `mapping`; an action is a translate by its `mapping` key alone.
static void read_action(const pen_yaml *y, pen_def_action *act)
{
    act->at = y->at;
    act->filter = pen_yaml_get(y, "filter");
    act->set = map_or_null(y, "set");
    act->mapping = map_or_null(y, "mapping");
    act->dictionary = map_or_null(y, "dictionary");
    act->fallback = pen_yaml_get(y, "fallback");
    act->remove = seq_or_null(y, "delete");
    if (act->set && act->set->n) {
        act->kind = PEN_ACTION_SET;
    } else if (act->mapping) {
        act->kind = PEN_ACTION_TRANSLATE;
    }
}

static pen_status read_actions(pen_arena *a, const pen_yaml *list, pen_diags *d,
                               const pen_def_action **out)
{
    pen_def_action *last = NULL;
    for (const pen_yaml *y = list ? list->first : NULL; y; y = y->next) {
        if (y->kind != PEN_YAML_MAP) {
            return bad(d, y, "an action is a map with 'set', 'translate' or 'delete'");
        }
        pen_def_action *act = PEN_NEW(a, pen_def_action);
        if (!act) {
            return PEN_E_NOMEM;
        }
        read_action(y, act);
        if (last) {
            last->next = act;
        } else {
            *out = act;
        }
        last = act;
    }
    return PEN_OK;
}

static pen_status read_external(const pen_yaml *y, pen_diags *d, pen_def_entry *e)
{
    const pen_yaml *name = pen_yaml_get(y, "name");
    if (y->kind != PEN_YAML_MAP || pen_yaml_is_null(name)) {
        return bad(d, y, "'external' needs a 'name', such as json.parse-json");
    }
    e->external = pen_yaml_text(name);
    e->external_at = name->at;
    e->properties = map_or_null(y, "properties");
    return PEN_OK;
}

static pen_status read_entry(pen_arena *a, const pen_yaml *y, const pen_yaml *stages,
                             pen_diags *d, pen_def_entry *e)
{
    const pen_yaml *name = pen_yaml_get(y, "name");
    if (y->kind != PEN_YAML_MAP || pen_yaml_is_null(name)) {
        return bad(d, y, "a pipeline entry needs a 'name'");
    }
    e->name = pen_yaml_text(name);
    e->at = y->at;
    e->filter = pen_yaml_get(y, "filter");
    const pen_yaml *external = pen_yaml_get(y, "external");
    if (!pen_yaml_is_null(external)) {
        return read_external(external, d, e);
    }
    const pen_yaml *stage = stages ? stages->first : NULL;
    while (stage && !pen_str_eq(stage->key->text, e->name)) {
        stage = stage->next;
    }
    e->known = stage != NULL;
    return read_actions(a, seq_or_null(stage, "actions"), d, &e->actions);
}

static pen_status read_pipeline(pen_arena *a, pen_def *def, pen_diags *d)
{
    const pen_yaml *pipeline = pen_yaml_get(def->root, "pipeline");
    if (!is_kind(pipeline, PEN_YAML_SEQ)) {
        return bad(d, pipeline ? pipeline : def->root,
                   "a parser needs 'pipeline', a list of entries");
    }
    const pen_yaml *stages = map_or_null(def->root, "stages");
    pen_def_entry *last = NULL;
    for (const pen_yaml *y = pipeline->first; y; y = y->next) {
        pen_def_entry *e = PEN_NEW(a, pen_def_entry);
        if (!e) {
            return PEN_E_NOMEM;
        }
        PEN_TRY(read_entry(a, y, stages, d, e));
        if (last) {
            last->next = e;
        } else {
            def->entries = e;
        }
        last = e;
    }
    return PEN_OK;
}

pen_status pen_def_read(pen_arena *a, const pen_yaml *root, pen_diags *diags, pen_def **out)
{
    *out = NULL;
    if (root->kind != PEN_YAML_MAP) {
        return bad(diags, root, "a parser is a map with 'name', 'pipeline' and 'stages'");
    }
    pen_def *def = PEN_NEW(a, pen_def);
    if (!def) {
        return PEN_E_NOMEM;
    }
    def->root = root;
    def->name = pen_yaml_text(pen_yaml_get(root, "name"));
    def->ignored = seq_or_null(root, "ignored_values");
    PEN_TRY(read_pipeline(a, def, diags));
    *out = def;
    return PEN_OK;
}

pen_status pen_manifest_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                             pen_manifest *out)
{
    *out = (pen_manifest){0};
    pen_yaml *root;
    PEN_TRY(pen_yaml_load(a, text, file, diags, &root));
    out->uuid = pen_yaml_text(pen_yaml_get(root, "uuid"));
    out->name = pen_yaml_text(pen_yaml_get(root, "name"));
    out->slug = pen_yaml_text(pen_yaml_get(root, "slug"));
    out->description = pen_yaml_text(pen_yaml_get(root, "description"));
    out->data_sources = map_or_null(root, "data_sources");
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// What there is to read and to set: layers with their members, fields that actions name.
#include "lint/lint.h"

#include "base/limits.h"
#include "regex/grok_expand.h"

const pen_yaml *pen_lint_child(const pen_yaml *map, const char *key, pen_yaml_kind kind)
{
    const pen_yaml *y = pen_yaml_get(map, key);
    return y && y->kind == kind ? y : NULL;
}

static const pen_yaml *pipeline(const pen_lint *l)
{
    return pen_lint_child(l->parser, "pipeline", PEN_YAML_SEQ);
}

bool pen_lint_runs(const pen_lint *l, pen_str stage, uint32_t *last)
{
    bool runs = false;
    uint32_t i = 0;
    const pen_yaml *list = pipeline(l);
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next, i++) {
        if (pen_yaml_is_null(pen_yaml_get(e, "external")) &&
            pen_str_eq(pen_yaml_text(pen_yaml_get(e, "name")), stage)) {
            *last = i;
            runs = true;
        }
    }
    return runs;
}

const pen_lint_layer *pen_lint_layer_find(const pen_lint *l, pen_str name)
{
    uint32_t i;
    return pen_map_get(&l->layer_names, name, &i) ? l->layers[i] : NULL;
}

static pen_lint_layer *layer_of(pen_lint *l, pen_str name, uint32_t entry)
{
    uint32_t i;
    if (pen_map_get(&l->layer_names, name, &i)) {
        return l->layers[i];
    }
    pen_lint_layer *layer = PEN_NEW(&l->arena, pen_lint_layer);
    if (!layer || pen_lint_fails(l, pen_map_put(&l->layer_names, name, l->nlayers))) {
        pen_lint_fails(l, layer ? PEN_OK : PEN_E_NOMEM);
        return NULL;
    }
    layer->name = name;
    layer->first = entry;
    pen_map_init(&layer->members, &l->arena);
    pen_map_init(&layer->texts, &l->arena);
    pen_map_init(&layer->closed, &l->arena);
    pen_map_init(&layer->keys, &l->arena);
    l->layers[l->nlayers++] = layer;
    return layer;
}

// ---- external stages ----

// Stages whose values are texts (or None), and those whose values can be anything.
static bool gives_texts(pen_str type)
{
    static const char *const names[] = {"grok.match",    "grok.case_match", "dsv.parse-dsv",
                                        "cef.parse-cef", "leef.parse-leef", "kv.parse-kv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (pen_str_eq(type, pen_str_c(names[i]))) {
            return true;
        }
    }
    return false;
}

static pen_status add_key(pen_lint *l, pen_lint_layer *layer, pen_str output, pen_str key)
{
    pen_buf b;
    pen_buf_init(&b, l->alloc, PEN_PATH_MAX);
    pen_buf_add(&b, output);
    pen_buf_byte(&b, '.');
    pen_buf_add(&b, key);
    pen_status s = b.failed == PEN_OK ? pen_map_put(&layer->keys, pen_buf_str(&b), 1) : b.failed;
    pen_buf_free(&b);
    return s;
}

static bool no_key(void *ctx, pen_str key)
{
    (void)ctx;
    (void)key;
    return false;
}

static pen_status custom_patterns(pen_lint *l, const pen_yaml *properties, pen_grok_source *src)
{
    const pen_yaml *map = pen_lint_child(properties, "custom_patterns", PEN_YAML_MAP);
    pen_grok_pattern *list = PEN_NEW_N(&l->arena, pen_grok_pattern, map ? map->n : 0);
    if (!list) {
        return PEN_E_NOMEM;
    }
    src->custom = list;
    for (const pen_yaml *y = map ? map->first : NULL; y; y = y->next) {
        list[src->custom_count++] =
            (pen_grok_pattern){y->key->text, y->kind == PEN_YAML_SCALAR ? y->text : PEN_EMPTY};
    }
    return PEN_OK;
}

// The keys of one pattern. Typed ones are no texts.
static pen_status grok_keys(pen_lint *l, const pen_grok_source *src, pen_lint_layer *layer,
                            pen_str output, bool *known)
{
    pen_grok_text text = {.keys = NULL};
    pen_diags ignored;
    pen_diags_init(&ignored, &l->arena);
    pen_status s = pen_grok_expand(&l->arena, src, &ignored, &text, NULL);
    *known = *known && s == PEN_OK;
    if (s != PEN_OK) {
        return s == PEN_E_NOMEM ? s : PEN_OK;
    }
    for (uint32_t i = 0; i < text.key_count; i++) {
        PEN_TRY(add_key(l, layer, output, text.keys[i].name));
        if (text.keys[i].type != PEN_GROK_TEXT) {
            PEN_TRY(pen_map_put(&layer->texts, output, 0));
        }
    }
    return PEN_OK;
}

static pen_status keys_of_grok(pen_lint *l, const pen_yaml *properties, pen_lint_layer *layer,
                               pen_str output, bool *known)
{
    const pen_yaml *one = pen_lint_child(properties, "pattern", PEN_YAML_SCALAR);
    const pen_yaml *many = pen_lint_child(properties, "patterns", PEN_YAML_MAP);
    pen_grok_source src = {.wanted = no_key};
    PEN_TRY(custom_patterns(l, properties, &src));
    *known = *known && (one || many);
    for (const pen_yaml *y = many ? many->first : one; y; y = many ? y->next : NULL) {
        src.pattern = y->kind == PEN_YAML_SCALAR ? y->text : PEN_EMPTY;
        PEN_TRY(grok_keys(l, &src, layer, output, known));
    }
    return PEN_OK;
}

static pen_status keys_of_dsv(pen_lint *l, const pen_yaml *properties, pen_lint_layer *layer,
                              pen_str output)
{
    const pen_yaml *names = pen_lint_child(properties, "columnnames", PEN_YAML_SEQ);
    for (const pen_yaml *y = names ? names->first : NULL; y; y = y->next) {
        PEN_TRY(add_key(l, layer, output, y->text));
    }
    return PEN_OK;
}

// A property of an output holds as long as every stage that makes the output has it.
static pen_status keep(pen_map *m, pen_str output, bool fresh, bool has)
{
    uint32_t before = 1;
    bool there = pen_map_get(m, output, &before);
    return pen_map_put(m, output, (fresh || (there && before)) && has);
}

static pen_status add_external(pen_lint *l, const pen_yaml *external, pen_lint_layer *layer)
{
    const pen_yaml *properties = pen_yaml_get(external, "properties");
    const pen_yaml *out = pen_yaml_get(properties, "output_field");
    pen_str output = pen_yaml_is_null(out) ? PEN_LIT("message") : pen_yaml_text(out);
    pen_str type = pen_yaml_text(pen_yaml_get(external, "name"));
    bool grok = pen_str_starts(type, PEN_LIT("grok."));
    bool known = grok || pen_str_eq(type, PEN_LIT("dsv.parse-dsv"));
    uint32_t one;
    bool fresh = !pen_map_get(&layer->members, output, &one);
    layer->external = true;
    PEN_TRY(pen_map_put(&layer->members, output, 1));
    PEN_TRY(keep(&layer->texts, output, fresh, gives_texts(type)));
    if (grok) {
        PEN_TRY(keys_of_grok(l, properties, layer, output, &known));
    } else if (known) {
        PEN_TRY(keys_of_dsv(l, properties, layer, output));
    }
    return keep(&layer->closed, output, fresh, known);
}

// ---- action stages ----

static void add_target(pen_lint *l, pen_lint_layer *layer, pen_str field)
{
    pen_lint_fails(l, pen_map_put(layer ? &layer->members : &l->targets, field, 1));
}

// With a layer: its members. Without: the fields that the format names.
static void add_actions(pen_lint *l, const pen_yaml *stage, pen_lint_layer *layer)
{
    const pen_yaml *actions = pen_lint_child(stage, "actions", PEN_YAML_SEQ);
    for (const pen_yaml *a = actions ? actions->first : NULL; a; a = a->next) {
        const pen_yaml *set = pen_lint_child(a, "set", PEN_YAML_MAP);
        const pen_yaml *mapping = pen_lint_child(a, "mapping", PEN_YAML_MAP);
        for (const pen_yaml *y = set ? set->first : NULL; y; y = y->next) {
            add_target(l, layer, y->key->text);
        }
        for (const pen_yaml *y = mapping ? mapping->first : NULL; y; y = y->next) {
            add_target(l, layer, pen_yaml_text(y));
        }
        const pen_yaml *gone = layer ? NULL : pen_lint_child(a, "delete", PEN_YAML_SEQ);
        for (const pen_yaml *y = gone ? gone->first : NULL; y; y = y->next) {
            add_target(l, NULL, pen_yaml_text(y));
        }
    }
}

static const pen_yaml *stage_of(const pen_lint *l, pen_str name)
{
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    const pen_yaml *s = stages ? stages->first : NULL;
    while (s && !pen_str_eq(s->key->text, name)) {
        s = s->next;
    }
    return s;
}

pen_status pen_lint_layers(pen_lint *l)
{
    uint32_t i = 0;
    const pen_yaml *list = pipeline(l);
    pen_map_init(&l->layer_names, &l->arena);
    pen_map_init(&l->targets, &l->arena);
    pen_map_init(&l->as_text, &l->arena);
    l->layers = pen_arena_zero(&l->arena, list ? list->n : 0, sizeof *l->layers);
    if (!l->layers) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *e = list ? list->first : NULL; e; e = e->next, i++) {
        pen_str name = pen_yaml_text(pen_yaml_get(e, "name"));
        const pen_yaml *external = pen_yaml_get(e, "external");
        const pen_yaml *stage = pen_yaml_is_null(external) ? stage_of(l, name) : NULL;
        if (!name.n || (pen_yaml_is_null(external) && !stage)) {
            continue;
        }
        pen_lint_layer *layer = layer_of(l, name, i);
        if (layer && stage) {
            layer->actions = true;
            add_actions(l, stage, layer);
        } else if (layer) {
            PEN_TRY(add_external(l, external, layer));
        }
    }
    const pen_yaml *stages = pen_lint_child(l->parser, "stages", PEN_YAML_MAP);
    for (const pen_yaml *s = stages ? stages->first : NULL; s; s = s->next) {
        add_actions(l, s, NULL);
    }
    return l->failed;
}

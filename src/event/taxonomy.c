// SPDX-License-Identifier: Apache-2.0
#include "event/taxonomy.h"

static const struct {
    const char *name;
    pen_type type;
} classes[] = {
    {"keyword", PEN_TYPE_TEXT},
    {"wildcard", PEN_TYPE_TEXT},
    {"constant_keyword", PEN_TYPE_TEXT},
    {"match_only_text", PEN_TYPE_TEXT},
    {"text", PEN_TYPE_TEXT},
    {"long", PEN_TYPE_LONG},
    {"number", PEN_TYPE_LONG},
    {"float", PEN_TYPE_FLOAT},
    {"scaled_float", PEN_TYPE_FLOAT},
    {"boolean", PEN_TYPE_BOOLEAN},
    {"ip", PEN_TYPE_IP},
    {"ecs-date", PEN_TYPE_DATE},
    {"datetime", PEN_TYPE_DATE},
    {"array", PEN_TYPE_ARRAY},
    {"object", PEN_TYPE_OPEN},
    {"flattened", PEN_TYPE_OPEN},
    {"geo_point", PEN_TYPE_OPEN},
    {"dict", PEN_TYPE_DICT},
};

pen_type pen_type_of(pen_str type_name)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (pen_str_eq(type_name, pen_str_c(classes[i].name))) {
            return classes[i].type;
        }
    }
    return PEN_TYPE_PASS;
}

void pen_taxonomy_init(pen_taxonomy *t, pen_arena *arena)
{
    *t = (pen_taxonomy){.arena = arena};
    pen_map_init(&t->names, arena);
    pen_map_init(&t->parents, arena);
}

static pen_status add_parents(pen_taxonomy *t, pen_str name)
{
    for (size_t dot = pen_str_chr(name, '.', 1); dot != PEN_NPOS;
         dot = pen_str_chr(name, '.', dot + 1)) {
        PEN_TRY(pen_map_put(&t->parents, pen_str_head(name, dot), 1));
    }
    return PEN_OK;
}

static pen_status grow(pen_taxonomy *t)
{
    if (t->n < t->room) {
        return PEN_OK;
    }
    uint32_t room = t->room ? t->room * 2 : 16;
    pen_field *v = PEN_NEW_N(t->arena, pen_field, room);
    if (!v) {
        return PEN_E_NOMEM;
    }
    if (t->n) {
        memcpy(v, t->custom, t->n * sizeof *v);
    }
    t->custom = v;
    t->room = room;
    return PEN_OK;
}

pen_status pen_taxonomy_add(pen_taxonomy *t, pen_str name, pen_str type_name, pen_str text)
{
    uint32_t at = t->n;
    if (!pen_map_get(&t->names, name, &at)) {
        PEN_TRY(grow(t));
        PEN_TRY(pen_map_put(&t->names, name, at));
        PEN_TRY(add_parents(t, name));
        t->n++;
    }
    pen_field f = {.type = pen_type_of(type_name), .custom = true, .page = true};
    PEN_TRY(pen_arena_str(t->arena, name, &f.name));
    PEN_TRY(pen_arena_str(t->arena, type_name, &f.type_name));
    PEN_TRY(pen_arena_str(t->arena, text, &f.text));
    t->custom[at] = f;
    return PEN_OK;
}

// The place of a path in the core taxonomy, a free one when it is not there.
static const pen_core_place *core_place(pen_str path, uint32_t hash)
{
    uint32_t at = hash & (pen_core_place_count - 1);
    for (;; at = (at + 1) & (pen_core_place_count - 1)) {
        const pen_core_place *p = &pen_core_places[at];
        if (p->n == 0 || (p->n == path.n &&
                          memcmp(pen_core_fields[p->first].name.p, path.p, p->n) == 0)) {
            return p;
        }
    }
}

const pen_field *pen_taxonomy_find(const pen_taxonomy *t, pen_str name)
{
    uint32_t at, hash = pen_hash(name);
    if (pen_map_get_hashed(&t->names, name, hash, &at)) {
        return &t->custom[at];
    }
    const pen_core_place *p = core_place(name, hash);
    return p->field ? &pen_core_fields[p->first] : NULL;
}

bool pen_taxonomy_is_parent(const pen_taxonomy *t, pen_str path)
{
    // `ecs` is an object of ECS whose only field the engine keeps to itself.
    uint32_t one, hash = pen_hash(path);
    return pen_map_get_hashed(&t->parents, path, hash, &one) || core_place(path, hash)->parent ||
           pen_str_eq(path, PEN_LIT("ecs"));
}

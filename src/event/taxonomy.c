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

// The first core field that is not before `name`.
static uint32_t core_place(pen_str name)
{
    uint32_t lo = 0, hi = pen_core_field_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (pen_str_cmp(pen_core_fields[mid].name, name) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

const pen_field *pen_taxonomy_find(const pen_taxonomy *t, pen_str name)
{
    uint32_t at;
    if (pen_map_get(&t->names, name, &at)) {
        return &t->custom[at];
    }
    at = core_place(name);
    bool hit = at < pen_core_field_count && pen_str_eq(pen_core_fields[at].name, name);
    return hit ? &pen_core_fields[at] : NULL;
}

bool pen_taxonomy_is_parent(const pen_taxonomy *t, pen_str path)
{
    uint32_t one;
    if (pen_map_get(&t->parents, path, &one) || pen_str_eq(path, PEN_LIT("ecs"))) {
        return true; // `ecs` is an object of ECS whose only field the engine keeps to itself
    }
    // Names that begin with "path." stand together after every name that is "path" and a
    // character before the point.
    for (uint32_t i = core_place(path); i < pen_core_field_count; i++) {
        pen_str name = pen_core_fields[i].name;
        if (!pen_str_starts(name, path)) {
            return false;
        }
        if (name.n > path.n && name.p[path.n] == '.') {
            return true;
        }
    }
    return false;
}

// SPDX-License-Identifier: Apache-2.0
// Names in templates: layers that exist, soon enough, with members that exist.
#include "lint/lint.h"

#include "base/limits.h"

// A path that is read: its place, and how to speak of it.
typedef struct reading {
    pen_str path;
    const pen_yaml *at;
    size_t offset; // in its value
    uint32_t when;
    pen_str own; // the layer that is being made, readable already
} reading;

static pen_loc place(const pen_lint *l, const reading *r)
{
    return pen_lint_at(l, r->at, r->offset);
}

static bool is_root(pen_str name)
{
    return pen_str_eq(name, PEN_LIT("original")) || pen_str_eq(name, PEN_LIT("final"));
}

static pen_str first_name(pen_str path)
{
    size_t dot = pen_str_chr(path, '.', 0);
    return pen_str_head(path, dot == PEN_NPOS ? path.n : dot);
}

static void offer_layers(const pen_lint *l, pen_lint_near *near)
{
    pen_lint_offer(near, PEN_LIT("original"));
    pen_lint_offer(near, PEN_LIT("final"));
    for (uint32_t i = 0; i < l->nlayers; i++) {
        pen_lint_offer(near, l->layers[i]->name);
    }
}

// Names that other template engines have as functions or modules, and what to write.
static const char *instead_of(pen_str name)
{
    static const struct {
        const char *name, *instead;
    } others[] = {
        {"len", "write `| length`"},
        {"str", "write `| string`"},
        {"int", "write `| int`"},
        {"float", "write `| float`"},
        {"re", "there are no modules: use the filters re_match and re_search"},
        {"range", "there are no functions: loop over a list, or use a slice"},
        {"dict", "there are no functions: write {...}"},
        {"list", "write `| list`"},
        {"namespace", "there are no functions: a list that is appended to keeps its value"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (pen_str_eq(name, pen_str_c(others[i].name))) {
            return others[i].instead;
        }
    }
    return NULL;
}

// The layer that begins with the name, or with which it begins.
static pen_str akin(const pen_lint *l, pen_str name)
{
    for (uint32_t i = 0; name.n > 2 && i < l->nlayers; i++) {
        pen_str other = l->layers[i]->name;
        if (pen_str_starts(other, name) || (other.n > 2 && pen_str_starts(name, other))) {
            return other;
        }
    }
    return PEN_EMPTY;
}

static void unknown_name(pen_lint *l, const reading *r, pen_str name)
{
    pen_lint_hint hint;
    pen_lint_near near = pen_lint_near_to(l, name);
    const char *instead = instead_of(name);
    offer_layers(l, &near);
    bool field = pen_taxonomy_is_parent(&l->format->taxonomy, name) ||
                 pen_taxonomy_find(&l->format->taxonomy, name);
    near.best = near.best.n || field ? near.best : akin(l, name);
    if (instead) {
        pen_lint_say(l, PEN_LINT_UNKNOWN_NAME, place(l, r),
                     "nothing is called '%.*s': it is always undefined (%s)", PEN_FMT(name),
                     instead);
    } else if (field && !near.best.n) {
        pen_lint_say(l, PEN_LINT_UNKNOWN_NAME, place(l, r),
                     "nothing is called '%.*s': it is always undefined (did you mean "
                     "'final.%.*s'?)",
                     PEN_FMT(name), PEN_FMT(r->path));
    } else {
        pen_lint_say(l, PEN_LINT_UNKNOWN_NAME, place(l, r),
                     "nothing is called '%.*s': it is always undefined%s", PEN_FMT(name),
                     pen_lint_mean_or(&near, "see the names of the pipeline", &hint));
    }
}

static void check_root(pen_lint *l, const reading *r)
{
    pen_str name = first_name(r->path);
    const pen_lint_layer *layer = pen_lint_layer_find(l, name);
    if (layer && layer->first >= r->when && !pen_str_eq(name, r->own)) {
        pen_lint_say(l, PEN_LINT_LAYER_ORDER, place(l, r),
                     "'%.*s' is read before the stage of that name has run: it is undefined "
                     "here (move the stage up)",
                     PEN_FMT(name));
    } else if (!layer && !is_root(name)) {
        unknown_name(l, r, name);
    }
}

// ---- members ----

// Whether `path` is in the map, or above or below something in it.
static bool reaches(const pen_map *m, pen_str path)
{
    uint32_t exact;
    if (pen_map_get(m, path, &exact)) {
        return true;
    }
    for (size_t dot = pen_str_chr(path, '.', 0); dot != PEN_NPOS;
         dot = pen_str_chr(path, '.', dot + 1)) {
        if (pen_map_get(m, pen_str_head(path, dot), &exact)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < m->count; i++) {
        pen_str key = m->entries[i].key;
        if (pen_str_starts(key, path) && key.n > path.n && key.p[path.n] == '.') {
            return true;
        }
    }
    return false;
}

// Fields that an event may have: those of the taxonomy, what is set, what input brings.
static bool final_has(const pen_lint *l, pen_str path)
{
    const pen_taxonomy *t = &l->format->taxonomy;
    pen_str top = first_name(path);
    if (pen_str_eq(top, PEN_LIT("sekoiaio")) || pen_str_eq(top, PEN_LIT("log")) ||
        pen_taxonomy_is_parent(t, path)) {
        return true;
    }
    for (size_t dot = pen_str_chr(path, '.', 0);; dot = pen_str_chr(path, '.', dot + 1)) {
        bool whole = dot == PEN_NPOS;
        if (pen_taxonomy_find(t, pen_str_head(path, whole ? path.n : dot))) {
            return true;
        }
        if (whole) {
            return reaches(&l->targets, path);
        }
    }
}

static bool external_has(const pen_lint_layer *layer, pen_str path, bool *key)
{
    uint32_t closed, one;
    pen_str output = first_name(path);
    *key = false;
    if (!pen_map_get(&layer->members, output, &one)) {
        return false;
    }
    *key = true;
    bool known = pen_map_get(&layer->closed, output, &closed) && closed;
    return output.n == path.n || !known || reaches(&layer->keys, path);
}

// Whether layer.path can be there; *key: the layer can, and its keys are known.
static bool layer_has(const pen_lint *l, pen_str name, pen_str path, bool *key)
{
    const pen_lint_layer *layer = pen_lint_layer_find(l, name);
    *key = false;
    if (!path.n || pen_str_eq(name, PEN_LIT("original"))) {
        return true;
    }
    if (pen_str_eq(name, PEN_LIT("final"))) {
        return final_has(l, path);
    }
    if (!layer) {
        return true;
    }
    bool set = layer->actions && reaches(&layer->members, path);
    return set || (layer->external && external_has(layer, path, key)) ||
           (!layer->external && !layer->actions);
}

static void offer_members(const pen_lint *l, const pen_lint_layer *layer, pen_lint_near *near)
{
    for (uint32_t i = 0; layer && i < layer->members.count; i++) {
        pen_lint_offer(near, layer->members.entries[i].key);
    }
    for (uint32_t i = 0; layer && i < layer->keys.count; i++) {
        pen_lint_offer(near, layer->keys.entries[i].key);
    }
    for (uint32_t i = 0; !layer && i < pen_core_field_count; i++) {
        pen_lint_offer(near, pen_core_fields[i].name);
    }
    for (uint32_t i = 0; !layer && i < l->targets.count; i++) {
        pen_lint_offer(near, l->targets.entries[i].key);
    }
}

static bool is_method(pen_str name)
{
    static const char *const names[] = {
#define PEN_METHOD(type, name, least, parameters, doc) #name,
#include "event/methods.def"
#undef PEN_METHOD
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (pen_str_eq(name, pen_str_c(names[i]))) {
            return true;
        }
    }
    return false;
}

// Only the first name of a path that cannot be there is reported.
static void check_member(pen_lint *l, const reading *r)
{
    bool key;
    pen_lint_hint hint;
    pen_str name = first_name(r->path);
    pen_str path = pen_str_from(r->path, name.n + 1);
    size_t last = pen_str_rchr(path, '.');
    pen_str above = pen_str_head(path, last == PEN_NPOS ? 0 : last);
    pen_str leaf = pen_str_from(path, last == PEN_NPOS ? 0 : last + 1);
    if (is_method(leaf) || !layer_has(l, name, above, &key) || layer_has(l, name, path, &key)) {
        return;
    }
    pen_lint_near near = pen_lint_near_to(l, path);
    offer_members(l, pen_lint_layer_find(l, name), &near);
    if (key) {
        pen_lint_say(l, PEN_LINT_NEVER_CAPTURED, place(l, r),
                     "no pattern or column of the stage '%.*s' gives '%.*s'%s", PEN_FMT(name),
                     PEN_FMT(path), pen_lint_mean(&near, &hint));
    } else {
        pen_lint_say(l, PEN_LINT_UNKNOWN_MEMBER, place(l, r),
                     "'%.*s' has no member '%.*s'%s", PEN_FMT(name), PEN_FMT(path), pen_lint_mean(&near, &hint));
    }
}

// ---- what is read ----

// Of the last name of a path.
static size_t offset_of(const pen_lint_template *t, const pen_ast *n)
{
    if (n->kind == PEN_AST_ATTR || n->kind == PEN_AST_NAME) {
        return (size_t)(n->name.p - t->source.p);
    }
    return n->kind == PEN_AST_ITEM ? n->b->at : n->list ? n->list->at : n->at;
}

static void see(const pen_lint_visit *v, const pen_ast *n)
{
    const pen_lint_template *t = v->t;
    bool member = n->kind == PEN_AST_ATTR || n->kind == PEN_AST_ITEM || n->kind == PEN_AST_CALL;
    bool name = n->kind == PEN_AST_NAME && pen_lint_free_name(t, n);
    pen_buf b;
    if ((!member && !name) || pen_lint_is_null(v->l, t, n)) {
        return;
    }
    pen_buf_init(&b, v->l->alloc, PEN_PATH_MAX);
    if (pen_lint_path(t, n, &b)) {
        reading r = {pen_buf_str(&b), t->at, offset_of(t, n), t->when, t->layer};
        if (name) {
            check_root(v->l, &r);
        } else {
            check_member(v->l, &r);
        }
    }
    pen_lint_path_end(v->l, &b);
}

void pen_lint_names(pen_lint *l)
{
    for (const pen_lint_template *t = l->templates; t; t = t->next) {
        pen_lint_visit v = {l, t, see};
        for (const pen_ast *n = t->tree; n; n = n->next) {
            pen_lint_walk(&v, n);
        }
    }
}

void pen_lint_bare_path(pen_lint *l, const pen_yaml *at, pen_str path, uint32_t when,
                        bool in_final)
{
    reading r = {path, at, 0, when, PEN_EMPTY};
    pen_str name = first_name(path);
    const pen_lint_layer *layer = pen_lint_layer_find(l, name);
    if (in_final && !is_root(name) && !(layer && layer->first < when) && final_has(l, path)) {
        return;
    }
    check_root(l, &r);
    for (size_t dot = pen_str_chr(path, '.', 0); dot != PEN_NPOS;) {
        dot = pen_str_chr(path, '.', dot + 1);
        r.path = pen_str_head(path, dot == PEN_NPOS ? path.n : dot);
        check_member(l, &r);
    }
}

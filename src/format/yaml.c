// SPDX-License-Identifier: Apache-2.0
#include "format/yaml.h"

#include "base/limits.h"
#include "base/map.h"
#include "format/yaml_scalar.h"

#include <yaml.h>

typedef struct frame {
    pen_yaml *node;
    pen_yaml *key;  // a map's key that waits for its value
    pen_map keys;   // of a map: those seen, with their line
} frame;

typedef struct reader {
    yaml_parser_t parser;
    pen_arena *arena;
    pen_str file;
    pen_diags *diags;
    frame stack[PEN_YAML_DEPTH_MAX];
    size_t depth;
    size_t nodes;
    pen_yaml *root;
} reader;

static pen_loc place(const reader *r, yaml_mark_t m)
{
    return (pen_loc){r->file, (uint32_t)m.line + 1, (uint32_t)m.column + 1};
}

static pen_status refuse(reader *r, yaml_mark_t m, pen_status s, const char *what)
{
    pen_diag_add(r->diags, PEN_SEV_ERROR, place(r, m), "yaml", "%s", what);
    return s;
}

static pen_status new_node(reader *r, yaml_mark_t m, pen_yaml_kind kind, pen_yaml **out)
{
    if (++r->nodes > PEN_YAML_NODES_MAX) {
        return refuse(r, m, PEN_E_LIMIT, "the document has too many nodes (split it)");
    }
    *out = PEN_NEW(r->arena, pen_yaml);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    (*out)->kind = kind;
    (*out)->at = place(r, m);
    return PEN_OK;
}

// Text of a key for the duplicate check: type first, so that 1 and "1" are two keys.
static pen_status note_key(reader *r, frame *f, pen_yaml *key, yaml_mark_t m)
{
    if (key->kind != PEN_YAML_SCALAR) {
        return refuse(r, m, PEN_E_SYNTAX, "a key must be a scalar");
    }
    uint32_t before;
    if (key->value.tag == PEN_T_STR && pen_map_get(&f->keys, key->text, &before)) {
        pen_diag_add(r->diags, PEN_SEV_ERROR, place(r, m), "duplicate-key",
                     "the key '%.*s' stands twice, first at line %u (remove one)",
                     PEN_FMT(key->text), before);
        return PEN_E_SYNTAX;
    }
    f->key = key;
    return key->value.tag == PEN_T_STR ? pen_map_put(&f->keys, key->text, key->at.line) : PEN_OK;
}

static pen_status attach(reader *r, pen_yaml *node, yaml_mark_t m)
{
    if (r->depth == 0) {
        if (r->root) {
            return refuse(r, m, PEN_E_SYNTAX, "more than one document (keep one)");
        }
        r->root = node;
        return PEN_OK;
    }
    frame *f = &r->stack[r->depth - 1];
    if (f->node->kind == PEN_YAML_MAP && !f->key) {
        return note_key(r, f, node, m);
    }
    node->key = f->key;
    f->key = NULL;
    *(f->node->last ? &f->node->last->next : &f->node->first) = node;
    f->node->last = node;
    f->node->n++;
    return PEN_OK;
}

static pen_status scalar(reader *r, const yaml_event_t *e)
{
    pen_yaml *node;
    PEN_TRY(new_node(r, e->start_mark, PEN_YAML_SCALAR, &node));
    pen_str text = {(const char *)e->data.scalar.value, e->data.scalar.length};
    PEN_TRY(pen_arena_str(r->arena, text, &node->text));
    node->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->value = node->plain ? pen_yaml_resolve(node->text) : pen_v_str(node->text);
    return attach(r, node, e->start_mark);
}

static pen_status open_container(reader *r, const yaml_event_t *e, pen_yaml_kind kind)
{
    if (r->depth == PEN_YAML_DEPTH_MAX) {
        return refuse(r, e->start_mark, PEN_E_DEPTH, "nested too deeply");
    }
    pen_yaml *node;
    PEN_TRY(new_node(r, e->start_mark, kind, &node));
    PEN_TRY(attach(r, node, e->start_mark));
    frame *f = &r->stack[r->depth++];
    *f = (frame){.node = node};
    pen_map_init(&f->keys, r->arena);
    return PEN_OK;
}

static bool tagged(const yaml_event_t *e)
{
    switch ((int)e->type) {
    case YAML_SCALAR_EVENT:
        return e->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return e->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return e->data.mapping_start.tag != NULL;
    default:
        return false;
    }
}

static pen_status take(reader *r, const yaml_event_t *e)
{
    if (tagged(e)) {
        return refuse(r, e->start_mark, PEN_E_SYNTAX, "tags are not allowed (remove the '!')");
    }
    switch ((int)e->type) {
    case YAML_ALIAS_EVENT:
        return refuse(r, e->start_mark, PEN_E_SYNTAX,
                      "aliases are not allowed (write the value out)");
    case YAML_SCALAR_EVENT:
        return scalar(r, e);
    case YAML_SEQUENCE_START_EVENT:
        return open_container(r, e, PEN_YAML_SEQ);
    case YAML_MAPPING_START_EVENT:
        return open_container(r, e, PEN_YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        r->depth--;
        return PEN_OK;
    case YAML_STREAM_END_EVENT:
        return PEN_END;
    default:
        return PEN_OK;
    }
}

static pen_status read_all(reader *r)
{
    pen_status s = PEN_OK;
    while (s == PEN_OK) {
        yaml_event_t e;
        if (!yaml_parser_parse(&r->parser, &e)) {
            const char *problem = r->parser.problem ? r->parser.problem : "not readable";
            return refuse(r, r->parser.problem_mark,
                          r->parser.error == YAML_MEMORY_ERROR ? PEN_E_NOMEM : PEN_E_SYNTAX,
                          problem);
        }
        s = take(r, &e);
        yaml_event_delete(&e);
    }
    return s == PEN_END ? PEN_OK : s;
}

pen_status pen_yaml_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                         pen_yaml **out)
{
    *out = NULL;
    reader *r = PEN_NEW(a, reader);
    if (!r) {
        return PEN_E_NOMEM;
    }
    r->arena = a;
    r->diags = diags;
    PEN_TRY(pen_arena_str(a, file, &r->file));
    if (text.n > PEN_YAML_BYTES_MAX) {
        return refuse(r, (yaml_mark_t){0}, PEN_E_LIMIT, "the file is larger than 4 MiB");
    }
    if (!yaml_parser_initialize(&r->parser)) {
        return PEN_E_NOMEM;
    }
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)(text.p ? text.p : ""),
                                 text.n);
    pen_status s = read_all(r);
    yaml_parser_delete(&r->parser);
    if (s == PEN_OK && !r->root) {
        s = new_node(r, (yaml_mark_t){0}, PEN_YAML_MAP, &r->root);
    }
    *out = s == PEN_OK ? r->root : NULL;
    return s;
}

const pen_yaml *pen_yaml_get(const pen_yaml *map, const char *key)
{
    if (!map || map->kind != PEN_YAML_MAP) {
        return NULL;
    }
    const pen_yaml *y = map->first;
    while (y && !pen_str_eq(y->key->text, pen_str_c(key))) {
        y = y->next;
    }
    return y;
}

bool pen_yaml_is_null(const pen_yaml *y)
{
    return !y || (y->kind == PEN_YAML_SCALAR && y->value.tag == PEN_T_NONE);
}

pen_str pen_yaml_text(const pen_yaml *y)
{
    if (pen_yaml_is_null(y) || y->kind != PEN_YAML_SCALAR) {
        return PEN_EMPTY;
    }
    if (y->value.tag == PEN_T_BOOL) {
        return y->value.u.i ? PEN_LIT("True") : PEN_LIT("False");
    }
    return y->text;
}

// SPDX-License-Identifier: Apache-2.0
#include "format/yaml.h"

#include "format/yaml_scalar.h"
#include "format/yaml_tree.h"

#include <yaml.h>

typedef struct reader {
    yaml_parser_t parser;
    pen_yaml_tree *tree;
} reader;

static pen_loc place(const reader *r, yaml_mark_t m)
{
    return (pen_loc){r->tree->file, (uint32_t)m.line + 1, (uint32_t)m.column + 1};
}

static pen_status refuse(reader *r, yaml_mark_t m, pen_status s, const char *what)
{
    return pen_yaml_refuse(r->tree, place(r, m), s, what);
}

static pen_status scalar(reader *r, const yaml_event_t *e)
{
    pen_yaml node = {.plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE};
    pen_str text = {(const char *)e->data.scalar.value, e->data.scalar.length};
    PEN_TRY(pen_arena_str(r->tree->arena, text, &node.text));
    node.value = node.plain ? pen_yaml_resolve(node.text) : pen_v_str(node.text);
    return pen_yaml_put(r->tree, place(r, e->start_mark), &node);
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
        return pen_yaml_open(r->tree, place(r, e->start_mark), PEN_YAML_SEQ);
    case YAML_MAPPING_START_EVENT:
        return pen_yaml_open(r->tree, place(r, e->start_mark), PEN_YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        pen_yaml_close(r->tree);
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

static pen_status load(reader *r, pen_str text)
{
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
    if (s != PEN_OK || r->tree->root) {
        return s;
    }
    return pen_yaml_open(r->tree, place(r, (yaml_mark_t){0}), PEN_YAML_MAP);
}

pen_status pen_yaml_load(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                         pen_yaml **out)
{
    *out = NULL;
    reader *r = PEN_NEW(a, reader);
    pen_yaml_tree *tree = pen_yaml_tree_new(a, file, diags);
    if (!r || !tree) {
        return PEN_E_NOMEM;
    }
    r->tree = tree;
    pen_status s = load(r, text);
    *out = s == PEN_OK ? tree->root : NULL;
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

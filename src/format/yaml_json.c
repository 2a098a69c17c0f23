// SPDX-License-Identifier: Apache-2.0
// JSON as a tree of located nodes. It does not go through libyaml: YAML's idea of JSON has
// other escapes, a limit on the length of keys and another notion of tabs.
#include "format/yaml.h"

#include "codec/json.h"
#include "event/value.h"
#include "format/yaml_tree.h"

typedef struct reader {
    pen_json_iter it;
    pen_yaml_tree *tree;
    uint32_t line;  // at `seen`
    size_t seen;    // bytes whose line ends are counted
    size_t line_at; // where that line begins
} reader;

// The place of the byte at `at`, which never goes back: linear in the text as a whole.
static pen_loc place(reader *r, size_t at)
{
    for (; r->seen < at; r->seen++) {
        if (r->it.text.p[r->seen] == '\n') {
            r->line++;
            r->line_at = r->seen + 1;
        }
    }
    return (pen_loc){r->tree->file, r->line, (uint32_t)(at - r->line_at) + 1};
}

// Where the token begins that is found from `at` on.
static size_t token_start(const reader *r, size_t at)
{
    pen_str text = r->it.text;
    while (at < text.n && (pen_str_chr(PEN_LIT(" \t\r\n,"), text.p[at], 0) != PEN_NPOS)) {
        at++;
    }
    return at;
}

// A scalar's text is what stands in the JSON text, a string's is decoded.
static pen_status scalar(reader *r, size_t start, pen_value v)
{
    pen_arena *a = r->tree->arena;
    bool text = v.tag == PEN_T_STR || v.tag == PEN_T_RAWSTR;
    pen_yaml node = {.plain = !text, .value = v};
    pen_loc at = place(r, start);
    PEN_TRY(pen_value_force(a, &node.value));
    pen_str written = {r->it.text.p + start, r->it.at - start};
    PEN_TRY(pen_arena_str(a, text ? pen_value_str(node.value) : written, &node.text));
    if (text || node.value.tag == PEN_T_BIG) { // it must not refer to the JSON text
        node.value.u.p = node.text.p;
    }
    return pen_yaml_put(r->tree, at, &node);
}

// A key ends with its colon, which is not part of it.
static pen_status take(reader *r, pen_json_event ev, size_t start, pen_value v)
{
    switch (ev) {
    case PEN_JSON_KEY:
    case PEN_JSON_VALUE:
        return scalar(r, start, v);
    case PEN_JSON_OBJECT:
        return pen_yaml_open(r->tree, place(r, start), PEN_YAML_MAP);
    case PEN_JSON_ARRAY:
        return pen_yaml_open(r->tree, place(r, start), PEN_YAML_SEQ);
    case PEN_JSON_OBJECT_END:
    case PEN_JSON_ARRAY_END:
        pen_yaml_close(r->tree);
        return PEN_OK;
    case PEN_JSON_END:
        break;
    }
    return PEN_END;
}

static pen_status explain(reader *r, pen_status s)
{
    pen_loc at = place(r, r->it.at < r->it.text.n ? r->it.at : r->it.text.n);
    switch ((int)s) {
    case PEN_E_SYNTAX:
        return pen_yaml_refuse(r->tree, at, s, "this is no JSON");
    case PEN_E_DEPTH:
        return pen_yaml_refuse(r->tree, at, s, "nested too deeply");
    default:
        return s;
    }
}

static pen_status read_all(reader *r)
{
    pen_status s = PEN_OK;
    while (s == PEN_OK) {
        pen_json_event ev;
        pen_value v = pen_v_undef();
        size_t start = token_start(r, r->it.at);
        s = pen_json_next(&r->it, &ev, &v);
        if (s != PEN_OK) {
            return explain(r, s);
        }
        s = take(r, ev, start, v);
    }
    return s == PEN_END ? PEN_OK : s;
}

static pen_status load(reader *r, pen_str text)
{
    if (text.n > PEN_YAML_BYTES_MAX) {
        return pen_yaml_refuse(r->tree, place(r, 0), PEN_E_LIMIT,
                               "the definition is larger than 4 MiB");
    }
    return text.n ? read_all(r) : pen_yaml_open(r->tree, place(r, 0), PEN_YAML_MAP);
}

pen_status pen_yaml_load_json(pen_arena *a, pen_str text, pen_str file, pen_diags *diags,
                              pen_yaml **out)
{
    reader r = {.line = 1, .tree = pen_yaml_tree_new(a, file, diags)};
    *out = NULL;
    if (!r.tree) {
        return PEN_E_NOMEM;
    }
    pen_json_iter_init(&r.it, NULL, text);
    pen_status s = load(&r, text);
    *out = s == PEN_OK ? r.tree->root : NULL;
    return s;
}

// SPDX-License-Identifier: Apache-2.0
// Stages whose result is one tree: xml.parse-xml, xml.parse-windows-event, dict.parse.
#include "stage/types.h"

#include "event/xml_tree.h"
#include "lang/literal.h"

typedef struct tree_state {
    uint32_t node;
} tree_state;

static pen_status compile(const pen_stage_build *b, void **state)
{
    tree_state *s = PEN_NEW(b->arena, tree_state);
    if (!s) {
        return PEN_E_NOMEM;
    }
    s->node = b->node;
    *state = s;
    return PEN_OK;
}

// What a reader gave goes to the slots; what it could not read does not match.
static pen_status deal(const pen_stage_run *r, const tree_state *s, pen_status st,
                       pen_value v)
{
    if (st == PEN_OK) {
        return pen_node_deal(r->nodes, r->slots, r->arena, s->node, v);
    }
    return st == PEN_E_NOMEM ? st : PEN_NOMATCH;
}

typedef pen_status xml_fn(pen_arena *a, pen_str text, pen_xml_way way, pen_value *out);

static pen_status run_tree(const pen_stage_run *r, const void *state, pen_value input,
                           xml_fn *read)
{
    pen_str text;
    pen_value v = pen_v_none();
    PEN_TRY(pen_stage_input_text(r, input, &text));
    pen_status st = read(r->arena, text, r->slow ? PEN_XML_EXPAT : PEN_XML_FAST, &v);
    return deal(r, state, st, v);
}

static pen_status run_xml(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_tree(r, state, input, pen_xml_tree);
}

static pen_status run_windows(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_tree(r, state, input, pen_xml_windows_event);
}

static pen_status run_dict(const pen_stage_run *r, const void *state, pen_value input)
{
    const tree_state *s = state;
    if (input.tag != PEN_T_STR) {
        return pen_node_deal(r->nodes, r->slots, r->arena, s->node, input);
    }
    pen_value v = pen_v_none();
    return deal(r, s, pen_literal(r->arena, pen_value_str(input), &v), v);
}

const pen_stage_type pen_stage_xml = {
    .name = "xml.parse-xml",
    .doc = "XML to a dict: attributes as @name, text beside them as #text",
    .default_input = "original.message",
    .compile = compile,
    .run = run_xml,
};

const pen_stage_type pen_stage_windows_event = {
    .name = "xml.parse-windows-event",
    .doc = "a Windows event in XML: System, and EventData or UserData by name",
    .default_input = "original.message",
    .compile = compile,
    .run = run_windows,
};

const pen_stage_type pen_stage_dict = {
    .name = "dict.parse",
    .doc = "the text of a Python literal to its value",
    .default_input = "original.message",
    .compile = compile,
    .run = run_dict,
};

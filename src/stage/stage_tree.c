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

typedef pen_status read_fn(pen_arena *a, pen_str text, pen_value *out);

static pen_status run_read(const pen_stage_run *r, const tree_state *s, pen_value input,
                           read_fn *read)
{
    pen_str text;
    pen_value v;
    PEN_TRY(pen_stage_input_text(r, input, &text));
    pen_status st = read(r->arena, text, &v);
    if (st == PEN_E_NOMEM) {
        return st;
    }
    return st == PEN_OK ? pen_node_deal(r->nodes, r->slots, r->arena, s->node, v) : PEN_NOMATCH;
}

static pen_status run_xml(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_read(r, state, input, pen_xml_tree);
}

static pen_status run_windows(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_read(r, state, input, pen_xml_windows_event);
}

static pen_status run_dict(const pen_stage_run *r, const void *state, pen_value input)
{
    const tree_state *s = state;
    if (input.tag != PEN_T_STR) {
        return pen_node_deal(r->nodes, r->slots, r->arena, s->node, input);
    }
    return run_read(r, s, input, pen_literal);
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

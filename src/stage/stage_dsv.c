// SPDX-License-Identifier: Apache-2.0
// dsv.parse-dsv: the first record of delimited text, column by column. A column that the
// record lacks is None.
#include "stage/types.h"

#include "codec/dsv.h"

// A column's name, and its node: 0 when nobody reads it by name.
typedef struct dsv_column {
    pen_str name;
    uint32_t node;
} dsv_column;

typedef struct dsv_state {
    uint32_t node;
    bool whole;
    pen_dsv_options options;
    dsv_column *columns;
    uint32_t *nodes; // of the columns
    uint32_t n;
} dsv_state;

static pen_status read_names(const pen_stage_build *b, dsv_state *s)
{
    const pen_value *names = pen_stage_option_get(b, "columnnames");
    if (!names || names->tag != PEN_T_LIST) {
        return pen_stage_refuse(b, "columnnames", PEN_LIT("a list of names is expected"));
    }
    s->columns = PEN_NEW_N(b->arena, dsv_column, names->u.list->n);
    s->nodes = PEN_NEW_N(b->arena, uint32_t, names->u.list->n);
    if (!s->columns || !s->nodes) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < names->u.list->n; i++) {
        pen_value v = names->u.list->items[i];
        dsv_column *c = &s->columns[s->n];
        c->name = v.tag == PEN_T_STR ? pen_value_str(v) : PEN_EMPTY;
        c->node = pen_nodes_find(b->nodes, b->node, c->name);
        s->nodes[s->n++] = c->node;
    }
    return PEN_OK;
}

static pen_status compile(const pen_stage_build *b, void **state)
{
    dsv_state *s = PEN_NEW(b->arena, dsv_state);
    if (!s) {
        return PEN_E_NOMEM;
    }
    *state = s;
    s->node = b->node;
    s->whole = b->whole;
    PEN_TRY(read_names(b, s));
    pen_str d = pen_stage_text(b, "delimiter");
    if (pen_dsv_options_init(&s->options, d.n ? d : PEN_LIT(",")) != PEN_OK) {
        return pen_stage_refuse(b, "delimiter must be one character, no quote, no line break", d);
    }
    return PEN_OK;
}

// One record on its way to the slots.
typedef struct dsv_record {
    pen_dsv_row row;
    uint8_t flags; // a part of a text that needs no JSON escapes needs none either
} dsv_record;

static pen_value column(const dsv_record *rec, size_t i)
{
    pen_value v = i < rec->row.n ? pen_v_str(rec->row.columns[i]) : pen_v_none();
    v.flags = rec->flags;
    return v;
}

static pen_status as_dict(const pen_stage_run *r, const dsv_state *s, const dsv_record *rec,
                          pen_value *out)
{
    pen_dict *d = pen_dict_new(r->arena, s->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        PEN_TRY(pen_dict_put_str(r->arena, d, s->columns[i].name, column(rec, i)));
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

static pen_status store(const pen_stage_run *r, const dsv_state *s, const dsv_record *rec)
{
    pen_node_clear(r->nodes, r->slots, s->node);
    for (uint32_t i = 0; i < s->n; i++) {
        if (s->columns[i].node) {
            r->slots[s->columns[i].node] = column(rec, i);
        }
    }
    *r->empty = rec->row.n == 0;
    r->slots[s->node] = (pen_value){.tag = PEN_T_OBJ};
    return s->whole ? as_dict(r, s, rec, &r->slots[s->node]) : PEN_OK;
}

// The short way, when nobody wants the columns as a dict; false: nothing was done that lasts.
static bool fill(const pen_stage_run *r, const dsv_state *s, pen_str text, uint8_t flags)
{
    pen_dsv_slots to = {r->slots, s->nodes, s->n, flags};
    if (r->slow || s->whole || s->n == 0) {
        return false;
    }
    pen_node_clear(r->nodes, r->slots, s->node);
    r->slots[s->node] = (pen_value){.tag = PEN_T_OBJ};
    return pen_dsv_fill(&s->options, text, &to);
}

static pen_status run(const pen_stage_run *r, const void *state, pen_value input)
{
    const dsv_state *s = state;
    pen_str text;
    dsv_record rec = {.row.room = s->n};
    PEN_TRY(pen_stage_input_text(r, input, &text));
    rec.flags = input.tag == PEN_T_STR ? input.flags & PEN_F_CLEAN : 0;
    if (fill(r, s, text, rec.flags)) {
        return PEN_OK;
    }
    rec.row.columns = pen_arena_get(r->arena, s->n * sizeof *rec.row.columns);
    if (!rec.row.columns) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_dsv_split(&s->options, r->arena, text, &rec.row));
    return store(r, s, &rec);
}

static const pen_stage_option options[] = {
    {"columnnames", PEN_OPTION_LIST, true, "names of the columns, in order"},
    {"delimiter", PEN_OPTION_TEXT, false, "the character between columns (default ,)"},
    {0},
};

const pen_stage_type pen_stage_dsv = {
    .name = "dsv.parse-dsv",
    .doc = "delimiter-separated values: one record, quoted as in CSV",
    .default_input = "original.message",
    .options = options,
    .compile = compile,
    .run = run,
};

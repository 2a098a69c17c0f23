// SPDX-License-Identifier: Apache-2.0
// dsv.parse-dsv: the first record of delimited text, column by column. A column that the
// record lacks is None.
#include "stage/types.h"

#include "codec/dsv.h"

typedef struct dsv_state {
    pen_flat flat;
    pen_dsv_options options;
    pen_str *names;
    uint32_t n;
} dsv_state;

static pen_status read_names(const pen_stage_build *b, dsv_state *s)
{
    const pen_value *names = pen_stage_option_get(b, "columnnames");
    if (!names || names->tag != PEN_T_LIST) {
        return pen_stage_refuse(b, "columnnames", PEN_LIT("a list of names is expected"));
    }
    s->names = PEN_NEW_N(b->arena, pen_str, names->u.list->n);
    if (!s->names) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < names->u.list->n; i++) {
        pen_value v = names->u.list->items[i];
        s->names[s->n++] = v.tag == PEN_T_STR ? pen_value_str(v) : PEN_EMPTY;
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
    PEN_TRY(pen_flat_init(&s->flat, b));
    PEN_TRY(read_names(b, s));
    pen_str d = pen_stage_text(b, "delimiter");
    if (pen_dsv_options_init(&s->options, d.n ? d : PEN_LIT(",")) != PEN_OK) {
        return pen_stage_refuse(b, "delimiter must be one character, no quote, no line break", d);
    }
    return PEN_OK;
}

static pen_status run(const pen_stage_run *r, const void *state, pen_value input)
{
    const dsv_state *s = state;
    pen_str text;
    pen_flat_run fr;
    pen_dsv_row row = {.room = s->n};
    PEN_TRY(pen_stage_input_text(r, input, &text));
    row.columns = pen_arena_get(r->arena, s->n * sizeof *row.columns);
    if (!row.columns) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_dsv_split(&s->options, r->arena, text, &row));
    PEN_TRY(pen_flat_begin(&fr, &s->flat, r));
    for (uint32_t i = 0; i < s->n; i++) {
        pen_value v = i < row.n ? pen_v_str(row.columns[i]) : pen_v_none();
        PEN_TRY(pen_flat_put(&fr, s->names[i], v));
    }
    fr.pairs = (uint32_t)row.n;
    pen_flat_end(&fr);
    return PEN_OK;
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

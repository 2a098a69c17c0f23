// SPDX-License-Identifier: Apache-2.0
// grok.match and grok.case_match: named patterns. A key that no template reads is not
// captured at all.
#include "stage/types.h"

#include "regex/grok.h"

// One compiled pattern and the node of each of its keys (0: nobody reads it by name).
typedef struct grok_one {
    pen_grok *grok;
    const pen_grok_key *keys;
    uint32_t *nodes;
    size_t n;
    pen_str name; // of a case
} grok_one;

typedef struct grok_state {
    uint32_t node;
    bool whole;
    grok_one *ones;
    uint32_t n;
} grok_state;

static bool wanted(void *ctx, pen_str key)
{
    const pen_stage_build *b = ctx;
    return b->whole || pen_nodes_find(b->nodes, b->node, key) != 0;
}

static pen_status custom_patterns(const pen_stage_build *b, pen_grok_source *src)
{
    const pen_value *v = pen_stage_option_get(b, "custom_patterns");
    if (!v || v->tag != PEN_T_DICT) {
        return PEN_OK;
    }
    pen_grok_pattern *list = PEN_NEW_N(b->arena, pen_grok_pattern, v->u.dict->n);
    if (!list) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < v->u.dict->n; i++) {
        const pen_pair *p = &v->u.dict->pairs[i];
        list[i].name = pen_value_str(p->key);
        list[i].text = p->value.tag == PEN_T_STR ? pen_value_str(p->value) : PEN_EMPTY;
    }
    src->custom = list;
    src->custom_count = v->u.dict->n;
    return PEN_OK;
}

static pen_status compile_one(const pen_stage_build *b, pen_str pattern, grok_one *one)
{
    pen_stage_build mine = *b;
    pen_grok_source src = {.pattern = pattern, .wanted = wanted, .ctx = &mine, .at = b->at};
    PEN_TRY(custom_patterns(b, &src));
    PEN_TRY(pen_grok_new(b->arena, &src, b->diags, &one->grok));
    one->keys = pen_grok_keys(one->grok, &one->n);
    one->nodes = PEN_NEW_N(b->arena, uint32_t, one->n);
    if (!one->nodes) {
        return PEN_E_NOMEM;
    }
    for (size_t i = 0; i < one->n; i++) {
        one->nodes[i] = pen_nodes_find(b->nodes, b->node, one->keys[i].name);
    }
    return PEN_OK;
}

static grok_state *new_state(const pen_stage_build *b, uint32_t n)
{
    grok_state *s = PEN_NEW(b->arena, grok_state);
    grok_one *ones = PEN_NEW_N(b->arena, grok_one, n);
    if (!s || !ones) {
        return NULL;
    }
    *s = (grok_state){b->node, b->whole, ones, 0};
    return s;
}

static pen_status compile_match(const pen_stage_build *b, void **state)
{
    grok_state *s = new_state(b, 1);
    if (!s) {
        return PEN_E_NOMEM;
    }
    *state = s;
    s->n = 1;
    return compile_one(b, pen_stage_text(b, "pattern"), &s->ones[0]);
}

static pen_status compile_cases(const pen_stage_build *b, void **state)
{
    const pen_value *v = pen_stage_option_get(b, "patterns");
    if (!v || v->tag != PEN_T_DICT) {
        return pen_stage_refuse(b, "patterns",
                                PEN_LIT("a map from name to pattern is expected"));
    }
    grok_state *s = new_state(b, v->u.dict->n);
    if (!s) {
        return PEN_E_NOMEM;
    }
    *state = s;
    for (uint32_t i = 0; i < v->u.dict->n; i++) {
        pen_value text = v->u.dict->pairs[i].value;
        grok_one *one = &s->ones[s->n++];
        one->name = pen_value_str(v->u.dict->pairs[i].key);
        PEN_TRY(
            compile_one(b, text.tag == PEN_T_STR ? pen_value_str(text) : PEN_EMPTY, one));
    }
    return PEN_OK;
}

static void release(void *state)
{
    grok_state *s = state;
    for (uint32_t i = 0; i < s->n; i++) {
        pen_grok_free(s->ones[i].grok);
    }
}

// ---- running ----

static pen_status as_dict(const pen_stage_run *r, const grok_one *one,
                          const pen_value *values, pen_value *out)
{
    pen_dict *d = pen_dict_new(r->arena, (uint32_t)one->n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    for (size_t i = 0; i < one->n; i++) {
        PEN_TRY(pen_dict_append(r->arena, d, pen_v_str(one->keys[i].name), values[i]));
    }
    *out = pen_v_dict(d);
    return PEN_OK;
}

static pen_status store(const pen_stage_run *r, const grok_state *s, const grok_one *one,
                        const pen_value *values)
{
    pen_node_clear(r->nodes, r->slots, s->node);
    for (size_t i = 0; i < one->n; i++) {
        if (one->nodes[i]) {
            r->slots[one->nodes[i]] = values[i];
        }
    }
    pen_value *out = &r->slots[s->node];
    *out = (pen_value){.tag = PEN_T_OBJ};
    return s->whole ? as_dict(r, one, values, out) : PEN_OK;
}

static pen_status run_one(const pen_stage_run *r, const grok_state *s, const grok_one *one,
                          pen_value input)
{
    pen_str text;
    PEN_TRY(pen_stage_input_text(r, input, &text));
    pen_value *values = pen_arena_zero(r->arena, one->n, sizeof *values);
    if (!values) {
        return PEN_E_NOMEM;
    }
    pen_status st = r->slow ? pen_grok_run_re2(one->grok, text, values)
                            : pen_grok_run(one->grok, text, values);
    if (st != PEN_OK) {
        return st == PEN_E_NOMEM ? st : PEN_NOMATCH;
    }
    // A part of a text that needs no JSON escapes needs none either.
    uint8_t clean = input.tag == PEN_T_STR ? input.flags & PEN_F_CLEAN : 0;
    for (size_t i = 0; i < one->n; i++) {
        values[i].flags |= clean;
    }
    return store(r, s, one, values);
}

static pen_status run_match(const pen_stage_run *r, const void *state, pen_value input)
{
    const grok_state *s = state;
    return run_one(r, s, &s->ones[0], input);
}

static pen_status run_cases(const pen_stage_run *r, const void *state, pen_value input)
{
    const grok_state *s = state;
    pen_str key;
    if (!r->arg || r->arg->tag == PEN_T_UNDEF) {
        return PEN_NOMATCH;
    }
    PEN_TRY(pen_stage_input_text(r, *r->arg, &key));
    for (uint32_t i = 0; i < s->n; i++) {
        if (pen_str_eq(s->ones[i].name, key)) {
            return run_one(r, s, &s->ones[i], input);
        }
    }
    return PEN_END;
}

static void describe(const void *state, pen_buf *out)
{
    const grok_state *s = state;
    for (uint32_t i = 0; i < s->n; i++) {
        pen_buf_fmt(out, "%s%.*s%s%s", i ? "; " : "", PEN_FMT(s->ones[i].name),
                    s->ones[i].name.n ? " " : "", pen_grok_tier(s->ones[i].grok));
    }
}

static const pen_stage_option match_options[] = {
    {"pattern", PEN_OPTION_TEXT, true, "the pattern; all of the input must match"},
    {"custom_patterns", PEN_OPTION_MAP, false, "patterns of your own, by name"},
    {0},
};

const pen_stage_type pen_stage_grok = {
    .name = "grok.match",
    .doc = "text matched by a grok pattern to a dict of what it captures",
    .default_input = "original.message",
    .options = match_options,
    .compile = compile_match,
    .run = run_match,
    .release = release,
    .describe = describe,
};

static const pen_stage_option case_options[] = {
    {"pattern_key", PEN_OPTION_TEMPLATE, true, "which of the patterns to use"},
    {"patterns", PEN_OPTION_MAP, true, "patterns by name"},
    {"custom_patterns", PEN_OPTION_MAP, false, "patterns of your own, by name"},
    {0},
};

const pen_stage_type pen_stage_case_match = {
    .name = "grok.case_match",
    .doc = "as grok.match, the pattern chosen by a value",
    .default_input = "original.message",
    .options = case_options,
    .compile = compile_cases,
    .run = run_cases,
    .release = release,
    .describe = describe,
};

// SPDX-License-Identifier: Apache-2.0
// kv.parse-kv: key=value text. Separators that the codec does not know are matched by RE2.
#include "stage/types.h"

#include "base/limits.h"
#include "codec/kv.h"
#include "base/ublank.h"
#include "event/text_number.h"
#include "regex/regex.h"

typedef struct kv_state {
    pen_flat flat;
    pen_kv_options options;
    pen_regex *regexes[2]; // of the separators that need one
} kv_state;

static bool find(const void *ctx, pen_str text, size_t from, size_t *start, size_t *end)
{
    pen_str group;
    const pen_regex *re = ctx;
    if (pen_regex_match(re, pen_str_from(text, from), PEN_ANCHOR_NONE, &group, 1) != PEN_OK) {
        return false;
    }
    *start = (size_t)(group.p - text.p);
    *end = *start + group.n;
    return true;
}

static pen_status compile_sep(const pen_stage_build *b, pen_str pattern, pen_regex **re,
                              pen_kv_sep *out)
{
    pen_status s = pen_kv_sep_compile(b->arena, pattern, out);
    if (s != PEN_NOMATCH) {
        return s;
    }
    s = pen_regex_new(pattern, 0, re, NULL);
    if (s == PEN_E_SYNTAX) {
        *out = pen_kv_sep_literal(pattern); // no valid expression: taken as it is
        return PEN_OK;
    }
    if (s == PEN_OK) {
        *out = pen_kv_sep_custom(pattern, find, *re);
    }
    return s;
}

static void release(void *state)
{
    kv_state *s = state;
    pen_regex_free(s->regexes[0]);
    pen_regex_free(s->regexes[1]);
}

static pen_status compile(const pen_stage_build *b, void **state)
{
    kv_state *s = PEN_NEW(b->arena, kv_state);
    if (!s) {
        return PEN_E_NOMEM;
    }
    *state = s;
    PEN_TRY(pen_flat_init(&s->flat, b));
    pen_str value_sep = pen_stage_text(b, "value_sep");
    pen_str item_sep = pen_stage_text(b, "item_sep");
    s->options.groups = pen_stage_flag(b, "groups");
    s->options.scan = pen_scan_best();
    s->flat.whole |= s->options.groups; // blocks are merged as dicts, then dealt
    PEN_TRY(compile_sep(b, value_sep.n ? value_sep : PEN_LIT("="), &s->regexes[0],
                        &s->options.value_sep));
    return compile_sep(b, item_sep.n ? item_sep : PEN_LIT("\\s"), &s->regexes[1],
                       &s->options.item_sep);
}

static pen_status take_pair(void *ctx, pen_str key, pen_value value)
{
    return pen_flat_put(ctx, key, value);
}

static pen_status run_plain(const pen_stage_run *r, const kv_state *s, pen_str text)
{
    pen_flat_run fr;
    pen_kv_options slow = s->options;
    slow.scan = NULL;
    PEN_TRY(pen_flat_begin(&fr, &s->flat, r));
    PEN_TRY(pen_kv_parse(r->slow ? &slow : &s->options, text, &(pen_kv_visitor){.ctx = &fr, .pair = take_pair}));
    pen_flat_end(&fr);
    return PEN_OK;
}

// ---- groups ----

typedef struct group_run {
    pen_arena *arena;
    pen_dict *stack[PEN_KV_DEPTH_MAX + 1];
    pen_str names[PEN_KV_DEPTH_MAX + 1];
    size_t depth;
} group_run;

static pen_status group_pair(void *ctx, pen_str key, pen_value value)
{
    group_run *g = ctx;
    return pen_dict_put_str(g->arena, g->stack[g->depth], key, value);
}

static pen_status group_begin(void *ctx, pen_str name)
{
    group_run *g = ctx;
    if (g->depth == PEN_KV_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    g->depth++;
    g->names[g->depth] = name;
    g->stack[g->depth] = pen_dict_new(g->arena, 8);
    return g->stack[g->depth] ? PEN_OK : PEN_E_NOMEM;
}

static pen_status update(pen_arena *a, pen_dict *to, const pen_dict *from)
{
    for (uint32_t i = 0; i < from->n; i++) {
        PEN_TRY(pen_dict_put(a, to, from->pairs[i].key, from->pairs[i].value));
    }
    return PEN_OK;
}

static pen_status group_end(void *ctx)
{
    group_run *g = ctx;
    pen_dict *block = g->stack[g->depth];
    pen_str name = g->names[g->depth];
    pen_dict *parent = g->stack[--g->depth];
    if (!name.n) {
        return update(g->arena, parent, block);
    }
    pen_value *there = pen_dict_get_str(parent, name);
    if (there && there->tag == PEN_T_DICT) {
        return update(g->arena, there->u.dict, block);
    }
    return pen_dict_put_str(g->arena, parent, name, pen_v_dict(block));
}

static pen_status run_groups(const pen_stage_run *r, const kv_state *s, pen_str text)
{
    group_run g = {.arena = r->arena};
    g.stack[0] = pen_dict_new(r->arena, 8);
    if (!g.stack[0]) {
        return PEN_E_NOMEM;
    }
    pen_kv_visitor v = {&g, group_pair, group_begin, group_end};
    PEN_TRY(pen_kv_parse(&s->options, text, &v));
    *r->empty = g.stack[0]->n == 0;
    return pen_node_deal(r->nodes, r->slots, r->arena, s->flat.node, pen_v_dict(g.stack[0]));
}

static pen_status run(const pen_stage_run *r, const void *state, pen_value input)
{
    const kv_state *s = state;
    pen_str text;
    PEN_TRY(pen_stage_input_text(r, input, &text));
    pen_status st = s->options.groups ? run_groups(r, s, text)
                                      : run_plain(r, s, pen_ublank_trim(text));
    return st == PEN_E_DEPTH ? PEN_NOMATCH : st;
}

static const pen_stage_option options[] = {
    {"value_sep", PEN_OPTION_TEXT, false, "expression between key and value (default =)"},
    {"item_sep", PEN_OPTION_TEXT, false, "expression between pairs (default \\s)"},
    {"groups", PEN_OPTION_FLAG, false, "[name k=v …] blocks are nested dicts"},
    {"reversed", PEN_OPTION_FLAG, false, "accepted, without effect"},
    {0},
};

const pen_stage_type pen_stage_kv = {
    .name = "kv.parse-kv",
    .doc = "key=value text to a dict",
    .default_input = "original.message",
    .options = options,
    .compile = compile,
    .run = run,
    .release = release,
};

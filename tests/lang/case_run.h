// SPDX-License-Identifier: Apache-2.0
// Runs one template over given layers, the way a plan does: compile, number the nodes, deal
// the layers to the slots, run. Used by the template tests, their driver and the fuzzer.
#ifndef PEN_TESTS_CASE_RUN_H
#define PEN_TESTS_CASE_RUN_H

#include "lang/code.h"
#include "lang/literal.h"
#include "lang/regex_cache.h"
#include "lang/template.h"

#include <stdlib.h>

typedef struct case_runner {
    pen_arena plan, event;
    pen_nodes nodes;
    pen_diags diags;
    pen_value *slots;
    pen_vm vm;
    uint64_t steps; // the budget of a run
} case_runner;

typedef struct case_outcome {
    pen_status compiled, run;
    pen_template *template;
    pen_value value;
} case_outcome;

static pen_status case_child(void *ctx, uint32_t parent, pen_str key, uint32_t *node)
{
    return pen_nodes_child(ctx, parent, key, node);
}

static void case_loaded(void *ctx, uint32_t node)
{
    ((pen_nodes *)ctx)->v[node].loaded = true;
}

static inline pen_status case_begin_with(case_runner *r, const pen_alloc *alloc)
{
    *r = (case_runner){.steps = 1000000};
    pen_arena_init(&r->plan, alloc, (size_t)64 << 20);
    pen_arena_init(&r->event, alloc, (size_t)256 << 20);
    pen_diags_init(&r->diags, &r->plan);
    PEN_TRY(pen_nodes_init(&r->nodes, &r->plan));
    return pen_vm_init(&r->vm, alloc, &r->nodes, NULL);
}

static inline pen_status case_begin(case_runner *r)
{
    return case_begin_with(r, NULL);
}

static inline void case_end(case_runner *r)
{
    pen_vm_free(&r->vm);
    pen_arena_free(&r->event);
    pen_arena_free(&r->plan);
}

static inline pen_status case_compile(case_runner *r, pen_str source, pen_template **out)
{
    pen_names names = {.ctx = &r->nodes, .child = case_child, .loaded = case_loaded};
    pen_template_env env = {.arena = &r->plan, .names = &names, .diags = &r->diags};
    PEN_TRY(pen_template_compile(&env, source, (pen_loc){.line = 1, .col = 1}, out));
    uint32_t *renumber = PEN_NEW_N(&r->plan, uint32_t, r->nodes.n);
    if (!renumber) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_nodes_number(&r->nodes, renumber));
    pen_template_renumber(*out, renumber);
    return PEN_OK;
}

// Puts each layer where its node is.
static inline pen_status case_layers(case_runner *r, pen_value layers)
{
    r->slots = PEN_NEW_N(&r->event, pen_value, r->nodes.n);
    if (!r->slots) {
        return PEN_E_NOMEM;
    }
    r->vm.slots = r->slots;
    for (uint32_t i = 0; layers.tag == PEN_T_DICT && i < layers.u.dict->n; i++) {
        pen_pair p = layers.u.dict->pairs[i];
        uint32_t node = pen_nodes_find(&r->nodes, PEN_NODE_ROOT, pen_value_str(p.key));
        if (node) {
            PEN_TRY(pen_node_deal(&r->nodes, r->slots, &r->event, node, p.value));
        }
    }
    return PEN_OK;
}

// Runs a template by its short way, if it has one, and without: the steps and the outcome
// must be the same, or the program ends.
static inline pen_status case_both(case_runner *r, const pen_template *t, pen_value *out)
{
    pen_status st = pen_template_run(&r->vm, t, out);
    uint64_t left = r->vm.steps;
    if (t->shape != PEN_SHAPE_CODE || !t->code->quick) {
        return st;
    }
    pen_value slow = pen_v_undef();
    pen_buf a, b;
    pen_buf_init(&a, NULL, (size_t)1 << 26);
    pen_buf_init(&b, NULL, (size_t)1 << 26);
    r->vm.slow = true;
    r->vm.steps = r->steps;
    pen_regex_cache_free(&r->vm); // a pattern is compiled anew, which takes steps
    bool same = pen_template_run(&r->vm, t, &slow) == st && r->vm.steps == left;
    if (same && st == PEN_OK) {
        same = pen_value_repr(*out, &a) == pen_value_repr(slow, &b) && out->tag == slow.tag &&
               pen_str_eq(pen_buf_str(&a), pen_buf_str(&b));
    }
    r->vm.slow = false;
    pen_buf_free(&a);
    pen_buf_free(&b);
    if (!same) {
        abort();
    }
    return st;
}

static inline case_outcome case_run(case_runner *r, pen_str source, pen_value layers)
{
    case_outcome o = {.run = PEN_E_USAGE};
    o.compiled = case_compile(r, source, &o.template);
    if (o.compiled != PEN_OK) {
        return o;
    }
    o.run = case_layers(r, layers);
    r->vm.arena = &r->event;
    r->vm.steps = r->steps;
    r->vm.now_s = 1784000000; // July 2026
    o.run = o.run == PEN_OK ? case_both(r, o.template, &o.value) : o.run;
    if (o.run == PEN_OK) {
        o.run = pen_literal_box(&r->event, &o.value);
    }
    return o;
}

// Whether `set` would set the value.
static inline bool case_is_set(const case_outcome *o)
{
    if (o->compiled != PEN_OK || o->run != PEN_OK || o->value.tag == PEN_T_UNDEF ||
        o->value.tag == PEN_T_NONE) {
        return false;
    }
    pen_str s = o->value.tag == PEN_T_STR ? pen_value_str(o->value) : PEN_LIT("x");
    return s.n > 0 && !pen_str_eq(s, PEN_LIT("None"));
}

#endif

// SPDX-License-Identifier: Apache-2.0
// Building a plan, in this order: names and templates, inference, numbers for the nodes, then
// everything that needs the numbers (stages, finish, layout, constants).
#include "plan/plan.h"

// ---- names ----

static pen_status name_child(void *ctx, uint32_t parent, pen_str key, uint32_t *node)
{
    return pen_nodes_child(ctx, parent, key, node);
}

static void name_loaded(void *ctx, uint32_t node)
{
    pen_nodes *t = ctx;
    t->v[node].loaded = true;
}

bool pen_plan_whole(const pen_nodes *t, uint32_t node)
{
    for (uint32_t i = node; i != PEN_NODE_ROOT; i = t->v[i].parent) {
        if (t->v[i].loaded) {
            return true;
        }
    }
    return false;
}

static pen_status fixed_nodes(pen_format *f)
{
    struct {
        uint32_t *to;
        const char *path;
    } fixed[] = {
        {&f->at.original, "original"},    {&f->at.original_message, "original.message"},
        {&f->at.final, "final"},          {&f->at.message, "final.message"},
        {&f->at.event, "final.event"},    {&f->at.event_id, "final.event.id"},
        {&f->at.sekoiaio, "final.sekoiaio"},
    };
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        PEN_TRY(pen_nodes_path(&f->nodes, PEN_NODE_ROOT, pen_str_c(fixed[i].path), fixed[i].to));
    }
    return PEN_OK;
}

static void renumber_fixed(pen_format *f, const uint32_t *r)
{
    uint32_t *at[] = {&f->at.original, &f->at.original_message, &f->at.final, &f->at.message,
                      &f->at.event,    &f->at.event_id,         &f->at.sekoiaio};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        *at[i] = r[*at[i]];
    }
}

// ---- pieces ----

static bool is_large(const pen_nodes *t, uint32_t node)
{
    enum { LARGE = 24 }; // slots that are cleared while one is looked at
    return t->v[node].end - node >= LARGE;
}

// Recursion over the static tree.
static void cut_pieces(pen_format *f, uint32_t node)
{
    const pen_nodes *t = &f->nodes;
    uint32_t first = f->npieces++;
    pen_piece *p = &f->pieces[first];
    *p = (pen_piece){.from = node, .gate = node != PEN_NODE_ROOT};
    for (uint32_t c = t->v[node].first; c; c = t->v[c].next) {
        if (is_large(t, c)) {
            p->to = c;
            cut_pieces(f, c);
            p = &f->pieces[f->npieces++];
            *p = (pen_piece){.from = t->v[c].end};
        }
    }
    p->to = t->v[node].end;
    f->pieces[first].skip = f->npieces;
}

static pen_status build_pieces(pen_format *f)
{
    uint32_t large = 0;
    for (uint32_t i = 0; i < f->nodes.n; i++) {
        large += is_large(&f->nodes, i);
    }
    f->pieces = PEN_NEW_N(&f->arena, pen_piece, 2 * (size_t)large + 1);
    if (!f->pieces) {
        return PEN_E_NOMEM;
    }
    cut_pieces(f, PEN_NODE_ROOT);
    return PEN_OK;
}

// ---- ignored values ----

static pen_status read_ignored(pen_format *f)
{
    const pen_yaml *list = f->def->ignored;
    f->ignored = PEN_NEW_N(&f->arena, pen_value, list ? list->n : 0);
    if (!f->ignored) {
        return PEN_E_NOMEM;
    }
    f->ignores_texts = true;
    for (const pen_yaml *y = list ? list->first : NULL; y; y = y->next) {
        if (y->kind != PEN_YAML_SCALAR) {
            continue;
        }
        pen_value v = f->ignored[f->nignored++] = y->value;
        f->ignores_texts &= v.tag == PEN_T_STR || v.tag == PEN_T_NONE;
        if (v.tag == PEN_T_STR && v.n > f->ignored_longest) {
            f->ignored_longest = v.n;
        }
    }
    return PEN_OK;
}

// ---- steps ----

static pen_status build_step(pen_format *f, const pen_def_entry *e, pen_step *step)
{
    step->name = e->name;
    step->at = e->at;
    PEN_TRY(pen_nodes_child(&f->nodes, PEN_NODE_ROOT, e->name, &step->layer));
    bool empty = pen_yaml_is_null(e->filter) ||
                 (e->filter->kind == PEN_YAML_SCALAR && e->filter->text.n == 0);
    step->filtered = !empty;
    if (!empty) {
        PEN_TRY(pen_expr_compile(&f->exprs, e->filter, &step->filter));
    }
    return e->external.n ? pen_build_stage(f, e, step) : pen_build_actions(f, e, step);
}

static pen_status build_steps(pen_format *f)
{
    uint32_t n = 0;
    for (const pen_def_entry *e = f->def->entries; e; e = e->next) {
        n++;
    }
    f->steps = PEN_NEW_N(&f->arena, pen_step, n);
    if (!f->steps) {
        return PEN_E_NOMEM;
    }
    for (const pen_def_entry *e = f->def->entries; e; e = e->next) {
        PEN_TRY(build_step(f, e, &f->steps[f->nsteps++]));
    }
    for (uint32_t i = 0; i < f->nsteps; i++) {
        PEN_TRY(pen_link_mirrors(f, &f->steps[i]));
    }
    return PEN_OK;
}

// ---- inference ----

static bool below(pen_str field, pen_str above)
{
    return pen_str_starts(field, above) && field.n > above.n && field.p[above.n] == '.';
}

// Whether setting the target can give `field` a value: itself, what holds it, or a member.
static bool covers(const pen_target *to, pen_str field)
{
    return pen_str_eq(to->name, field) || below(field, to->name) || below(to->name, field);
}

static bool action_reaches(const pen_action *a, pen_str field)
{
    for (uint32_t i = 0; i < a->nsets; i++) {
        if (covers(&a->sets[i].to, field)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < a->ntranslates; i++) {
        if (covers(&a->translates[i].to, field)) {
            return true;
        }
    }
    return false;
}

static bool reach(void *ctx, pen_str field)
{
    const pen_format *f = ctx;
    for (uint32_t s = 0; s < f->nsteps; s++) {
        for (uint32_t a = 0; a < f->steps[s].nactions; a++) {
            if (action_reaches(&f->steps[s].actions[a], field)) {
                return true;
            }
        }
    }
    return false;
}

static pen_status build_infer(pen_format *f)
{
    pen_infer_env env = {&f->arena, f->alloc, &f->nodes, f->at.final, reach, f};
    return pen_infer_build(&env, &f->infer);
}

// ---- numbers ----

static void renumber_step(pen_step *step, const uint32_t *r)
{
    step->layer = r[step->layer];
    step->output = r[step->output];
    step->input_path = r[step->input_path];
    pen_expr_renumber(&step->filter, r);
    pen_expr_renumber(&step->input, r);
    pen_expr_renumber(&step->arg, r);
    pen_renumber_actions(step, r);
}

static pen_status number(pen_format *f)
{
    uint32_t *r = PEN_NEW_N(&f->arena, uint32_t, f->nodes.n);
    if (!r) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_nodes_number(&f->nodes, r));
    renumber_fixed(f, r);
    for (uint32_t i = 0; i < f->nsteps; i++) {
        renumber_step(&f->steps[i], r);
    }
    pen_expr_renumber_templates(&f->exprs, r);
    pen_infer_renumber(f->infer, r);
    return PEN_OK;
}

pen_status pen_build_gate(pen_format *f, const pen_expr *filter, pen_gate **out)
{
    *out = NULL;
    return filter->kind == PEN_EXPR_TEMPLATE
               ? pen_gate_make(&f->nodes, filter->template, &f->arena, out)
               : PEN_OK;
}

static pen_status lay_out(pen_format *f)
{
    const uint32_t engines[] = {f->at.event_id, f->at.sekoiaio};
    const pen_layout_omit omit = {engines, 2, f->at.event};
    PEN_TRY(pen_layout_init(&f->layout, &f->arena, &f->nodes, f->at.final, NULL));
    return pen_layout_init(&f->usual, &f->arena, &f->nodes, f->at.final, &omit);
}

static pen_status after_numbers(pen_format *f)
{
    const pen_def_entry *e = f->def->entries;
    PEN_TRY(pen_build_finish(f));
    for (uint32_t i = 0; i < f->nsteps; i++, e = e->next) {
        pen_step *step = &f->steps[i];
        PEN_TRY(pen_build_gate(f, &step->filter, &step->gate));
        PEN_TRY(step->type ? pen_compile_stage(f, e, step) : pen_ready_actions(f, step));
    }
    return lay_out(f);
}

pen_status pen_plan_build(pen_format *f)
{
    static const pen_names calls = {NULL, name_child, name_loaded};
    pen_names *names = PEN_NEW(&f->arena, pen_names);
    if (!names) {
        return PEN_E_NOMEM;
    }
    *names = calls;
    names->ctx = &f->nodes;
    f->exprs.lang = (pen_template_env){&f->arena, names, &f->diags, PEN_SEV_WARNING};
    PEN_TRY(pen_nodes_init(&f->nodes, &f->arena));
    PEN_TRY(fixed_nodes(f));
    PEN_TRY(read_ignored(f));
    PEN_TRY(build_steps(f));
    PEN_TRY(build_infer(f));
    PEN_TRY(number(f));
    PEN_TRY(build_pieces(f));
    return after_numbers(f);
}

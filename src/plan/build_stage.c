// SPDX-License-Identifier: Apache-2.0
// External stages: options, input, output.
#include "plan/plan.h"

// Options that every stage type has.
static const char *const common[] = {"input_field", "output_field", "raise_errors"};

static bool known_option(const pen_stage_type *type, pen_str name)
{
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        if (pen_str_eq(name, pen_str_c(common[i]))) {
            return true;
        }
    }
    for (const pen_stage_option *o = type->options; o && o->name; o++) {
        if (pen_str_eq(name, pen_str_c(o->name))) {
            return true;
        }
    }
    return false;
}

static void check_options(pen_format *f, const pen_def_entry *e, const pen_stage_type *type)
{
    for (const pen_yaml *y = e->properties ? e->properties->first : NULL; y; y = y->next) {
        if (!known_option(type, y->key->text)) {
            pen_diag_add(&f->diags, PEN_SEV_WARNING, y->key->at, "unknown-property",
                         "%s has no property '%.*s' (remove it, or see the reference)",
                         type->name, PEN_FMT(y->key->text));
        }
    }
    for (const pen_stage_option *o = type->options; o && o->name; o++) {
        if (o->required && pen_yaml_is_null(pen_yaml_get(e->properties, o->name))) {
            pen_diag_add(&f->diags, PEN_SEV_ERROR, e->external_at, "missing-property",
                         "%s needs the property '%s'", type->name, o->name);
        }
    }
}

static const pen_yaml *property(const pen_def_entry *e, const char *name)
{
    const pen_yaml *y = pen_yaml_get(e->properties, name);
    return pen_yaml_is_null(y) ? NULL : y;
}

static bool identifier_path(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool start = i == 0 || s.p[i - 1] == '.';
        bool word = pen_is_alpha(s.p[i]) || s.p[i] == '_' || (pen_is_digit(s.p[i]) && !start);
        if (!word && !(s.p[i] == '.' && !start)) {
            return false;
        }
    }
    return s.n && s.p[s.n - 1] != '.';
}

// A template, or a dotted path: looked up member by member, else read as a reference.
static pen_status build_input(pen_format *f, pen_str text, pen_loc at, pen_step *step)
{
    if (pen_template_is(text)) {
        return pen_expr_text(&f->exprs, text, at, &step->input);
    }
    PEN_TRY(pen_nodes_path(&f->nodes, PEN_NODE_ROOT, text, &step->input_path));
    f->nodes.v[step->input_path].loaded = true;
    step->input.value = pen_v_undef();
    if (!identifier_path(text)) {
        return PEN_OK;
    }
    pen_buf b;
    pen_str wrapped;
    pen_buf_init(&b, f->alloc, 4096);
    pen_buf_fmt(&b, "{{%.*s}}", PEN_FMT(text));
    pen_status s = b.failed;
    s = s == PEN_OK ? pen_arena_str(&f->arena, pen_buf_str(&b), &wrapped) : s;
    s = s == PEN_OK ? pen_expr_text(&f->exprs, wrapped, at, &step->input) : s;
    pen_buf_free(&b);
    return s;
}

static pen_status build_arg(pen_format *f, const pen_def_entry *e, pen_step *step)
{
    for (const pen_stage_option *o = step->type->options; o && o->name; o++) {
        const pen_yaml *y = property(e, o->name);
        if (o->kind == PEN_OPTION_TEMPLATE && y) {
            step->has_arg = true;
            return pen_expr_compile(&f->exprs, y, &step->arg);
        }
    }
    return PEN_OK;
}

pen_status pen_build_stage(pen_format *f, const pen_def_entry *e, pen_step *step)
{
    step->type = pen_stage_find(e->external);
    if (!step->type) {
        pen_diag_add(&f->diags, PEN_SEV_ERROR, e->external_at, "unknown-stage",
                     "no stage type is called '%.*s' (json.parse-json, grok.match, kv.parse-kv, …)",
                     PEN_FMT(e->external));
        return PEN_E_UNKNOWN;
    }
    check_options(f, e, step->type);
    const pen_yaml *out = property(e, "output_field");
    pen_str name = out ? pen_yaml_text(out) : PEN_LIT("message");
    PEN_TRY(pen_nodes_child(&f->nodes, step->layer, name, &step->output));
    const pen_yaml *in = property(e, "input_field");
    pen_str from = in ? pen_yaml_text(in) : pen_str_c(step->type->default_input);
    PEN_TRY(build_input(f, from, in ? in->at : e->at, step));
    return build_arg(f, e, step);
}

// ---- compiling, once the nodes are numbered ----

// Recursion is bounded by PEN_YAML_DEPTH_MAX. Keys and plain scalars of options are texts.
static pen_status option_value(pen_arena *a, const pen_yaml *y, pen_value *out)
{
    if (y->kind == PEN_YAML_SCALAR) {
        *out = y->value.tag == PEN_T_BOOL || y->value.tag == PEN_T_NONE ? y->value
                                                                       : pen_v_str(y->text);
        return PEN_OK;
    }
    pen_list *l = y->kind == PEN_YAML_SEQ ? pen_list_new(a, y->n) : NULL;
    pen_dict *d = y->kind == PEN_YAML_MAP ? pen_dict_new(a, y->n) : NULL;
    if (!l && !d) {
        return PEN_E_NOMEM;
    }
    for (const pen_yaml *c = y->first; c; c = c->next) {
        pen_value v;
        PEN_TRY(option_value(a, c, &v));
        PEN_TRY(l ? pen_list_push(a, l, v) : pen_dict_put_str(a, d, c->key->text, v));
    }
    *out = l ? pen_v_list(l) : pen_v_dict(d);
    return PEN_OK;
}

pen_status pen_compile_stage(pen_format *f, const pen_def_entry *e, pen_step *step)
{
    pen_value options;
    static const pen_yaml none = {.kind = PEN_YAML_MAP};
    PEN_TRY(option_value(&f->arena, e->properties ? e->properties : &none, &options));
    pen_stage_build b = {
        .arena = &f->arena,
        .alloc = f->alloc,
        .nodes = &f->nodes,
        .node = step->output,
        .whole = pen_plan_whole(&f->nodes, step->output),
        .mutates = f->exprs.mutates,
        .options = options.u.dict,
        .diags = &f->diags,
        .at = e->external_at,
    };
    PEN_TRY(step->type->compile(&b, &step->state));
    if (step->type->hints_size) {
        step->hints_at = f->hints_bytes;
        f->hints_bytes += (step->type->hints_size(step->state) + 15) & ~(size_t)15;
    }
    return PEN_OK;
}

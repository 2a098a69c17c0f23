// SPDX-License-Identifier: Apache-2.0
// Plans and runs in readable form.
#include "plan/output.h"
#include "plan/trace.h"

#include "base/limits.h"
#include "format/docs.h"

// ---- pieces ----

static void put_path(const pen_nodes *t, uint32_t node, pen_buf *out)
{
    if (t->v[node].parent != PEN_NODE_ROOT) {
        put_path(t, t->v[node].parent, out);
        pen_buf_byte(out, '.');
    }
    pen_buf_add(out, t->v[node].key);
}

static void put_value(pen_worker *w, pen_value v, pen_buf *out)
{
    size_t mark = out->n;
    if (v.tag == PEN_T_UNDEF) {
        PEN_BUF_LIT(out, "undefined");
        return;
    }
    pen_arena *a = w ? &w->arena : NULL;
    bool lazy = v.tag >= PEN_T_RAWSTR;
    bool shown = !(lazy && !a) && v.tag != PEN_T_OBJ;
    pen_status s = shown ? pen_write_value(v, a, out) : PEN_OK;
    if (s == PEN_E_NOMEM) {
        out->failed = s;
        return;
    }
    if (!shown || s != PEN_OK) {
        out->n = mark;
        pen_buf_fmt(out, "<%s>", pen_value_type(v));
    }
    enum { SHOWN = 400 };
    if (out->n - mark > SHOWN) {
        out->n = mark + SHOWN;
        while (out->n > mark && ((unsigned char)out->p[out->n] & 0xc0) == 0x80) {
            out->n--; // not inside a character
        }
        PEN_BUF_LIT(out, "…");
    }
}

static void put_items(const pen_format *f, const pen_expr *e, pen_buf *out);

static void put_expr(const pen_format *f, const pen_expr *e, pen_buf *out)
{
    switch (e->kind) {
    case PEN_EXPR_CONST:
        PEN_BUF_LIT(out, "constant ");
        if (e->value.tag == PEN_T_UNDEF && e->template == NULL && e->source.n) {
            PEN_BUF_LIT(out, "nothing: the template does not compile");
        } else {
            put_value(NULL, e->value, out);
        }
        break;
    case PEN_EXPR_NODE:
        PEN_BUF_LIT(out, "slot ");
        put_path(&f->nodes, e->node, out);
        break;
    case PEN_EXPR_TEMPLATE:
        PEN_BUF_LIT(out, "template ");
        pen_buf_add(out, e->source);
        break;
    case PEN_EXPR_LIST:
    case PEN_EXPR_DICT:
        put_items(f, e, out);
        break;
    }
}

static void put_items(const pen_format *f, const pen_expr *e, pen_buf *out)
{
    pen_buf_byte(out, e->kind == PEN_EXPR_LIST ? '[' : '{');
    for (uint32_t i = 0; i < e->n; i++) {
        if (i > 0) {
            PEN_BUF_LIT(out, ", ");
        }
        if (e->kind == PEN_EXPR_DICT) {
            put_value(NULL, e->keys[i], out);
            PEN_BUF_LIT(out, ": ");
        }
        put_expr(f, &e->items[i], out);
    }
    pen_buf_byte(out, e->kind == PEN_EXPR_LIST ? ']' : '}');
}

// The listing of a template's code, indented.
static void put_code(const pen_format *f, const pen_expr *e, pen_buf *out)
{
    if (e->kind != PEN_EXPR_TEMPLATE) {
        return;
    }
    pen_buf text;
    pen_buf_init(&text, out->alloc, PEN_TEXT_MAX);
    pen_template_dump(e->template, &f->nodes, &text);
    pen_str rest = pen_buf_str(&text);
    while (rest.n) {
        size_t end = pen_str_chr(rest, '\n', 0);
        PEN_BUF_LIT(out, "          ");
        pen_buf_add(out, pen_str_head(rest, end));
        pen_buf_byte(out, '\n');
        rest = end == PEN_NPOS ? PEN_EMPTY : pen_str_from(rest, end + 1);
    }
    out->failed = out->failed == PEN_OK ? text.failed : out->failed;
    pen_buf_free(&text);
}

static const char *const type_names[] = {
    [PEN_TYPE_PASS] = "as it is", [PEN_TYPE_TEXT] = "text",   [PEN_TYPE_LONG] = "long",
    [PEN_TYPE_FLOAT] = "float",   [PEN_TYPE_BOOLEAN] = "boolean", [PEN_TYPE_IP] = "ip",
    [PEN_TYPE_DATE] = "date",     [PEN_TYPE_ARRAY] = "array", [PEN_TYPE_OPEN] = "object",
    [PEN_TYPE_DICT] = "dict",     [PEN_TYPE_NONE] = "undeclared",
};

static void put_target(const pen_target *to, pen_buf *out)
{
    pen_buf_fmt(out, "%.*s (%s)", PEN_FMT(to->name),
                type_names[to->field ? to->field->type : PEN_TYPE_NONE]);
}

// ---- the plan ----

static void put_filter(const pen_format *f, bool filtered, const pen_expr *filter, int indent,
                       pen_buf *out)
{
    if (filtered) {
        pen_buf_fmt(out, "%*swhen ", indent, "");
        put_expr(f, filter, out);
        pen_buf_byte(out, '\n');
        put_code(f, filter, out);
    }
}

static void put_set(const pen_format *f, const pen_set_op *op, const pen_move *m, pen_buf *out)
{
    bool direct = m->kind > PEN_MOVE_READY && m->direct;
    PEN_BUF_LIT(out, "      set ");
    put_target(&op->to, out);
    pen_buf_add(out, op->ready    ? PEN_LIT(" := ready ")
                     : direct    ? PEN_LIT(" := direct ")
                                  : PEN_LIT(" := "));
    put_expr(f, &op->value, out);
    pen_buf_byte(out, '\n');
    put_code(f, &op->value, out);
}

static void put_translate(const pen_format *f, const pen_translate_op *op, pen_buf *out)
{
    PEN_BUF_LIT(out, "      translate ");
    if (op->templated) {
        put_expr(f, &op->source, out);
    } else {
        put_path(&f->nodes, op->path, out);
    }
    PEN_BUF_LIT(out, " → ");
    put_target(&op->to, out);
    uint32_t ready = 0;
    for (uint32_t i = 0; i < op->n; i++) {
        ready += op->choices[i].ready.tag != PEN_T_UNDEF;
    }
    pen_buf_fmt(out, ", %u entries, %u ready%s\n", op->n, ready,
                op->has_fallback ? " and a fallback" : "");
}

static void put_action(const pen_format *f, const pen_action *a, pen_buf *out)
{
    pen_buf_fmt(out, "    action at line %u\n", a->at.line);
    put_filter(f, a->filtered, &a->filter, 6, out);
    for (uint32_t i = 0; i < a->nsets; i++) {
        put_set(f, &a->sets[i], &a->moves[i], out);
    }
    for (uint32_t i = 0; i < a->ntranslates; i++) {
        put_translate(f, &a->translates[i], out);
    }
    for (uint32_t i = 0; i < a->ndeletes; i++) {
        pen_buf_fmt(out, "      delete %.*s\n", PEN_FMT(a->deletes[i].name));
    }
}

static void put_stage(const pen_format *f, const pen_step *step, pen_buf *out)
{
    pen_buf_fmt(out, "    %s from ", step->type->name);
    if (step->input_path) {
        put_path(&f->nodes, step->input_path, out);
    } else {
        put_expr(f, &step->input, out);
    }
    PEN_BUF_LIT(out, " to ");
    put_path(&f->nodes, step->output, out);
    if (step->type->describe) {
        PEN_BUF_LIT(out, ": ");
        step->type->describe(step->state, out);
    }
    pen_buf_byte(out, '\n');
    put_code(f, &step->input, out);
}

static void put_step(const pen_format *f, const pen_step *step, pen_buf *out)
{
    pen_buf_fmt(out, "  %.*s (line %u)\n", PEN_FMT(step->name), step->at.line);
    put_filter(f, step->filtered, &step->filter, 4, out);
    if (step->type) {
        put_stage(f, step, out);
    }
    for (uint32_t i = 0; i < step->nactions; i++) {
        put_action(f, &step->actions[i], out);
    }
}

pen_status pen_format_explain(const pen_format *f, pen_output *out)
{
    pen_buf *b = &out->buf;
    size_t mark = b->n;
    if (!f->usable) {
        return PEN_E_USAGE;
    }
    pen_buf_fmt(b, "%.*s: %u steps over %u slots of 16 bytes\n", PEN_FMT(f->def->name),
                f->nsteps, f->nodes.n);
    if (f->exprs.mutates) {
        PEN_BUF_LIT(b, "  templates change containers in place: values are copied, not shared\n");
    }
    for (uint32_t i = 0; i < f->nsteps; i++) {
        put_step(f, &f->steps[i], b);
    }
    PEN_BUF_LIT(b, "  infer\n");
    pen_infer_describe(f->infer, b);
    return pen_output_settle(out, mark, PEN_OK);
}

// ---- one event ----

static void put_output(pen_worker *w, uint32_t node, pen_buf *out)
{
    const pen_nodes *t = &w->format->nodes;
    pen_value v = w->slots[node];
    if (!t->v[node].first) {
        PEN_BUF_LIT(out, "    ");
        put_path(t, node, out);
        PEN_BUF_LIT(out, " = ");
        put_value(w, v, out);
        pen_buf_byte(out, '\n');
        return;
    }
    for (uint32_t c = t->v[node].first; c; c = t->v[c].next) {
        if (w->slots[c].tag != PEN_T_UNDEF) {
            put_output(w, c, out);
        }
    }
}

static void on_stage(pen_worker *w, const pen_trace_event *e, const char *what, pen_buf *out)
{
    pen_buf_fmt(out, "%.*s: %s, %s\n    input ", PEN_FMT(e->step->name), e->step->type->name,
                what);
    put_value(w, e->value, out);
    pen_buf_byte(out, '\n');
    if (e->kind == PEN_TRACE_STAGE_DONE) {
        put_output(w, e->step->output, out);
    }
}

static void on_field(pen_worker *w, const pen_trace_event *e, const char *what, pen_buf *out)
{
    pen_buf_fmt(out, "    %s %.*s", what, PEN_FMT(e->field));
    if (e->kind != PEN_TRACE_DELETED) {
        PEN_BUF_LIT(out, " = ");
        put_value(w, e->value, out);
    }
    pen_buf_byte(out, '\n');
}

static void on_trace(void *ctx, pen_worker *w, const pen_trace_event *e)
{
    pen_buf *out = ctx;
    switch (e->kind) {
    case PEN_TRACE_STEP_FILTERED:
        pen_buf_fmt(out, "%.*s: its filter is not true: %.*s\n", PEN_FMT(e->step->name),
                    PEN_FMT(e->step->filter.source));
        break;
    case PEN_TRACE_STAGE_SKIPPED:
        on_stage(w, e, "skipped, nothing to read", out);
        break;
    case PEN_TRACE_STAGE_FAILED:
        on_stage(w, e, "FAILED, the input does not parse", out);
        break;
    case PEN_TRACE_STAGE_DONE:
        on_stage(w, e, "done", out);
        break;
    case PEN_TRACE_ACTIONS:
        pen_buf_fmt(out, "%.*s: actions\n", PEN_FMT(e->step->name));
        break;
    case PEN_TRACE_ACTION_FILTERED:
        pen_buf_fmt(out, "    line %u: its filter is not true: %.*s\n", e->action->at.line,
                    PEN_FMT(e->action->filter.source));
        break;
    case PEN_TRACE_ACTION_RUN:
    case PEN_TRACE_CHOSEN:
        break; // what it does follows
    case PEN_TRACE_SET:
        on_field(w, e, "set", out);
        break;
    case PEN_TRACE_NOT_SET:
        on_field(w, e, "not set:", out);
        break;
    case PEN_TRACE_REFUSED:
        on_field(w, e, "REFUSED, wrong type:", out);
        break;
    case PEN_TRACE_DELETED:
        on_field(w, e, "deleted", out);
        break;
    }
}

static pen_status put_result(pen_worker *w, const pen_result *r, pen_output *out)
{
    pen_str field;
    const char *why;
    for (size_t i = 0; pen_event_warning(w, i, &field, &why) == PEN_OK; i++) {
        pen_buf_fmt(&out->buf, "warning: %.*s: %s\n", PEN_FMT(field), why);
    }
    if (r->gave_up != PEN_OK) {
        pen_buf_fmt(&out->buf, "given up: %s\n", pen_status_text(r->gave_up));
    }
    PEN_BUF_LIT(&out->buf, "event: ");
    PEN_TRY(pen_event_json(w, 0, out));
    pen_buf_byte(&out->buf, '\n');
    return out->buf.failed;
}

pen_status pen_worker_explain(pen_worker *w, const pen_input *in, pen_output *out)
{
    struct pen_trace trace = {on_trace, &out->buf};
    size_t mark = out->buf.n;
    pen_result r;
    w->trace = &trace;
    pen_status s = pen_worker_feed(w, in, &r);
    w->trace = NULL;
    return pen_output_settle(out, mark, s == PEN_OK ? put_result(w, &r, out) : s);
}

// ---- documentation ----

pen_status pen_format_docs(const pen_format *f, const pen_page *page, pen_output *out,
                           size_t *bad)
{
    pen_arena scratch;
    if (!f->def || page->style > PEN_PAGE_CURRENT) {
        return PEN_E_USAGE;
    }
    pen_arena_init(&scratch, f->alloc, PEN_PLAN_BYTES_MAX);
    pen_docs d = {f->def, &f->manifest, &f->taxonomy, page, &scratch};
    size_t mark = out->buf.n;
    pen_status s = pen_docs_write(&d, &out->buf, bad);
    pen_arena_free(&scratch);
    return pen_output_settle(out, mark, s);
}

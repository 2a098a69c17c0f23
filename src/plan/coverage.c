// SPDX-License-Identifier: Apache-2.0
#include "plan/coverage.h"

static void on_trace(void *ctx, pen_worker *w, const pen_trace_event *e)
{
    pen_coverage *c = ctx;
    (void)w;
    if (e->kind == PEN_TRACE_CHOSEN) {
        int64_t i = e->value.u.i;
        (*(i < 0 ? &c->current->fallback : &c->current->chosen[i]))++;
    }
    if (!e->step) {
        return; // of a field
    }
    pen_covered_step *s = &c->steps[e->step - c->format->steps];
    pen_covered_action *a = e->action ? &s->actions[e->action - e->step->actions] : NULL;
    switch ((int)e->kind) {
    case PEN_TRACE_STEP_FILTERED:
        s->filtered++;
        break;
    case PEN_TRACE_ACTION_FILTERED:
        a->filtered++;
        break;
    case PEN_TRACE_ACTION_RUN:
        a->run++;
        c->current = a;
        break;
    default: // a stage, in one of its ways, or the head of a list of actions
        s->run++;
        s->skipped += e->kind == PEN_TRACE_STAGE_SKIPPED;
        s->failed += e->kind == PEN_TRACE_STAGE_FAILED;
        break;
    }
}

// The translates of an action share one dictionary, and its counts.
static pen_status init_step(const pen_step *step, pen_covered_step *s, pen_arena *a)
{
    s->actions = PEN_NEW_N(a, pen_covered_action, step->nactions);
    if (!s->actions) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < step->nactions; i++) {
        const pen_action *action = &step->actions[i];
        uint32_t n = action->ntranslates ? action->translates[0].n : 0;
        s->actions[i].chosen = PEN_NEW_N(a, uint32_t, n);
        if (!s->actions[i].chosen) {
            return PEN_E_NOMEM;
        }
    }
    return PEN_OK;
}

pen_status pen_coverage_init(pen_coverage *c, const pen_format *f, pen_arena *a)
{
    *c = (pen_coverage){.trace = {on_trace, c}, .format = f};
    c->steps = PEN_NEW_N(a, pen_covered_step, f->nsteps);
    if (!c->steps) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < f->nsteps; i++) {
        PEN_TRY(init_step(&f->steps[i], &c->steps[i], a));
    }
    return PEN_OK;
}

// ---- JSON ----

static pen_status put_field(pen_str name, bool *first, pen_buf *out)
{
    if (!*first) {
        pen_buf_byte(out, ',');
    }
    *first = false;
    return pen_json_dump(pen_v_str(name), PEN_JSON_COMPACT, out);
}

static pen_status put_action(const pen_action *a, const pen_covered_action *c, pen_buf *out)
{
    bool first = true;
    pen_buf_fmt(out, "{\"run\":%u,\"filtered\":%u,\"fields\":[", c->run, c->filtered);
    for (uint32_t i = 0; i < a->nsets; i++) {
        PEN_TRY(put_field(a->sets[i].to.name, &first, out));
    }
    for (uint32_t i = 0; i < a->ntranslates; i++) {
        PEN_TRY(put_field(a->translates[i].to.name, &first, out));
    }
    for (uint32_t i = 0; i < a->ndeletes; i++) {
        PEN_TRY(put_field(a->deletes[i].name, &first, out));
    }
    PEN_BUF_LIT(out, "]}");
    return PEN_OK;
}

static pen_status put_step(const pen_step *step, const pen_covered_step *c, pen_buf *out)
{
    PEN_BUF_LIT(out, "{\"name\":");
    PEN_TRY(pen_json_dump(pen_v_str(step->name), PEN_JSON_COMPACT, out));
    pen_buf_fmt(out, ",\"type\":\"%s\",\"run\":%u,\"filtered\":%u",
                step->type ? step->type->name : "actions", c->run, c->filtered);
    if (step->type) {
        pen_buf_fmt(out, ",\"skipped\":%u,\"failed\":%u}", c->skipped, c->failed);
        return PEN_OK;
    }
    PEN_BUF_LIT(out, ",\"actions\":[");
    for (uint32_t i = 0; i < step->nactions; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        PEN_TRY(put_action(&step->actions[i], &c->actions[i], out));
    }
    PEN_BUF_LIT(out, "]}");
    return PEN_OK;
}

static void put_totals(const pen_coverage *c, pen_buf *out)
{
    const pen_format *f = c->format;
    uint32_t entries = 0, actions = 0, run = 0;
    for (uint32_t i = 0; i < f->nsteps; i++) {
        entries += c->steps[i].run > 0;
        actions += f->steps[i].nactions;
        for (uint32_t k = 0; k < f->steps[i].nactions; k++) {
            run += c->steps[i].actions[k].run > 0;
        }
    }
    pen_buf_fmt(out,
                "{\"events\":%u,\"entries\":{\"total\":%u,\"run\":%u},"
                "\"actions\":{\"total\":%u,\"run\":%u},\"pipeline\":[",
                c->events, f->nsteps, entries, actions, run);
}

pen_status pen_coverage_json(const pen_coverage *c, pen_buf *out)
{
    put_totals(c, out);
    for (uint32_t i = 0; i < c->format->nsteps; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        PEN_TRY(put_step(&c->format->steps[i], &c->steps[i], out));
    }
    PEN_BUF_LIT(out, "]}");
    return out->failed;
}

// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include "base/limits.h"
#include "base/ublank.h"
#include "event/text_number.h"
#include "plan/trace.h"

void pen_worker_warn(pen_worker *w, pen_str field, const char *why)
{
    w->nwarnings++;
    if (w->nwarnings > PEN_WARNINGS_MAX) {
        return; // it is counted all the same
    }
    pen_warning *m = PEN_NEW(&w->arena, pen_warning);
    if (!m) {
        return;
    }
    *m = (pen_warning){field, why, NULL};
    *(w->last_warning ? &w->last_warning->next : &w->warnings) = m;
    w->last_warning = m;
}

pen_status pen_run_filter(pen_worker *w, const pen_expr *filter, bool *pass)
{
    pen_value v;
    PEN_TRY(pen_expr_eval_forced(&w->vm, filter, &v)); // a template's value is never lazy
    *pass = (v.tag == PEN_T_BOOL && v.u.i) ||
            (v.tag == PEN_T_STR &&
             pen_str_ieq(pen_ublank_trim(pen_value_str(v)), PEN_LIT("true")));
    return PEN_OK;
}

// ---- external stages ----

static pen_status stage_input(pen_worker *w, const pen_step *step, pen_value *out)
{
    *out = pen_v_undef();
    if (step->input_path) {
        pen_status s = pen_node_read(&w->format->nodes, w->slots, &w->arena, step->input_path,
                                     out);
        if (s != PEN_OK && s != PEN_E_UNDEFINED) {
            return s;
        }
    }
    if (out->tag == PEN_T_UNDEF) {
        PEN_TRY(pen_expr_eval_forced(&w->vm, &step->input, out));
    }
    return PEN_OK;
}

static bool no_input(pen_value v)
{
    return v.tag == PEN_T_UNDEF || v.tag == PEN_T_NONE || (v.tag == PEN_T_STR && v.n == 0);
}

// A stage whose input does not parse has an output of None; its layer exists.
static void settle_failed(pen_worker *w, const pen_step *step)
{
    pen_node_clear(&w->format->nodes, w->slots, step->output);
    w->slots[step->output] = pen_v_none();
}

static pen_status call_stage(pen_worker *w, const pen_step *step, pen_value input)
{
    pen_value arg = pen_v_undef();
    bool empty = false;
    if (step->has_arg) {
        PEN_TRY(pen_expr_eval_forced(&w->vm, &step->arg, &arg));
    }
    pen_stage_run r = {&w->arena,       &w->format->nodes,
                       w->slots,        w->vm.now_s,
                       step->has_arg ? &arg : NULL, w->hints + step->hints_at,
                       &empty,         &w->scratch,
                       w->slow,        w->known ? &w->parts : NULL};
    pen_status s = step->type->run(&r, step->state, input);
    if (s == PEN_OK || s == PEN_NOMATCH) {
        w->attempted++;
        w->extracted += s == PEN_OK && !empty;
    }
    return s;
}

static pen_status run_stage(pen_worker *w, const pen_step *step)
{
    pen_value input;
    PEN_TRY(stage_input(w, step, &input));
    pen_trace_event e = {PEN_TRACE_STAGE_SKIPPED, step, NULL, PEN_EMPTY, input};
    pen_status s = no_input(input) ? PEN_END : call_stage(w, step, input);
    if (s == PEN_END) {
        pen_trace_on(w, e);
        return PEN_OK;
    }
    if (s == PEN_NOMATCH) {
        settle_failed(w, step);
    } else if (s != PEN_OK) {
        return s;
    }
    if (w->slots[step->layer].tag == PEN_T_UNDEF) {
        w->slots[step->layer] = (pen_value){.tag = PEN_T_OBJ};
    }
    w->dirty |= step->layer == w->format->at.final; // an entry may have that name
    e.kind = s == PEN_OK ? PEN_TRACE_STAGE_DONE : PEN_TRACE_STAGE_FAILED;
    pen_trace_on(w, e);
    return PEN_OK;
}

// ---- steps ----

static pen_status run_step(pen_worker *w, const pen_step *step)
{
    bool pass = true;
    if (step->filtered) {
        PEN_TRY(pen_run_gate(w, step->gate, &step->filter, &pass));
    }
    if (!pass) {
        pen_trace_on(w, (pen_trace_event){PEN_TRACE_STEP_FILTERED, step, NULL, PEN_EMPTY,
                                          pen_v_undef()});
        return PEN_OK;
    }
    return step->type ? run_stage(w, step) : pen_run_actions(w, step);
}

void pen_run_steps(pen_worker *w)
{
    const pen_format *f = w->format;
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < f->nsteps && s == PEN_OK; i++) {
        s = run_step(w, &f->steps[i]);
    }
    if (s == PEN_OK && w->starved) {
        s = PEN_E_NOMEM;
    }
    if (s == PEN_OK) {
        s = pen_run_finish(w);
    }
    if (s == PEN_OK) {
        s = pen_infer_run(f->infer, &w->infer);
    }
    w->gave_up = s;
}

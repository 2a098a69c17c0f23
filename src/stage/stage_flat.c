// SPDX-License-Identifier: Apache-2.0
// cef.parse-cef and leef.parse-leef: pairs of texts.
#include "stage/types.h"

#include "codec/cef.h"
#include "codec/leef.h"

static pen_status compile(const pen_stage_build *b, void **state)
{
    pen_flat *f = PEN_NEW(b->arena, pen_flat);
    if (!f) {
        return PEN_E_NOMEM;
    }
    *state = f;
    return pen_flat_init(f, b);
}

static pen_status take_pair(void *ctx, pen_str key, pen_value value)
{
    return pen_flat_put(ctx, key, value);
}

typedef pen_status parse_fn(pen_arena *a, pen_str text, const pen_cef_visitor *v);

static pen_status run_parse(const pen_stage_run *r, const pen_flat *f, pen_value input,
                            parse_fn *parse)
{
    pen_str text;
    pen_flat_run fr;
    PEN_TRY(pen_stage_input_text(r, input, &text));
    PEN_TRY(pen_flat_begin(&fr, f, r));
    pen_cef_visitor v = {&fr, take_pair, r->slow ? NULL : pen_scan_best()};
    pen_status s = parse(r->arena, text, &v);
    if (s == PEN_E_SYNTAX || s == PEN_E_LIMIT) {
        return PEN_NOMATCH;
    }
    pen_flat_end(&fr);
    return s;
}

static pen_status run_cef(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_parse(r, state, input, pen_cef_parse);
}

static pen_status run_leef(const pen_stage_run *r, const void *state, pen_value input)
{
    return run_parse(r, state, input, pen_leef_parse);
}

const pen_stage_type pen_stage_cef = {
    .name = "cef.parse-cef",
    .doc = "ArcSight's Common Event Format: header fields and an extension of key=value",
    .default_input = "original.message",
    .compile = compile,
    .run = run_cef,
};

const pen_stage_type pen_stage_leef = {
    .name = "leef.parse-leef",
    .doc = "QRadar's Log Event Extended Format, versions 1 and 2",
    .default_input = "original.message",
    .compile = compile,
    .run = run_leef,
};

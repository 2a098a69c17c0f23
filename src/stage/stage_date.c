// SPDX-License-Identifier: Apache-2.0
// date.parse: a date in any form to YYYY-MM-DDTHH:MM:SS.ffffffZ.
#include "stage/types.h"

#include "codec/date.h"

typedef struct date_state {
    uint32_t node;
    pen_date_format format;
} date_state;

static pen_status compile(const pen_stage_build *b, void **state)
{
    date_state *s = PEN_NEW(b->arena, date_state);
    if (!s) {
        return PEN_E_NOMEM;
    }
    s->node = b->node;
    *state = s;
    pen_str format = pen_stage_text(b, "format");
    pen_status st = pen_date_format_compile(format, &s->format);
    if (st == PEN_E_SYNTAX || st == PEN_E_LIMIT) {
        pen_diag_add(b->diags, PEN_SEV_WARNING, b->at, "date-format",
                     "no date can match the format '%.*s' (see strptime's directives)",
                     PEN_FMT(format));
        st = PEN_OK;
    }
    return st;
}

static bool nothing(pen_value v)
{
    return (v.tag == PEN_T_INT && v.u.i == 0) || (v.tag == PEN_T_FLOAT && v.u.f == 0.0) ||
           (v.tag == PEN_T_BOOL && !v.u.i) ||
           (v.tag == PEN_T_STR && pen_str_eq(pen_value_str(v), PEN_LIT("None")));
}

// The zone of the last event: it is nearly always the same.
typedef struct date_hint {
    pen_zone zone;
    uint32_t n; // of the name; 0: none yet
    char name[48];
} date_hint;

static size_t hints_size(const void *state)
{
    (void)state;
    return sizeof(date_hint);
}

static pen_zone named_zone(date_hint *h, pen_str name)
{
    if (h->n == name.n && memcmp(h->name, name.p, name.n) == 0) {
        return h->zone;
    }
    pen_zone zone = pen_zone_find(name);
    if (name.n <= sizeof h->name) {
        memcpy(h->name, name.p, name.n);
        h->n = (uint32_t)name.n;
        h->zone = zone;
    }
    return zone;
}

static pen_status zone_of(const pen_stage_run *r, pen_zone *out)
{
    pen_str name = PEN_EMPTY;
    if (r->arg && r->arg->tag != PEN_T_UNDEF && pen_value_truth(*r->arg)) {
        PEN_TRY(pen_stage_input_text(r, *r->arg, &name));
    }
    bool remember = name.n && !r->slow && r->hints;
    *out = remember ? named_zone(r->hints, name) : pen_zone_find(name);
    return PEN_OK;
}

static pen_status parse(const pen_stage_run *r, const date_state *s, pen_value v, int64_t *us)
{
    pen_zone zone;
    pen_str text;
    PEN_TRY(zone_of(r, &zone));
    if (v.tag == PEN_T_INT) {
        return pen_date_from_i64(v.u.i, &zone, us);
    }
    if (v.tag == PEN_T_FLOAT) {
        return pen_date_from_f64(v.u.f, &zone, us);
    }
    PEN_TRY(pen_stage_input_text(r, v, &text));
    return (r->slow ? pen_date_parse_slowly : pen_date_parse)(text, &s->format, &zone, r->now_s,
                                                              us);
}

static pen_status run(const pen_stage_run *r, const void *state, pen_value input)
{
    const date_state *s = state;
    if (nothing(input)) {
        return PEN_END;
    }
    int64_t us;
    pen_status st = parse(r, s, input, &us);
    if (st != PEN_OK) {
        return st == PEN_E_NOMEM ? st : PEN_NOMATCH;
    }
    char *to = pen_arena_get(r->arena, PEN_DATE_TEXT_ROOM);
    if (!to) {
        return PEN_E_NOMEM;
    }
    pen_value v = pen_v_str(pen_str_of(to, pen_date_put(to, us, true)));
    v.flags = PEN_F_CLEAN;
    return pen_node_deal(r->nodes, r->slots, r->arena, s->node, v);
}

static const pen_stage_option options[] = {
    {"format", PEN_OPTION_TEXT, false, "strptime format, or 'timestamp' (default: any form)"},
    {"timezone", PEN_OPTION_TEMPLATE, false, "zone of dates that name none (default UTC)"},
    {0},
};

const pen_stage_type pen_stage_date = {
    .name = "date.parse",
    .doc = "a date or an epoch to YYYY-MM-DDTHH:MM:SS.ffffffZ",
    .default_input = "original.@timestamp",
    .options = options,
    .compile = compile,
    .run = run,
    .hints_size = hints_size,
};

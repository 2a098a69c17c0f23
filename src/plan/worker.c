// SPDX-License-Identifier: Apache-2.0
// Workers: one event at a time.
#include "plan/plan.h"

#include "base/limits.h"
#include "base/scan.h"
#include "base/utf8.h"

#define ZERO_UUID "00000000-0000-0000-0000-000000000000"

static pen_status init(pen_worker *w)
{
    const pen_format *f = w->format;
    uint32_t n = f->nodes.n;
    w->slots = pen_alloc_get(w->alloc, n * sizeof *w->slots);
    w->explicit_set = pen_alloc_get(w->alloc, n);
    w->hints = pen_alloc_get(w->alloc, f->hints_bytes + 1);
    w->pending = pen_alloc_get(w->alloc, PEN_PENDING_MAX * sizeof *w->pending);
    if (!w->slots || !w->explicit_set || !w->hints || !w->pending) {
        return PEN_E_NOMEM;
    }
    memset(w->slots, 0, n * sizeof *w->slots);
    memset(w->explicit_set, 0, n);
    memset(w->hints, 0, f->hints_bytes + 1);
    PEN_TRY(pen_vm_init(&w->vm, w->alloc, &f->nodes, w->slots));
    w->vm.arena = &w->arena;
    w->coerce = (pen_coerce){&w->arena, 0, &w->scratch};
    PEN_TRY(pen_infer_state_init(&w->infer, f->infer, w->alloc));
    w->infer.nodes = &f->nodes;
    w->infer.slots = w->slots;
    w->infer.arena = &w->arena;
    return PEN_OK;
}

pen_status pen_worker_new(const pen_format *f, const pen_alloc *alloc, pen_worker **out)
{
    *out = NULL;
    if (!f->usable) {
        return PEN_E_USAGE;
    }
    alloc = alloc ? alloc : pen_alloc_default();
    pen_worker *w = pen_alloc_get(alloc, sizeof *w);
    if (!w) {
        return PEN_E_NOMEM;
    }
    memset(w, 0, sizeof *w);
    w->format = f;
    w->alloc = alloc;
#ifdef PEN_SLOW
    w->slow = true;
#endif
    pen_arena_init(&w->arena, alloc, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&w->scratch, alloc, PEN_TEXT_MAX);
    pen_buf_init(&w->json, alloc, (size_t)PEN_RECORD_MAX * 3);
    pen_status s = init(w);
    if (s != PEN_OK) {
        pen_worker_free(w);
        return s;
    }
    *out = w;
    return PEN_OK;
}

void pen_worker_free(pen_worker *w)
{
    if (!w) {
        return;
    }
    const pen_format *f = w->format;
    pen_alloc_free(w->alloc, w->slots, f->nodes.n * sizeof *w->slots);
    pen_alloc_free(w->alloc, w->explicit_set, f->nodes.n);
    pen_alloc_free(w->alloc, w->hints, f->hints_bytes + 1);
    pen_alloc_free(w->alloc, w->pending, PEN_PENDING_MAX * sizeof *w->pending);
    pen_vm_free(&w->vm);
    pen_infer_state_free(&w->infer);
    pen_buf_free(&w->scratch);
    pen_buf_free(&w->json);
    pen_arena_free(&w->arena);
    pen_alloc_free(w->alloc, w, sizeof *w);
}

// ---- one event ----

// Undefines all slots. After an event that ran to its end nothing lies below a slot that is
// undefined.
static void clear_slots(pen_worker *w)
{
    const pen_format *f = w->format;
    if (w->slow || !w->used) {
        memset(w->slots, 0, f->nodes.n * sizeof *w->slots);
        return;
    }
    for (uint32_t i = 0; i < f->npieces;) {
        const pen_piece *p = &f->pieces[i];
        if (p->gate && w->slots[p->from].tag == PEN_T_UNDEF) {
            i = p->skip;
            continue;
        }
        memset(w->slots + p->from, 0, (p->to - p->from) * sizeof *w->slots);
        i++;
    }
}

static void reset(pen_worker *w, int64_t now_s)
{
    uint32_t n = w->format->nodes.n;
    pen_arena_reset(&w->arena);
    pen_buf_trim(&w->json, PEN_KEEP_BYTES);
    pen_buf_trim(&w->scratch, PEN_KEEP_BYTES);
    clear_slots(w);
    w->used = false;
    memset(w->explicit_set, 0, n);
    w->vm.steps = PEN_STEPS_MAX;
    w->vm.now_s = now_s;
    w->vm.slow = w->slow;
    w->infer.slow = w->slow;
    w->coerce.now_s = now_s;
    w->dirty = w->starved = false;
    w->npending = 0;
    w->attempted = w->extracted = 0;
    w->warnings = w->last_warning = NULL;
    w->nwarnings = 0;
    w->gave_up = PEN_OK;
}

// The record as UTF-8: itself, or a copy with U+FFFD for each byte that is none.
static pen_status readable(pen_worker *w, pen_str raw, pen_str *out)
{
    *out = raw;
    w->repaired = !pen_scan_best()->ascii(raw.p, raw.n) && pen_utf8_valid(raw) != raw.n;
    if (!w->repaired) {
        return PEN_OK;
    }
    pen_buf_clear(&w->json);
    (void)pen_utf8_repair(raw, &w->json);
    *out = pen_buf_str(&w->json);
    return w->json.failed;
}

static pen_value object(void)
{
    return (pen_value){.tag = PEN_T_OBJ};
}

// `original` and `final` as they are before the first step: the record, and for `final` an
// event with nothing but its id.
static void begin(pen_worker *w, pen_str message, const char *id)
{
    const pen_format *f = w->format;
    pen_str name = id ? pen_str_head(pen_str_c(id), sizeof w->id - 1) : PEN_LIT(ZERO_UUID);
    memmove(w->id, name.p, name.n); // it may be the worker's own
    w->id[name.n] = '\0';
    w->slots[f->at.original] = object();
    w->slots[f->at.original_message] = pen_v_str(message);
    w->slots[f->at.final] = object();
    w->slots[f->at.message] = pen_v_str(message);
    if (w->known) { // written as it is; a template that looks at it has it decoded
        pen_str s = w->parts.escaped;
        w->slots[f->at.message] = pen_v_span(PEN_T_RAWSTR, s.p, s.n);
        w->slots[f->at.message].flags = PEN_F_CLEAN;
    }
    w->slots[f->at.event] = object();
    w->slots[f->at.event_id] = pen_v_str(pen_str_of(w->id, name.n));
}

static pen_status set_member(pen_worker *w, uint32_t top, pen_str key, pen_value v)
{
    const pen_nodes *t = &w->format->nodes;
    uint32_t node = pen_nodes_find(t, top, key);
    if (node) {
        return pen_node_assign(t, w->slots, &w->arena, node, v);
    }
    pen_value *slot = &w->slots[top];
    if (!slot->u.dict) {
        slot->u.dict = pen_dict_new(&w->arena, 4);
    }
    return slot->u.dict ? pen_dict_put_str(&w->arena, slot->u.dict, key, v) : PEN_E_NOMEM;
}

// Further members of the input event go to both trees; `event` only to `original`.
static pen_status add_extra(pen_worker *w, pen_str json)
{
    const pen_format *f = w->format;
    pen_value v;
    PEN_TRY(pen_json_load(&w->arena, json, &v));
    if (v.tag != PEN_T_DICT) {
        return PEN_E_SYNTAX;
    }
    for (uint32_t i = 0; i < v.u.dict->n; i++) {
        pen_str key = pen_value_str(v.u.dict->pairs[i].key);
        pen_value member = v.u.dict->pairs[i].value, copy;
        if (pen_str_eq(key, PEN_LIT("message"))) {
            continue;
        }
        PEN_TRY(pen_value_copy(&w->arena, member, &copy));
        PEN_TRY(set_member(w, f->at.original, key, member));
        if (!pen_str_eq(key, PEN_LIT("event"))) {
            PEN_TRY(set_member(w, f->at.final, key, copy));
        }
    }
    w->dirty = true;
    return PEN_OK;
}

// A plan that was not run to its end leaves the record and nothing else.
static void fall_back(pen_worker *w, pen_str message)
{
    pen_node_clear(&w->format->nodes, w->slots, w->format->at.final);
    begin(w, message, w->id);
}

pen_status pen_worker_feed(pen_worker *w, const pen_input *in, pen_result *out)
{
    *out = (pen_result){0};
    pen_str message;
    if (in->message.n > PEN_RECORD_MAX) {
        return PEN_E_LIMIT;
    }
    reset(w, in->now_s);
    PEN_TRY(readable(w, in->message, &message));
    w->known = !w->slow && !w->repaired && pen_parts_open(in->parts, message, &w->parts);
    begin(w, message, in->id);
    if (in->extra.n) {
        PEN_TRY(add_extra(w, in->extra));
    }
    pen_run_steps(w);
    if (w->gave_up == PEN_E_NOMEM && !w->arena.capped) {
        return PEN_E_NOMEM; // the machine's memory, not the event's cap
    }
    if (w->gave_up == PEN_E_NOMEM) {
        w->gave_up = PEN_E_LIMIT;
    }
    w->used = w->gave_up == PEN_OK;
    if (!w->used) {
        fall_back(w, message);
    }
    *out = (pen_result){
        .failed = (w->attempted && !w->extracted) || w->gave_up != PEN_OK,
        .warned = w->nwarnings || w->repaired || w->gave_up != PEN_OK,
        .warnings = w->nwarnings,
        .gave_up = w->gave_up,
    };
    return PEN_OK;
}

// SPDX-License-Identifier: Apache-2.0
// Tests of formats: run one, show what differs, write one. Comparison is the public test
// suite's: `message`, event.id and sekoiaio.intake are not looked at, lists of scalars are
// compared as multisets, 1 equals 1.0, and there must be no warning.
#include "plan/output.h"
#include "plan/plan.h"

#include "base/limits.h"

// What the engine sets and no test states.
static void forget_own(pen_dict *event)
{
    static const char *const owned[][2] = {{"event", "id"}, {"sekoiaio", "intake"}};
    (void)pen_dict_remove(event, pen_v_str(PEN_LIT("message")));
    for (size_t i = 0; i < 2; i++) {
        pen_value top = pen_v_str(pen_str_c(owned[i][0]));
        pen_value *v = pen_dict_get(event, top);
        if (v && v->tag == PEN_T_DICT) {
            (void)pen_dict_remove(v->u.dict, pen_v_str(pen_str_c(owned[i][1])));
            if (v->u.dict->n == 0) {
                (void)pen_dict_remove(event, top);
            }
        }
    }
}

// ---- comparing ----

static bool same(pen_value a, pen_value b);

static bool is_container(pen_value v)
{
    return v.tag == PEN_T_LIST || v.tag == PEN_T_DICT;
}

// How often `v` stands in a list.
static size_t times(const pen_list *l, pen_value v)
{
    size_t n = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        n += same(l->items[i], v);
    }
    return n;
}

// Whether every key of `a` is one of `b`, which has more.
static bool fewer_keys(pen_value a, pen_value b)
{
    if (a.tag != PEN_T_DICT || b.tag != PEN_T_DICT || a.u.dict->n >= b.u.dict->n) {
        return false;
    }
    for (uint32_t i = 0; i < a.u.dict->n; i++) {
        if (!pen_dict_get(b.u.dict, a.u.dict->pairs[i].key)) {
            return false;
        }
    }
    return true;
}

// The public suite sorts lists of objects with sorted(key=lambda d: d.keys()), which knows
// only "is a proper subset of": no order, but the same result for the same list. Python's
// way for short lists: the first run is found (and turned when it descends), the rest goes in
// by binary insertion.
static uint32_t first_run(pen_value *v, uint32_t n)
{
    uint32_t run = 2;
    bool down = fewer_keys(v[1], v[0]);
    while (run < n && fewer_keys(v[run], v[run - 1]) == down) {
        run++;
    }
    for (uint32_t i = 0; down && i < run / 2; i++) {
        pen_value swap = v[i];
        v[i] = v[run - 1 - i];
        v[run - 1 - i] = swap;
    }
    return run;
}

static void sort_objects(pen_list *l)
{
    pen_value *v = l->items;
    for (uint32_t i = l->n > 1 ? first_run(v, l->n) : l->n; i < l->n; i++) {
        pen_value pivot = v[i];
        uint32_t lo = 0, hi = i;
        while (lo < hi) {
            uint32_t mid = lo + (hi - lo) / 2;
            if (fewer_keys(pivot, v[mid])) {
                hi = mid;
            } else {
                lo = mid + 1;
            }
        }
        memmove(v + lo + 1, v + lo, (i - lo) * sizeof *v);
        v[lo] = pivot;
    }
}

// Lists of scalars in any order.
static bool same_multiset(const pen_list *a, const pen_list *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        if (times(a, a->items[i]) != times(b, a->items[i])) {
            return false;
        }
    }
    return true;
}

static bool same_list(pen_list *a, pen_list *b)
{
    bool scalars = true;
    for (uint32_t i = 0; i < a->n; i++) {
        scalars = scalars && !is_container(a->items[i]);
    }
    if (a->n != b->n || scalars) {
        return a->n == b->n && same_multiset(a, b);
    }
    sort_objects(a);
    sort_objects(b);
    for (uint32_t i = 0; i < a->n; i++) {
        if (!same(a->items[i], b->items[i])) {
            return false;
        }
    }
    return true;
}

static bool same_dict(const pen_dict *a, const pen_dict *b)
{
    if (a->n != b->n) {
        return false;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        const pen_value *other = pen_dict_get(b, a->pairs[i].key);
        if (!other || !same(a->pairs[i].value, *other)) {
            return false;
        }
    }
    return true;
}

// Recursion is bounded: both sides were read as JSON.
static bool same(pen_value a, pen_value b)
{
    if (a.tag == PEN_T_LIST && b.tag == PEN_T_LIST) {
        return same_list(a.u.list, b.u.list);
    }
    if (a.tag == PEN_T_DICT && b.tag == PEN_T_DICT) {
        return same_dict(a.u.dict, b.u.dict);
    }
    return pen_value_eq(a, b);
}

// ---- showing ----

typedef struct shown {
    pen_buf *out;
    pen_buf path;
    size_t differences;
} shown;

static void put_value(shown *s, const char *label, const pen_value *v)
{
    pen_buf_fmt(s->out, "      %s ", label);
    pen_status st = v ? pen_json_dump(*v, PEN_JSON_SPACED | PEN_JSON_SORTED, s->out) : PEN_END;
    if (st != PEN_OK) {
        PEN_BUF_LIT(s->out, "(nothing)");
    }
    pen_buf_byte(s->out, '\n');
}

static void report(shown *s, const pen_value *want, const pen_value *got)
{
    s->differences++;
    PEN_BUF_LIT(s->out, "    ");
    pen_buf_add(s->out, pen_buf_str(&s->path));
    pen_buf_byte(s->out, '\n');
    put_value(s, "expected", want);
    put_value(s, "got     ", got);
}

static void compare(shown *s, const pen_value *want, const pen_value *got);

static void compare_member(shown *s, pen_value key, const pen_value *want, const pen_value *got)
{
    size_t mark = s->path.n;
    if (mark) {
        pen_buf_byte(&s->path, '.');
    }
    pen_buf_add(&s->path, pen_value_str(key));
    compare(s, want, got);
    s->path.n = mark;
}

static void compare_dicts(shown *s, const pen_dict *want, const pen_dict *got)
{
    for (uint32_t i = 0; i < want->n; i++) {
        pen_value key = want->pairs[i].key;
        compare_member(s, key, &want->pairs[i].value, pen_dict_get(got, key));
    }
    for (uint32_t i = 0; i < got->n; i++) {
        if (!pen_dict_get(want, got->pairs[i].key)) {
            compare_member(s, got->pairs[i].key, NULL, &got->pairs[i].value);
        }
    }
}

static void compare(shown *s, const pen_value *want, const pen_value *got)
{
    if (want && got && want->tag == PEN_T_DICT && got->tag == PEN_T_DICT) {
        compare_dicts(s, want->u.dict, got->u.dict);
    } else if (!want || !got || !same(*want, *got)) {
        report(s, want, got);
    }
}

// ---- running ----

typedef struct test_case {
    pen_arena *arena;
    pen_value root;
    pen_dict *input;
    pen_str message;
    pen_str extra; // the other members of the input, as JSON
} test_case;

static pen_status read_case(test_case *t, pen_str json, pen_buf *scratch)
{
    PEN_TRY(pen_json_load(t->arena, json, &t->root));
    const pen_value *input = t->root.tag == PEN_T_DICT
                                 ? pen_dict_get_str(t->root.u.dict, PEN_LIT("input"))
                                 : NULL;
    if (!input || input->tag != PEN_T_DICT) {
        return PEN_E_SYNTAX;
    }
    t->input = input->u.dict;
    const pen_value *m = pen_dict_get_str(t->input, PEN_LIT("message"));
    if (!m || m->tag != PEN_T_STR) {
        return PEN_E_SYNTAX;
    }
    t->message = pen_value_str(*m);
    pen_buf_clear(scratch);
    PEN_TRY(pen_json_dump(*input, PEN_JSON_COMPACT, scratch));
    return pen_arena_str(t->arena, pen_buf_str(scratch), &t->extra);
}

// What comes out, as a value in the case's arena.
static pen_status run_event(pen_worker *w, const test_case *t, int64_t now_s, pen_buf *scratch,
                            pen_value *out)
{
    pen_result result;
    pen_str text;
    pen_input in = {.message = t->message, .extra = t->extra, .now_s = now_s};
    PEN_TRY(pen_worker_feed(w, &in, &result));
    pen_buf_clear(scratch);
    PEN_TRY(pen_layout_write(&w->format->layout, w->slots, &w->arena, scratch));
    PEN_TRY(pen_arena_str(t->arena, pen_buf_str(scratch), &text));
    return pen_json_load(t->arena, text, out);
}

static void report_warnings(pen_worker *w, shown *s)
{
    pen_str field;
    const char *why;
    for (size_t i = 0; pen_event_warning(w, i, &field, &why) == PEN_OK; i++) {
        s->differences++;
        PEN_BUF_LIT(s->out, "    warning: ");
        pen_buf_add(s->out, field);
        pen_buf_fmt(s->out, ": %s\n", why);
    }
    if (w->gave_up != PEN_OK) {
        s->differences++;
        pen_buf_fmt(s->out, "    the plan was given up: %s\n", pen_status_text(w->gave_up));
    }
}

static pen_status judge(pen_worker *w, test_case *t, int64_t now_s, shown *s)
{
    pen_value got;
    pen_buf scratch;
    pen_buf_init(&scratch, w->alloc, (size_t)PEN_RECORD_MAX * 8);
    pen_status st = run_event(w, t, now_s, &scratch, &got);
    pen_buf_free(&scratch);
    PEN_TRY(st);
    pen_value *want = pen_dict_get_str(t->root.u.dict, PEN_LIT("expected"));
    if (!want || want->tag != PEN_T_DICT) {
        return PEN_E_SYNTAX;
    }
    forget_own(want->u.dict);
    forget_own(got.u.dict);
    compare(s, want, &got);
    report_warnings(w, s);
    return s->path.failed;
}

pen_status pen_case_run(pen_worker *w, pen_str json, int64_t now_s, bool *passed,
                        pen_output *diff)
{
    pen_arena arena;
    pen_buf scratch;
    pen_arena_init(&arena, w->alloc, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&scratch, w->alloc, (size_t)PEN_RECORD_MAX * 8);
    test_case t = {.arena = &arena};
    size_t mark = diff->buf.n;
    shown s = {.out = &diff->buf};
    pen_buf_init(&s.path, w->alloc, PEN_PATH_MAX);
    pen_status st = read_case(&t, json, &scratch);
    if (st == PEN_OK) {
        st = judge(w, &t, now_s, &s);
    }
    st = pen_output_settle(diff, mark, st);
    *passed = st == PEN_OK && s.differences == 0;
    pen_buf_free(&s.path);
    pen_buf_free(&scratch);
    pen_arena_free(&arena);
    return st;
}

// ---- making ----

static pen_status new_input(test_case *t, pen_str message)
{
    t->input = pen_dict_new(t->arena, 1);
    if (!t->input) {
        return PEN_E_NOMEM;
    }
    t->message = message;
    return pen_dict_put_str(t->arena, t->input, PEN_LIT("message"), pen_v_str(message));
}

// event.id and sekoiaio.intake are the engine's; the message stays, as tests have it.
static pen_status put_case(const test_case *t, pen_value event, pen_output *out)
{
    pen_dict *root = pen_dict_new(t->arena, 2);
    if (!root) {
        return PEN_E_NOMEM;
    }
    pen_value *message = pen_dict_get_str(event.u.dict, PEN_LIT("message"));
    pen_value kept = message ? *message : pen_v_none();
    forget_own(event.u.dict);
    pen_dict *ordered = pen_dict_new(t->arena, event.u.dict->n + 1);
    if (!ordered) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_dict_put_str(t->arena, ordered, PEN_LIT("message"), kept));
    for (uint32_t i = 0; i < event.u.dict->n; i++) {
        const pen_pair *p = &event.u.dict->pairs[i];
        PEN_TRY(pen_dict_put(t->arena, ordered, p->key, p->value));
    }
    PEN_TRY(pen_dict_put_str(t->arena, root, PEN_LIT("input"), pen_v_dict(t->input)));
    PEN_TRY(pen_dict_put_str(t->arena, root, PEN_LIT("expected"), pen_v_dict(ordered)));
    PEN_TRY(pen_json_dump(pen_v_dict(root), PEN_JSON_INDENT4, &out->buf));
    pen_buf_byte(&out->buf, '\n');
    return out->buf.failed;
}

pen_status pen_case_make(pen_worker *w, pen_str old, pen_str message, int64_t now_s,
                         pen_output *out)
{
    pen_arena arena;
    pen_buf scratch;
    pen_value event;
    pen_arena_init(&arena, w->alloc, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&scratch, w->alloc, (size_t)PEN_RECORD_MAX * 8);
    test_case t = {.arena = &arena};
    pen_status st = old.n ? read_case(&t, old, &scratch) : new_input(&t, message);
    if (st == PEN_OK) {
        st = run_event(w, &t, now_s, &scratch, &event);
    }
    size_t mark = out->buf.n;
    if (st == PEN_OK) {
        st = put_case(&t, event, out);
    }
    st = pen_output_settle(out, mark, st);
    pen_buf_free(&scratch);
    pen_arena_free(&arena);
    return st;
}

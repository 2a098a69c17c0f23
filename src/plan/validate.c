// SPDX-License-Identifier: Apache-2.0
// The validation API: a format and events in one JSON text, what comes out in another. Of the
// request only the three parts are found here; the loader reads the parser and the taxonomy,
// and the events are taken one at a time.
#include "plan/output.h"
#include "plan/plan.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "plan/coverage.h"
#include "plan/declared.h"

typedef struct validation {
    pen_arena arena;  // of the request
    pen_arena event;  // of one event
    pen_output text;  // an event's JSON as the engine writes it
    pen_buf scratch;
    pen_buf *out;
    pen_str parser, taxonomy, events; // JSON, spans of the request
    int64_t now_s;
    pen_format *format;
    pen_worker *worker;
    pen_coverage coverage;
    const char *problem; // when something is wrong: its name for machines
    pen_buf why;         // and for people
} validation;

// Notes what is wrong and gives `s` back.
static pen_status blame(validation *v, pen_status s, const char *problem, const char *why)
{
    v->problem = problem;
    pen_buf_clear(&v->why);
    pen_buf_add(&v->why, pen_str_c(why));
    return s;
}

// ---- the request ----

// The parts of the request, by number of slot.
enum { WHOLE, PARSER, TAXONOMY, EVENTS, PARTS };

static pen_status parts_tree(validation *v, pen_json_tree *t)
{
    static const char *const names[PARTS] = {"", "parser", "taxonomy", "events"};
    PEN_TRY(pen_json_tree_init(t, &v->arena, WHOLE, PARTS));
    for (uint32_t i = PARSER; i < PARTS; i++) {
        uint32_t id;
        PEN_TRY(pen_json_tree_add(t, PEN_JSON_TREE_ROOT, pen_str_c(names[i]),
                                  (pen_json_slots){i, i + 1}, &id));
    }
    return pen_json_tree_finish(t);
}

static pen_status not_json(validation *v, pen_status s, size_t at)
{
    (void)blame(v, s, "bad-json", "");
    pen_buf_fmt(&v->why,
                s == PEN_E_DEPTH ? "the body is nested too deeply at byte %zu (at most %d levels)"
                                 : "the body is no JSON: wrong at byte %zu",
                at, PEN_JSON_DEPTH_MAX);
    return s;
}

static pen_status find_parts(validation *v, pen_str request, pen_value slots[PARTS])
{
    pen_json_tree tree;
    pen_json_hints *hints = PEN_NEW(&v->arena, pen_json_hints);
    if (!hints) {
        return PEN_E_NOMEM;
    }
    size_t valid = pen_utf8_valid(request);
    if (valid != request.n) {
        (void)blame(v, PEN_E_SYNTAX, "bad-json", "");
        pen_buf_fmt(&v->why, "the body is not UTF-8: wrong at byte %zu", valid);
        return PEN_E_SYNTAX;
    }
    PEN_TRY(parts_tree(v, &tree));
    pen_json_hints_init(hints, NULL);
    pen_status s = pen_json_scan(&tree, hints, request, slots);
    return s == PEN_E_SYNTAX || s == PEN_E_DEPTH ? not_json(v, s, hints->error_at) : s;
}

static pen_status read_request(validation *v, pen_str request)
{
    pen_value slots[PARTS] = {{.tag = PEN_T_UNDEF}};
    PEN_TRY(find_parts(v, request, slots));
    if (slots[WHOLE].tag != PEN_T_RAWOBJ || slots[PARSER].tag != PEN_T_RAWOBJ) {
        return blame(v, PEN_E_SYNTAX, "bad-request",
                     "the body must be a JSON object with 'parser', the parser.yml as a JSON "
                     "object");
    }
    uint8_t taxonomy = slots[TAXONOMY].tag, events = slots[EVENTS].tag;
    if (taxonomy > PEN_T_NONE && taxonomy != PEN_T_RAWARR && taxonomy != PEN_T_RAWOBJ) {
        return blame(v, PEN_E_SYNTAX, "bad-request",
                     "'taxonomy' must be a list of fields, the values of fields.yml");
    }
    if (events > PEN_T_NONE && events != PEN_T_RAWARR) {
        return blame(v, PEN_E_SYNTAX, "bad-request",
                     "'events' must be a list of inputs such as {\"message\": \"…\"}");
    }
    v->parser = pen_value_str(slots[PARSER]);
    v->taxonomy = taxonomy > PEN_T_NONE ? pen_value_str(slots[TAXONOMY]) : PEN_EMPTY;
    v->events = events > PEN_T_NONE ? pen_value_str(slots[EVENTS]) : PEN_LIT("[]");
    return PEN_OK;
}

static pen_status load_format(validation *v, const pen_alloc *alloc)
{
    pen_format_files files = {.parser = {PEN_LIT("parser"), v->parser},
                              .fields = {PEN_LIT("taxonomy"), v->taxonomy},
                              .json = true};
    pen_status s = pen_format_load(&files, alloc, &v->format);
    if (s == PEN_OK) {
        s = pen_worker_new(v->format, alloc, &v->worker);
    } else if (s != PEN_E_NOMEM || v->format) {
        return blame(v, PEN_E_USAGE, "bad-format",
                     "the format does not load (mend what 'messages' names)");
    }
    PEN_TRY(s);
    PEN_TRY(pen_coverage_init(&v->coverage, v->format, &v->arena));
    v->worker->trace = &v->coverage.trace;
    return PEN_OK;
}

// ---- one event ----

// The dict that is a member of another; made when there is none.
static pen_dict *inner_dict(validation *v, pen_dict *d, pen_str key)
{
    const pen_value *have = pen_dict_get_str(d, key);
    if (have && have->tag == PEN_T_DICT) {
        return have->u.dict;
    }
    pen_dict *made = pen_dict_new(&v->event, 4);
    return made && pen_dict_put_str(&v->event, d, key, pen_v_dict(made)) == PEN_OK ? made : NULL;
}

static pen_status put_text(validation *v, pen_dict *d, const char *key, const char *text)
{
    return pen_dict_put_str(&v->event, d, pen_str_c(key), pen_v_str(pen_str_c(text)));
}

static pen_status warnings_list(validation *v, pen_list **out)
{
    pen_list *l = pen_list_new(&v->event, 4);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (const pen_warning *m = v->worker->warnings; m; m = m->next) {
        pen_str text;
        pen_buf_clear(&v->scratch);
        pen_buf_add(&v->scratch, m->field);
        pen_buf_fmt(&v->scratch, ": %s", m->why);
        PEN_TRY(v->scratch.failed);
        PEN_TRY(pen_arena_str(&v->event, pen_buf_str(&v->scratch), &text));
        PEN_TRY(pen_list_push(&v->event, l, pen_v_str(text)));
    }
    *out = l;
    return PEN_OK;
}

// The engine's own members: a test's identity and how the parsing went.
static pen_status put_own(validation *v, pen_dict *root, const pen_result *r)
{
    static const char zero[] = "00000000-0000-0000-0000-000000000000";
    pen_list *warnings;
    pen_dict *event = inner_dict(v, root, PEN_LIT("event"));
    pen_dict *own = inner_dict(v, root, PEN_LIT("sekoiaio"));
    pen_dict *intake = pen_dict_new(&v->event, 5);
    if (!event || !own || !intake) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(put_text(v, event, "id", zero));
    PEN_TRY(pen_dict_put_str(&v->event, own, PEN_LIT("intake"), pen_v_dict(intake)));
    PEN_TRY(put_text(v, intake, "dialect", "test"));
    PEN_TRY(put_text(v, intake, "dialect_uuid", zero));
    if (r->gave_up != PEN_OK) {
        PEN_TRY(put_text(v, intake, "parsing_error", pen_status_text(r->gave_up)));
    }
    PEN_TRY(put_text(v, intake, "parsing_status", r->gave_up ? "failure" : "success"));
    PEN_TRY(warnings_list(v, &warnings));
    return warnings->n ? pen_dict_put_str(&v->event, intake, PEN_LIT("parsing_warnings"),
                                          pen_v_list(warnings))
                       : PEN_OK;
}

static pen_status write_event(validation *v, const pen_result *r)
{
    pen_value event;
    pen_output_clear(&v->text);
    PEN_TRY(pen_event_json(v->worker, PEN_WRITE_META, &v->text));
    PEN_TRY(pen_json_load(&v->event, pen_output_str(&v->text), &event));
    if (event.tag != PEN_T_DICT) {
        return PEN_E_INTERNAL;
    }
    PEN_TRY(put_own(v, event.u.dict, r));
    return pen_json_dump(event, PEN_JSON_COMPACT, v->out);
}

// An input is an object with a text `message`, and perhaps more.
static pen_status read_input(validation *v, pen_str json, pen_input *in)
{
    pen_value input;
    PEN_TRY(pen_json_load(&v->event, json, &input));
    const pen_value *m = input.tag == PEN_T_DICT
                             ? pen_dict_get_str(input.u.dict, PEN_LIT("message"))
                             : NULL;
    if (!m || m->tag != PEN_T_STR) {
        (void)blame(v, PEN_E_SYNTAX, "bad-request", "");
        pen_buf_fmt(&v->why, "events[%u] must be an object with 'message', a text",
                    v->coverage.events);
        return PEN_E_SYNTAX;
    }
    *in = (pen_input){.message = pen_value_str(*m), .now_s = v->now_s};
    if (input.u.dict->n > 1) {
        in->extra = json;
    }
    return PEN_OK;
}

static pen_status run_event(validation *v, pen_str json)
{
    pen_input in;
    pen_result result;
    pen_arena_reset(&v->event);
    PEN_TRY(read_input(v, json, &in));
    pen_status s = pen_worker_feed(v->worker, &in, &result);
    if (s == PEN_E_LIMIT) {
        return blame(v, s, "event-too-large", "an event's message is larger than 16 MiB");
    }
    PEN_TRY(s);
    v->coverage.events++;
    return write_event(v, &result);
}

// ---- the answer ----

// The next item of a well-formed JSON array; PEN_END at its end.
static pen_status next_item(pen_str array, size_t *at, pen_str *item)
{
    while (pen_str_chr(PEN_LIT(" \t\r\n,["), array.p[*at], 0) != PEN_NPOS) {
        if (array.p[*at] == '[' && *at > 0) {
            break; // an item that is an array
        }
        ++*at;
    }
    if (array.p[*at] == ']') {
        return PEN_END;
    }
    size_t start = *at;
    PEN_TRY(pen_json_skip(array, at));
    *item = pen_str_of(array.p + start, *at - start);
    return PEN_OK;
}

static pen_status write_events(validation *v)
{
    size_t at = 0;
    pen_str item;
    pen_status s;
    PEN_BUF_LIT(v->out, "{\"parsed_messages\":[");
    while ((s = next_item(v->events, &at, &item)) == PEN_OK) {
        if (v->coverage.events) {
            pen_buf_byte(v->out, ',');
        }
        PEN_TRY(run_event(v, item));
    }
    pen_buf_byte(v->out, ']');
    return s == PEN_END ? PEN_OK : s;
}

static pen_status write_names(const pen_str *names, uint32_t n, pen_buf *out)
{
    pen_buf_byte(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        PEN_TRY(pen_json_dump(pen_v_str(names[i]), PEN_JSON_COMPACT, out));
    }
    pen_buf_byte(out, ']');
    return out->failed;
}

static pen_status write_answer(validation *v)
{
    pen_declared d;
    PEN_TRY(write_events(v));
    PEN_BUF_LIT(v->out, ",\"coverage\":");
    PEN_TRY(pen_coverage_json(&v->coverage, v->out));
    PEN_TRY(pen_declared_check(v->format, &v->arena, &d));
    PEN_BUF_LIT(v->out, ",\"taxonomy\":{\"missing\":");
    PEN_TRY(write_names(d.missing, d.nmissing, v->out));
    PEN_BUF_LIT(v->out, ",\"unused\":");
    PEN_TRY(write_names(d.unused, d.nunused, v->out));
    PEN_BUF_LIT(v->out, "}}");
    return v->out->failed;
}

static pen_status write_message(const pen_message *m, pen_buf *out)
{
    static const char *const severities[] = {
        [PEN_SEV_ERROR] = "error", [PEN_SEV_WARNING] = "warning", [PEN_SEV_NOTE] = "note"};
    PEN_BUF_LIT(out, "{\"part\":");
    PEN_TRY(pen_json_dump(pen_v_str(m->file), PEN_JSON_COMPACT, out));
    pen_buf_fmt(out, ",\"line\":%u,\"column\":%u,\"severity\":\"%s\",\"kind\":\"%s\",\"text\":",
                m->line, m->column, severities[m->severity], m->kind);
    PEN_TRY(pen_json_dump(pen_v_str(m->text), PEN_JSON_COMPACT, out));
    pen_buf_byte(out, '}');
    return out->failed;
}

static pen_status write_messages(const pen_format *f, pen_buf *out)
{
    pen_message m;
    PEN_BUF_LIT(out, ",\"messages\":[");
    for (size_t i = 0; pen_format_message(f, i, &m) == PEN_OK; i++) {
        if (i > 0) {
            pen_buf_byte(out, ',');
        }
        PEN_TRY(write_message(&m, out));
    }
    pen_buf_byte(out, ']');
    return out->failed;
}

static pen_status write_error(validation *v, pen_status s)
{
    pen_str why = v->problem ? pen_buf_str(&v->why) : pen_str_c(pen_status_text(s));
    pen_buf_fmt(v->out, "{\"error\":{\"code\":\"%s\",\"message\":",
                v->problem ? v->problem : "failed");
    PEN_TRY(pen_json_dump(pen_v_str(why), PEN_JSON_COMPACT, v->out));
    if (s == PEN_E_USAGE && v->format) {
        PEN_TRY(write_messages(v->format, v->out));
    }
    PEN_BUF_LIT(v->out, "}}");
    return v->out->failed;
}

static pen_status answer(validation *v, pen_str request, const pen_alloc *alloc)
{
    pen_status s = read_request(v, request);
    s = s == PEN_OK ? load_format(v, alloc) : s;
    s = s == PEN_OK ? write_answer(v) : s;
    if (s == PEN_E_LIMIT && !v->problem && v->out->failed == PEN_OK) {
        return blame(v, s, "event-too-large", "an event comes out too large");
    }
    if (v->out->failed == PEN_E_LIMIT) {
        return blame(v, PEN_E_LIMIT, "answer-too-large",
                     "the answer would be too large (send fewer events)");
    }
    return s == PEN_E_NOMEM ? blame(v, s, "too-much-memory",
                                    "the format or an event takes more memory than it may") : s;
}

pen_status pen_validate(pen_str request, int64_t now_s, const pen_alloc *alloc,
                        pen_output *out)
{
    alloc = alloc ? alloc : pen_alloc_default();
    validation v = {.out = &out->buf, .now_s = now_s};
    size_t mark = out->buf.n;
    pen_arena_init(&v.arena, alloc, PEN_PLAN_BYTES_MAX);
    pen_arena_init(&v.event, alloc, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&v.text.buf, alloc, (size_t)PEN_RECORD_MAX * 8);
    pen_buf_init(&v.scratch, alloc, PEN_TEXT_MAX);
    pen_buf_init(&v.why, alloc, 4096);
    pen_status s = answer(&v, request, alloc);
    if (s != PEN_OK) {
        out->buf.n = mark;
        out->buf.failed = PEN_OK;
        (void)write_error(&v, s);
        out->buf.failed = PEN_OK;
    }
    pen_worker_free(v.worker);
    pen_format_free(v.format);
    pen_buf_free(&v.text.buf);
    pen_buf_free(&v.scratch);
    pen_buf_free(&v.why);
    pen_arena_free(&v.arena);
    pen_arena_free(&v.event);
    return s;
}

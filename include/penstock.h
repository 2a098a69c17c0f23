// SPDX-License-Identifier: Apache-2.0
// libpenstock: intake formats compiled, raw records in, ECS events out. The only public
// header; the command line is written over it alone.
//
//   pen_format  a compiled format: constant, shared by any number of threads
//   pen_worker  runs a format, one event at a time: one thread each
//   pen_stream  cuts a stream of bytes into records (framing)
//   pen_output  a growable buffer that texts are appended to
//
// The library opens no file, no socket, reads no clock and starts no thread: callers hand in
// texts, bytes and the time. Functions give a pen_status; texts are slices (pointer and
// length, not NUL-terminated) whose lifetime each function states.
#ifndef PENSTOCK_H
#define PENSTOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PEN_API
#define PEN_API __attribute__((visibility("default")))
#endif

// ---- basics ----

// Every status there is, with its text. Three families: OK; normal outcomes (NOMATCH, MORE,
// END); errors.
#define PEN_STATUS_LIST(X)                                                                 \
    X(OK, "done")                                                                          \
    X(NOMATCH, "the input is well-formed but is not what was looked for")                  \
    X(MORE, "the input ends before the item does")                                         \
    X(END, "there is nothing more")                                                        \
    X(E_NOMEM, "out of memory")                                                            \
    X(E_SYNTAX, "the input is malformed")                                                  \
    X(E_LIMIT, "a limit was hit")                                                          \
    X(E_DEPTH, "nested too deeply")                                                        \
    X(E_BUDGET, "the step budget is used up")                                              \
    X(E_RANGE, "a number is out of range")                                                 \
    X(E_TYPE, "a value has the wrong type")                                                \
    X(E_EVAL, "the expression cannot be computed")                                         \
    X(E_UNDEFINED, "an attribute of something undefined was read")                         \
    X(E_UNKNOWN, "an unknown name")                                                        \
    X(E_USAGE, "wrong usage")                                                              \
    X(E_IO, "input or output failed")                                                      \
    X(E_INTERNAL, "an internal invariant does not hold")

typedef enum pen_status {
#define PEN_STATUS_ENUM(name, text) PEN_##name,
    PEN_STATUS_LIST(PEN_STATUS_ENUM)
#undef PEN_STATUS_ENUM
} pen_status;

// A constant English text for a status, never NULL.
PEN_API const char *pen_status_text(pen_status s);

// A slice of text. NUL is an ordinary byte; an empty slice may have a NULL pointer.
typedef struct pen_str {
    const char *p;
    size_t n;
} pen_str;

// Where memory comes from. fn(ctx, p, old, size): size 0 frees `p` and gives NULL; p NULL
// allocates; otherwise the block of `old` bytes is resized. NULL for size > 0 means out of
// memory, `p` untouched. Wherever a pen_alloc is asked for, NULL means malloc.
typedef struct pen_alloc {
    void *(*fn)(void *ctx, void *p, size_t old, size_t size);
    void *ctx;
} pen_alloc;

// Version of the library, such as "0.1.0".
PEN_API const char *pen_version(void);

// The i-th library that this one stands on: its name and its version, constants. PEN_END
// past the last.
PEN_API pen_status pen_library_version(size_t i, const char **name, const char **version);

// ---- output ----

typedef struct pen_output pen_output;

// A buffer that never holds more than `cap` bytes. NULL without memory.
PEN_API pen_output *pen_output_new(const pen_alloc *alloc, size_t cap);
PEN_API void pen_output_free(pen_output *o);

// What was appended since the last clear; good until the next append.
PEN_API pen_str pen_output_str(const pen_output *o);
PEN_API void pen_output_clear(pen_output *o);

// Appends bytes. PEN_E_NOMEM, PEN_E_LIMIT: nothing was appended.
PEN_API pen_status pen_output_add(pen_output *o, pen_str s);

// Appends text as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD.
PEN_API pen_status pen_output_add_json(pen_output *o, pen_str s);

// ---- formats ----

typedef struct pen_format pen_format;

// A text and the name it has in messages.
typedef struct pen_text {
    pen_str name, text;
} pen_text;

// The files of a format's folder; all but the parser may be empty.
typedef struct pen_format_files {
    pen_text parser;        // ingest/parser.yml
    pen_text manifest;      // _meta/manifest.yml
    pen_text module_fields; // ../_meta/fields.yml
    pen_text fields;        // _meta/fields.yml
    pen_text smart;         // _meta/smart-descriptions.json
    bool json; // parser and fields are the JSON of those files (fields: or a list of them)
} pen_format_files;

// Compiles a format. *out is set even on failure (except PEN_E_NOMEM), so that its messages
// can be read; such a format makes no worker. The texts are copied. Free it with
// pen_format_free, after its workers.
PEN_API pen_status pen_format_load(const pen_format_files *files, const pen_alloc *alloc,
                                   pen_format **out);
PEN_API void pen_format_free(pen_format *f);

typedef enum pen_severity { PEN_SEV_ERROR, PEN_SEV_WARNING, PEN_SEV_NOTE } pen_severity;

// A message about a definition. `kind` is a fixed word for machines; line and column count
// from 1, 0 when unknown.
typedef struct pen_message {
    pen_str file;
    uint32_t line, column;
    pen_severity severity;
    const char *kind;
    pen_str text;
} pen_message;

// The i-th message (from 0): PEN_OK, or PEN_END past the last. Lives as long as the format.
PEN_API pen_status pen_format_message(const pen_format *f, size_t i, pen_message *out);

// The manifest. Slices live as long as the format.
typedef struct pen_format_info {
    pen_str uuid, name, slug, description;
    size_t data_sources;
} pen_format_info;

PEN_API void pen_format_describe(const pen_format *f, pen_format_info *out);

// The i-th data source: its name and what the manifest says of it.
PEN_API pen_status pen_format_data_source(const pen_format *f, size_t i, pen_str *name,
                                          pen_str *text);

// Appends the compiled plan in readable form.
PEN_API pen_status pen_format_explain(const pen_format *f, pen_output *out);

// A sample of the documentation page: a test's file name and its JSON text.
typedef struct pen_sample {
    pen_str name, json;
} pen_sample;

// The template of the page: the published pages have two, with the same tables.
typedef enum pen_page_style {
    PEN_PAGE_SEED,   // until 2024
    PEN_PAGE_CURRENT // since: other headings, and a link to the format's folder at the end
} pen_page_style;

typedef struct pen_page {
    pen_page_style style;
    pen_str place; // MODULE/FORMAT, which the link names; only the newer template has it
    const pen_sample *samples;
    size_t nsamples;
} pen_page;

// Appends the format's documentation page (data sources, kinds, samples, fields). Samples
// are sorted by name here. PEN_E_SYNTAX when one is no test file; *bad is its index then.
PEN_API pen_status pen_format_docs(const pen_format *f, const pen_page *page,
                                   pen_output *out, size_t *bad);

// ---- workers ----

typedef struct pen_worker pen_worker;

PEN_API pen_status pen_worker_new(const pen_format *f, const pen_alloc *alloc,
                                  pen_worker **out);
PEN_API void pen_worker_free(pen_worker *w);

// One record.
typedef struct pen_input {
    pen_str message; // raw bytes; those that are not UTF-8 become U+FFFD
    pen_str extra;   // JSON object of further members of the input event, or empty
    int64_t now_s;   // the clock, seconds since 1970: for dates without a year
    const char *id;  // event.id, NUL-terminated; NULL: the zero uuid
    pen_str parts;   // empty, or as the stream's record has them
} pen_input;

// What became of it.
typedef struct pen_result {
    bool failed; // stages had input and none extracted anything, or the plan was given up
    bool warned; // a value did not fit its field, or bytes were not UTF-8
    uint32_t warnings;
    pen_status gave_up; // PEN_OK, or why the plan was not run to its end
} pen_result;

// Runs the format over a record. The event stays in the worker until the next call; the
// bytes of the record and its parts must live as long. PEN_OK whatever the record is like; PEN_E_NOMEM,
// PEN_E_LIMIT (record too long), PEN_E_SYNTAX (`extra` is no JSON object) otherwise.
PEN_API pen_status pen_worker_feed(pen_worker *w, const pen_input *in, pen_result *out);

enum {
    PEN_WRITE_META = 1, // with event.id, and sekoiaio.* where the input or the format set it
};

// Appends the event as one line of JSON, no line feed at its end: message, event,
// @timestamp, then the other keys sorted; keys inside objects sorted; related.* sorted.
PEN_API pen_status pen_event_json(pen_worker *w, unsigned flags, pen_output *out);

// Appends the sentence of the format's smart descriptions that fits the event best.
// PEN_NOMATCH when none does.
PEN_API pen_status pen_event_sentence(pen_worker *w, pen_output *out);

typedef enum pen_value_kind {
    PEN_VALUE_ABSENT,
    PEN_VALUE_NULL,
    PEN_VALUE_BOOL,
    PEN_VALUE_INT,
    PEN_VALUE_FLOAT,
    PEN_VALUE_TEXT,
    PEN_VALUE_LIST,
    PEN_VALUE_OBJECT
} pen_value_kind;

// A field's value. Slices live until the worker's next event.
typedef struct pen_field_value {
    pen_value_kind kind;
    bool boolean;
    int64_t integer;
    double number;
    pen_str text;
    uint32_t items;      // of a list or an object
    const void *opaque;  // for pen_event_item
} pen_field_value;

// The value of a field by its dotted name ("source.ip"). Absent is PEN_OK with that kind.
PEN_API pen_status pen_event_get(pen_worker *w, pen_str field, pen_field_value *out);

// The i-th item of a list that pen_event_get gave.
PEN_API pen_status pen_event_item(pen_worker *w, const pen_field_value *list, uint32_t i,
                                  pen_field_value *out);

// The i-th warning of the event: the field, and a constant reason. PEN_END past the last;
// of very many only the first hundred are kept.
PEN_API pen_status pen_event_warning(const pen_worker *w, size_t i, pen_str *field,
                                     const char **why);

// Feeds a record and appends, stage by stage, what came out of it.
PEN_API pen_status pen_worker_explain(pen_worker *w, const pen_input *in, pen_output *out);

// ---- what events reach of a format ----

typedef struct pen_reach pen_reach;

// Counts, all zero, for the workers of a format. One thread at a time; freed before the
// format.
PEN_API pen_status pen_reach_new(const pen_format *f, const pen_alloc *alloc, pen_reach **out);
PEN_API void pen_reach_free(pen_reach *r);

// From now on the worker's events are counted in `r`, which must be of the worker's format
// and live as long; NULL: no more.
PEN_API void pen_worker_reach(pen_worker *w, pen_reach *r);

typedef enum pen_branch_kind {
    PEN_BRANCH_ENTRY,       // an entry of the pipeline runs
    PEN_BRANCH_ACTION,      // an action runs (its filter, if any, is true)
    PEN_BRANCH_FILTER,      // the filter of an entry or an action is not true
    PEN_BRANCH_TRANSLATION, // an entry of a translate's dictionary is chosen
    PEN_BRANCH_FALLBACK     // none is, and the fallback is
} pen_branch_kind;

// A way that an event may take. Slices live as long as the format.
typedef struct pen_branch {
    pen_branch_kind kind;
    pen_str file;
    uint32_t line, column; // from 1
    pen_str entry;         // the pipeline's entry that it is in
    pen_str field;         // the first that the action changes; empty: of an entry
    pen_str key;           // of a translation
    uint32_t times;        // that events took it
} pen_branch;

// The i-th branch in the order of the pipeline: PEN_OK, or PEN_END past the last.
PEN_API pen_status pen_reach_branch(const pen_reach *r, size_t i, pen_branch *out);

// ---- tests of formats ----

// Runs one test file ({"input": …, "expected": …}): *passed, and when it did not pass a
// readable diff in `diff`, a line each. PEN_E_SYNTAX when the file is no test.
PEN_API pen_status pen_case_run(pen_worker *w, pen_str json, int64_t now_s, bool *passed,
                                pen_output *diff);

// Appends the test file of a raw record: {"input": …, "expected": what comes out}, indented.
// `old` is the file there is (its input is kept) or empty (then `message` is the input).
PEN_API pen_status pen_case_make(pen_worker *w, pen_str old, pen_str message, int64_t now_s,
                                 pen_output *out);

// ---- validation ----

// Answers a request to validate a format, JSON: {"parser": parser.yml as JSON, "taxonomy":
// [values of fields.yml], "events": [inputs]}; docs/validation-api.md has the shapes. Appends
// {"parsed_messages", "coverage", "taxonomy"} and gives PEN_OK; or appends {"error"}, which
// says what to do, and gives PEN_E_SYNTAX or PEN_E_DEPTH (the request is no such JSON),
// PEN_E_USAGE (the format does not load), PEN_E_LIMIT (an event or the answer is too large),
// PEN_E_NOMEM. All that it takes it gives back; what it may take of time is the caller's to
// limit.
PEN_API pen_status pen_validate(pen_str request, int64_t now_s, const pen_alloc *alloc,
                                pen_output *out);

// ---- lint ----

// What lint reads: the files that the format was loaded from, and its tests.
typedef struct pen_lint_files {
    const pen_format_files *files;
    const pen_text *tests;
    size_t count; // of tests
} pen_lint_files;

typedef struct pen_lint pen_lint;

// Looks for mistakes in a format, also in one whose load failed: what loading says, and
// what it accepts silently. The format and the files must outlive the result, which is to be
// freed. PEN_OK whatever is found; PEN_E_NOMEM.
PEN_API pen_status pen_format_lint(const pen_format *f, const pen_lint_files *in,
                                   const pen_alloc *alloc, pen_lint **out);
PEN_API void pen_lint_free(pen_lint *l);

// The i-th finding (from 0), sorted by file, line and column: PEN_OK, or PEN_END past the
// last. Lives as long as the result.
PEN_API pen_status pen_lint_message(const pen_lint *l, size_t i, pen_message *out);

// A kind of finding; constants.
typedef struct pen_lint_kind {
    const char *name;
    pen_severity severity;
    const char *text, *example;
} pen_lint_kind;

// The i-th kind there is: PEN_OK, or PEN_END past the last.
PEN_API pen_status pen_lint_kind_at(size_t i, pen_lint_kind *out);

// ---- streams: bytes to records ----

typedef struct pen_stream pen_stream;

typedef struct pen_stream_record {
    pen_str message;   // with an error: what is known of the raw bytes
    uint64_t offset;   // of its start in the input, bytes
    const char *error; // NULL, or a constant reason: then this is no event
    int16_t pri;       // syslog: facility * 8 + severity, -1 for none
    pen_str timestamp, hostname, appname, procid, msgid; // syslog header, empty when absent
    // Empty, or what the framing knows of the message: for pen_input.parts, with this very
    // message or a copy. It makes the event faster and nothing else. May be copied as it is.
    pen_str parts;
} pen_stream_record;

// Slices live until the function returns. Anything but PEN_OK stops the push and is its
// result.
typedef pen_status (*pen_stream_fn)(void *ctx, const pen_stream_record *record);

// `framing`: auto, lines, syslog, json, azure-flow-log, whole. PEN_E_UNKNOWN for others.
PEN_API pen_status pen_stream_new(pen_str framing, const pen_alloc *alloc, pen_stream **out);
PEN_API void pen_stream_free(pen_stream *s);

// Takes the next bytes of the input, in pieces of any size.
PEN_API pen_status pen_stream_push(pen_stream *s, pen_str bytes, pen_stream_fn fn, void *ctx);

// The input ends; the stream is as new for the next one.
PEN_API pen_status pen_stream_end(pen_stream *s, pen_stream_fn fn, void *ctx);

// The framing in use, "auto" as long as it is not decided.
PEN_API pen_str pen_stream_framing(const pen_stream *s);

// What `auto` makes of an input whose first bytes are `head` (`is_all`: it has no more): a
// framing, or "auto" when more bytes are needed to tell. Linear in the head.
PEN_API pen_str pen_stream_detect(pen_str head, bool is_all);

// What separates records when the input is cut for several threads: records of this framing
// end at line feeds and nowhere else.
PEN_API bool pen_stream_by_lines(const pen_stream *s);

#ifdef __cplusplus
}
#endif

#endif

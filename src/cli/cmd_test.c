// SPDX-License-Identifier: Apache-2.0
// penstock test: runs the tests of formats, several formats at a time, and tells what came
// out in the order of their names.
#include "cli/branches.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/progress.h"
#include "cli/repository.h"
#include "cli/say.h"
#include "cli/sink.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JOBS_MAX = 256, DIFF_MAX = 16 << 20 };

typedef struct test_result {
    bool passed, updated;
    pen_output *diff; // NULL: nothing to say, or no memory to say it
} test_result;

// The tests of one format that were asked for.
typedef struct suite {
    char *folder, *shown;
    pen_cli_names paths, names; // of the tests; names as they are shown
    test_result *results;
    pen_cli_branches branches;
    bool done;
} suite;

typedef struct tests {
    const char *style; // of --tap and --json; "" for people
    suite *suites;
    size_t count;
    int64_t now_s;
    bool update, coverage;
    pthread_mutex_t lock; // of `next` and of `done` in the suites
    pthread_cond_t ready;
    size_t next;
} tests;

// ---- one test ----

// Runs it; what is wrong goes to the diff.
static pen_status run_text(const tests *t, pen_worker *w, pen_str json, test_result *result)
{
    pen_output_clear(result->diff);
    pen_status s = pen_case_run(w, json, t->now_s, &result->passed, result->diff);
    if (s == PEN_E_SYNTAX) {
        pen_cli_put(result->diff,
                    "    is no test: a test is {\"input\": {\"message\": ...}, "
                    "\"expected\": {...}}\n");
    } else if (s != PEN_OK) {
        pen_cli_put(result->diff, "    cannot be run: %s\n", pen_status_text(s));
    }
    return s;
}

// Writes what comes out as what is expected. What warns fails all the same.
static void update(const tests *t, pen_worker *w, const char *path, test_result *result)
{
    pen_str old = {NULL, 0};
    pen_output *fresh = pen_output_new(NULL, PEN_CLI_FILE_MAX);
    if (fresh && pen_cli_file_read(path, &old) == 0 &&
        pen_case_make(w, old, (pen_str){NULL, 0}, t->now_s, fresh) == PEN_OK &&
        pen_cli_file_write(path, pen_output_str(fresh), false) == PEN_CLI_OK) {
        result->updated = run_text(t, w, pen_output_str(fresh), result) == PEN_OK;
    }
    pen_cli_file_free(old);
    pen_output_free(fresh);
}

static void run_test(const tests *t, pen_worker *w, const char *path, test_result *result)
{
    pen_str json;
    result->diff = pen_output_new(NULL, DIFF_MAX);
    if (!result->diff) {
        return;
    }
    int error = pen_cli_file_read(path, &json);
    if (error) {
        pen_cli_put(result->diff, "    cannot be read: %s\n", strerror(error));
        return;
    }
    pen_status s = run_text(t, w, json, result);
    pen_cli_file_free(json);
    if (s == PEN_OK && !result->passed && t->update) {
        update(t, w, path, result);
    }
    if (result->passed) { // thousands of empty ones would add up
        pen_output_free(result->diff);
        result->diff = NULL;
    }
}

// ---- the tests of a format ----

// A format that does not load fails all its tests; the first says why.
static void fail_all(suite *s, const pen_format *f)
{
    pen_message m;
    s->results[0].diff = pen_output_new(NULL, DIFF_MAX);
    pen_output *out = s->results[0].diff;
    if (!out) {
        return;
    }
    pen_cli_put(out, "    the format does not load\n");
    for (size_t i = 0; f && pen_format_message(f, i, &m) == PEN_OK; i++) {
        pen_cli_put(out, "    %.*s:%u:%u: ", PEN_CLI_FMT(m.file), m.line, m.column);
        pen_cli_put_text(out, m.text, true);
        pen_cli_put(out, "\n");
    }
}

static void run_suite(const tests *t, suite *s)
{
    pen_cli_format f;
    pen_worker *w = NULL;
    pen_reach *reach = NULL;
    int code = pen_cli_format_load(&f, s->folder, false);
    if ((code != PEN_CLI_OK || pen_worker_new(f.format, NULL, &w) != PEN_OK) && s->names.n) {
        fail_all(s, f.format);
    }
    if (w && t->coverage && pen_reach_new(f.format, NULL, &reach) == PEN_OK) {
        pen_worker_reach(w, reach);
    }
    for (size_t i = 0; w && i < s->paths.n; i++) {
        run_test(t, w, s->paths.v[i], &s->results[i]);
    }
    if (reach) {
        pen_cli_branches_take(&s->branches, reach, s->shown, t->style);
    }
    pen_worker_free(w);
    pen_reach_free(reach);
    pen_cli_format_free(&f);
}

static void *thread_main(void *arg)
{
    tests *t = arg;
    (void)pthread_mutex_lock(&t->lock);
    while (t->next < t->count) {
        suite *s = &t->suites[t->next++];
        (void)pthread_mutex_unlock(&t->lock);
        run_suite(t, s);
        (void)pthread_mutex_lock(&t->lock);
        s->done = true;
        (void)pthread_cond_signal(&t->ready);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return NULL;
}

// ---- telling ----

typedef struct report {
    const char *style;
    pen_output *out;
    pen_cli_sink sink;
    size_t passed, failed;
} report;

// Each line of a diff as a comment.
static void put_comments(pen_output *out, pen_str s)
{
    while (s.n) {
        const char *end = memchr(s.p, '\n', s.n);
        size_t n = end ? (size_t)(end - s.p) : s.n, step = end ? n + 1 : n;
        pen_cli_put(out, "# ");
        pen_cli_put_text(out, (pen_str){s.p, n}, true);
        pen_cli_put(out, "\n");
        s = (pen_str){s.p + step, s.n - step};
    }
}

// `#` would begin a directive of TAP.
static void put_description(pen_output *out, const char *name)
{
    for (const char *hash = strchr(name, '#'); hash; hash = strchr(name, '#')) {
        pen_cli_put_text(out, (pen_str){name, (size_t)(hash - name)}, true);
        pen_cli_put(out, "\\#");
        name = hash + 1;
    }
    pen_cli_put_text(out, pen_cli_str(name), true);
}

// A diff for people keeps its lines.
static void put_diff(pen_output *out, pen_str s)
{
    while (s.n) {
        const char *end = memchr(s.p, '\n', s.n);
        size_t n = end ? (size_t)(end - s.p) : s.n, step = end ? n + 1 : n;
        pen_cli_put_text(out, (pen_str){s.p, n}, true);
        pen_cli_put(out, "\n");
        s = (pen_str){s.p + step, s.n - step};
    }
}

static void put_result(report *r, const char *name, const test_result *result)
{
    pen_str diff = {NULL, 0};
    if (result->diff) {
        diff = pen_output_str(result->diff);
    }
    if (strcmp(r->style, "tap") == 0) {
        pen_cli_put(r->out, "%sok %zu - ", result->passed ? "" : "not ",
                    r->passed + r->failed);
        put_description(r->out, name);
        pen_cli_put(r->out, "\n");
        put_comments(r->out, diff);
    } else if (strcmp(r->style, "json") == 0) {
        pen_cli_put(r->out, "{\"test\":");
        (void)pen_output_add_json(r->out, pen_cli_str(name));
        pen_cli_put(r->out, ",\"passed\":%s,\"diff\":", result->passed ? "true" : "false");
        (void)pen_output_add_json(r->out, diff);
        pen_cli_put(r->out, "}\n");
    } else if (!result->passed || result->updated) {
        pen_cli_put(r->out, "%s ", result->passed ? "updated" : "FAILED");
        pen_cli_put_text(r->out, pen_cli_str(name), true);
        pen_cli_put(r->out, "\n");
        put_diff(r->out, diff);
    }
}

static bool flush(report *r)
{
    bool good = pen_cli_sink_write(&r->sink, pen_output_str(r->out));
    pen_output_clear(r->out);
    return good;
}

static bool tell_suite(report *r, const suite *s)
{
    for (size_t i = 0; i < s->names.n; i++) {
        const test_result *result = &s->results[i];
        r->passed += result->passed;
        r->failed += !result->passed;
        put_result(r, s->names.v[i], result);
    }
    return flush(r);
}

// What no test reaches, then the table.
static void tell_coverage(report *r, const tests *t)
{
    bool json = strcmp(r->style, "json") == 0;
    const char *prefix = *r->style ? "# " : "";
    pen_cli_branches sum = {.text = NULL};
    size_t width = strlen("format"), rows = 0;
    for (size_t i = 0; i < t->count; i++) {
        const suite *s = &t->suites[i];
        if (s->branches.text) {
            (void)pen_output_add(r->out, pen_output_str(s->branches.text));
            pen_cli_branches_add(&sum, &s->branches);
            width = strlen(s->shown) > width ? strlen(s->shown) : width;
            rows++;
        }
    }
    if (json || rows == 0) {
        return;
    }
    pen_cli_branches_row(NULL, "format", (int)width, prefix, r->out);
    for (size_t i = 0; i < t->count; i++) {
        const suite *s = &t->suites[i];
        if (s->branches.text) {
            pen_cli_branches_row(&s->branches, s->shown, (int)width, prefix, r->out);
        }
    }
    if (rows > 1) {
        pen_cli_branches_row(&sum, "total", (int)width, prefix, r->out);
    }
}

static int tell_end(report *r)
{
    if (strcmp(r->style, "json") == 0) {
        pen_cli_put(r->out, "{\"passed\":%zu,\"failed\":%zu}\n", r->passed, r->failed);
    } else {
        pen_cli_put(r->out, "%zu passed, %zu failed\n", r->passed, r->failed);
    }
    (void)flush(r);
    pen_output_free(r->out);
    int code = pen_cli_sink_close(&r->sink);
    return code == PEN_CLI_OK && r->failed ? PEN_CLI_FAILED : code;
}

// ---- running all ----

static void wait_for(tests *t, suite *s)
{
    (void)pthread_mutex_lock(&t->lock);
    while (!s->done) {
        (void)pthread_cond_wait(&t->ready, &t->lock);
    }
    (void)pthread_mutex_unlock(&t->lock);
}

static int run_all(tests *t, unsigned jobs, report *r)
{
    pthread_t threads[JOBS_MAX];
    unsigned started = 0;
    size_t total = 0;
    pen_cli_progress progress = pen_cli_progress_start(t->count, "tests");
    for (size_t i = 0; i < t->count; i++) {
        total += t->suites[i].names.n;
    }
    if (strcmp(r->style, "tap") == 0) {
        pen_cli_put(r->out, "TAP version 13\n1..%zu\n", total);
    }
    while (started < jobs && started < t->count &&
           pthread_create(&threads[started], NULL, thread_main, t) == 0) {
        started++;
    }
    if (started == 0) {
        (void)thread_main(t);
    }
    bool open = true;
    for (size_t i = 0; open && i < t->count; i++) {
        wait_for(t, &t->suites[i]);
        pen_cli_progress_tick(&progress, i + 1, r->passed + r->failed);
        open = tell_suite(r, &t->suites[i]);
    }
    (void)pthread_mutex_lock(&t->lock);
    t->next = t->count; // nobody listens any more, or all is done
    (void)pthread_mutex_unlock(&t->lock);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    pen_cli_progress_end(&progress);
    if (t->coverage && open) {
        tell_coverage(r, t);
    }
    return tell_end(r);
}

// ---- finding ----

// A new suite, or NULL without memory. `shown` names the format, empty: as its folder.
static suite *add_suite(tests *t, const char *folder, const char *shown)
{
    suite *more = realloc(t->suites, (t->count + 1) * sizeof *more);
    if (!more) {
        return NULL;
    }
    t->suites = more;
    suite *s = &more[t->count];
    *s = (suite){.folder = strdup(folder), .shown = strdup(*shown ? shown : folder)};
    t->count++;
    return s->folder && s->shown ? s : NULL;
}

static bool add_test(suite *s, const char *path, const char *name)
{
    return pen_cli_names_add(&s->paths, pen_cli_path(path, NULL, NULL)) &&
           pen_cli_names_add(&s->names, pen_cli_path(name, NULL, NULL));
}

// All tests of a format; `shown` is the folder's part of their names, maybe empty.
static int add_format(tests *t, const char *folder, const char *shown)
{
    pen_cli_names found = {NULL, 0};
    suite *s = add_suite(t, folder, shown);
    int code = s ? pen_cli_folder_tests(folder, true, &found) : pen_cli_no_memory();
    for (size_t i = 0; code == PEN_CLI_OK && i < found.n; i++) {
        char *path = pen_cli_path(folder, found.v[i], NULL);
        char *name =
            pen_cli_path(*shown ? shown : found.v[i], *shown ? found.v[i] : NULL, NULL);
        if (!path || !name || !add_test(s, path, name)) {
            code = pen_cli_no_memory();
        }
        free(path);
        free(name);
    }
    pen_cli_names_free(&found);
    return code;
}

// One test file: its format is one or two folders above.
static int add_file(tests *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    for (int i = 0; folder && i < 2 && !pen_cli_folder_is_format(folder); i++) {
        char *above = pen_cli_path(folder, "..", NULL);
        free(folder);
        folder = above;
    }
    int code = PEN_CLI_OK;
    if (folder && !pen_cli_folder_is_format(folder)) {
        pen_cli_complain(path, "is no test of a format (those are in FORMAT/tests)");
        code = PEN_CLI_USAGE;
    } else {
        suite *s = folder ? add_suite(t, folder, "") : NULL;
        bool good = s && add_test(s, path, slash ? slash + 1 : path);
        code = good ? PEN_CLI_OK : pen_cli_no_memory();
    }
    free(folder);
    return code;
}

static int add_path(tests *t, const char *path)
{
    if (pen_cli_is_file(path)) {
        return add_file(t, path);
    }
    pen_cli_names formats = {NULL, 0};
    int code = pen_cli_formats_below(path, &formats);
    for (size_t i = 0; code == PEN_CLI_OK && i < formats.n; i++) {
        const char *shown = formats.v[i] + strlen(path);
        code = add_format(t, formats.v[i], shown + strspn(shown, "/"));
    }
    pen_cli_names_free(&formats);
    return code;
}

// Formats without tests have nothing to run, and nothing of them is reached.
static int prepare(tests *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        suite *s = &t->suites[i];
        s->results = calloc(s->names.n + 1, sizeof *s->results);
        if (!s->results) {
            return pen_cli_no_memory();
        }
        kept += s->names.n;
        s->done = s->names.n == 0 && !t->coverage;
    }
    if (kept == 0) {
        pen_cli_complain("test",
                         "no test is found there (tests are FORMAT/tests/*.json and "
                         "FORMAT/tests/cases/*.json)");
        return PEN_CLI_USAGE;
    }
    return PEN_CLI_OK;
}

static void free_all(tests *t)
{
    for (size_t i = 0; i < t->count; i++) {
        suite *s = &t->suites[i];
        for (size_t k = 0; s->results && k < s->names.n; k++) {
            pen_output_free(s->results[k].diff);
        }
        free(s->results);
        free(s->folder);
        free(s->shown);
        pen_cli_branches_free(&s->branches);
        pen_cli_names_free(&s->paths);
        pen_cli_names_free(&s->names);
    }
    free(t->suites);
}

static bool jobs_wanted(const pen_cli_args *args, unsigned *jobs)
{
    if (pen_cli_value(args, "jobs")) {
        return pen_cli_count(args, "jobs", JOBS_MAX, jobs);
    }
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    *jobs = n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (unsigned)n;
    return true;
}

static int run(const pen_cli_args *args)
{
    unsigned jobs;
    tests t = {.style = pen_cli_flag(args, "tap")    ? "tap"
                        : pen_cli_flag(args, "json") ? "json"
                                                     : "",
               .update = pen_cli_flag(args, "update"),
               .coverage = pen_cli_flag(args, "coverage")};
    report r = {.style = t.style, .sink = pen_cli_sink_stdout()};
    if (!jobs_wanted(args, &jobs) || !pen_cli_now(args, &t.now_s)) {
        return PEN_CLI_USAGE;
    }
    int code = PEN_CLI_OK;
    for (size_t i = 0; code == PEN_CLI_OK && i < args->count; i++) {
        code = add_path(&t, args->operands[i]);
    }
    code = code == PEN_CLI_OK ? prepare(&t) : code;
    if (code == PEN_CLI_OK) {
        (void)pthread_mutex_init(&t.lock, NULL);
        (void)pthread_cond_init(&t.ready, NULL);
        r.out = pen_output_new(NULL, 1u << 30);
        code = r.out ? run_all(&t, jobs, &r) : pen_cli_no_memory();
        (void)pthread_cond_destroy(&t.ready);
        (void)pthread_mutex_destroy(&t.lock);
    }
    free_all(&t);
    return code;
}

static const pen_cli_option options[] = {
    {.name = "jobs",
     .letter = 'j',
     .metavar = "N",
     .help = "run so many formats at a time (default: one for each processor)"},
    {.name = "tap", .help = "write TAP version 13"},
    {.name = "json", .help = "write a JSON object a line: test, passed, diff"},
    {.name = "coverage",
     .help = "tell which entries, actions, filters and translations no test reaches, with "
             "their places, and how many are reached, as a table"},
    {.name = "update",
     .help = "write what comes out into the tests that fail, as what they expect"},
    PEN_CLI_OPTION_NOW,
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock test formats/", "all formats of a repository"},
    {"penstock test --tap formats/SesameIT/jizo", "one format, for a test harness"},
    {"penstock test formats/SesameIT/jizo/tests/event.json", "one test"},
    {"penstock test --coverage formats/SesameIT/jizo", "what is still without a test"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_test = {
    .name = "test",
    .summary = "run the tests of formats",
    .operands = "[OPTION]... PATH...",
    .least = 1,
    .most = UINT32_MAX,
    .text =
        "A PATH is a format's folder, a module, a repository or one test. For each test "
        "that fails, what was expected and what came out is shown. The order of lists of "
        "scalars does not matter; a warning is a failure. The last line says how many "
        "passed. With --coverage: a filter is reached when it was false for some test (when "
        "it is true, what it filters runs); an entry of a dictionary when it gave the value.",
    .options = options,
    .examples = examples,
    .exits = "0 all passed\n1 a test failed\n2 wrong usage, or there is no test\n"
             "3 a file could not be read or written",
    .run = run,
};

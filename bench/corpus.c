// SPDX-License-Identifier: Apache-2.0
// How fast each of many formats is: the raw records of a format's own tests, in turn, from the
// record to the written line, as `penstock parse` does it (framing and write(2) left out).
//
//   corpus time  REPETITIONS MILLISECONDS FOLDER...  processor time, a format by itself
//   corpus among REPETITIONS MILLISECONDS FOLDER...  all loaded: the first one alone, then all
//                                                    in turn, one event each
//   corpus count ROUNDS FOLDER...                    nothing is timed: for callgrind, which is
//                                                    told to look into `measured` only
//
// One line per format: folder, records, bytes a record, bytes of an event, then the nanoseconds
// per event of every repetition. All formats are loaded first, and the repetitions go over the
// formats in turn, so that what disturbs the machine for a second disturbs one of each.
// tools/bench runs this and tells what comes of it.
#include "cli/folder.h"
#include "cli/files.h"
#include "cli/say.h"
#include "event/value.h"
#include "penstock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The clock of tests/conformance/ratchet.tsv; lines are thrown away when there are so many.
enum { NOW = 1771545600, FLUSH = 256 * 1024, OUTPUT_MAX = 256 << 20, CASE_MAX = 64 << 20 };

typedef struct item {
    const char *folder;
    pen_cli_format loaded;
    pen_worker *worker;
    pen_str *records;
    size_t n, next;
    size_t in, out; // bytes of all records, and of their events
    size_t rounds;  // of one repetition
    double *ns;
} item;

typedef struct bench {
    item *items;
    size_t n;
    pen_output *lines;
    size_t repetitions;
    double floor_ns; // a repetition lasts at least so long
} bench;

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int die(const char *what, const char *why)
{
    (void)fprintf(stderr, "corpus: %s: %s\n", what, why);
    return 1;
}

// ---- reading ----

// Appends a copy of a test's input.message; a test that has none is left out.
static bool add_record(item *it, pen_str json)
{
    pen_arena arena;
    pen_value root;
    pen_arena_init(&arena, pen_alloc_default(), CASE_MAX);
    pen_value *input = NULL, *message = NULL;
    if (pen_json_load(&arena, json, &root) == PEN_OK && root.tag == PEN_T_DICT) {
        input = pen_dict_get_str(root.u.dict, PEN_LIT("input"));
    }
    if (input && input->tag == PEN_T_DICT) {
        message = pen_dict_get_str(input->u.dict, PEN_LIT("message"));
    }
    bool good = true;
    if (message && message->tag == PEN_T_STR) {
        char *copy = malloc(message->n + 1);
        good = copy != NULL;
        if (good) {
            memcpy(copy, message->u.p, message->n);
            it->records[it->n++] = (pen_str){copy, message->n};
            it->in += message->n;
        }
    }
    pen_arena_free(&arena);
    return good;
}

static bool read_records(item *it)
{
    pen_cli_names tests = {NULL, 0};
    bool good = pen_cli_folder_tests(it->folder, true, &tests) == PEN_CLI_OK;
    it->records = calloc(tests.n + 1, sizeof *it->records);
    for (size_t i = 0; good && it->records && i < tests.n; i++) {
        pen_str json = {NULL, 0};
        char *path = pen_cli_path(it->folder, tests.v[i], NULL);
        good = path && pen_cli_file_get(path, &json) == PEN_CLI_OK && add_record(it, json);
        pen_cli_file_free(json);
        free(path);
    }
    pen_cli_names_free(&tests);
    return good && it->records;
}

// ---- running ----

static void feed(item *it, pen_output *lines)
{
    pen_result result;
    pen_input in = {.message = it->records[it->next], .now_s = NOW};
    it->next = it->next + 1 < it->n ? it->next + 1 : 0;
    if (pen_output_str(lines).n > FLUSH) {
        pen_output_clear(lines);
    }
    if (pen_worker_feed(it->worker, &in, &result) != PEN_OK ||
        pen_event_json(it->worker, 0, lines) != PEN_OK ||
        pen_output_add(lines, PEN_LIT("\n")) != PEN_OK) {
        exit(die(it->folder, "an event failed"));
    }
}

// All that is timed, and all that callgrind looks into.
static __attribute__((noinline)) void measured(item *it, size_t rounds, pen_output *lines)
{
    for (size_t i = rounds * it->n; i > 0; i--) {
        feed(it, lines);
    }
}

// One round to warm up and to see what is written.
static void warm_up(item *it, pen_output *lines)
{
    for (size_t i = 0; i < it->n; i++) {
        size_t before = pen_output_str(lines).n;
        feed(it, lines);
        size_t after = pen_output_str(lines).n;
        it->out += after > before ? after - before : after;
    }
}

// As many rounds as fill the time of a repetition.
static void calibrate(const bench *b, item *it)
{
    double took = 0;
    for (it->rounds = 1; took < b->floor_ns; it->rounds *= 2) {
        double start = now_ns();
        measured(it, it->rounds, b->lines);
        took = now_ns() - start;
        if (took * 8 > b->floor_ns) {
            double more = b->floor_ns / took;
            it->rounds = (size_t)((double)it->rounds * (more > 1 ? more : 1)) + 1;
            return;
        }
    }
}

static double repetition(const bench *b, item *it)
{
    double start = now_ns();
    measured(it, it->rounds, b->lines);
    return (now_ns() - start) / (double)(it->rounds * it->n);
}

static void tell(const bench *b, const item *it)
{
    (void)printf("%s\t%zu\t%.1f\t%.1f", it->folder, it->n, (double)it->in / (double)it->n,
                 (double)it->out / (double)it->n);
    for (size_t i = 0; i < b->repetitions; i++) {
        (void)printf("\t%.1f", it->ns[i]);
    }
    (void)printf("\n");
}

static void time_formats(bench *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        calibrate(b, &b->items[i]);
    }
    for (size_t r = 0; r < b->repetitions; r++) {
        for (size_t i = 0; i < n; i++) {
            b->items[i].ns[r] = repetition(b, &b->items[i]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        tell(b, &b->items[i]);
    }
}

// One event of each format in turn: what a format costs whose tables another one drove out of
// the processor's caches. One line, as if it were a format.
static void time_turns(bench *b)
{
    double events = 0;
    (void)printf("turns\t%zu\t0\t0", b->n);
    for (size_t r = 0; r < b->repetitions; r++) {
        double start = now_ns(), took = 0;
        for (events = 0; took < b->floor_ns; events += (double)b->n) {
            for (size_t i = 0; i < b->n; i++) {
                feed(&b->items[i], b->lines);
            }
            took = now_ns() - start;
        }
        (void)printf("\t%.1f", took / events);
    }
    (void)printf("\n");
}

static void count(bench *b, size_t rounds)
{
    for (size_t i = 0; i < b->n; i++) {
        measured(&b->items[i], rounds, b->lines);
        tell(b, &b->items[i]);
    }
}

// ---- the formats ----

static bool load(const bench *b, item *it)
{
    if (pen_cli_format_load(&it->loaded, it->folder, false) != PEN_CLI_OK ||
        pen_worker_new(it->loaded.format, NULL, &it->worker) != PEN_OK) {
        (void)die(it->folder, "does not load");
        return true; // the others can be measured
    }
    it->ns = calloc(b->repetitions + 1, sizeof *it->ns);
    return it->ns && read_records(it);
}

static void item_free(item *it)
{
    for (size_t i = 0; i < it->n; i++) {
        free((void *)(uintptr_t)it->records[i].p);
    }
    free(it->records);
    free(it->ns);
    pen_worker_free(it->worker);
    pen_cli_format_free(&it->loaded);
}

// Those that load and have a record; the others are named.
static bool load_all(bench *b, char **folders, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        item *it = &b->items[b->n];
        *it = (item){.folder = folders[i]};
        if (!load(b, it)) {
            return false;
        }
        if (it->worker && it->n) {
            warm_up(it, b->lines);
            b->n++;
        } else {
            (void)fprintf(stderr, "corpus: left out: %s\n", it->folder);
            item_free(it);
        }
    }
    return true;
}

static void run(bench *b, char mode, size_t rounds)
{
    if (mode == 'c') {
        count(b, rounds);
    } else {
        time_formats(b, mode == 'a' && b->n ? 1 : b->n);
    }
    if (mode == 'a') {
        time_turns(b);
    }
}

int main(int argc, char **argv)
{
    char mode = argc > 1 ? argv[1][0] : '?';
    int first = mode == 'c' ? 3 : 4;
    if (argc <= first || !strchr("tac", mode)) {
        return die("usage", "corpus time|among REPETITIONS MS FOLDER..., count ROUNDS FOLDER...");
    }
    double number = strtod(argv[2], NULL);
    bench b = {.repetitions = mode == 'c' ? 0 : (size_t)number,
               .floor_ns = strtod(argv[3], NULL) * 1e6};
    size_t n = (size_t)(argc - first);
    b.items = calloc(n, sizeof *b.items);
    b.lines = pen_output_new(NULL, OUTPUT_MAX);
    bool good = b.items && b.lines && load_all(&b, argv + first, n);
    if (good) {
        run(&b, mode, (size_t)number);
    }
    for (size_t i = 0; i < b.n; i++) {
        item_free(&b.items[i]);
    }
    pen_output_free(b.lines);
    free(b.items);
    return good ? 0 : die("out of memory, or a file cannot be read", "nothing was measured");
}

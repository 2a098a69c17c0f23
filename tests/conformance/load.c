// SPDX-License-Identifier: Apache-2.0
// How long formats take to load, and what they weigh when all of them are in memory:
// load FOLDER…, each a format's folder. A benchmark, no test: run.py --load gives it the
// formats of a corpus. A format's time is the best of three loads from texts in memory; the
// third stays. Memory is what the process holds, less what it held before the first load.
#include "cli/files.h"
#include "penstock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 5, ROUNDS = 3, SHOWN = 5, GOAL_MS = 20 };

typedef struct item {
    const char *folder;
    pen_format *format;
    pen_worker *worker;
    double ms;
} item;

// Of the processor: what else the machine does must not count.
static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

// Resident memory in MiB, 0 when the system does not tell.
static double resident(void)
{
    double pages = 0;
    char line[128];
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fgets(line, sizeof line, f)) {
        char *rest = NULL;
        (void)strtod(line, &rest); // the whole size
        pages = strtod(rest, NULL);
    }
    if (f) {
        (void)fclose(f);
    }
    return pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

static void load_texts(item *it, const pen_text t[FILES])
{
    pen_format_files in = {t[0], t[1], t[2], t[3], t[4], false};
    for (int i = 0; i < ROUNDS; i++) {
        pen_format_free(it->format);
        double start = now_ms();
        pen_status s = pen_format_load(&in, NULL, &it->format);
        double took = now_ms() - start;
        it->ms = i == 0 || took < it->ms ? took : it->ms;
        if (s != PEN_OK) {
            (void)printf("%s does not load: %s\n", it->folder, pen_status_text(s));
            return;
        }
    }
}

static void load(item *it)
{
    static const char *const names[FILES] = {"ingest/parser.yml", "_meta/manifest.yml",
                                             "../_meta/fields.yml", "_meta/fields.yml",
                                             "_meta/smart-descriptions.json"};
    pen_text texts[FILES] = {{.name = {NULL, 0}}};
    for (int i = 0; i < FILES; i++) {
        char *path = pen_cli_path(it->folder, names[i], NULL);
        texts[i].name = (pen_str){names[i], strlen(names[i])};
        if (path) {
            (void)pen_cli_file_read(path, &texts[i].text); // only the parser must be there
        }
        free(path);
    }
    load_texts(it, texts);
    for (int i = 0; i < FILES; i++) {
        pen_cli_file_free(texts[i].text);
    }
}

static int slower_first(const void *a, const void *b)
{
    const item *x = a, *y = b;
    return (x->ms < y->ms) - (x->ms > y->ms);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t)argc - 1 : 0;
    item *items = calloc(n + 1, sizeof *items);
    if (!items || n == 0) {
        (void)fprintf(stderr, "usage: load FOLDER...\n");
        return 2;
    }
    double before = resident(), sum = 0;
    for (size_t i = 0; i < n; i++) {
        items[i].folder = argv[i + 1];
        load(&items[i]);
        sum += items[i].ms;
    }
    double formats = resident() - before;
    for (size_t i = 0; i < n; i++) {
        (void)pen_worker_new(items[i].format, NULL, &items[i].worker); // NULL stays
    }
    double workers = resident() - before;
    qsort(items, n, sizeof *items, slower_first);
    for (size_t i = 0; i < n && (i < SHOWN || items[i].ms > GOAL_MS); i++) {
        (void)printf("%8.2f ms %s\n", items[i].ms, items[i].folder);
    }
    (void)printf("%zu formats: processor time to load: median %.2f ms, max %.2f ms, sum %.0f ms\n", n,
                 items[n / 2].ms, items[0].ms, sum);
    (void)printf("resident: formats %.1f MiB, with a worker each %.1f MiB, process %.1f MiB\n",
                 formats, workers, resident());
    for (size_t i = 0; i < n; i++) {
        pen_worker_free(items[i].worker);
        pen_format_free(items[i].format);
    }
    free(items);
    return 0;
}

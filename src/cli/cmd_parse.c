// SPDX-License-Identifier: Apache-2.0
// penstock parse: raw logs in, one JSON event a line out.
#include "cli/cli_text.h"
#include "cli/commands.h"
#include "cli/consumer.h"
#include "cli/folder.h"
#include "cli/progress.h"
#include "cli/reader.h"
#include "cli/repository.h"
#include "cli/say.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS_MAX = 256 };

typedef struct parse {
    const pen_cli_args *args;
    pen_cli_format format;
    pen_cli_run run;
    pen_cli_outputs out;
    pen_cli_consumer consumer;
    pen_cli_progress progress;
    uint64_t bytes; // of input, unpacked
    uint64_t files; // bytes of files read so far
    bool missed;    // an input could not be read to its end
    double start;
} parse;

// ---- reading ----

// One input. PEN_END when the program was asked to stop.
static pen_status read_input(parse *p, pen_cli_reader *r)
{
    const pen_cli_consumer *c = &p->consumer;
    pen_status s = c->begin(c->state, r->name);
    while (s == PEN_OK) {
        size_t room, n;
        if (!pen_cli_reader_ready(r)) {
            s = c->idle(c->state);
        }
        char *to = s == PEN_OK ? c->space(c->state, &room) : NULL;
        if (!to) {
            return s == PEN_OK ? PEN_E_NOMEM : s;
        }
        pen_cli_read got = pen_cli_reader_read(r, to, room, &n);
        if (got == PEN_CLI_READ_STOPPED) {
            return PEN_END;
        }
        p->missed = p->missed || got == PEN_CLI_READ_BROKEN;
        if (got != PEN_CLI_READ_SOME) {
            return c->end(c->state);
        }
        p->bytes += n;
        s = c->took(c->state, n);
        pen_cli_progress_tick(&p->progress, p->files + r->consumed, p->out.counts.events);
    }
    return s;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

// Whether what is written would be read again, for ever.
static bool is_output(const parse *p, int fd)
{
    struct stat in, out;
    return fstat(fd, &in) == 0 && fstat(p->out.events.fd, &out) == 0 &&
           same_file(&in, &out);
}

static pen_status read_file(parse *p, const char *path)
{
    pen_cli_reader r;
    if (!pen_cli_reader_open(&r, path)) {
        p->missed = true;
        return pen_cli_signal() ? PEN_END : PEN_OK;
    }
    pen_status s = PEN_OK;
    if (is_output(p, r.fd)) {
        pen_cli_complain(path, "is the output too (write to another file)");
        p->missed = true;
    } else {
        s = read_input(p, &r);
    }
    p->files += r.consumed;
    pen_cli_reader_close(&r);
    return s;
}

static pen_status read_all(parse *p)
{
    const pen_cli_args *a = p->args;
    pen_status s = a->count ? PEN_OK : read_file(p, "-");
    for (size_t i = 0; s == PEN_OK && i < a->count; i++) {
        s = read_file(p, a->operands[i]);
    }
    bool stopped = s == PEN_END;
    if (s == PEN_OK || stopped) {
        s = p->consumer.idle(p->consumer.state);
    }
    return s == PEN_OK && stopped ? PEN_END : s;
}

// ---- before ----

// Bytes of all inputs, 0 when that cannot be known.
static uint64_t total_size(const pen_cli_args *a)
{
    uint64_t total = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct stat st;
        if (stat(a->operands[i], &st) != 0 || !S_ISREG(st.st_mode)) {
            return 0;
        }
        total += (uint64_t)st.st_size;
    }
    return total;
}

static bool is_path(const char *path, const struct stat *st)
{
    struct stat other;
    int found = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &other) : stat(path, &other);
    return found == 0 && same_file(st, &other);
}

// Opening an output empties it, so it must not be an input.
static bool is_input(const pen_cli_args *a, const char *path)
{
    struct stat out;
    if (stat(path, &out) != 0) {
        return false;
    }
    bool is = a->count == 0 && is_path("-", &out);
    for (size_t i = 0; i < a->count; i++) {
        is = is || is_path(a->operands[i], &out);
    }
    return is;
}

static int open_output(const pen_cli_args *a, const char *option, pen_cli_sink *sink)
{
    const char *path = pen_cli_value(a, option);
    if (!path) {
        return PEN_CLI_OK;
    }
    if (is_input(a, path)) {
        pen_cli_complain(path, "is an input too (give --%s another file)", option);
        return PEN_CLI_USAGE;
    }
    return pen_cli_sink_open(sink, path) ? PEN_CLI_OK : PEN_CLI_ENVIRONMENT;
}

static int open_outputs(parse *p)
{
    p->out.events = pen_cli_sink_stdout();
    p->out.errors = (pen_cli_sink){.fd = -1};
    int code = open_output(p->args, "output", &p->out.events);
    code = code == PEN_CLI_OK ? open_output(p->args, "errors", &p->out.errors) : code;
    struct stat events, errors;
    if (code == PEN_CLI_OK && fstat(p->out.events.fd, &events) == 0 &&
        fstat(p->out.errors.fd, &errors) == 0 && same_file(&events, &errors)) {
        pen_cli_complain(p->out.errors.name,
                         "is the output too (give --errors another file)");
        code = PEN_CLI_USAGE;
    }
    return code;
}

static int load(parse *p)
{
    char *folder = NULL;
    const char *name = pen_cli_value(p->args, "format");
    if (!name) {
        pen_cli_complain("parse",
                         "no format is given: -f FORMAT (see penstock parse --help)");
        return PEN_CLI_USAGE;
    }
    if (!pen_cli_now(p->args, &p->run.now_s)) {
        return PEN_CLI_USAGE;
    }
    int code = pen_cli_format_find(p->args, name, &folder);
    if (code == PEN_CLI_OK) {
        code = pen_cli_format_load(&p->format, folder, true);
    }
    free(folder);
    p->run.format = p->format.format;
    p->run.meta = pen_cli_flag(p->args, "meta");
    p->run.sentences = strcmp(pen_cli_value(p->args, "as"), "sentences") == 0;
    p->run.drop_failed = pen_cli_flag(p->args, "drop-failed");
    p->run.want_errors = pen_cli_value(p->args, "errors") != NULL;
    return code;
}

static pen_status make_consumer(parse *p, unsigned threads)
{
    const char *framing = pen_cli_value(p->args, "framing");
    if (threads == 1) {
        return pen_cli_single_new(&p->run, framing, &p->out, &p->consumer);
    }
    return pen_cli_threads_new(&p->run, (pen_cli_threads_wanted){threads, framing}, &p->out,
                               &p->consumer);
}

// ---- after ----

// Most memory ever held, KiB. What getrusage tells includes that of the program that
// started this one.
static uint64_t peak_kib(void)
{
    static const char key[] = "VmHWM:";
    pen_str text;
    uint64_t kib = 0;
    if (pen_cli_file_read("/proc/self/status", &text) != 0) {
        return 0;
    }
    const char *at = memmem(text.p, text.n, key, sizeof key - 1), *end = text.p + text.n;
    at = at ? at + sizeof key - 1 : end;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    size_t digits = 0;
    while (at + digits < end && at[digits] >= '0' && at[digits] <= '9') {
        digits++;
    }
    (void)pen_cli_number((pen_str){at, digits}, UINT32_MAX, &kib);
    pen_cli_file_free(text);
    return kib;
}

static void show_stats(const parse *p)
{
    const pen_cli_counts *n = &p->out.counts;
    double seconds = pen_cli_seconds() - p->start;
    double per = seconds > 0 ? seconds : 1e-9;
    pen_output *out = pen_output_new(NULL, 64 * 1024);
    if (!out) {
        return;
    }
    pen_cli_put(out,
                "records   %" PRIu64 "\nevents    %" PRIu64 "\nwarnings  %" PRIu64
                "\nfailures  %" PRIu64 "\nbytes     %" PRIu64 "\n",
                n->records, n->events, n->warnings, n->failures, p->bytes);
    pen_cli_put(out, "seconds   %.3f\nevents/s  %.0f\nMB/s      %.1f\nmemory    %.1f MiB\n",
                seconds, (double)n->events / per, (double)p->bytes / per / 1e6,
                (double)peak_kib() / 1024);
    pen_cli_sink sink = {.fd = 2, .name = "standard error"};
    (void)pen_cli_sink_write(&sink, pen_output_str(out));
    pen_output_free(out);
}

// What the run came to, as an exit code.
static int verdict(const parse *p, pen_status s)
{
    if (s == PEN_E_NOMEM) {
        return pen_cli_no_memory();
    }
    if (s == PEN_E_IO) {
        // A sink speaks for itself; somebody who stopped reading is no failure.
        bool closed = p->out.events.error == EPIPE || p->out.errors.error == EPIPE;
        return closed ? PEN_CLI_OK : PEN_CLI_ENVIRONMENT;
    }
    if (s == PEN_END) {
        return pen_cli_signal() == SIGINT ? PEN_CLI_INTERRUPTED : 128 + pen_cli_signal();
    }
    if (s != PEN_OK) {
        pen_cli_complain("parse", "%s", pen_status_text(s));
        return PEN_CLI_ENVIRONMENT;
    }
    if (p->missed) {
        return PEN_CLI_ENVIRONMENT;
    }
    bool strict = pen_cli_flag(p->args, "strict") && p->out.counts.failures;
    return strict ? PEN_CLI_FAILED : PEN_CLI_OK;
}

static int run_over(parse *p, unsigned threads)
{
    p->start = pen_cli_seconds();
    pen_status s = make_consumer(p, threads);
    if (s != PEN_OK) {
        pen_cli_complain("parse", "cannot start: %s", pen_status_text(s));
        return PEN_CLI_ENVIRONMENT;
    }
    p->progress = pen_cli_progress_start(total_size(p->args), "events");
    s = read_all(p);
    pen_cli_progress_end(&p->progress);
    p->consumer.free(p->consumer.state);
    if (pen_cli_flag(p->args, "stats")) {
        show_stats(p);
    }
    return verdict(p, s);
}

static int run(const pen_cli_args *args)
{
    parse p = {.args = args, .out = {.events = {.fd = -1}, .errors = {.fd = -1}}};
    unsigned threads;
    if (!pen_cli_count(args, "threads", THREADS_MAX, &threads)) {
        return PEN_CLI_USAGE;
    }
    int code = load(&p);
    if (code == PEN_CLI_OK && !pen_cli_signals_catch()) {
        pen_cli_complain("parse", "cannot watch for signals");
        code = PEN_CLI_ENVIRONMENT;
    }
    code = code == PEN_CLI_OK ? open_outputs(&p) : code;
    code = code == PEN_CLI_OK ? run_over(&p, threads) : code;
    int events = pen_cli_sink_close(&p.out.events),
        errors = pen_cli_sink_close(&p.out.errors);
    pen_cli_format_free(&p.format);
    code = code == PEN_CLI_OK ? events : code;
    return code == PEN_CLI_OK ? errors : code;
}

static const pen_cli_option options[] = {
    {.name = "format",
     .letter = 'f',
     .metavar = "FORMAT",
     .help = "the format: a folder that holds one, or MODULE/FORMAT of a repository"},
    PEN_CLI_OPTION_FORMATS,
    PEN_CLI_OPTION_FRAMING,
    {.name = "threads",
     .metavar = "N",
     .fallback = "1",
     .help = "work with so many threads; what comes out, and its order, stay the same"},
    {.name = "output",
     .letter = 'o',
     .metavar = "FILE",
     .help = "write the events here and not to standard output"},
    {.name = "as",
     .metavar = "KIND",
     .fallback = "json",
     .choices = "json|sentences",
     .help =
         "write events as JSON, or as what the format's smart descriptions say of them, "
         "control characters turned into ?"},
    {.name = "errors",
     .metavar = "FILE",
     .help =
         "write a JSON object here for each record that failed or warned: file, offset in "
         "bytes (of the unpacked input), record or record_base64, why, fields"},
    {.name = "strict", .help = "exit 1 when a record failed"},
    {.name = "drop-failed", .help = "leave the events of failed records out"},
    {.name = "stats", .help = "end with a summary on standard error"},
    {.name = "meta",
     .help = "keep event.id, sekoiaio.* where it is set, and what a syslog header says "
             "(log.hostname, log.syslog.*)"},
    PEN_CLI_OPTION_NOW,
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock parse -f Azure/azure-network-watcher PT1H.json",
     "a blob of flow logs: one event for each tuple"},
    {"zcat eve.json.gz | penstock parse -f SesameIT/jizo | jq .source.ip",
     "in a pipe; packed files can also be named as they are"},
    {"penstock parse -f ./mine --errors bad.ndjson --stats --threads 4 *.log",
     "what failed, and how fast it went"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_parse = {
    .name = "parse",
    .summary = "turn raw logs into events, one JSON object a line",
    .operands = "-f FORMAT [OPTION]... [FILE]...",
    .least = 0,
    .most = UINT32_MAX,
    .text =
        "Reads the files in their order, or standard input when there are none or for -. "
        "Gzip and zstd are recognised by their first bytes. Each record gives one event, "
        "whatever its stages did with it. A record failed when no stage found anything in "
        "it; it warned when a value did not fit its field or bytes were not UTF-8. What the "
        "framing refuses (a broken tuple of a flow log, a record over 16 MiB) gives no "
        "event and counts as a failure.\n\n"
        "An interrupt writes out what is complete and exits 130.",
    .options = options,
    .examples = examples,
    .exits =
        "0 done\n1 a record failed (with --strict)\n2 wrong usage, or the format is wrong\n"
        "3 a file could not be read or written (the others were done)",
    .run = run,
};

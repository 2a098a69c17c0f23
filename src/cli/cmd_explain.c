// SPDX-License-Identifier: Apache-2.0
// penstock explain: a format's plan, or what it does with records.
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/reader.h"
#include "cli/repository.h"
#include "cli/say.h"
#include "cli/sink.h"

#include <stdlib.h>

enum { TEXT_MAX = 1 << 30, RECORDS_MAX = 1000000, PIECE = 64 * 1024 };

typedef struct explain {
    pen_worker *worker;
    pen_output *out;
    pen_cli_sink sink;
    int64_t now_s;
    unsigned left; // records still to explain
} explain;

// The text of one record is written before the next is read.
static pen_status flush(explain *e)
{
    bool good = pen_cli_sink_write(&e->sink, pen_output_str(e->out));
    pen_output_clear(e->out);
    return good ? PEN_OK : PEN_E_IO;
}

static pen_status take(void *ctx, const pen_stream_record *r)
{
    explain *e = ctx;
    if (e->left == 0) {
        return PEN_END;
    }
    e->left--;
    if (r->error) {
        pen_cli_put(e->out, "no record: %s\n\n", r->error);
        return flush(e);
    }
    pen_input in = {.message = r->message, .now_s = e->now_s};
    pen_status s = pen_worker_explain(e->worker, &in, e->out);
    if (s == PEN_OK) {
        s = pen_output_add(e->out, PEN_CLI_LIT("\n"));
    }
    return s == PEN_OK ? flush(e) : s;
}

static pen_status read_records(explain *e, pen_cli_reader *r, pen_stream *stream,
                               char *buffer)
{
    pen_status s = PEN_OK;
    while (s == PEN_OK && e->left) {
        size_t n;
        pen_cli_read got = pen_cli_reader_read(r, buffer, PIECE, &n);
        if (got == PEN_CLI_READ_END) {
            s = pen_stream_end(stream, take, e);
            return s == PEN_END ? PEN_OK : s;
        }
        s = got == PEN_CLI_READ_SOME
                ? pen_stream_push(stream, (pen_str){buffer, n}, take, e)
                : PEN_E_IO;
    }
    return s == PEN_END ? PEN_OK : s;
}

static int explain_run(const pen_cli_args *args, const pen_format *f, const char *path)
{
    explain e = {.sink = pen_cli_sink_stdout()};
    pen_cli_reader reader;
    pen_stream *stream = NULL;
    if (!pen_cli_count(args, "records", RECORDS_MAX, &e.left) ||
        !pen_cli_now(args, &e.now_s)) {
        return PEN_CLI_USAGE;
    }
    if (!pen_cli_reader_open(&reader, path)) {
        return PEN_CLI_ENVIRONMENT;
    }
    pen_status s = pen_worker_new(f, NULL, &e.worker);
    if (s == PEN_OK) {
        s = pen_stream_new(pen_cli_str(pen_cli_value(args, "framing")), NULL, &stream);
    }
    e.out = pen_output_new(NULL, TEXT_MAX);
    char *buffer = malloc(PIECE);
    if (s == PEN_OK) {
        s = e.out && buffer ? read_records(&e, &reader, stream, buffer) : PEN_E_NOMEM;
    }
    free(buffer);
    pen_stream_free(stream);
    pen_worker_free(e.worker);
    pen_output_free(e.out);
    pen_cli_reader_close(&reader);
    int code = pen_cli_sink_close(&e.sink);
    if (s == PEN_E_IO || s == PEN_OK) { // who failed has said so
        return s == PEN_OK || e.sink.error ? code : PEN_CLI_ENVIRONMENT;
    }
    pen_cli_complain("explain", "%s", pen_status_text(s));
    return PEN_CLI_ENVIRONMENT;
}

static int explain_plan(const pen_format *f)
{
    pen_output *out = pen_output_new(NULL, TEXT_MAX);
    return pen_cli_print(out, out ? pen_format_explain(f, out) : PEN_E_NOMEM);
}

static int run(const pen_cli_args *args)
{
    pen_cli_format f = {.format = NULL};
    char *folder;
    int code = pen_cli_format_find(args, args->operands[0], &folder);
    code = code == PEN_CLI_OK ? pen_cli_format_load(&f, folder, true) : code;
    if (code == PEN_CLI_OK) {
        code = args->count == 1 ? explain_plan(f.format)
                                : explain_run(args, f.format, args->operands[1]);
    }
    pen_cli_format_free(&f);
    free(folder);
    return code;
}

static const pen_cli_option options[] = {
    PEN_CLI_OPTION_FORMATS,
    PEN_CLI_OPTION_FRAMING,
    {.name = "records",
     .letter = 'n',
     .metavar = "N",
     .fallback = "1",
     .help = "explain the first N records of the input"},
    PEN_CLI_OPTION_NOW,
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock explain SesameIT/jizo", "the compiled plan"},
    {"tail -n 1 eve.json | penstock explain SesameIT/jizo -",
     "stage by stage: what came out of a record, and why"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_explain = {
    .name = "explain",
    .summary = "show a format's plan, or what it does with a record",
    .operands = "[OPTION]... FORMAT [FILE|-]",
    .least = 1,
    .most = 2,
    .text =
        "Without an input: the compiled plan, readable. With one: stage by stage what came "
        "out, each action's filter verdict and value, coercions and warnings.",
    .options = options,
    .examples = examples,
    .exits = "0 done\n2 wrong usage, or the format is wrong\n3 a file could not be read or "
             "written",
    .run = run,
};

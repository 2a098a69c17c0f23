// SPDX-License-Identifier: Apache-2.0
// penstock serve: the validation API over HTTP, or one request of it.
#include "cli/commands.h"
#include "cli/say.h"

#include "serve/confine.h"
#include "serve/server.h"

#include <unistd.h>

enum { BODY_MIB_MAX = 64, SECONDS_MAX = 3600, MEMORY_MIB_MAX = 65536, JOBS_MAX = 32 };

static void say(const char *line)
{
    pen_cli_complain(NULL, "%s", line);
}

static int once(const pen_serve_options *o, int64_t now_s)
{
    pen_serve_limits limits = {o->body_mib, o->seconds, o->memory_mib};
    return pen_serve_once(&limits, now_s, STDIN_FILENO, STDOUT_FILENO);
}

static int run(const pen_cli_args *args)
{
    int64_t now_s;
    pen_serve_options o = {
        .listen = pen_cli_value(args, "listen"),
        .now = pen_cli_value(args, "now"),
        .program = "/proc/self/exe", // this very build, even when the file was replaced
        .verbose = pen_cli_flag(args, "verbose"),
        .say = say,
    };
    if (!pen_cli_count(args, "body", BODY_MIB_MAX, &o.body_mib) ||
        !pen_cli_count(args, "time", SECONDS_MAX, &o.seconds) ||
        !pen_cli_count(args, "memory", MEMORY_MIB_MAX, &o.memory_mib) ||
        !pen_cli_count(args, "jobs", JOBS_MAX, &o.jobs) ||
        !pen_cli_count(args, "idle", SECONDS_MAX, &o.idle) || !pen_cli_now(args, &now_s)) {
        return PEN_CLI_USAGE;
    }
    if (pen_cli_flag(args, "once")) {
        return once(&o, now_s);
    }
    pen_status s = pen_serve_run(&o);
    return s == PEN_OK ? PEN_CLI_OK : s == PEN_E_USAGE ? PEN_CLI_USAGE : PEN_CLI_ENVIRONMENT;
}

static const pen_cli_option options[] = {
    {.name = "listen", .metavar = "ADDRESS:PORT", .fallback = "127.0.0.1:8787",
     .help = "where to listen; only this machine reaches the default; port 0 takes a free one"},
    {.name = "once",
     .help = "no server: answer the one request on standard input on standard output"},
    {.name = "body", .metavar = "MIB", .fallback = "8", .help = "the largest request"},
    {.name = "time", .metavar = "SECONDS", .fallback = "30",
     .help = "how long one validation may wait, and then run"},
    {.name = "memory", .metavar = "MIB", .fallback = "1024",
     .help = "how much memory one validation may take"},
    {.name = "jobs", .metavar = "N", .fallback = "4", .help = "validations at a time"},
    {.name = "idle", .metavar = "SECONDS", .fallback = "30",
     .help = "how long a request may take to arrive; connections that idle longer are closed"},
    PEN_CLI_OPTION_NOW,
    {.name = "verbose", .letter = 'v', .help = "a line on standard error for each request"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example examples[] = {
    {"penstock serve", "serve this machine on port 8787 until Ctrl-C"},
    {"penstock serve --once < request.json", "one validation, without a server"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_serve = {
    .name = "serve",
    .summary = "answer the validation API, over which authors' tools try formats",
    .operands = "[OPTION]...",
    .least = 0,
    .most = 0,
    .text = "POST /api/v1/ingest/formats/validate takes a format (parser and taxonomy, as JSON) "
            "and events, and answers what the format makes of them, which entries and actions "
            "ran, and which fields are undeclared or unused. GET /api/v1/health says that the "
            "server is there. Nothing else is served, no file above all.\n\n"
            "Formats that are posted are other people's code: each is run in a process of its "
            "own, with limits on time, memory and descriptors. Nobody is asked who he is, so "
            "listen to more than this machine only where all may do this.",
    .options = options,
    .examples = examples,
    .exits = "0 stopped by SIGINT or SIGTERM; with --once: done\n"
             "1 with --once: the format does not load, or takes too much\n"
             "2 wrong usage; with --once: the request is wrong\n"
             "3 the address cannot be listened on, or reading or writing failed",
    .run = run,
};

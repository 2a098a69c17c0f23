// SPDX-License-Identifier: Apache-2.0
// penstock new and penstock new-test: a format to start from; a test made of a raw record.
#include "cli/cli_text.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/repository.h"
#include "cli/say.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { NAME_MAX_BYTES = 100, TEXT_MAX = 64 << 20 };

// Letters, digits, `-`, `_`, `.`, not at the beginning.
static bool is_name(pen_str s)
{
    static const char others[] = "-_.";
    bool good = s.n > 0 && s.n <= NAME_MAX_BYTES && s.p[0] != '.' && s.p[0] != '-';
    for (size_t i = 0; good && i < s.n; i++) {
        char c = s.p[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               memchr(others, c, sizeof others - 1);
    }
    return good;
}

// ---- new ----

// A random UUID (RFC 9562, version 4).
static bool put_uuid(pen_output *out)
{
    uint64_t v[2];
    if (getrandom(v, sizeof v, 0) != (ssize_t)sizeof v) {
        return false;
    }
    pen_cli_put(out, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                v[0] >> 32, v[0] >> 16 & 0xffff, v[0] & 0xfff,
                (v[1] >> 48 & 0x3fff) | 0x8000, v[1] & 0xffffffffffffu);
    return true;
}

static bool put_manifest(pen_output *out, pen_str name, bool sources)
{
    pen_cli_put(out, "uuid: ");
    bool good = put_uuid(out);
    pen_cli_put(out, "\nname: %.*s\nslug: ", PEN_CLI_FMT(name));
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        pen_cli_put(out, "%c", c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    pen_cli_put(out, "\ndescription: >-\n  What sends these logs, in a sentence.\n");
    if (sources) {
        pen_cli_put(out, "data_sources:\n  Network device logs: what the logs tell\n");
    }
    return good;
}

static void put_parser(pen_output *out, pen_str name)
{
    pen_cli_put(
        out,
        "name: %.*s\npipeline:\n  - name: parsed\n    description: the record is JSON\n"
        "    external:\n      name: json.parse-json\n      properties:\n"
        "        input_field: original.message\n        output_field: message\n\n"
        "  - name: event\n\nstages:\n  event:\n    actions:\n      - set:\n"
        "          \"@timestamp\": \"{{parsed.message.time}}\"\n"
        "          event.category: [\"network\"]\n"
        "          event.type: [\"info\"]\n"
        "          event.action: \"{{parsed.message.action}}\"\n"
        "          source.ip: \"{{parsed.message.src}}\"\n",
        PEN_CLI_FMT(name));
}

static const char sample[] =
    "{\"time\":\"2024-05-01T10:20:30Z\",\"action\":\"accept\",\"src\":\"192.0.2.1\"}";

typedef struct scaffold {
    const char *root;
    pen_str module, format;
    char *folder; // of the format
    pen_output *out;
} scaffold;

// Writes what `out` holds as a new file and tells its name; empties `out`.
static int write_file(scaffold *s, const char *folder, const char *below)
{
    char *path = pen_cli_path(folder, below, NULL);
    if (!path) {
        return pen_cli_no_memory();
    }
    *strrchr(path, '/') = '\0';
    int code = pen_cli_folder_make(path);
    path[strlen(path)] = '/';
    code =
        code == PEN_CLI_OK ? pen_cli_file_write(path, pen_output_str(s->out), true) : code;
    pen_output_clear(s->out);
    if (code == PEN_CLI_OK) {
        pen_output *said = pen_output_new(NULL, TEXT_MAX);
        if (said) {
            pen_cli_put_text(said, pen_cli_str(path), true);
            pen_cli_put(said, "\n");
        }
        code = pen_cli_print(said, PEN_OK);
    }
    free(path);
    return code;
}

static int write_module(scaffold *s)
{
    char *module = pen_cli_path(s->folder, "..", NULL);
    char *manifest = pen_cli_path(s->folder, "../" PEN_CLI_MANIFEST, NULL);
    int code = module && manifest ? PEN_CLI_OK : pen_cli_no_memory();
    if (code == PEN_CLI_OK && !pen_cli_is_file(manifest)) {
        if (!put_manifest(s->out, s->module, false)) {
            pen_cli_complain("new", "no random numbers can be had");
            code = PEN_CLI_ENVIRONMENT;
        }
        code = code == PEN_CLI_OK ? write_file(s, module, PEN_CLI_MANIFEST) : code;
    }
    free(module);
    free(manifest);
    return code;
}

// The first test, made by running the format.
static int write_sample(scaffold *s, const char *folder)
{
    pen_cli_format f;
    pen_worker *w = NULL;
    int code = pen_cli_format_load(&f, folder, true);
    if (code == PEN_CLI_OK) {
        pen_status st = pen_worker_new(f.format, NULL, &w);
        st = st == PEN_OK
                 ? pen_case_make(w, (pen_str){NULL, 0}, pen_cli_str(sample), 0, s->out)
                 : st;
        code = st == PEN_OK ? write_file(s, folder, "tests/test_sample.json")
                            : pen_cli_no_memory();
    }
    pen_worker_free(w);
    pen_cli_format_free(&f);
    return code;
}

static int write_all(scaffold *s)
{
    put_parser(s->out, s->format);
    int code = write_file(s, s->folder, PEN_CLI_PARSER); // first: it must not be there yet
    code = code == PEN_CLI_OK ? write_module(s) : code;
    if (code == PEN_CLI_OK) {
        (void)put_manifest(s->out, s->format, true);
        code = write_file(s, s->folder, PEN_CLI_MANIFEST);
    }
    if (code == PEN_CLI_OK) {
        pen_cli_put(s->out, "{}\n");
        code = write_file(s, s->folder, PEN_CLI_FIELDS);
    }
    return code == PEN_CLI_OK ? write_sample(s, s->folder) : code;
}

static int run_new(const pen_cli_args *args)
{
    const char *name = args->operands[0], *slash = strchr(name, '/');
    scaffold s = {.root = pen_cli_value(args, "formats")};
    if (slash) {
        s.module = (pen_str){name, (size_t)(slash - name)};
        s.format = pen_cli_str(slash + 1);
    }
    if (!is_name(s.module) || !is_name(s.format)) {
        pen_cli_complain(name, "is not MODULE/FORMAT (letters, digits, '-', '_' and '.')");
        return PEN_CLI_USAGE;
    }
    s.folder = pen_cli_path(s.root ? s.root : ".", name, NULL);
    s.out = pen_output_new(NULL, TEXT_MAX);
    int code = s.folder && s.out ? PEN_CLI_OK : pen_cli_no_memory();
    if (code == PEN_CLI_OK && pen_cli_is_folder(s.folder)) {
        pen_cli_complain(s.folder, "is there already (choose another name)");
        code = PEN_CLI_USAGE;
    }
    code = code == PEN_CLI_OK ? write_all(&s) : code;
    pen_output_free(s.out);
    free(s.folder);
    return code;
}

// ---- new-test ----

// The record without the line end that files have.
static pen_str without_line_end(pen_str s)
{
    s.n -= s.n && s.p[s.n - 1] == '\n';
    s.n -= s.n && s.p[s.n - 1] == '\r';
    return s;
}

// tests/NAME.json, from NAME or cases/NAME. NULL: it is no name, or no memory.
static char *test_path(const char *name)
{
    static const char cases[] = "cases/";
    pen_str base = pen_cli_str(name);
    bool is_case = strncmp(name, cases, sizeof cases - 1) == 0;
    base = is_case ? pen_cli_str(name + sizeof cases - 1) : base;
    if (base.n > 5 && memcmp(base.p + base.n - 5, ".json", 5) == 0) {
        base.n -= 5;
    }
    if (!is_name(base)) {
        return NULL;
    }
    pen_output *out = pen_output_new(NULL, TEXT_MAX);
    if (!out) {
        return NULL;
    }
    pen_cli_put(out, "tests/%s%.*s.json", is_case ? cases : "", PEN_CLI_FMT(base));
    pen_str text = pen_output_str(out);
    char *path = strndup(text.n ? text.p : "", text.n);
    pen_output_free(out);
    return path;
}

static int make_test(scaffold *s, const pen_format *f, int64_t now_s, const char *path,
                     pen_str record)
{
    pen_worker *w = NULL;
    pen_str message = without_line_end(record);
    if (!pen_cli_is_utf8(message)) {
        pen_cli_complain("new-test", "the record is not UTF-8 (a test holds text)");
        return PEN_CLI_USAGE;
    }
    pen_status st = pen_worker_new(f, NULL, &w);
    st = st == PEN_OK ? pen_case_make(w, (pen_str){NULL, 0}, message, now_s, s->out) : st;
    pen_worker_free(w);
    if (st != PEN_OK) {
        pen_cli_complain("new-test", "%s", pen_status_text(st));
        return PEN_CLI_ENVIRONMENT;
    }
    return write_file(s, s->folder, path);
}

static int run_new_test(const pen_cli_args *args)
{
    scaffold s = {.out = pen_output_new(NULL, TEXT_MAX)};
    pen_cli_format f = {.format = NULL};
    pen_str record = {NULL, 0};
    int64_t now_s;
    char *path = test_path(args->operands[1]);
    if (!path) {
        pen_cli_complain(args->operands[1],
                         "is no name for a test (letters, digits, '-', '_' "
                         "and '.'; maybe cases/ in front)");
    }
    int code = path && pen_cli_now(args, &now_s) ? PEN_CLI_OK : PEN_CLI_USAGE;
    code = code == PEN_CLI_OK && !s.out ? pen_cli_no_memory() : code;
    code =
        code == PEN_CLI_OK ? pen_cli_format_find(args, args->operands[0], &s.folder) : code;
    code = code == PEN_CLI_OK ? pen_cli_format_load(&f, s.folder, true) : code;
    if (code == PEN_CLI_OK) {
        code = pen_cli_file_get(args->count > 2 ? args->operands[2] : "-", &record);
    }
    code = code == PEN_CLI_OK ? make_test(&s, f.format, now_s, path, record) : code;
    pen_cli_file_free(record);
    pen_cli_format_free(&f);
    pen_output_free(s.out);
    free(s.folder);
    free(path);
    return code;
}

// ---- tables ----

static const pen_cli_option new_options[] = {
    {.name = "formats",
     .metavar = "DIR",
     .help = "make it in this repository (default: the current folder)"},
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example new_examples[] = {
    {"penstock new Acme/firewall", "makes ./Acme/firewall"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_new = {
    .name = "new",
    .summary = "make a format to start from",
    .operands = "[OPTION]... MODULE/FORMAT",
    .least = 1,
    .most = 1,
    .text = "Writes a manifest, a taxonomy, a parser of JSON records and a first test, and "
            "prints their names. Nothing that is there is overwritten.",
    .options = new_options,
    .examples = new_examples,
    .exits = "0 done\n2 wrong usage, or it is there already\n3 a file could not be written",
    .run = run_new,
};

static const pen_cli_option test_options[] = {
    PEN_CLI_OPTION_FORMATS,
    PEN_CLI_OPTION_NOW,
    PEN_CLI_OPTIONS_END,
};

static const pen_cli_example test_examples[] = {
    {"head -n 1 app.log | penstock new-test Acme/firewall login -",
     "makes Acme/firewall/tests/login.json"},
    {NULL, NULL},
};

const pen_cli_command pen_cli_cmd_new_test = {
    .name = "new-test",
    .summary = "make a test of a raw record",
    .operands = "[OPTION]... FORMAT NAME [FILE|-]",
    .least = 2,
    .most = 3,
    .text =
        "Takes the file, or standard input, as one record, runs the format over it and "
        "writes FORMAT/tests/NAME.json with what came out as what is expected: look at it "
        "before you keep it. With cases/ in front of the name the test is not shown on the "
        "format's page. Nothing that is there is overwritten.",
    .options = test_options,
    .examples = test_examples,
    .exits = "0 done\n2 wrong usage, the format is wrong, or the test is there already\n"
             "3 a file could not be read or written",
    .run = run_new_test,
};

// SPDX-License-Identifier: Apache-2.0
// Runs one format over what corpus_diff.py sends: corpus_driver PARSER MODULE_FIELDS FIELDS
// NOW. A file that is not there counts as empty. Standard input has one event a line: the
// message and the extra fields as JSON, in hexadecimal, between a blank. Each gets one line:
// the number of its warnings, a blank, and the event as JSON, or FAIL.
#define _POSIX_C_SOURCE 200809L // getline
#include "base/num.h"
#include "base/str.h"
#include "penstock.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MAX = 8 << 20, EVENT_BYTES = 64 << 20 };

static pen_str file_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *p = f ? malloc(FILE_BYTES_MAX) : NULL;
    size_t n = p ? fread(p, 1, FILE_BYTES_MAX, f) : 0;
    if (f) {
        (void)fclose(f);
    }
    return (pen_str){p, n};
}

// Decodes a word of `line` in place, from *at on; *at is put behind the blank after it.
static pen_str unhex(char *line, size_t *at)
{
    char *p = line + *at;
    size_t n = strcspn(p, " \n");
    *at += n + 1;
    for (size_t i = 0; i < n / 2; i++) {
        p[i] = (char)(pen_hex_digit(p[2 * i]) << 4 | pen_hex_digit(p[2 * i + 1]));
    }
    return (pen_str){p, n / 2};
}

static void answer(pen_worker *w, pen_output *o, const pen_input *in)
{
    pen_result r = {0};
    pen_output_clear(o);
    pen_status s = pen_worker_feed(w, in, &r);
    s = s == PEN_OK ? pen_event_json(w, PEN_WRITE_META, o) : s;
    pen_str t = s == PEN_OK && !r.gave_up ? pen_output_str(o) : PEN_LIT("FAIL");
    printf("%u %.*s\n", (unsigned)r.warnings, (int)t.n, t.p);
    (void)fflush(stdout);
}

static void serve(pen_worker *w, pen_output *o, int64_t now_s)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        size_t at = 0;
        pen_str message = unhex(line, &at);
        pen_input in = {.message = message, .extra = unhex(line, &at), .now_s = now_s};
        answer(w, o, &in);
    }
    free(line);
}

int main(int argc, char **argv)
{
    pen_format *f = NULL;
    pen_worker *w = NULL;
    int64_t now_s;
    if (argc != 5 || pen_num_i64((pen_str){argv[4], strlen(argv[4])}, &now_s) != PEN_OK) {
        return 2;
    }
    pen_format_files files = {.parser.text = file_text(argv[1]),
                              .module_fields.text = file_text(argv[2]),
                              .fields.text = file_text(argv[3])};
    pen_output *o = pen_output_new(NULL, EVENT_BYTES);
    bool good = pen_format_load(&files, NULL, &f) == PEN_OK && o;
    good = good && pen_worker_new(f, NULL, &w) == PEN_OK;
    if (good) {
        serve(w, o, now_s);
    }
    pen_worker_free(w);
    pen_format_free(f);
    pen_output_free(o);
    const pen_text *texts[] = {&files.parser, &files.module_fields, &files.fields};
    for (size_t i = 0; i < 3; i++) {
        union {
            const char *in;
            char *out;
        } p = {.in = texts[i]->text.p};
        free(p.out);
    }
    return good ? 0 : 1;
}

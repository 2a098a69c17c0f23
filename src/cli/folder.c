// SPDX-License-Identifier: Apache-2.0
#include "cli/folder.h"

#include "cli/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[PEN_CLI_FORMAT_FILES] = {
    PEN_CLI_PARSER, PEN_CLI_MANIFEST, PEN_CLI_MODULE_FIELDS, PEN_CLI_FIELDS, PEN_CLI_SMART};

bool pen_cli_folder_is_format(const char *folder)
{
    char *path = pen_cli_path(folder, PEN_CLI_PARSER, NULL);
    bool is = path && pen_cli_is_file(path);
    free(path);
    return is;
}

static int complain_unreadable(const char *path, int error)
{
    if (error == ENOENT || error == ENOTDIR) {
        pen_cli_complain(path, "is not there (a format's folder holds " PEN_CLI_PARSER
                               "; 'penstock formats' lists formats)");
        return PEN_CLI_USAGE;
    }
    pen_cli_complain(path, "cannot be read: %s", strerror(error));
    return PEN_CLI_ENVIRONMENT;
}

// Only the parser must be there.
static int read_texts(pen_cli_format *f, const char *folder, pen_text texts[])
{
    for (size_t i = 0; i < PEN_CLI_FORMAT_FILES; i++) {
        f->names[i] = pen_cli_path(folder, files[i], NULL);
        if (!f->names[i]) {
            return pen_cli_no_memory();
        }
        texts[i].name = pen_cli_str(f->names[i]);
        int error = pen_cli_file_read(f->names[i], &texts[i].text);
        bool optional = i > 0 && (error == ENOENT || error == ENOTDIR);
        if (error && !optional) {
            return complain_unreadable(f->names[i], error);
        }
    }
    return PEN_CLI_OK;
}

static int compile(pen_cli_format *f, const pen_text texts[], bool say)
{
    pen_format_files in = {.parser = texts[0],
                           .manifest = texts[1],
                           .module_fields = texts[2],
                           .fields = texts[3],
                           .smart = texts[4]};
    pen_status s = pen_format_load(&in, NULL, &f->format);
    if (!f->format) {
        return pen_cli_no_memory();
    }
    if (say) {
        pen_cli_show_messages(f->format);
    }
    pen_message first;
    if (s != PEN_OK && say && pen_format_message(f->format, 0, &first) != PEN_OK) {
        pen_cli_complain(f->names[0], "%s", pen_status_text(s));
    }
    return s == PEN_OK ? PEN_CLI_OK : PEN_CLI_USAGE;
}

int pen_cli_format_load(pen_cli_format *f, const char *folder, bool say)
{
    pen_text texts[PEN_CLI_FORMAT_FILES] = {{.name = {NULL, 0}}};
    *f = (pen_cli_format){.format = NULL};
    int code = read_texts(f, folder, texts);
    if (code == PEN_CLI_OK) {
        code = compile(f, texts, say);
    }
    for (size_t i = 0; i < PEN_CLI_FORMAT_FILES; i++) {
        pen_cli_file_free(texts[i].text);
    }
    return code;
}

void pen_cli_format_free(pen_cli_format *f)
{
    pen_format_free(f->format);
    for (size_t i = 0; i < PEN_CLI_FORMAT_FILES; i++) {
        free(f->names[i]);
    }
}

static int add_tests(const char *folder, const char *below, pen_cli_names *out)
{
    pen_cli_names found = {NULL, 0};
    char *path = pen_cli_path(folder, below, NULL);
    int error = path ? pen_cli_names_list(&found, path, ".json") : ENOMEM;
    bool good = !error || error == ENOENT || error == ENOTDIR;
    if (!good) {
        pen_cli_complain(path, "cannot be read: %s", strerror(error));
    }
    for (size_t i = 0; good && i < found.n; i++) {
        good = pen_cli_names_add(out, pen_cli_path(below, found.v[i], NULL));
    }
    pen_cli_names_free(&found);
    free(path);
    return good ? PEN_CLI_OK : PEN_CLI_ENVIRONMENT;
}

int pen_cli_folder_tests(const char *folder, bool all, pen_cli_names *out)
{
    int code = add_tests(folder, "tests", out);
    return code == PEN_CLI_OK && all ? add_tests(folder, "tests/cases", out) : code;
}

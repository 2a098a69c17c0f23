// SPDX-License-Identifier: Apache-2.0
#include "cli/repository.h"

#include "cli/cli_text.h"
#include "cli/folder.h"
#include "cli/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PEN_CLI_FORMATS_DIR
#define PEN_CLI_FORMATS_DIR "formats"
#endif

// A repository holds modules, a module formats; one level more for trees that group
// modules.
enum { DEPTH_MAX = 3, EXE_MAX = 4096 };

static int search(const char *path, int depth, pen_cli_names *out)
{
    if (pen_cli_folder_is_format(path)) {
        bool kept = pen_cli_names_add(out, pen_cli_path(path, NULL, NULL));
        return kept ? PEN_CLI_OK : pen_cli_no_memory();
    }
    pen_cli_names below = {NULL, 0};
    int error = depth < DEPTH_MAX ? pen_cli_names_list(&below, path, "") : 0;
    int code = PEN_CLI_OK;
    if (error && (depth == 0 || error == ENOMEM)) {
        pen_cli_complain(path, "cannot be read: %s", strerror(error));
        code = error == ENOENT || error == ENOTDIR ? PEN_CLI_USAGE : PEN_CLI_ENVIRONMENT;
    }
    for (size_t i = 0; i < below.n && code == PEN_CLI_OK; i++) {
        char *inner = pen_cli_path(path, below.v[i], NULL);
        if (!inner) {
            code = pen_cli_no_memory();
        } else if (pen_cli_is_folder(inner)) {
            code = search(inner, depth + 1, out);
        }
        free(inner);
    }
    pen_cli_names_free(&below);
    return code;
}

int pen_cli_formats_below(const char *path, pen_cli_names *out)
{
    return search(path, 0, out);
}

// ---- repositories ----

// The folder beside the program's own: ../share/penstock/formats. NULL when it is not
// there.
static char *beside_program(void)
{
    char exe[EXE_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0) {
        return NULL;
    }
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash) {
        return NULL;
    }
    *slash = '\0';
    char *path = pen_cli_path(exe, "../share/penstock/formats", NULL);
    if (path && !pen_cli_is_folder(path)) {
        free(path);
        return NULL;
    }
    return path;
}

static bool add_list(pen_cli_names *out, const char *list)
{
    bool good = true;
    while (good && *list) {
        size_t n = strcspn(list, ":");
        char *one = n ? strndup(list, n) : NULL;
        good = n == 0 || pen_cli_names_add(out, one);
        list += n + (list[n] == ':');
    }
    return good;
}

int pen_cli_repositories(const pen_cli_args *args, pen_cli_names *out)
{
    const char *dir, *list = getenv("PENSTOCK_FORMATS");
    bool good = true;
    for (size_t i = 0; good && (dir = pen_cli_value_at(args, "formats", i)); i++) {
        good = pen_cli_names_add(out, pen_cli_path(dir, NULL, NULL));
    }
    if (good && out->n == 0 && list) {
        good = add_list(out, list);
    }
    if (good && out->n == 0) {
        char *path = beside_program();
        good = pen_cli_names_add(out, path ? path
                                           : pen_cli_path(PEN_CLI_FORMATS_DIR, NULL, NULL));
    }
    return good ? PEN_CLI_OK : pen_cli_no_memory();
}

// ---- finding ----

// A format of a repository whose name is near, as MODULE/FORMAT: to be freed, or NULL.
static char *suggest(const pen_cli_names *repositories, const char *name)
{
    char *best = NULL;
    unsigned distance = 5;
    for (size_t i = 0; i < repositories->n; i++) {
        pen_cli_names found = {NULL, 0};
        const char *root = repositories->v[i];
        if (pen_cli_is_folder(root) && pen_cli_formats_below(root, &found) != PEN_CLI_OK) {
            pen_cli_names_free(&found);
            continue;
        }
        for (size_t k = 0; k < found.n; k++) {
            const char *relative = found.v[k] + strlen(root);
            relative += strspn(relative, "/");
            const char *base = strrchr(relative, '/');
            unsigned whole = pen_cli_distance(name, relative);
            unsigned last = base ? pen_cli_distance(name, base + 1) : whole;
            unsigned d = whole < last ? whole : last;
            if (d < distance) {
                free(best);
                best = strdup(relative);
                distance = d;
            }
        }
        pen_cli_names_free(&found);
    }
    return best;
}

static int complain_missing(const pen_cli_names *repositories, const char *name)
{
    if (pen_cli_is_folder(name)) {
        pen_cli_complain(name, "is no format: " PEN_CLI_PARSER
                               " is missing (name a folder that holds it)");
        return PEN_CLI_USAGE;
    }
    char *near = suggest(repositories, name);
    if (near) {
        pen_cli_complain(name,
                         "no such format (did you mean '%s'? 'penstock formats' lists "
                         "them)",
                         near);
    } else {
        pen_cli_complain(name,
                         "no such format, neither here nor in %s ('penstock formats' "
                         "lists formats)",
                         repositories->n ? repositories->v[0] : "a repository");
    }
    free(near);
    return PEN_CLI_USAGE;
}

int pen_cli_format_find(const pen_cli_args *args, const char *name, char **out)
{
    *out = NULL;
    if (pen_cli_folder_is_format(name)) {
        *out = pen_cli_path(name, NULL, NULL);
        return *out ? PEN_CLI_OK : pen_cli_no_memory();
    }
    pen_cli_names repositories = {NULL, 0};
    int code = pen_cli_repositories(args, &repositories);
    for (size_t i = 0; code == PEN_CLI_OK && !*out && i < repositories.n; i++) {
        char *path = pen_cli_path(repositories.v[i], name, NULL);
        if (path && name[0] != '/' && pen_cli_folder_is_format(path)) {
            *out = path;
        } else {
            free(path);
        }
    }
    if (code == PEN_CLI_OK && !*out) {
        code = complain_missing(&repositories, name);
    }
    pen_cli_names_free(&repositories);
    return code;
}

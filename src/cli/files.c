// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include "cli/say.h"
#include "cli/sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *pen_cli_path(const char *a, const char *b, const char *c)
{
    const char *parts[] = {a, b, c, NULL};
    size_t room = 1;
    for (size_t i = 0; parts[i]; i++) {
        room += strlen(parts[i]) + 1;
    }
    char *path = malloc(room);
    size_t n = 0;
    for (size_t i = 0; path && parts[i]; i++) {
        if (n && path[n - 1] != '/') {
            path[n++] = '/';
        }
        memcpy(path + n, parts[i], strlen(parts[i]));
        n += strlen(parts[i]);
    }
    if (path) {
        path[n] = '\0';
    }
    return path;
}

// ---- reading ----

static int read_fd(int fd, pen_str *out)
{
    size_t room = 64 * 1024, n = 0;
    char *p = malloc(room);
    ssize_t got = 1;
    while (p && got != 0) {
        got = read(fd, p + n, room - n);
        if (got < 0 && errno != EINTR) {
            break;
        }
        n += got > 0 ? (size_t)got : 0;
        if (n == room) {
            char *more = room < PEN_CLI_FILE_MAX ? realloc(p, room * 2) : NULL;
            errno = room < PEN_CLI_FILE_MAX ? ENOMEM : EFBIG;
            if (!more) {
                break;
            }
            p = more;
            room *= 2;
        }
    }
    if (!p || got != 0) {
        free(p);
        return p ? errno : ENOMEM;
    }
    *out = (pen_str){p, n};
    return 0;
}

int pen_cli_file_read(const char *path, pen_str *out)
{
    *out = (pen_str){NULL, 0};
    if (strcmp(path, "-") == 0) {
        return read_fd(STDIN_FILENO, out);
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    int error = read_fd(fd, out);
    (void)close(fd);
    return error;
}

void pen_cli_file_free(pen_str s)
{
    union {
        const char *in;
        char *out;
    } p = {.in = s.p};
    free(p.out);
}

int pen_cli_file_get(const char *path, pen_str *out)
{
    int error = pen_cli_file_read(path, out);
    if (error) {
        pen_cli_complain(path, "cannot be read: %s", strerror(error));
        return PEN_CLI_ENVIRONMENT;
    }
    return PEN_CLI_OK;
}

// ---- writing ----

static int write_at(const char *path, pen_str text, int flags)
{
    int fd = open(path, flags | O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        if (errno == EEXIST) {
            pen_cli_complain(path, "is there already (choose another name)");
            return PEN_CLI_USAGE;
        }
        pen_cli_complain(path, "cannot be written: %s", strerror(errno));
        return PEN_CLI_ENVIRONMENT;
    }
    pen_cli_sink sink = {.fd = fd, .name = path};
    (void)pen_cli_sink_write(&sink, text);
    return pen_cli_sink_close(&sink);
}

static int replace(const char *path, pen_str text)
{
    size_t room = strlen(path) + 5;
    char *fresh = malloc(room);
    if (!fresh) {
        return pen_cli_no_memory();
    }
    (void)snprintf(fresh, room, "%s.new", path);
    int code = write_at(fresh, text, O_TRUNC);
    if (code == PEN_CLI_OK && rename(fresh, path) != 0) {
        pen_cli_complain(path, "cannot be replaced: %s", strerror(errno));
        code = PEN_CLI_ENVIRONMENT;
    }
    if (code != PEN_CLI_OK) {
        (void)unlink(fresh);
    }
    free(fresh);
    return code;
}

int pen_cli_file_write(const char *path, pen_str text, bool fresh)
{
    return fresh ? write_at(path, text, O_EXCL) : replace(path, text);
}

int pen_cli_folder_make(const char *path)
{
    char *part = pen_cli_path(path, NULL, NULL);
    if (!part) {
        return pen_cli_no_memory();
    }
    int error = 0;
    for (char *p = part + 1; *part && !error; p++) {
        char c = *p;
        if (c != '/' && c != '\0') {
            continue;
        }
        *p = '\0';
        error = mkdir(part, 0777) != 0 && errno != EEXIST ? errno : 0;
        *p = c;
        if (c == '\0') {
            break;
        }
    }
    if (error) {
        pen_cli_complain(path, "cannot be made: %s", strerror(error));
    }
    free(part);
    return error ? PEN_CLI_ENVIRONMENT : PEN_CLI_OK;
}

// ---- looking ----

bool pen_cli_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool pen_cli_is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool pen_cli_names_add(pen_cli_names *names, char *name)
{
    bool full = (names->n & (names->n - 1)) == 0; // room is a power of two
    char **v = names->v;
    if (full && name) {
        v = realloc(names->v, (names->n ? names->n * 2 : 1) * sizeof *v);
    }
    if (!v || !name) {
        free(name);
        return false;
    }
    names->v = v;
    v[names->n++] = name;
    return true;
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), k = strlen(suffix);
    return n >= k && strcmp(name + n - k, suffix) == 0;
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

int pen_cli_names_list(pen_cli_names *names, const char *folder, const char *suffix)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        return errno;
    }
    size_t from = names->n;
    bool good = true;
    errno = 0;
    for (struct dirent *e = readdir(dir); good && e; e = readdir(dir)) {
        if (e->d_name[0] != '.' && ends_in(e->d_name, suffix)) {
            good = pen_cli_names_add(names, pen_cli_path(e->d_name, NULL, NULL));
        }
    }
    int error = good ? errno : ENOMEM;
    (void)closedir(dir);
    if (names->n > from) {
        qsort(names->v + from, names->n - from, sizeof *names->v, by_bytes);
    }
    return error;
}

void pen_cli_names_free(pen_cli_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        free(names->v[i]);
    }
    free(names->v);
    *names = (pen_cli_names){NULL, 0};
}

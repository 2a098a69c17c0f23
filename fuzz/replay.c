// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over every file of the folders and files named: the corpus as a test,
// with no fuzzer needed. Prints TAP; a crash is the failure.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replayed;

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        printf("Bail out! cannot open %s\n", path);
        return 1;
    }
    size_t size = (size_t)st.st_size;
    uint8_t *data = malloc(size ? size : 1); // exact size: an over-read is seen
    size_t got = data ? fread(data, 1, size, f) : 0;
    (void)fclose(f);
    if (!data || got != size) {
        printf("Bail out! cannot read %s\n", path);
        free(data);
        return 1;
    }
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    printf("ok %d - %s\n", ++replayed, path);
    return 0;
}

static int run_path(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return run_file(path);
    }
    int bad = 0;
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        char sub[4096];
        if (e->d_name[0] != '.') {
            (void)snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
            bad |= run_file(sub);
        }
    }
    (void)closedir(dir);
    return bad;
}

int main(int argc, char **argv)
{
    int bad = 0;
    for (int i = 1; i < argc; i++) {
        bad |= run_path(argv[i]);
    }
    printf("1..%d\n", replayed);
    return bad || replayed == 0;
}

// SPDX-License-Identifier: Apache-2.0
// Bytes cut at NULs into parser.yml, fields.yml, manifest.yml, smart descriptions and a test:
// lint must end, with findings that stand in the files, sorted, and the same each time.
#include "penstock.h"

#include "base/str.h"

#include <stdint.h>
#include <stdlib.h>

static pen_str next_part(pen_str *rest)
{
    size_t nul = pen_str_chr(*rest, '\0', 0);
    pen_str part = pen_str_head(*rest, nul);
    *rest = nul == PEN_NPOS ? PEN_EMPTY : pen_str_from(*rest, nul + 1);
    return part;
}

// Lines of any kind there can be in a text of this size.
static void check(const pen_message *m, size_t size)
{
    if (m->line == 0 || m->line > size + 1 || m->column == 0 || m->column > size + 1) {
        abort();
    }
}

static size_t lint(const pen_format *f, const pen_lint_files *in, size_t size)
{
    pen_lint *found;
    pen_message m, before = {.line = 0};
    size_t n = 0;
    if (pen_format_lint(f, in, NULL, &found) != PEN_OK) {
        return 0;
    }
    for (; pen_lint_message(found, n, &m) == PEN_OK; n++) {
        check(&m, size);
        if (n && pen_str_eq(before.file, m.file) && before.line > m.line) {
            abort();
        }
        before = m;
    }
    pen_lint_free(found);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str rest = {(const char *)data, size};
    pen_format *f;
    pen_format_files files = {.parser = {PEN_LIT("parser.yml"), next_part(&rest)}};
    files.fields = (pen_text){PEN_LIT("fields.yml"), next_part(&rest)};
    files.manifest = (pen_text){PEN_LIT("manifest.yml"), next_part(&rest)};
    files.smart = (pen_text){PEN_LIT("smart-descriptions.json"), next_part(&rest)};
    pen_text test = {PEN_LIT("test.json"), next_part(&rest)};
    pen_lint_files in = {&files, &test, 1};
    (void)pen_format_load(&files, NULL, &f);
    if (f) {
        if (lint(f, &in, size) != lint(f, &in, size)) {
            abort();
        }
        pen_format_free(f);
    }
    return 0;
}

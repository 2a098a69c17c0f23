// SPDX-License-Identifier: Apache-2.0
// Any bytes as YAML: refused with a place, or a tree whose nodes all have one. Reading twice
// must do the same.
#include "base/limits.h"
#include "format/yaml.h"

#include <stdint.h>
#include <stdlib.h>

static size_t count(const pen_yaml *y, unsigned depth)
{
    size_t n = 1;
    if (y->at.line == 0 || depth > PEN_YAML_DEPTH_MAX) {
        abort();
    }
    for (const pen_yaml *c = y->first; c; c = c->next) {
        n += count(c, depth + 1) + (c->key ? count(c->key, depth + 1) : 0);
    }
    return n;
}

static size_t read_once(pen_str text, pen_status *s)
{
    pen_arena a;
    pen_diags diags;
    pen_yaml *root;
    pen_arena_init(&a, NULL, 1u << 28);
    pen_diags_init(&diags, &a);
    *s = pen_yaml_load(&a, text, PEN_LIT("f"), &diags, &root);
    if ((*s == PEN_OK) != (root != NULL) || (*s != PEN_OK && diags.errors == 0)) {
        abort(); // a failure without a message
    }
    size_t n = root ? count(root, 0) : 0;
    pen_arena_free(&a);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str text = {(const char *)data, size};
    pen_status first, second;
    size_t n = read_once(text, &first);
    if (read_once(text, &second) != n || first != second) {
        abort();
    }
    return 0;
}

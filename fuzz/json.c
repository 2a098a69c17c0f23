// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: the scan, the tokens, the tree and skip agree, with every table of base/scan.h;
// texts cut short are never taken for whole; what unescape writes fits and what escape
// writes reads back.
#include "json_agree.h"
#include "json_twice.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static void round_trip(pen_str s)
{
    char *to = malloc(PEN_SCAN_ESCAPE_ROOM(s.n)), *back = malloc(6 * s.n + 1);
    if (to && back) {
        size_t n = pen_json_escape(to, s), m = 0;
        check(n == pen_scan_scalar()->escape(back, s.p, s.n) && memcmp(to, back, n) == 0);
        check(pen_json_unescape((pen_str){to, n}, back, &m) == PEN_OK);
        check(m == s.n && memcmp(back, s.p, m) == 0);
    }
    free(to);
    free(back);
}

// A prefix of a good container is unfinished, nothing else.
static void cut(pen_str text)
{
    size_t whole = 0, at = 0;
    if (text.n == 0 || text.n > 512 || pen_json_skip(text, &whole) != PEN_OK ||
        (text.p[whole - 1] != '}' && text.p[whole - 1] != ']')) {
        return;
    }
    for (size_t n = 0; n < whole; n++) {
        pen_status s = pen_json_skip((pen_str){text.p, n}, &at);
        check((s == PEN_MORE || s == PEN_END) && at == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pen_json_hints hints; // kept from one text to the next, as a worker does
    pen_arena arena;
    pen_json_tree tree;
    pen_str text = {(const char *)data, size};
    if (!hints.scan) {
        pen_json_hints_init(&hints, NULL);
    }
    pen_arena_init(&arena, NULL, PEN_PLAN_BYTES_MAX);
    if (agree_tree(&tree, &arena) == PEN_OK) {
        check(agree_check(&tree, &hints, text) == NULL);
    }
    pen_arena_free(&arena);
    check(twice_same(text));
    cut(text);
    if (size) {
        round_trip(text);
    }
    return 0;
}

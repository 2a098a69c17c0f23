// SPDX-License-Identifier: Apache-2.0
// Any bytes as a template (up to the first NUL) over layers (JSON after it; a fixed object
// when there is none): compiled, listed, run with a small budget. Compiling twice must give
// the same listing, running twice the same result.
#include "lang/case_run.h"

#include <stdlib.h>

enum { TEXT_MAX = 1 << 22 };

static const char fixed[] =
    "{\"a\":{\"b\":\"text\",\"n\":5,\"f\":1.5,\"t\":true,\"x\":null,"
    "\"l\":[3,\"1\",[2]],\"d\":{\"k\":\"v\"},\"e\":\"\"},\"s\":\"x y\"}";

static void run(pen_str source, pen_str layers, pen_buf *out)
{
    case_runner r;
    pen_value v = pen_v_none();
    if (case_begin(&r) == PEN_OK) {
        r.steps = 20000;
        if (pen_json_load(&r.event, layers, &v) != PEN_OK) {
            v = pen_v_none();
        }
        case_outcome o = case_run(&r, source, v);
        pen_buf_fmt(out, "%d %d\n", (int)o.compiled, (int)o.run);
        if (o.compiled == PEN_OK) {
            pen_template_dump(o.template, &r.nodes, out);
        }
        if (o.compiled == PEN_OK && o.run == PEN_OK) {
            (void)!pen_value_repr(o.value, out);
        }
        if (o.compiled != PEN_OK && r.diags.errors == 0) {
            abort(); // a failure without a message
        }
    }
    case_end(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str all = pen_str_of((const char *)data, size);
    size_t nul = pen_str_chr(all, '\0', 0);
    pen_str source = pen_str_head(all, nul == PEN_NPOS ? size : nul);
    pen_str layers = nul == PEN_NPOS ? pen_str_c(fixed) : pen_str_from(all, nul + 1);
    pen_buf once, twice;
    pen_buf_init(&once, NULL, TEXT_MAX);
    pen_buf_init(&twice, NULL, TEXT_MAX);
    run(source, layers, &once);
    run(source, layers, &twice);
    if (!pen_str_eq(pen_buf_str(&once), pen_buf_str(&twice))) {
        abort();
    }
    pen_buf_free(&once);
    pen_buf_free(&twice);
    return 0;
}

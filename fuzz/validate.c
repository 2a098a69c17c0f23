// SPDX-License-Identifier: Apache-2.0
// Requests of the validation API: whatever comes, the answer is JSON, an error exactly when
// the status says so, and the same each time.
#include "penstock.h"

#include "base/str.h"
#include "event/value.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static void check_answer(pen_status s, pen_str text)
{
    pen_arena a;
    pen_value v;
    pen_arena_init(&a, NULL, 1u << 30);
    check(pen_json_load(&a, text, &v) == PEN_OK && v.tag == PEN_T_DICT);
    bool error = pen_dict_get_str(v.u.dict, PEN_LIT("error")) != NULL;
    check(error == (s != PEN_OK));
    check(error || pen_dict_get_str(v.u.dict, PEN_LIT("taxonomy")));
    pen_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int64_t now_s = 1771600000;
    pen_str request = {(const char *)data, size};
    pen_output *once = pen_output_new(NULL, 1u << 28), *twice = pen_output_new(NULL, 1u << 28);
    check(once && twice);
    pen_status s = pen_validate(request, now_s, NULL, once);
    check_answer(s, pen_output_str(once));
    check(pen_validate(request, now_s, NULL, twice) == s);
    check(pen_str_eq(pen_output_str(once), pen_output_str(twice)));
    pen_output_free(once);
    pen_output_free(twice);
    return 0;
}

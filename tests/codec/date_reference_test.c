// SPDX-License-Identifier: Apache-2.0
// The table date_reference.tsv, made with Python's datetime and dateutil (tests/tools).
#include "codec/date.h"
#include "date_case.h"
#include "tap.h"

static void check(char *line, size_t n)
{
    char name[512], got[PEN_DATE_TEXT_ROOM];
    date_case c;
    int64_t us;
    (void)snprintf(name, sizeof name, "%.*s", (int)n, line);
    if (!ok(date_case_read(line, n, &c), "the line is a case")) {
        return;
    }
    pen_str text = PEN_LIT("FAIL");
    if (date_case_run(&c, &us) == PEN_OK) {
        text = pen_str_of(got, pen_date_put(got, us, true));
    }
    (void)tap_bytes(text.p, text.n, c.expected.p, c.expected.n, TAP_AT(name));
}

int main(void)
{
    char line[4096];
    FILE *f = fopen(PEN_ROOT "/tests/codec/date_reference.tsv", "r");
    if (!ok(f != NULL, "the table is there")) {
        return tap_done();
    }
    while (fgets(line, sizeof line, f)) {
        size_t n = strlen(line);
        check(line, n > 0 && line[n - 1] == '\n' ? n - 1 : n);
    }
    (void)fclose(f);
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// Reads cases on standard input, one a line: text, format, zone, seconds of now, separated
// by tabs, with \t \n \r \0 \\ escaped. Writes one line each: the date, or FAIL. dates.py
// makes the cases and compares the answers with Python's.
#include "codec/date.h"
#include "date_case.h"

#include <stdlib.h>

static void answer(char *line, size_t n)
{
    char text[PEN_DATE_TEXT_ROOM];
    date_case c;
    int64_t us;
    if (!date_case_read(line, n, &c)) {
        printf("BAD LINE\n");
    } else if (date_case_run(&c, &us) != PEN_OK) {
        printf("FAIL\n");
    } else {
        printf("%.*s\n", (int)pen_date_put(text, us, true), text);
    }
}

int main(void)
{
    static char line[65536];
    while (fgets(line, sizeof line, stdin)) {
        size_t n = strlen(line);
        answer(line, n > 0 && line[n - 1] == '\n' ? n - 1 : n);
    }
    return 0;
}

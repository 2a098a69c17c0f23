// SPDX-License-Identifier: Apache-2.0
// One line of a date table: text, format, zone, seconds of now and more columns, separated
// by tabs; \t \n \r \0 \\ are escapes. Shared by the reference test and the differential
// driver. Slices point into the line, which is changed.
#ifndef PEN_TESTS_DATE_CASE_H
#define PEN_TESTS_DATE_CASE_H

#include "base/num.h"
#include "codec/date.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct date_case {
    pen_str text, format, zone, expected; // expected: the fifth column, if there is one
    int64_t now_s;
} date_case;

static inline char date_case_escape(char c)
{
    return c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
}

// The column that starts at *at, unescaped in place; *at moves past its tab.
static inline pen_str date_case_column(char *line, size_t n, size_t *at)
{
    char *from = line + *at, *to = from;
    size_t i = *at;
    for (; i < n && line[i] != '\t'; i++) {
        if (line[i] == '\\' && i + 1 < n) {
            *to++ = date_case_escape(line[++i]);
        } else {
            *to++ = line[i];
        }
    }
    *at = i < n ? i + 1 : n;
    return pen_str_of(from, (size_t)(to - from));
}

static inline bool date_case_read(char *line, size_t n, date_case *out)
{
    size_t at = 0;
    out->text = date_case_column(line, n, &at);
    out->format = date_case_column(line, n, &at);
    out->zone = date_case_column(line, n, &at);
    pen_str now = date_case_column(line, n, &at);
    out->expected = date_case_column(line, n, &at);
    return pen_num_i64(now, &out->now_s) == PEN_OK;
}

// Runs it on a copy of exact size, so that the sanitizer sees an over-read.
static inline pen_status date_case_run(const date_case *c, int64_t *us)
{
    pen_zone zone = pen_zone_find(c->zone);
    char *copy = malloc(c->text.n ? c->text.n : 1);
    if (!copy) {
        return PEN_E_NOMEM;
    }
    if (c->text.n > 0) {
        memcpy(copy, c->text.p, c->text.n);
    }
    pen_status s =
        pen_date_parse_text(pen_str_of(copy, c->text.n), c->format, &zone, c->now_s, us);
    free(copy);
    return s;
}

#endif

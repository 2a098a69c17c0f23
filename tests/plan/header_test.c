// SPDX-License-Identifier: Apache-2.0
// The public header alone, in strict C: a format, a record, an event.
#include "penstock.h"

#include <stdio.h>
#include <string.h>

static pen_str text(const char *s)
{
    return (pen_str){s, strlen(s)};
}

int main(void)
{
    pen_format_files files = {.parser = {{"p", 1}, text("pipeline: [{name: s}]\nstages: {s: {actions: [{set: {user.name: x}}]}}\n")}};
    pen_format *f = NULL;
    pen_worker *w = NULL;
    pen_result r;
    pen_field_value v;
    pen_input in = {.message = text("m")};
    int good = pen_format_load(&files, NULL, &f) == PEN_OK && pen_worker_new(f, NULL, &w) == PEN_OK &&
               pen_worker_feed(w, &in, &r) == PEN_OK &&
               pen_event_get(w, text("user.name"), &v) == PEN_OK && v.kind == PEN_VALUE_TEXT;
    printf("%sok 1 - a program in C over the public header\n1..1\n", good ? "" : "not ");
    pen_worker_free(w);
    pen_format_free(f);
    return !good;
}

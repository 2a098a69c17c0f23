// SPDX-License-Identifier: Apache-2.0
// The public header alone, in C++.
#include "penstock.h"

#include <cstdio>
#include <cstring>

static pen_str text(const char *s)
{
    return pen_str{s, std::strlen(s)};
}

int main()
{
    pen_format_files files{};
    files.parser.text = text("pipeline: [{name: s}]\nstages: {s: {actions: [{set: {user.name: x}}]}}\n");
    pen_format *f = nullptr;
    pen_worker *w = nullptr;
    pen_result r{};
    pen_input in{};
    in.message = text("m");
    pen_output *out = pen_output_new(nullptr, 1 << 20);
    bool good = pen_format_load(&files, nullptr, &f) == PEN_OK &&
                pen_worker_new(f, nullptr, &w) == PEN_OK && pen_worker_feed(w, &in, &r) == PEN_OK &&
                pen_event_json(w, PEN_WRITE_META, out) == PEN_OK && pen_output_str(out).n > 0;
    std::printf("%sok 1 - a program in C++ over the public header\n1..1\n", good ? "" : "not ");
    pen_output_free(out);
    pen_worker_free(w);
    pen_format_free(f);
    return good ? 0 : 1;
}

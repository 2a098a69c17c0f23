// SPDX-License-Identifier: Apache-2.0
// Where a byte of a scalar's value stands in the file. A YAML scalar is not what is written:
// blocks lose their indentation, lines are folded, quotes have escapes. Value and text are
// walked together; every character of a value that is no blank stands in the text as itself
// or as an escape, so only blanks need care.
#include "base/utf8.h"
#include "lint/lint.h"

// Bytes of the line break at `i`, 0 for none. YAML 1.1 also has NEL, LS and PS.
static size_t line_break(pen_str s, size_t i)
{
    pen_str at = pen_str_from(s, i);
    if (pen_str_starts(at, PEN_LIT("\r\n")) || pen_str_starts(at, PEN_LIT("\xc2\x85"))) {
        return 2;
    }
    if (pen_str_starts(at, PEN_LIT("\xe2\x80\xa8")) ||
        pen_str_starts(at, PEN_LIT("\xe2\x80\xa9"))) {
        return 3;
    }
    return at.n && (at.p[0] == '\n' || at.p[0] == '\r');
}

// Where a line starts; lines count from 1.
static size_t line_start(pen_str text, uint32_t line)
{
    size_t i = 0;
    for (uint32_t now = 1; now < line && i < text.n;) {
        size_t n = line_break(text, i);
        now += n > 0;
        i += n ? n : 1;
    }
    return i;
}

static size_t char_length(pen_str s, size_t i)
{
    size_t next = i;
    (void)pen_utf8_next(s, &next);
    return next - i;
}

static size_t offset_of(pen_str text, pen_loc at)
{
    size_t i = line_start(text, at.line);
    for (uint32_t col = 1; col < at.col && i < text.n; col++) {
        i += char_length(text, i);
    }
    return i;
}

static pen_loc place_of(pen_str text, size_t offset, pen_str file)
{
    pen_loc at = {file, 1, 1};
    for (size_t i = 0; i < offset && i < text.n;) {
        size_t n = line_break(text, i);
        at.line += n > 0;
        at.col = n ? 1 : at.col + 1;
        i += n ? n : char_length(text, i);
    }
    return at;
}

// ---- walking both ----

typedef struct walk {
    pen_str text, value;
    size_t at; // in the text
    char style;
} walk;

// Past the `|2-` of a block, up to its first line.
static void skip_header(walk *w)
{
    while (w->at < w->text.n && !line_break(w->text, w->at)) {
        w->at++;
    }
}

// Length of the escape at the walk's place, in a text in double quotes.
static size_t escape_length(const walk *w)
{
    char c = w->at + 1 < w->text.n ? w->text.p[w->at + 1] : ' ';
    size_t folded = line_break(w->text, w->at + 1);
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    return folded ? 1 + folded : 2 + digits;
}

// Brings the walk to where the value's character `c` is written.
static void seek(walk *w, char c)
{
    bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    while (w->at < w->text.n) {
        char t = w->text.p[w->at];
        bool folded = w->style == '"' && t == '\\' && line_break(w->text, w->at + 1);
        if (folded) {
            w->at += escape_length(w);
        } else if (!blank && (t == ' ' || t == '\t' || t == '\n' || t == '\r')) {
            w->at++;
        } else {
            return;
        }
    }
}

// Past the value's character `c`, which is `n` bytes long.
static void pass(walk *w, char c, size_t n)
{
    if (w->at >= w->text.n) {
        return;
    }
    char t = w->text.p[w->at];
    if (w->style == '"' && t == '\\') {
        w->at += escape_length(w);
    } else if (w->style == '\'' && t == '\'') {
        w->at += 2;
    } else if (t == c) {
        w->at += n;
    } // else a line that was folded into a blank
}

pen_loc pen_lint_at(const pen_lint *l, const pen_yaml *scalar, size_t offset)
{
    const pen_text *files[] = {&l->in->files->parser, &l->in->files->manifest,
                               &l->in->files->module_fields, &l->in->files->fields};
    walk w = {.value = scalar->text};
    if (pen_lint_full(l)) {
        return scalar->at;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (pen_str_eq(files[i]->name, scalar->at.file)) {
            w.text = files[i]->text;
        }
    }
    w.at = offset_of(w.text, scalar->at);
    w.style = w.at < w.text.n ? w.text.p[w.at] : '\0';
    if (scalar->plain) {
        w.style = '\0';
    } else if (w.style == '|' || w.style == '>') {
        skip_header(&w);
    } else {
        w.at++;
    }
    size_t i = 0;
    while (i < offset && i < w.value.n) {
        size_t n = char_length(w.value, i);
        seek(&w, w.value.p[i]);
        pass(&w, w.value.p[i], n);
        i += n;
    }
    if (i < w.value.n) {
        seek(&w, w.value.p[i]);
    }
    return place_of(w.text, w.at, scalar->at.file);
}

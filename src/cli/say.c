// SPDX-License-Identifier: Apache-2.0
#include "cli/say.h"

#include "cli/sink.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

pen_str pen_cli_str(const char *s)
{
    return (pen_str){s, s ? strlen(s) : 0};
}

// ---- escaping ----

// Length of the control character at s[at], 0 when it is none: C0 but tab, DEL, C1 as
// UTF-8.
static size_t control(pen_str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    unsigned char next = at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0;
    if ((c < 0x20 && c != '\t') || c == 0x7f) {
        return 1;
    }
    return c == 0xc2 && next >= 0x80 && next < 0xa0 ? 2 : 0;
}

// Appends to a buffer of `room` bytes; gives how many of `s` were taken.
static size_t escape_into(char *to, size_t *n, size_t room, pen_str s)
{
    static const char hex[] = "0123456789abcdef";
    size_t at = 0;
    while (at < s.n && *n + 8 < room) {
        size_t bad = control(s, at);
        for (size_t i = 0; i < bad; i++, at++) {
            unsigned char c = (unsigned char)s.p[at];
            to[(*n)++] = '\\';
            to[(*n)++] = 'x';
            to[(*n)++] = hex[c >> 4];
            to[(*n)++] = hex[c & 15];
        }
        if (!bad) {
            to[(*n)++] = s.p[at++];
        }
    }
    return at;
}

// ---- complaints ----

// One write, so that lines of several threads and programs do not mix.
static void write_line(const char *text, size_t n)
{
    while (n) {
        ssize_t done = write(STDERR_FILENO, text, n);
        if (done <= 0) {
            return; // nobody to tell
        }
        text += done;
        n -= (size_t)done;
    }
}

static void complain_line(pen_str where, pen_str what)
{
    char line[LINE_MAX_BYTES * 2];
    size_t n = 0;
    (void)escape_into(line, &n, sizeof line, PEN_CLI_LIT("penstock: "));
    if (where.n) {
        (void)escape_into(line, &n, sizeof line, where);
        (void)escape_into(line, &n, sizeof line, PEN_CLI_LIT(": "));
    }
    (void)escape_into(line, &n, sizeof line, what);
    line[n++] = '\n';
    write_line(line, n);
}

void pen_cli_complain(const char *where, const char *fmt, ...)
{
    char what[LINE_MAX_BYTES];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    size_t used = n < 0 ? 0 : (size_t)n < sizeof what ? (size_t)n : sizeof what - 1;
    complain_line(pen_cli_str(where), (pen_str){what, used});
}

int pen_cli_no_memory(void)
{
    complain_line((pen_str){NULL, 0}, PEN_CLI_LIT("out of memory"));
    return PEN_CLI_ENVIRONMENT;
}

void pen_cli_show_messages(const pen_format *f)
{
    static const char *const severities[] = {
        [PEN_SEV_ERROR] = "", [PEN_SEV_WARNING] = "warning: ", [PEN_SEV_NOTE] = "note: "};
    pen_message m;
    for (size_t i = 0; pen_format_message(f, i, &m) == PEN_OK; i++) {
        char where[LINE_MAX_BYTES];
        int n = m.line ? snprintf(where, sizeof where, "%.*s:%u:%u", PEN_CLI_FMT(m.file),
                                  m.line, m.column)
                       : snprintf(where, sizeof where, "%.*s", PEN_CLI_FMT(m.file));
        pen_cli_complain(n > 0 ? where : NULL, "%s%.*s", severities[m.severity],
                         PEN_CLI_FMT(m.text));
    }
}

// ---- output ----

void pen_cli_put(pen_output *out, const char *fmt, ...)
{
    char text[LINE_MAX_BYTES];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t used = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    (void)pen_output_add(out, (pen_str){text, used});
}

void pen_cli_put_text(pen_output *out, pen_str s, bool plain)
{
    while (plain && s.n) {
        char part[256];
        size_t n = 0, used = escape_into(part, &n, sizeof part, s);
        (void)pen_output_add(out, (pen_str){part, n});
        s = (pen_str){s.p + used, s.n - used};
    }
    if (!plain) {
        (void)pen_output_add(out, s);
    }
}

int pen_cli_print(pen_output *out, pen_status status)
{
    int code = PEN_CLI_OK;
    if (!out || status == PEN_E_NOMEM) {
        code = pen_cli_no_memory();
    } else if (status != PEN_OK) {
        pen_cli_complain(NULL, "%s", pen_status_text(status));
        code = PEN_CLI_ENVIRONMENT;
    } else {
        pen_cli_sink sink = pen_cli_sink_stdout();
        (void)pen_cli_sink_write(&sink, pen_output_str(out));
        code = pen_cli_sink_close(&sink);
    }
    pen_output_free(out);
    return code;
}

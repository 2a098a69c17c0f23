// SPDX-License-Identifier: Apache-2.0
// Runs codecs over what a Python script beside this file sends, so that it can compare
// them with an implementation of its own. One request a line: a command and its arguments
// in hexadecimal, cut at blanks ("-" is the empty text). One answer a line: texts in
// hexadecimal, or "!" and a status where the codec refuses.
#define _POSIX_C_SOURCE 200809L // getline
#include "base/arena.h"
#include "base/limits.h"
#include "codec/cef.h"
#include "codec/domain.h"
#include "codec/dsv.h"
#include "codec/ip.h"
#include "codec/kv.h"
#include "codec/leef.h"
#include "codec/mac.h"
#include "codec/url.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARGS_MAX = 5, COLUMNS_MAX = 64 };

static void put(pen_str s)
{
    if (s.n == 0) {
        (void)fputs("- ", stdout);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        printf("%02x", (unsigned)(unsigned char)s.p[i]);
    }
    (void)putchar(' ');
}

static void put_status(pen_status s)
{
    if (s != PEN_OK) {
        printf("! %d", (int)s);
    }
}

// Decodes in place into a block of exactly the right size.
static pen_str unhex(const char *arg)
{
    size_t n = arg[0] == '-' ? 0 : strlen(arg) / 2;
    char *p = malloc(n ? n : 1);
    for (size_t i = 0; p && i < n; i++) {
        p[i] = (char)(pen_hex_digit(arg[2 * i]) << 4 | pen_hex_digit(arg[2 * i + 1]));
    }
    return (pen_str){p, p ? n : 0};
}

static pen_status on_pair(void *ctx, pen_str key, pen_value value)
{
    (void)ctx;
    (void)fputs("p ", stdout);
    put(key);
    put(pen_value_str(value));
    return PEN_OK;
}

static pen_status on_begin(void *ctx, pen_str name)
{
    (void)ctx;
    (void)fputs("b ", stdout);
    put(name);
    return PEN_OK;
}

static pen_status on_end(void *ctx)
{
    (void)ctx;
    (void)fputs("e ", stdout);
    return PEN_OK;
}

static void run_ip(pen_arena *a, const pen_str *arg)
{
    (void)a;
    pen_ip ip;
    char text[PEN_IP_TEXT_MAX];
    bool v4 = pen_ip_is_canon_v4(arg[0]);
    if (!pen_ip_parse(arg[0], &ip)) {
        put_status(PEN_E_SYNTAX);
        return;
    }
    put((pen_str){text, pen_ip_put(text, &ip)});
    printf("%d", v4);
}

static void run_mac(pen_arena *a, const pen_str *arg)
{
    (void)a;
    char text[PEN_MAC_TEXT];
    bool good = pen_mac_put(arg[0], text);
    put((pen_str){text, good ? sizeof text : 0});
}

static void run_url(pen_arena *a, const pen_str *arg)
{
    pen_url u;
    pen_status s = pen_url_split(a, arg[0], &u);
    if (s != PEN_OK) {
        put_status(s);
        return;
    }
    const pen_str parts[] = {u.scheme, u.netloc, u.username, u.password,
                             u.host,   u.path,   u.query,    u.fragment};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        put(parts[i]);
    }
    printf("%d", (int)u.port);
}

static void run_find(pen_arena *a, const pen_str *arg)
{
    (void)a;
    put(pen_url_find(arg[0]));
}

static void run_domain(pen_arena *a, const pen_str *arg)
{
    (void)a;
    pen_domain d;
    if (!pen_domain_split(arg[0], &d)) {
        put_status(PEN_NOMATCH);
        return;
    }
    put(d.subdomain);
    put(d.registered);
    put(d.tld);
}

static void run_dsv(pen_arena *a, const pen_str *arg)
{
    pen_dsv_options o;
    pen_str columns[COLUMNS_MAX];
    pen_dsv_row row = {.columns = columns, .room = COLUMNS_MAX};
    pen_status s = pen_dsv_options_init(&o, arg[0]);
    s = s == PEN_OK ? pen_dsv_split(&o, a, arg[1], &row) : s;
    put_status(s);
    for (size_t i = 0; s == PEN_OK && i < row.n; i++) {
        put(columns[i]);
    }
}

// A separator as the caller's function sees it, to run that way too.
static bool find_through(const void *ctx, pen_str text, size_t from, size_t *start, size_t *end)
{
    return pen_kv_sep_find(ctx, text, from, start, end);
}

// value separator, item separator, flags ("g" groups, "c" through functions), text
static void run_kv(pen_arena *a, const pen_str *arg)
{
    pen_kv_options o = {.groups = pen_str_chr(arg[2], 'g', 0) != PEN_NPOS};
    pen_kv_visitor v = {.pair = on_pair, .begin = on_begin, .end = on_end};
    pen_kv_sep value, item;
    pen_status s = pen_kv_sep_compile(a, arg[0], &value);
    s = s == PEN_OK ? pen_kv_sep_compile(a, arg[1], &item) : s;
    if (s == PEN_OK) {
        bool custom = pen_str_chr(arg[2], 'c', 0) != PEN_NPOS;
        o.value_sep = custom ? pen_kv_sep_custom(arg[0], find_through, &value) : value;
        o.item_sep = custom ? pen_kv_sep_custom(arg[1], find_through, &item) : item;
        s = pen_kv_parse(&o, arg[3], &v);
    }
    put_status(s);
}

static void run_cef(pen_arena *a, const pen_str *arg)
{
    pen_cef_visitor v = {.pair = on_pair};
    put_status(pen_cef_parse(a, arg[0], &v));
}

static void run_leef(pen_arena *a, const pen_str *arg)
{
    pen_cef_visitor v = {.pair = on_pair};
    put_status(pen_leef_parse(a, arg[0], &v));
}

static const struct {
    const char *name;
    void (*run)(pen_arena *a, const pen_str *arg);
} commands[] = {{"ip", run_ip},         {"mac", run_mac}, {"url", run_url}, {"find", run_find},
                {"domain", run_domain}, {"dsv", run_dsv}, {"kv", run_kv},   {"cef", run_cef},
                {"leef", run_leef}};

// Takes the next word off the line, ended by a NUL; empty at the end.
static char *next_word(char **line)
{
    char *word = *line;
    char *end = word + strcspn(word, " \n");
    *line = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

static void answer(char *line)
{
    pen_arena a;
    pen_str arg[ARGS_MAX] = {{NULL, 0}};
    char *name = next_word(&line);
    pen_arena_init(&a, NULL, PEN_EVENT_BYTES_MAX);
    for (size_t i = 0; i < ARGS_MAX; i++) {
        const char *text = next_word(&line);
        arg[i] = unhex(text[0] ? text : "-");
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            commands[i].run(&a, arg);
        }
    }
    (void)putchar('\n');
    for (size_t i = 0; i < ARGS_MAX; i++) {
        union {
            const char *in;
            char *out;
        } p = {.in = arg[i].p};
        free(p.out);
    }
    pen_arena_free(&a);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        answer(line);
    }
    free(line);
    return 0;
}

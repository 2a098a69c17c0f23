// SPDX-License-Identifier: Apache-2.0
// --help, from the tables.
#include "cli/commands.h"
#include "cli/say.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 2, OPTION_COLUMN = 24 };

// Appends words, lines broken at WIDTH and indented; the first starts at column `at`.
static void put_wrapped(pen_output *out, const char *text, size_t at, size_t indent)
{
    while (*text) {
        size_t n = strcspn(text, " \n");
        if (at > indent && at + 1 + n > WIDTH) {
            pen_cli_put(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            pen_cli_put(out, " ");
            at++;
        }
        (void)pen_output_add(out, (pen_str){text, n});
        at += n;
        text += n;
        if (*text == '\n') { // as it stands in the table
            pen_cli_put(out, "\n%*s", (int)indent, "");
            at = indent;
        }
        text += *text ? 1 : 0;
    }
    pen_cli_put(out, "\n");
}

static void put_option(pen_output *out, const pen_cli_option *o)
{
    char head[128];
    char letter[8] = "    ";
    if (o->letter) {
        (void)snprintf(letter, sizeof letter, "-%c, ", o->letter);
    }
    int n = snprintf(head, sizeof head, "  %s--%s%s%s", letter, o->name,
                     o->metavar ? " " : "", o->metavar ? o->metavar : "");
    pen_cli_put(out, "%-*s", OPTION_COLUMN, head);
    if (n >= OPTION_COLUMN) {
        pen_cli_put(out, "\n%*s", OPTION_COLUMN, "");
    }
    char help[1024];
    (void)snprintf(help, sizeof help, "%s%s%s%s%s%s%s", o->help, o->choices ? ": " : "",
                   o->choices ? o->choices : "", o->fallback ? " (default: " : "",
                   o->fallback ? o->fallback : "", o->fallback ? ")" : "",
                   o->repeat ? "; may be repeated" : "");
    put_wrapped(out, help, OPTION_COLUMN, OPTION_COLUMN);
}

static const pen_cli_option help_option = {
    .name = "help", .letter = 'h', .help = "show this help"};

void pen_cli_help_command(const pen_cli_command *c, pen_output *out)
{
    pen_cli_put(out, "penstock %s: %s\n\nUsage: penstock %s%s%s\n\n", c->name, c->summary,
                c->name, c->operands[0] ? " " : "", c->operands);
    put_wrapped(out, c->text, 0, 0);
    pen_cli_put(out, "\nOptions:\n");
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        put_option(out, o);
    }
    put_option(out, &help_option);
    for (const pen_cli_example *e = c->examples; e && e->line; e++) {
        pen_cli_put(out, "%s  %s\n", e == c->examples ? "\nExamples:\n" : "", e->line);
        pen_cli_put(out, "%*s", INDENT * 4, "");
        put_wrapped(out, e->what, INDENT * 4, INDENT * 4);
    }
    pen_cli_put(out, "\nExit codes:\n  ");
    put_wrapped(out, c->exits, INDENT, INDENT);
}

void pen_cli_help_all(pen_output *out)
{
    pen_cli_put(out, "penstock: turns security logs into typed, normalised ECS events\n\n"
                     "Usage: penstock COMMAND [ARGUMENT…]\n\nCommands:\n");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        pen_cli_put(out, "  %-10s", pen_cli_commands[i]->name);
        pen_cli_put(out, "%s\n", pen_cli_commands[i]->summary);
    }
    pen_cli_put(
        out, "\npenstock COMMAND --help tells more. Exit codes: 0 done; 1 a test failed, "
             "or a\nrecord with --strict; 2 wrong usage or configuration; 3 the "
             "environment failed.\n");
}

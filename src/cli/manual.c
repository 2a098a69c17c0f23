// SPDX-License-Identifier: Apache-2.0
// The manual page penstock(1) in roff, from the tables.
#include "cli/commands.h"
#include "cli/say.h"

#include <string.h>

// Appends text with roff's own characters escaped: backslashes, hyphens (which would become
// typographic ones), and dots and quotes that begin a line.
static void put_roff(pen_output *out, const char *text)
{
    bool first = true;
    for (const char *p = text; *p; p++) {
        pen_str s = {p, 1};
        if (first && (*p == '.' || *p == '\'')) {
            (void)pen_output_add(out, PEN_CLI_LIT("\\&"));
        }
        if (*p == '\\') {
            s = PEN_CLI_LIT("\\e");
        } else if (*p == '-') {
            s = PEN_CLI_LIT("\\-");
        }
        (void)pen_output_add(out, s);
        first = *p == '\n';
    }
}

// Empty lines become paragraphs.
static void put_paragraphs(pen_output *out, const char *text)
{
    for (const char *gap = strstr(text, "\n\n"); gap; gap = strstr(text, "\n\n")) {
        char part[2048];
        size_t n = (size_t)(gap - text);
        n = n < sizeof part - 1 ? n : sizeof part - 1;
        memcpy(part, text, n);
        part[n] = '\0';
        put_roff(out, part);
        pen_cli_put(out, "\n.PP\n");
        text = gap + 2;
    }
    put_roff(out, text);
    pen_cli_put(out, "\n");
}

static void put_option(pen_output *out, const pen_cli_option *o)
{
    pen_cli_put(out, ".TP\n");
    if (o->letter) {
        pen_cli_put(out, "\\fB\\-%c\\fR, ", o->letter);
    }
    pen_cli_put(out, "\\fB\\-\\-");
    put_roff(out, o->name);
    pen_cli_put(out, "\\fR");
    if (o->metavar) {
        pen_cli_put(out, " \\fI%s\\fR", o->metavar);
    }
    pen_cli_put(out, "\n");
    put_roff(out, o->help);
    if (o->choices) {
        pen_cli_put(out, ": ");
        put_roff(out, o->choices);
    }
    if (o->fallback) {
        pen_cli_put(out, " (default: ");
        put_roff(out, o->fallback);
        pen_cli_put(out, ")");
    }
    pen_cli_put(out, "%s\n", o->repeat ? "; may be repeated" : "");
}

static void put_command(pen_output *out, const pen_cli_command *c)
{
    pen_cli_put(out, ".SS \"penstock ");
    put_roff(out, c->name);
    pen_cli_put(out, " ");
    put_roff(out, c->operands);
    pen_cli_put(out, "\"\n");
    put_roff(out, c->summary);
    pen_cli_put(out, ".\n.PP\n");
    put_paragraphs(out, c->text);
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        put_option(out, o);
    }
    pen_cli_put(out, ".PP\nExit codes:\n.nf\n");
    put_roff(out, c->exits);
    pen_cli_put(out, "\n.fi\n");
}

static void put_examples(pen_output *out, const pen_cli_command *c)
{
    for (const pen_cli_example *e = c->examples; e && e->line; e++) {
        pen_cli_put(out, ".TP\n\\fB");
        put_roff(out, e->line);
        pen_cli_put(out, "\\fR\n");
        put_roff(out, e->what);
        pen_cli_put(out, "\n");
    }
}

void pen_cli_manual(pen_output *out)
{
    pen_cli_put(
        out,
        ".TH PENSTOCK 1 \"\" \"penstock %s\" \"User Commands\"\n"
        ".SH NAME\npenstock \\- turns security logs into typed, normalised ECS events\n"
        ".SH SYNOPSIS\n\\fBpenstock\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]\n"
        ".SH DESCRIPTION\n",
        pen_version());
    put_paragraphs(
        out, "penstock compiles intake formats (folders with a parser, a taxonomy and "
             "tests) and runs them over raw logs, one typed event for each record.\n\n"
             "Every command takes --help. Complaints go to standard error, one line each: "
             "penstock: FILE:LINE:COLUMN: what is wrong (what to do).");
    pen_cli_put(out, ".SH COMMANDS\n");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        put_command(out, pen_cli_commands[i]);
    }
    pen_cli_put(out, ".SH EXAMPLES\n");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        put_examples(out, pen_cli_commands[i]);
    }
    pen_cli_put(out,
                ".SH ENVIRONMENT\n.TP\n\\fBPENSTOCK_FORMATS\\fR\n"
                "Repositories of formats, separated by colons, in place of those that came "
                "with the program.\n");
}

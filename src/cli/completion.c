// SPDX-License-Identifier: Apache-2.0
// Completion for bash, from the tables.
#include "cli/commands.h"
#include "cli/say.h"

#include <string.h>

// What completes an option's value: its choices, folders or files.
static void put_value_case(pen_output *out, const pen_cli_command *c,
                           const pen_cli_option *o)
{
    pen_cli_put(out, "        %s:--%s", c->name, o->name);
    if (o->letter) {
        pen_cli_put(out, "|%s:-%c", c->name, o->letter);
    }
    if (o->choices) {
        pen_cli_put(out, ") words=\"");
        for (const char *p = o->choices; *p; p++) {
            pen_cli_put(out, "%c", *p == '|' ? ' ' : *p);
        }
        pen_cli_put(out, "\" ;;\n");
    } else if (strcmp(o->metavar, "DIR") == 0 || strcmp(o->metavar, "FORMAT") == 0) {
        pen_cli_put(out, ") compopt -o dirnames; return ;;\n");
    } else if (strcmp(o->metavar, "FILE") == 0) {
        pen_cli_put(out, ") compopt -o default; return ;;\n");
    } else {
        pen_cli_put(out, ") return ;;\n");
    }
}

static void put_words(pen_output *out, const pen_cli_command *c)
{
    pen_cli_put(out, "        %s) words=\"--help", c->name);
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        pen_cli_put(out, " --%s", o->name);
    }
    pen_cli_put(out, "\" ;;\n");
}

void pen_cli_completion(pen_output *out)
{
    pen_cli_put(
        out, "# Completion of penstock for bash, made by: penstock help --completion\n"
             "_penstock() {\n"
             "    local current=${COMP_WORDS[COMP_CWORD]} words=\n"
             "    local previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}\n"
             "    COMPREPLY=()\n"
             "    if [[ $COMP_CWORD -eq 1 ]]; then\n"
             "        words=\"");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        pen_cli_put(out, "%s%s", i ? " " : "", pen_cli_commands[i]->name);
    }
    pen_cli_put(out, "\"\n        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                     "        return\n    fi\n    case $command:$previous in\n");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        for (const pen_cli_option *o = pen_cli_commands[i]->options; o && o->name; o++) {
            if (o->metavar) {
                put_value_case(out, pen_cli_commands[i], o);
            }
        }
    }
    pen_cli_put(out, "    esac\n    if [[ -z $words && $current != -* ]]; then\n"
                     "        compopt -o default\n        return\n    fi\n"
                     "    [[ -n $words ]] || case $command in\n");
    for (size_t i = 0; pen_cli_commands[i]; i++) {
        put_words(out, pen_cli_commands[i]);
    }
    pen_cli_put(out,
                "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n"
                "complete -F _penstock penstock\n");
}

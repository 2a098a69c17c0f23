// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "cli/cli_text.h"
#include "cli/say.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// ---- looking options up ----

static const pen_cli_option *by_name(const pen_cli_command *c, pen_str name)
{
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        if (strlen(o->name) == name.n && memcmp(o->name, name.p, name.n) == 0) {
            return o;
        }
    }
    return NULL;
}

static const pen_cli_option *by_letter(const pen_cli_command *c, char letter)
{
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        if (o->letter == letter) {
            return o;
        }
    }
    return NULL;
}

// The name that was meant, or NULL.
static const char *meant(const pen_cli_command *c, pen_str name)
{
    char given[64];
    if (name.n >= sizeof given) {
        return NULL;
    }
    memcpy(given, name.p, name.n);
    given[name.n] = '\0';
    const char *best = pen_cli_distance(given, "help") <= 2 ? "help" : NULL;
    unsigned distance = best ? pen_cli_distance(given, best) : (unsigned)name.n / 2 + 1;
    for (const pen_cli_option *o = c->options; o && o->name; o++) {
        unsigned d = pen_cli_distance(given, o->name);
        bool prefix = name.n >= 2 && strncmp(given, o->name, name.n) == 0;
        if (prefix || (d <= 3 && d < distance)) {
            best = o->name;
            distance = prefix ? 0 : d;
        }
    }
    return best;
}

// ---- mistakes ----

static int unknown_option(const pen_cli_command *c, const char *arg, pen_str name)
{
    const char *other = name.n ? meant(c, name) : NULL;
    if (other) {
        pen_cli_complain(
            c->name, "unknown option '%s' (did you mean '--%s'? see penstock %s --help)",
            arg, other, c->name);
    } else {
        pen_cli_complain(c->name, "unknown option '%s' (see penstock %s --help)", arg,
                         c->name);
    }
    return PEN_CLI_USAGE;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t n = strlen(value);
    for (const char *p = choices; n && p; p = strchr(p, '|'), p = p ? p + 1 : NULL) {
        if (strncmp(p, value, n) == 0 && (p[n] == '|' || p[n] == '\0')) {
            return true;
        }
    }
    return false;
}

// ---- reading ----

static int add_value(pen_cli_args *a, const pen_cli_option *o, const char *value)
{
    const char *name = a->command->name;
    if (!value) {
        pen_cli_complain(name, "option '--%s' needs a value: %s (see penstock %s --help)",
                         o->name, o->metavar, name);
        return PEN_CLI_USAGE;
    }
    if (o->choices && !is_choice(o->choices, value)) {
        pen_cli_complain(name, "--%s: '%s' is none of %s", o->name, value, o->choices);
        return PEN_CLI_USAGE;
    }
    a->given[a->ngiven++] = (pen_cli_given){o, value};
    return PEN_CLI_OK;
}

// `--name`, `--name=value` or `--name value`; `next` is the argument after it, or NULL.
static int read_long(pen_cli_args *a, const char *arg, const char *next, int *used)
{
    const char *equals = strchr(arg, '=');
    size_t n = equals ? (size_t)(equals - arg) : strlen(arg);
    pen_str name = {arg + 2, n - 2};
    const pen_cli_option *o = by_name(a->command, name);
    *used = 1;
    if (!o && strcmp(arg, "--help") == 0) {
        a->help = true;
        return PEN_CLI_OK;
    }
    if (!o) {
        return unknown_option(a->command, arg, name);
    }
    if (!o->metavar && equals) {
        pen_cli_complain(a->command->name, "option '--%s' takes no value", o->name);
        return PEN_CLI_USAGE;
    }
    if (!o->metavar) {
        return add_value(a, o, "");
    }
    *used = equals ? 1 : 2;
    return add_value(a, o, equals ? equals + 1 : next);
}

// `-x`, `-xVALUE` or `-x VALUE`; flags may stand together.
static int read_short(pen_cli_args *a, const char *arg, const char *next, int *used)
{
    *used = 1;
    for (const char *p = arg + 1; *p; p++) {
        const pen_cli_option *o = by_letter(a->command, *p);
        if (!o && *p == 'h') {
            a->help = true;
            continue;
        }
        if (!o) {
            return unknown_option(a->command, arg, (pen_str){NULL, 0});
        }
        if (o->metavar) {
            *used = p[1] ? 1 : 2;
            return add_value(a, o, p[1] ? p + 1 : next);
        }
        int code = add_value(a, o, "");
        if (code != PEN_CLI_OK) {
            return code;
        }
    }
    return PEN_CLI_OK;
}

static int check_operands(const pen_cli_args *a)
{
    const pen_cli_command *c = a->command;
    if (a->help) {
        return PEN_CLI_OK;
    }
    if (a->count < c->least) {
        pen_cli_complain(c->name, "something is missing: %s (see penstock %s --help)",
                         c->operands, c->name);
        return PEN_CLI_USAGE;
    }
    if (a->count > c->most) {
        pen_cli_complain(c->name, "'%s' is one argument too many (see penstock %s --help)",
                         a->operands[c->most], c->name);
        return PEN_CLI_USAGE;
    }
    return PEN_CLI_OK;
}

static int read_all(pen_cli_args *a, int argc, char **argv)
{
    bool options = true;
    for (int i = 0; i < argc;) {
        const char *arg = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
        int used = 1, code = PEN_CLI_OK;
        if (options && strcmp(arg, "--") == 0) {
            options = false;
        } else if (options && arg[0] == '-' && arg[1] == '-') {
            code = read_long(a, arg, next, &used);
        } else if (options && arg[0] == '-' && arg[1]) {
            code = read_short(a, arg, next, &used);
        } else {
            a->operands[a->count++] = arg;
        }
        if (code != PEN_CLI_OK) {
            return code;
        }
        i += used;
    }
    return check_operands(a);
}

// Room for each argument as an operand, and for each letter of a cluster as an option.
static size_t most_given(int argc, char **argv)
{
    size_t n = 1;
    for (int i = 0; i < argc; i++) {
        n += argv[i][0] == '-' ? strlen(argv[i]) : 0;
    }
    return n;
}

int pen_cli_args_read(pen_cli_args *args, const pen_cli_command *command, int argc,
                      char **argv)
{
    *args = (pen_cli_args){.command = command};
    args->operands = calloc((size_t)argc + 1, sizeof *args->operands);
    args->given = calloc(most_given(argc, argv), sizeof *args->given);
    if (!args->operands || !args->given) {
        return pen_cli_no_memory();
    }
    return read_all(args, argc, argv);
}

void pen_cli_args_free(pen_cli_args *args)
{
    free(args->operands);
    free(args->given);
}

// ---- asking ----

const char *pen_cli_value_at(const pen_cli_args *args, const char *name, size_t i)
{
    for (size_t k = 0; k < args->ngiven; k++) {
        if (strcmp(args->given[k].option->name, name) == 0 && i-- == 0) {
            return args->given[k].value;
        }
    }
    return NULL;
}

const char *pen_cli_value(const pen_cli_args *args, const char *name)
{
    for (size_t k = args->ngiven; k-- > 0;) {
        if (strcmp(args->given[k].option->name, name) == 0) {
            return args->given[k].value;
        }
    }
    const pen_cli_option *o = by_name(args->command, pen_cli_str(name));
    return o ? o->fallback : NULL;
}

bool pen_cli_flag(const pen_cli_args *args, const char *name)
{
    return pen_cli_value_at(args, name, 0) != NULL;
}

bool pen_cli_now(const pen_cli_args *args, int64_t *out)
{
    const char *text = pen_cli_value(args, "now");
    struct timespec now = {0};
    if (!text) {
        (void)clock_gettime(CLOCK_REALTIME, &now);
        *out = now.tv_sec;
        return true;
    }
    if (pen_cli_time(pen_cli_str(text), out)) {
        return true;
    }
    pen_cli_complain(args->command->name,
                     "--now: '%s' is no time (write 2024-05-01T10:20:30Z or seconds)",
                     text);
    return false;
}

bool pen_cli_count(const pen_cli_args *args, const char *name, unsigned most, unsigned *out)
{
    const char *text = pen_cli_value(args, name);
    uint64_t n;
    if (text && pen_cli_number(pen_cli_str(text), most, &n) && n > 0) {
        *out = (unsigned)n;
        return true;
    }
    pen_cli_complain(args->command->name, "--%s: '%s' is no number from 1 to %u", name,
                     text ? text : "", most);
    return false;
}

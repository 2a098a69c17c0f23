// SPDX-License-Identifier: Apache-2.0
#include "cli/branches.h"

#include <string.h>

enum { TEXT_MAX = 64 << 20 };

// Column of the table and member of the JSON objects.
static const char *const groups[PEN_CLI_BRANCH_GROUPS] = {"entries", "actions", "filters",
                                                          "translations"};

typedef struct kind {
    const char *name;
    uint32_t group;
} kind;

static const kind kinds[] = {
    [PEN_BRANCH_ENTRY] = {"entry", 0},
    [PEN_BRANCH_ACTION] = {"action", 1},
    [PEN_BRANCH_FILTER] = {"filter", 2},
    [PEN_BRANCH_TRANSLATION] = {"translation", 3},
    [PEN_BRANCH_FALLBACK] = {"fallback", 3},
};

// ---- a branch that is not reached ----

static void put_owner(const pen_branch *b, pen_output *out)
{
    pen_cli_put(out, b->field.n ? "the action on " : "the entry '");
    pen_cli_put_text(out, b->field.n ? b->field : b->entry, true);
    pen_cli_put(out, b->field.n ? "" : "'");
}

static void put_what(const pen_branch *b, pen_output *out)
{
    switch (b->kind) {
    case PEN_BRANCH_ENTRY:
    case PEN_BRANCH_ACTION:
        put_owner(b, out);
        pen_cli_put(out, " never runs");
        break;
    case PEN_BRANCH_FILTER:
        pen_cli_put(out, "the filter of ");
        put_owner(b, out);
        pen_cli_put(out, " is never false");
        break;
    case PEN_BRANCH_TRANSLATION:
        pen_cli_put(out, "'");
        pen_cli_put_text(out, b->key, true);
        pen_cli_put(out, "' is never translated for ");
        pen_cli_put_text(out, b->field, true);
        break;
    case PEN_BRANCH_FALLBACK:
        pen_cli_put(out, "the fallback for ");
        pen_cli_put_text(out, b->field, true);
        pen_cli_put(out, " is never used");
        break;
    }
}

static void put_line(const pen_branch *b, const char *prefix, pen_output *out)
{
    pen_cli_put(out, "%s", prefix);
    pen_cli_put_text(out, b->file, true);
    pen_cli_put(out, ":%u:%u: ", b->line, b->column);
    put_what(b, out);
    pen_cli_put(out, " [%s]\n", kinds[b->kind].name);
}

static void put_member(const char *name, pen_str value, pen_output *out)
{
    pen_cli_put(out, ",\"%s\":", name);
    (void)pen_output_add_json(out, value);
}

static void put_object(const pen_branch *b, bool first, pen_output *out)
{
    pen_cli_put(out, "%s{\"kind\":\"%s\"", first ? "" : ",", kinds[b->kind].name);
    put_member("file", b->file, out);
    pen_cli_put(out, ",\"line\":%u,\"column\":%u", b->line, b->column);
    put_member("entry", b->entry, out);
    put_member("field", b->field, out);
    put_member("key", b->key, out);
    pen_cli_put(out, "}");
}

// ---- all of a format ----

static uint32_t total(const uint32_t counts[PEN_CLI_BRANCH_GROUPS])
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < PEN_CLI_BRANCH_GROUPS; i++) {
        sum += counts[i];
    }
    return sum;
}

// Rounded down: only all is 100.
static uint32_t percent(uint32_t reached, uint32_t all)
{
    return all ? (uint32_t)((uint64_t)reached * 100 / all) : 100;
}

static void put_counts(const pen_cli_branches *b, pen_output *out)
{
    for (uint32_t i = 0; i < PEN_CLI_BRANCH_GROUPS; i++) {
        pen_cli_put(out, ",\"%s\":{\"total\":%u,\"reached\":%u}", groups[i], b->all[i],
                    b->reached[i]);
    }
    pen_cli_put(out, ",\"percent\":%u", percent(total(b->reached), total(b->all)));
}

static void count(pen_cli_branches *b, const pen_reach *r)
{
    pen_branch branch;
    for (size_t i = 0; pen_reach_branch(r, i, &branch) == PEN_OK; i++) {
        uint32_t group = kinds[branch.kind].group;
        b->all[group]++;
        b->reached[group] += branch.times > 0;
    }
}

void pen_cli_branches_take(pen_cli_branches *b, const pen_reach *r, const char *name,
                           const char *style)
{
    bool json = strcmp(style, "json") == 0, first = true;
    pen_branch branch;
    b->text = pen_output_new(NULL, TEXT_MAX);
    if (!b->text) {
        return;
    }
    count(b, r);
    if (json) {
        pen_cli_put(b->text, "{\"format\":");
        (void)pen_output_add_json(b->text, pen_cli_str(name));
        put_counts(b, b->text);
        pen_cli_put(b->text, ",\"unreached\":[");
    }
    for (size_t i = 0; pen_reach_branch(r, i, &branch) == PEN_OK; i++) {
        if (branch.times == 0 && json) {
            put_object(&branch, first, b->text);
            first = false;
        } else if (branch.times == 0) {
            put_line(&branch, *style ? "# " : "", b->text);
        }
    }
    pen_cli_put(b->text, json ? "]}\n" : "");
}

void pen_cli_branches_free(pen_cli_branches *b)
{
    pen_output_free(b->text);
    b->text = NULL;
}

// ---- the table ----

void pen_cli_branches_add(pen_cli_branches *sum, const pen_cli_branches *b)
{
    for (uint32_t i = 0; i < PEN_CLI_BRANCH_GROUPS; i++) {
        sum->all[i] += b->all[i];
        sum->reached[i] += b->reached[i];
    }
}

static void put_figure(uint32_t reached, uint32_t all, pen_output *out)
{
    if (all) {
        pen_cli_put(out, " %5u/%-5u %3u%%", reached, all, percent(reached, all));
    } else {
        pen_cli_put(out, " %16s", "-");
    }
}

void pen_cli_branches_row(const pen_cli_branches *b, const char *name, int width,
                          const char *prefix, pen_output *out)
{
    int pad = width - (int)strlen(name);
    pen_cli_put(out, "%s", prefix);
    pen_cli_put_text(out, pen_cli_str(name), true);
    pen_cli_put(out, "%*s", pad > 0 ? pad : 0, "");
    for (uint32_t i = 0; i < PEN_CLI_BRANCH_GROUPS; i++) {
        if (b) {
            put_figure(b->reached[i], b->all[i], out);
        } else {
            pen_cli_put(out, " %16s", groups[i]);
        }
    }
    if (b) {
        pen_cli_put(out, " %4u%%\n", percent(total(b->reached), total(b->all)));
    } else {
        pen_cli_put(out, " %5s\n", "all");
    }
}

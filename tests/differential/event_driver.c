// SPDX-License-Identifier: Apache-2.0
// Reads texts on standard input, one a line in hexadecimal ("-" is the empty one), and
// prints for each what the engine makes of it, as a line of JSON, or FAIL. The argument
// says what to do: `xml`, or `agent` (a list: name, version, os, os version, device).
#define _POSIX_C_SOURCE 200809L // getline
#include "event/xml_tree.h"
#include "regex/user_agent.h"

#include <stdio.h>
#include <stdlib.h>

static pen_value text_or_none(pen_str s)
{
    return s.p ? pen_v_str(s) : pen_v_none();
}

static pen_status agent(const pen_user_agents *agents, pen_arena *a, pen_str text,
                        pen_value *out)
{
    pen_user_agent u;
    PEN_TRY(pen_user_agents_find(agents, a, text, &u));
    const pen_str parts[] = {u.name, u.version, u.os_name, u.os_version, u.device};
    pen_list *list = pen_list_new(a, 5);
    for (size_t i = 0; list && i < 5; i++) {
        PEN_TRY(pen_list_push(a, list, text_or_none(parts[i])));
    }
    *out = list ? pen_v_list(list) : pen_v_none();
    return list ? PEN_OK : PEN_E_NOMEM;
}

// `agents` NULL: XML.
static void answer(const pen_user_agents *agents, pen_str text)
{
    pen_arena a;
    pen_buf json;
    pen_value v;
    pen_arena_init(&a, NULL, (size_t)64 << 20);
    pen_buf_init(&json, NULL, (size_t)64 << 20);
    pen_status s =
        agents ? agent(agents, &a, text, &v) : pen_xml_tree(&a, text, PEN_XML_FAST, &v);
    s = s == PEN_OK ? pen_json_dump(v, PEN_JSON_COMPACT, &json) : s;
    printf("%.*s\n", s == PEN_OK ? (int)json.n : 4, s == PEN_OK ? json.p : "FAIL");
    pen_buf_free(&json);
    pen_arena_free(&a);
}

// Decodes in place.
static pen_str unhex(char *line)
{
    size_t n = line[0] == '-' ? 0 : strcspn(line, "\n") / 2;
    for (size_t i = 0; i < n; i++) {
        line[i] = (char)(pen_hex_digit(line[2 * i]) << 4 | pen_hex_digit(line[2 * i + 1]));
    }
    return (pen_str){line, n};
}

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t room = 0;
    bool wanted = argc == 2 && strcmp(argv[1], "agent") == 0;
    pen_user_agents *agents = wanted ? pen_user_agents_new(NULL) : NULL;
    if (argc != 2 || (wanted && !agents)) {
        return 2;
    }
    while (getline(&line, &room, stdin) > 0) {
        answer(agents, unhex(line));
    }
    free(line);
    pen_user_agents_free(agents);
    return 0;
}

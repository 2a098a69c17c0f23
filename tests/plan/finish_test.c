// SPDX-License-Identifier: Apache-2.0
// The end of an event has two ways: one looks only at what actions left for it, the other at
// every field. Random formats (fields of every type, also below one another), each with random
// records: both ways must print the same. Further members of the input ("{}") force the
// second way and change nothing else.
#include "engine.h"
#include "tap.h"

#include <stdint.h>

enum { FORMATS = 600, RECORDS = 12 };

static uint64_t state = 0x9e3779b97f4a7c15u;

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

#define PICK(list) (list)[below(sizeof(list) / sizeof(list)[0])]

static const char *const names[] = {
    "a",           "a.b",           "a.b.c",        "a.b.d",       "a.e",       "b.c",
    "b.c.d",       "c.d.e.f",       "u.v",          "u.v.w",       "source.ip", "source.ip.x",
    "source",      "event.category", "event.kind",  "host.name",   "file.path", "file",
    "dns.answers", "process.pid",   "ecs.version",  "user.name",   "tags",      "labels.x",
};
static const char *const types[] = {
    "keyword", "long",    "float", "boolean", "ip",   "datetime",
    "array",   "object",  "dict",  "integer", "list", "geo_point",
};
static const char *const values[] = {
    "\"{{m.message.p}}\"", "\"{{m.message.q}}\"", "\"{{m.message.r}}\"", "\"{{m.message.s.t}}\"",
    "\"{{m.message.s}}\"", "\"x{{m.message.p}}\"", "[\"{{m.message.q}}\", 1, x]", "text", "5",
    "{b: \"{{m.message.p}}\", c: {d: 1, n: null}}", "\"{{ ['a', 5, none] }}\"", "[a, 2]",
    "\"{{ ['a', 5] if m else 1 }}\"", "\"{{final.a.b}}\"", "\"{'c': {'d': 1}}\"", "{}", "[]",
};
static const char *const jsons[] = {
    "null", "true", "0", "-5", "1.5", "\"\"", "\"None\"", "\"12\"", "\"1.2.3.4\"", "\"x y\"",
    "\"\\u00e9\\\"\"", "\"2024-01-02T03:04:05Z\"", "[]", "{}", "[null]", "[\"a\",1,{\"c\":1}]",
    "{\"b\":{\"c\":1,\"d\":\"\"},\"e\":null}", "{\"c\":{\"d\":\"x\"},\"zz\":1}", "1e400",
    "18446744073709551616", "{\"ip\":\"1.2.3.4\",\"x\":{\"y\":{}}}", "\"[1, 'a']\"",
};
static const char *const filters[] = {
    "\"{{m.message.p}}\"", "\"{{m.message.q != null}}\"", "true", "\"{{final.a.b is defined}}\"",
};

typedef struct text {
    char s[1 << 14];
    size_t n;
} text;

static void add(text *t, const char *s)
{
    size_t n = strlen(s);
    if (t->n + n < sizeof t->s) {
        memcpy(t->s + t->n, s, n + 1);
        t->n += n;
    }
}

static void add_set(text *t)
{
    bool seen[sizeof names / sizeof names[0]] = {false};
    add(t, "set: {");
    for (unsigned i = 0, n = 1 + below(4); i < n; i++) {
        unsigned k = below(sizeof names / sizeof names[0]);
        if (!seen[k]) {
            add(t, i ? ", " : "");
            add(t, names[k]);
            add(t, ": ");
            add(t, PICK(values));
        }
        seen[k] = true;
    }
    add(t, "}");
}

static void add_action(text *t)
{
    add(t, "      - {");
    if (below(4) == 0) {
        add(t, "filter: ");
        add(t, PICK(filters));
        add(t, ", ");
    }
    switch (below(6)) {
    case 0:
        add(t, "delete: [");
        add(t, PICK(names));
        add(t, "]");
        break;
    case 1:
        add(t, "mapping: {m.message.p: ");
        add(t, PICK(names));
        add(t, "}, dictionary: {12: [a, 1], x y: \"{{m.message.q}}\"}, fallback: ");
        add(t, PICK(values));
        break;
    default:
        add_set(t);
    }
    add(t, "}\n");
}

static void make_parser(text *t)
{
    t->n = 0;
    add(t, "name: t\n");
    if (below(5) == 0) {
        add(t, "ignored_values: [x y, null, 5]\n");
    }
    add(t, "pipeline:\n  - {name: m, external: {name: json.parse-json}}\n  - name: s\n"
           "stages:\n  s:\n    actions:\n");
    for (unsigned i = 0, n = 1 + below(6); i < n; i++) {
        add_action(t);
    }
}

static void make_fields(text *t)
{
    char line[256];
    t->n = 0;
    t->s[0] = '\0';
    for (unsigned i = 0, n = below(8); i < n; i++) {
        (void)snprintf(line, sizeof line, "f%u: {name: %s, type: %s}\n", i, PICK(names),
                       PICK(types));
        add(t, line);
    }
}

static void make_record(text *t)
{
    static const char *const keys[] = {"\"p\":", "\"q\":", "\"r\":", "\"s\":"};
    t->n = 0;
    add(t, "{");
    for (unsigned i = 0; i < 4; i++) {
        if (below(4) > 0) {
            add(t, t->n > 1 ? "," : "");
            add(t, keys[i]);
            add(t, i == 3 && below(2) ? "{\"t\":7}" : PICK(jsons));
        }
    }
    add(t, "}");
}

// Both ways, on one worker; the text of the first is kept beside.
static bool same(engine *e, const text *record)
{
    static char quick[1 << 16];
    pen_result a, b;
    pen_str s = engine_run(e, text_of(record->s), text_of(""), &a);
    size_t n = s.n < sizeof quick ? s.n : 0;
    memcpy(quick, s.p, n);
    s = engine_run(e, text_of(record->s), text_of("{}"), &b);
    bool good = n == s.n && memcmp(quick, s.p, n) == 0 && a.warned == b.warned;
    if (!good) {
        printf("# record %s\n# quick %.*s\n# whole %.*s\n", record->s, (int)n, quick, (int)s.n,
               s.p);
    }
    return good;
}

int main(void)
{
    static text parser, fields, record;
    unsigned bad = 0, loaded = 0, compared = 0;
    for (unsigned i = 0; i < FORMATS; i++) {
        engine e;
        bool good = true;
        make_parser(&parser);
        make_fields(&fields);
        engine_text(&e, parser.s, fields.s);
        loaded += e.loaded == PEN_OK;
        for (unsigned k = 0; k < RECORDS && e.loaded == PEN_OK && good; k++, compared++) {
            make_record(&record);
            good = same(&e, &record);
        }
        if (!good && ++bad < 4) {
            printf("# parser\n%s# fields\n%s", parser.s, fields.s);
        }
        engine_free(&e);
    }
    ok(loaded > FORMATS * 9 / 10, "the random formats load");
    ok(bad == 0, "what was left for the end and everything: the same events");
    printf("# %u formats, %u records\n", loaded, compared);
    return tap_done();
}

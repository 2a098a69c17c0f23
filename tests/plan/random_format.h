// SPDX-License-Identifier: Apache-2.0
// Random formats: fields of every type, also below one another; sets, translations, deletions
// and templates of the commonest kinds, on a JSON record. And random records for them. All
// follows from `state`.
#ifndef PEN_TESTS_PLAN_RANDOM_FORMAT_H
#define PEN_TESTS_PLAN_RANDOM_FORMAT_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t state = 0x9e3779b97f4a7c15u;

static inline unsigned below(unsigned n)
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
    "\"{{m.message.p or m.message.q}}\"", "\"{{m.message.r[0]}}\"",
    "\"{{m.message.p if m.message.p is string else m.message.p[0]}}\"",
    "\"{{m.message.q | lower}}\"", "\"{{m.message.q.split('.')[1]}}\"",
    "\"{{m.message.r | length}}\"", "\"{{m.message.p}}-{{m.message.q}}\"",
    "\"{{m.message.get('p')}}\"", "\"{{m.message.p | to_rfc3339}}\"",
    "\"{{m.message.q.replace('x', 'y') | upper}}\"", "\"{{m.message.p ~ m.message.r}}\"",
    "\"{{s.a.b}}\"", "\"{{m.message.r[0].c}}\"", "\"{{m.message.s.t.u}}\"",
    "\"{% if m.message.p %}{{m.message.q}}{% else %}no{% endif %}\"",
    "{b: \"{{m.message.p}}\", c: {d: 1, n: null}}", "\"{{ ['a', 5, none] }}\"", "[a, 2]",
    "\"{{ ['a', 5] if m else 1 }}\"", "\"{{final.a.b}}\"", "\"{'c': {'d': 1}}\"", "{}", "[]",
};
static const char *const jsons[] = {
    "null", "true", "0", "-5", "1.5", "\"\"", "\"None\"", "\"12\"", "\"1.2.3.4\"", "\"x y\"",
    "\"\\u00e9\\\"\"", "\"2024-01-02T03:04:05Z\"", "[]", "{}", "[null]", "[\"a\",1,{\"c\":1}]",
    "{\"b\":{\"c\":1,\"d\":\"\"},\"e\":null}", "{\"c\":{\"d\":\"x\"},\"zz\":1}", "1e400",
    "18446744073709551616", "\"2024-01-02T03:04:05.123456+0000\"", "-0", "\"255.1.0.10\"",
    "\"a text with \\\"quotes\\\" that is long\"", "\"0123\"", "\"2024-02-30T03:04:05Z\"",
    "\"nOnE\"", "\"x.y.z\"", "\" 5\"", "\"2024-01-31T23:59:59.000000Z\"", "\"256.1.1.1\"",
    "1234567890123456789", "[\"x\\ty\", 2]", "{\"u\":[]}", "\"N\\u006fne\"", "\"x\\u0020y\"", "{\"ip\":\"1.2.3.4\",\"x\":{\"y\":{}}}", "\"[1, 'a']\"",
};
static const char *const filters[] = {
    "\"{{m.message.p}}\"", "\"{{m.message.q != null}}\"", "true", "\"{{final.a.b is defined}}\"",
    "\"{{m.message.q == 'x y' or m.message.p == 5}}\"", "\"{{m.message.r == null and m.message.p}}\"",
    "\"{{m.message.p | is_ipaddress}}\"", "\"{{'x' in m.message.q}}\"", "\"{{m.message.s.t != 7}}\"",
    "\"{{m.message.p in ['x y', '12', 5]}}\"", "\"{{m.message.q not in [null, '']}}\"",
    "\"{{m.message.r | length > 0}}\"", "\"{{m.message.q.startswith('x')}}\"",
    "\"{{m.message.get('p') == 'x y'}}\"", "\"{{not m.message.p is string}}\"",
    "\"{{m.message.s.t.u.v == null}}\"", "\"{{nothing.at.all != null}}\"",
};

typedef struct text {
    char s[1 << 14];
    size_t n;
} text;

static inline void add(text *t, const char *s)
{
    size_t n = strlen(s);
    if (t->n + n < sizeof t->s) {
        memcpy(t->s + t->n, s, n + 1);
        t->n += n;
    }
}

static inline void add_set(text *t)
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

static inline void add_action(text *t)
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

static inline void make_parser(text *t)
{
    t->n = 0;
    add(t, "name: t\n");
    switch (below(8)) {
    case 0:
        add(t, "ignored_values: [x y, null, 5]\n");
        break;
    case 1:
        add(t, "ignored_values: [x y, '12', null, '']\n");
        break;
    default:
        break;
    }
    add(t, "pipeline:\n  - {name: m, external: {name: json.parse-json}}\n  - name: s\n"
           "stages:\n  s:\n    actions:\n");
    for (unsigned i = 0, n = 1 + below(6); i < n; i++) {
        add_action(t);
    }
}

static inline void make_fields(text *t)
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

static inline void make_record(text *t)
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

#endif

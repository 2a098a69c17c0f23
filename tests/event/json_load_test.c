// SPDX-License-Identifier: Apache-2.0
// JSON text into values and back; lazy spans made real; methods as attributes.
#include "base/limits.h"
#include "event/attr.h"
#include "event/value.h"

#include "json_twice.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

static pen_arena arena;
static pen_buf buf;

typedef struct row {
    const char *json, *repr; // repr NULL: does not load
} row;

static const row rows[] = {
    {"{\"a\": [1, 2.5, \"x\", null, true]}", "{'a': [1, 2.5, 'x', None, True]}"},
    {"  12345678901234567890123 ", "12345678901234567890123"},
    {"-0", "0"},
    {"-0.0", "-0.0"},
    {"1e400", "inf"},
    {"[NaN, -Infinity]", "[nan, -inf]"},
    {"\"\\u00e9\\n\\ud83d\\ude00\"", "'\xc3\xa9\\n\xf0\x9f\x98\x80'"},
    {"{\"a\": 1, \"b\": 2, \"a\": 3}", "{'a': 3, 'b': 2}"},
    {"{\"\\u0061\": {\"b\": {}}, \"c\": []}", "{'a': {'b': {}}, 'c': []}"},
    {"[[[]], [], {}]", "[[[]], [], {}]"},
    {"\"tab\there\"", "'tab\\there'"},
    {"", NULL},
    {"[\"a\",\"\",\"b c\"]", "['a', '', 'b c']"},
    {"[\"a\",\"b\\n\"]", "['a', 'b\\n']"},
    {"[\"a\",[\"b\"]]", "['a', ['b']]"},
    {"[\"a\",1]", "['a', 1]"},
    {"[\"a\"] ", "['a']"},
    {"[\"]", NULL},
    {"[\"]\"", NULL},
    {"[\"a\",]", NULL},
    {"[\"a\"]]", NULL},
    {"[\"a\"b]", NULL},
    {"[\"a\" \"b\"]", NULL},
    {"[\"a\",\"]", NULL},
    {"[1,]", NULL},
    {"{\"a\" 1}", NULL},
    {"01", NULL},
    {"'a'", NULL},
    {"[1] x", NULL},
    {"\"\\x\"", NULL},
    {"[", NULL},
};

static void check_row(const row *r)
{
    size_t n = strlen(r->json);
    char *exact = malloc(n ? n : 1); // so that reading past the end is seen
    if (!exact) {
        return;
    }
    memcpy(exact, r->json, n);
    pen_value v = pen_v_undef();
    pen_status s = pen_json_load(&arena, pen_str_of(exact, n), &v);
    pen_buf_clear(&buf);
    ok(twice_same(pen_str_of(exact, n)), "the loader of tokens says the same");
    if (!r->repr) {
        ok(s == PEN_E_SYNTAX, r->json);
    } else if (ok(s == PEN_OK && pen_value_repr(v, &buf) == PEN_OK, r->json)) {
        is_str(pen_buf_str(&buf), r->repr, r->repr);
    }
    free(exact);
}

static void test_depth(void)
{
    char deep[PEN_JSON_DEPTH_MAX * 2 + 8];
    pen_value v;
    memset(deep, '[', sizeof deep);
    memset(deep + PEN_JSON_DEPTH_MAX, ']', PEN_JSON_DEPTH_MAX);
    pen_buf_clear(&buf);
    ok(pen_json_load(&arena, pen_str_of(deep, (size_t)PEN_JSON_DEPTH_MAX * 2), &v) == PEN_OK &&
           pen_value_repr(v, &buf) == PEN_OK,
       "as deep as allowed");
    memset(deep, '[', sizeof deep);
    ok(pen_json_load(&arena, pen_str_of(deep, sizeof deep), &v) == PEN_E_DEPTH, "too deep");
}

static uint64_t state = 88172645463325252u;

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

// Random tokens one after another, mostly well-formed; many keys, some of them again.
static void test_random(void)
{
    static const char *const parts[] = {"{", "}", "[", "]", ",", ":", "\"a\"", "\"b\\u0061\"",
                                        "1", "-5", "null", " ", "1.5", "\"", "0", "0123", "true",
                                        "123456789012345678", "1234567890123456789", "\"\t\""};
    bool good = true;
    char text[4096];
    for (int i = 0; i < 20000; i++) {
        size_t n = 0;
        unsigned kind = below(4), count = below(60);
        n += kind < 2 ? (size_t)snprintf(text, sizeof text, "%s", kind ? "{" : "[1") : 0;
        for (unsigned k = 0; k < count; k++) {
            const char *part = parts[below(sizeof parts / sizeof *parts)];
            size_t room = sizeof text - n;
            n += (size_t)(kind == 0   ? snprintf(text + n, room, ",%s", part)
                          : kind == 1 ? snprintf(text + n, room, "%s\"k%u\":%u", k ? "," : "",
                                                 below(count * 4), k)
                                      : snprintf(text + n, room, "%s", part));
        }
        n += kind < 2 ? (size_t)snprintf(text + n, sizeof text - n, "%c", kind ? '}' : ']') : 0;
        good = good && twice_same(pen_str_of(text, n));
    }
    ok(good, "the loader of tokens says the same of random texts");
}

static void test_force(void)
{
    pen_value v = pen_v_span(PEN_T_RAWSTR, "a\\tb", 4);
    ok(pen_value_force(&arena, &v) == PEN_OK && v.tag == PEN_T_STR, "a raw string");
    is_str(pen_value_str(v), "a\tb", "its text");
    v = pen_v_span(PEN_T_RAWINT, "99999999999999999999", 20);
    ok(pen_value_force(&arena, &v) == PEN_OK && v.tag == PEN_T_BIG, "a long integer");
    v = pen_v_span(PEN_T_RAWNUM, "1.5e3", 5);
    ok(pen_value_force(&arena, &v) == PEN_OK && v.tag == PEN_T_FLOAT && v.u.f > 1499, "a float");
    v = pen_v_span(PEN_T_RAWOBJ, "{\"a\":[1]}", 9);
    ok(pen_value_force(&arena, &v) == PEN_OK && v.tag == PEN_T_DICT && v.u.dict->n == 1, "a dict");
    v = pen_v_span(PEN_T_RAWARR, "[1,2]", 5);
    ok(pen_value_force(&arena, &v) == PEN_OK && v.tag == PEN_T_LIST && v.u.list->n == 2, "a list");
}

static void test_attributes(void)
{
    ok(pen_attr_is_method(pen_v_str(PEN_LIT("")), PEN_LIT("split")), "texts split");
    ok(pen_attr_is_method(pen_v_span(PEN_T_RAWOBJ, "{}", 2), PEN_LIT("items")), "dicts have items");
    ok(!pen_attr_is_method(pen_v_str(PEN_LIT("")), PEN_LIT("items")), "texts have not");
    ok(!pen_attr_is_method(pen_v_none(), PEN_LIT("split")), "None has nothing");
    ok(!pen_attr_is_method(pen_v_str(PEN_LIT("")), PEN_LIT("__class__")), "nothing hidden is shown");
}

static void test_out_of_memory(void)
{
    pen_arena small;
    pen_value v;
    static const char json[] = "{\"a\": [1, 2, 3, \"\\u0041\"], \"b\": {\"c\": 12345678901234567890}}";
    bool ends = false;
    for (size_t cap = 0; cap < 256 * 1024 && !ends; cap += 64) {
        pen_arena_init(&small, NULL, cap);
        pen_status s = pen_json_load(&small, pen_str_c(json), &v);
        ends = s == PEN_OK;
        if (s != PEN_OK && s != PEN_E_NOMEM) {
            ok(false, "another failure than memory");
        }
        pen_arena_free(&small);
    }
    ok(ends, "each lack of memory is a status, and enough is enough");
}

int main(void)
{
    pen_arena_init(&arena, NULL, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&buf, NULL, PEN_TEXT_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_row(&rows[i]);
    }
    pen_value none;
    ok(pen_json_load(&arena, PEN_EMPTY, &none) == PEN_E_SYNTAX, "no pointer, no bytes");
    test_depth();
    test_random();
    test_force();
    test_attributes();
    test_out_of_memory();
    pen_buf_free(&buf);
    pen_arena_free(&arena);
    return tap_done();
}

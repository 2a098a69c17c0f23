// SPDX-License-Identifier: Apache-2.0
// Values: containers, truth, equality, order, texts, JSON out.
#include "base/limits.h"
#include "event/value.h"

#include "tap.h"

#include <math.h>
#include <stdlib.h>

static pen_arena arena;
static pen_buf buf;

static pen_value str(const char *s)
{
    return pen_v_str(pen_str_c(s));
}

static pen_value big(const char *s)
{
    return pen_v_span(PEN_T_BIG, s, strlen(s));
}

static pen_value list_of(pen_tag tag, const pen_value *items, uint32_t n)
{
    pen_list *l = pen_list_new(&arena, 0);
    for (uint32_t i = 0; l && i < n; i++) {
        if (pen_list_push(&arena, l, items[i]) != PEN_OK) {
            return pen_v_undef();
        }
    }
    return (pen_value){.tag = (uint8_t)tag, .u.list = l};
}

#define LIST(...)                                                                          \
    list_of(PEN_T_LIST, (const pen_value[]){__VA_ARGS__},                                  \
            sizeof((const pen_value[]){__VA_ARGS__}) / sizeof(pen_value))
#define TUPLE(...)                                                                         \
    list_of(PEN_T_TUPLE, (const pen_value[]){__VA_ARGS__},                                 \
            sizeof((const pen_value[]){__VA_ARGS__}) / sizeof(pen_value))

static bool put(pen_value d, pen_value k, pen_value v)
{
    return pen_dict_put(&arena, d.u.dict, k, v) == PEN_OK;
}

static void test_dict_keys(void)
{
    pen_value d = pen_v_dict(pen_dict_new(&arena, 0));
    ok(put(d, pen_v_int(1), str("int")) && put(d, pen_v_float(1.0), str("float")) &&
           put(d, pen_v_bool(true), str("bool")),
       "1, 1.0 and True can be put");
    ok(d.u.dict->n == 1 && d.u.dict->pairs[0].key.tag == PEN_T_INT, "they are one key, the first");
    ok(put(d, str("1"), str("text")) && d.u.dict->n == 2, "text is another key");
    ok(!put(d, LIST(pen_v_none()), pen_v_none()), "a list is no key");
    ok(put(d, TUPLE(pen_v_int(1), str("a")), pen_v_int(7)), "a tuple is a key");
    const pen_value *got = pen_dict_get(d.u.dict, TUPLE(pen_v_float(1), str("a")));
    ok(got && got->u.i == 7, "an equal tuple finds it");
    ok(put(d, big("100000000000000000000"), pen_v_int(8)), "a long integer is a key");
    got = pen_dict_get(d.u.dict, pen_v_float(1e20));
    ok(got && got->u.i == 8, "the equal float finds it");
}

static void test_dict_large(void)
{
    pen_dict *d = pen_dict_new(&arena, 0);
    char keys[1000][8];
    bool good = true;
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "k%d", i);
        good = good && pen_dict_put_str(&arena, d, pen_str_c(keys[i]), pen_v_int(i)) == PEN_OK;
    }
    for (int i = 0; i < 1000; i += 3) {
        good = good && pen_dict_remove(d, str(keys[i]));
    }
    for (int i = 0; i < 1000; i++) {
        const pen_value *v = pen_dict_get_str(d, pen_str_c(keys[i]));
        good = good && (i % 3 ? v && v->u.i == i : v == NULL);
    }
    ok(good && d->n == 666, "a thousand keys, a third removed, the others found");
    for (uint32_t i = 1; i < d->n; i++) {
        good = good && d->pairs[i - 1].value.u.i < d->pairs[i].value.u.i;
    }
    ok(good, "the order of insertion stays");
    ok(!pen_dict_remove(d, str("k0")), "what is gone cannot be removed again");
}

static void test_truth(void)
{
    ok(!pen_value_truth(pen_v_undef()) && !pen_value_truth(pen_v_none()) &&
           !pen_value_truth(pen_v_int(0)) && !pen_value_truth(pen_v_float(-0.0)) &&
           !pen_value_truth(str("")) && !pen_value_truth(list_of(PEN_T_LIST, NULL, 0)),
       "what Python holds false is false");
    ok(pen_value_truth(str("0")) && pen_value_truth(LIST(pen_v_int(0))) &&
           pen_value_truth(pen_v_float(nan(""))) && pen_value_truth(big("9223372036854775808")),
       "the rest is true");
}

static void test_eq(void)
{
    ok(pen_value_eq(pen_v_int(1), pen_v_float(1)) && pen_value_eq(pen_v_bool(true), pen_v_int(1)),
       "numbers are equal across types");
    ok(!pen_value_eq(str("1"), pen_v_int(1)), "text equals no number");
    ok(!pen_value_eq(pen_v_undef(), pen_v_none()), "undefined is not None");
    ok(pen_value_eq(pen_v_undef(), pen_v_undef()), "undefined equals undefined");
    ok(!pen_value_eq(LIST(pen_v_int(1)), TUPLE(pen_v_int(1))), "a list is no tuple");
    ok(!pen_value_eq(pen_v_int(9007199254740993), pen_v_float(9007199254740992.0)),
       "2**53 + 1 is not its nearest float");
    ok(pen_value_eq(big("9223372036854775808"), pen_v_float(9223372036854775808.0)) &&
           !pen_value_eq(big("9223372036854775809"), pen_v_float(9223372036854775808.0)),
       "long integers are compared with floats exactly");
    ok(!pen_value_eq(pen_v_float(nan("")), pen_v_float(nan(""))), "NaN equals nothing");
    pen_value a = pen_v_dict(pen_dict_new(&arena, 2)), b = pen_v_dict(pen_dict_new(&arena, 2));
    ok(put(a, str("x"), pen_v_int(1)) && put(a, str("y"), pen_v_int(2)) &&
           put(b, str("y"), pen_v_float(2)) && put(b, str("x"), pen_v_int(1)) &&
           pen_value_eq(a, b),
       "dicts are equal whatever their order");
}

static void check_cmp(pen_value a, pen_value b, int want, const char *name)
{
    int got = 9;
    bool unordered = false;
    pen_status s = pen_value_cmp(a, b, &got, &unordered);
    ok(s == PEN_OK && !unordered && (got > 0) - (got < 0) == want, name);
}

static void test_cmp(void)
{
    int c;
    bool unordered;
    check_cmp(str("B"), str("a"), -1, "text by code point");
    check_cmp(pen_v_bool(true), pen_v_float(1.5), -1, "booleans count");
    check_cmp(pen_v_int(INT64_MAX), pen_v_float(9223372036854775808.0), -1, "int64 max < 2.0**63");
    check_cmp(pen_v_int(-3), pen_v_float(-3.5), 1, "-3 > -3.5");
    check_cmp(big("-9223372036854775809"), pen_v_int(INT64_MIN), -1, "below int64");
    check_cmp(big("99999999999999999999"), big("100000000000000000000"), -1, "by length");
    check_cmp(big("99999999999999999999"), pen_v_float(HUGE_VAL), -1, "below infinity");
    check_cmp(LIST(pen_v_int(1), pen_v_int(3)), LIST(pen_v_int(1), pen_v_int(2)), 1, "item by item");
    check_cmp(LIST(pen_v_int(1)), LIST(pen_v_int(1), pen_v_none()), -1, "the shorter is less");
    ok(pen_value_cmp(str("1"), pen_v_int(1), &c, &unordered) == PEN_E_TYPE, "text with number");
    ok(pen_value_cmp(pen_v_none(), pen_v_none(), &c, &unordered) == PEN_E_TYPE, "None with None");
    ok(pen_value_cmp(LIST(pen_v_none()), LIST(pen_v_int(1)), &c, &unordered) == PEN_E_TYPE,
       "items that cannot be compared");
    ok(pen_value_cmp(pen_v_float(nan("")), pen_v_int(1), &c, &unordered) == PEN_OK && unordered,
       "NaN is unordered");
}

static void check_text(pen_value v, const char *want, bool quoted)
{
    pen_buf_clear(&buf);
    pen_status s = quoted ? pen_value_repr(v, &buf) : pen_value_text(v, &buf);
    ok(s == PEN_OK, "text can be made");
    is_str(pen_buf_str(&buf), want, want);
}

static void test_text(void)
{
    check_text(pen_v_undef(), "", false);
    check_text(pen_v_none(), "None", false);
    check_text(pen_v_bool(true), "True", false);
    check_text(pen_v_float(100), "100.0", false);
    check_text(str("it's"), "it's", false);
    check_text(str("it's"), "\"it's\"", true);
    check_text(str("it's \"so\""), "'it\\'s \"so\"'", true);
    check_text(str("a\\b\n\x1b\xc3\xa9\xe2\x80\x8b\xf3\xa0\x80\x81"),
               "'a\\\\b\\n\\x1b\xc3\xa9\\u200b\\U000e0001'", true);
    check_text(LIST(str("a"), pen_v_int(1), pen_v_none()), "['a', 1, None]", false);
    check_text(TUPLE(pen_v_int(1)), "(1,)", false);
    check_text(TUPLE(pen_v_int(1), str("b")), "(1, 'b')", false);
    pen_value d = pen_v_dict(pen_dict_new(&arena, 0));
    check_text(d, "{}", false);
    ok(put(d, str("k"), LIST(pen_v_bool(false))), "put");
    check_text(d, "{'k': [False]}", false);
}

static void check_json(pen_value v, unsigned style, const char *want)
{
    pen_buf_clear(&buf);
    ok(pen_json_dump(v, style, &buf) == PEN_OK, "JSON can be written");
    is_str(pen_buf_str(&buf), want, want);
}

static void test_json_dump(void)
{
    pen_value d = pen_v_dict(pen_dict_new(&arena, 0));
    ok(put(d, str("b"), LIST(pen_v_int(1), pen_v_float(2.5))) &&
           put(d, str("a"), str("<\xc3\xa9\xf0\x9f\x98\x80\"\x01")),
       "put");
    check_json(d, PEN_JSON_COMPACT,
               "{\"b\":[1,2.5],\"a\":\"<\xc3\xa9\xf0\x9f\x98\x80\\\"\\u0001\"}");
    check_json(d, PEN_JSON_SORTED | PEN_JSON_SPACED | PEN_JSON_ASCII | PEN_JSON_HTML,
               "{\"a\": \"\\u003c\\u00e9\\ud83d\\ude00\\\"\\u0001\", \"b\": [1, 2.5]}");
    pen_value e = pen_v_dict(pen_dict_new(&arena, 0));
    ok(put(e, str("l"), LIST(pen_v_none(), pen_v_bool(true))) &&
           put(e, pen_v_int(1), list_of(PEN_T_LIST, NULL, 0)) &&
           put(e, pen_v_none(), pen_v_dict(pen_dict_new(&arena, 0))),
       "put");
    check_json(e, PEN_JSON_INDENT4,
               "{\n    \"l\": [\n        null,\n        true\n    ],\n    \"1\": [],\n    \"null\": {}\n}");
    check_json(pen_v_float(HUGE_VAL), 0, "Infinity");
    pen_buf_clear(&buf);
    ok(pen_json_dump(pen_v_undef(), 0, &buf) == PEN_E_TYPE, "undefined has no JSON");
    ok(pen_json_dump(e, PEN_JSON_SORTED, &buf) == PEN_E_TYPE, "keys of two kinds cannot be sorted");
}

static void test_depth(void)
{
    pen_list *l = pen_list_new(&arena, 1);
    pen_value self = pen_v_list(l), copy;
    ok(pen_list_push(&arena, l, self) == PEN_OK, "a list in itself");
    pen_buf_clear(&buf);
    ok(pen_value_text(self, &buf) == PEN_E_DEPTH, "its text ends");
    ok(pen_json_dump(self, 0, &buf) == PEN_E_DEPTH, "its JSON ends");
    ok(pen_value_copy(&arena, self, &copy) == PEN_E_DEPTH, "its copy ends");
    // Forty levels of pairs of the same list stand for 2**40 items.
    pen_value a = LIST(pen_v_int(1)), b = LIST(pen_v_int(1));
    for (int i = 0; i < 40 && i < PEN_VALUE_DEPTH_MAX - 8; i++) {
        a = LIST(a, a);
        b = LIST(b, b);
    }
    ok(!pen_value_eq(a, b) || PEN_VALUE_DEPTH_MAX < 40, "a comparison of shared lists ends");
}

static void test_copy(void)
{
    pen_value d = pen_v_dict(pen_dict_new(&arena, 0)), copy;
    ok(put(d, str("l"), LIST(pen_v_int(1))), "put");
    ok(pen_value_copy(&arena, d, &copy) == PEN_OK && pen_value_eq(d, copy), "a copy is equal");
    pen_value *inner = pen_dict_get_str(d.u.dict, PEN_LIT("l"));
    ok(pen_list_push(&arena, inner->u.list, pen_v_int(2)) == PEN_OK && !pen_value_eq(d, copy),
       "and shares no container");
}

int main(void)
{
    pen_arena_init(&arena, NULL, PEN_EVENT_BYTES_MAX);
    pen_buf_init(&buf, NULL, PEN_TEXT_MAX);
    test_dict_keys();
    test_dict_large();
    test_truth();
    test_eq();
    test_cmp();
    test_text();
    test_json_dump();
    test_depth();
    test_copy();
    pen_buf_free(&buf);
    pen_arena_free(&arena);
    return tap_done();
}

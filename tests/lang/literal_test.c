// SPDX-License-Identifier: Apache-2.0
// Python literals, and the rule that makes lists and dicts of texts.
#include "lang/literal.h"

#include "base/limits.h"
#include "event/value.h"
#include "tap.h"

#include <stdlib.h>

static pen_arena arena;
static pen_buf buf;

static const struct {
    const char *text, *repr; // NULL: no literal
} rows[] = {
    {"['a', \"b\", None, True, False]", "['a', 'b', None, True, False]"},
    {"{'a': 1, 'b': {'c': (1, 2)},}", "{'a': 1, 'b': {'c': (1, 2)}}"},
    {"[]", "[]"},
    {"{}", "{}"},
    {"()", "()"},
    {"(1)", "1"},
    {"(1,)", "(1,)"},
    {"[1,\n 2, # two\n 3]", "[1, 2, 3]"},
    {"['a' 'b' r'\\n' u'c']", "['ab\\\\nc']"},
    {"'\\x41\\u00e9\\101\\n\\t\\'\\\"\\\\\\q'", "'A\xc3\xa9" "A\\n\\t\\'\"\\\\\\\\q'"},
    {"'''a\r\nb'''", "'a\\nb'"},
    {"''", "''"},
    {"\"\"\"it's \"so\"\"\"\" ''", NULL},
    {"-5", "-5"},
    {"+1_000", "1000"},
    {"- 2", "-2"},
    {"0x_1F", "31"},
    {"0o17", "15"},
    {"0b101", "5"},
    {"00", "0"},
    {"1.5e3", "1500.0"},
    {".5", "0.5"},
    {"5.", "5.0"},
    {"1e400", "inf"},
    {"-12345678901234567890123", "-12345678901234567890123"},
    {"0xffffffffffffffffffff", "1208925819614629174706175"},
    {"{1: 'a', 1.0: 'b', True: 'c'}", "{1: 'c'}"},
    {"  [1]  ", "[1]"},
    {"{'a': 1}# {'b': 2}", "{'a': 1}"},
    {"[1]\n\n  # ]\n#]", "[1]"},
    {"[1]# ]\n[2]", NULL},
    {"[ # ]", NULL},
    {"[true]", NULL},
    {"[null]", NULL},
    {"{'a'}", NULL},
    {"{[1]: 2}", NULL},
    {"[1 2]", NULL},
    {"[,]", NULL},
    {"[1", NULL},
    {"[1]]", NULL},
    {"01", NULL},
    {"1_", NULL},
    {"1__0", NULL},
    {"--1", NULL},
    {"1j", NULL},
    {"1a", NULL},
    {"0x", NULL},
    {"b'a'", NULL},
    {"f'a'", NULL},
    {"'a", NULL},
    {"'a\nb'", NULL},
    {"'\\x4'", NULL},
    {"'\\U00110000'", NULL},
    {"[x]", NULL},
    {"[f()]", NULL},
    {"[1 + 1]", NULL},
    {"{**{}}", NULL},
    {"", NULL},
    {"Nonesuch", NULL},
};

static void check_row(const char *text, const char *repr)
{
    size_t n = strlen(text);
    char *exact = malloc(n ? n : 1);
    pen_value v = pen_v_undef();
    if (!exact) {
        return;
    }
    memcpy(exact, text, n);
    pen_status s = pen_literal(&arena, pen_str_of(exact, n), &v);
    pen_buf_clear(&buf);
    if (!repr) {
        ok(s == PEN_E_SYNTAX, strchr(text, '\n') ? "a new line in a text" : text);
    } else if (ok(s == PEN_OK && pen_value_repr(v, &buf) == PEN_OK, "a literal")) {
        is_str(pen_buf_str(&buf), repr, repr);
    }
    free(exact);
}

static void check_box(const char *text, pen_tag want)
{
    pen_value v = pen_v_str(pen_str_c(text));
    ok(pen_literal_box(&arena, &v) == PEN_OK && v.tag == want, text);
}

static void test_depth(void)
{
    char deep[600];
    pen_value v;
    unsigned most = PEN_VALUE_DEPTH_MAX < 200 ? PEN_VALUE_DEPTH_MAX : 200;
    memset(deep, '[', sizeof deep);
    memset(deep + most, ']', most);
    ok(pen_literal(&arena, pen_str_of(deep, (size_t)most * 2), &v) == PEN_OK, "deep");
    memset(deep, '[', sizeof deep);
    ok(pen_literal(&arena, pen_str_of(deep, sizeof deep), &v) == PEN_E_SYNTAX, "too deep");
}

int main(void)
{
    pen_arena_init(&arena, NULL, (size_t)64 << 20);
    pen_buf_init(&buf, NULL, PEN_TEXT_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_row(rows[i].text, rows[i].repr);
    }
    check_box("[1, 2]", PEN_T_LIST);
    check_box(" {'a': 1} ", PEN_T_DICT);
    check_box("[true]", PEN_T_STR);
    check_box("{'a'}", PEN_T_STR);
    check_box("[1], [2]", PEN_T_STR);
    check_box("(1, 2)", PEN_T_STR);
    check_box("42", PEN_T_STR);
    check_box("[", PEN_T_STR);
    test_depth();
    pen_buf_free(&buf);
    pen_arena_free(&arena);
    return tap_done();
}

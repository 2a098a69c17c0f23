// SPDX-License-Identifier: Apache-2.0
// Tokens, skipping and strings of codec/json.h. The grammar is in json_scan_test.c, which
// compares the faces.
#include "codec/json.h"

#include "exact.h"
#include "tap.h"

// One letter a token, scalars by their tag.
static void spell(pen_str text, char *to, size_t room)
{
    static const char letters
        [] = ".vk{}[]",
 tags[PEN_T_COUNT] = {
     [PEN_T_NONE] = 'n',   [PEN_T_BOOL] = 'b',   [PEN_T_FLOAT] = 'f',  [PEN_T_STR] = 's',
     [PEN_T_RAWSTR] = 'e', [PEN_T_RAWINT] = 'i', [PEN_T_RAWNUM] = 'r',
 };
    pen_json_iter it;
    pen_json_event ev = PEN_JSON_VALUE;
    pen_value v;
    size_t n = 0;
    pen_json_iter_init(&it, NULL, text);
    while (ev != PEN_JSON_END && n + 2 < room) {
        if (pen_json_next(&it, &ev, &v) != PEN_OK) {
            to[n++] = '!';
            break;
        }
        to[n++] = ev == PEN_JSON_VALUE ? tags[v.tag] : letters[ev];
    }
    to[n] = '\0';
}

static void test_tokens(void)
{
    static const char *const cases[][2] = {
        {"{\"a\":[1,2.5,\"x\",\"\\n\",true,null,NaN],\"\\u0062\":{}}", "{k[irsebnf]k{}}."},
        {" 1 ", "i."},
        {"[[],[[]]]", "[[][[]]]."},
        {"[1", "[i!"},
        {"", "!"},
        {"1 2", "i!"},
        {"{\"a\":1,}", "{ki!"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char got[64];
        pen_str in = exact(pen_str_c(cases[i][0]));
        spell(in, got, sizeof got);
        is_str(pen_str_c(got), cases[i][1], cases[i][0]);
        exact_free(in);
    }
    pen_json_iter it;
    pen_json_event ev;
    pen_value v;
    pen_json_iter_init(&it, NULL, PEN_LIT("1"));
    bool good = pen_json_next(&it, &ev, &v) == PEN_OK && ev == PEN_JSON_VALUE;
    for (unsigned i = 0; i < 3; i++) {
        good = good && pen_json_next(&it, &ev, &v) == PEN_OK && ev == PEN_JSON_END;
    }
    ok(good, "the end stays the end");
    pen_json_iter_init(&it, NULL, PEN_LIT("[1,x]"));
    while (pen_json_next(&it, &ev, &v) == PEN_OK) {
    }
    ok(it.at == 3, "an error has a place");
}

static void test_skip(void)
{
    static const struct {
        const char *text;
        size_t at;
        pen_status want;
        size_t then;
    } cases[] = {
        {"{} []", 0, PEN_OK, 2},
        {"{} []", 2, PEN_OK, 5},
        {"{} []", 5, PEN_END, 5},
        {" \t", 0, PEN_END, 0},
        {"{}{}", 2, PEN_OK, 4},
        {"1 2", 0, PEN_OK, 1},
        {"12", 0, PEN_OK, 2},
        {"{\"a\":1", 0, PEN_MORE, 0},
        {"{\"a", 0, PEN_MORE, 0},
        {"{\"a\"", 0, PEN_MORE, 0},
        {"{\"a\":", 0, PEN_MORE, 0},
        {"[1,", 0, PEN_MORE, 0},
        {"[", 0, PEN_MORE, 0},
        {"[tr", 0, PEN_MORE, 0},
        {"[-", 0, PEN_MORE, 0},
        {"[1.", 0, PEN_MORE, 0},
        {"[\"\\u00", 0, PEN_MORE, 0},
        {"[\"\\", 0, PEN_MORE, 0},
        {"[-Inf", 0, PEN_MORE, 0},
        {"[1e+", 0, PEN_MORE, 0},
        {"[\"\\u0g", 0, PEN_E_SYNTAX, 0},
        {"[tx", 0, PEN_E_SYNTAX, 0},
        {"[1}", 0, PEN_E_SYNTAX, 0},
        {"x", 0, PEN_E_SYNTAX, 0},
        {"]", 0, PEN_E_SYNTAX, 0},
        {"\"a\"1", 0, PEN_OK, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_str in = exact(pen_str_c(cases[i].text));
        size_t at = cases[i].at;
        pen_status s = pen_json_skip(in, &at);
        size_t then = s == PEN_OK ? cases[i].then : cases[i].at;
        ok(s == cases[i].want && at == then, cases[i].text);
        exact_free(in);
    }
    size_t at = 0;
    ok(pen_json_skip(PEN_EMPTY, &at) == PEN_END, "nothing to skip");
    static char deep[PEN_JSON_DEPTH_MAX + 1];
    memset(deep, '[', sizeof deep);
    ok(pen_json_skip((pen_str){deep, sizeof deep - 1}, &at) == PEN_MORE,
       "deep, unfinished");
    ok(pen_json_skip((pen_str){deep, sizeof deep}, &at) == PEN_E_DEPTH, "too deep");
}

static void test_unescape(void)
{
    static const struct {
        const char *raw, *want; // want NULL: malformed
    } cases[] = {
        {"", ""},
        {"abc", "abc"},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"\\u0041\\u00e9\\u20AC", "A\xc3\xa9\xe2\x82\xac"},
        {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
        {"x\\uD834\\uDD1Ey", "x\xf0\x9d\x84\x9ey"},
        {"\\ud83d", "\xef\xbf\xbd"},
        {"\\ude00", "\xef\xbf\xbd"},
        {"\\ud83dx", "\xef\xbf\xbdx"},
        {"\\ud83d\\n", "\xef\xbf\xbd\n"},
        {"\\ud83d\\ud83d\\ude00", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"\\ud83d\\u0041", "\xef\xbf\xbd"
                           "A"},
        {"\\uffff", "\xef\xbf\xbf"},
        {"\\x", NULL},
        {"a\\", NULL},
        {"\\u12", NULL},
        {"\\u12g4", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_str raw = exact(pen_str_c(cases[i].raw));
        pen_str room = exact(raw); // exactly what the header asks for
        size_t n = 0;
        union {
            const char *in;
            char *out;
        } to = {.in = room.p};
        pen_status s = pen_json_unescape(raw, to.out, &n);
        if (!cases[i].want) {
            ok(s == PEN_E_SYNTAX, "a bad escape");
        } else if (ok(s == PEN_OK, cases[i].raw)) {
            is_str(((pen_str){to.in, n}), cases[i].want, cases[i].raw);
        }
        exact_free(raw);
        exact_free(room);
    }
    char to[PEN_SCAN_ESCAPE_ROOM(8)];
    size_t n = pen_json_escape(to, PEN_LIT("a\"\n\x1f"));
    is_str(((pen_str){to, n}), "a\\\"\\n\\u001f", "escape");
}

int main(void)
{
    test_tokens();
    test_skip();
    test_unescape();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// The demand-driven scan, with each table of base/scan.h, and its agreement with the
// tokens.
#include "json_agree.h"

#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

static pen_json_hints hints;
static pen_json_tree tree;

static void agree(pen_str text, const char *name)
{
    pen_str in = exact(text);
    const char *why = agree_check(&tree, &hints, in);
    if (!ok(why == NULL, name)) {
        printf("# %s: %.*s\n", why, (int)(text.n < 100 ? text.n : 100), text.p);
    }
    exact_free(in);
}

// text, whether Python takes it
static const struct {
    pen_str text;
    bool good;
} grammar[] = {
#define GOOD(s)                                                                            \
    {                                                                                      \
        {s, sizeof(s) - 1}, true                                                           \
    }
#define BAD(s)                                                                             \
    {                                                                                      \
        {s, sizeof(s) - 1}, false                                                          \
    }
    GOOD("{}"),
    GOOD("[]"),
    GOOD("0"),
    GOOD("-0"),
    GOOD("12"),
    GOOD("-7"),
    GOOD("\"\""),
    GOOD("null"),
    GOOD("true"),
    GOOD("false"),
    GOOD("NaN"),
    GOOD("Infinity"),
    GOOD("-Infinity"),
    GOOD(" \t\r\n1\n"),
    GOOD("[1,2]"),
    GOOD("[[],{}]"),
    GOOD("1.5"),
    GOOD("1e5"),
    GOOD("1E+05"),
    GOOD("-0.0e-0"),
    GOOD("123456789012345678901234567890"),
    GOOD("12345678"),
    GOOD("[1234567]"),
    GOOD("{\"\":{}}"),
    GOOD("\"\\u00e9\\/\\b\""),
    GOOD("\"\\ud800\""),
    GOOD("\"\\uDFFF\\ud800\""),
    GOOD("\"a\nb\tc\x01\""),
    GOOD("\"a\0b\""),
    GOOD("\"\x7f\xff\""),
    GOOD("{\"a\" : 1 , \"b\" : [ ] }"),
    GOOD("{\"a\":1,\"a\":2}"),
    GOOD("[\"\\\\\"]"),
    GOOD("\"\\\\\\\"\""),
    GOOD("[NaN,-1]"),
    BAD(""),
    BAD(" "),
    BAD("\n"),
    BAD("{"),
    BAD("["),
    BAD("}"),
    BAD("]"),
    BAD("\""),
    BAD(","),
    BAD(":"),
    BAD("{]"),
    BAD("[}"),
    BAD("[1,]"),
    BAD("[,1]"),
    BAD("[1,,2]"),
    BAD("[1 2]"),
    BAD("{\"a\"}"),
    BAD("{\"a\":}"),
    BAD("{\"a\":1,}"),
    BAD("{,}"),
    BAD("{1:2}"),
    BAD("{a:1}"),
    BAD("{\"a\" 1}"),
    BAD("{\"a\"::1}"),
    BAD("{\"a\":1 \"b\":2}"),
    BAD("{\"a\":1,,\"b\":2}"),
    BAD("{\"a\",1}"),
    BAD("[\"a\":1]"),
    BAD("{} {}"),
    BAD("1 2"),
    BAD("[]]"),
    BAD("{}}"),
    BAD("01"),
    BAD("-"),
    BAD("-a"),
    BAD("+1"),
    BAD(".5"),
    BAD("1."),
    BAD("1.e5"),
    BAD("1e"),
    BAD("1e+"),
    BAD("1e1.5"),
    BAD("0x10"),
    BAD("1_000"),
    BAD("-01"),
    BAD("--1"),
    BAD("[01]"),
    BAD("[1.]"),
    BAD("[-]"),
    BAD("[1e]"),
    BAD("tru"),
    BAD("True"),
    BAD("nul"),
    BAD("nulll"),
    BAD("nan"),
    BAD("-NaN"),
    BAD("+Infinity"),
    BAD("Infinit"),
    BAD("-Infinit"),
    BAD("[tru]"),
    BAD("[nulx]"),
    BAD("'a'"),
    BAD("\"a"),
    BAD("a\""),
    BAD("\"\\\""),
    BAD("\"\\x41\""),
    BAD("\"\\'\""),
    BAD("\"\\u12\""),
    BAD("\"\\u12g4\""),
    BAD("\"\\u\""),
    BAD("\"\\U0041\""),
    BAD("\"\\\n\""),
    BAD("\"\\0\""),
    BAD("[\"\\a\"]"),
    BAD("\"\\u004\"1\""),
    BAD("\\\"a\""),
    BAD("[1]x"),
    BAD("[1]\0"),
    BAD("\0"),
    BAD("[\0]"),
    BAD("\xef\xbb\xbf{}"),
    BAD("[1,\x0c 2]"),
    BAD("\x0b[]"),
    BAD("[\xc2\xa0]"),
    BAD("/**/1"),
    BAD("[1]//x"),
    BAD("\"a\"\"b\""),
    BAD("[\"a\"\"b\"]"),
    BAD("{\"a\"\"b\":1}"),
    BAD("[\\\"]"),
    BAD("{\\\"a\":1}"),
    BAD("[1\\,\"a\"]"),
    BAD("{\"x\":[1,{\"y\":tru}]}"),
    BAD("{\"x\":\"\\q\",\"a\":1}"),
    BAD("{\"\\q\":1}"),
    BAD("[\"a]"),
    BAD("{\"a\":\"b}"),
#undef GOOD
#undef BAD
};

static void test_grammar(void)
{
    for (size_t i = 0; i < sizeof grammar / sizeof grammar[0]; i++) {
        pen_str in = exact(grammar[i].text);
        pen_value slots[AGREE_SLOTS] = {{0}};
        pen_status s = pen_json_scan(&tree, &hints, in, slots);
        if (!ok((s == PEN_OK) == grammar[i].good && (s == PEN_OK || s == PEN_E_SYNTAX),
                grammar[i].good ? "taken" : "refused")) {
            printf("# %.*s\n", (int)in.n, in.p);
        }
        exact_free(in);
        agree(grammar[i].text, "and all faces agree");
    }
}

static pen_status scan(const char *text, pen_value *slots)
{
    memset(slots, 0, AGREE_SLOTS * sizeof *slots);
    return pen_json_scan(&tree, &hints, pen_str_c(text), slots);
}

static void test_forms(void)
{
    pen_value v[AGREE_SLOTS];
    ok(scan("{\"a\":{\"b\":{\"c\":\"x\",\"d\":\"x\\n\"},\"\xc3\xa9\":-12,\"\":1.5},"
            "\"b\":[1,{\"a\":2}],\"k1234567\":\"\t\",\"k12345678\":NaN}",
            v) == PEN_OK,
       "all forms");
    ok(v[0].tag == PEN_T_RAWOBJ && v[1].tag == PEN_T_RAWOBJ && v[2].tag == PEN_T_RAWOBJ,
       "objects are spans");
    is_str(pen_value_str(v[2]), "{\"c\":\"x\",\"d\":\"x\\n\"}", "with their braces");
    ok(v[3].tag == PEN_T_STR && v[3].flags == PEN_F_CLEAN, "a clean string");
    ok(v[4].tag == PEN_T_RAWSTR && v[4].flags == 0 && v[4].n == 3, "one with an escape");
    ok(v[5].tag == PEN_T_RAWINT && v[5].n == 3, "an integer");
    ok(v[6].tag == PEN_T_UNDEF, "what is absent stays undefined");
    ok(v[7].tag == PEN_T_RAWNUM, "a fraction, under an empty key");
    ok(v[8].tag == PEN_T_RAWARR && v[9].tag == PEN_T_UNDEF, "an array is not gone into");
    ok(v[10].tag == PEN_T_STR && v[10].flags == 0, "a control character is not clean");
    ok(v[11].tag == PEN_T_FLOAT && !(v[11].u.f > 0) && !(v[11].u.f < 1), "NaN");
    ok(scan("{\"a\":true,\"b\":null}", v) == PEN_OK && v[1].tag == PEN_T_BOOL &&
           v[1].u.i == 1 && v[8].tag == PEN_T_NONE,
       "words");
    ok(scan("7", v) == PEN_OK && v[0].tag == PEN_T_RAWINT, "the root may be a scalar");
}

static void test_duplicates(void)
{
    pen_value v[AGREE_SLOTS];
    ok(scan("{\"a\":{\"b\":{\"c\":1}},\"a\":2}", v) == PEN_OK && v[1].tag == PEN_T_RAWINT &&
           v[2].tag == PEN_T_UNDEF && v[3].tag == PEN_T_UNDEF,
       "a later scalar clears what the object left");
    ok(scan("{\"a\":{\"b\":{\"c\":1}},\"a\":{\"b\":{\"d\":2}}}", v) == PEN_OK &&
           v[3].tag == PEN_T_UNDEF && v[4].tag == PEN_T_RAWINT,
       "a later object does too");
    ok(scan("{\"a\":2,\"\\u0061\":{\"b\":3}}", v) == PEN_OK && v[1].tag == PEN_T_RAWOBJ &&
           v[2].tag == PEN_T_RAWINT,
       "an escaped key is the same key");
    ok(scan("{\"a\":{\"b\":1},\"a\":[]}", v) == PEN_OK && v[1].tag == PEN_T_RAWARR &&
           v[2].tag == PEN_T_UNDEF,
       "an array clears");
}

static void test_key_order(void)
{
    static const char *const texts[] = {
        "{\"a\":{\"b\":{\"c\":1,\"d\":2},\"\":3},\"b\":{\"a\":4},\"k1234567\":5}",
        "{\"k1234567\":5,\"b\":{\"a\":4},\"a\":{\"\":3,\"b\":{\"d\":2,\"c\":1}}}",
        ("{\"x\":0,\"a\":{\"x\":0,\"b\":{\"c\":1,\"x\":{\"c\":9},\"d\":2},\"\":3},\"y\":{"
         "\"a\":1},"
         "\"b\":{\"a\":4},\"k1234567\":5,\"k12345678\":6}"),
        "{\"\":1,\"a\":{\"a\":1,\"b\":2},\"b\":{\"b\":1,\"a\":2}}",
        "{\"k1234567\":1,\"k12345678\":2,\"k123456789\":3,\"k123456\":4}",
        ("{\"a key of more thaN sixteen\":1,\"a key of more than sixteen\":2,"
         "\"a key of mere thaN sixteen\":3,\"0123456789abcdef\":4,\"0123456789abcdeg\":5}"),
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    for (unsigned i = 0; i < COUNT * COUNT; i++) {
        agree(pen_str_c(texts[i % COUNT]), "key order, one text");
        agree(pen_str_c(texts[i / COUNT]), "key order, then another");
    }
}

// Fills `to` with a text of `depth` nested containers; gives its length.
static size_t nest(char *to, size_t depth, const char *open, const char *core, char close)
{
    size_t n = 0, len = strlen(open);
    for (size_t i = 0; i < depth; i++, n += len) {
        memcpy(to + n, open, len);
    }
    memcpy(to + n, core, strlen(core));
    n += strlen(core);
    memset(to + n, close, depth);
    return n + depth;
}

static void test_depth(void)
{
    static char text[(PEN_JSON_DEPTH_MAX + 1) * 8];
    for (size_t over = 0; over < 2; over++) {
        size_t depth = PEN_JSON_DEPTH_MAX + over;
        pen_status want = over ? PEN_E_DEPTH : PEN_OK;
        pen_value v[AGREE_SLOTS] = {{0}};
        pen_str t = {text, nest(text, depth, "[", "", ']')};
        ok(pen_json_scan(&tree, &hints, t, v) == want, "arrays at and over the cap");
        agree(t, "arrays agree");
        memset(v, 0, sizeof v);
        t.n = nest(text, depth, "{\"a\":", "1", '}');
        ok(pen_json_scan(&tree, &hints, t, v) == want, "objects at and over the cap");
        agree(t, "objects agree");
    }
    ok(hints.error_at > 0, "the place of the bracket too many is told");
}

// Strings, escapes and quotes across the borders of windows, at every place.
static void test_windows(void)
{
    enum { PAD = PEN_SCAN_WINDOW };
    static char text[3 * PAD];
    static const char tail[] = "\",\"a\":{\"b\":\"x\\\\\",\"\":\"\\\"\"},\"b\":\"y\"}";
    const char *wrong = NULL;
    for (size_t pad = PAD - 40; pad < PAD + 4 && !wrong; pad++) {
        for (unsigned kind = 0; kind < 4 && !wrong; kind++) {
            size_t n = 6;
            memcpy(text, "{\"x\":\"", n);
            memset(text + n, kind == 1 ? '\\' : 'z', pad);
            text[n] = kind == 3 ? '\n' : text[n];
            n += kind == 1 ? pad & ~(size_t)1 : pad * (kind == 2 ? 2 : 1);
            memset(text + 6 + pad, 'z', n > 6 + pad ? n - 6 - pad : 0);
            memcpy(text + n, tail, sizeof tail - 1);
            pen_str in = exact((pen_str){text, n + sizeof tail - 1});
            wrong = agree_check(&tree, &hints, in);
            exact_free(in);
        }
    }
    ok(wrong == NULL, "strings and escapes across windows");
    memset(text, ' ', sizeof text);
    text[0] = '[';
    text[sizeof text - 1] = ']';
    agree((pen_str){text, sizeof text}, "windows of blanks");
}

// The first string ends in a later window: what is special in it stands in either.
static void test_long_first(void)
{
    static const char *const ends[] = {"{x\\y\":1}", "{x\\n\":1}", "[x\\n\",1]", "[x\\q\",1]",
                                       "[x\x01\",1]", "[\\", "[x\",1]"};
    static char text[2 * PEN_SCAN_WINDOW + 16];
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        for (size_t n = PEN_SCAN_WINDOW - 8; n < PEN_SCAN_WINDOW + 8; n += 3) {
            size_t end = strlen(ends[k] + 1);
            memset(text, 'y', sizeof text);
            text[0] = ends[k][0];
            text[1] = '"';
            memcpy(text + n, ends[k] + 1, end);
            pen_str in = exact((pen_str){text, n + end});
            agree(in, "a first string beyond its window");
            text[9] = '\n';
            agree((pen_str){text, n + end}, "the same with a control in the first window");
            exact_free(in);
        }
    }
}

static void test_errors(void)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"{\"a\":tru}", 5},
        {"[1,2}", 4},
        {"{\"a\" 1}", 5},
        {"{} x", 3},
        {"", 0},
        {"[\"ab", 4},
        {"{\"x\":\"a\\q\"}", 7},
        {"[1,]", 3},
        {"{\"\\q\":1}", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_value v[AGREE_SLOTS];
        ok(scan(cases[i].text, v) == PEN_E_SYNTAX && hints.error_at == cases[i].at,
           cases[i].text);
    }
    pen_value v[AGREE_SLOTS] = {{0}};
#if SIZE_MAX > UINT32_MAX
    ok(pen_json_scan(&tree, &hints, (pen_str){"1", (size_t)UINT32_MAX + 1}, v) ==
           PEN_E_LIMIT,
       "4 GiB are too much");
#endif
    ok(pen_json_scan(&tree, &hints, PEN_EMPTY, v) == PEN_E_SYNTAX, "no pointer, no bytes");
}

static void test_tree(pen_arena *a)
{
    static char key[PEN_JSON_KEY_MAX + 1];
    pen_json_tree t;
    uint32_t id, other;
    memset(key, 'k', sizeof key);
    ok(pen_json_tree_init(&t, a, 3, 3) == PEN_E_USAGE, "a root needs a slot");
    ok(pen_json_tree_init(&t, a, 3, 9) == PEN_OK, "a root");
    ok(pen_json_tree_add(&t, 0, PEN_LIT("x"), (pen_json_slots){3, 4}, &id) == PEN_E_USAGE,
       "a slot twice");
    ok(pen_json_tree_add(&t, 0, PEN_LIT("x"), (pen_json_slots){8, 10}, &id) == PEN_E_USAGE,
       "past the parent");
    ok(pen_json_tree_add(&t, 1, PEN_LIT("x"), (pen_json_slots){4, 5}, &id) == PEN_E_USAGE,
       "no such parent");
    ok(pen_json_tree_add(&t, 0, (pen_str){key, sizeof key}, (pen_json_slots){4, 5}, &id) ==
           PEN_E_LIMIT,
       "a key too long");
    ok(pen_json_tree_add(&t, 0, (pen_str){key, sizeof key - 1}, (pen_json_slots){4, 5},
                         &id) == PEN_OK,
       "the longest key");
    ok(pen_json_tree_add(&t, 0, PEN_LIT("x"), (pen_json_slots){5, 6}, &id) == PEN_OK &&
           pen_json_tree_add(&t, 0, PEN_LIT("x"), (pen_json_slots){6, 7}, &other) ==
               PEN_OK &&
           id != other && pen_json_tree_finish(&t) == PEN_E_USAGE,
       "one key twice");
    ok(pen_json_tree_add(&t, 0, PEN_LIT("y"), (pen_json_slots){7, 8}, &id) == PEN_E_USAGE,
       "finished is final");
}

// A long key whose words, taken alone, are those of a short one: its first four bytes and
// last eight say so, and its length, 40, is a bit more in the fifth.
static void test_alike(pen_arena *a)
{
    static const char long_key[40] = "abcdMfgh                        ijk\"";
    pen_json_tree t;
    uint32_t id;
    pen_value v[2] = {{0}};
    bool made = pen_json_tree_init(&t, a, 0, 2) == PEN_OK &&
                pen_json_tree_add(&t, 0, (pen_str){long_key, sizeof long_key},
                                  (pen_json_slots){1, 2}, &id) == PEN_OK &&
                pen_json_tree_finish(&t) == PEN_OK;
    pen_str text = PEN_LIT("{\"abcdefghijk\": 1, \"and more of it\": 2}");
    ok(made && pen_json_scan(&t, &hints, text, v) == PEN_OK && v[1].tag == PEN_T_UNDEF,
       "a short key is no long one");
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_json_tree t;
        pen_arena_init(&a, &f.alloc, PEN_PLAN_BYTES_MAX);
        pen_status s = agree_tree(&t, &a);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "a tree says when memory runs out");
}

int main(void)
{
    pen_arena a;
    pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
    pen_json_hints_init(&hints, NULL);
    if (!ok(agree_tree(&tree, &a) == PEN_OK, "a tree")) {
        return tap_done();
    }
    test_grammar();
    test_forms();
    test_duplicates();
    test_key_order();
    test_depth();
    test_windows();
    test_long_first();
    test_errors();
    test_tree(&a);
    test_alike(&a);
    test_memory();
    pen_arena_free(&a);
    return tap_done();
}

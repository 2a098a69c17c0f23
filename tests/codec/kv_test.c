// SPDX-License-Identifier: Apache-2.0
// kv: the rules one by one, groups, separators, and time on hostile texts.
#include "codec/kv.h"

#include "base/limits.h"

#include "codec/pairs.h"
#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

typedef struct kv_case {
    const char *value_sep, *item_sep, *text, *want;
} kv_case;

static const kv_case cases[] = {
    {"=", "\\s", "a=1 b=\"x y\" c='q r' d=", "a=1;b=x y;c=q r;d=;"},
    {"=", "\\s", "attr=uid cn op=x", "attr=uid cn;op=x;"},
    {"=", "\\s", "junk a=1", "a=1;"},
    {"=", "\\s", "m=\"POST\"  h=\"x\"", "m=\"POST\";h=x;"},
    {"=", "\\s", "a=1 a=2", "a=1;a=2;"},
    {"=", "\\s", "a=b=c", "a=b=c;"},
    {"=", "\\s", "=x a=1", "a=1;"},
    {"=", "\\s", "a=1 =x b=2", "a=1 =x;b=2;"},
    {"=", "\\s", "a=\"x\\\" y\" b=2", "a=x\\\" y;b=2;"},
    {"=", "\\s", "a=1\nb=2", "a=1;b=2;"},
    {"=", "\\s", "a=\"unclosed b=2", "a=\"unclosed;b=2;"},
    {"=", "\\s", "  a=1  ", "a=1;"},
    {"=", "\\s", "", ""},
    {"=", "\\s", "nothing", ""},
    {"=", "\\s", "a=\"x\"y b=\"z\"", "a=\"x\"y;b=z;"},
    {"=", "\\s", "a=\"x y \" b=1", "a=x y;b=1;"},
    {"=", "\\s", "a=\"one two\" three b=1", "a=\"one two\" three;b=1;"},
    {"=", "\\s", "a=\xc2\xa0x\xe2\x80\x83 b=\xc2\xa0", "a=x;b=;"},
    {"=", ",", "a=1,b=2,,c=3", "a=1;b=2;c=3;"},
    {"=", ",", "a=1,#15", "a=1;"},
    {"=", ",", "a='x,y',b=2", "a=x,y;b=2;"},
    {"=", ",", "a=\"x,y\",b=2", "a=x,y;b=2;"},
    {"=", ",", "a=\"x,y\",b", "a=\"x;"},
    {"=", ",", "a=\"x,y\"", "a=x,y;"},
    {"=", ",", "a=\"x,y\",", "a=x,y;"},
    {"=", ",", "a=1, b=2", "a=1;b=2;"},
    {"=", ",", "a= 1\nrest ,b=2", "a=1;b=2;"},
    {":", "\\r\\n", "a:1\r\nb: 2\r\nc", "a=1;b=2;"},
    {": ", ";\\s", "a: 1; b: 2; c", "a=1;b=2;"},
    {"=\\s", ",\\s*", "a= 1,b= 2,  c= 3", "a=1;b=2;c=3;"},
    {"=", "\\s+", "a=1   b=2 \t c d=3", "a=1;b=2 \t c;d=3;"},
    {"=", "[,;]", "a=1,b=2;c", "a=1;b=2;"},
    {"=", "&", "a=1&b=&c", "a=1;b=;"},
};

static bool through(const void *ctx, pen_str text, size_t from, size_t *start, size_t *end)
{
    return pen_kv_sep_find(ctx, text, from, start, end);
}

// Parses and gives what the visitor wrote; `custom`: separators as functions.
static pen_status parse(pen_arena *a, const kv_case *c, bool custom, bool groups, pairs *out)
{
    pen_kv_sep value, item;
    pen_str vs = pen_str_c(c->value_sep), is = pen_str_c(c->item_sep);
    pen_str text = exact(pen_str_c(c->text));
    PEN_TRY(pen_kv_sep_compile(a, vs, &value));
    PEN_TRY(pen_kv_sep_compile(a, is, &item));
    pen_kv_options o = {value, item, groups, pen_scan_best()};
    if (custom) {
        o.value_sep = pen_kv_sep_custom(vs, through, &value);
        o.item_sep = pen_kv_sep_custom(is, through, &item);
    }
    pen_kv_visitor v = {out, pairs_pair, pairs_begin, pairs_end};
    pen_status s = pen_kv_parse(&o, text, &v);
    exact_free(text);
    return s;
}

static void test_rules(pen_arena *a)
{
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        const kv_case *c = &cases[i / 2];
        pairs p = pairs_new();
        ok(parse(a, c, i % 2, false, &p) == PEN_OK, "parsed");
        is_str(p.text, c->want, c->text);
        pen_buf_free(&p.text);
    }
}

static void test_groups(pen_arena *a)
{
    static const kv_case groups[] = {
        {"=", "\\s", "[conn [conn a=1 ]]", "conn{conn{a=1;}}"},
        {"=", "\\s", "a=1 [n words b=2] c=3", "a=1;n{b=2;}c=3;"},
        {"=", "\\s", "[k=v j=\"]\"] x=1", "{k=v;j=];}x=1;"},
        {"=", "\\s", "] a=1", "a=1;"},
        {"=", "\\s", "[open a=1 [", "open{a=1;{}}"},
        {"=", "\\s", "[]", "{}"},
        {"=", "\\s", "a=\"[x\" b=1", "a=[x;b=1;"},
    };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        pairs p = pairs_new();
        ok(parse(a, &groups[i], false, true, &p) == PEN_OK, "parsed");
        is_str(p.text, groups[i].want, groups[i].text);
        pen_buf_free(&p.text);
    }
    char deep[PEN_KV_DEPTH_MAX + 2];
    memset(deep, '[', sizeof deep);
    deep[PEN_KV_DEPTH_MAX + 1] = '\0';
    kv_case c = {"=", "\\s", deep, NULL};
    pairs p = pairs_new();
    ok(parse(a, &c, false, true, &p) == PEN_E_DEPTH, "groups nested too deeply");
    deep[PEN_KV_DEPTH_MAX] = '\0';
    ok(parse(a, &c, false, true, &p) == PEN_OK, "groups nested as deeply as allowed");
    p.stop_at = p.count + 1;
    c.text = "a=1 b=2";
    ok(parse(a, &c, false, false, &p) == PEN_E_BUDGET, "the visitor ends the parse");
    pen_buf_free(&p.text);
}

static void test_separators(pen_arena *a)
{
    static const struct {
        const char *pattern;
        bool known, blanks;
    } seps[] = {{"=", true, false},         {"\\s", true, true},     {" ", true, true},
                {"\\s+", true, true},       {" +", true, true},      {",\\s*", true, false},
                {",\\s", true, false},      {"\\|", true, false},    {"\\t", true, false},
                {"\\$Hd\\$", true, false},  {"[,;]", true, false},   {"\xc2\xa7", true, false},
                {"CUSTOM_SEP", true, false}, {",\\s?", true, false}, {"a|b", false, false},
                {"*,*", false, false},      {"\\s*", false, false},  {"\\s+,", false, false},
                {"(,)", false, false},      {"[^,]", false, false},  {"[a-z]", false, false},
                {".", false, false},        {"\\b", false, false},   {"\\", false, false},
                {"[,", false, false},       {"", false, false},      {",{2}", false, false},
                {",+?", false, false},      {"\xc2\xa7*", false, false}};
    for (size_t i = 0; i < sizeof seps / sizeof seps[0]; i++) {
        pen_kv_sep s = {.blanks = false};
        pen_str pattern = exact(pen_str_c(seps[i].pattern));
        pen_status got = pen_kv_sep_compile(a, pattern, &s);
        ok(got == (seps[i].known ? PEN_OK : PEN_NOMATCH), seps[i].pattern);
        ok(s.blanks == seps[i].blanks, "cuts at blanks");
        exact_free(pattern);
    }
    size_t start, end;
    pen_kv_sep none = pen_kv_sep_literal(PEN_EMPTY);
    ok(!pen_kv_sep_find(&none, PEN_LIT("abc"), 0, &start, &end), "an empty text never matches");
    pen_kv_sep plain = pen_kv_sep_literal(PEN_LIT("*,*"));
    ok(pen_kv_sep_find(&plain, PEN_LIT("a*,*b"), 0, &start, &end) && start == 1 && end == 4,
       "a separator that is plain text");
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f) {
        pen_arena a;
        pen_kv_sep s;
        pen_arena_init(&a, &f.alloc, 1 << 20);
        pen_status got = pen_kv_sep_compile(&a, PEN_LIT(",\\s*"), &s);
        good = good && got == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "compiling a separator without memory");
}

// Texts that make a careless scanner look at the same stretch again and again. The test's
// time is the check: quadratic work on these sizes takes minutes.
static void test_hostile(pen_arena *a)
{
    static const struct {
        const char *value_sep, *item_sep, *piece;
    } texts[] = {{"=", "\\s", "a=\" "},   {"=", "\\s", "a='b=\" "},    {"=", ",", "a=\"x\""},
                 {"=\\\\", " ", "a=\\\" "}, {"=", "\\s+", "          "}, {"=", ",\\s*", "a=\"b\", "},
                 {"=", "\\s", "["},        {"=", "\\s", "[x=\""},       {"=", ";", "a"},
                 {"=\\\\", ",", "a=\\\""}};
    const size_t size = PEN_LIM(1u << 20, 64u << 10);
    char *text = malloc(size + 1);
    for (size_t i = 0; text && i < 2 * sizeof texts / sizeof texts[0]; i++) {
        size_t k = strlen(texts[i / 2].piece);
        for (size_t at = 0; at < size; at++) {
            text[at] = texts[i / 2].piece[at % k];
        }
        text[size] = '\0';
        kv_case c = {texts[i / 2].value_sep, texts[i / 2].item_sep, text, NULL};
        pairs p = pairs_new();
        pen_status s = parse(a, &c, i % 2, texts[i / 2].piece[0] == '[', &p);
        ok(s == PEN_OK || s == PEN_E_DEPTH, texts[i / 2].piece);
        pen_buf_free(&p.text);
    }
    free(text);
}

int main(void)
{
    pen_arena a;
    pen_arena_init(&a, NULL, 1 << 24);
    test_rules(&a);
    test_groups(&a);
    test_separators(&a);
    test_memory();
    test_hostile(&a);
    pen_arena_free(&a);
    return tap_done();
}

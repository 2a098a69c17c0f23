// SPDX-License-Identifier: Apache-2.0
// CEF and LEEF: headers, keys, values, labels, delimiters, hostile key counts.
#include "codec/cef.h"
#include "codec/leef.h"

#include "base/limits.h"
#include "base/map.h"

#include "codec/pairs.h"
#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

#include <time.h>

#define HEAD "CEF:0|V|P|1|id|name|5|"
#define HEAD_OUT                                                                           \
    "CEFVersion=0;DeviceVendor=V;DeviceProduct=P;DeviceVersion=1;DeviceEventClassID=id;"   \
    "Name=name;Severity=5;"
#define LEEF_OUT(version)                                                                  \
    "LEEFVersion=" version ";DeviceVendor=V;DeviceProduct=P;DeviceVersion=1;"              \
    "DeviceEventClassID=id;"

typedef pen_status parse_fn(pen_arena *a, pen_str text, const pen_cef_visitor *v);

static const struct {
    const char *text, *want; // want NULL: PEN_E_SYNTAX
    parse_fn *parse;
} cases[] = {
    {HEAD, HEAD_OUT, pen_cef_parse},
    {"junk " HEAD "a=1", HEAD_OUT "a=1;", pen_cef_parse},
    {"0|V|P|1|id|name|5|a=1", HEAD_OUT "a=1;", pen_cef_parse},
    {"CEF:0|V|P|1|id|name|5", NULL, pen_cef_parse},
    {"", NULL, pen_cef_parse},
    {"CEF: 0 |V\\|\\\\\\x|P|1|id|name\xc2\xa0|5|",
     "CEFVersion=0;DeviceVendor=V|\\\\x;DeviceProduct=P;DeviceVersion=1;"
     "DeviceEventClassID=id;Name=name;Severity=5;",
     pen_cef_parse},
    {HEAD "a=x y b=1 a=2", HEAD_OUT "a=x y;b=1;", pen_cef_parse},
    {HEAD "a=x\\=y\\\\ b=1", HEAD_OUT "a=x\\=y;b=1;", pen_cef_parse},
    {HEAD "p=C:\\x\\ dst=1", HEAD_OUT "p=C:\\x;dst=1;", pen_cef_parse},
    {HEAD "p=C:\\x\\", HEAD_OUT "p=C:\\x\\;", pen_cef_parse},
    {HEAD "msg='x'\n", HEAD_OUT "msg='x';", pen_cef_parse},
    {HEAD "msg='x' b=\"y \"", HEAD_OUT "msg=x;b=y;", pen_cef_parse},
    {HEAD "cs1= cs1Label=x", HEAD_OUT "cs1Label=x;", pen_cef_parse},
    {HEAD "cs4Label=Ext cs4=7", HEAD_OUT "cs4Label=Ext;cs4=7;Ext=7;", pen_cef_parse},
    {HEAD "a=1 aLabel=b b=2 bLabel=c", HEAD_OUT "a=1;aLabel=b;b=1;bLabel=c;c=1;",
     pen_cef_parse},
    {HEAD "Label=x", HEAD_OUT "Label=x;", pen_cef_parse},
    {HEAD "Name=n", HEAD_OUT "Name=n;", pen_cef_parse},
    {HEAD "x.y[0]-z_1=1 \xc3\xa9t\xc3\xa9=2", HEAD_OUT "x.y[0]-z_1=1;\xc3\xa9t\xc3\xa9=2;",
     pen_cef_parse},
    {HEAD "u=http://h/?q=1&r=2 v=3", HEAD_OUT "u=http://h/?q=1&r=2;v=3;", pen_cef_parse},
    {HEAD "a=1\xe2\x80\x83"
          "b=2",
     HEAD_OUT "a=1;b=2;", pen_cef_parse},
    {HEAD "no key here", HEAD_OUT, pen_cef_parse},

    {"LEEF:1.0|V|P|1|id|a=1\tb= x y \tc=\td", LEEF_OUT("1.0") "a=1;b=x y;", pen_leef_parse},
    {"LEEF:1.0|V|P|1|id|a=1#011b=2#01#011c=3\t#011", LEEF_OUT("1.0") "a=1;b=2#01;c=3;",
     pen_leef_parse},
    {"x LEEF:2.0|V|P|1|id|^|a=1^b=2=3", LEEF_OUT("2.0") "a=1;b=2=3;", pen_leef_parse},
    {"LEEF:2.0|V|P|1|id||a=1\tb=2", LEEF_OUT("2.0") "a=1;b=2;", pen_leef_parse},
    {"LEEF:2.0|V|P|1|id|\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9|a=1\xc3\xa9=",
     LEEF_OUT("2.0") "a=1\xc3\xa9=;", pen_leef_parse},
    {"LEEF:2.0|V|P|1|id|toolong|a=1\tb=2", LEEF_OUT("2.0") "toolong|a=1;b=2;",
     pen_leef_parse},
    {"LEEF:2.0|V|P|1|id|a=1\tbc=|", LEEF_OUT("2.0") "a=1;bc=|;", pen_leef_parse},
    {"LEEF:1.0|V", "LEEFVersion=1.0;", pen_leef_parse},
    {"CEF:0|V", NULL, pen_leef_parse},
    {"", NULL, pen_leef_parse},
};

static void test_rules(void)
{
    // Every case once with each way of scanning, and once without.
    for (size_t i = 0; i < 4 * sizeof cases / sizeof cases[0]; i++) {
        pen_arena a;
        pairs p = pairs_new();
        pen_cef_visitor v = {&p, pairs_pair, i % 4 ? pen_scan_nth((unsigned)(i % 4 - 1)) : NULL};
        pen_str text = exact(pen_str_c(cases[i / 4].text));
        pen_arena_init(&a, NULL, 1 << 20);
        pen_status s = cases[i / 4].parse(&a, text, &v);
        if (cases[i / 4].want) {
            ok(s == PEN_OK, "parsed");
            is_str(p.text, cases[i / 4].want, cases[i / 4].text);
        } else {
            ok(s == PEN_E_SYNTAX, cases[i / 4].text);
        }
        pen_buf_free(&p.text);
        pen_arena_free(&a);
        exact_free(text);
    }
}

static pen_status parse_text(pen_arena *a, const pen_buf *text, size_t *count)
{
    pairs p = pairs_new();
    pen_cef_visitor v = {&p, pairs_pair, pen_scan_best()};
    pen_status s = pen_cef_parse(a, pen_buf_str(text), &v);
    *count = p.count;
    pen_buf_free(&p.text);
    return s;
}

// Which ASCII characters a key is made of, and which end what stands before the next one.
static void test_characters(void)
{
    bool keys = true, blanks = true;
    for (unsigned char c = 1; c < 0x80; c++) {
        pen_buf text;
        pen_arena a;
        size_t count = 0;
        pen_buf_init(&text, NULL, 1 << 16);
        pen_arena_init(&a, NULL, 1 << 20);
        bool key = pen_is_alpha((char)c) || pen_is_digit((char)c) || strchr("_.-[]=", c);
        pen_buf_fmt(&text, HEAD "k%c=v", c);
        keys = keys && parse_text(&a, &text, &count) == PEN_OK && count == (key ? 8 : 7);
        bool blank = c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
        pen_buf_clear(&text);
        pen_buf_fmt(&text, HEAD "a=(%ck=v", c);
        blanks =
            blanks && parse_text(&a, &text, &count) == PEN_OK && count == (blank ? 9 : 8);
        pen_buf_free(&text);
        pen_arena_free(&a);
    }
    ok(keys, "characters of keys");
    ok(blanks, "characters between a value and a key");
}

static void test_many_keys(void)
{
    enum { KEYS = PEN_LIM(100000, 2000) };
    pen_buf text;
    pen_arena a;
    size_t count;
    pen_buf_init(&text, NULL, 1 << 26);
    pen_arena_init(&a, NULL, 1 << 28);
    PEN_BUF_LIT(&text, HEAD);
    for (int i = 0; i < KEYS; i++) {
        pen_buf_fmt(&text, "key%d=value aLabel=key%d ", i, i);
    }
    ok(parse_text(&a, &text, &count) == PEN_OK && count == KEYS + 8, "very many keys");
    pen_buf_free(&text);
    pen_arena_free(&a);
}

// Keys whose hashes agree in the low bits, found by trying: the table gives up, it does not
// crawl.
static void test_chosen_keys(void)
{
    enum { CHOSEN = PEN_CEF_PROBES_MAX + 64, SAME = 0xfff };
    pen_buf text;
    pen_arena a;
    size_t count, found = 0;
    pen_buf_init(&text, NULL, 1 << 24);
    pen_arena_init(&a, NULL, 1 << 28);
    PEN_BUF_LIT(&text, HEAD);
    for (int i = 0; found < CHOSEN; i++) {
        char key[16];
        int n = snprintf(key, sizeof key, "k%d", i);
        if ((pen_hash((pen_str){key, (size_t)n}) & SAME) == 0) {
            pen_buf_fmt(&text, "%s=1 ", key);
            found++;
        }
    }
    ok(parse_text(&a, &text, &count) == PEN_E_LIMIT, "keys chosen to collide");
    pen_buf_free(&text);
    pen_arena_free(&a);
}

static pen_status count_pair(void *ctx, pen_str key, pen_value value)
{
    (void)key;
    (void)value;
    ++*(size_t *)ctx;
    return PEN_OK;
}

// Ends of items of one kind only: the other kind must not be searched for each time.
static void test_far_marks(void)
{
    static const char item[] = "a=b#011";
    enum { ITEM = sizeof item - 1, COUNT = 300000 };
    pen_arena a;
    pen_buf text;
    pen_arena_init(&a, NULL, 64 << 20);
    pen_buf_init(&text, NULL, 64 << 20);
    PEN_BUF_LIT(&text, "LEEF:1.0|V|P|1|id|");
    for (int i = 0; i < COUNT; i++) {
        pen_buf_add(&text, pen_str_of(item, ITEM));
    }
    size_t count = 0;
    pen_cef_visitor v = {&count, count_pair, NULL};
    clock_t start = clock();
    ok(pen_leef_parse(&a, pen_buf_str(&text), &v) == PEN_OK && count == COUNT + 5,
       "many tabs that syslog escaped");
    ok((double)(clock() - start) / CLOCKS_PER_SEC < 5, "in linear time");
    pen_buf_free(&text);
    pen_arena_free(&a);
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pairs p = pairs_new();
        pen_cef_visitor v = {&p, pairs_pair, pen_scan_best()};
        pen_arena_init(&a, &f.alloc, 1 << 20);
        pen_status s = pen_cef_parse(&a, PEN_LIT("CEF:0|V\\||P|1|id|name|5|a=1 b=2"), &v);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_buf_free(&p.text);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "parsing without memory");
}

int main(void)
{
    test_rules();
    test_characters();
    test_many_keys();
    test_chosen_keys();
    test_far_marks();
    test_memory();
    return tap_done();
}

// SPDX-License-Identifier: Apache-2.0
// dsv: quoting, line breaks, delimiters, room.
#include "codec/dsv.h"

#include "base/buf.h"

#include "dsv_twice.h"
#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

enum { ROOM = 8 };

// Fields are shown with "<" and ">" around each.
static const struct {
    const char *delimiter, *text, *want;
} cases[] = {
    {",", "a,b,c", "<a><b><c>"},
    {",", "a,,", "<a><><>"},
    {",", ",", "<><>"},
    {",", "a", "<a>"},
    {",", "", ""},
    {",", "\na", ""},
    {",", "a,b\nc,d", "<a><b>"},
    {",", "a,b\r\nc", "<a><b>"},
    {",", "a\vb", "<a>"},
    {",", "a\x1d", "<a>"},
    {",", "a\x1f" "b", "<a\x1f" "b>"},
    {",", "a\xc2\x85" "b", "<a>"},
    {",", "a\xe2\x80\xa8" "b", "<a>"},
    {",", "a\xe2\x80\xaa" "b\xc2\xa7", "<a\xe2\x80\xaa" "b\xc2\xa7>"},
    {",", "\"a,b\",c", "<a,b><c>"},
    {",", "\"a\"\"b\",c", "<a\"b><c>"},
    {",", "\"a\nb\",c", "<ab><c>"},
    {",", "\"a\r\n\r\nb\",c\nd", "<ab><c>"},
    {",", "\"a\"b,c", "<ab><c>"},
    {",", "\"a\"b\"c,d", "<ab\"c><d>"},
    {",", " \"2\",3", "< \"2\"><3>"},
    {",", "a\"b,c", "<a\"b><c>"},
    {",", "a,\"b", "<a><b>"},
    {",", "a,\"", "<a><>"},
    {",", "\"\",\"\"", "<><>"},
    {",", "\"a\"", "<a>"},
    {",", "\"a\nb\",\"c\"\"d\",\"e\nf", "<ab><c\"d><ef>"},
    {",", "\"x\"\ny", "<x>"},
    {"\t", "a\tb,c", "<a><b,c>"},
    {" ", "a  b", "<a><><b>"},
    {"\xc2\xb6", "a\xc2\xb6" "b\xc2\xa7" "c\xc2", "<a><b\xc2\xa7" "c\xc2>"},
    {",", "1,2,3,4,5,6,7,8,9,10", "<1><2><3><4><5><6><7><8>"},
};

static pen_status split(pen_arena *a, const char *delimiter, pen_str text, pen_buf *out)
{
    pen_dsv_options o;
    pen_str columns[ROOM];
    pen_dsv_row row = {.columns = columns, .room = ROOM};
    PEN_TRY(pen_dsv_options_init(&o, pen_str_c(delimiter)));
    PEN_TRY(pen_dsv_split(&o, a, text, &row));
    for (size_t i = 0; i < row.n; i++) {
        pen_buf_byte(out, '<');
        pen_buf_add(out, columns[i]);
        pen_buf_byte(out, '>');
    }
    return PEN_OK;
}

static void test_rules(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_arena a;
        pen_buf out;
        pen_str text = exact(pen_str_c(cases[i].text));
        pen_arena_init(&a, NULL, 1 << 20);
        pen_buf_init(&out, NULL, 1 << 20);
        ok(split(&a, cases[i].delimiter, text, &out) == PEN_OK, "split");
        is_str(out, cases[i].want, cases[i].text);
        pen_buf_free(&out);
        pen_arena_free(&a);
        exact_free(text);
    }
}

static void test_delimiters(void)
{
    pen_dsv_options o;
    ok(pen_dsv_options_init(&o, PEN_LIT("")) == PEN_E_USAGE, "no delimiter");
    ok(pen_dsv_options_init(&o, PEN_LIT(",,")) == PEN_E_USAGE, "two characters");
    ok(pen_dsv_options_init(&o, PEN_LIT("\"")) == PEN_E_USAGE, "a quote");
    ok(pen_dsv_options_init(&o, PEN_LIT("\n")) == PEN_E_USAGE, "a line break");
    ok(pen_dsv_options_init(&o, PEN_LIT("\xff")) == PEN_E_USAGE, "not UTF-8");
    ok(pen_dsv_options_init(&o, PEN_LIT("\xc2\xb6")) == PEN_OK, "a wide character");
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    pen_buf out;
    pen_buf_init(&out, NULL, 1 << 20);
    FAIL_EACH(f) {
        pen_arena a;
        pen_arena_init(&a, &f.alloc, 1 << 20);
        pen_status s = split(&a, ",", PEN_LIT("\"a\"\"b\",\"c\"\"d\""), &out);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "splitting without memory");
    pen_buf_free(&out);
}

// Both ways over every case and over random texts of all lengths that matter.
static void test_twice(void)
{
    static const char bytes[] = ",,,,0123456789abc .:\"\n\t\xc2\x85\xe2\x80\xa8";
    pen_dsv_options o;
    uint32_t seed = 1;
    size_t simple = 0;
    bool good = pen_dsv_options_init(&o, PEN_LIT(",")) == PEN_OK, filled;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        good = good && dsv_twice(&o, pen_str_c(cases[i].text), &filled);
    }
    for (size_t n = 0; n < 300; n++) {
        for (size_t k = 0; k < 20; k++) {
            char text[300];
            size_t kinds = k % 4 == 0 ? sizeof bytes - 1 : 20;
            for (size_t i = 0; i < n; i++) {
                seed = seed * 1664525u + 1013904223u;
                text[i] = bytes[(seed >> 8) % kinds];
            }
            good = good && dsv_twice(&o, pen_str_of(text, n), &filled);
            simple += filled;
        }
    }
    ok(good, "both ways give the same columns");
    ok(simple > 4000, "and the short one is taken");
}

int main(void)
{
    test_rules();
    test_twice();
    test_delimiters();
    test_memory();
    return tap_done();
}

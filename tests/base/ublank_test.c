// SPDX-License-Identifier: Apache-2.0
// Unicode blanks and lower case.
#include "base/ublank.h"
#include "base/ulower.h"
#include "base/utf8.h"

#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

static bool is_blank(uint32_t cp)
{
    return (cp >= 9 && cp <= 13) || (cp >= 0x1c && cp <= 0x20) || cp == 0x85 ||
           cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static void test_every_character(void)
{
    bool good = true;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char bytes[4];
        size_t n = pen_utf8_put(bytes, cp), want = is_blank(cp) ? n : 0;
        good = good && pen_ublank_at((pen_str){bytes, n}, 0) == want &&
               pen_ublank_before((pen_str){bytes, n}, n) == want;
    }
    ok(good, "every character is a blank or is not");
}

static void test_trim(void)
{
    pen_str s = exact(PEN_LIT("\xc2\xa0 \t"
                              "a b\xe3\x80\x80\n"));
    is_str(pen_ublank_trim(s), "a b", "both ends");
    is_str(pen_ublank_ltrim(s), "a b\xe3\x80\x80\n", "the start");
    is_str(pen_ublank_rtrim(s), "\xc2\xa0 \ta b", "the end");
    exact_free(s);
    s = exact(PEN_LIT("\xe3\x80\x80 \xe2\x80"));
    is_str(pen_ublank_trim(s), "\xe2\x80", "half a character stays");
    exact_free(s);
    s = exact(PEN_LIT(" \xc2\x85 "));
    is_str(pen_ublank_trim(s), "", "nothing but blanks");
    ok(pen_ublank_before(s, 0) == 0, "nothing before the start");
    exact_free(s);
    is_str(pen_ublank_trim(PEN_EMPTY), "", "nothing");
}

static void test_lower(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"abc", "abc"},
        {"ABC-Z", "abc-z"},
        {"", ""},
        {"\xc3\x89t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
        {"\xc4\xb0", "i\xcc\x87"},                    // dotted I
        {"\xce\x91\xce\xa3", "\xce\xb1\xcf\x82"},     // final sigma
        {"\xce\xa3", "\xcf\x83"},                     // alone
        {"\xce\xa3\xce\x91", "\xcf\x83\xce\xb1"},     // at the start
        {"A\xce\xa3'\xce\x91", "a\xcf\x83'\xce\xb1"}, // an apostrophe in between
        {"A'\xce\xa3 B", "a'\xcf\x82 b"},             // a blank ends the word
        {"\xc8\xba\xc8\xba\xc8\xba", "\xe2\xb1\xa5\xe2\xb1\xa5\xe2\xb1\xa5"}, // grows
        {"A\xff\xce\xa3", "a\xff\xcf\x83"},                                   // not UTF-8
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_arena a;
        pen_str out, text = exact(pen_str_c(cases[i].text));
        pen_arena_init(&a, NULL, 1 << 20);
        ok(pen_ulower(&a, text, &out) == PEN_OK, "lower case");
        is_str(out, cases[i].want, cases[i].text);
        pen_arena_free(&a);
        exact_free(text);
    }
}

// ASCII goes a way of its own up to the first other character. Behind a character that is
// no letter, has no case and ends a word all of it goes the general way.
static void test_lower_twins(void)
{
    static const char *const parts[] = {
        "a", "Z",        "Ab",       "'",    ".",
        "[", "`",        "@",        "{",    " ",
        "0", "\xce\xa3", "\xc3\x89", "\xff", "LONGER THAN A WORD"};
    uint32_t state = 1;
    bool good = true;
    for (int round = 0; good && round < 20000; round++) {
        char text[200] = "\xe4\xb8\xad";
        size_t n = 3;
        for (uint32_t k = state % 9; k > 0; k--) {
            state = state * 1664525u + 1013904223u;
            const char *part = parts[(state >> 8) % (sizeof parts / sizeof *parts)];
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        state = state * 1664525u + 1013904223u;
        pen_arena a;
        pen_str fast, slow, tail = exact((pen_str){text + 3, n - 3});
        pen_arena_init(&a, NULL, 1 << 20);
        good = pen_ulower(&a, tail, &fast) == PEN_OK &&
               pen_ulower(&a, (pen_str){text, n}, &slow) == PEN_OK &&
               pen_str_eq(fast, pen_str_from(slow, 3));
        pen_arena_free(&a);
        exact_free(tail);
    }
    ok(good, "ASCII first gives what the general way gives");
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_str out;
        pen_arena_init(&a, &f.alloc, 1 << 20);
        good =
            good && pen_ulower(&a, PEN_LIT("A"), &out) == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "lower case without memory");
}

int main(void)
{
    test_every_character();
    test_trim();
    test_lower();
    test_lower_twins();
    test_memory();
    return tap_done();
}

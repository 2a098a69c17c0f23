// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

#define FFFD "\xEF\xBF\xBD"

// A text, how much of it is valid, and what repair makes of it.
static const struct {
    const char *name;
    pen_str text;
    size_t valid;
    const char *repaired;
} cases[] = {
    {"nothing", {"", 0}, 0, ""},
    {"ASCII", {"abc", 3}, 3, "abc"},
    {"two bytes", {"\xC3\xA9", 2}, 2, "\xC3\xA9"},
    {"three bytes", {"\xE2\x82\xAC", 3}, 3, "\xE2\x82\xAC"},
    {"four bytes", {"\xF0\x9F\x98\x80", 4}, 4, "\xF0\x9F\x98\x80"},
    {"the last code point", {"\xF4\x8F\xBF\xBF", 4}, 4, "\xF4\x8F\xBF\xBF"},
    {"past the last", {"\xF4\x90\x80\x80", 4}, 0, FFFD FFFD FFFD FFFD},
    {"before the surrogates", {"\xED\x9F\xBF", 3}, 3, "\xED\x9F\xBF"},
    {"a surrogate", {"\xED\xA0\x80", 3}, 0, FFFD FFFD FFFD},
    {"after the surrogates", {"\xEE\x80\x80", 3}, 3, "\xEE\x80\x80"},
    {"overlong slash, 2", {"\xC0\xAF", 2}, 0, FFFD FFFD},
    {"overlong slash, 3", {"\xE0\x80\xAF", 3}, 0, FFFD FFFD FFFD},
    {"overlong slash, 4", {"\xF0\x80\x80\xAF", 4}, 0, FFFD FFFD FFFD FFFD},
    {"overlong, the last one", {"\xE0\x9F\xBF", 3}, 0, FFFD FFFD FFFD},
    {"a lone continuation", {"a\x80z", 3}, 1, "a" FFFD "z"},
    {"cut after one of two", {"a\xC3", 2}, 1, "a" FFFD},
    {"cut after two of three", {"a\xE2\x82", 3}, 1, "a" FFFD FFFD},
    {"cut after three of four", {"a\xF0\x9F\x98", 4}, 1, "a" FFFD FFFD FFFD},
    {"a lead, then ASCII", {"\xC3(", 2}, 0, FFFD "("},
    {"never bytes", {"\xFE\xFF", 2}, 0, FFFD FFFD},
    {"old five-byte form", {"\xF8\x88\x80\x80\x80", 5}, 0, FFFD FFFD FFFD FFFD FFFD},
    {"Latin-1", {"caf\xE9 au lait", 12}, 3, "caf" FFFD " au lait"},
    {"bad in the 2nd wide step",
     {"0123456789abcdef0123456789abcd\x80"
      "f",
      32},
     30,
     "0123456789abcdef0123456789abcd" FFFD "f"},
};

static void validates_and_repairs(void)
{
    pen_buf b;
    pen_buf_init(&b, NULL, SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_str s = exact(cases[i].text);
        ok(pen_utf8_valid(s) == cases[i].valid, cases[i].name);
        pen_buf_clear(&b);
        size_t bad = pen_utf8_repair(s, &b);
        is_str(pen_buf_str(&b), cases[i].repaired, "repaired");
        ok(pen_utf8_valid(pen_buf_str(&b)) == b.n, "is valid then");
        ok((bad == 0) == (cases[i].valid == s.n), "and says whether it changed");
        exact_free(s);
    }
    pen_buf_free(&b);
}

// Every code point there is goes out and in again, and only surrogates are not valid.
static void every_code_point(void)
{
    bool back = true, valid = true, lengths = true;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char to[4];
        size_t n = pen_utf8_put(to, cp), at = 0;
        bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        pen_str s = pen_str_of(to, n);
        size_t want = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
        lengths = lengths && n == want;
        valid = valid && (pen_utf8_valid(s) == n) == !surrogate;
        back = back && pen_utf8_next(s, &at) == (surrogate ? 0xFFFD : cp);
        back = back && at == (surrogate ? 1 : n);
    }
    ok(lengths, "lengths of all code points");
    ok(valid, "all but surrogates are valid");
    ok(back, "all are decoded as they were encoded");
    char to[4];
    ok(pen_utf8_put(to, 0x110000) == 3 && memcmp(to, FFFD, 3) == 0,
       "past the last: U+FFFD");
}

// The check by the table of RFC 3629, written out plainly.
static bool plain_valid(const unsigned char *p, size_t n)
{
    static const unsigned char rows[][5] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3},
        {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
    if (n == 1) {
        return p[0] < 0x80;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool tail = n < 3 || (p[2] >= 0x80 && p[2] <= 0xBF);
        tail = tail && (n < 4 || (p[3] >= 0x80 && p[3] <= 0xBF));
        if (p[0] >= rows[i][0] && p[0] <= rows[i][1] && rows[i][4] == n) {
            return tail && p[1] >= rows[i][2] && p[1] <= rows[i][3];
        }
    }
    return false;
}

static void every_short_text(void)
{
    static const unsigned char edge[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                         0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED,
                                         0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    enum { E = sizeof edge };
    bool good = true;
    for (size_t k = 0; k < (size_t)E * E * E * E; k++) {
        unsigned char p[4] = {edge[k % E], edge[k / E % E], edge[k / E / E % E],
                              edge[k / E / E / E]};
        size_t at = 0, step = 1;
        while (at < 4 && step) {
            step = 0;
            for (size_t n = 1; n <= 4 - at; n++) {
                step = plain_valid(p + at, n) ? n : step;
            }
            at += step;
        }
        good = good && pen_utf8_valid(pen_str_of((const char *)p, 4)) == at;
    }
    ok(good, "four bytes of all kinds, compared with the table of the RFC");
}

static void counts(void)
{
    enum { CHARS = 300 };
    static const char *const unit[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    char text[CHARS * 4];
    size_t start[CHARS + 1], n = 0;
    for (size_t i = 0; i < CHARS; i++) {
        const char *u = unit[(i * i / 7 + i / 40) % 4];
        start[i] = n;
        memcpy(text + n, u, strlen(u));
        n += strlen(u);
    }
    start[CHARS] = n;
    bool count = true, offset = true;
    for (size_t from = 0; from < CHARS; from += 13) {
        pen_str s = exact(pen_str_from(pen_str_of(text, n), start[from]));
        count = count && pen_utf8_count(s) == CHARS - from;
        for (size_t k = 0; k <= CHARS - from; k++) {
            offset = offset && pen_utf8_offset(s, k) == start[from + k] - start[from];
        }
        offset = offset && pen_utf8_offset(s, SIZE_MAX) == s.n;
        exact_free(s);
    }
    ok(count, "characters are counted");
    ok(offset, "and found by number");
    ok(pen_utf8_count(PEN_EMPTY) == 0 && pen_utf8_offset(PEN_EMPTY, 0) == 0, "in nothing");
    ok(pen_utf8_valid(PEN_EMPTY) == 0, "nothing is valid");
}

static void fails(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_buf b;
        pen_buf_init(&b, &f.alloc, SIZE_MAX);
        (void)pen_utf8_repair(PEN_LIT("\x80 and so on"), &b);
        good = good && b.failed == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_buf_free(&b);
    }
    ok(good && fail_alloc_clean(&f), "repair without memory");
}

int main(void)
{
    validates_and_repairs();
    every_code_point();
    every_short_text();
    counts();
    fails();
    return tap_done();
}

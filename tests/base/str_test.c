// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"
#include "exact.h"
#include "tap.h"

static void slices(void)
{
    pen_str s = PEN_LIT("abcdef");
    is_str(pen_str_from(s, 2), "cdef", "from the middle");
    is_str(pen_str_from(s, 9), "", "from past the end is empty");
    is_str(pen_str_head(s, 2), "ab", "head");
    is_str(pen_str_head(s, 9), "abcdef", "head of more than there is");
    ok(pen_str_from(PEN_EMPTY, 1).p == NULL, "from of the empty slice does no arithmetic");
    ok(pen_str_eq(PEN_EMPTY, PEN_LIT("")), "empty slices are equal, pointer or none");
    ok(!pen_str_eq(PEN_LIT("a\0b"), PEN_LIT("a\0c")), "NUL does not end a comparison");
    ok(pen_str_c(NULL).n == 0, "no C string is the empty slice");
    ok(pen_str_starts(s, PEN_LIT("ab")) && !pen_str_starts(PEN_LIT("a"), s), "starts");
    ok(pen_str_ends(s, PEN_LIT("ef")) && !pen_str_ends(PEN_LIT("f"), s), "ends");
    ok(pen_str_starts(PEN_EMPTY, PEN_EMPTY) && pen_str_ends(s, PEN_EMPTY), "empty affixes");
}

static void searches(void)
{
    pen_str s = exact(PEN_LIT("a,b,\0,c"));
    ok(pen_str_chr(s, ',', 0) == 1, "first comma");
    ok(pen_str_chr(s, ',', 2) == 3, "next comma");
    ok(pen_str_chr(s, '\0', 0) == 4, "NUL is found like any byte");
    ok(pen_str_chr(s, 'x', 0) == PEN_NPOS, "nothing found");
    ok(pen_str_chr(s, ',', 7) == PEN_NPOS, "from the end");
    ok(pen_str_chr(s, ',', 99) == PEN_NPOS, "from past the end");
    ok(pen_str_chr(PEN_EMPTY, ',', 0) == PEN_NPOS, "in nothing");
    ok(pen_str_rchr(s, ',') == 5, "last comma");
    ok(pen_str_rchr(PEN_EMPTY, ',') == PEN_NPOS, "last in nothing");
    ok(pen_str_find(s, PEN_LIT(",\0,"), 0) == 3, "a needle with NUL");
    ok(pen_str_find(s, PEN_LIT(",c"), 0) == 5, "a needle at the very end");
    ok(pen_str_find(s, PEN_LIT(",cd"), 0) == PEN_NPOS, "a needle that passes the end");
    ok(pen_str_find(s, PEN_EMPTY, 7) == 7, "the empty needle is found where asked");
    ok(pen_str_find(s, PEN_EMPTY, 8) == PEN_NPOS, "but not past the end");
    ok(pen_str_find(PEN_EMPTY, PEN_EMPTY, 0) == 0, "nothing in nothing");
    exact_free(s);
}

// Every needle of up to four letters in every text of some length, of two letters: first letters
// that mislead more often than the search tries them.
static void finds(void)
{
    enum { LENGTH = 13 };
    bool good = true;
    for (unsigned bits = 0; bits < 1u << LENGTH; bits++) {
        char text[LENGTH];
        for (unsigned i = 0; i < LENGTH; i++) {
            text[i] = bits >> i & 1 ? 'b' : 'a';
        }
        for (unsigned needle = 0; needle < 64; needle++) {
            pen_str n = {&"aaaabaabbababbbbbaaaabaabbabab"[needle % 16], 1 + needle / 16};
            size_t want = 0;
            while (want + n.n <= LENGTH && memcmp(text + want, n.p, n.n) != 0) {
                want++;
            }
            want = want + n.n <= LENGTH ? want : PEN_NPOS;
            good = good && pen_str_find((pen_str){text, LENGTH}, n, 0) == want;
        }
    }
    ok(good, "what a plain search finds");
}

static void orders(void)
{
    ok(pen_str_cmp(PEN_LIT("a"), PEN_LIT("b")) < 0, "a < b");
    ok(pen_str_cmp(PEN_LIT("b"), PEN_LIT("aa")) > 0, "b > aa");
    ok(pen_str_cmp(PEN_LIT("a"), PEN_LIT("aa")) < 0, "a prefix comes first");
    ok(pen_str_cmp(PEN_LIT("aa"), PEN_LIT("a")) > 0, "and the longer one last");
    ok(pen_str_cmp(PEN_LIT("\x7f"), PEN_LIT("\x80")) < 0, "bytes are not signed");
    ok(pen_str_cmp(PEN_EMPTY, PEN_EMPTY) == 0, "nothing equals nothing");
    ok(pen_str_ieq(PEN_LIT("Src_IP"), PEN_LIT("sRC_ip")), "letters of either case");
    ok(!pen_str_ieq(PEN_LIT("@"), PEN_LIT("`")), "only letters have a case");
    ok(!pen_str_ieq(PEN_LIT("\xC3\x89"), PEN_LIT("\xC3\xA9")), "only ASCII letters");
    ok(!pen_str_ieq(PEN_LIT("a"), PEN_LIT("aa")), "lengths differ");
}

static void trims(void)
{
    is_str(pen_str_trim(PEN_LIT(" \t\r\n\v\fa b ")), "a b", "blanks at both ends");
    is_str(pen_str_trim(PEN_LIT(" \n ")), "", "only blanks");
    is_str(pen_str_trim(PEN_EMPTY), "", "nothing");
    ok(pen_str_trim(PEN_LIT("\0 ")).n == 1, "NUL is no blank");
}

static void characters(void)
{
    int hex = 0, digits = 0, letters = 0;
    for (int c = 0; c < 256; c++) {
        hex += pen_hex_digit((char)c) >= 0;
        digits += pen_is_digit((char)c);
        letters += pen_is_alpha((char)c);
    }
    ok(hex == 22 && digits == 10 && letters == 52, "classes hold ASCII only");
    ok(pen_hex_digit('f') == 15 && pen_hex_digit('A') == 10, "hexadecimal of either case");
    ok(pen_to_lower('Z') == 'z' && pen_to_lower('[') == '[', "to lower");
}

int main(void)
{
    slices();
    searches();
    finds();
    orders();
    trims();
    characters();
    return tap_done();
}

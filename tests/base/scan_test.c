// SPDX-License-Identifier: Apache-2.0
// Every table of base/scan.h against the plain one and against what the header says.
#include "base/scan.h"

#include "exact.h"
#include "tap.h"

#include <stdint.h>

enum { LENGTH_MAX = 200, ALIGN_MAX = 33 };

static uint64_t seed = 1;

// xorshift64*: the same bytes in every run.
static uint32_t rnd(uint32_t below)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

// Texts of several kinds: nearly clean, dense in quotes and backslashes, any bytes.
static void fill(char *p, size_t n, unsigned kind)
{
    static const char dense[] = "\"\\\"\\ab{\t\x1f \x7f\x80\xff!#[]";
    for (size_t i = 0; i < n; i++) {
        switch (kind) {
        case 0:
            p[i] = (char)(rnd(40) ? 'a' + (int)rnd(26) : dense[rnd(sizeof dense - 1)]);
            break;
        case 1:
            p[i] = dense[rnd(sizeof dense - 1)];
            break;
        case 2:
            p[i] = rnd(5) ? 'x' : "\"\\"[rnd(2)];
            break;
        default:
            p[i] = (char)rnd(256);
        }
    }
}

static bool same_marks(const pen_scan *s, pen_str t)
{
    static pen_scan_marks a, b;
    for (unsigned state = 0; state < 4; state++) {
        a.carry = b.carry = state & 1;
        a.inside = b.inside = (uint64_t)0 - (state >> 1);
        pen_scan_scalar()->mark(&a, t.p, t.n, 1000);
        s->mark(&b, t.p, t.n, 1000);
        size_t words = (t.n + 63) / 64;
        if (a.carry != b.carry || a.inside != b.inside || a.count != b.count || a.any != b.any ||
            a.base != b.base || memcmp(a.special, b.special, words * 8) != 0 ||
            memcmp(a.closes, b.closes, (a.count + 1) * sizeof a.closes[0]) != 0) {
            return false;
        }
    }
    return true;
}

// Writes into a block of exactly the room that the header asks for.
static bool same_escape(const pen_scan *s, pen_str t)
{
    size_t room = PEN_SCAN_ESCAPE_ROOM(t.n);
    char *a = malloc(room), *b = malloc(room);
    bool same = false;
    if (a && b) {
        size_t n = pen_scan_scalar()->escape(a, t.p, t.n);
        same = n == s->escape(b, t.p, t.n) && memcmp(a, b, n) == 0 && n <= 6 * t.n;
    }
    free(a);
    free(b);
    return same;
}

static bool same_cut(const pen_scan *s, pen_str t)
{
    static const char delimiters[] = ",\"\t \xc2\\";
    bool same = true;
    for (size_t k = 0; k < sizeof delimiters - 1; k++) {
        pen_scan_cut a = pen_scan_scalar()->cut(t.p, t.n, delimiters[k]);
        pen_scan_cut b = s->cut(t.p, t.n, delimiters[k]);
        same = same && a.ends == b.ends && a.other == b.other;
    }
    return same;
}

static bool same_words(const uint64_t *a, const uint64_t *b, size_t n)
{
    return memcmp(a, b, (n + 63) / 64 * sizeof *a) == 0;
}

static bool same_kinds(const pen_scan *s, pen_str t)
{
    static const pen_scan_set sets[] = {
        {{0}},
        {{4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1}}, // blanks
        {{255, 1, 2, 4, 8, 16, 32, 64, 128, 85, 170, 15, 240, 51, 204, 254}},
    };
    static pen_scan_kinds a, b;
    const size_t n = t.n < PEN_SCAN_WINDOW ? t.n : PEN_SCAN_WINDOW;
    bool same = true;
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        bool ascii = pen_scan_scalar()->kinds(&a, t.p, n, "=\xc2\\"[k], &sets[k]);
        same = same && s->kinds(&b, t.p, n, "=\xc2\\"[k], &sets[k]) == ascii &&
               same_words(a.equal, b.equal, n) && same_words(a.member, b.member, n) &&
               same_words(a.special, b.special, n);
    }
    return same;
}

// Parts of the text, whole and with another byte in them or at their ends.
static bool same_find(const pen_scan *s, pen_str t)
{
    char needle[LENGTH_MAX];
    bool same = true;
    for (unsigned k = 0; k < 12 && t.n >= 2 && t.n <= sizeof needle; k++) {
        size_t m = 2 + rnd((uint32_t)(k % 2 ? t.n - 1 : t.n < 9 ? t.n - 1 : 8));
        size_t at = rnd((uint32_t)(t.n - m + 1));
        memcpy(needle, t.p + at, m);
        needle[rnd((uint32_t)m)] ^= (char)(k % 3 == 0);
        same = same && s->find(t.p, t.n, needle, m) ==
                           pen_scan_scalar()->find(t.p, t.n, needle, m);
    }
    return same;
}

// Both ends of the needle stand everywhere, and it stands nowhere, or only at the end.
static void hostile_find(const pen_scan *s)
{
    enum { TEXT = 20000, NEEDLE = 600 };
    static char text[TEXT], needle[NEEDLE];
    memset(text, 'a', TEXT);
    memset(needle, 'a', NEEDLE);
    needle[NEEDLE / 2] = 'b';
    ok(s->find(text, TEXT, needle, NEEDLE) == TEXT, "a needle whose ends are everywhere");
    text[TEXT - NEEDLE + NEEDLE / 2] = 'b';
    ok(s->find(text, TEXT, needle, NEEDLE) == TEXT - NEEDLE, "the same at the very end");
    ok(s->find(text, TEXT - 1, needle, NEEDLE) == TEXT - 1, "and one byte past it");
}

static bool same_all(const pen_scan *s, pen_str t)
{
    const pen_scan *plain = pen_scan_scalar();
    return s->special(t.p, t.n) == plain->special(t.p, t.n) &&
           s->quote(t.p, t.n) == plain->quote(t.p, t.n) &&
           s->ascii(t.p, t.n) == plain->ascii(t.p, t.n) && same_escape(s, t) &&
           same_marks(s, t) && same_cut(s, t) && same_kinds(s, t) && same_find(s, t);
}

static void agree(const pen_scan *s)
{
    bool good = true;
    char name[64];
    for (unsigned kind = 0; kind < 4; kind++) {
        for (size_t n = 0; n <= LENGTH_MAX; n++) {
            // The block ends where the text does, and its start moves: every alignment.
            size_t shift = rnd(ALIGN_MAX);
            char *block = malloc(n + shift ? n + shift : 1);
            if (block) {
                fill(block, n + shift, kind);
                good = good && same_all(s, (pen_str){block + shift, n});
            }
            free(block);
        }
    }
    (void)snprintf(name, sizeof name, "%s agrees with scalar on random bytes", s->name);
    ok(good, name);
}

// One special byte at every place of every length, at every alignment.
static void one_byte(const pen_scan *s)
{
    static const char bytes[] = {'"',  '\\', '\n',       '\0',      0x1f,
                                 0x20, 0x7f, (char)0x80, (char)0xff,
                                 ',',  (char)0xc2, (char)0xe2};
    bool good = true;
    char name[64];
    for (size_t n = 1; n <= 72; n++) {
        for (size_t at = 0; at < n; at++) {
            for (size_t k = 0; k < sizeof bytes; k++) {
                size_t shift = (n + at) % ALIGN_MAX;
                char *p = malloc(n + shift);
                if (p) {
                    memset(p, 'x', n + shift);
                    p[shift + at] = bytes[k];
                    good = good && same_all(s, (pen_str){p + shift, n});
                }
                free(p);
            }
        }
    }
    (void)snprintf(name, sizeof name, "%s finds one byte anywhere", s->name);
    ok(good, name);
}

static void windows(const pen_scan *s)
{
    bool good = true;
    char name[64];
    static char text[PEN_SCAN_WINDOW];
    for (unsigned kind = 0; kind < 4; kind++) {
        fill(text, sizeof text, kind);
        for (size_t n = sizeof text - 70; n <= sizeof text; n++) {
            good = good && same_marks(s, (pen_str){text, n});
        }
    }
    memset(text, '"', sizeof text);
    good = good && same_marks(s, (pen_str){text, sizeof text});
    memset(text, '\\', sizeof text);
    good = good && same_marks(s, (pen_str){text, sizeof text});
    (void)snprintf(name, sizeof name, "%s marks whole windows", s->name);
    ok(good, name);
}

static void plain_cases(void)
{
    static const struct {
        pen_str in;
        const char *want;
    } cases[] = {
        {{"", 0}, ""},
        {{"abc", 3}, "abc"},
        {{"a\"b\\c/", 6}, "a\\\"b\\\\c/"},
        {{"\b\t\n\f\r", 5}, "\\b\\t\\n\\f\\r"},
        {{"\0\1\x0b\x0e\x1f", 5}, "\\u0000\\u0001\\u000b\\u000e\\u001f"},
        {{"\x7f\xc3\xa9\xff", 4}, "\x7f\xc3\xa9\xff"},
        {{"0123456789abcdef0123456789abcde\"0123456789abcdef0123456789abcd\n", 63},
         "0123456789abcdef0123456789abcde\\\"0123456789abcdef0123456789abcd\\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned k = 0; pen_scan_nth(k); k++) {
            char to[PEN_SCAN_ESCAPE_ROOM(64)];
            pen_str in = exact(cases[i].in);
            size_t n = pen_scan_nth(k)->escape(to, in.p, in.n);
            is_str(((pen_str){to, n}), cases[i].want, pen_scan_nth(k)->name);
            exact_free(in);
        }
    }
}

static void every_byte(void)
{
    bool good = true;
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c;
        bool quote = c == '"' || c == '\\';
        const pen_scan *s = pen_scan_scalar();
        good = good && s->special(&byte, 1) == !(quote || c < 0x20) &&
               s->quote(&byte, 1) == !quote && s->ascii(&byte, 1) == (c < 0x80);
    }
    ok(good, "the plain table knows each byte");
}

static void carries(void)
{
    static pen_scan_marks m;
    for (unsigned k = 0; pen_scan_nth(k); k++) {
        m.carry = m.inside = 0;
        pen_scan_nth(k)->mark(&m, "\"a\\\"b\"\\", 7, 10);
        bool good = m.count == 1 && m.closes[0] == 15 && m.closes[1] == UINT32_MAX &&
                    m.carry == 1 && m.inside == 0 && m.any == 0x44 && m.base == 10;
        pen_scan_nth(k)->mark(&m, "\"\"\n", 3, 17);
        good = good && m.count == 0 && m.closes[0] == UINT32_MAX && m.carry == 0 &&
               m.inside == UINT64_MAX && m.any == 4;
        pen_scan_nth(k)->mark(&m, "\t\"\n", 3, 20);
        good = good && m.count == 1 && m.closes[0] == 21 && m.inside == 0 && m.any == 1;
        ok(good, pen_scan_nth(k)->name);
    }
}

int main(void)
{
    every_byte();
    plain_cases();
    carries();
    for (unsigned k = 0; pen_scan_nth(k); k++) {
        agree(pen_scan_nth(k));
        hostile_find(pen_scan_nth(k));
        one_byte(pen_scan_nth(k));
        windows(pen_scan_nth(k));
    }
    ok(pen_scan_nth(0) == pen_scan_scalar(), "the slowest is the plain one");
    ok(pen_scan_best() != NULL, "there is a best one");
    const pen_scan *best = pen_scan_best();
    ok(best->special(NULL, 0) == 0 && best->quote(NULL, 0) == 0 && best->ascii(NULL, 0),
       "an empty range may have no pointer");
    char none[PEN_SCAN_SLACK];
    ok(best->escape(none, NULL, 0) == 0, "and nothing is escaped to nothing");
    return tap_done();
}

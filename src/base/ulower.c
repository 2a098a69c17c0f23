// SPDX-License-Identifier: Apache-2.0
#include "base/ulower.h"

#include "base/utf8.h"

#include <utf8proc.h>

enum { SIGMA = 0x3a3, SMALL_SIGMA = 0x3c3, FINAL_SIGMA = 0x3c2, DOTTED_I = 0x130 };

// The character at s.p[at] and its length; -1 and 1 for a byte that is not UTF-8.
static int32_t char_at(pen_str s, size_t at, size_t *length)
{
    utf8proc_int32_t cp = -1;
    utf8proc_ssize_t left = (utf8proc_ssize_t)(s.n - at);
    utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, left, &cp);
    *length = k > 0 ? (size_t)k : 1;
    return k > 0 ? cp : -1;
}

static bool cased(int32_t cp)
{
    return utf8proc_islower(cp) || utf8proc_isupper(cp) ||
           utf8proc_category(cp) == UTF8PROC_CATEGORY_LT;
}

// Case_Ignorable (Unicode 3.13, D136), as near as the categories tell: marks, format,
// modifiers, and the word breaks MidLetter, MidNumLet and Single_Quote.
static bool ignorable(int32_t cp)
{
    static const int32_t middle[] = {'\'',   '.',    ':',    0xb7,   0x387,  0x55f,
                                     0x5f4,  0x2018, 0x2019, 0x2024, 0x2027, 0xfe13,
                                     0xfe52, 0xfe55, 0xff07, 0xff0e, 0xff1a};
    for (size_t i = 0; i < sizeof middle / sizeof middle[0]; i++) {
        if (cp == middle[i]) {
            return true;
        }
    }
    const unsigned classes = 1u << UTF8PROC_CATEGORY_MN | 1u << UTF8PROC_CATEGORY_ME |
                             1u << UTF8PROC_CATEGORY_CF | 1u << UTF8PROC_CATEGORY_LM |
                             1u << UTF8PROC_CATEGORY_SK;
    return cp >= 0 && (1u << utf8proc_category(cp) & classes);
}

// Whether a cased letter follows s.p[at], ignorable characters skipped. The caller sees
// each stretch of ignorable characters once (it remembers `seen`), so that the whole is
// linear.
static bool cased_after(pen_str s, size_t at)
{
    size_t length;
    for (; at < s.n; at += length) {
        int32_t cp = char_at(s, at, &length);
        if (!ignorable(cp)) {
            return cp >= 0 && cased(cp);
        }
    }
    return false;
}

static size_t put_lower(char *to, int32_t cp)
{
    if (cp == DOTTED_I) { // SpecialCasing.txt: i and a combining dot above
        memcpy(to, "i\xcc\x87", 3);
        return 3;
    }
    return pen_utf8_put(to, (uint32_t)utf8proc_tolower(cp));
}

// From `at` on. `before`: a cased letter precedes, ignorable characters skipped.
static size_t lower_rest(pen_str s, size_t at, bool before, char *to)
{
    size_t n = 0, length;
    for (; at < s.n; at += length) {
        int32_t cp = char_at(s, at, &length);
        if (cp < 0) {
            to[n++] = s.p[at];
            before = false;
            continue;
        }
        if (cp == SIGMA) {
            bool final = before && !cased_after(s, at + length);
            n += pen_utf8_put(to + n, final ? FINAL_SIGMA : SMALL_SIGMA);
        } else {
            n += put_lower(to + n, cp);
        }
        before = ignorable(cp) ? before : cased(cp);
    }
    return n;
}

enum { LANES = 8 };

#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

// The top bit of each byte (all of them ASCII) that is a capital.
static uint64_t capitals(uint64_t w)
{
    uint64_t from_a = w + EACH(0x80 - 'A'), past_z = w + EACH(0x80 - 'Z' - 1);
    return from_a & ~past_z & EACH(0x80);
}

// Lowers ASCII from the start on, eight bytes at a time and then one; how many bytes those
// are. *changed: whether a capital was among them.
static size_t lower_ascii(pen_str s, char *to, bool *changed)
{
    size_t i = 0;
    for (; s.n - i >= LANES; i += LANES) {
        uint64_t w;
        memcpy(&w, s.p + i, LANES);
        if (w & EACH(0x80)) {
            break;
        }
        uint64_t found = capitals(w);
        *changed = *changed || found;
        w |= found >> 2;
        memcpy(to + i, &w, LANES);
    }
    for (; i < s.n && (unsigned char)s.p[i] < 0x80; i++) {
        to[i] = pen_to_lower(s.p[i]);
        *changed = *changed || to[i] != s.p[i];
    }
    return i;
}

// The last character of ASCII text whose class says something to a sigma behind it.
static bool ends_cased(pen_str s)
{
    size_t n = s.n;
    while (n > 0 && ignorable(s.p[n - 1])) {
        n--;
    }
    return n > 0 && pen_is_alpha(s.p[n - 1]);
}

pen_status pen_ulower(pen_arena *a, pen_str s, pen_str *out)
{
    *out = s;
    // The mapping that grows most is U+023A (2 bytes) to U+2C65 (3 bytes).
    char *to = s.n > SIZE_MAX / 2 ? NULL : pen_arena_get(a, s.n + s.n / 2 + 3);
    if (!to) {
        return PEN_E_NOMEM;
    }
    bool changed = false;
    size_t n = lower_ascii(s, to, &changed);
    if (n < s.n) {
        n += lower_rest(s, n, ends_cased(pen_str_head(s, n)), to + n);
    } else if (!changed) {
        return PEN_OK;
    }
    *out = (pen_str){to, n};
    return PEN_OK;
}

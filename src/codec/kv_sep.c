// SPDX-License-Identifier: Apache-2.0
#include "codec/kv_sep.h"

enum { STEPS_MAX = 32 };

// The state of reading a pattern. `plain` holds the byte of a step that has only one.
typedef struct reader {
    pen_str text;
    size_t at;
    pen_kv_step steps[STEPS_MAX];
    char plain[STEPS_MAX];
    uint32_t n;
    bool all_plain, optional, again;
} reader;

static void set_add(pen_kv_step *s, unsigned char c)
{
    s->set[c >> 6] |= (uint64_t)1 << (c & 63);
}

static inline bool set_has(const pen_kv_step *s, char c)
{
    unsigned char b = (unsigned char)c;
    return s->set[b >> 6] >> (b & 63) & 1;
}

static void set_add_all(pen_kv_step *s, pen_str chars)
{
    for (size_t i = 0; i < chars.n; i++) {
        set_add(s, (unsigned char)chars.p[i]);
    }
}

// What follows a backslash: a class of RE2's (\s without vertical tab, \d), a control
// character, or an escaped sign. False for anything else. *plain is set when it is one byte.
static bool escape(char c, pen_kv_step *s, char *plain)
{
    static const char controls[][2] = {{'t', '\t'}, {'n', '\n'}, {'r', '\r'},
                                       {'f', '\f'}, {'v', '\v'}, {'a', '\a'}};
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
        if (controls[i][0] == c) {
            *plain = controls[i][1];
            set_add(s, (unsigned char)*plain);
            return true;
        }
    }
    if (c == 's' || c == 'd') {
        set_add_all(s, c == 's' ? PEN_LIT("\t\n\f\r ") : PEN_LIT("0123456789"));
        return true;
    }
    if ((unsigned char)c >= 0x80 || c <= ' ' || pen_is_digit(c) || pen_is_alpha(c) ||
        c == 0x7f || c == '_') {
        return false;
    }
    *plain = c;
    set_add(s, (unsigned char)c);
    return true;
}

// "[" has been read: single ASCII characters and escapes up to "]"; no ranges, no negation.
static bool bracket(reader *r, pen_kv_step *s)
{
    char plain;
    bool any = false;
    while (r->at < r->text.n) {
        char c = r->text.p[r->at++];
        if (c == ']') {
            return any;
        }
        if (c == '\\') {
            if (r->at == r->text.n || !escape(r->text.p[r->at++], s, &plain)) {
                return false;
            }
        } else if (c == '-' || c == '[' || c == '^' || (unsigned char)c >= 0x80) {
            return false;
        } else {
            set_add(s, (unsigned char)c);
        }
        any = true;
    }
    return false;
}

static bool special(char c)
{
    return pen_str_chr(PEN_LIT("\\^$.|?*+()[]{}"), c, 0) != PEN_NPOS;
}

// One character, escape or set.
static bool read_step(reader *r)
{
    if (r->n == STEPS_MAX || r->optional || r->again) {
        return false; // only the last step may have a quantifier
    }
    pen_kv_step *s = &r->steps[r->n];
    char c = r->text.p[r->at++];
    bool plain = true;
    *s = (pen_kv_step){{0}};
    if (c == '\\') {
        if (r->at == r->text.n) {
            return false;
        }
        char e = r->text.p[r->at++];
        plain = e != 's' && e != 'd';
        if (!escape(e, s, &r->plain[r->n])) {
            return false;
        }
    } else if (c == '[') {
        plain = false;
        if (!bracket(r, s)) {
            return false;
        }
    } else if (special(c)) {
        return false;
    } else {
        r->plain[r->n] = c;
        set_add(s, (unsigned char)c);
    }
    r->all_plain = r->all_plain && plain;
    r->n++;
    return true;
}

// A quantifier after a step. Not on the only step when that would let it match nothing, and
// not on the bytes of a longer character.
static bool read_quantifier(reader *r)
{
    char c = r->at < r->text.n ? r->text.p[r->at] : '\0';
    if (c != '?' && c != '*' && c != '+') {
        return c != '{';
    }
    r->optional = c != '+';
    r->again = c != '?';
    r->all_plain = false;
    r->at++;
    bool lone = r->optional && r->n == 1;
    bool wide = (r->text.p[r->at - 2] & 0x80) != 0;
    return !lone && !wide && r->at == r->text.n; // a lazy "+?" is not at the end
}

static bool read_pattern(reader *r)
{
    while (r->at < r->text.n) {
        if (!read_step(r) || !read_quantifier(r)) {
            return false;
        }
    }
    return r->n > 0;
}

// As the language defines it: the pattern without "+" at its ends is a blank or \s.
static bool cuts_at_blanks(pen_str pattern)
{
    while (pattern.n && pattern.p[0] == '+') {
        pattern = pen_str_from(pattern, 1);
    }
    while (pattern.n && pattern.p[pattern.n - 1] == '+') {
        pattern.n--;
    }
    return pen_str_eq(pattern, PEN_LIT(" ")) || pen_str_eq(pattern, PEN_LIT("\\s"));
}

static void first_add(pen_kv_sep *sep, unsigned char c)
{
    if (c < 0x80) {
        sep->first.row[c & 15] |= (unsigned char)(1u << (c >> 4));
    }
}

pen_kv_sep pen_kv_sep_literal(pen_str text)
{
    pen_kv_sep sep = {.kind = text.n == 1 ? PEN_KV_BYTE : PEN_KV_LITERAL,
                      .blanks = cuts_at_blanks(text),
                      .literal = text};
    if (text.n) {
        first_add(&sep, (unsigned char)text.p[0]);
    }
    return sep;
}

pen_kv_sep pen_kv_sep_custom(pen_str pattern, pen_kv_find_fn *find, const void *ctx)
{
    return (pen_kv_sep){
        .kind = PEN_KV_CUSTOM, .blanks = cuts_at_blanks(pattern), .find = find, .ctx = ctx};
}

pen_status pen_kv_sep_compile(pen_arena *a, pen_str pattern, pen_kv_sep *out)
{
    reader r = {.text = pattern, .all_plain = true};
    if (!read_pattern(&r)) {
        return PEN_NOMATCH;
    }
    if (r.all_plain) {
        pen_str text;
        PEN_TRY(pen_arena_str(a, (pen_str){r.plain, r.n}, &text));
        *out = pen_kv_sep_literal(text);
        out->blanks = cuts_at_blanks(pattern);
        return PEN_OK;
    }
    pen_kv_step *steps = PEN_NEW_N(a, pen_kv_step, r.n);
    if (!steps) {
        return PEN_E_NOMEM;
    }
    memcpy(steps, r.steps, r.n * sizeof *steps);
    uint8_t high = 0x7f; // sets hold ASCII only
    while (high > 0 && !set_has(&steps[0], (char)high)) {
        high--;
    }
    *out = (pen_kv_sep){.kind = PEN_KV_SEQUENCE,
                        .blanks = cuts_at_blanks(pattern),
                        .steps = steps,
                        .n = r.n,
                        .high = high,
                        .optional = r.optional,
                        .again = r.again};
    for (unsigned char c = 0; c < 0x80; c++) {
        if (set_has(&steps[0], (char)c)) {
            first_add(out, c);
        }
    }
    return PEN_OK;
}

// The end of the match of a sequence at `at`, PEN_NPOS when there is none there.
static size_t sequence_end(const pen_kv_sep *sep, pen_str text, size_t at)
{
    for (uint32_t i = 0; i < sep->n; i++) {
        bool fits = at < text.n && set_has(&sep->steps[i], text.p[at]);
        if (!fits) {
            return i + 1 == sep->n && sep->optional ? at : PEN_NPOS;
        }
        at++;
    }
    if (sep->again) {
        while (at < text.n && set_has(&sep->steps[sep->n - 1], text.p[at])) {
            at++;
        }
    }
    return at;
}

size_t pen_kv_sep_end(const pen_kv_sep *sep, pen_str text, size_t at)
{
    if (sep->kind == PEN_KV_SEQUENCE) {
        return sequence_end(sep, text, at);
    }
    bool fits = sep->literal.n && pen_str_starts(pen_str_from(text, at), sep->literal);
    return fits ? at + sep->literal.n : PEN_NPOS;
}

// Moves on from `at` by eights while all eight bytes are surely above `high`, by the test for
// a byte below a bound (Bit Twiddling Hacks, "Determine if a word has a byte less than n").
static inline size_t skip_above(pen_str text, size_t at, uint8_t high)
{
    const uint64_t ones = UINT64_MAX / 255;
    for (uint64_t w; text.n - at >= sizeof w; at += sizeof w) {
        memcpy(&w, text.p + at, sizeof w);
        if ((w - ones * (high + 1u)) & ~w & (ones * 0x80)) {
            break;
        }
    }
    return at;
}

static bool find_sequence(const pen_kv_sep *sep, pen_str text, size_t from, size_t *start,
                          size_t *end)
{
    const uint8_t high = sep->high;
    for (size_t i = from;; i++) {
        i = skip_above(text, i, high); // blanks and signs are low
        while (i < text.n && (uint8_t)text.p[i] > high) {
            i++;
        }
        if (i == text.n) {
            return false;
        }
        size_t stop = sequence_end(sep, text, i);
        if (stop != PEN_NPOS) {
            *start = i;
            *end = stop;
            return true;
        }
    }
}

bool pen_kv_sep_find(const pen_kv_sep *sep, pen_str text, size_t from, size_t *start,
                     size_t *end)
{
    if (sep->kind == PEN_KV_CUSTOM) {
        return sep->find(sep->ctx, text, from, start, end);
    }
    if (sep->kind == PEN_KV_SEQUENCE) {
        return find_sequence(sep, text, from, start, end);
    }
    if (sep->literal.n == 0) {
        return false;
    }
    size_t hit = sep->kind == PEN_KV_BYTE ? pen_str_chr(text, sep->literal.p[0], from)
                                          : pen_str_find(text, sep->literal, from);
    *start = hit;
    *end = hit + sep->literal.n;
    return hit != PEN_NPOS;
}

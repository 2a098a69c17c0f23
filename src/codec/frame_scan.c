// SPDX-License-Identifier: Apache-2.0
#include "codec/frame_scan.h"

enum {
    AT_VALUE, // a value must come
    AT_FIRST, // a value or ]
    AT_KEY1,  // a key or }
    AT_KEY,   // a key
    AT_COLON,
    AT_NEXT, // a comma or the closing bracket
    AT_DONE,
    IN_STRING,
    IN_ESCAPE, // after a backslash
    IN_SCALAR,
};

// The number of RFC 8259 section 6 as a table: state by class of byte.
enum {
    N_START,
    N_MINUS,
    N_ZERO,
    N_INT,
    N_DOT,
    N_FRAC,
    N_EXP,
    N_SIGN,
    N_DIGITS,
    N_BAD,
    N_WORD
};
enum { C_ZERO, C_DIGIT, C_POINT, C_E, C_PLUS, C_MINUS, C_OTHER };

static const uint8_t NUMBER[9][7] = {
    [N_START] = {N_ZERO, N_INT, N_BAD, N_BAD, N_BAD, N_MINUS, N_BAD},
    [N_MINUS] = {N_ZERO, N_INT, N_BAD, N_BAD, N_BAD, N_BAD, N_BAD},
    [N_ZERO] = {N_BAD, N_BAD, N_DOT, N_EXP, N_BAD, N_BAD, N_BAD},
    [N_INT] = {N_INT, N_INT, N_DOT, N_EXP, N_BAD, N_BAD, N_BAD},
    [N_DOT] = {N_FRAC, N_FRAC, N_BAD, N_BAD, N_BAD, N_BAD, N_BAD},
    [N_FRAC] = {N_FRAC, N_FRAC, N_BAD, N_EXP, N_BAD, N_BAD, N_BAD},
    [N_EXP] = {N_DIGITS, N_DIGITS, N_BAD, N_BAD, N_SIGN, N_SIGN, N_BAD},
    [N_SIGN] = {N_DIGITS, N_DIGITS, N_BAD, N_BAD, N_BAD, N_BAD, N_BAD},
    [N_DIGITS] = {N_DIGITS, N_DIGITS, N_BAD, N_BAD, N_BAD, N_BAD, N_BAD},
};

static const char *const WORDS[] = {"true", "false", "null", "NaN", "Infinity"};
enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0], WORD_INFINITY = 4 };

static int class_of(char c)
{
    switch (c) {
    case '0':
        return C_ZERO;
    case '.':
        return C_POINT;
    case 'e':
    case 'E':
        return C_E;
    case '+':
        return C_PLUS;
    case '-':
        return C_MINUS;
    default:
        return pen_is_digit(c) ? C_DIGIT : C_OTHER;
    }
}

void pen_fscan_init(pen_fscan *s)
{
    *s = (pen_fscan){.fast = pen_scan_best()};
}

bool pen_fscan_done(const pen_fscan *s)
{
    return s->state == AT_DONE;
}

bool pen_fscan_in_token(const pen_fscan *s)
{
    return s->state >= IN_STRING;
}

bool pen_fscan_is_array(const pen_fscan *s, uint32_t depth)
{
    return s->arrays[(depth - 1) / 64] >> ((depth - 1) % 64) & 1;
}

static pen_fscan_event bad(pen_fscan *s, const char *why)
{
    s->why = why;
    return PEN_FSCAN_BAD;
}

static uint8_t after_value(const pen_fscan *s)
{
    return s->depth ? AT_NEXT : AT_DONE;
}

static bool scalar_complete(const pen_fscan *s)
{
    if (s->number == N_WORD) {
        return WORDS[s->word][s->word_at] == '\0';
    }
    return s->number == N_ZERO || s->number == N_INT || s->number == N_FRAC ||
           s->number == N_DIGITS;
}

bool pen_fscan_end(pen_fscan *s)
{
    if (s->state == IN_SCALAR && s->depth == 0 && scalar_complete(s)) {
        s->state = AT_DONE;
    }
    return s->state == AT_DONE;
}

// The next byte of a number or word: false when it cannot belong there.
static bool scalar_step(pen_fscan *s, char c)
{
    if (s->number == N_MINUS && c == 'I') {
        s->number = N_WORD;
        s->word = WORD_INFINITY;
        s->word_at = 0;
    }
    if (s->number == N_WORD) {
        bool good = WORDS[s->word][s->word_at] == c && c != '\0';
        s->word_at += good;
        return good;
    }
    s->number = NUMBER[s->number][class_of(c)];
    return s->number != N_BAD;
}

static bool scalar_byte(char c)
{
    return pen_is_digit(c) || pen_is_alpha(c) || c == '-' || c == '+' || c == '.';
}

static pen_fscan_event in_scalar(pen_fscan *s, const char **p, const char *end)
{
    for (; *p < end && scalar_byte(**p); (*p)++, s->at++) {
        if (!scalar_step(s, **p)) {
            return bad(s, "a number or word that JSON does not have");
        }
    }
    if (*p == end) {
        return PEN_FSCAN_MORE;
    }
    if (!scalar_complete(s)) {
        return bad(s, "a number or word that JSON does not have");
    }
    s->state = after_value(s);
    return PEN_FSCAN_SCALAR;
}

static pen_fscan_event string_ends(pen_fscan *s)
{
    s->state = s->key ? AT_COLON : after_value(s);
    return s->key ? PEN_FSCAN_KEY : PEN_FSCAN_STRING;
}

static pen_fscan_event in_string(pen_fscan *s, const char **p, const char *end)
{
    while (*p < end) {
        if (s->state == IN_STRING) {
            size_t plain = s->fast->special(*p, (size_t)(end - *p));
            *p += plain;
            s->at += plain;
        }
        if (*p == end) {
            break;
        }
        char c = **p;
        if (c == '\n') {
            return bad(s, "a line ends inside a string");
        }
        (*p)++;
        s->at++;
        if (s->state == IN_ESCAPE) {
            s->state = IN_STRING;
        } else if (c == '"') {
            return string_ends(s);
        } else if (c == '\\') {
            s->state = IN_ESCAPE;
            s->escaped = true;
        } else {
            s->control = true;
        }
    }
    return PEN_FSCAN_MORE;
}

static pen_fscan_event opens(pen_fscan *s, bool array)
{
    if (s->depth >= PEN_JSON_DEPTH_MAX) {
        return bad(s, "nested too deeply");
    }
    uint64_t bit = UINT64_C(1) << (s->depth % 64);
    uint64_t *word = &s->arrays[s->depth / 64];
    *word = array ? *word | bit : *word & ~bit;
    s->depth++;
    s->state = array ? AT_FIRST : AT_KEY1;
    return PEN_FSCAN_OPEN;
}

static pen_fscan_event closes(pen_fscan *s)
{
    s->depth--;
    s->state = after_value(s);
    return PEN_FSCAN_CLOSE;
}

// A value begins with `c`. MORE means: go on inside the token.
static pen_fscan_event begins(pen_fscan *s, char c)
{
    if (c == '{' || c == '[') {
        return opens(s, c == '[');
    }
    s->number = N_START;
    for (uint8_t w = 0; w < WORD_COUNT; w++) {
        if (WORDS[w][0] == c) {
            s->number = N_WORD;
            s->word = w;
            s->word_at = 0;
        }
    }
    if (!scalar_step(s, c)) {
        return bad(s, "a value was expected");
    }
    s->state = IN_SCALAR;
    return PEN_FSCAN_MORE;
}

static pen_fscan_event quote(pen_fscan *s, bool key)
{
    s->key = key;
    s->escaped = s->control = false;
    s->state = IN_STRING;
    return PEN_FSCAN_MORE;
}

// After a value inside brackets.
static pen_fscan_event next_item(pen_fscan *s, char c)
{
    bool array = pen_fscan_is_array(s, s->depth);
    if (c == ',') {
        s->state = array ? AT_VALUE : AT_KEY;
        return PEN_FSCAN_MORE;
    }
    if (c == (array ? ']' : '}')) {
        return closes(s);
    }
    return bad(s, array ? "a comma or ] was expected" : "a comma or } was expected");
}

// A byte outside tokens that is no blank. MORE means: nothing to tell yet.
static pen_fscan_event structural(pen_fscan *s, char c)
{
    switch (s->state) {
    case AT_KEY1:
    case AT_KEY:
        if (c == '"') {
            return quote(s, true);
        }
        return c == '}' && s->state == AT_KEY1 ? closes(s) : bad(s, "a key was expected");
    case AT_COLON:
        s->state = AT_VALUE;
        return c == ':' ? PEN_FSCAN_MORE : bad(s, "a colon was expected");
    case AT_NEXT:
        return next_item(s, c);
    default:
        if (c == '"') {
            return quote(s, false);
        }
        return c == ']' && s->state == AT_FIRST ? closes(s) : begins(s, c);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_blanks(pen_fscan *s, const char **p, const char *end)
{
    const char *at = *p;
    while (at < end && is_space(*at)) {
        at++;
    }
    s->at += (size_t)(at - *p);
    *p = at;
}

// The commonest item of a list: a comma, and a string right behind it that has nothing
// special in it. False when it is not that, or not all there; then nothing is taken.
static inline bool plain_item(pen_fscan *s, const char **p, const char *end)
{
    const char *at = *p;
    if (s->state != AT_NEXT || end - at < 2 || at[0] != ',' || at[1] != '"' ||
        !pen_fscan_is_array(s, s->depth)) {
        return false;
    }
    size_t n = s->fast->special(at + 2, (size_t)(end - at) - 2);
    if (n == (size_t)(end - at) - 2 || at[2 + n] != '"') {
        return false;
    }
    s->key = s->escaped = s->control = false;
    s->token = s->at + 1;
    s->at += n + 3;
    *p += n + 3;
    return true;
}

pen_fscan_event pen_fscan_next(pen_fscan *s, const char **p, const char *end)
{
    if (plain_item(s, p, end)) {
        return PEN_FSCAN_STRING;
    }
    while (*p < end) {
        if (s->state == IN_STRING || s->state == IN_ESCAPE) {
            return in_string(s, p, end);
        }
        if (s->state == IN_SCALAR) {
            return in_scalar(s, p, end);
        }
        if (is_space(**p)) {
            skip_blanks(s, p, end);
            continue;
        }
        s->token = s->at;
        pen_fscan_event e = structural(s, **p);
        if (e == PEN_FSCAN_BAD) {
            return e;
        }
        (*p)++;
        s->at++;
        if (e != PEN_FSCAN_MORE) {
            return e;
        }
    }
    return PEN_FSCAN_MORE;
}

void pen_fskip_step(pen_fskip *s, char c)
{
    if (c == '\n') {
        s->string = s->escape = false;
    } else if (s->string) {
        s->string = s->escape || c != '"';
        s->escape = !s->escape && c == '\\';
    } else if (c == '"') {
        s->string = true;
    } else if (c == '{' || c == '[') {
        s->depth++;
    } else if ((c == '}' || c == ']') && s->depth) {
        s->depth--;
    }
}

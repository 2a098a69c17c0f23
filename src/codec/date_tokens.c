// SPDX-License-Identifier: Apache-2.0
// Cuts a free-form date into words, numbers and single characters. The difficulty is the
// dot: `Sep.20.2009` is three things and `30.447` one number, so a run goes on through dots
// and is cut afterwards when it turns out to be no number.
#include "codec/date_tokens.h"

#include "base/ublank.h"
#include "base/utf8.h"

#include <utf8proc.h>

typedef struct known_word {
    char name[10];
    uint8_t length, means, value;
} known_word;

static const known_word known_words[] = {
    {"mon", 3, PEN_DATE_WEEKDAY, 0},
    {"monday", 6, PEN_DATE_WEEKDAY, 0},
    {"tue", 3, PEN_DATE_WEEKDAY, 1},
    {"tuesday", 7, PEN_DATE_WEEKDAY, 1},
    {"wed", 3, PEN_DATE_WEEKDAY, 2},
    {"wednesday", 9, PEN_DATE_WEEKDAY, 2},
    {"thu", 3, PEN_DATE_WEEKDAY, 3},
    {"thursday", 8, PEN_DATE_WEEKDAY, 3},
    {"fri", 3, PEN_DATE_WEEKDAY, 4},
    {"friday", 6, PEN_DATE_WEEKDAY, 4},
    {"sat", 3, PEN_DATE_WEEKDAY, 5},
    {"saturday", 8, PEN_DATE_WEEKDAY, 5},
    {"sun", 3, PEN_DATE_WEEKDAY, 6},
    {"sunday", 6, PEN_DATE_WEEKDAY, 6},
    {"jan", 3, PEN_DATE_MONTH, 1},
    {"january", 7, PEN_DATE_MONTH, 1},
    {"feb", 3, PEN_DATE_MONTH, 2},
    {"february", 8, PEN_DATE_MONTH, 2},
    {"mar", 3, PEN_DATE_MONTH, 3},
    {"march", 5, PEN_DATE_MONTH, 3},
    {"apr", 3, PEN_DATE_MONTH, 4},
    {"april", 5, PEN_DATE_MONTH, 4},
    {"may", 3, PEN_DATE_MONTH, 5},
    {"jun", 3, PEN_DATE_MONTH, 6},
    {"june", 4, PEN_DATE_MONTH, 6},
    {"jul", 3, PEN_DATE_MONTH, 7},
    {"july", 4, PEN_DATE_MONTH, 7},
    {"aug", 3, PEN_DATE_MONTH, 8},
    {"august", 6, PEN_DATE_MONTH, 8},
    {"sep", 3, PEN_DATE_MONTH, 9},
    {"sept", 4, PEN_DATE_MONTH, 9},
    {"september", 9, PEN_DATE_MONTH, 9},
    {"oct", 3, PEN_DATE_MONTH, 10},
    {"october", 7, PEN_DATE_MONTH, 10},
    {"nov", 3, PEN_DATE_MONTH, 11},
    {"november", 8, PEN_DATE_MONTH, 11},
    {"dec", 3, PEN_DATE_MONTH, 12},
    {"december", 8, PEN_DATE_MONTH, 12},
    {"am", 2, PEN_DATE_HALF, 0},
    {"a", 1, PEN_DATE_HALF, 0},
    {"pm", 2, PEN_DATE_HALF, 1},
    {"p", 1, PEN_DATE_HALF, 1},
    {"h", 1, PEN_DATE_UNIT, 0},
    {"hour", 4, PEN_DATE_UNIT, 0},
    {"hours", 5, PEN_DATE_UNIT, 0},
    {"m", 1, PEN_DATE_UNIT | PEN_DATE_SKIP, 1},
    {"minute", 6, PEN_DATE_UNIT, 1},
    {"minutes", 7, PEN_DATE_UNIT, 1},
    {"s", 1, PEN_DATE_UNIT, 2},
    {"second", 6, PEN_DATE_UNIT, 2},
    {"seconds", 7, PEN_DATE_UNIT, 2},
    {"at", 2, PEN_DATE_SKIP, 0},
    {"on", 2, PEN_DATE_SKIP, 0},
    {"and", 3, PEN_DATE_SKIP, 0},
    {"ad", 2, PEN_DATE_SKIP, 0},
    {"t", 1, PEN_DATE_SKIP, 0},
    {"of", 2, PEN_DATE_SKIP | PEN_DATE_OF, 0},
    {"st", 2, PEN_DATE_SKIP, 0},
    {"nd", 2, PEN_DATE_SKIP, 0},
    {"rd", 2, PEN_DATE_SKIP, 0},
    {"th", 2, PEN_DATE_SKIP, 0},
    {"nan", 3, PEN_DATE_NOWHERE, 0},
    {"inf", 3, PEN_DATE_NOWHERE, 0},
};

static void look_up(pen_date_token *t)
{
    char first = pen_to_lower(t->text.p[0]);
    for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++) {
        const known_word *w = &known_words[i];
        if (w->name[0] == first && pen_str_ieq(t->text, pen_str_of(w->name, w->length))) {
            t->means = w->means;
            t->value = w->value;
            return;
        }
    }
}

typedef enum char_class { LETTER, DIGIT, BLANK, OTHER } char_class;

static char_class ascii_class(char c)
{
    if (pen_is_digit(c)) {
        return DIGIT;
    }
    if (pen_is_alpha(c)) {
        return LETTER;
    }
    return c <= ' ' && pen_ublank_at(pen_str_of(&c, 1), 0) > 0 ? BLANK : OTHER;
}

// The same beyond ASCII. Python's isalpha: the categories L*.
static char_class wide_class(pen_str s, size_t at, size_t *length)
{
    size_t end = at;
    uint32_t cp = pen_utf8_next(s, &end);
    *length = end - at;
    if (pen_ublank_at(s, at) > 0) {
        return BLANK;
    }
    utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)cp);
    return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO ? LETTER : OTHER;
}

// Class of the character at `at`, and its length.
static char_class class_at(pen_str s, size_t at, size_t *length)
{
    *length = 1;
    return (unsigned char)s.p[at] < 0x80 ? ascii_class(s.p[at]) : wide_class(s, at, length);
}

static pen_date_token *push(pen_date_tokens *out, pen_date_kind kind, pen_str text)
{
    pen_date_token *t = &out->item[out->count++];
    *t = (pen_date_token){.text = text, .kind = (uint8_t)kind};
    return t;
}

// A finished run or a piece of one: number, word, or a cut-off `.` or `,`.
static void push_run(pen_date_tokens *out, pen_str s)
{
    size_t digits = 0, points = 0, i = 0;
    for (; i < s.n && (pen_is_digit(s.p[i]) || s.p[i] == '.'); i++) {
        points += s.p[i] == '.';
        digits += points == 0;
    }
    if (digits > 0 && i == s.n && points <= 1) {
        push(out, PEN_DATE_TOK_NUMBER, s)->whole = (uint16_t)digits;
    } else if (s.n == 1 && (s.p[0] == '.' || s.p[0] == ',')) {
        push(out, PEN_DATE_TOK_CHAR, s)->means = PEN_DATE_SKIP;
    } else {
        look_up(push(out, PEN_DATE_TOK_WORD, s));
    }
}

static void push_pieces(pen_date_tokens *out, pen_str s)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        bool cut = i < s.n && (s.p[i] == '.' || s.p[i] == ',');
        if ((cut || i == s.n) && i > from) {
            push_run(out, pen_str_of(s.p + from, i - from));
        }
        if (cut) {
            push_run(out, pen_str_of(s.p + i, 1));
            from = i + 1;
        }
    }
}

// A run of letters or digits, perhaps dotted, as it is read.
typedef struct run {
    size_t from, to;
    char_class side; // LETTER or DIGIT: what it goes on with
    bool dotted;     // went on through a `.` (or the `,` of a number)
    bool letters;    // a letter run that something followed
    size_t points, characters;
} run;

// Whether the run goes on with this character, and what becomes of it.
static bool takes(run *r, pen_str s, char_class class, char c)
{
    char last = s.p[r->to - 1];
    r->letters = r->letters || r->side == LETTER;
    if (class == r->side) {
        return true;
    }
    if (c == '.' || (c == ',' && r->side == DIGIT && !r->dotted && r->characters >= 2)) {
        r->dotted = true;
        r->points += c == '.';
        return true;
    }
    if (r->dotted && last == '.' && (class == LETTER || class == DIGIT)) {
        r->side = class;
        return true;
    }
    return false;
}

static void push_whole_run(pen_date_tokens *out, const run *r)
{
    char *p = out->text + r->from;
    pen_str s = {p, r->to - r->from};
    char last = s.p[s.n - 1];
    if (r->dotted && (r->letters || r->points > 1 || last == '.' || last == ',')) {
        push_pieces(out, s);
        return;
    }
    if (r->dotted && r->side == DIGIT && r->points == 0) { // `30,123`
        p[pen_str_chr(s, ',', 0)] = '.';
    }
    push_run(out, s);
}

// Reads one run; gives where it ends.
static size_t read_run(pen_str s, size_t at, char_class side, pen_date_tokens *out)
{
    size_t length;
    (void)class_at(s, at, &length);
    run r = {.from = at, .to = at + length, .side = side, .characters = 1};
    while (r.to < s.n) {
        char_class class = class_at(s, r.to, &length);
        if (!takes(&r, s, class, s.p[r.to])) {
            break;
        }
        r.to += length;
        r.characters++;
    }
    push_whole_run(out, &r);
    return r.to;
}

// The text without NUL, which the parser skips even inside a run.
static pen_str copy_text(pen_str text, pen_date_tokens *out)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && i < sizeof out->text; i++) {
        if (text.p[i] != '\0') {
            out->text[n++] = text.p[i];
        }
    }
    return pen_str_of(out->text, n);
}

void pen_date_tokenize(pen_str text, pen_date_tokens *out)
{
    pen_str s = copy_text(text, out);
    size_t at = 0;
    out->count = 0;
    while (at < s.n) {
        size_t length;
        char_class class = class_at(s, at, &length);
        if (class == LETTER || class == DIGIT) {
            at = read_run(s, at, class, out);
            continue;
        }
        pen_str c =
            class == BLANK ? PEN_LIT(" ") : pen_str_head(pen_str_from(s, at), length);
        bool skip = c.n == 1 && memchr(" .,;-/'", c.p[0], 7);
        push(out, PEN_DATE_TOK_CHAR, c)->means = skip ? PEN_DATE_SKIP : 0;
        at += length;
    }
    (void)push(out, PEN_DATE_TOK_END, PEN_EMPTY);
}

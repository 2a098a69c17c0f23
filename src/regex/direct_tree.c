// SPDX-License-Identifier: Apache-2.0
#include "regex/direct_tree.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "regex/direct_prog.h"

// Nesting of parentheses that is read here; deeper ones are left to RE2.
#define DEPTH_MAX 200

// RE2 refuses expressions whose counted repetitions unfold into more copies than this.
#define COPIES_MAX 1000

typedef struct reader {
    pen_tree *t;
    pen_str s;
    size_t at;
    bool fold, dot_all; // (?i), (?s)
    unsigned depth;
} reader;

static pen_status read_alt(reader *r, uint32_t *out);

static pen_status refuse(reader *r, const char *why)
{
    r->t->why = why;
    return PEN_NOMATCH;
}

static int peek(const reader *r, size_t ahead)
{
    return r->at + ahead < r->s.n ? (unsigned char)r->s.p[r->at + ahead] : -1;
}

static pen_status make(reader *r, pen_tree_op op, uint32_t *out)
{
    pen_tree *t = r->t;
    if (t->count == t->room) {
        uint32_t room = t->room ? t->room * 2 : 64;
        pen_tree_node *n = PEN_NEW_N(t->arena, pen_tree_node, room);
        if (!n) {
            return PEN_E_NOMEM;
        }
        if (t->count) {
            memcpy(n, t->nodes, t->count * sizeof *n);
        }
        t->nodes = n;
        t->room = room;
    }
    t->nodes[t->count] = (pen_tree_node){.op = (uint8_t)op,
                                         .child = PEN_TREE_NONE,
                                         .last = PEN_TREE_NONE,
                                         .next = PEN_TREE_NONE,
                                         .copies = 1};
    *out = t->count++;
    return PEN_OK;
}

static void adopt(pen_tree *t, uint32_t parent, uint32_t child)
{
    pen_tree_node *p = &t->nodes[parent];
    *(p->last == PEN_TREE_NONE ? &p->child : &t->nodes[p->last].next) = child;
    p->last = child;
    if (t->nodes[child].copies > p->copies) {
        p->copies = t->nodes[child].copies;
    }
}

// ---- sets ----

static void add_range(pen_byteset *s, unsigned lo, unsigned hi)
{
    for (unsigned c = lo; c <= hi && c < 128; c++) {
        pen_byteset_add(s, (unsigned char)c);
    }
}

static void add_all(pen_byteset *s, const pen_byteset *from, bool inverted)
{
    for (unsigned c = 0; c < 128; c++) {
        if (pen_byteset_has(from, (unsigned char)c) != inverted) {
            pen_byteset_add(s, (unsigned char)c);
        }
    }
}

// What a named class holds: pairs of first and last character.
static const struct {
    pen_str name;
    const char *ranges;
} named[] = {
    {{"alnum", 5}, "09AZaz"}, {{"alpha", 5}, "AZaz"},     {{"blank", 5}, "\t\t  "},
    {{"digit", 5}, "09"},     {{"graph", 5}, "!~"},       {{"lower", 5}, "az"},
    {{"print", 5}, " ~"},     {{"punct", 5}, "!/:@[`{~"}, {{"space", 5}, "\t\r  "},
    {{"upper", 5}, "AZ"},     {{"word", 4}, "09AZaz__"},  {{"xdigit", 6}, "09AFaf"},
    {{"d", 1}, "09"},         {{"w", 1}, "09AZaz__"},     {{"s", 1}, "\t\n\f\r  "},
};

static bool add_named(pen_byteset *s, pen_str name, bool inverted)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (pen_str_eq(named[i].name, name)) {
            pen_byteset one = {{0}};
            for (const char *p = named[i].ranges; *p; p += 2) {
                add_range(&one, (unsigned char)p[0], (unsigned char)p[1]);
            }
            add_all(s, &one, inverted);
            return true;
        }
    }
    return false;
}

static void fold_set(pen_byteset *s)
{
    for (unsigned char c = 'a'; c <= 'z'; c++) {
        unsigned char upper = (unsigned char)(c - 'a' + 'A');
        if (pen_byteset_has(s, c) || pen_byteset_has(s, upper)) {
            pen_byteset_add(s, c);
            pen_byteset_add(s, upper);
        }
    }
}

// The bytes that a set can begin with; RE2 takes these as first bytes of longer characters.
static void finish_set(pen_tree_node *n)
{
    n->first = n->set;
    for (unsigned c = 0xC2; n->wide && c <= 0xF4; c++) {
        pen_byteset_add(&n->first, (unsigned char)c);
    }
}

static pen_status make_set(reader *r, const pen_byteset *set, bool wide, uint32_t *out)
{
    PEN_TRY(make(r, PEN_TREE_SET, out));
    pen_tree_node *n = &r->t->nodes[*out];
    n->set = *set;
    n->wide = wide;
    finish_set(n);
    return PEN_OK;
}

// ---- characters ----

// After a backslash: a character that stands for itself or a control character; -1 for
// what is not handled. Moves past it.
static int escaped_char(reader *r)
{
    static const char from[] = "tnrfva", to[] = "\t\n\r\f\v\a";
    int c = peek(r, 0);
    if (c == 'x' && peek(r, 1) >= 0 && peek(r, 2) >= 0) {
        int hi = pen_hex_digit((char)peek(r, 1)), lo = pen_hex_digit((char)peek(r, 2));
        r->at += 3;
        return hi >= 0 && lo >= 0 && hi < 8 ? hi * 16 + lo : -1;
    }
    if (c < 0 || c >= 128 || pen_is_digit((char)c) || c == '_') {
        return -1;
    }
    r->at++;
    if (!pen_is_alpha((char)c)) {
        return c;
    }
    const char *p = strchr(from, c);
    return p ? to[p - from] : -1;
}

// \d \w \s and their capitals, the backslash already read.
static bool is_class_letter(int c)
{
    return c > 0 && strchr("dwsDWS", c) != NULL;
}

static void add_class_letter(reader *r, pen_byteset *s, bool *wide)
{
    char c = r->s.p[r->at++], small = pen_to_lower(c);
    (void)add_named(s, pen_str_of(&small, 1), c != small);
    *wide |= c != small;
}

static pen_status literal(reader *r, unsigned char c, uint32_t *out)
{
    pen_byteset s = {{0}};
    pen_byteset_add(&s, c);
    if (r->fold) {
        fold_set(&s);
    }
    return make_set(r, &s, false, out);
}

// A character outside ASCII: its bytes one after the other.
static pen_status wide_literal(reader *r, uint32_t *out)
{
    size_t from = r->at;
    (void)pen_utf8_next(r->s, &r->at);
    r->t->ascii_only |= r->fold;
    PEN_TRY(make(r, PEN_TREE_CAT, out));
    for (size_t i = from; i < r->at; i++) {
        pen_byteset s = {{0}};
        uint32_t one;
        pen_byteset_add(&s, (unsigned char)r->s.p[i]);
        PEN_TRY(make_set(r, &s, false, &one));
        adopt(r->t, *out, one);
    }
    return PEN_OK;
}

// ---- classes in brackets ----

// One end of a range, or a character: its code; -1 for what is not handled, 128 for a
// character outside ASCII.
static int class_char(reader *r)
{
    int c = peek(r, 0);
    if (c == '\\') {
        r->at++;
        return escaped_char(r);
    }
    if (c < 128) {
        r->at += c >= 0;
        return c;
    }
    (void)pen_utf8_next(r->s, &r->at);
    return 128;
}

static pen_status posix_class(reader *r, pen_byteset *s, bool *wide)
{
    size_t end = pen_str_find(r->s, PEN_LIT(":]"), r->at + 2);
    if (end == PEN_NPOS) {
        return refuse(r, "has an unfinished class name");
    }
    bool inverted = peek(r, 2) == '^';
    size_t from = r->at + 2 + inverted;
    pen_str name = end >= from ? pen_str_of(r->s.p + from, end - from) : PEN_EMPTY;
    if (name.n < 2 || !add_named(s, name, inverted)) {
        return refuse(r, "has an unknown class name");
    }
    *wide |= inverted;
    r->at = end + 2;
    return PEN_OK;
}

static pen_status class_range(reader *r, pen_byteset *s)
{
    int lo = class_char(r), hi = lo;
    if (peek(r, 0) == '-' && peek(r, 1) >= 0 && peek(r, 1) != ']') {
        r->at++;
        hi = class_char(r);
    }
    if (lo < 0 || hi < lo) {
        return refuse(r, "has a class that is not handled");
    }
    r->t->ascii_only |= hi >= 128;
    add_range(s, (unsigned)lo, (unsigned)hi);
    return PEN_OK;
}

static pen_status class_item(reader *r, pen_byteset *s, bool *wide)
{
    if (peek(r, 0) == '[' && peek(r, 1) == ':') {
        return posix_class(r, s, wide);
    }
    if (peek(r, 0) == '\\' && is_class_letter(peek(r, 1))) {
        r->at++;
        add_class_letter(r, s, wide);
        return PEN_OK;
    }
    return class_range(r, s);
}

static pen_status read_class(reader *r, uint32_t *out)
{
    pen_byteset s = {{0}}, shown = {{0}};
    bool wide = false, inverted = peek(r, 1) == '^';
    r->at += 1u + inverted;
    for (bool first = true; first || peek(r, 0) != ']'; first = false) {
        if (peek(r, 0) < 0) {
            return refuse(r, "has an unfinished class");
        }
        PEN_TRY(class_item(r, &s, &wide));
    }
    r->at++;
    if (r->fold) {
        fold_set(&s);
    }
    add_all(&shown, &s, inverted);
    return make_set(r, &shown, wide != inverted, out);
}

// ---- atoms ----

static pen_status read_dot(reader *r, uint32_t *out)
{
    pen_byteset s = {{0}};
    add_range(&s, 0, 127);
    if (!r->dot_all) {
        s.w[0] &= ~((uint64_t)1 << '\n');
    }
    r->at++;
    return make_set(r, &s, true, out);
}

static pen_status read_escape(reader *r, uint32_t *out)
{
    static const char asserts[] = "AzbB";
    static const pen_tree_op ops[] = {PEN_TREE_BEGIN, PEN_TREE_END, PEN_TREE_WORD,
                                      PEN_TREE_INNER};
    r->at++;
    int c = peek(r, 0);
    const char *p = c > 0 ? strchr(asserts, c) : NULL;
    if (p) {
        r->at++;
        return make(r, ops[p - asserts], out);
    }
    if (is_class_letter(c)) {
        pen_byteset s = {{0}};
        bool wide = false;
        add_class_letter(r, &s, &wide);
        return make_set(r, &s, wide, out);
    }
    c = escaped_char(r);
    return c < 0 ? refuse(r, "has an escape that is not handled")
                 : literal(r, (unsigned char)c, out);
}

// (?i) (?s) (?-s) …: sets them; true when a colon ends them (a group follows).
static pen_status read_flags(reader *r, bool *group)
{
    bool on = true;
    for (size_t last = r->at;; r->at++) {
        switch (peek(r, 0)) {
        case 'i':
            r->fold = on;
            r->t->ascii_only |= on; // a few letters beyond ASCII fold into it
            break;
        case 's':
            r->dot_all = on;
            break;
        case '-':
            if (!on) {
                return refuse(r, "has flags that are not handled");
            }
            on = false;
            last = r->at + 1;
            break;
        case ':':
        case ')':
            *group = peek(r, 0) == ':';
            if (r->at == last && !(on && *group)) {
                return refuse(r, "has flags that are not handled");
            }
            r->at++;
            return PEN_OK;
        default:
            return refuse(r, "has flags that are not handled");
        }
    }
}

static pen_status read_inside(reader *r, uint32_t *out)
{
    if (++r->depth > DEPTH_MAX) {
        return refuse(r, "is nested too deeply");
    }
    PEN_TRY(read_alt(r, out));
    r->depth--;
    if (peek(r, 0) != ')') {
        return refuse(r, "lacks a parenthesis");
    }
    r->at++;
    return PEN_OK;
}

static pen_status read_group(reader *r, uint32_t *out)
{
    bool fold = r->fold, dot_all = r->dot_all, group = true;
    r->at++;
    if (peek(r, 0) != '?') {
        uint32_t number = ++r->t->groups, child;
        PEN_TRY(read_inside(r, &child));
        PEN_TRY(make(r, PEN_TREE_GROUP, out));
        r->t->nodes[*out].min = number;
        adopt(r->t, *out, child);
    } else {
        r->at++;
        PEN_TRY(read_flags(r, &group));
        if (!group) {
            return make(r, PEN_TREE_EMPTY, out);
        }
        PEN_TRY(read_inside(r, out));
    }
    r->fold = fold;
    r->dot_all = dot_all;
    return PEN_OK;
}

// ---- repetitions ----

// Digits at `*at`; false when there are none or they are too large.
static bool number(const reader *r, size_t *at, uint32_t *out)
{
    size_t from = *at;
    *out = 0;
    while (*at < r->s.n && pen_is_digit(r->s.p[*at]) && *at - from < 5) {
        *out = *out * 10 + (uint32_t)(r->s.p[(*at)++] - '0');
    }
    return *at > from && *out <= COPIES_MAX;
}

// Whether a number of a repetition stands at `at`: RE2 takes none with leading zeros.
static bool repeat_digit(const reader *r, size_t at)
{
    bool digit = at < r->s.n && pen_is_digit(r->s.p[at]);
    bool more = at + 1 < r->s.n && pen_is_digit(r->s.p[at + 1]);
    return digit && !(r->s.p[at] == '0' && more);
}

// {n} {n,} {n,m} at the cursor: moves past and gives true; else it is a plain brace, as RE2
// has it. Numbers above the limit are refused by the caller (*min > *max).
static bool braces(reader *r, uint32_t *min, uint32_t *max)
{
    size_t at = r->at + 1;
    if (!repeat_digit(r, at)) {
        return false;
    }
    bool good = number(r, &at, min);
    *max = *min;
    if (at < r->s.n && r->s.p[at] == ',') {
        at++;
        *max = PEN_REP_INF;
        if (repeat_digit(r, at)) {
            good = number(r, &at, max) && good;
        }
    }
    if (!good) { // too large, or a plain brace after all: let RE2 say
        *min = 1;
        *max = 0;
        return true;
    }
    if (at >= r->s.n || r->s.p[at] != '}') {
        return false;
    }
    r->at = at + 1;
    return true;
}

// ---- atoms ----

static pen_status read_atom(reader *r, uint32_t *out)
{
    uint32_t min, max;
    int c = peek(r, 0);
    switch (c) {
    case '(':
        return read_group(r, out);
    case '[':
        return read_class(r, out);
    case '.':
        return read_dot(r, out);
    case '\\':
        return read_escape(r, out);
    case '^':
        r->at++;
        return make(r, PEN_TREE_BEGIN, out);
    case '$':
        r->at++;
        return make(r, PEN_TREE_END, out);
    case '*':
    case '+':
    case '?':
        return refuse(r, "repeats nothing");
    case '{':
        if (braces(r, &min, &max)) {
            return refuse(r, "repeats nothing");
        }
        break;
    default:
        break;
    }
    if (c >= 128) {
        return wide_literal(r, out);
    }
    r->at++;
    return literal(r, (unsigned char)c, out);
}

static bool quantifier(reader *r, uint32_t *min, uint32_t *max)
{
    int c = peek(r, 0);
    if (c == '{') {
        return braces(r, min, max);
    }
    if (c != '*' && c != '+' && c != '?') {
        return false;
    }
    *min = c == '+';
    *max = c == '?' ? 1 : PEN_REP_INF;
    r->at++;
    return true;
}

static pen_status read_repeat(reader *r, uint32_t atom, uint32_t *out)
{
    uint32_t min = 0, max = 0, again_min, again_max;
    *out = atom;
    if (!quantifier(r, &min, &max)) {
        return PEN_OK;
    }
    bool lazy = peek(r, 0) == '?';
    r->at += lazy;
    if (min > max || quantifier(r, &again_min, &again_max)) {
        return refuse(r, "has a repetition that is not handled");
    }
    pen_tree_op op = (pen_tree_op)r->t->nodes[atom].op;
    if (op == PEN_TREE_EMPTY || op >= PEN_TREE_BEGIN) {
        return refuse(r, "repeats something empty");
    }
    PEN_TRY(make(r, PEN_TREE_REP, out));
    adopt(r->t, *out, atom);
    pen_tree_node *n = &r->t->nodes[*out];
    n->min = min;
    n->max = max;
    n->lazy = lazy;
    n->copies *= max != PEN_REP_INF && max > 1 ? max : min > 1 ? min : 1;
    return n->copies > COPIES_MAX ? refuse(r, "repeats too often") : PEN_OK;
}

// ---- sequences, alternatives ----

static pen_status read_cat(reader *r, uint32_t *out)
{
    PEN_TRY(make(r, PEN_TREE_CAT, out));
    for (int c = peek(r, 0); c >= 0 && c != '|' && c != ')'; c = peek(r, 0)) {
        uint32_t atom, rep;
        PEN_TRY(read_atom(r, &atom));
        PEN_TRY(read_repeat(r, atom, &rep));
        adopt(r->t, *out, rep);
    }
    return PEN_OK;
}

static pen_status read_alt(reader *r, uint32_t *out)
{
    uint32_t branch;
    PEN_TRY(read_cat(r, &branch));
    *out = branch;
    if (peek(r, 0) != '|') {
        return PEN_OK;
    }
    PEN_TRY(make(r, PEN_TREE_ALT, out));
    adopt(r->t, *out, branch);
    while (peek(r, 0) == '|') {
        r->at++;
        PEN_TRY(read_cat(r, &branch));
        adopt(r->t, *out, branch);
    }
    return PEN_OK;
}

// ---- what a node can begin with ----

static void unite(pen_byteset *to, const pen_byteset *from)
{
    for (int i = 0; i < 4; i++) {
        to->w[i] |= from->w[i];
    }
}

static void settle_children(pen_tree *t, pen_tree_node *n)
{
    bool cat = n->op != PEN_TREE_ALT, open = true;
    n->nullable = cat;
    for (uint32_t i = n->child; i != PEN_TREE_NONE; i = t->nodes[i].next) {
        const pen_tree_node *c = &t->nodes[i];
        if (open) {
            unite(&n->first, &c->first);
        }
        open = open && (!cat || c->nullable);
        n->nullable = cat ? n->nullable && c->nullable : n->nullable || c->nullable;
    }
}

static void settle(pen_tree *t, uint32_t i)
{
    pen_tree_node *n = &t->nodes[i];
    if (n->op == PEN_TREE_SET) {
        return;
    }
    for (uint32_t c = n->child; c != PEN_TREE_NONE; c = t->nodes[c].next) {
        settle(t, c); // as deep as the reader went: DEPTH_MAX
    }
    settle_children(t, n);
    if (n->op == PEN_TREE_REP && n->min == 0) {
        n->nullable = true;
    }
}

// Repeating something that can be empty is left to RE2, but for `?`.
static bool repeats_empty(const pen_tree *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const pen_tree_node *n = &t->nodes[i];
        if (n->op == PEN_TREE_REP && n->max > 1 && t->nodes[n->child].nullable) {
            return true;
        }
    }
    return false;
}

pen_status pen_tree_read(pen_arena *a, pen_str pattern, pen_tree *t)
{
    *t = (pen_tree){.arena = a};
    reader r = {.t = t, .s = pattern};
    if (pattern.n > PEN_GROK_TEXT_MAX || pen_utf8_valid(pattern) < pattern.n) {
        return refuse(&r, "is too long or not UTF-8");
    }
    PEN_TRY(read_alt(&r, &t->root));
    if (r.at < r.s.n) {
        return refuse(&r, "has a parenthesis too many");
    }
    settle(t, t->root);
    return repeats_empty(t) ? refuse(&r, "repeats something that can be empty") : PEN_OK;
}

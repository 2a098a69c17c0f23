// SPDX-License-Identifier: Apache-2.0
#include "regex/direct_tree.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "regex/direct_prog.h"

// Nesting of parentheses that is read here; deeper ones are left to RE2.
#define DEPTH_MAX 200

// Longer sequences within sequences stay what they are: nested ones would cost their length
// each time.
#define SPLICE_MAX 16

// RE2 refuses expressions whose counted repetitions unfold into more copies than this.
#define COPIES_MAX 1000

// What was read once between two parentheses: the same text, up to the closing one, gives
// the same node again under the same flags, when it has no groups.
typedef struct memory {
    size_t from, to;
    uint32_t node;
    unsigned height; // of the parentheses inside
    bool known, fold, dot_all;
} memory;

typedef struct reader {
    pen_tree *t;
    pen_str s;
    size_t at;
    bool fold, dot_all; // (?i), (?s)
    unsigned depth, deepest;
    uint32_t *stack; // children of the sequences and alternatives that are being read
    uint32_t top, room;
    const pen_direct_mark *mark, *mark_end; // those not yet passed
    memory *memories;                       // by the number of the mark
    size_t memory_count;
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

static pen_status leaf(reader *r, pen_tree_op op, uint32_t *out)
{
    return pen_tree_node_of(r->t, (pen_tree_node){.op = (uint8_t)op}, NULL, 0, out);
}

// ---- sets ----

// The ASCII characters from lo to hi, as half of a set of 128.
static uint64_t half_range(unsigned lo, unsigned hi, unsigned half)
{
    unsigned from = half * 64, to = from + 63;
    lo = lo > from ? lo : from;
    hi = hi < to ? hi : to;
    return lo > hi ? 0 : UINT64_MAX >> (63 - (hi - lo)) << (lo - from);
}

static void add_range(pen_byteset *s, unsigned lo, unsigned hi)
{
    s->w[0] |= half_range(lo, hi, 0);
    s->w[1] |= half_range(lo, hi, 1);
}

static void add_all(pen_byteset *s, const pen_byteset *from, bool inverted)
{
    s->w[0] |= inverted ? ~from->w[0] : from->w[0];
    s->w[1] |= inverted ? ~from->w[1] : from->w[1];
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

static pen_status make_set(reader *r, const pen_byteset *set, bool wide, uint32_t *out)
{
    pen_tree_node n = {.op = PEN_TREE_SET, .wide = wide};
    PEN_TRY(pen_sets_of(&r->t->sets, set, &n.set));
    return pen_tree_node_of(r->t, n, NULL, 0, out);
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

// A character outside ASCII: its bytes.
static pen_status wide_literal(reader *r, uint32_t *out)
{
    size_t from = r->at;
    (void)pen_utf8_next(r->s, &r->at);
    r->t->ascii_only |= r->fold;
    return pen_tree_literal(r->t, pen_str_of(r->s.p + from, r->at - from), out);
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
        return leaf(r, ops[p - asserts], out);
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

static pen_status read_deeper(reader *r, uint32_t *out)
{
    if (++r->depth > DEPTH_MAX) {
        return refuse(r, "is nested too deeply");
    }
    r->deepest = r->depth > r->deepest ? r->depth : r->deepest;
    PEN_TRY(read_alt(r, out));
    r->depth--;
    return peek(r, 0) == ')' ? PEN_OK : refuse(r, "lacks a parenthesis");
}

// The memory of the mark at the cursor, or NULL.
static memory *marked(reader *r)
{
    while (r->mark < r->mark_end && r->mark->at < r->at) {
        r->mark++;
    }
    bool here = r->mark < r->mark_end && r->mark->at == r->at;
    return here && r->mark->id < r->memory_count ? &r->memories[r->mark->id] : NULL;
}

// True when what is at the cursor was read before.
static bool recall(const reader *r, const memory *m)
{
    size_t n = m->to - m->from;
    return m->known && m->fold == r->fold && m->dot_all == r->dot_all &&
           r->depth + m->height <= DEPTH_MAX && r->s.n - r->at > n &&
           r->s.p[r->at + n] == ')' && memcmp(r->s.p + r->at, r->s.p + m->from, n) == 0;
}

// What a mark is at, read now and kept when it has no groups.
static pen_status read_marked(reader *r, memory *m, uint32_t *out)
{
    memory now = {.from = r->at, .known = true, .fold = r->fold, .dot_all = r->dot_all};
    unsigned deepest = r->deepest;
    uint32_t groups = r->t->groups;
    r->deepest = r->depth;
    PEN_TRY(read_deeper(r, out));
    now.to = r->at;
    now.node = *out;
    now.height = r->deepest - r->depth;
    r->deepest = deepest > r->deepest ? deepest : r->deepest;
    if (r->t->groups == groups) {
        *m = now;
    }
    return PEN_OK;
}

static pen_status read_inside(reader *r, uint32_t *out)
{
    memory *m = marked(r);
    if (m && recall(r, m)) {
        *out = m->node;
        r->at += m->to - m->from;
        r->deepest = r->depth + m->height > r->deepest ? r->depth + m->height : r->deepest;
    } else {
        PEN_TRY(m ? read_marked(r, m, out) : read_deeper(r, out));
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
        pen_tree_node n = {.op = PEN_TREE_GROUP, .min = number};
        PEN_TRY(pen_tree_node_of(r->t, n, &child, 1, out));
    } else {
        r->at++;
        PEN_TRY(read_flags(r, &group));
        if (!group) {
            return leaf(r, PEN_TREE_EMPTY, out);
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
        return leaf(r, PEN_TREE_BEGIN, out);
    case '$':
        r->at++;
        return leaf(r, PEN_TREE_END, out);
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

// A literal of one byte as a set, so that repeating it is a loop over characters.
static pen_status one_char(reader *r, uint32_t *atom)
{
    const pen_tree_node *n = &r->t->nodes[*atom];
    if (n->op != PEN_TREE_LIT || n->count != 1) {
        return PEN_OK;
    }
    pen_byteset s = r->t->sets.all[n->first];
    return make_set(r, &s, false, atom);
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
    const pen_tree_node *body = &r->t->nodes[atom];
    if (body->op == PEN_TREE_EMPTY || body->op >= PEN_TREE_BEGIN) {
        return refuse(r, "repeats something empty");
    }
    if (body->nullable && max > 1) { // left to RE2, but for `?`
        return refuse(r, "repeats something that can be empty");
    }
    PEN_TRY(one_char(r, &atom));
    pen_tree_node n = {.op = PEN_TREE_REP, .lazy = lazy, .min = min, .max = max};
    PEN_TRY(pen_tree_node_of(r->t, n, &atom, 1, out));
    return r->t->nodes[*out].copies > COPIES_MAX ? refuse(r, "repeats too often") : PEN_OK;
}

// ---- sequences, alternatives ----

static pen_status push(reader *r, uint32_t node)
{
    if (r->top == r->room) {
        uint32_t room = r->room ? r->room * 2 : 256;
        r->stack = pen_dindex_grown(r->t->arena, r->stack, r->top, room, sizeof node);
        if (!r->stack) {
            return PEN_E_NOMEM;
        }
        r->room = room;
    }
    r->stack[r->top++] = node;
    return PEN_OK;
}

// The node with all children above `base`, which leave the stack; a single one is itself.
static pen_status gather(reader *r, pen_tree_op op, uint32_t base, uint32_t *out)
{
    uint32_t count = r->top - base;
    r->top = base;
    if (count < 2) {
        *out = count ? r->stack[base] : PEN_DINDEX_NONE;
        return count ? PEN_OK : leaf(r, PEN_TREE_EMPTY, out);
    }
    pen_tree_node n = {.op = (uint8_t)op};
    return pen_tree_node_of(r->t, n, r->stack + base, count, out);
}

// A part of a sequence: the parts of a short sequence in it one by one, a single byte as
// literal.
static pen_status push_part(reader *r, uint32_t node)
{
    const pen_tree_node *n = &r->t->nodes[node];
    if (n->op == PEN_TREE_EMPTY) {
        return PEN_OK;
    }
    if (n->op == PEN_TREE_CAT && n->count <= SPLICE_MAX) {
        for (uint32_t i = 0; i < n->count; i++) {
            PEN_TRY(push(r, r->t->kids[n->from + i]));
        }
        return PEN_OK;
    }
    int byte = n->op == PEN_TREE_SET ? pen_tree_only_byte(r->t, n) : -1;
    if (byte >= 0) {
        char c = (char)byte;
        PEN_TRY(pen_tree_literal(r->t, pen_str_of(&c, 1), &node));
    }
    return push(r, node);
}

// The plain character at `at`, alone or after a backslash, and where it ends; -1 for
// anything else.
static int plain_char(const reader *r, size_t at, size_t *end)
{
    static const char special[] = "\\[(){}.*+?^$|";
    int c = at < r->s.n ? (unsigned char)r->s.p[at] : -1;
    *end = at + 1;
    if (c == '\\' && at + 1 < r->s.n) {
        c = (unsigned char)r->s.p[at + 1];
        *end = at + 2;
        bool mark = c > ' ' && c < 127 && c != '_' && !pen_is_alpha((char)c) &&
                    !pen_is_digit((char)c);
        return mark ? c : -1;
    }
    bool plain = c > 0 && c < 128 && !strchr(special, c);
    return plain && !(r->fold && pen_is_alpha((char)c)) ? c : -1;
}

// Plain characters that no repetition follows, as one literal; their number.
static size_t take_run(reader *r, char *run)
{
    size_t n = 0, end;
    for (int c = plain_char(r, r->at, &end); c >= 0; c = plain_char(r, r->at, &end)) {
        int after = end < r->s.n ? (unsigned char)r->s.p[end] : -1;
        if (n == PEN_TREE_LIT_MAX || (after > 0 && strchr("*+?{", after))) {
            break;
        }
        run[n++] = (char)c;
        r->at = end;
    }
    return n;
}

static pen_status read_part(reader *r)
{
    char run[PEN_TREE_LIT_MAX];
    uint32_t atom, rep;
    size_t n = take_run(r, run);
    if (n > 0) {
        PEN_TRY(pen_tree_literal(r->t, pen_str_of(run, n), &atom));
        return push(r, atom);
    }
    PEN_TRY(read_atom(r, &atom));
    PEN_TRY(read_repeat(r, atom, &rep));
    return push_part(r, rep);
}

static pen_status read_cat(reader *r, uint32_t *out)
{
    uint32_t base = r->top;
    for (int c = peek(r, 0); c >= 0 && c != '|' && c != ')'; c = peek(r, 0)) {
        PEN_TRY(read_part(r));
    }
    return gather(r, PEN_TREE_CAT, base, out);
}

static pen_status read_alt(reader *r, uint32_t *out)
{
    uint32_t base = r->top, branch;
    PEN_TRY(read_cat(r, &branch));
    PEN_TRY(push(r, branch));
    while (peek(r, 0) == '|') {
        r->at++;
        PEN_TRY(read_cat(r, &branch));
        PEN_TRY(push(r, branch));
    }
    return gather(r, PEN_TREE_ALT, base, out);
}

pen_status pen_tree_read(pen_arena *a, const pen_direct_source *source, pen_tree *t)
{
    *t = (pen_tree){.arena = a};
    reader r = {.t = t,
                .s = source->pattern,
                .mark = source->marks,
                .memory_count = source->mark_count};
    if (r.s.n > PEN_GROK_TEXT_MAX || pen_utf8_valid(r.s) < r.s.n) {
        return refuse(&r, "is too long or not UTF-8");
    }
    r.mark_end = r.mark;
    if (r.memory_count) {
        r.mark_end += r.memory_count;
    }
    r.memories = PEN_NEW_N(a, memory, r.memory_count);
    if (!r.memories) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_sets_init(&t->sets, a));
    PEN_TRY(read_alt(&r, &t->root));
    return r.at < r.s.n ? refuse(&r, "has a parenthesis too many") : PEN_OK;
}

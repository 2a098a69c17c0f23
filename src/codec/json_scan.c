// SPDX-License-Identifier: Apache-2.0
// The demand-driven scan. The text is walked once from left to right, but never searched
// for the end of a string: a window at a time, base/scan.h marks all unescaped quotes in
// advance, so that each string costs two look-ups, with no loop over its bytes. While the
// walk is between strings, every quote it meets is the next mark. (A backslash between
// strings, which would spoil that, is an error before the quote after it is reached.) The
// same marks tell which strings hold a backslash or a control character.
//
//   text    {"a":"x\"y","n":12}
//   marks    ^ ^ ^    ^ ^ ^              next: the first not yet used
//
// Open containers lie on a stack of frames; below what the tree asks for the walk only
// checks.
#include "codec/json.h"

#include "base/scan_simd.h"
#include "codec/json_lex.h"
#include "codec/json_words.h"

// What is kept in memory; the inner loop has the rest in a `cursor`, which no function that
// is called, rather than expanded in place, ever sees: so it stays in registers.
typedef struct walk {
    const pen_json_tree *tree;
    pen_json_hints *h;
    pen_value *slots;
    pen_str text;
    const uint32_t *next, *stop; // marks of this window not yet used
    size_t marked;               // bytes of the text that were marked so far
    pen_value nowhere;           // takes the values that nobody wants
} walk;

typedef struct cursor {
    const char *p, *end;
    const uint32_t *next, *stop; // the walk's own are stale meanwhile
    bool special;                // a string of this window may need a closer look
    pen_json_frame *top;         // innermost open container; frames[0] is the text itself
    const pen_json_node *target; // where the next value goes, NULL: nowhere
    pen_status status;
} cursor;

// Every step gives whether to go on; when not, c->p and c->status say where and why.
PEN_SCAN_INLINE bool fail(cursor *c, pen_status s)
{
    c->status = s;
    return false;
}

// ---- strings ----

// Uses up one mark, marking further windows as needed; NULL when there is none.
static const char *take_mark(walk *w)
{
    pen_scan_marks *m = &w->h->marks;
    while (w->next == w->stop) {
        size_t rest = w->text.n - w->marked;
        if (rest == 0) {
            return NULL;
        }
        size_t size = rest < PEN_SCAN_WINDOW ? rest : PEN_SCAN_WINDOW;
        w->h->scan->mark(m, w->text.p + w->marked, size, (uint32_t)w->marked);
        w->marked += size;
        w->next = m->quotes;
        w->stop = m->quotes + m->count;
    }
    return w->text.p + *w->next++;
}

// Whether a byte of [from, to), offsets of the text, may be a backslash or a control
// character. True when the bytes are older than the marks.
static bool may_be_special(const pen_scan_marks *m, size_t from, size_t to)
{
    if (from < m->base) {
        return true;
    }
    if (from == to) {
        return false;
    }
    size_t a = from - m->base, b = to - m->base - 1;
    uint64_t above = ~(uint64_t)0 << (a % 64), below = ~(uint64_t)0 >> (63 - b % 64);
    if (a / 64 == b / 64) {
        return m->special[a / 64] & above & below;
    }
    uint64_t any = (m->special[a / 64] & above) | (m->special[b / 64] & below);
    for (size_t k = a / 64 + 1; k < b / 64; k++) {
        any |= m->special[k];
    }
    return any != 0;
}

// A string that may have backslashes or controls is looked at where they are. Gives where
// it went wrong, or what is behind the string.
static const char *special_string(walk *w, const char *p, const char *close, pen_value *to)
{
    size_t at = (size_t)(p - w->text.p), end = (size_t)(close - w->text.p);
    if (!may_be_special(&w->h->marks, at + 1, end)) {
        return close + 1;
    }
    pen_str text = {w->text.p, end + 1};
    pen_status s = pen_json_lex_string(w->h->scan, text, &at, to);
    return s == PEN_OK ? close + 1 : w->text.p + at;
}

// The closing quote of a string whose two marks are not both in this window.
static const char *closing_slow(walk *w, const uint32_t *next)
{
    w->next = next;
    return take_mark(w) ? take_mark(w) : NULL;
}

// From the opening quote at or before c->p to behind the closing one, which is *close;
// *closer tells that special_string has to look at it.
PEN_SCAN_INLINE bool quoted(walk *w, cursor *c, const char **close, bool *closer)
{
    if (c->stop - c->next >= 2) {
        *close = w->text.p + c->next[1];
        c->next += 2;
        *closer = c->special;
    } else {
        *close = closing_slow(w, c->next);
        c->next = w->next;
        c->stop = w->stop;
        c->special = w->h->marks.any != 0;
        *closer = true;
        if (!*close) {
            c->p = c->end;
            return fail(c, PEN_E_SYNTAX);
        }
    }
    c->p = *close + 1;
    return true;
}

PEN_SCAN_INLINE bool string(walk *w, cursor *c, pen_value *to)
{
    const char *close, *open = c->p;
    bool closer;
    if (!quoted(w, c, &close, &closer)) {
        return false;
    }
    *to = (pen_value){.tag = PEN_T_STR,
                      .flags = PEN_F_CLEAN,
                      .n = (uint32_t)(close - open - 1),
                      .u.p = open + 1};
    if (closer) {
        c->p = special_string(w, open, close, to);
        return c->p == close + 1 || fail(c, PEN_E_SYNTAX);
    }
    return true;
}

// ---- other scalars ----

// Gives where it stopped; *status tells why.
static const char *rare_scalar(const walk *w, const char *p, pen_value *to,
                               pen_status *status)
{
    size_t at = (size_t)(p - w->text.p);
    *status = pen_json_lex_scalar(w->text, &at, to) == PEN_OK ? PEN_OK : PEN_E_SYNTAX;
    return w->text.p + at;
}

// Integers are taken here, all else by the general lexer.
PEN_SCAN_INLINE bool scalar(walk *w, cursor *c, pen_value *to)
{
    const char *first = c->p + (*c->p == '-'), *stop = pen_scan_digits(first, c->end);
    bool whole = stop < c->end && *stop != '.' && (*stop | 0x20) != 'e';
    if (stop == first || !whole || (*first == '0' && stop - first > 1)) {
        pen_status status;
        c->p = rare_scalar(w, c->p, to, &status);
        return status == PEN_OK || fail(c, status);
    }
    *to = (pen_value){.tag = PEN_T_RAWINT, .n = (uint32_t)(stop - c->p), .u.p = c->p};
    c->p = stop;
    return true;
}

// ---- members ----

// Goes to the next byte that is not blank and gives it; NUL, which is nowhere allowed, at
// the end.
PEN_SCAN_INLINE char look(cursor *c)
{
    if (c->p < c->end && (unsigned char)*c->p > ' ') {
        return *c->p;
    }
    c->p = pen_json_blanks(c->p, c->end);
    return c->p < c->end ? *c->p : '\0';
}

// Past blanks and the byte `b`; false when another byte is there.
PEN_SCAN_INLINE bool eat(cursor *c, char b)
{
    bool here = (c->p < c->end && *c->p == b) || look(c) == b;
    c->p += here;
    return here;
}

// The child of `node` with that key, or NULL.
PEN_SCAN_INLINE const pen_json_node *
child(const pen_json_tree *t, const pen_json_node *node, pen_json_words words, pen_str key)
{
    const uint32_t *table = t->tables + node->table;
    uint32_t k = pen_json_words_hash(words) & node->mask;
    for (; table[k]; k = (k + 1) & node->mask) {
        const pen_json_node *found = &t->nodes[table[k]];
        if (pen_json_words_match(found, words, key)) {
            return found;
        }
    }
    return NULL;
}

// The child for a key that may have escapes. One too long to be decoded is in no tree.
static const pen_json_node *special_child(walk *w, const pen_json_node *node, pen_value raw)
{
    pen_str key = {w->h->key, 0};
    if (raw.n > sizeof w->h->key ||
        pen_json_unescape(pen_value_str(raw), w->h->key, &key.n)) {
        return NULL;
    }
    return child(w->tree, node, pen_json_words_of(key.p, key.n, key.p + key.n), key);
}

// A key that is not known to be clean; its opening quote is at `p`. Gives what is behind
// it, or where it went wrong.
static const char *special_key(walk *w, const char *p, const char *close,
                               const pen_json_frame *top, const pen_json_node **target)
{
    pen_value key = {.tag = PEN_T_STR, .n = (uint32_t)(close - p - 1), .u.p = p + 1};
    const char *stop = special_string(w, p, close, &key);
    if (stop == close + 1 && top->node && top->node->children) {
        *target = special_child(w, top->node, key);
    }
    return stop;
}

// member = string ":" value. From the key on to behind the colon, and where the value goes.
PEN_SCAN_INLINE bool member(walk *w, cursor *c)
{
    const char *close, *open;
    const pen_json_node *target = NULL;
    bool closer;
    if (!eat(c, '"')) {
        return fail(c, PEN_E_SYNTAX);
    }
    open = c->p - 1;
    if (!quoted(w, c, &close, &closer)) {
        return false;
    }
    if (closer) {
        c->p = special_key(w, open, close, c->top, &target);
        if (c->p != close + 1) {
            return fail(c, PEN_E_SYNTAX);
        }
    } else if (c->top->node && c->top->node->children) {
        pen_str key = {open + 1, (size_t)(close - open - 1)};
        target = child(w->tree, c->top->node, pen_json_words_of(key.p, key.n, c->end), key);
    }
    c->target = target;
    return eat(c, ':') || fail(c, PEN_E_SYNTAX);
}

// ---- values ----

// Where the value of the target goes. What an earlier member of the same key left there and
// below is cleared.
PEN_SCAN_INLINE pen_value *place(walk *w, const cursor *c)
{
    if (!c->target) {
        return &w->nowhere;
    }
    pen_value *to = w->slots + c->target->slot;
    if (to->tag != PEN_T_UNDEF) {
        memset(to, 0, (c->target->end - c->target->slot) * sizeof *to);
    }
    return to;
}

// Opens the container whose bracket is at c->p and goes inside.
PEN_SCAN_INLINE bool open_frame(walk *w, cursor *c)
{
    if (c->top == w->h->frames + PEN_JSON_DEPTH_MAX) {
        return fail(c, PEN_E_DEPTH);
    }
    (void)place(w, c);
    *++c->top = (pen_json_frame){.node = c->target,
                                 .start = (uint32_t)(c->p - w->text.p),
                                 .close = *c->p == '{' ? '}' : ']'};
    c->p++;
    return true;
}

// Closes the innermost container, whose bracket is at c->p, and goes behind it.
PEN_SCAN_INLINE void close_frame(walk *w, cursor *c)
{
    const pen_json_frame *f = c->top--;
    c->p++;
    if (f->node) {
        const char *start = w->text.p + f->start;
        pen_tag tag = f->close == '}' ? PEN_T_RAWOBJ : PEN_T_RAWARR;
        w->slots[f->node->slot] = pen_v_span(tag, start, (size_t)(c->p - start));
    }
}

// From behind a value to behind the next comma, closing what closes before it; false also
// at the end of the text, with the status PEN_OK.
PEN_SCAN_INLINE bool separator(walk *w, cursor *c)
{
    for (;;) {
        char close = c->top->close;
        if (close == '\0') {
            return fail(c, look(c) || c->p < c->end ? PEN_E_SYNTAX : PEN_OK);
        }
        if (eat(c, ',')) {
            return true;
        }
        if (look(c) != close) {
            return fail(c, PEN_E_SYNTAX);
        }
        close_frame(w, c);
    }
}

// The text from the first value on; gives where and why it ended.
static cursor run(walk *w)
{
    cursor c = {
        .p = w->text.p,
        .end = w->text.p + w->text.n,
        .top = w->h->frames,
        .target = w->tree->nodes,
    };
    for (;;) {
        char b = look(&c);
        bool good;
        if (b == '"') {
            good = string(w, &c, place(w, &c));
        } else if (b == '{' || b == '[') {
            good = open_frame(w, &c);
            if (good && look(&c) != c.top->close) {
                goto inside;
            }
        } else {
            good = c.p < c.end ? scalar(w, &c, place(w, &c)) : fail(&c, PEN_E_SYNTAX);
        }
        if (!good || !separator(w, &c)) {
            return c;
        }
    inside:
        c.target = NULL;
        if (c.top->close == '}' && !member(w, &c)) {
            return c;
        }
    }
}

void pen_json_hints_init(pen_json_hints *h, const pen_scan *scan)
{
    h->scan = scan ? scan : pen_scan_best();
    h->error_at = 0;
}

pen_status pen_json_scan(const pen_json_tree *t, pen_json_hints *h, pen_str text,
                         pen_value *slots)
{
    h->error_at = 0;
    if (text.n == 0 || text.n > UINT32_MAX) {
        return text.n ? PEN_E_LIMIT : PEN_E_SYNTAX;
    }
    walk w = {.tree = t, .h = h, .slots = slots, .text = text};
    h->marks.carry = 0;
    h->marks.base = 0;
    h->marks.any = 0;
    h->frames[0] = (pen_json_frame){.node = NULL};
    cursor c = run(&w);
    h->error_at = c.status == PEN_OK ? 0 : (size_t)(c.p - text.p);
    return c.status;
}

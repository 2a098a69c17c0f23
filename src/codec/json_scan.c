// SPDX-License-Identifier: Apache-2.0
// The demand-driven scan. The text is walked once from left to right, but never searched
// for the end of a string: a window at a time, base/scan.h marks all quotes that close one
// in advance, so that a string costs one look-up, with no loop over its bytes. While the
// walk is between strings, the next string ends at the next mark. (A backslash between
// strings, which would spoil that, is an error before the quote after it is reached.)
//
//   text    {"a":"x\"y","n":12}
//   marks      ^     ^   ^         next: the first not yet used
//
// One comparison tells that a string needs a closer look: its end is not below `limit`, the
// place of the next backslash or control character in a string. After the last mark of a
// window stands UINT32_MAX, which is below no limit.
//
// The text's last byte is a closing bracket, or it is not walked at all (json_tokens.c reads
// it instead). So whoever has matched any other byte may look at the one behind it, and no
// loop over blanks or digits can leave the text; only behind a closing bracket it may end.
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
    pen_str text;         // up to its last bracket
    size_t marked;        // bytes of the text that were marked so far
    const uint32_t *next; // after a slow step: the first mark not used,
    uint32_t limit;       // the limit,
    const char *at;       // and what is behind the string, or wrong
    pen_value value;      // the string that a slow step took
    pen_value nowhere;    // takes the values that nobody wants
} walk;

typedef struct cursor {
    const char *p, *text, *end;
    const char *safe; // up to here PEN_JSON_WORDS_READ bytes may be read
    const uint32_t *next;
    uint32_t limit;
    pen_json_frame *top;       // innermost open container; frames[0] is the text itself
    const pen_json_node *node; // the innermost object, when members of it are wanted
    pen_status status;
} cursor;

// What a step came to.
enum step {
    STOPPED, // c->status says why
    PLAIN,   // behind a value
    OPENED,  // behind the bracket that opens a container
    MORE,    // behind a comma
};

PEN_SCAN_INLINE enum step stop(cursor *c, pen_status s)
{
    c->status = s;
    return STOPPED;
}

// ---- blanks ----

// Out of the way of those that expect none.
static const char *behind_blanks(const char *p, const char *end)
{
    return pen_json_blanks(p, end);
}

// Goes to the next byte that is not blank and gives it.
PEN_SCAN_INLINE char look(cursor *c)
{
    if ((unsigned char)*c->p <= ' ') {
        c->p += *c->p == ' '; // mostly it is one space
        if ((unsigned char)*c->p <= ' ') {
            c->p = behind_blanks(c->p, c->end);
        }
    }
    return *c->p;
}

// Past blanks and the byte `b`, which is no closing bracket; false when another is there.
PEN_SCAN_INLINE bool eat(cursor *c, char b)
{
    if (*c->p != b && look(c) != b) {
        return false;
    }
    c->p++;
    return true;
}

// ---- strings ----

// Field by field, which compilers make three stores of.
PEN_SCAN_INLINE void put_span(pen_value *to, pen_tag tag, unsigned flags, pen_str s)
{
    to->tag = (uint8_t)tag;
    to->flags = (uint8_t)flags;
    to->aux = 0;
    to->n = (uint32_t)s.n;
    to->u.p = s.p;
}

// Offset of the first special byte from `at` on, an offset of the text inside the marked
// window; UINT32_MAX when there is none.
static uint32_t next_special(const walk *w, size_t at)
{
    const pen_scan_marks *m = &w->h->marks;
    size_t words = (w->marked - m->base + 63) / 64, k = (at - m->base) / 64;
    if (!m->any || k >= words) {
        return UINT32_MAX;
    }
    uint64_t bits = m->special[k] & ~(uint64_t)0 << ((at - m->base) % 64);
    while (!bits) {
        if (++k == words) {
            return UINT32_MAX;
        }
        bits = m->special[k];
    }
    return m->base + (uint32_t)(k * 64) + pen_scan_low(bits);
}

// Marks windows until there is a mark not yet used; false when none is left in the text.
static bool mark_more(walk *w)
{
    pen_scan_marks *m = &w->h->marks;
    while (*w->next == UINT32_MAX) {
        size_t rest = w->text.n - w->marked;
        if (rest == 0) {
            return false;
        }
        size_t size = rest < PEN_SCAN_WINDOW ? rest : PEN_SCAN_WINDOW;
        w->h->scan->mark(m, w->text.p + w->marked, size, (uint32_t)w->marked);
        w->marked += size;
        w->next = m->closes;
    }
    return true;
}

// Checks a string, whose inside is [from, to), at each special byte in it. False when an
// escape is wrong; w->at is where.
static bool check_specials(walk *w, size_t from, size_t to)
{
    bool escaped = false;
    for (size_t i = from; (i = next_special(w, i)) < to;) {
        uint32_t unit;
        if (w->text.p[i] != '\\') {
            i++;
        } else if (pen_json_lex_escape((pen_str){w->text.p, to}, &i, &unit) == PEN_OK) {
            escaped = true;
        } else {
            w->at = w->text.p + i;
            return false;
        }
        w->value.flags = 0;
    }
    w->value.tag = escaped ? PEN_T_RAWSTR : PEN_T_STR;
    return true;
}

// The string whose opening quote is at `p` goes to w->value: its end may be in a later
// window, and it may have special bytes. False when it is malformed.
static bool slow_string(walk *w, const char *p, const uint32_t *next)
{
    size_t from = (size_t)(p - w->text.p), old = from;
    w->next = next;
    w->at = w->text.p + w->text.n;
    if (!mark_more(w)) {
        return false;
    }
    size_t to = *w->next++;
    w->limit = next_special(w, to);
    w->value = pen_v_span(PEN_T_STR, p + 1, to - from - 1);
    w->value.flags = PEN_F_CLEAN;
    if (from >= w->h->marks.base) {
        w->at = w->text.p + to + 1;
        return check_specials(w, from + 1, to);
    }
    // Where it starts was marked, and forgotten.
    bool good = pen_json_lex_string(w->h->scan, (pen_str){w->text.p, to + 1}, &old,
                                    &w->value) == PEN_OK;
    w->at = w->text.p + old;
    return good;
}

// Takes over what a slow step left.
PEN_SCAN_INLINE void resume(const walk *w, cursor *c)
{
    c->p = w->at;
    c->next = w->next;
    c->limit = w->limit;
}

// The string whose opening quote is at c->p.
PEN_SCAN_INLINE enum step string(walk *w, cursor *c, pen_value *to)
{
    uint32_t at = *c->next;
    const char *open = c->p, *close = c->text + at;
    if (at >= c->limit) {
        bool good = slow_string(w, open, c->next);
        resume(w, c);
        *to = w->value;
        return good ? PLAIN : stop(c, PEN_E_SYNTAX);
    }
    put_span(to, PEN_T_STR, PEN_F_CLEAN, (pen_str){open + 1, (size_t)(close - open - 1)});
    c->next++;
    c->p = close + 1;
    return PLAIN;
}

// ---- other scalars ----

// The words of JSON proper, each by its first four letters. Gives what is behind the word
// at `p`, from which five bytes may be read, or NULL.
static const char *word(const char *p, pen_value *to)
{
    if (memcmp(p, "true", 4) == 0) {
        *to = pen_v_bool(true);
        return p + 4;
    }
    if (memcmp(p, "null", 4) == 0) {
        *to = pen_v_none();
        return p + 4;
    }
    if (memcmp(p, "fals", 4) == 0 && p[4] == 'e') {
        *to = pen_v_bool(false);
        return p + 5;
    }
    return NULL;
}

// A scalar that is no plain integer. Gives where it stopped; *status tells why.
static const char *rare_scalar(const walk *w, const char *p, pen_value *to,
                               pen_status *status)
{
    const char *behind = w->text.p + w->text.n - p >= 5 ? word(p, to) : NULL;
    if (behind) {
        *status = PEN_OK;
        return behind;
    }
    size_t at = (size_t)(p - w->text.p);
    *status = pen_json_lex_scalar(w->text, &at, to) == PEN_OK ? PEN_OK : PEN_E_SYNTAX;
    return w->text.p + at;
}

// Bytes that may follow a number.
static const bool ends_number[256] = {
    [','] = true,  ['}'] = true,  [']'] = true,  [' '] = true,
    ['\n'] = true, ['\r'] = true, ['\t'] = true,
};

// From c->p to behind the digits there.
PEN_SCAN_INLINE const char *behind_digits(const cursor *c)
{
    if (c->p > c->safe) {
        return pen_scan_digits(c->p, c->end);
    }
    unsigned n = pen_scan_digits8(c->p);
    if (n == 8) {
        n += pen_scan_digits8(c->p + 8);
    }
    return n == 16 ? pen_scan_digits(c->p + 16, c->end) : c->p + n;
}

// Integers from 0 on are taken here, all else goes to the lexer.
PEN_SCAN_INLINE enum step scalar(walk *w, cursor *c, pen_value *to)
{
    const char *p = c->p, *behind = behind_digits(c);
    bool whole = behind != p && ends_number[(unsigned char)*behind];
    if (!whole || (*p == '0' && behind - p > 1)) {
        pen_status status;
        c->p = rare_scalar(w, p, to, &status);
        return status == PEN_OK ? PLAIN : stop(c, status);
    }
    put_span(to, PEN_T_RAWINT, 0, (pen_str){p, (size_t)(behind - p)});
    c->p = behind;
    return PLAIN;
}

// ---- values ----

// Where the value of `target` goes. What an earlier member of the same key left there and
// below is cleared.
PEN_SCAN_INLINE pen_value *place(walk *w, const pen_json_node *target)
{
    if (!target) {
        return &w->nowhere;
    }
    pen_value *to = w->slots + target->slot;
    if (to->tag != PEN_T_UNDEF) {
        memset(to, 0, (target->end - target->slot) * sizeof *to);
    }
    return to;
}

PEN_SCAN_INLINE const pen_json_node *with_children(const pen_json_node *node)
{
    return node && node->children ? node : NULL;
}

// Opens the container whose bracket is at c->p and goes inside.
PEN_SCAN_INLINE enum step open_frame(walk *w, cursor *c, const pen_json_node *target)
{
    if (c->top == w->h->frames + PEN_JSON_DEPTH_MAX) {
        return stop(c, PEN_E_DEPTH);
    }
    (void)place(w, target);
    *++c->top = (pen_json_frame){.node = target,
                                 .start = (uint32_t)(c->p - c->text),
                                 .close = *c->p == '{' ? '}' : ']'};
    c->node = with_children(target);
    c->p++;
    return OPENED;
}

// One value, for the slots of `target`.
PEN_SCAN_INLINE enum step value(walk *w, cursor *c, const pen_json_node *target)
{
    char b = *c->p;
    if (b != '"') {
        b = look(c);
    }
    if (b == '"') {
        return string(w, c, place(w, target));
    }
    if (b == '{' || b == '[') {
        return open_frame(w, c, target);
    }
    return scalar(w, c, place(w, target));
}

// ---- members and items ----

// A key that needs a closer look; its opening quote is at `p`. False when it is malformed.
static bool slow_key(walk *w, const char *p, const uint32_t *next,
                     const pen_json_node *node, const pen_json_node **target)
{
    *target = NULL;
    if (!slow_string(w, p, next)) {
        return false;
    }
    *target = node ? pen_json_raw_child(w->tree, w->h, node, w->value) : NULL;
    return true;
}

// The child of the innermost object with that key.
PEN_SCAN_INLINE const pen_json_node *child(const walk *w, const cursor *c, pen_str name)
{
    if (name.n > PEN_JSON_WORDS_KEY || name.p > c->safe) {
        return pen_json_child(w->tree, c->node, name);
    }
    return pen_json_child_short(w->tree, c->node, name);
}

// member = string ":" value. From the key on to behind the colon, and where the value goes.
PEN_SCAN_INLINE bool key(walk *w, cursor *c, const pen_json_node **target)
{
    if (*c->p != '"' && look(c) != '"') {
        return false;
    }
    uint32_t at = *c->next;
    if (at >= c->limit) {
        const pen_json_node *found;
        bool good = slow_key(w, c->p, c->next, c->node, &found);
        resume(w, c);
        *target = found;
        return good && eat(c, ':');
    }
    pen_str name = {c->p + 1, (size_t)(c->text + at - c->p - 1)};
    *target = c->node ? child(w, c, name) : NULL;
    c->next++;
    c->p = c->text + at + 1;
    return eat(c, ':');
}

// Members on to one that opens a container, or to the end of the object.
PEN_SCAN_INLINE enum step members(walk *w, cursor *c)
{
    enum step s;
    do {
        const pen_json_node *target;
        if (!key(w, c, &target)) {
            return stop(c, PEN_E_SYNTAX);
        }
        s = value(w, c, target);
    } while (s == PLAIN && eat(c, ','));
    return s;
}

// The same for items.
PEN_SCAN_INLINE enum step items(walk *w, cursor *c)
{
    enum step s;
    do {
        s = value(w, c, NULL);
    } while (s == PLAIN && eat(c, ','));
    return s;
}

// Closes the innermost container, whose bracket is at c->p, and goes behind it.
PEN_SCAN_INLINE void close_frame(walk *w, cursor *c)
{
    const pen_json_frame *f = c->top--;
    c->p++;
    if (f->node) {
        const char *start = c->text + f->start;
        pen_tag tag = f->close == '}' ? PEN_T_RAWOBJ : PEN_T_RAWARR;
        put_span(w->slots + f->node->slot, tag, 0, (pen_str){start, (size_t)(c->p - start)});
    }
    c->node = with_children(c->top->node);
}

// From a bracket that has to close the innermost container to behind the next comma,
// closing what closes before it; STOPPED at the end of the text too, with PEN_OK.
PEN_SCAN_INLINE enum step close_frames(walk *w, cursor *c)
{
    do {
        if (look(c) != c->top->close) {
            return stop(c, PEN_E_SYNTAX);
        }
        close_frame(w, c);
        bool last = c->top == w->h->frames;
        if (last || c->p == c->end) {
            return stop(c, last && c->p == c->end ? PEN_OK : PEN_E_SYNTAX);
        }
    } while (!eat(c, ','));
    return MORE;
}

// The text from its first bracket on; gives where and why it ended.
static cursor run(walk *w)
{
    cursor c = {
        .p = pen_json_blanks(w->text.p, w->text.p + w->text.n),
        .text = w->text.p,
        .end = w->text.p + w->text.n,
        .safe = w->text.p,
        .next = w->next,
        .limit = w->limit,
        .top = w->h->frames,
    };
    if (w->text.n > PEN_JSON_WORDS_READ) {
        c.safe = c.end - PEN_JSON_WORDS_READ;
    }
    enum step s = open_frame(w, &c, w->tree->nodes);
    for (;;) {
        if (s == PLAIN || (s == OPENED && look(&c) == c.top->close)) {
            s = close_frames(w, &c);
        }
        if (s == STOPPED) {
            return c;
        }
        s = c.top->close == '}' ? members(w, &c) : items(w, &c);
    }
}

void pen_json_hints_init(pen_json_hints *h, const pen_scan *scan)
{
    h->scan = scan ? scan : pen_scan_best();
    h->by_tokens = false;
    h->error_at = 0;
}

// Whether the walk can read a text: blanks, brackets around the rest, blanks, of which those
// at the end are left out of *inner.
static bool is_bracketed(pen_str text, pen_str *inner)
{
    const char *p = pen_json_blanks(text.p, text.p + text.n);
    size_t n = text.n;
    while (n && (unsigned char)text.p[n - 1] <= ' ' && memchr(" \n\r\t", text.p[n - 1], 4)) {
        n--;
    }
    *inner = (pen_str){text.p, n};
    return n && (text.p[n - 1] == '}' || text.p[n - 1] == ']') && (*p == '{' || *p == '[');
}

pen_status pen_json_scan(const pen_json_tree *t, pen_json_hints *h, pen_str text,
                         pen_value *slots)
{
    h->error_at = 0;
    if (text.n == 0 || text.n > UINT32_MAX) {
        return text.n ? PEN_E_LIMIT : PEN_E_SYNTAX;
    }
    walk w = {.tree = t, .h = h, .slots = slots};
    if (h->by_tokens || !is_bracketed(text, &w.text)) {
        return pen_json_scan_tokens(t, h, text, slots);
    }
    h->marks.carry = h->marks.inside = h->marks.any = 0;
    h->marks.base = 0;
    h->marks.closes[0] = UINT32_MAX;
    h->frames[0] = (pen_json_frame){.node = NULL};
    w.next = h->marks.closes;
    (void)mark_more(&w);
    // The first string may be longer than a window: what is special in it was forgotten.
    w.limit = h->marks.base == 0 ? next_special(&w, 0) : 0;
    cursor c = run(&w);
    h->error_at = c.status == PEN_OK ? 0 : (size_t)(c.p - text.p);
    return c.status;
}

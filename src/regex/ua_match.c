// SPDX-License-Identifier: Apache-2.0
// Choices are tried in the order in which Perl would, so that the first match found is the
// one wanted. Before a choice is entered the byte that stands there is looked at: most are
// settled by it, and only what stays open goes on the stack.
#include "regex/ua_match.h"

// Choices that may be open at once.
#define CHOICES_MAX 192

// Steps of one rule: so many, and so many more for each byte of the text. Known user agents
// stay below a tenth of it.
#define STEPS_AT_LEAST 4096
#define STEPS_PER_BYTE 64

#define NOWHERE UINT32_MAX
#define SLOTS (2 * PEN_UA_GROUPS)

// Something to undo: another way to take, a loop to shorten or lengthen, a slot.
typedef struct choice {
    uint32_t op, at;
    uint32_t x; // SPAN: lowest place; LAZY: characters that it may still take
} choice;

typedef struct machine {
    const unsigned char *s;
    uint32_t n;
    uint32_t at;
    uint32_t op; // in the program
    uint32_t top;
    bool dirty; // a slot is set
    bool ascii; // the whole text is
    const pen_ua_op *ops;
    int64_t steps;
    uint32_t slots[SLOTS];
    choice choices[CHOICES_MAX];
} machine;

static inline bool in_class(unsigned class, unsigned c)
{
    return (pen_ua_classes[class >> 3][c] >> (class & 7)) & 1;
}

static inline unsigned here(const machine *m, uint32_t at)
{
    return at < m->n ? m->s[at] : PEN_UA_END;
}

static inline bool push(machine *m, uint32_t op, uint32_t at, uint32_t x)
{
    if (m->top == CHOICES_MAX) {
        m->steps = -1;
        return false;
    }
    m->choices[m->top++] = (choice){op, at, x};
    return true;
}

// ---- characters ----

// Length of the character outside ASCII at `at`, as RE2 sees one; 0 for none.
static uint32_t wide_length(const machine *m, uint32_t at)
{
    unsigned char c = m->s[at];
    uint32_t len = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (len == 0 || m->n - at < len) {
        return 0;
    }
    for (uint32_t i = 1; i < len; i++) {
        if ((m->s[at + i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return len;
}

// Length of the character at `at` when it is of the class, else 0.
static inline uint32_t one(const machine *m, unsigned class, uint32_t at)
{
    unsigned c = here(m, at);
    if (c == PEN_UA_END || !in_class(class, c)) {
        return 0;
    }
    return c < 0x80 ? 1 : wide_length(m, at);
}

// From `at` past at most `most` characters of the class; *count says how many.
static uint32_t pass(const machine *m, unsigned class, uint32_t at, uint32_t most,
                     uint32_t *count)
{
    const uint8_t *row = pen_ua_classes[class >> 3];
    unsigned bit = 1u << (class & 7);
    uint32_t k = 0;
    for (uint32_t len = 1; len != 0 && k < most && at < m->n && (row[m->s[at]] & bit);) {
        len = m->s[at] < 0x80 ? 1 : wide_length(m, at);
        at += len;
        k += len != 0;
    }
    *count = k;
    return at;
}

// The same where all but one character of ASCII is of the class.
static uint32_t pass_to(const machine *m, const pen_ua_op *i, uint32_t at, uint32_t most,
                        uint32_t *count)
{
    uint32_t end = m->n - at < most ? m->n : at + most;
    const unsigned char *p = memchr(m->s + at, i->to - 1, end - at);
    *count = (p ? (uint32_t)(p - m->s) : end) - at;
    return at + *count;
}

// ---- loops ----

// Back from m->at, not below `lowest`, to a place where what follows can begin.
static bool shorten(machine *m, const pen_ua_op *i, uint32_t op, uint32_t lowest)
{
    uint32_t at = m->at;
    while (!in_class(i->follow, here(m, at))) {
        do {
            if (at <= lowest) {
                return false;
            }
            at--;
        } while ((m->s[at] & 0xC0) == 0x80);
    }
    m->at = at;
    m->op = op + 1;
    return at == lowest || push(m, op, at, lowest);
}

static uint32_t most_of(const pen_ua_op *i)
{
    return i->most == PEN_UA_INFINITE ? UINT32_MAX : i->most;
}

static inline bool do_span(machine *m, const pen_ua_op *i)
{
    uint32_t from = m->at, lowest = from, count = 0;
    uint32_t to = i->to && m->ascii ? pass_to(m, i, from, most_of(i), &count)
                                    : pass(m, i->set, from, most_of(i), &count);
    m->steps -= (to - from) / 4;
    if (count < i->least) {
        return false;
    }
    m->at = to;
    if (i->n) {
        m->op++;
        return in_class(i->follow, here(m, to));
    }
    if (i->least) {
        lowest = pass(m, i->set, from, i->least, &count);
    }
    return shorten(m, i, m->op, lowest);
}

// On from m->at by at most `more` characters to a place where what follows can begin.
static bool lengthen(machine *m, const pen_ua_op *i, uint32_t op, uint32_t more)
{
    uint32_t from = m->at;
    while (!in_class(i->follow, here(m, m->at))) {
        uint32_t len = more ? one(m, i->set, m->at) : 0;
        if (len == 0) {
            m->steps -= (m->at - from) / 4;
            return false;
        }
        more--;
        m->at += len;
    }
    m->steps -= (m->at - from) / 4;
    m->op = op + 1;
    return more == 0 || push(m, op, m->at, more);
}

static inline bool do_lazy(machine *m, const pen_ua_op *i)
{
    uint32_t count = 0;
    m->at = pass(m, i->set, m->at, i->least, &count);
    return count == i->least && lengthen(m, i, m->op, most_of(i) - i->least);
}

// ---- the other instructions; each gives false when it does not match ----

static inline const unsigned char *bytes_of(const pen_ua_op *i)
{
    return pen_ua_bytes + i->least + ((uint32_t)i->most << 16);
}

static inline bool do_text(machine *m, const pen_ua_op *i)
{
    const unsigned char *want = bytes_of(i);
    if (m->n - m->at < i->n || m->s[m->at] != *want ||
        memcmp(m->s + m->at, want, i->n) != 0) {
        return false;
    }
    m->at += i->n;
    m->op++;
    return true;
}

static bool do_folded(machine *m, const pen_ua_op *i)
{
    const unsigned char *want = bytes_of(i);
    if (m->n - m->at < i->n) {
        return false;
    }
    for (uint32_t k = 0; k < i->n; k++) {
        if ((unsigned char)pen_to_lower((char)m->s[m->at + k]) != want[k]) {
            return false;
        }
    }
    m->at += i->n;
    m->op++;
    return true;
}

static inline bool do_set(machine *m, const pen_ua_op *i)
{
    uint32_t len = one(m, i->set, m->at);
    m->at += len;
    m->op++;
    return len != 0;
}

static inline bool do_split(machine *m, const pen_ua_op *i)
{
    unsigned c = here(m, m->at);
    bool next = in_class(i->set, c), other = in_class(i->follow, c);
    if (next && other && !push(m, m->op, m->at, 0)) {
        return false;
    }
    m->op = next ? m->op + 1 : i->to;
    return next || other;
}

static inline bool do_switch(machine *m, const pen_ua_op *i)
{
    unsigned way = pen_ua_switches[i->set][here(m, m->at)];
    m->op = pen_ua_targets[i->to + way];
    return way != 0;
}

static inline bool do_save(machine *m, const pen_ua_op *i)
{
    if (m->top > 0 && !push(m, m->op, m->slots[i->n], 0)) {
        return false;
    }
    m->slots[i->n] = m->at;
    m->dirty = true;
    m->op++;
    return true;
}

static bool is_word(unsigned c)
{
    return c < 0x80 && (pen_is_alpha((char)c) || pen_is_digit((char)c) || c == '_');
}

static bool holds(machine *m, unsigned op)
{
    m->op++;
    if (op == PEN_UA_BEGIN || op == PEN_UA_END_OF_TEXT) {
        return m->at == (op == PEN_UA_BEGIN ? 0 : m->n);
    }
    bool before = m->at > 0 && is_word(m->s[m->at - 1]);
    return (before != is_word(here(m, m->at))) == (op == PEN_UA_WORD);
}

static inline bool step(machine *m, const pen_ua_op *i)
{
    switch (i->op) {
    case PEN_UA_TEXT:
        return do_text(m, i);
    case PEN_UA_FOLDED:
        return do_folded(m, i);
    case PEN_UA_SET:
        return do_set(m, i);
    case PEN_UA_SPAN:
        return do_span(m, i);
    case PEN_UA_LAZY:
        return do_lazy(m, i);
    case PEN_UA_SPLIT:
        return do_split(m, i);
    case PEN_UA_SWITCH:
        return do_switch(m, i);
    case PEN_UA_JUMP:
        m->op = i->to;
        return true;
    case PEN_UA_SAVE:
        return do_save(m, i);
    default:
        return holds(m, i->op);
    }
}

// ---- running ----

// Takes the choice `c` up again; false when it leads nowhere.
static bool resume(machine *m, const choice *c)
{
    const pen_ua_op *i = &m->ops[c->op];
    m->at = c->at;
    switch (i->op) {
    case PEN_UA_SAVE:
        m->slots[i->n] = c->at;
        return false;
    case PEN_UA_SPLIT:
        m->op = i->to;
        return true;
    case PEN_UA_SPAN:
        do {
            m->at--;
        } while ((m->s[m->at] & 0xC0) == 0x80);
        return shorten(m, i, c->op, c->x);
    default:
        m->at += one(m, i->set, c->at);
        return m->at > c->at && lengthen(m, i, c->op, c->x - 1);
    }
}

static bool undo(machine *m)
{
    while (m->top > 0 && m->steps >= 0) {
        choice c = m->choices[--m->top];
        m->steps--;
        if (resume(m, &c)) {
            return true;
        }
    }
    return false;
}

// Runs from place `at`.
static pen_status run(machine *m, uint32_t at)
{
    m->at = at;
    m->op = m->top = 0;
    if (m->dirty) {
        memset(m->slots, 0xFF, sizeof m->slots);
        m->dirty = false;
    }
    for (;;) {
        const pen_ua_op *i = &m->ops[m->op];
        if (i->op == PEN_UA_MATCH) {
            return PEN_OK;
        }
        m->steps--;
        if (m->steps < 0 || (!step(m, i) && !undo(m))) {
            return m->steps < 0 ? PEN_E_BUDGET : PEN_NOMATCH;
        }
    }
}

// The next place from `at` where a match can begin; past the end when there is none.
static uint32_t next_start(const machine *m, const pen_ua_rule *r, uint32_t at)
{
    if (r->lead) {
        const unsigned char *p = at < m->n ? memchr(m->s + at, r->lead, m->n - at) : NULL;
        return p ? (uint32_t)(p - m->s) : m->n + 1;
    }
    const uint8_t *row = pen_ua_classes[r->first >> 3];
    unsigned bit = 1u << (r->first & 7);
    while (at < m->n && !(row[m->s[at]] & bit)) {
        at++;
    }
    return at < m->n || (row[PEN_UA_END] & bit) ? at : m->n + 1;
}

static pen_status search(machine *m, const pen_ua_rule *r)
{
    if (r->anchored) {
        return run(m, 0);
    }
    for (uint32_t at = next_start(m, r, 0); at <= m->n; at = next_start(m, r, at + 1)) {
        pen_status s = run(m, at);
        if (s != PEN_NOMATCH) {
            return s;
        }
    }
    return PEN_NOMATCH;
}

pen_status pen_ua_match(const pen_ua_rule *r, pen_str text, bool ascii,
                        pen_str groups[PEN_UA_GROUPS])
{
    machine m;
    if (text.n >= NOWHERE - 1) {
        return PEN_E_BUDGET;
    }
    m.s = (const unsigned char *)(text.p ? text.p : "");
    m.n = (uint32_t)text.n;
    m.dirty = true;
    m.ascii = ascii;
    m.ops = pen_ua_ops + r->program;
    m.steps = STEPS_AT_LEAST + (int64_t)text.n * STEPS_PER_BYTE;
    PEN_TRY(search(&m, r));
    for (size_t k = 1; k < PEN_UA_GROUPS; k++) {
        uint32_t from = m.slots[2 * k], to = m.slots[2 * k + 1];
        bool took = from != NOWHERE && to != NOWHERE;
        groups[k] = took ? pen_str_of((const char *)m.s + from, to - from) : PEN_EMPTY;
    }
    return PEN_OK;
}

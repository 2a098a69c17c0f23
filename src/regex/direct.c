// SPDX-License-Identifier: Apache-2.0
#include "regex/direct.h"

#include "regex/direct_prog.h"

// Choices that may be open at once; a run that needs more asks RE2.
#define CHOICES_MAX 1500

// Steps that a run may take to begin with; per byte of text, see d->steps_per_byte. RE2
// with groups needs 100 ns a byte for a small one and 10 us for one of 20,000 steps; a step
// takes about 2 ns: beyond this RE2 is not slower.
#define STEPS_AT_LEAST 4096

// A run that is this long by now begins to note where it has been.
#define STEPS_UNNOTED 512

// Places noted at a time (a power of two); a later one may take the place of an earlier
// one.
#define NOTES 2048

// Loops whose last vain search is remembered (a power of two), by the low bits of the op.
#define VAIN 64

#define NOWHERE UINT32_MAX

// Something to undo: a branch to take instead, a loop to shorten or lengthen, a slot.
typedef struct choice {
    uint32_t op, at;
    uint32_t x; // SPAN: lowest place; LAZY: characters taken so far
} choice;

// The loop `op - 1`, of any length, finds nothing that can follow from `low` on; it came to
// `high`. From the places between it finds nothing either.
typedef struct vain {
    uint32_t op, low, high;
} vain;

typedef struct machine {
    const pen_direct *d;
    const unsigned char *s;
    uint32_t n;
    uint32_t op, at;
    uint32_t top;
    int64_t steps, unnoted; // steps left, and how many are left when noting begins
    bool noting;
    vain vain[VAIN];
    choice choices[CHOICES_MAX];
    uint32_t slots[2 * PEN_DIRECT_GROUPS_MAX];
    uint64_t notes[NOTES]; // (op + 1, at) of choices that were entered
} machine;

static inline void push(machine *m, uint32_t op, uint32_t at, uint32_t x)
{
    if (m->top == CHOICES_MAX) {
        m->steps = 0; // give up at the next step
        return;
    }
    m->choices[m->top++] = (choice){op, at, x};
}

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

// Length of the character at `at` when it is in the set of `i`, else 0.
static inline uint32_t one(const machine *m, const pen_dins *i, uint32_t at)
{
    if (at >= m->n || !(m->d->tables[i->table][m->s[at]] & PEN_IN_SET)) {
        return 0;
    }
    return m->s[at] < 0x80 ? 1 : wide_length(m, at);
}

// Past at most `max` characters of the set, from `at`.
static uint32_t span(machine *m, const pen_dins *i, uint32_t at, uint32_t max)
{
    const uint8_t *t = m->d->tables[i->table];
    uint32_t from = at, len = 1;
    if (max == PEN_REP_INF) {
        while (len) {
            while (at < m->n && m->s[at] < 0x80 && (t[m->s[at]] & PEN_IN_SET)) {
                at++;
            }
            len = one(m, i, at);
            at += len;
        }
    } else {
        for (uint32_t k = 0; k < max && (len = one(m, i, at)) != 0; k++) {
            at += len;
        }
    }
    m->steps -= (at - from) / 8;
    return at;
}

// Past exactly `count` characters of the set, or NOWHERE.
static uint32_t exactly(const machine *m, const pen_dins *i, uint32_t at, uint32_t count)
{
    for (; count > 0; count--) {
        uint32_t len = one(m, i, at);
        if (len == 0) {
            return NOWHERE;
        }
        at += len;
    }
    return at;
}

// True when the run has been at this choice at this place before: what came after failed
// then, and fails again, whatever the groups. This bounds the work where choices multiply.
static bool seen(machine *m, uint32_t op, uint32_t at)
{
    uint64_t key = (uint64_t)(op + 1) << 32 | at;
    uint64_t *note = &m->notes[(key * 0x9E3779B97F4A7C15u) >> 53];
    if (!m->noting) {
        memset(m->notes, 0, sizeof m->notes);
        m->noting = true;
    }
    bool again = *note == key;
    *note = key;
    return again;
}

static inline bool may_follow(const machine *m, const pen_dins *i, uint32_t at)
{
    return at == m->n ? i->end : (m->d->tables[i->table][m->s[at]] & PEN_FOLLOW) != 0;
}

static inline bool in_vain(const machine *m, uint32_t op, uint32_t at)
{
    const vain *v = &m->vain[op % VAIN];
    return v->op == op + 1 && v->low <= at && at <= v->high;
}

// False, and noted: for loops of any length.
static bool give_up(machine *m, uint32_t op, uint32_t low, uint32_t high)
{
    const pen_dins *i = &m->d->ops[op];
    if (i->min == 0 && i->max == PEN_REP_INF) {
        m->vain[op % VAIN] = (vain){op + 1, low, high};
    }
    return false;
}

// A loop that took all up to `at` and may give back down to `low`.
static bool shorten(machine *m, uint32_t op, uint32_t at, uint32_t low)
{
    const pen_dins *i = &m->d->ops[op];
    uint32_t from = at;
    while (at > low && !may_follow(m, i, at)) {
        at--;
    }
    m->steps -= from - at;
    if (!may_follow(m, i, at)) {
        return give_up(m, op, low, from);
    }
    if (at > low) {
        push(m, op, at, low);
    }
    m->at = at;
    m->op = i->next;
    return true;
}

static bool do_span(machine *m, const pen_dins *i)
{
    if (in_vain(m, m->op, m->at)) {
        return false;
    }
    uint32_t low = exactly(m, i, m->at, i->min);
    m->steps -= i->min / 8;
    if (low == NOWHERE) {
        return false;
    }
    uint32_t more = i->max == PEN_REP_INF ? PEN_REP_INF : i->max - i->min;
    uint32_t high = span(m, i, low, more);
    if (!i->sure) {
        return shorten(m, m->op, high, low);
    }
    m->at = high;
    m->op = i->next;
    return true;
}

// Whether what follows a lazy loop may begin at `at`: its first byte, and all of a literal.
static inline bool may_go_on(const machine *m, const pen_dins *i, uint32_t at)
{
    return may_follow(m, i, at) &&
           (i->a == 0 || (m->n - at >= i->a &&
                          memcmp(m->s + at, m->d->literals + i->lit, i->a) == 0));
}

// A lazy loop that has taken `count` characters, to where what follows may begin. One of
// any length is at each such place as if it began there: once is enough.
static bool lengthen(machine *m, uint32_t op, uint32_t at, uint32_t count)
{
    const pen_dins *i = &m->d->ops[op];
    const bool any = i->min == 0 && i->max == PEN_REP_INF;
    const vain *v = &m->vain[op % VAIN];
    const uint32_t stop = v->op == op + 1 ? v->low : NOWHERE, high = v->high;
    uint32_t from = at, len;
    while ((at >= stop && at <= high) || !may_go_on(m, i, at)) {
        len = count < i->max && (at < stop || at > high) ? one(m, i, at) : 0;
        if (len == 0) {
            m->steps -= at - from;
            return give_up(m, op, from, at >= stop && at < high ? high : at);
        }
        at += len;
        count += i->max != PEN_REP_INF;
    }
    m->steps -= at - from;
    if (any && m->steps < m->unnoted && seen(m, op, at)) {
        return give_up(m, op, from, at);
    }
    if (count < i->max && one(m, i, at)) {
        push(m, op, at, count);
    }
    m->at = at;
    m->op = i->next;
    return true;
}

static bool do_lazy(machine *m, const pen_dins *i)
{
    uint32_t at = exactly(m, i, m->at, i->min);
    m->steps -= i->min / 8;
    return at != NOWHERE && lengthen(m, m->op, at, i->max == PEN_REP_INF ? 0 : i->min);
}

// The first place of the literal from *at on; false, with *at where the search ended, when
// it is not there or a character outside the set comes before it.
static bool find_literal(const machine *m, const pen_dins *i, uint32_t *at)
{
    for (uint32_t len = 1; len != 0; *at += len) {
        while (*at < m->n && m->s[*at] < 0x80 &&
               m->d->tables[i->table][m->s[*at]] == PEN_IN_SET) {
            ++*at;
        }
        if (m->n - *at < i->a) {
            return false;
        }
        if (may_follow(m, i, *at) &&
            memcmp(m->s + *at, m->d->literals + i->lit, i->a) == 0) {
            return true;
        }
        len = one(m, i, *at);
    }
    return false;
}

// A search in vain costs as much as another: after each of many choices it would make the
// time quadratic.
static bool do_until(machine *m, const pen_dins *i)
{
    uint32_t from = m->at;
    if (in_vain(m, m->op, from)) {
        return false;
    }
    bool found = find_literal(m, i, &m->at);
    m->steps -= (m->at - from) / 8;
    if (!found || in_vain(m, m->op, m->at) ||
        (m->steps < m->unnoted && seen(m, m->op, m->at))) {
        return give_up(m, m->op, from, m->at);
    }
    m->op = i->next;
    return true;
}

static bool do_branch(machine *m, const pen_dins *i)
{
    bool end = m->at == m->n;
    unsigned bits = end ? 0 : m->d->tables[i->table][m->s[m->at]];
    bool first = end ? i->end : bits & PEN_IN_SET;
    bool other = end ? i->other_end : bits & PEN_FOLLOW;
    if (first && other) {
        push(m, m->op, m->at, 0);
    }
    m->op = first ? i->next : i->other;
    return first || other;
}

static bool is_word(const machine *m, uint32_t at)
{
    char c = at < m->n ? (char)m->s[at] : ' ';
    return pen_is_alpha(c) || pen_is_digit(c) || c == '_';
}

static bool holds(const machine *m, pen_dop op)
{
    bool edge = (m->at > 0 && is_word(m, m->at - 1)) != is_word(m, m->at);
    if (op == PEN_DOP_FIRST || op == PEN_DOP_LAST) {
        return m->at == (op == PEN_DOP_FIRST ? 0 : m->n);
    }
    return edge == (op == PEN_DOP_WORD);
}

static bool do_lit(machine *m, const pen_dins *i)
{
    if (m->n - m->at < i->a || memcmp(m->s + m->at, m->d->literals + i->lit, i->a) != 0) {
        return false;
    }
    m->at += i->a;
    m->op = i->next;
    return true;
}

// Costs as much as do_until.
static bool do_need(machine *m, const pen_dins *i)
{
    pen_str rest = pen_str_of((const char *)m->s + m->at, m->n - m->at);
    const char *p = m->d->literals + i->lit;
    bool there = true;
    for (uint32_t k = 0; there && k < i->min; k++, p += 1 + *p) {
        size_t hit = pen_str_find(rest, pen_str_of(p + 1, (size_t)*p), 0);
        there = hit != PEN_NPOS;
        size_t past = there ? hit + (size_t)*p : rest.n;
        m->steps -= (int64_t)past / 8;
        rest = pen_str_from(rest, past);
    }
    m->op = i->next;
    return there;
}

static bool do_set(machine *m, const pen_dins *i)
{
    uint32_t len = one(m, i, m->at);
    m->at += len;
    m->op = i->next;
    return len != 0;
}

static bool do_save(machine *m, const pen_dins *i)
{
    if (m->top > 0) {
        push(m, m->op, m->slots[i->a], 0);
    }
    m->slots[i->a] = m->at;
    m->op = i->next;
    return true;
}

// One instruction that is not the end; false when it does not match here.
static inline bool step(machine *m, const pen_dins *i)
{
    switch ((pen_dop)i->op) {
    case PEN_DOP_LIT:
        return do_lit(m, i);
    case PEN_DOP_SET:
        return do_set(m, i);
    case PEN_DOP_SPAN:
        return do_span(m, i);
    case PEN_DOP_LAZY:
        return do_lazy(m, i);
    case PEN_DOP_UNTIL:
        return do_until(m, i);
    case PEN_DOP_BRANCH:
        return do_branch(m, i);
    case PEN_DOP_NEED:
        return do_need(m, i);
    case PEN_DOP_SAVE:
        return do_save(m, i);
    case PEN_DOP_FIRST:
    case PEN_DOP_LAST:
    case PEN_DOP_WORD:
    case PEN_DOP_INNER:
        m->op = i->next;
        return holds(m, (pen_dop)i->op);
    case PEN_DOP_END:
    case PEN_DOP_HIT:
        break;
    }
    return false;
}

// Takes the newest choice that leads on; false when there is none left, or no step.
static bool undo(machine *m)
{
    while (m->top > 0 && m->steps >= 0) {
        choice c = m->choices[--m->top];
        const pen_dins *i = &m->d->ops[c.op];
        m->steps--;
        if (i->op == PEN_DOP_SAVE) {
            m->slots[i->a] = c.at;
        } else if (i->op == PEN_DOP_BRANCH) {
            m->op = i->other;
            m->at = c.at;
            return true;
        } else if (i->op == PEN_DOP_SPAN) {
            if (shorten(m, c.op, c.at - 1, c.x)) {
                return true;
            }
        } else if (lengthen(m, c.op, c.at + one(m, i, c.at),
                            c.x + (i->max != PEN_REP_INF))) {
            return true;
        }
    }
    return false;
}

// Whether where it began is noted when it begins: lazy loops of any length note where they
// end instead.
static inline bool is_noted(const pen_dins *i)
{
    return i->op >= PEN_DOP_SPAN && i->op <= PEN_DOP_BRANCH &&
           i->op != PEN_DOP_UNTIL &&
           !(i->op == PEN_DOP_LAZY && i->min == 0 && i->max == PEN_REP_INF);
}

static pen_status run(machine *m)
{
    for (;;) {
        if (--m->steps < 0) {
            return PEN_E_BUDGET;
        }
        const pen_dins *i = &m->d->ops[m->op];
        if (i->op <= PEN_DOP_HIT && (i->op == PEN_DOP_HIT || m->at == m->n)) {
            return PEN_OK;
        }
        bool again = m->steps < m->unnoted && is_noted(i) && seen(m, m->op, m->at);
        if ((again || !step(m, i)) && !undo(m)) {
            return m->steps < 0 ? PEN_E_BUDGET : PEN_NOMATCH;
        }
    }
}

static void give(const machine *m, pen_str text, pen_str *groups)
{
    for (uint32_t i = 0; i < m->d->groups; i++) {
        uint32_t from = m->slots[2 * i], to = m->slots[2 * i + 1];
        bool took = from != NOWHERE && to != NOWHERE;
        const char *base = text.p ? text.p : "";
        groups[i] = took ? pen_str_of(base + from, to - from) : PEN_EMPTY;
    }
}

static bool is_ascii(pen_str s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++) {
        any |= (unsigned char)s.p[i];
    }
    return any < 0x80;
}

pen_direct_kind pen_direct_kind_of(const pen_direct *d)
{
    return d->kind;
}

size_t pen_direct_groups(const pen_direct *d)
{
    return d->groups;
}

// False when the text is not for this matcher.
static bool prepare(machine *m, const pen_direct *d, pen_str text)
{
    m->d = d;
    m->s = (const unsigned char *)(text.p ? text.p : "");
    m->n = (uint32_t)text.n;
    m->op = d->start;
    m->at = m->top = 0;
    m->steps = STEPS_AT_LEAST + (int64_t)text.n * d->steps_per_byte;
    m->unnoted = m->steps - STEPS_UNNOTED - m->n;
    m->noting = false;
    memset(m->vain, 0, sizeof m->vain);
    memset(m->slots, 0xFF, 2 * d->groups * sizeof *m->slots);
    return text.n < NOWHERE && !(d->ascii_only && !is_ascii(text));
}

// The next place from *at on where a match may begin, and what comes then; false when there
// is none.
static bool next_start(machine *m, uint32_t *at)
{
    const pen_dins *i = &m->d->ops[m->d->start];
    uint32_t from = m->at = *at;
    m->op = m->d->start;
    m->top = 0;
    if (i->op == PEN_DOP_FIRST) {
        return from == 0;
    }
    if (i->op == PEN_DOP_LIT) {
        pen_str text = pen_str_of((const char *)m->s, m->n);
        size_t hit = pen_str_find(text, pen_str_of(m->d->literals + i->lit, i->a), from);
        *at = (uint32_t)hit;
        m->at = (uint32_t)hit + i->a;
        m->op = i->next;
        m->steps -= hit == PEN_NPOS ? 0 : (int64_t)(hit - from) / 8;
        return hit != PEN_NPOS;
    }
    const uint8_t *heads = m->d->tables[m->d->heads];
    while (!m->d->empty && *at < m->n && !(heads[m->s[*at]] & PEN_IN_SET)) {
        ++*at;
    }
    m->at = *at;
    m->steps -= (*at - from) / 8;
    return *at < m->n || m->d->empty;
}

pen_status pen_direct_test(const pen_direct *d, pen_str text)
{
    machine m;
    uint32_t from = 0;
    if (!prepare(&m, d, text)) {
        return PEN_E_BUDGET;
    }
    if (d->task == PEN_DIRECT_HEAD) {
        return run(&m);
    }
    pen_status s = PEN_NOMATCH;
    for (; s == PEN_NOMATCH && from <= m.n && next_start(&m, &from); from++) {
        s = run(&m); // what was noted holds for other beginnings, too: no group is kept
    }
    return s;
}

pen_status pen_direct_run(const pen_direct *d, pen_str text, pen_str *groups)
{
    machine m;
    if (!prepare(&m, d, text)) {
        return PEN_E_BUDGET;
    }
    pen_status s = run(&m);
    if (s == PEN_OK) {
        give(&m, text, groups);
    }
    return s;
}

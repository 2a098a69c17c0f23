// SPDX-License-Identifier: Apache-2.0
// The filter wordwrap: lines cut at blanks and behind hyphens, as Python's textwrap does with
// the settings that Jinja gives it.
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "lang/builtins.h"
#include "lang/text.h"

// One line of the text, decoded: character i is cp[i] and starts at byte at[i]; at[n] is the end.
typedef struct paragraph {
    pen_str s;
    uint32_t *cp, *at, n;
} paragraph;

// Characters [from, to) that are not torn apart.
typedef struct chunk {
    uint32_t from, to;
} chunk;

typedef struct wrapping {
    pen_vm *vm;
    paragraph p;
    chunk *chunks;
    uint32_t n; // of chunks
    int64_t width;
    bool tear, hyphens, split_hyphens;
    uint32_t lines; // put out so far
    pen_str between;
} wrapping;

static pen_status decode(pen_vm *vm, pen_str s, paragraph *p)
{
    p->s = s;
    p->n = 0;
    p->cp = pen_arena_get(vm->arena, (s.n + 1) * sizeof *p->cp);
    p->at = pen_arena_get(vm->arena, (s.n + 1) * sizeof *p->at);
    if (!p->cp || !p->at) {
        return PEN_E_NOMEM;
    }
    size_t at = 0;
    while (at < s.n) {
        p->at[p->n] = (uint32_t)at;
        p->cp[p->n++] = pen_utf8_next(s, &at);
    }
    p->at[p->n] = (uint32_t)at;
    return PEN_OK;
}

// ---- where a line may be cut ----

static bool is_gap(const paragraph *p, uint32_t i)
{
    return p->cp[i] == ' ' || (p->cp[i] >= '\t' && p->cp[i] <= '\r');
}

static bool is_word(const paragraph *p, uint32_t i)
{
    return i < p->n && (p->cp[i] == '_' || pen_char_alnum(p->cp[i]));
}

static bool is_letter(const paragraph *p, uint32_t i)
{
    return is_word(p, i) && !pen_char_decimal(p->cp[i], NULL);
}

static bool is_hyphen(const paragraph *p, uint32_t i)
{
    return i < p->n && p->cp[i] == '-';
}

// Behind what may stand directly before a dash.
static bool after_word(const paragraph *p, uint32_t i)
{
    return i > 0 && (is_word(p, i - 1) || (p->cp[i - 1] < 0x80 && p->cp[i - 1] &&
                                           strchr("!\"'&.,?", (int)p->cp[i - 1])));
}

// The end of two or more hyphens at `i` that a word follows; `i` when there are none.
static uint32_t dash_end(const paragraph *p, uint32_t i)
{
    uint32_t end = i;
    while (is_hyphen(p, end)) {
        end++;
    }
    return end - i >= 2 && is_word(p, end) ? end : i;
}

// Whether the hyphen at `i` joins two parts of a word: `ab-cd`, `a-b-cd`.
static bool joins(const paragraph *p, uint32_t i)
{
    bool before = i >= 2 && is_letter(p, i - 1) &&
                  (is_letter(p, i - 2) ||
                   (i >= 3 && is_hyphen(p, i - 2) && is_letter(p, i - 3)));
    uint32_t second = is_hyphen(p, i + 2) ? i + 3 : i + 2;
    return is_hyphen(p, i) && before && is_letter(p, i + 1) && is_letter(p, second);
}

static uint32_t word_end(const wrapping *w, uint32_t from)
{
    const paragraph *p = &w->p;
    uint32_t end = from;
    if (w->split_hyphens && after_word(p, from) && dash_end(p, from) > from) {
        return dash_end(p, from);
    }
    for (end = from + 1; end < p->n && !is_gap(p, end); end++) {
        if (w->split_hyphens && joins(p, end)) {
            return end + 1;
        }
        if (w->split_hyphens && after_word(p, end) && dash_end(p, end) > end) {
            return end;
        }
    }
    return end;
}

static pen_status cut(wrapping *w)
{
    const paragraph *p = &w->p;
    w->n = 0;
    w->chunks = pen_arena_get(w->vm->arena, ((size_t)p->n + 1) * sizeof *w->chunks);
    if (!w->chunks) {
        return PEN_E_NOMEM;
    }
    for (uint32_t at = 0, end; at < p->n; at = end) {
        for (end = at; end < p->n && is_gap(p, end); end++) {
        }
        end = end > at ? end : word_end(w, at);
        w->chunks[w->n++] = (chunk){at, end};
    }
    return PEN_OK;
}

// ---- lines ----

static pen_str text_of(const wrapping *w, uint32_t from, uint32_t to)
{
    return pen_str_of(w->p.s.p + w->p.at[from], w->p.at[to] - w->p.at[from]);
}

static bool blank(const wrapping *w, chunk c)
{
    return pen_ublank_trim(text_of(w, c.from, c.to)).n == 0;
}

// How much of a word that is too long goes into `room` characters: up to its last hyphen
// there, unless only hyphens stand before it.
static uint32_t torn(const wrapping *w, chunk c, uint32_t room)
{
    uint32_t at = c.from + room;
    while (w->hyphens && at > c.from && w->p.cp[at - 1] != '-') {
        at--;
    }
    if (!w->hyphens || at <= c.from + 1) {
        return room;
    }
    for (uint32_t i = c.from; i + 1 < at; i++) {
        if (w->p.cp[i] != '-') {
            return at - c.from;
        }
    }
    return room;
}

// Puts as many chunks as fit on one line, from chunk `at` on; gives the first that is left.
static uint32_t put_line(wrapping *w, uint32_t at)
{
    if (w->lines && blank(w, w->chunks[at])) {
        at++;
    }
    uint32_t first = at, pieces = 0;
    int64_t length = 0;
    while (at < w->n && length + (w->chunks[at].to - w->chunks[at].from) <= w->width) {
        length += w->chunks[at].to - w->chunks[at].from;
        at++;
        pieces++;
    }
    uint32_t from = pieces ? w->chunks[first].from : 0, to = pieces ? w->chunks[at - 1].to : 0;
    chunk last = pieces ? w->chunks[at - 1] : (chunk){0, 0};
    chunk *next = at < w->n ? &w->chunks[at] : NULL;
    if (next && next->to - next->from > w->width && (w->tear || !pieces)) {
        uint32_t n = w->tear ? torn(w, *next, (uint32_t)(w->width - length)) : next->to - next->from;
        from = pieces ? from : next->from;
        last = (chunk){next->from, next->from + n};
        to = next->from += n;
        at += next->from == next->to;
        pieces++;
    }
    if (pieces && blank(w, last)) {
        to = last.from;
        pieces--;
    }
    if (pieces) {
        pen_buf_add(&w->vm->text, w->lines++ ? w->between : PEN_EMPTY);
        pen_buf_add(&w->vm->text, text_of(w, from, to));
    }
    return at;
}

static pen_status put_paragraph(wrapping *w, pen_str s)
{
    PEN_TRY(pen_vm_spend(w->vm, 1 + s.n / 8)); // a character costs about an eighth of a step
    PEN_TRY(decode(w->vm, s, &w->p));
    PEN_TRY(cut(w));
    w->lines = 0;
    for (uint32_t at = 0; at < w->n && w->vm->text.failed == PEN_OK;) {
        at = put_line(w, at);
    }
    return w->vm->text.failed;
}

static pen_status settings(const pen_args *a, wrapping *w)
{
    pen_value between = pen_arg_some(a, 3) ? a->v[3] : pen_v_str(PEN_LIT("\n"));
    w->vm = a->vm;
    w->tear = pen_arg_truth(a, 2, true);
    w->hyphens = pen_arg_truth(a, 4, true);
    w->split_hyphens = w->hyphens && (!a->has[4] || a->v[4].tag == PEN_T_BOOL);
    w->between = pen_value_str(between);
    PEN_TRY(pen_arg_int(a, 1, 79, &w->width));
    return between.tag == PEN_T_STR ? PEN_OK : PEN_E_TYPE;
}

pen_status pen_filter_wordwrap(const pen_args *a, pen_value *out)
{
    wrapping w;
    pen_value lines;
    if (a->v[0].tag != PEN_T_STR) {
        return a->v[0].tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    PEN_TRY(settings(a, &w));
    PEN_TRY(pen_call_one(a->vm, pen_str_method_splitlines, a->v[0], &lines));
    if (w.width <= 0 && lines.u.list->n) {
        return PEN_E_RANGE;
    }
    size_t mark = a->vm->text.n;
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < lines.u.list->n && s == PEN_OK; i++) {
        pen_buf_add(&a->vm->text, i ? w.between : PEN_EMPTY);
        s = put_paragraph(&w, pen_value_str(lines.u.list->items[i]));
    }
    return pen_text_end(a->vm, mark, s, out);
}
